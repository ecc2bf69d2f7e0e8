"""What the condition `price_target` says of a target, alone and beside those known before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.json_schema import errors
from tests.rules.opinions import DAY, MIDNIGHT, NOON, Told, condition, consensus, line, reading, target, told
from tocsin.firms import firm_key
from tocsin.model import Answer, PriceTarget, Reading, Saw, Verdict
from tocsin.rules import NoHistory
from tocsin.rules.schema import _shape
from tocsin.rules.told.price_target import PriceTargetKeys, compile_keys
from tocsin.yamltext import section_schema


def verdict(keys: str, given: Reading, history: NoHistory | None = None) -> Verdict:
    return condition(PriceTargetKeys, compile_keys, keys).decide(given, history or NoHistory())


CUT = target()
CUT_LINE = "Northgate cuts its target to $33 from $40, down 18%"
HARBOR = target(35, 42, "Harbor Street", days=3)
PAIR = "{falls: at least 10%, firms: at least 2, within: 7d}"
NEW = target(33, None)
CASES = {
    # without keys
    "any change": ("{}", CUT, (), f"fires: {CUT_LINE}"),
    "a rise": ("{}", target(46, 40), (), "fires: Northgate raises its target to $46 from $40, up 15%"),
    "kept": ("{}", target(40, 40), (), "silent: Northgate keeps its target at $40; no change"),
    "kept, in the vendor's word": (
        "{}",
        target(40, None, action="maintains"),
        (),
        "silent: Northgate keeps its target at $40; no change",
    ),
    "first": ("{}", target(40, None, action="initiates"), (), "fires: Northgate sets its first target, $40"),
    "removed": ("{}", target(None, 40, action="removes"), (), "fires: Northgate removes its target of $40"),
    "nothing known before": (
        "{}",
        NEW,
        (),
        "undecided: Northgate sets its target to $33; no earlier target of Northgate is known",
    ),
    "the vendor's word is enough for any change": (
        "{}",
        target(33, None, action="lowers"),
        (),
        "fires: Northgate cuts its target to $33",
    ),
    "no target told": ("{}", target(None, 40), (), "undecided: Northgate tells no target, after $40; its new target is not told"),
    # falls, rises, moves
    "exactly 10%": ("{falls: at least 10%}", target(36, 40), (), "fires: Northgate cuts its target to $36 from $40, down 10%"),
    "exactly 10% is not over": (
        "{falls: over 10%}",
        target(36, 40),
        (),
        "silent: Northgate cuts its target to $36 from $40, down 10%; the rule asks for falls: over 10%",
    ),
    "almost 10% is told as that": (
        "{falls: at least 10%}",
        target("36.01", 40),
        (),
        "silent: Northgate cuts its target to $36.01 from $40, down 9.98%; the rule asks for falls: at least 10%",
    ),
    "a third": (
        "{falls: over 33%}",
        target(20, 30),
        (),
        "fires: Northgate cuts its target to $20 from $30, down 33.3%",
    ),
    "a rise is no fall": (
        "{falls: under 50%}",
        target(44, 40),
        (),
        "silent: Northgate raises its target to $44 from $40, up 10%; the rule asks for falls: under 50%",
    ),
    "a small fall": ("{falls: under 50%}", CUT, (), f"fires: {CUT_LINE}"),
    "rises": ("{rises: at least 10%}", target(44, 40), (), "fires: Northgate raises its target to $44 from $40, up 10%"),
    "moves down": ("{moves: over 15%}", CUT, (), f"fires: {CUT_LINE}"),
    "moves up": ("{moves: over 15%}", target(50, 40), (), "fires: Northgate raises its target to $50 from $40, up 25%"),
    "kept moves nothing": ("{moves: under 5%}", target(40, 40), (), "silent: Northgate keeps its target at $40; the rule asks for moves: under 5%"),
    "in dollars, exactly": (
        "{falls: at least $7}",
        CUT,
        (),
        "fires: Northgate cuts its target to $33 from $40, down $7, 18%",
    ),
    "in dollars, too little": (
        "{falls: over $7}",
        CUT,
        (),
        "silent: Northgate cuts its target to $33 from $40, down $7, 18%; the rule asks for falls: over $7",
    ),
    "in dollars, of euros": (
        "{falls: at least $5}",
        target(currency="EUR"),
        (),
        "undecided: Northgate cuts its target to EUR 33 from EUR 40, down EUR 7, 18%; it is in EUR, and the rule asks for dollars",
    ),
    "in percent, of euros": ("{falls: at least 10%}", target(currency="EUR"), (), "fires: Northgate cuts its target to EUR 33 from EUR 40, down 18%"),
    "no currency is dollars": ("{falls: at least $5}", target(currency=None), (), "fires: Northgate cuts its target to $33 from $40, down $7, 18%"),
    "from zero": (
        "{rises: over 10%}",
        target(33, 0),
        (),
        "undecided: Northgate sets its target to $33 from $0; no change can be told from zero or from below",
    ),
    "to zero": ("{falls: at least 10%}", target(0, 40), (), "fires: Northgate cuts its target to $0 from $40, down 100%"),
    "unknown before": (
        "{falls: at least 10%}",
        NEW,
        (),
        "undecided: Northgate sets its target to $33; no earlier target of Northgate is known",
    ),
    "lowered, by nobody knows how much": (
        "{falls: at least 10%}",
        target(33, None, action="lowers"),
        (),
        "undecided: Northgate cuts its target to $33; no earlier target of Northgate is known",
    ),
    "raised is no fall, from wherever": (
        "{falls: at least 10%}",
        target(33, None, action="raises"),
        (),
        "silent: Northgate raises its target to $33; the rule asks for falls: at least 10%",
    ),
    "the first is no fall": (
        "{moves: at least 10%}",
        target(33, None, action="initiates"),
        (target(60, 60, days=90),),
        "silent: Northgate sets its first target, $33; the rule asks for moves: at least 10%",
    ),
    "removed is no fall": ("{falls: at least 10%}", target(None, 40, action="removes"), (), "silent: Northgate removes its target of $40; the rule asks for falls: at least 10%"),
    # the target before, from history
    "from history": ("{falls: at least 10%}", NEW, (target(44, 46, days=400), target(40, 44, days=90)), f"fires: {CUT_LINE}"),
    "of the same firm under another name": (
        "{falls: at least 10%}",
        target(33, None, "J.P. Morgan"),
        (target(40, 44, "JPMorgan Chase & Co.", days=9),),
        "fires: J.P. Morgan cuts its target to $33 from $40, down 18%",
    ),
    "of another firm is none": (
        "{falls: at least 10%}",
        target(33, None, "JP Morgan"),
        (target(40, 44, "Morgan Stanley", days=9),),
        "undecided: JP Morgan sets its target to $33; no earlier target of JP Morgan is known",
    ),
    "the vendor's own goes before history": ("{falls: at least 10%}", target(39, 40), (target(60, None, days=9),), "silent: Northgate cuts its target to $39 from $40, down 3%; the rule asks for falls: at least 10%"),
    "another currency before": (
        "{falls: at least 10%}",
        NEW,
        (target(40, None, currency="CAD", days=9),),
        "undecided: Northgate sets its target to $33; it is in USD, and the one before was in CAD",
    ),
    "no currency before is dollars": ("{falls: at least 10%}", NEW, (target(40, None, currency=None, days=9),), f"fires: {CUT_LINE}"),
    "history without the last one": (
        "{falls: at least 10%}",
        target(33, None, action="raises"),
        (target(40, None, days=300),),
        "silent: Northgate raises its target to $33; the rule asks for falls: at least 10%",
    ),
    "by how much it rose is then not known": (
        "{rises: at least 10%}",
        target(33, None, action="raises"),
        (target(40, None, days=300),),
        "undecided: Northgate raises its target to $33; the last one known was $40, which is not the one before",
    ),
    "removed before": (
        "{falls: at least 10%}",
        NEW,
        (target(60, 70, days=90), target(None, 60, action="removes", days=60)),
        "undecided: Northgate sets its target to $33; Northgate had no target before",
    ),
    "cut before to nobody knows where": ("{falls: at least 10%}", NEW, (target(60, 70, days=90), target(None, 60, action="lowers", days=60)), "undecided: Northgate sets its target to $33; the last target of Northgate was not told"),
    "cut to nobody knows where": ("{}", target(None, None, action="lowers"), (), "fires: Northgate cuts its target"),
    "by how much is then not known": ("{falls: at least 10%}", target(None, 60, action="lowers"), (), "undecided: Northgate cuts its target; its new target is not told"),
    "what happened later is not the one before": (
        "{falls: at least 10%}",
        target(33, None, days=4),
        (target(40, None, days=9), target(30, 33, days=1)),
        f"fires: {CUT_LINE}",
    ),
    # splits
    "across a split": (
        "{falls: at least 10%}",
        target(33, 330, across_split=True),
        (),
        "undecided: Northgate sets its target to $33 from $330; a stock split lies between the two targets",
    ),
    "across a split, in the vendor's word": (
        "{falls: at least 10%}",
        target(36, 330, action="raises", across_split=True),
        (),
        "silent: Northgate raises its target to $36 from $330; the rule asks for falls: at least 10%",
    ),
    "a quarter of history's": (
        "{falls: at least 10%}",
        target(10, None),
        (target(40, None, days=9),),
        "undecided: Northgate sets its target to $10; a change this large is taken for a stock split until somebody looks",
    ),
    "a little more than a quarter": ("{falls: at least 10%}", target("10.01", None), (target(40, None, days=9),), "fires: Northgate cuts its target to $10.01 from $40, down 75%"),
    "four times history's": (
        "{}",
        target(160, None),
        (target(40, None, days=9),),
        "undecided: Northgate sets its target to $160; a change this large is taken for a stock split until somebody looks",
    ),
    "a quarter of the vendor's own is a cut": ("{falls: at least 10%}", target(10, 40), (), "fires: Northgate cuts its target to $10 from $40, down 75%"),
    # to, action, firm
    "to": ("{to: under $30}", target("29.99", 40), (), "fires: Northgate cuts its target to $29.99 from $40, down 25%"),
    "to exactly": ("{to: under $33}", CUT, (), f"silent: {CUT_LINE}; the rule asks for a target under $33"),
    "to, from nobody knows where": ("{to: under $35}", NEW, (), "fires: Northgate sets its target to $33"),
    "to, kept": ("{to: under $35}", target(33, 33), (), "silent: Northgate keeps its target at $33; no change"),
    "to, kept, as asked": ("{to: under $35, action: maintains}", target(33, 33), (), "fires: Northgate keeps its target at $33"),
    "to, in euros": ("{to: under $35}", target(currency="EUR"), (), "undecided: Northgate cuts its target to EUR 33 from EUR 40, down 18%; it is in EUR, and the rule asks for dollars"),
    "to, removed": ("{to: under $35}", target(None, 40, action="removes"), (), "silent: Northgate removes its target of $40; no new target"),
    "action": ("{action: [initiates, lowers]}", target(action="lowers"), (), f"fires: {CUT_LINE}"),
    "action, by the figures": ("{action: lowers}", CUT, (), f"fires: {CUT_LINE}"),
    "another action": ("{action: raises}", CUT, (), f"silent: {CUT_LINE}; the rule asks for raises"),
    "action not known": ("{action: initiates}", NEW, (), "undecided: Northgate sets its target to $33; no earlier target of Northgate is known"),
    "firm": ("{firm: Northgate Securities}", CUT, (), f"fires: {CUT_LINE}"),
    "another firm": ("{firm: [Harbor Street, JPMorgan]}", CUT, (), f"silent: {CUT_LINE}; the rule asks for Harbor Street or JPMorgan"),
    "no firm told": ("{firm: Northgate}", target(firm="?"), (), "undecided: ? cuts its target to $33 from $40, down 18%; no firm is named"),
    "a no goes before what is not known": ("{falls: at least 10%, firm: Vale}", NEW, (), "silent: Northgate sets its target to $33; the rule asks for Vale"),
    "all together": ("{falls: at least 10%, to: under $35, firm: Northgate, action: lowers}", CUT, (), f"fires: {CUT_LINE}"),
    # firms
    "two firms": (PAIR, CUT, (HARBOR,), f"fires: {CUT_LINE}; 2 firms in 7 days (Northgate, Harbor Street)"),
    "one firm": (PAIR, CUT, (), f"silent: {CUT_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "one firm twice": (PAIR, CUT, (target(40, 50, days=3),), f"silent: {CUT_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "seven days ago": (PAIR, CUT, (replace(HARBOR, at=MIDNIGHT - 7 * DAY),), f"fires: {CUT_LINE}; 2 firms in 7 days (Northgate, Harbor Street)"),
    "eight days ago": (PAIR, CUT, (replace(HARBOR, at=MIDNIGHT - 7 * DAY - dt.timedelta(seconds=1)),), f"silent: {CUT_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "another that cut too little": (PAIR, CUT, (target(41, 42, "Harbor Street", days=3),), f"silent: {CUT_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "another that nobody knows of": (PAIR, CUT, (target(35, None, "Harbor Street", days=3),), f"undecided: {CUT_LINE}; 1 to 2 firms in 7 days (Northgate): no earlier target of Harbor Street is known"),
    "enough without that": (PAIR, CUT, (HARBOR, target(35, None, "Vale", days=2)), f"fires: {CUT_LINE}; 2 to 3 firms in 7 days (Northgate, Harbor Street)"),
    "another, by its own history": (PAIR, CUT, (target(42, None, "Harbor Street", days=300), target(35, None, "Harbor Street", days=3)), f"fires: {CUT_LINE}; 2 firms in 7 days (Northgate, Harbor Street)"),
    "this one not known, nor enough with it": (PAIR, NEW, (), "silent: Northgate sets its target to $33; 0 to 1 firm in 7 days, and the rule asks for at least 2"),
    "this one not known": (PAIR, NEW, (HARBOR,), "undecided: Northgate sets its target to $33; no earlier target of Northgate is known"),
    "this one does not": (PAIR, target(39, 40), (HARBOR,), "silent: Northgate cuts its target to $39 from $40, down 3%; the rule asks for falls: at least 10%"),
    "told late, after another": (PAIR, target(days=4), (replace(HARBOR, at=NOON),), f"fires: {CUT_LINE}; 2 firms in 7 days (Northgate, Harbor Street)"),
    "too late for another": (PAIR, target(days=8), (replace(HARBOR, at=NOON),), f"silent: {CUT_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "a day alone": (PAIR, CUT, (replace(HARBOR, at=None),), f"fires: {CUT_LINE}; 2 firms in 7 days (Northgate, Harbor Street)"),
    # streak
    "three in a row": ("{falls: at least 10%, streak: at least 3}", CUT, (target(41, 42, "Harbor Street", days=30), target(50, 51, "Vale", days=9)), f"fires: {CUT_LINE}; 3 cuts in a row (Northgate, Vale, Harbor Street)"),
    "one the other way": ("{streak: at least 3}", CUT, (target(41, 42, "Harbor Street", days=30), target(52, 51, "Vale", days=9)), f"silent: {CUT_LINE}; 1 cut in a row (Northgate), and the rule asks for at least 3"),
    "kept ones do not count": ("{streak: at least 3}", CUT, (target(41, 42, "Harbor Street", days=30), target(42, 42, "Vale", days=9), target(1, 2, "Oak", days=8)), f"fires: {CUT_LINE}; 3 cuts in a row (Northgate, Oak, Harbor Street)"),
    "one not known": ("{streak: at least 2}", CUT, (target(41, None, "Harbor Street", days=30),), f"undecided: {CUT_LINE}; 1 to 2 cuts in a row (Northgate): no earlier target of Harbor Street is known"),
    "one not known, and enough without": ("{streak: at least 2}", CUT, (target(41, None, "Harbor Street", days=30), target(1, 2, "Vale", days=2)), f"fires: {CUT_LINE}; 2 to 3 cuts in a row (Northgate, Vale)"),
    "one not known, and never enough": ("{streak: at least 3}", CUT, (target(50, 40, "Vale", days=40), target(41, None, "Harbor Street", days=30)), f"silent: {CUT_LINE}; 1 to 2 cuts in a row (Northgate), and the rule asks for at least 3"),
    "told by two vendors": ("{streak: at least 2}", CUT, (target(days=1, source="FMP"),), f"silent: {CUT_LINE}; 1 cut in a row (Northgate), and the rule asks for at least 2"),
    "kept ends no streak": ("{streak: at least 2, action: maintains}", target(40, 40), (CUT,), "silent: Northgate keeps its target at $40; it ends no streak"),
    "two at one moment": ("{streak: at least 2}", CUT, (target(41, 42, "Harbor Street", days=3), target(9, 8, "Vale", days=3)), f"undecided: {CUT_LINE}; 1 to 2 cuts in a row (Northgate): several at one moment went both ways"),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "given", "known", "expected"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(
    keys: str, given: PriceTarget, known: tuple[PriceTarget, ...], expected: str
) -> None:
    assert line(verdict(keys, reading(given, accepted=given.at), told(*known))) == expected


def test_what_tells_no_target() -> None:
    assert (
        line(verdict("{}", reading(consensus(mean=40), form="consensus"))) == "silent: no price target in it"
    )


def test_of_several_targets_the_one_that_fires() -> None:
    found = verdict("{falls: at least 10%}", reading(target(50, 40, "Vale"), NEW, CUT))
    assert line(found) == f"fires: {CUT_LINE}"


def test_no_time_is_no_window() -> None:
    given = reading(replace(CUT, at=None), accepted=None)
    assert line(verdict(PAIR, given, told(HARBOR))) == (
        f"undecided: {CUT_LINE}; when this was told is not known, so no window is"
    )


def test_a_day_alone_has_its_whole_day() -> None:
    """Told with its day alone, it happened at any hour of it: what another did that morning was before or after."""
    given = reading(replace(CUT, at=None), accepted=MIDNIGHT, day_only=True)
    morning = replace(HARBOR, at=NOON - dt.timedelta(hours=3))
    assert verdict("{firms: at least 2, within: 1d}", given, told(morning)).answer is Answer.FIRES


def test_the_window_is_of_calendar_days_when_the_clocks_change() -> None:
    """2 Nov 2025, EDT, to 9 Nov 2025, EST: seven days, and an hour."""
    midnight = dt.datetime(2025, 11, 9, 5, 0, tzinfo=dt.UTC)
    given = reading(replace(CUT, at=None), accepted=midnight, day_only=True)
    known = Told((replace(HARBOR, at=None),), known=dt.datetime(2025, 11, 2, 4, 0, tzinfo=dt.UTC))
    assert verdict(PAIR, given, known).answer is Answer.FIRES
    earlier = replace(known, known=known.known - dt.timedelta(seconds=1))
    assert verdict(PAIR, given, earlier).answer is Answer.SILENT


def test_the_former_target_is_filled_and_shown() -> None:
    history = told(target(40, 44, days=90))
    found = verdict("{falls: at least 10%, to: under $35}", reading(NEW), history)
    assert found.subject == CUT
    assert found.evidence == history.facts
    assert found.saw == (
        Saw("to", "33", "under $35", True, "$33"),
        Saw("falls", "17.5000", "at least 10%", True, "18%"),
    )


def test_the_others_that_counted_are_evidence() -> None:
    unmoved = target(42, 42, "Vale", days=2)
    found = verdict(PAIR, reading(CUT), told(HARBOR, unmoved))
    assert found.evidence == (HARBOR,)
    assert found.saw[-1] == Saw("firms", "2", "at least 2", True, "2")


MANY = st.lists(
    st.builds(
        target,
        st.integers(20, 45),
        st.sampled_from([None, 40]),
        st.sampled_from(["Vale", "Vale Securities", "Oak", "Northgate", "?"]),
        days=st.integers(0, 9),
        action=st.sampled_from([None, "raises", "lowers"]),
    ),
    max_size=8,
)


@tried(MANY, st.integers(2, 4))
@settings(max_examples=200, deadline=None)
def test_never_more_firms_than_there_are(known: list[PriceTarget], least: int) -> None:
    known.sort(key=lambda one: one.at or NOON)
    keys = f"{{falls: at least 10%, firms: at least {least}, within: 7d}}"
    found = verdict(keys, reading(CUT), told(*known))
    near = [one for one in known if one.at and one.at >= NOON - 7 * DAY and firm_key(one.firm)]
    cutting = {firm_key(one.firm) for one in near if one.before and one.to and one.to <= 36} | {"northgate"}
    if found.answer is Answer.FIRES:
        assert len({firm_key(one.firm) for one in near} | {"northgate"}) >= least
    if len(cutting) >= least:
        assert found.answer is Answer.FIRES


@tried(st.lists(st.sampled_from([(39, 40), (41, 40), (40, 40), (33, None)]), max_size=4), st.integers(2, 4))
@settings(max_examples=60, deadline=None)
def test_the_order_of_equal_times_does_not_matter(moves: list[tuple[int, int | None]], least: int) -> None:
    known = [
        target(to, before, firm, days=2)
        for (to, before), firm in zip(moves, ("Vale", "Oak", "Elm", "Ash"), strict=False)
    ]
    first = target(39, 40, "Fir", days=3)
    for keys in (
        f"{{streak: at least {least}}}",
        f"{{action: lowers, firms: at least {least}, within: 7d}}",
    ):
        answers = {
            (found.answer, found.reason.partition("(")[0])
            for order in permutations(known)
            for found in [verdict(keys, reading(CUT), told(first, *order))]
        }
        assert len(answers) == 1


def test_thousands_of_targets_take_no_time() -> None:
    known = [target(40 - n % 2, 40, f"Firm {n % 400}", days=4000 - n) for n in range(4000)]
    keys = "{falls: at least 10%, firms: at least 2, within: 7d, streak: at least 2}"
    assert verdict(keys, reading(CUT), told(*known)).answer is Answer.SILENT


WRONG = {
    "no unit": ("{falls: at least 10}", '"at least 10" may be a percentage or dollars: write one like at least 10% or at least $5'),
    "no side": ("{falls: 10%}", '"10%" alone is no threshold: say over, under, at least or at most 10%'),
    "basis points": ("{rises: over 50bp}", "this is a percentage, not basis points: write over 25%"),
    "more than all": ("{falls: over 100%}", '"over 100%" is never true here'),
    "a percentage for a level": ("{to: under 10%}", "this is in dollars, not percent: write under $1M, or use moves: under 10%"),
    "another action": ("{action: cuts}", '"cuts" is not one of raises, lowers, maintains, initiates, removes'),
    "an action misspelt": ("{action: lower}", '"lower" is not one of raises, lowers, maintains, initiates, removes: did you mean "lowers"?'),
    "no firm": ('{firm: "&"}', '"&" names no firm: write one such as Morgan Stanley'),
    "firms without within": ("{firms: at least 2}", "firms are counted over a window of days: add within, as in {firms: at least 2, within: 7d}"),
    "within without firms": ("{within: 7d}", "within is the window that firms are counted over: add firms, as in firms: at least 2"),
    "firms that always are": ("{firms: at least 1, within: 7d}", '"at least 1" is always true here: leave it out'),
    "half a firm": ("{firms: over 1.5, within: 7d}", '"over 1.5" can only be a whole number here'),
    "a window without its unit": ("{firms: at least 2, within: 7}", '"7" has no unit: write 7d for days'),
    "a streak of one": ("{streak: at least 1}", '"at least 1" is always true here: leave it out'),
    "a streak of dollars": ("{streak: at least $3}", "this is a plain count, not dollars: write at least 3"),
    "two ways": ("{falls: over 5%, rises: over 5%}", "falls is there already: one of falls, rises and moves is enough"),
    "another key": ("{fall: over 5%}", 'unknown key "fall": did you mean "falls"?'),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        verdict(keys, reading(CUT))
    assert str(caught.value) == message


def test_the_same_meaning_however_it_is_written() -> None:
    one = condition(
        PriceTargetKeys, compile_keys, "{falls: '>= 10%', firm: [JP Morgan, Citi], action: [raises, lowers]}"
    )
    other = condition(
        PriceTargetKeys,
        compile_keys,
        "{action: [lowers, raises, lowers], firm: [Citigroup, J.P. Morgan], falls: at least 10%}",
    )
    assert one.meaning == other.meaning == {
        "price_target": {"falls": "at least 10%", "firm": "citi, jpmorgan", "action": "lowers, raises"}
    }  # fmt: skip
    assert one.forms == {"analyst action"}
    assert one.holds is None


def test_every_key_has_words_and_an_example_that_fits() -> None:
    described = section_schema(PriceTargetKeys, _shape)
    doc = " ".join((PriceTargetKeys.__doc__ or "").split())
    for key, told_of in described["properties"].items():
        assert told_of["description"] != doc, key
        for example in told_of["examples"]:
            assert errors(told_of, example, described) == []
    assert errors(described["properties"]["falls"], "at least 10", described) != []
    assert errors(described["properties"]["falls"], "at least $10", described) == []
