"""What the condition `price` says of a stock's price."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tests.rules.market import Past, at, bulletin, condition, figures, known, says
from tocsin.model import Answer, Consensus, FeedFact, Headline, Price, Verdict
from tocsin.rules.condition import Kind
from tocsin.rules.told.price import PriceKeys, compile_keys

PRICE = Kind(PriceKeys, compile_keys)


def price(
    dollars: str,
    moment: dt.datetime | None = None,
    *,
    close: str | None = None,
    source: str = "Finnhub",
) -> Price:
    before = None if close is None else Decimal(close)
    return Price(ISSUER, Decimal(dollars), moment or at("20", "10:32"), source, before)


def mean(target: str | None, moment: dt.datetime | None = None) -> Consensus:
    told = None if target is None else Decimal(target)
    return Consensus(ISSUER, Decimal(9), None, None, told, None, None, None, moment, "FMP")


def verdict(keys: str, told: Price, past: Past | None = None) -> Verdict:
    return condition(PRICE, keys).decide(bulletin(told, moment=told.at), past or Past())


def on(day: str, dollars: str, clock: str = "15:59") -> Price:
    return price(dollars, at(day, clock))


WHEN = "at 10:32 ET on 20 Nov 2026"
WEEK = known(on("13", "36"), on("16", "35.60"), on("18", "35"), on("19", "34.30"))
CASES = {
    # a level
    "a level, the first price": (
        "{is: under $30}",
        price("29.87"),
        None,
        f"fires: price $29.87 {WHEN} (under $30)",
    ),
    "a level that is not so": (
        "{is: under $30}",
        price("30"),
        None,
        f"silent: price $30.00 {WHEN}, not under $30",
    ),
    "a level becomes true": (
        "{is: under $34}",
        price("33.99"),
        WEEK,
        f"fires: price $33.99 {WHEN} (under $34)",
    ),
    "a level that was so already": (
        "{is: under $35}",
        price("33.99"),
        WEEK,
        f"silent: price $33.99 {WHEN}; it was so already at $34.30 at 15:59 ET on 19 Nov 2026",
    ),
    "a level that was so, and then was not": (
        "{is: under $30}",
        price("29"),
        known(on("18", "29"), on("19", "31")),
        f"fires: price $29.00 {WHEN} (under $30)",
    ),
    "as many places as it takes": (
        "{is: under $30}",
        price("29.99999"),
        None,
        f"fires: price $29.99999 {WHEN} (under $30)",
    ),
    # a change since the day before
    "down from the previous close": (
        "{falls: over 8%}",
        price("31.20", close="34.30"),
        None,
        f"fires: price $31.20 {WHEN}, down 9.04% from the previous close of $34.30",
    ),
    "the vendor's close goes before the last price known": (
        "{falls: over 8%}",
        price("31.20", close="32"),
        WEEK,
        f"silent: price $31.20 {WHEN}, down 2.5% from the previous close of $32.00, and the rule asks for falls"
        " over 8%",
    ),
    "down from the last price of the day before": (
        "{falls: over 8%}",
        price("31.20"),
        WEEK,
        f"fires: price $31.20 {WHEN}, down 9.04% from $34.30 on 19 Nov 2026",
    ),
    "a fall is no rise": (
        "{rises: over 8%}",
        price("31.20"),
        WEEK,
        f"silent: price $31.20 {WHEN}, down 9.04% from $34.30 on 19 Nov 2026, and the rule asks for rises over 8%",
    ),
    "a move either way": (
        "{moves: at least 10%}",
        price("37.73"),
        WEEK,
        f"fires: price $37.73 {WHEN}, up 10% from $34.30 on 19 Nov 2026",
    ),
    "exactly so much": (
        "{falls: over 10%}",
        price("27", close="30"),
        None,
        f"silent: price $27.00 {WHEN}, down 10% from the previous close of $30.00, and the rule asks for falls"
        " over 10%",
    ),
    "a hair more": (
        "{falls: over 10%}",
        price("26.9999", close="30"),
        None,
        f"fires: price $26.9999 {WHEN}, down 10.0003% from the previous close of $30.00",
    ),
    "no close known": (
        "{falls: over 8%}",
        price("31.20"),
        None,
        f"undecided: price $31.20 {WHEN}, the previous close is not known",
    ),
    "no price of the days before": (
        "{falls: over 8%}",
        price("31.20"),
        known(on("12", "40"), on("20", "33", "09:40")),
        f"undecided: price $31.20 {WHEN}, the previous close is not known",
    ),
    "over a long weekend": (
        "{falls: over 8%}",
        price("31.20"),
        known(on("16", "40")),
        f"fires: price $31.20 {WHEN}, down 22% from $40.00 on 16 Nov 2026",
    ),
    "from nothing": (
        "{rises: over 8%}",
        price("31.20", close="0"),
        None,
        f"undecided: price $31.20 {WHEN}, no percentage can be told from $0.00",
    ),
    # once a day
    "it was so already today": (
        "{falls: over 8%}",
        price("31.20", close="34.30"),
        known(price("31.10", at("20", "09:45"), close="34.30"), price("32.90", at("20", "10:00"))),
        f"silent: price $31.20 {WHEN}, down 9.04% from the previous close of $34.30; it was so already today",
    ),
    "so the day before, and again today": (
        "{falls: over 8%}",
        price("31.20", close="34.30"),
        known(price("34.30", at("19"), close="40")),
        f"fires: price $31.20 {WHEN}, down 9.04% from the previous close of $34.30",
    ),
    "an evening of the Eastern day before": (
        "{falls: over 8%}",
        price("31.20", close="34.30"),
        known(price("30", at("19", "23:59"), close="34.30")),
        f"fires: price $31.20 {WHEN}, down 9.04% from the previous close of $34.30",
    ),
    # a change within days
    "within five days": (
        "{falls: over 12%, within: 5d}",
        price("31.20"),
        WEEK,
        f"fires: price $31.20 {WHEN}, down 13.33% in 7 days from $36.00",
    ),
    "within four days": (
        "{falls: over 12%, within: 4d}",
        price("31.20"),
        WEEK,
        f"fires: price $31.20 {WHEN}, down 12.36% in 4 days from $35.60",
    ),
    "within more days than are known": (
        "{falls: over 12%, within: 30d}",
        price("31.20"),
        WEEK,
        f"fires: price $31.20 {WHEN}, down 13.33% in 7 days from $36.00",
    ),
    "within days of which only the close is known": (
        "{falls: over 8%, within: 5d}",
        price("31.20", close="34.30"),
        None,
        f"fires: price $31.20 {WHEN}, down 9.04% from the previous close of $34.30",
    ),
    "within days of which nothing is known": (
        "{falls: over 8%, within: 5d}",
        price("31.20"),
        known(on("20", "40", "09:31")),
        f"undecided: price $31.20 {WHEN}, the previous close is not known",
    ),
    "across what looks like a split": (
        "{falls: over 12%, within: 5d}",
        price("31.20", close="34.30"),
        known(on("13", "360"), on("18", "350"), on("19", "343")),
        f"undecided: price $31.20 {WHEN}, the stock may have been split: $343.00 on 19 Nov 2026, and $34.30 is told"
        " as the close before 20 Nov 2026",
    ),
    "a crash is no split": (
        "{falls: over 12%, within: 5d}",
        price("10", close="34.30"),
        known(on("13", "36"), on("19", "34")),
        f"fires: price $10.00 {WHEN}, down 72.22% in 7 days from $36.00",
    ),
    # late and twice
    "older than one told before": (
        "{is: under $30}",
        price("29"),
        known(on("20", "31", "10:33")),
        f"silent: price $29.00 {WHEN} is older than the $31.00 at 10:33 ET on 20 Nov 2026, told before",
    ),
    "of the same moment": (
        "{is: under $30}",
        price("29"),
        known(on("20", "31", "10:32")),
        f"fires: price $29.00 {WHEN} (under $30)",
    ),
    # several at once
    "a level and a change": (
        "{is: under $32, falls: over 8%}",
        price("31.20"),
        WEEK,
        f"fires: price $31.20 {WHEN} (under $32), down 9.04% from $34.30 on 19 Nov 2026",
    ),
    "a level and a change, so already today": (
        "{is: under $32, falls: over 8%}",
        price("31.20", close="34.30"),
        known(price("33", at("20", "09:40"), close="34.30"), price("31", at("20", "09:45"), close="34.30")),
        f"silent: price $31.20 {WHEN}, down 9.04% from the previous close of $34.30; it was so already today",
    ),
    "a change without its level": (
        "{is: under $30, falls: over 8%}",
        price("31.20"),
        WEEK,
        f"silent: price $31.20 {WHEN}, not under $30, down 9.04% from $34.30 on 19 Nov 2026",
    ),
    # the mean target
    "above the mean target": (
        "{upside: under 0%}",
        price("254.10"),
        known(mean("251.70"), moment=at("18")),
        f"fires: price $254.10 {WHEN}, upside of -0.94% to the mean target of $251.70 (under 0%)",
    ),
    "below the mean target": (
        "{upside: under 0%}",
        price("200"),
        known(mean("251.70"), moment=at("18")),
        f"silent: price $200.00 {WHEN}, upside of 25.85% to the mean target of $251.70, not under 0%",
    ),
    "at the mean target": (
        "{upside: under 0%}",
        price("251.7"),
        known(mean("251.70"), moment=at("18")),
        f"silent: price $251.70 {WHEN}, upside of 0% to the mean target of $251.70, not under 0%",
    ),
    "no mean target": (
        "{upside: under 0%}",
        price("254.10"),
        known(mean(None), moment=at("18")),
        f"undecided: price $254.10 {WHEN}, no mean target of analysts is known",
    ),
    "all together": (
        "{is: over $30, falls: over 8%, upside: over 50%}",
        price("31.20", close="34.30"),
        known(mean("60"), moment=at("18")),
        f"fires: price $31.20 {WHEN} (over $30), down 9.04% from the previous close of $34.30, upside of 92.31% to"
        " the mean target of $60.00 (over 50%)",
    ),
}


@pytest.mark.parametrize(("keys", "told", "past", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, told: Price, past: Past | None, line: str) -> None:
    assert says(verdict(keys, told, past)) == line


def test_what_it_saw_and_what_it_was_held_against() -> None:
    past = Past(((at("18"), mean("251.70")), *known(on("16", "270")).facts))
    found = verdict("{is: over $200, falls: over 5%, within: 4d, upside: under 0%}", price("254.10"), past)
    assert figures(found) == [
        ("price", "254.10", "over $200", True, "$254.10"),
        ("falls", "5.8889", "over 5%", True, "5.89%"),
        ("upside", "-0.9445", "under 0%", True, "-0.94%"),
    ]
    assert found.subject == price("254.10")
    assert found.evidence == (on("16", "270"), mean("251.70"))


# --- the mean target as it was ------------------------------------------------------------------------------


def history(*told: tuple[str, FeedFact]) -> Past:
    """What became known at which hour of the day, in New York."""
    return Past(tuple((at("20", clock), fact) for clock, fact in told))


ABOVE = "{upside: under 0%}"
TURNS = {
    "it was above already": (
        (("09:00", mean("250")), ("10:00", price("255", at("20", "10:00")))),
        Answer.SILENT,
    ),
    "the price rose over it": (
        (("09:00", mean("250")), ("10:00", price("249", at("20", "10:00")))),
        Answer.FIRES,
    ),
    "the target was cut below it": (
        (("09:00", mean("260")), ("10:00", price("255", at("20", "10:00"))), ("10:10", mean("250"))),
        Answer.FIRES,
    ),
    "the target was cut once more": (
        (("09:00", mean("252")), ("10:00", price("255", at("20", "10:00"))), ("10:10", mean("250"))),
        Answer.SILENT,
    ),
    "the target was not known then": (
        (("10:00", price("255", at("20", "10:00"))), ("10:10", mean("250"))),
        Answer.FIRES,
    ),
    "the same target told again": (
        (("09:00", mean("250")), ("10:00", price("255", at("20", "10:00"))), ("10:10", mean("250"))),
        Answer.SILENT,
    ),
}


@pytest.mark.parametrize(("told", "answer"), TURNS.values(), ids=TURNS.keys())
def test_the_upside_rings_when_it_becomes_so(told: tuple[tuple[str, FeedFact], ...], answer: Answer) -> None:
    assert verdict(ABOVE, price("254.10"), history(*told)).answer is answer


def test_a_fall_on_the_day_on_which_the_target_was_cut() -> None:
    told = history(
        ("09:00", mean("300")),
        ("09:45", price("230", at("20", "09:45"), close="270")),
        ("10:10", mean("231")),
    )
    keys = "{falls: over 8%, upside: under 1%}"
    assert verdict(keys, price("229", close="270"), told).answer is Answer.FIRES
    told = history(("09:00", mean("231")), ("09:45", price("230", at("20", "09:45"), close="270")))
    assert says(verdict(keys, price("229", close="270"), told)).endswith("; it was so already today")


# --- levels, and what is lacking ------------------------------------------------------------------------------


def test_other_bulletins_are_silent() -> None:
    told = bulletin(Headline("Made rises", None, at("20"), "Benzinga"))
    assert says(condition(PRICE, "{is: under $30}").decide(told, WEEK)) == "silent: no price in it"


HOLDS = {
    "a level": ("{is: under $35}", WEEK, "fires: price $34.30 at 15:59 ET on 19 Nov 2026 (under $35)"),
    "a level, and no price": ("{is: under $35}", Past(), "undecided: no price of the last days is known"),
    "a level of long ago": (
        "{is: under $35}",
        known(on("1", "20")),
        "undecided: no price of the last days is known",
    ),
    "a change of another day": ("{falls: over 1%}", WEEK, "undecided: no price of 20 Nov 2026 is known"),
    "a change of this day": (
        "{falls: over 8%}",
        known(on("19", "34.30"), on("20", "31.20", "10:32")),
        f"fires: price $31.20 {WHEN}, down 9.04% from $34.30 on 19 Nov 2026",
    ),
    "a change within days": (
        "{falls: over 3%, within: 3d}",
        WEEK,
        "fires: price $34.30 at 15:59 ET on 19 Nov 2026, down 3.65% in 3 days from $35.60",
    ),
}


@pytest.mark.parametrize(("keys", "past", "line"), HOLDS.values(), ids=HOLDS.keys())
def test_what_holds_by_the_last_price_known(keys: str, past: Past, line: str) -> None:
    level = condition(PRICE, keys)
    assert level.holds is not None
    assert says(level.holds(bulletin(Headline("Made", None, at("20"), "Benzinga")), past)) == line


def test_a_consensus_at_hand_counts_for_the_upside() -> None:
    level = condition(PRICE, "{upside: under 0%}")
    assert level.holds is not None
    found = level.holds(bulletin(mean("30")), WEEK)
    assert says(found) == (
        "fires: price $34.30 at 15:59 ET on 19 Nov 2026, upside of -12.54% to the mean target of $30.00 (under 0%)"
    )


def test_the_price_at_hand_is_the_last_one_unless_it_is_older() -> None:
    level = condition(PRICE, "{is: under $30}")
    assert level.holds is not None
    assert level.holds(bulletin(price("29")), WEEK).answer is Answer.FIRES
    assert level.holds(bulletin(on("18", "29")), WEEK).answer is Answer.SILENT


def test_what_it_lacks() -> None:
    sees = condition(PRICE, "{is: under $30}").sees
    assert sees is not None
    assert sees(ISSUER.cik, Past(), at("20")) == "no price of the last days is known"
    assert sees(ISSUER.cik, WEEK, at("20")) is None
    sees = condition(PRICE, "{upside: under 0%}").sees
    assert sees is not None
    assert sees(ISSUER.cik, WEEK, at("20")) == "no mean target of analysts is known"
    assert sees(ISSUER.cik, Past(((at("20"), mean("30")), *WEEK.facts)), at("20")) is None
    assert sees(ISSUER.cik, Past(), at("20")) == (
        "no price of the last days is known; no mean target of analysts is known"
    )


# --- without its own time -------------------------------------------------------------------------------------


def untimed(dollars: str) -> Price:
    return Price(ISSUER, Decimal(dollars), None, "Made", Decimal("34.30"))


def test_a_price_without_a_time_is_of_the_bulletins() -> None:
    made = condition(PRICE, "{falls: over 8%}")
    told = bulletin(untimed("31.20"), moment=at("20", "00:00"))
    line = "price $31.20 on 20 Nov 2026, down 9.04% from the previous close of $34.30"
    assert says(made.decide(told, WEEK)) == f"fires: {line}"
    before = Past(((at("20", "09:45"), untimed("31.10")),))
    assert says(made.decide(told, before)) == f"silent: {line}; it was so already today"
    before = Past(((at("19", "09:45"), untimed("31.10")),))
    assert made.decide(told, before).answer is Answer.FIRES


def test_a_price_of_no_known_day() -> None:
    told = bulletin(untimed("31.20"), moment=None)
    line = "price $31.20, down 9.04% from the previous close of $34.30"
    assert says(condition(PRICE, "{falls: over 8%}").decide(told, WEEK)) == f"fires: {line}"
    found = condition(PRICE, "{falls: over 8%, within: 5d}").decide(told, WEEK)
    assert says(found) == "undecided: price $31.20, of which day it is is not known"


def test_its_meaning_is_the_same_however_it_is_written() -> None:
    made = condition(PRICE, "{is: '< $30.00', falls: '> 8 percent', within: 1w, upside: '>= 10%'}")
    assert made.meaning == {
        "price": {"is": "under $30", "falls": "over 8%", "within": "7d", "upside": "at least 10%"}
    }
    assert made.forms == frozenset({"price"})


@tried(
    st.lists(st.tuples(st.integers(1, 20), st.integers(0, 23), st.integers(1, 99999)), max_size=10),
    st.integers(1, 99999),
    st.sampled_from(("", ", within: 3d")),
)
@settings(max_examples=150, deadline=None)
def test_a_change_that_is_told_is_the_change(
    days: list[tuple[int, int, int]], last: int, within: str
) -> None:
    past = known(*(price(f"{cents / 100}", at(str(day), f"{hour:02}:00")) for day, hour, cents in days))
    told = price(f"{last / 100}", at("20", "23:30"))
    answers = {
        way: verdict(f"{{{way}: over 10%{within}}}", told, past) for way in ("rises", "falls", "moves")
    }
    fires = {way for way, one in answers.items() if one.answer is Answer.FIRES}
    assert fires in (set(), {"rises"}, {"falls"}, {"rises", "moves"}, {"falls", "moves"})
    for way in fires:
        (base,) = (one for one in answers[way].evidence if isinstance(one, Price))
        moved = abs(told.price - base.price) / base.price * 100
        assert moved > 10
        assert base in {fact for _, fact in past.facts}


FIGURES = st.from_regex(r"[0-9]{1,20}\.[0-9]{1,20}", fullmatch=True)


@tried(FIGURES, FIGURES, FIGURES, FIGURES)
@settings(max_examples=100, deadline=None)
def test_any_figures_of_forty_digits_are_told(now: str, close: str, before: str, target: str) -> None:
    past = Past(((at("13"), mean(target)), *known(on("16", before)).facts))
    for keys in (
        "{is: under $30}",
        "{moves: over 8%}",
        "{moves: over 8%, within: 4d}",
        "{upside: under 0%}",
    ):
        found = verdict(keys, price(now, close=close), past)
        assert len(found.reason) < 500
        assert found.saw


WRONG = {
    "nothing asked": ("{}", "nothing is asked: give it is, upside, rises, falls or moves"),
    "a percentage for a level": (
        "{is: under 5%}",
        "this is in dollars, not percent: write under $1M, or use moves: under 5%",
    ),
    "a level without its unit": ("{is: under 30}", "this is in dollars: write under $30"),
    "a level that never is": ("{is: under $0}", '"under $0" is never true here'),
    "dollars for a change": (
        "{falls: over $3}",
        "this is a percentage, not dollars: write over 25%, or use is: over $3",
    ),
    "a fall of more than all": ("{falls: over 100%}", '"over 100%" is never true here'),
    "a change of less": (
        "{rises: at most 5%}",
        "at most 5%: rises is for more than something: write rises: over 5%",
    ),
    "two changes": (
        "{falls: over 5%, moves: over 5%}",
        "falls is there already: one of rises, falls and moves is enough",
    ),
    "days without a change": ("{upside: under 0%, within: 5d}", "within goes with rises, falls or moves"),
    "hours": (
        "{falls: over 5%, within: 3h}",
        '"3h" is no span of days: spans are counted in whole days, as in 5d',
    ),
    "an upside in dollars": (
        "{upside: over $5}",
        "this is a percentage, not dollars: write over 25%, or use is: over $5",
    ),
    "an unknown key": (
        "{under: $30}",
        'unknown key "under": the keys here are is, rises, falls, moves, within, upside',
    ),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        condition(PRICE, keys)
    assert str(caught.value) == message
