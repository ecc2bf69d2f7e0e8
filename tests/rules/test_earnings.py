"""What the condition `earnings` says of a result beside its estimate."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tests.rules.market import NOON, Past, at, bulletin, condition, figures, known, says
from tocsin.model import Answer, Earnings, Price, Verdict
from tocsin.rules.condition import Kind
from tocsin.rules.told.earnings import EarningsKeys, compile_keys
from tocsin.rules.told.surprise import Surprise

EARNINGS = Kind(EarningsKeys, compile_keys)


def exact(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)


def revenue(
    actual: str | None,
    estimate: str | None,
    surprise: str | None = None,
    *,
    measure: str = "revenue",
    period: str | None = "2026Q3",
    source: str = "Benzinga",
    moment: dt.datetime | None = NOON,
) -> Earnings:
    """A result; billions for revenue."""
    scale = Decimal(10**9) if measure == "revenue" else Decimal(1)
    told, expected = exact(actual), exact(estimate)
    return Earnings(
        ISSUER,
        period,
        measure,
        None if told is None else told * scale,
        None if expected is None else expected * scale,
        exact(surprise),
        moment,
        source,
    )


def eps(actual: str | None, estimate: str | None, surprise: str | None = None, **more: str) -> Earnings:
    return revenue(actual, estimate, surprise, measure="eps", **more)  # type: ignore[arg-type]


def verdict(keys: str, *told: Earnings, past: Past | None = None) -> Verdict:
    return condition(EARNINGS, keys).decide(bulletin(*told), past or Past())


MISS = revenue("4.598", "5.59")
MISS_LINE = "revenue of $4.6B missed the estimate of $5.59B by 17.75% (2026Q3)"
BELOW_ZERO = "no percentage can be told of an estimate that is not above zero"
CASES = {
    # any result
    "any": ("{}", MISS, f"fires: {MISS_LINE}"),
    "any, without a period": (
        "{}",
        revenue("4.598", "5.59", period=None),
        "fires: revenue of $4.6B missed the estimate of $5.59B by 17.75%",
    ),
    "just so": ("{}", eps("1.40", "1.4"), "fires: EPS of $1.40 met the estimate of $1.40 (2026Q3)"),
    "a share's fractions": (
        "{}",
        eps("0.125", "0.12"),
        "fires: EPS of $0.125 beat the estimate of $0.12 by 4.17% (2026Q3)",
    ),
    "the vendor's surprise alone": (
        "{}",
        revenue("4.598", None, "-17.7"),
        "fires: revenue of $4.6B missed the estimate by 17.7% (2026Q3)",
    ),
    "nothing but the vendor's surprise": (
        "{misses: over 10%}",
        revenue(None, None, "-17.7"),
        "fires: revenue missed the estimate by 17.7% (2026Q3)",
    ),
    "no estimate": (
        "{}",
        revenue("4.598", None),
        "silent: revenue of $4.6B (2026Q3), and no estimate is told beside it",
    ),
    "only an estimate": (
        "{misses: over 10%}",
        revenue(None, "5.59"),
        "silent: revenue is expected at $5.59B (2026Q3): no result is told yet",
    ),
    "of another measure": ("{measure: eps}", MISS, "silent: no EPS result in it"),
    "of the measure": ("{measure: Revenue}", MISS, f"fires: {MISS_LINE}"),
    # misses
    "misses": ("{misses: over 10%}", MISS, f"fires: {MISS_LINE}"),
    "misses by too little": (
        "{misses: over 20%}",
        MISS,
        f"silent: {MISS_LINE}, and the rule asks for misses over 20%",
    ),
    "misses by exactly so much": (
        "{misses: over 10%}",
        eps("0.90", "1.00"),
        "silent: EPS of $0.90 missed the estimate of $1.00 by 10% (2026Q3), and the rule asks for misses over 10%",
    ),
    "misses by at least so much": (
        "{misses: at least 10%}",
        eps("0.90", "1.00"),
        "fires: EPS of $0.90 missed the estimate of $1.00 by 10% (2026Q3)",
    ),
    "misses by a hair more": (
        "{misses: over 10%}",
        eps("0.89999", "1.00"),
        "fires: EPS of $0.90 missed the estimate of $1.00 by 10.001% (2026Q3)",
    ),
    "a beat is no small miss": (
        "{misses: under 5%}",
        eps("1.01", "1.00"),
        "silent: EPS of $1.01 beat the estimate of $1.00 by 1% (2026Q3), and the rule asks for misses under 5%",
    ),
    "a small miss": (
        "{misses: under 5%}",
        eps("0.99", "1.00"),
        "fires: EPS of $0.99 missed the estimate of $1.00 by 1% (2026Q3)",
    ),
    "met is no miss": (
        "{misses: over 0%}",
        eps("1.00", "1.00"),
        "silent: EPS of $1.00 met the estimate of $1.00 (2026Q3), and the rule asks for misses over 0%",
    ),
    "misses, and no estimate": (
        "{misses: over 10%}",
        revenue("4.598", None),
        "undecided: revenue of $4.6B (2026Q3): no estimate is told",
    ),
    # beats
    "beats": (
        "{beats: over 5%}",
        eps("1.48", "1.40"),
        "fires: EPS of $1.48 beat the estimate of $1.40 by 5.71% (2026Q3)",
    ),
    "a miss is no beat": (
        "{beats: over 5%}",
        MISS,
        f"silent: {MISS_LINE}, and the rule asks for beats over 5%",
    ),
    # the surprise itself
    "a surprise below": ("{surprise: under -10%}", MISS, f"fires: {MISS_LINE}"),
    "a surprise above": (
        "{surprise: under -10%}",
        eps("1.48", "1.40"),
        "silent: EPS of $1.48 beat the estimate of $1.40 by 5.71% (2026Q3), and the rule asks for surprise"
        " under -10%",
    ),
    "a surprise of nothing": (
        "{surprise: at least 0%}",
        eps("1.40", "1.40"),
        "fires: EPS of $1.40 met the estimate of $1.40 (2026Q3)",
    ),
    # the figures themselves
    "the result itself": ("{measure: revenue, actual: under $5B}", MISS, f"fires: {MISS_LINE}"),
    "the result itself, without an estimate": (
        "{actual: under $5B}",
        revenue("4.598", None),
        "fires: revenue of $4.6B (2026Q3)",
    ),
    "not the result": (
        "{actual: over $5B}",
        MISS,
        f"silent: {MISS_LINE}, and the rule asks for actual over $5,000,000,000",
    ),
    "the estimate": ("{estimate: over $5B, misses: over 10%}", MISS, f"fires: {MISS_LINE}"),
    "not the estimate": (
        "{estimate: over $6B, misses: over 10%}",
        MISS,
        f"silent: {MISS_LINE}, and the rule asks for estimate over $6,000,000,000",
    ),
    "no estimate for its key": (
        "{estimate: over $6B}",
        revenue("4.598", None, "-17.75"),
        "undecided: revenue of $4.6B missed the estimate by 17.75% (2026Q3): no estimate is told",
    ),
    "the result is not told": (
        "{actual: over $6B}",
        revenue(None, "5.59", "-17.75"),
        "undecided: revenue missed the estimate of $5.59B by 17.75% (2026Q3): no result is told",
    ),
    # an estimate that is not above zero
    "of a loss": (
        "{misses: over 10%}",
        eps("-0.20", "-0.15"),
        f"undecided: EPS of -$0.20 missed the estimate of -$0.15 (2026Q3): {BELOW_ZERO}",
    ),
    "of a loss, whatever the vendor says": (
        "{misses: over 10%}",
        eps("-0.20", "-0.15", "-33.33"),
        f"undecided: EPS of -$0.20 missed the estimate of -$0.15 (2026Q3): {BELOW_ZERO}",
    ),
    "of nothing": (
        "{beats: over 10%}",
        eps("0.01", "0"),
        f"undecided: EPS of $0.01 beat the estimate of $0.00 (2026Q3): {BELOW_ZERO}",
    ),
    "of a loss, any miss": (
        "{misses: over 0%}",
        eps("-0.20", "-0.15"),
        "fires: EPS of -$0.20 missed the estimate of -$0.15 (2026Q3)",
    ),
    "of a loss, which was no beat": (
        "{beats: over 10%}",
        eps("-0.20", "-0.15"),
        "silent: EPS of -$0.20 missed the estimate of -$0.15 (2026Q3), and the rule asks for beats over 10%",
    ),
    "of a loss, and above it": (
        "{surprise: under -10%}",
        eps("-0.10", "-0.15"),
        "silent: EPS of -$0.10 beat the estimate of -$0.15 (2026Q3), and the rule asks for surprise under -10%",
    ),
    "of a loss, and below it": (
        "{surprise: under -10%}",
        eps("-0.20", "-0.15"),
        f"undecided: EPS of -$0.20 missed the estimate of -$0.15 (2026Q3): {BELOW_ZERO}",
    ),
    "any result of a loss": (
        "{}",
        eps("-0.20", "-0.15"),
        "fires: EPS of -$0.20 missed the estimate of -$0.15 (2026Q3)",
    ),
    # whose percentage
    "the vendor's, near enough": (
        "{misses: at least 17.8%}",
        revenue("4.598", "5.59", "-17.8"),
        "fires: revenue of $4.6B missed the estimate of $5.59B by 17.8% (2026Q3)",
    ),
    "the vendor's is another": (
        "{misses: over 17.7%}",
        revenue("4.598", "5.59", "-17.5"),
        f"fires: {MISS_LINE}; Benzinga tells a surprise of -17.5%, and its figures make -17.75%",
    ),
    "the vendor's sign is lost": (
        "{misses: over 10%}",
        revenue("4.598", "5.59", "17.75"),
        f"fires: {MISS_LINE}; Benzinga tells a surprise of 17.75%, and its figures make -17.75%",
    ),
    "the vendor rounds it away": (
        "{misses: over 0%}",
        revenue("5.589", "5.59", "0"),
        "fires: revenue of $5.59B missed the estimate of $5.59B by 0.02% (2026Q3)",
    ),
}


@pytest.mark.parametrize(("keys", "told", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, told: Earnings, line: str) -> None:
    assert says(verdict(keys, told)) == line


def test_what_it_saw() -> None:
    found = verdict("{misses: over 10%, surprise: under -5%, actual: under $5B, estimate: over $5B}", MISS)
    assert figures(found) == [
        ("misses", "17.746", "over 10%", True, "17.75%"),
        ("surprise", "-17.746", "under -5%", True, "-17.75%"),
        ("actual", "4598000000.000", "under $5,000,000,000", True, "$4.6B"),
        ("estimate", "5590000000.00", "over $5,000,000,000", True, "$5.59B"),
    ]
    assert found.subject == MISS
    unknown = verdict("{misses: over 10%}", eps("-0.20", "-0.15"))
    assert figures(unknown) == [("misses", None, "over 10%", None, None)]
    assert unknown.subject == eps("-0.20", "-0.15")


def test_of_several_the_one_that_fires() -> None:
    found = verdict("{misses: over 10%}", eps("1.50", "1.40"), eps("-0.20", "-0.15"), MISS)
    assert found.subject == MISS
    found = verdict("{misses: over 10%}", eps("1.50", "1.40"), eps("-0.20", "-0.15"))
    assert found.answer is Answer.UNDECIDED
    found = verdict("{misses: over 10%}", eps("1.50", "1.40"), revenue("6", "5"))
    assert says(found).startswith("silent: EPS of $1.50 beat the estimate")


def test_other_bulletins_are_silent() -> None:
    price = bulletin(Price(ISSUER, Decimal(30), at("20"), "Finnhub"))
    assert says(condition(EARNINGS, "{}").decide(price, Past())) == "silent: no result in it"


# --- told again -----------------------------------------------------------------------------------------------

AGAIN = {
    "by another vendor, who names the quarter otherwise": (
        revenue("4.598", "5.59", period="2026-09-30", source="FMP", moment=at("19")),
        f"silent: {MISS_LINE}; FMP told it already",
    ),
    "by the same vendor": (
        revenue("4.598", "5.6", moment=at("19")),
        f"silent: {MISS_LINE}; Benzinga told it already",
    ),
    "without an estimate then": (
        revenue("4.598", None, source="FMP", moment=at("19")),
        f"fires: {MISS_LINE}",
    ),
    "beside an estimate that it did not miss by as much": (
        revenue("4.598", "4.6", source="FMP", moment=at("19")),
        f"fires: {MISS_LINE}",
    ),
    "another figure": (revenue("4.6", "5.59", source="FMP", moment=at("19")), f"fires: {MISS_LINE}"),
    "another quarter of the same vendor": (
        revenue("4.598", "5.59", period="2026Q2", moment=at("19")),
        f"fires: {MISS_LINE}",
    ),
    "a quarter ago": (
        revenue("4.598", "5.59", source="FMP", moment=at("2026-08-19")),
        f"fires: {MISS_LINE}",
    ),
}


@pytest.mark.parametrize(("before", "line"), AGAIN.values(), ids=AGAIN.keys())
def test_a_result_rings_once(before: Earnings, line: str) -> None:
    assert says(verdict("{misses: over 10%}", MISS, past=known(before))) == line


def test_an_estimate_told_before_is_no_result() -> None:
    before = known(revenue(None, "5.59", source="FMP", moment=at("19")))
    assert verdict("{}", MISS, past=before).answer is Answer.FIRES


# --- the rest -------------------------------------------------------------------------------------------------


def test_what_it_lacks() -> None:
    def lacks(keys: str, *told: Earnings) -> str | None:
        sees = condition(EARNINGS, keys).sees
        return None if sees is None else sees(ISSUER.cik, known(*told), at("20"))

    assert lacks("{misses: over 5%}") == "no estimate of its revenue or EPS has been told"
    assert lacks("{measure: eps, misses: over 5%}", MISS) == "no estimate of its EPS has been told"
    assert lacks("{misses: over 5%}", revenue("4.6", None)) == "no estimate was told beside its last revenue"
    assert lacks("{misses: over 5%}", MISS) is None
    assert lacks("{}", revenue(None, "5.59")) is None
    assert lacks("{actual: over $5B}") is None


def test_its_meaning_is_the_same_however_it_is_written() -> None:
    made = condition(EARNINGS, "{measure: EPS, beats: '>= 5 percent', actual: over $1.5, estimate: '> $1'}")
    assert made.meaning == {
        "earnings": {
            "measure": "eps",
            "beats": "at least 5%",
            "actual": "over $1.50",
            "estimate": "over $1",
        }
    }
    assert made.forms == frozenset({"earnings"})
    assert made.holds is None


AMOUNTS = st.integers(-300, 300).map(lambda cents: f"{cents / 100}")


@tried(AMOUNTS, AMOUNTS, st.none() | AMOUNTS)
@settings(max_examples=300, deadline=None)
def test_a_miss_is_never_a_beat_and_the_percentage_is_of_its_side(
    actual: str, estimate: str, surprise: str | None
) -> None:
    told = eps(actual, estimate, surprise)
    found = Surprise.of(told)
    assert told.actual is not None
    assert told.estimate is not None
    assert found.way == (told.actual > told.estimate) - (told.actual < told.estimate)
    assert found.percent is None or (found.percent > 0) - (found.percent < 0) == found.way
    misses = verdict("{misses: over 0%}", told).answer
    beats = verdict("{beats: over 0%}", told).answer
    assert (misses is Answer.FIRES) == (found.way == -1)
    assert (beats is Answer.FIRES) == (found.way == 1)


FIGURES = st.from_regex(r"-?[0-9]{1,20}\.[0-9]{1,20}", fullmatch=True)


@tried(FIGURES, FIGURES, st.none() | FIGURES, st.sampled_from(("eps", "revenue")))
@settings(max_examples=100, deadline=None)
def test_any_figures_of_forty_digits_are_told(
    actual: str, estimate: str, surprise: str | None, measure: str
) -> None:
    told = revenue(actual, estimate, surprise, measure=measure)
    for keys in ("{}", "{misses: over 5%}", "{surprise: over 10%}", "{actual: over $1M}"):
        assert len(verdict(keys, told).reason) < 500


WRONG = {
    "another measure": ("{measure: sales}", '"sales" is not one of revenue, eps'),
    "dollars for a percentage": (
        "{misses: over $1B}",
        "this is a percentage, not dollars: write over 25%, or use actual: over $1B",
    ),
    "a percentage without its unit": ("{beats: over 5}", "this is a percentage: write over 5%"),
    "a percentage for dollars": (
        "{actual: over 5%}",
        "this is in dollars, not percent: write over $1M, or use surprise: over 5%",
    ),
    "a miss of less than nothing": ("{misses: under 0%}", '"under 0%" is never true here'),
    "any miss at all": ("{misses: at least 0%}", '"at least 0%" is always true here: leave it out'),
    "both at once": (
        "{misses: over 5%, beats: over 5%}",
        "no result misses and beats at once: give each a rule of its own, or put both into any",
    ),
    "an unknown key": (
        "{period: 2026Q3}",
        'unknown key "period": the keys here are measure, misses, beats, surprise, actual, estimate',
    ),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        condition(EARNINGS, keys)
    assert str(caught.value) == message
