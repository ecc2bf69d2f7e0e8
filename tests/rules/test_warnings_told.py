"""Rules about what feeds tell that are right and can never ring, or ring only where another one does."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.market import condition
from tests.rules.test_warnings import SALE, pairs, warned
from tocsin.rules import load
from tocsin.rules.threshold import Side, Unit, written
from tocsin.rules.warnings.bounds import Bound, apart, bound, never_below
from tocsin.rules.warnings.tellers import brought_about, is_level, is_of_market
from tocsin.rules.when import CONDITIONS

NEVER = {
    # targets
    "price_target: {action: raises, falls: at least 10%}": "a firm that raises its target does not do what falls asks"
    " for",
    "price_target: {action: [initiates, lowers], rises: over 5%}": "a firm that initiates or lowers its target does not"
    " do what rises asks for",
    "price_target: {action: maintains, moves: over $5}": "a firm that maintains its target does not do what moves asks"
    " for",
    "price_target: {action: [maintains, removes], streak: at least 3}": "a firm that maintains or removes its target"
    " ends no streak: that is of raises and of cuts",
    "price_target: {action: removes, to: under $30}": "a target that is removed leaves no new one",
    "price_target: {firm: Morgan Stanley, firms: at least 2, within: 7d}": "1 firm is named, and firms asks for at"
    " least 2",
    "price_target: {firm: [JPM, J.P. Morgan, UBS], firms: over 2, within: 7d}": "2 firms are named, and firms asks for"
    " over 2",
    # ratings
    "rating: {action: [removes, suspends], to: sell}": "a rating that a firm removes or suspends leaves no new one",
    "rating: {action: initiates, from: buy}": "a rating that is the firm's first has none before it",
    "rating: {action: upgrades, from: buy, to: sell}": "no firm upgrades from buy to sell",
    "rating: {action: downgrades, from: Underperform, to: [hold, Outperform]}": "no firm downgrades from underperform"
    " to hold or outperform",
    "rating: {firm: [UBS, Citi], firms: at least 3, within: 7d}": "2 firms are named, and firms asks for at least 3",
    # consensus
    "consensus: {buys: over 60%, sells: at least 45%}": "buys over 60% and sells at least 45% are more than all"
    " analysts",
    "consensus: {buys: over 50%, holds: at least 50%}": "buys over 50% and holds at least 50% are more than all"
    " analysts",
    "consensus: {buys: under 30%, holds: under 30%, sells: at most 40%}": "buys under 30%, holds under 30% and sells at"
    " most 40% are fewer than all analysts, and each says one of the three",
    # results
    "earnings: {misses: over 5%, surprise: over 0%}": "what misses its estimate is below it, by over 5%: that is no"
    " surprise over 0%",
    "earnings: {misses: over 5%, surprise: over -5%}": "what misses its estimate is below it, by over 5%: that is no"
    " surprise over -5%",
    "earnings: {beats: at least 10%, surprise: under 10%}": "what beats its estimate is above it, by at least 10%: that"
    " is no surprise under 10%",
    "earnings: {misses: at most 0%}": "what misses its estimate is below it, by at most 0%: that is no misses at most"
    " 0%",
    "earnings: {misses: over 5%, actual: over $5B, estimate: under $4B}": "what misses its estimate is below it, and a"
    " result over $5,000,000,000 is not where the estimate is under $4,000,000,000",
    "earnings: {beats: over 5%, actual: at most $4B, estimate: at least $4B}": "what beats its estimate is above it, and"
    " a result at most $4,000,000,000 is not where the estimate is at least $4,000,000,000",
    # levels of one figure
    "all: [{rate: {series: DGS10, is: over 5%}}, {rate: {series: 10-year, is: under 4%}}]": "DGS10 cannot be over 5 and"
    " under 4 at once",
    "all: [{price: {is: at least $50}}, {price: {is: under $50}}]": "price cannot be at least 50 and under 50 at once",
    "all: [{rate: {series: SOFR, rises: over 25bp, within: 5d}}, {rate: {series: SOFR, falls: over 5bp, within: 5d}}]": "SOFR"
    " does not rise and fall over the same days",
    "all: [{price: {rises: over 5%}}, {price: {falls: over 5%, is: under $5}}]": "price does not rise and fall over the"
    " same days",
    # what one bulletin tells
    "all: [{price_target: {falls: over 5%}}, {price_target: {rises: over 5%}}]": "one price target does not rise and"
    " fall: give each a rule of its own, or put both into any",
    "all: [{rating: {firm: UBS}}, {rating: {firm: Citi}}]": "one rating is of one firm: write firm: [A, B], firms: at"
    " least 2 and within, or a sequence",
    "all: [{insider_sale: {}}, {price_target: {falls: over 5%}}]": "no one filing or bulletin tells insider_sale and"
    " price_target: what comes one after another is a sequence",
    "all: [{insider_sale: {}}, {filing: {item: 4.02}}]": "no one filing or bulletin tells insider_sale and filing: what"
    " comes one after another is a sequence",
    "all: [{headline: {}}, {any: [{rating: {}}, {earnings: {}}]}, {price: {is: under $5}}]": "no one filing or bulletin"
    " tells headline and any: what comes one after another is a sequence",
    # steps
    "sequence: {within: 9d, steps: [{rate: {series: SOFR, is: over 5%}}, {insider_sale: {}}]}": "a rate is of no"
    " company, so that it is no step before what a company does: put it into all",
    "sequence: {within: 9d, steps: [{insider_sale: {}}, {absent: {form: 10-Q, within: 99d}}]}": "absent rings by the"
    " clock, and a step is something that comes",
    # within others
    "any: [{price_target: {action: raises, falls: over 5%}}, {rating: {action: initiates, from: buy}}]": "a firm that"
    " raises its target does not do what falls asks for",
}


@pytest.mark.parametrize(("when", "why"), NEVER.items())
def test_what_nothing_can_be_is_warned_of(when: str, why: str) -> None:
    assert warned(f"id: a, watch: ai, when: {{{when}}}") == [
        f'r.yaml:3:10: warning: rule "a" can never ring: {why}'
    ]


MAY = [
    "price_target: {}",
    "price_target: {action: [raises, lowers], moves: over 5%}",
    "price_target: {action: lowers, falls: under 10%, streak: at least 3}",
    "price_target: {action: [removes, lowers], to: under $30}",
    "price_target: {falls: over 5%, to: over $500}",
    "price_target: {firm: [UBS, Citi], firms: at least 2, within: 7d}",
    "price_target: {firms: at least 9, within: 7d}",
    "rating: {action: upgrades, from: buy, to: buy}",
    "rating: {action: upgrades, from: sell, to: [hold, Cautious]}",
    "rating: {action: downgrades, from: Mixed, to: Cautious}",
    "rating: {action: [upgrades, initiates], from: buy, to: sell}",
    "rating: {action: [initiates, upgrades], from: hold}",
    "consensus: {buys: at least 60%, sells: at least 40%}",
    "consensus: {buys: under 40%, holds: under 40%, sells: under 40%}",
    "consensus: {buys: under 10%, sells: under 10%}",
    "consensus: {buys: at least 90, sells: over 50%}",
    "earnings: {misses: over 5%, surprise: under -10%}",
    "earnings: {misses: under 10%, surprise: over -5%}",
    "earnings: {misses: over 5%, actual: over $3B, estimate: under $5B}",
    "earnings: {beats: over 5%, actual: over $5B, estimate: under $4B}",
    "earnings: {actual: over $5B, estimate: under $4B}",
    # a rate beside companies rings once for all of them: that is in order
    "rate: {series: DGS10, rises: at least 25bp, within: 5d}",
    "all: [{rate: {series: DGS10, is: over 5%}}, {price: {is: under $30}}]",
    "all: [{rate: {series: DGS10, is: over 5%}}, {rate: {series: DGS2, is: under 4%}}]",
    "all: [{rate: {series: SOFR, rises: over 9bp, within: 5d}}, {rate: {series: SOFR, falls: over 5bp, within: 30d}}]",
    "all: [{insider_sale: {}}, {price: {falls: over 5%}}, {consensus: {buys: under 40%}}]",
    "all: [{price_target: {falls: over 5%}}, {rating: {action: downgrades}}]",
    "all: [{price_target: {firm: [UBS, Citi]}}, {price_target: {firm: [Citi, BMO]}}]",
    "all: [{headline: {any_of: recall}}, {not: {price: {falls: over 5%}}}, {not: {insider_sale: {}}}]",
    "all: [{insider_sale: {}}, {headline: {any_of: recall, count: at least 3, within: 7d}}]",
    "all: [{insider_sale: {}}, {absent: {form: 10-Q, within: 99d}}]",
    "all: [{mention: {any_of: recall}}, {filing: {form: 8-K}}, {guidance: {}}]",
    "all: [{insider_sale: {}}, {filing: {}}]",
    "all: [{insider_sale: {}}, {filing: {form: [4, 10-Q]}}]",
    "all: [{proposed_sale: {}}, {filing: {form: 144}}]",
    "any: [{insider_sale: {}}, {price_target: {falls: over 5%}}]",
    "sequence: {within: 9d, steps: [{insider_sale: {}}, {price_target: {falls: over 5%}}]}",
    "sequence: {within: 9d, steps: [{insider_sale: {}}, {rate: {series: SOFR, is: over 5%}}]}",
    "sequence: {within: 9d, steps: [{rate: {series: SOFR, is: over 5%}}, {rate: {series: DGS2, is: over 5%}}]}",
    "sequence: {within: 9d, steps: [{any: [{rate: {series: SOFR, is: over 5%}}, {rating: {}}]}, {insider_sale: {}}]}",
    "any: [{price_target: {action: raises, falls: over 5%}}, {rating: {}}]",
]


@pytest.mark.parametrize("when", MAY)
def test_what_may_be_is_not(when: str) -> None:
    assert warned(f"id: a, watch: ai, when: {{{when}}}") == []


def test_what_watches_the_market_is_in_order() -> None:
    assert warned("id: a, watch: market, when: {rate: {series: DGS10, is: over 5%}}") == []
    assert warned("id: a, watch: market, when: {headline: {any_of: tariff}}") == []


RATE = "when: {rate: {series: DGS10, is: over 5%}}"
NEWS = "when: {headline: {any_of: tariff}}"


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        # a rate is of no company: whom the rule names does not matter
        (f"watch: SMCI, {RATE}", f"watch: market, {RATE}", [("b", "a")]),
        (f"watch: SMCI, {RATE}", f"watch: DELL, {RATE}", [("b", "a")]),
        (f'watch: "*", {RATE}', f"watch: market, {RATE}", [("b", "a")]),
        (f"watch: SMCI, {RATE}", f"watch: market, {RATE}, severity: high, active: 09:30-16:00", [("b", "a")]),
        (f"watch: market, {NEWS}", f'watch: "*", {NEWS}', [("a", "b")]),
        (f"watch: market, {NEWS}", f"watch: SMCI, {NEWS}", []),
        (f"watch: SMCI, {SALE}", f"watch: DELL, {SALE}", []),
    ],
)
def test_only_what_always_rings_together(first: str, second: str, found: list[tuple[str, str]]) -> None:
    assert pairs(f"id: a, {first}", f"id: b, {second}") == found


# --- what is read out of meanings ---------------------------------------------------------------------


def test_what_brings_a_condition_about_is_what_the_rule_hears() -> None:
    """The words here are held against what the language itself makes of them."""
    for word, kind in CONDITIONS.items():
        text = f"rules: [{{id: a, watch: SMCI, when: {{{word}: {kind.keys.EXAMPLE or '{}'}}}}}]"
        (rule,) = load({"r.yaml": text.encode()}).rules
        when = {word: {}}
        assert is_of_market(when) == rule.market
        if kind.hears is not None:
            assert brought_about(when) == rule.hears == {kind.hears}
        elif word == "absent":
            assert brought_about(when) == frozenset() == rule.forms
        else:
            assert brought_about(when)
            assert not rule.hears


@pytest.mark.parametrize("word", sorted(CONDITIONS))
def test_which_conditions_are_levels(word: str) -> None:
    kind = CONDITIONS[word]
    keys = kind.keys.EXAMPLE or "{}"
    assert (condition(kind, keys).holds is not None) == is_level({word: {}})


NUMBERS = st.decimals(min_value=-1000, max_value=1000, places=2)
BOUNDS = st.builds(Bound, st.sampled_from([str(side) for side in Side]), NUMBERS)


def meets(one: Bound, figure: Decimal) -> bool:
    match one.side:
        case "over":
            return figure > one.number
        case "at least":
            return figure >= one.number
        case "under":
            return figure < one.number
    return figure <= one.number


@given(st.lists(BOUNDS, max_size=4))
def test_bounds_are_apart_where_no_figure_meets_them_all(bounds: list[Bound]) -> None:
    edges = {one.number + by for one in bounds for by in (Decimal("-0.001"), Decimal(0), Decimal("0.001"))}
    possible = not bounds or any(all(meets(one, figure) for one in bounds) for figure in edges)
    assert (apart(bounds) is None) == possible


@given(BOUNDS, NUMBERS)
def test_a_turned_bound_is_of_the_other_sign(one: Bound, figure: Decimal) -> None:
    assert meets(one, figure) == meets(one.turned, -figure)
    assert one.turned.turned == one


@given(st.sampled_from(list(Side)), NUMBERS, st.sampled_from(list(Unit)))
def test_a_threshold_of_a_meaning_is_read_back(side: Side, number: Decimal, unit: Unit) -> None:
    assert bound(f"{side} {written(number, unit)}") == Bound(str(side), number)


@pytest.mark.parametrize("text", [None, "", "over", "over equity", "5", "over operating_cash_flow_ttm"])
def test_what_is_no_threshold_is_no_bound(text: str | None) -> None:
    assert bound(text) is None


@given(BOUNDS, BOUNDS, NUMBERS, NUMBERS)
def test_what_keeps_a_figure_from_being_below_another(
    one: Bound, other: Bound, low: Decimal, high: Decimal
) -> None:
    if low < high and meets(one, low) and meets(other, high):
        assert not never_below(one, other)
    assert never_below(Bound("over", high), Bound("at most", high))
    assert not never_below(Bound("over", high), Bound("at most", high + 1))
    assert not never_below(Bound("under", high), Bound("at most", low))
    assert not never_below(None, one)
    assert not never_below(one, None)
