"""What the condition `consensus` says of where analysts stand, and when that becomes true."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.json_schema import errors
from tests.rules.made import ISSUER
from tests.rules.opinions import DAY, NOON, condition, consensus, line, reading, target, told
from tocsin.model import Answer, Consensus, Reading, Saw, Verdict
from tocsin.rules import NoHistory
from tocsin.rules.condition import Condition
from tocsin.rules.schema import _shape
from tocsin.rules.told.consensus import ConsensusKeys, compile_keys, standing
from tocsin.yamltext import section_schema


def compiled(keys: str) -> Condition:
    return condition(ConsensusKeys, compile_keys, keys)


def given(*facts: Consensus, accepted: dt.datetime | None = NOON) -> Reading:
    return reading(*facts, form="consensus", accepted=accepted)


def verdict(keys: str, now: Consensus, *known: Consensus) -> Verdict:
    return compiled(keys).decide(given(now), told(*known))


WHOLE = consensus(5, 10, 0, "37.25")
RATINGS = "10 hold, 5 buy, 0 sell"
MEAN = "mean target $37.25"
CASES = {
    "buys in percent": ("{buys: under 40%}", WHOLE, (), f"fires: {RATINGS}: 33% buy, under 40%; {MEAN}"),
    "buys exactly": ("{buys: under 40%}", consensus(4, 6, 0), (), "silent: 6 hold, 4 buy, 0 sell: 40% buy, not under 40%"),
    "buys a little under": ("{buys: under 40%}", consensus(399, 601, 0), (), "fires: 601 hold, 399 buy, 0 sell: 39.9% buy, under 40%"),
    "sells counted": ("{sells: at least 3}", consensus(5, 1, 3), (), "fires: 5 buy, 3 sell, 1 hold: 3 sell, at least 3"),
    "sells counted, of a half": ("{sells: at least 3}", consensus(sells=3), (), "fires: 3 sell: 3 sell, at least 3"),
    "holds": ("{holds: over 50%}", WHOLE, (), f"fires: {RATINGS}: 67% hold, over 50%; {MEAN}"),
    "mean": ("{mean: under $40}", WHOLE, (), f"fires: {MEAN}, under $40"),
    "mean exactly": ("{mean: under $37.25}", WHOLE, (), f"silent: {MEAN}, not under $37.25"),
    "mean to many places": ("{mean: under $40}", consensus(mean="39.99923"), (), "fires: mean target $39.9992, under $40"),
    "analysts": ("{analysts: at least 5}", consensus(mean=40, analysts=5), (), "fires: mean target $40; 5 analysts, at least 5"),
    "all together": ("{buys: under 40%, mean: under $40, sells: under 3}", WHOLE, (), f"fires: {RATINGS}: 33% buy, under 40%; 0 sell, under 3; {MEAN}, under $40"),
    "one that does not hold": ("{buys: under 40%, mean: under $30}", WHOLE, (), f"silent: {RATINGS}: 33% buy, under 40%; {MEAN}, not under $30"),
    # what is not known
    "no mean": ("{mean: under $40}", consensus(5, 10, 0), (), f"undecided: {RATINGS}; no mean target has been told"),
    "no ratings": ("{buys: under 40%}", consensus(mean="37.25"), (), f"undecided: {MEAN}; how many say buy, hold and sell has not been told"),
    "no holds": ("{buys: under 40%}", consensus(5, None, 0), (), "undecided: 5 buy, 0 sell; how many say hold has not been told"),
    "nobody": ("{buys: under 40%}", consensus(0, 0, 0), (), "undecided: 0 buy, 0 hold, 0 sell; nobody rates it"),
    "nothing": ("{buys: under 40%}", consensus(), (), "undecided: no consensus has been told"),
    "no number of analysts": ("{analysts: over 3}", WHOLE, (), f"undecided: {MEAN}; the number of analysts has not been told"),
    "a no goes first": ("{buys: under 40%, mean: over $40}", consensus(mean="37.25"), (), f"silent: {MEAN}, not over $40"),
    # halves
    "the other half from history": ("{buys: under 40%, mean: under $40}", consensus(5, 10, 0), (consensus(mean="37.25", days=30),), f"fires: {RATINGS}: 33% buy, under 40%; {MEAN}, under $40"),
    "the same vendor first": ("{buys: under 40%, mean: under $40}", consensus(5, 10, 0), (consensus(mean="37.25", days=30), consensus(mean=50, days=3, source="FMP")), f"fires: {RATINGS}: 33% buy, under 40%; {MEAN}, under $40"),
    "another vendor's half": ("{buys: under 40%, mean: under $40}", consensus(5, 10, 0), (consensus(mean=50, days=3, source="FMP"),), f"silent: {RATINGS}: 33% buy, under 40%; mean target $50, not under $40"),
    "counts of two vendors are not added": ("{buys: under 40%}", consensus(5, None, 0), (consensus(9, 9, 9, days=3, source="FMP"),), "undecided: 5 buy, 0 sell; how many say hold has not been told"),
    "120 days old": ("{buys: under 40%, mean: under $40}", consensus(5, 10, 0), (consensus(mean="37.25", days=120),), f"fires: {RATINGS}: 33% buy, under 40%; {MEAN}, under $40"),
    "older": ("{buys: under 40%, mean: under $40}", consensus(5, 10, 0), (consensus(mean="37.25", days=121),), f"undecided: {RATINGS}: 33% buy, under 40%; no mean target has been told"),
    # becoming true
    "was so already": ("{mean: under $40}", consensus(mean=38), (consensus(mean=39, days=9),), "silent: was so already: mean target $38, under $40"),
    "becomes so": ("{mean: under $40}", consensus(mean=39), (consensus(mean=40, days=9),), "fires: mean target $39, under $40"),
    "becomes so again": ("{mean: under $40}", consensus(mean=39), (consensus(mean=38, days=30), consensus(mean=41, days=9)), "fires: mean target $39, under $40"),
    "was not known": ("{mean: under $40}", consensus(mean=39), (consensus(5, 10, 0, days=9),), "fires: mean target $39, under $40"),
    "was so long ago": ("{mean: under $40}", consensus(mean=39), (consensus(mean=38, days=200),), "fires: mean target $39, under $40"),
    "of another vendor, each its own": ("{mean: under $40}", consensus(mean=39), (consensus(mean=38, days=9), consensus(mean=41, days=3, source="FMP")), "silent: was so already: mean target $39, under $40"),
    "of another vendor, where this one told none": ("{mean: under $40}", consensus(mean=39), (consensus(mean=38, days=3, source="FMP"),), "silent: was so already: mean target $39, under $40"),
    "a half that changes nothing": ("{mean: under $40}", consensus(5, 10, 0), (consensus(mean=39, days=9),), "silent: was so already: mean target $39, under $40"),
    # changes
    "falls, exactly": ("{falls: at least 10%}", consensus(mean=36), (consensus(mean=40, days=30),), "fires: mean target $36, down 10% from $40"),
    "falls too little": ("{falls: at least 10%}", consensus(mean=37), (consensus(mean=40, days=30),), "silent: mean target $37, down 8% from $40; the rule asks for falls: at least 10%"),
    "a rise is no fall": ("{falls: under 10%}", consensus(mean=41), (consensus(mean=40, days=30),), "silent: mean target $41, up 3% from $40; the rule asks for falls: under 10%"),
    "rises": ("{rises: over 2%}", consensus(mean=41), (consensus(mean=40, days=30),), "fires: mean target $41, up 3% from $40"),
    "moves": ("{moves: over 2%}", consensus(mean=39), (consensus(mean=40, days=30),), "fires: mean target $39, down 3% from $40"),
    "unchanged": ("{moves: under 2%}", consensus(mean=40), (consensus(mean=40, days=30),), "silent: mean target $40, unchanged from $40; the rule asks for moves: under 2%"),
    "each change rings": ("{falls: at least 10%}", consensus(mean=36), (consensus(mean=50, days=60), consensus(mean=40, days=30)), "fires: mean target $36, down 10% from $40"),
    "against the vendor's own": ("{falls: at least 10%}", consensus(mean=36), (consensus(mean=40, days=30), consensus(mean=36, days=3, source="FMP")), "fires: mean target $36, down 10% from $40"),
    "another vendor's is none": ("{falls: at least 10%}", consensus(mean=36), (consensus(mean=40, days=3, source="FMP"),), "undecided: mean target $36; no earlier mean target of Benzinga is known"),
    "nothing before": ("{falls: at least 10%}", consensus(mean=36), (), "undecided: mean target $36; no earlier mean target of Benzinga is known"),
    "no mean at all": ("{falls: at least 10%}", consensus(5, 10, 0), (), f"undecided: {RATINGS}; no mean target has been told"),
    "like a split": ("{falls: at least 10%}", consensus(mean=10), (consensus(mean=40, days=3),), "undecided: mean target $10, from $40; a change this large is taken for a stock split until somebody looks"),
    "from zero": ("{rises: at least 10%}", consensus(mean=10), (consensus(mean=0, days=3),), "undecided: mean target $10, from $0; no change can be told from zero or from below"),
    "with a level": ("{falls: at least 10%, mean: under $36}", consensus(mean=36), (consensus(mean=40, days=30),), "silent: mean target $36, not under $36, down 10% from $40"),
    # over a window
    "over a window": ("{falls: at least 10%, within: 30d}", consensus(mean=36), (consensus(mean=60, days=40), consensus(mean=40, days=20), consensus(mean=38, days=9)), "fires: mean target $36, down 10% from $40 in 30 days"),
    "on its first day": ("{falls: at least 10%, within: 30d}", consensus(mean=36), (consensus(mean=40, days=30.4), consensus(mean=37, days=9)), "fires: mean target $36, down 10% from $40 in 30 days"),
    "none in it": ("{falls: at least 10%, within: 30d}", consensus(mean=36), (consensus(mean=60, days=90), consensus(mean=40, days=31)), "fires: mean target $36, down 10% from $40 in 30 days"),
    "none in it or near it": ("{falls: at least 10%, within: 30d}", consensus(mean=36), (consensus(mean=40, days=151),), "undecided: mean target $36; no earlier mean target of Benzinga is known"),
    "over a window, already": ("{falls: at least 10%, within: 30d}", consensus(mean=35), (consensus(mean=40, days=20), consensus(mean=36, days=9)), "silent: was so already: mean target $35, down 13% from $40 in 30 days"),
    "over a window, not yet": ("{falls: at least 10%, within: 30d}", consensus(mean=36), (consensus(mean=40, days=20), consensus(mean=37, days=9)), "fires: mean target $36, down 10% from $40 in 30 days"),
    "over a window, by days alone": ("{falls: at least 10%, within: 30d}", consensus(mean=36, at=False), (consensus(mean=60, days=40), consensus(mean=40, at=False), consensus(mean=38, at=False)), "fires: mean target $36, down 10% from $40 in 30 days"),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "now", "known", "expected"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(
    keys: str, now: Consensus, known: tuple[Consensus, ...], expected: str
) -> None:
    assert line(verdict(keys, now, *known)) == expected


def test_what_tells_no_consensus() -> None:
    found = compiled("{mean: under $40}").decide(reading(target()), told(consensus(mean=39, days=3)))
    assert line(found) == "silent: no consensus in it"


def test_the_whole_is_the_subject_and_its_halves_the_evidence() -> None:
    half, other = consensus(mean="37.25", days=30), consensus(mean=50, days=60, source="FMP")
    found = verdict("{buys: under 40%, mean: under $40}", consensus(5, 10, 0), half, other)
    assert found.subject == WHOLE
    assert found.evidence == (half,)
    assert found.saw == (
        Saw("buys", "33.3333", "under 40%", True, "33%"),
        Saw("mean", "37.25", "under $40", True, "$37.25"),
    )


def test_what_it_is_held_against_is_evidence() -> None:
    before = consensus(mean=40, days=3)
    found = verdict("{falls: at least 10%}", consensus(mean=36), before)
    assert found.evidence == (before,)
    assert found.saw == (Saw("falls", "10.0000", "at least 10%", True, "10%"),)


def test_halves_of_two_vendors_name_both() -> None:
    found = verdict("{buys: under 40%}", consensus(5, 10, 0), consensus(mean=50, days=3, source="FMP"))
    assert isinstance(found.subject, Consensus)
    assert found.subject.source == "Benzinga and FMP"


LEVEL = compiled("{mean: under $40}").holds
NEWS = reading(target())


def test_the_level_holds_whoever_told_it_last() -> None:
    assert LEVEL is not None
    assert (
        LEVEL(NEWS, told(consensus(mean=39, days=30), consensus(mean=41, days=3, source="FMP"))).answer
        is Answer.SILENT
    )
    assert LEVEL(NEWS, told(consensus(mean=41, days=30), consensus(mean=39, days=3))).answer is Answer.FIRES
    assert line(LEVEL(NEWS, NoHistory())) == "undecided: no consensus has been told"
    assert line(LEVEL(NEWS, told(consensus(mean=39, days=121)))) == "undecided: no consensus has been told"


def test_the_level_is_not_only_of_the_moment_it_became_true() -> None:
    assert LEVEL is not None
    assert LEVEL(given(consensus(mean=38)), told(consensus(mean=39, days=3))).answer is Answer.FIRES


def test_a_mean_that_nobody_told_in_the_window_did_not_change_in_it() -> None:
    level = compiled("{falls: at least 10%, within: 30d}").holds
    assert level is not None
    known = told(consensus(mean=60, days=90), consensus(mean=40, days=31))
    assert line(level(NEWS, known)) == (
        "silent: mean target $40, unchanged from $40 in 30 days; the rule asks for falls: at least 10%"
    )


def test_the_change_as_a_level() -> None:
    level = compiled("{falls: at least 10%, within: 30d}").holds
    assert level is not None
    known = told(consensus(mean=40, days=20), consensus(mean=36, days=3))
    assert line(level(NEWS, known)) == "fires: mean target $36, down 10% from $40 in 30 days"
    assert level(NEWS, told(consensus(mean=36, days=3))).answer is Answer.UNDECIDED


@pytest.mark.parametrize(
    ("keys", "known", "lacks"),
    [
        ("{mean: under $40}", (), "no consensus has been told"),
        ("{mean: under $40}", (consensus(5, 10, 0),), "no mean target has been told"),
        ("{falls: over 10%}", (consensus(5, 10, 0),), "no mean target has been told"),
        ("{buys: under 40%}", (consensus(mean=40),), "how many say buy, hold and sell has not been told"),
        ("{buys: under 40%}", (consensus(5, None, 0),), "how many say hold has not been told"),
        ("{buys: over 3}", (consensus(5, None, 0),), None),
        ("{mean: under $40, buys: under 40%}", (WHOLE,), None),
        ("{mean: under $40}", (consensus(mean=40, days=121),), "no consensus has been told"),
    ],
)
def test_what_it_lacks(keys: str, known: tuple[Consensus, ...], lacks: str | None) -> None:
    sees = compiled(keys).sees
    assert sees is not None
    assert sees(ISSUER.cik, told(*known), NOON) == lacks


def test_standing_without_a_reading_is_what_was_told_last() -> None:
    known = (consensus(5, 10, 0, 40, days=30), consensus(mean=38, days=3, source="FMP"))
    now = standing(ISSUER.cik, told(*known), NOON)
    assert (now.mean, now.buys, now.raters, now.analysts) == (Decimal(38), Decimal(5), Decimal(15), None)
    assert now.targets == known[1]
    assert standing(ISSUER.cik, told(*known), NOON, given(consensus(buys=9))).mean == Decimal(40)
    assert standing(ISSUER.cik, told(*known), NOON + 120 * DAY).mean is None
    assert standing("0000000001", told(*known), NOON).told == ()


COUNTS = st.integers(0, 30)


@tried(COUNTS, COUNTS, COUNTS)
@settings(max_examples=100, deadline=None)
def test_the_shares_are_of_all_who_rate(buys: int, holds: int, sells: int) -> None:
    now = consensus(buys, holds, sells)
    rating = buys + holds + sells
    for key, count in (("buys", buys), ("holds", holds), ("sells", sells)):
        answer = verdict(f"{{{key}: at least 40%}}", now).answer
        expected = Answer.FIRES if count * 100 >= rating * 40 else Answer.SILENT
        assert answer is (expected if rating else Answer.UNDECIDED)


@tried(st.lists(st.integers(36, 44), min_size=1, max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_level_rings_once_until_it_was_false(means: list[int]) -> None:
    """Told one after another, it rings exactly where it was not so the time before."""
    facts = [consensus(mean=mean, days=len(means) - number) for number, mean in enumerate(means)]
    level = compiled("{mean: under $40}")
    rang = [
        level.decide(given(fact, accepted=fact.at), told(*facts[:number])).answer is Answer.FIRES
        for number, fact in enumerate(facts)
    ]
    was = [False, *(mean < 40 for mean in means)]
    assert rang == [mean < 40 and not before for mean, before in zip(means, was, strict=False)]


WRONG = {
    "a mean in percent": ("{mean: under 10%}", "this is in dollars, not percent: write under $1M, or use moves: under 10%"),
    "buys in dollars": ("{buys: under $4}", "this is a plain count, not dollars: write under 3, or use mean: under $4"),
    "more than all": ("{buys: over 100%}", '"over 100%" is never true here'),
    "half an analyst": ("{sells: over 1.5}", '"over 1.5" can only be a whole number here'),
    "a change in dollars": ("{falls: over $4}", "this is a percentage, not dollars: write over 25%, or use mean: over $4"),
    "a change without its unit": ("{rises: over 10}", "this is a percentage: write over 10%"),
    "two ways": ("{falls: over 5%, rises: over 5%}", "falls is there already: one of falls, rises and moves is enough"),
    "two other ways": ("{rises: over 5%, moves: over 5%}", "rises is there already: one of falls, rises and moves is enough"),
    "a window of nothing": ("{mean: under $40, within: 7d}", "within goes with falls, rises or moves"),
    "hours": ("{falls: over 5%, within: 7}", '"7" has no unit: write 7d for days'),
    "analysts in percent": ("{analysts: over 5%}", "this is a plain count, not percent: write over 3"),
    "nothing asked": ("{}", "nothing is asked of the consensus: give it keys such as buys: under 40%"),
    "another key": ("{buy: over 5}", 'unknown key "buy": did you mean "buys"?'),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        compiled(keys)
    assert str(caught.value) == message


def test_the_same_meaning_however_it_is_written() -> None:
    one, other = (
        compiled("{buys: '< 40%', mean: under $40.00}"),
        compiled("{mean: under 40 USD, buys: under 40 percent}"),
    )
    assert one.meaning == other.meaning
    assert one.forms == {"consensus"}
    assert compiled("{falls: over 5%, within: 2w}").meaning == {
        "consensus": {"falls": "over 5%", "within": "14d"}
    }


def test_every_key_has_words_and_an_example_that_fits() -> None:
    described = section_schema(ConsensusKeys, _shape)
    doc = " ".join((ConsensusKeys.__doc__ or "").split())
    for key, told_of in described["properties"].items():
        assert told_of["description"] != doc, key
        for example in told_of["examples"]:
            assert errors(told_of, example, described) == []
