"""What feeds tell in an example: each word read into the fact that it says, and what is said of wrong ones."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from tests.rules.json_schema import errors
from tests.rules.test_examples import rules, says, told, wrong
from tocsin.clock import EASTERN
from tocsin.model import (
    FORM_OF,
    MARKET,
    RATING_ACTIONS,
    TARGET_ACTIONS,
    Bulletin,
    Consensus,
    Earnings,
    FeedFact,
    Headline,
    Price,
    PriceTarget,
    Rate,
    Rating,
    Reading,
)
from tocsin.rules.examples import FILINGS
from tocsin.rules.examples.schema import example_defs
from tocsin.trial import run
from tocsin.yamltext import plain, read

FIRM = "Northgate Securities"
MADE = "Made Vendor"


def fact(given: str, watch: str = "SMCI") -> FeedFact:
    (only,) = told(given, watch=watch)[-1].facts
    assert isinstance(only, FeedFact)
    return only


def but_whose(one: FeedFact) -> dict[str, Any]:
    """What it says, without whom it is about, when, and who tells it."""
    around = ("issuer", "issuers", "at", "source")
    return {name: getattr(one, name) for name in one.__slots__ if name not in around}


# --- each word ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "kind", "says_"),
    [
        (
            "price_target: {from: $40, to: $33.50, action: Lowers}",
            PriceTarget,
            {"firm": FIRM, "analyst": None, "before": 40, "to": Decimal("33.5"), "currency": "USD"}
            | {"action": "lowers", "across_split": False},
        ),
        (
            "price_target: {firm: J.P. Morgan, from: unknown, to: $1.2k, currency: EUR}",
            PriceTarget,
            {"firm": "J.P. Morgan", "analyst": None, "before": None, "to": 1200, "currency": "EUR"}
            | {"action": None, "across_split": False},
        ),
        (
            "price_target: {action: removes}",
            PriceTarget,
            {"firm": FIRM, "analyst": None, "before": None, "to": None, "currency": "USD"}
            | {"action": "removes", "across_split": False},
        ),
        (
            "rating: {from: Hold, to: Under  perform, action: downgrades, firm: Harbor Street}",
            Rating,
            {"firm": "Harbor Street", "analyst": None, "before": "Hold", "to": "Under perform"}
            | {"action": "downgrades"},
        ),
        (
            "rating: {action: suspends}",
            Rating,
            {"firm": FIRM, "analyst": None, "before": None, "to": None, "action": "suspends"},
        ),
        (
            "consensus: {buys: 5, holds: 10, sells: 0, mean: $37.25, high: $60, low: $22, analysts: 15}",
            Consensus,
            {"buys": 5, "holds": 10, "sells": 0, "mean": Decimal("37.25"), "high": 60, "low": 22, "analysts": 15},
        ),
        (
            "consensus: {mean: $37.25}",
            Consensus,
            {"buys": None, "holds": None, "sells": None, "mean": Decimal("37.25")}
            | {"high": None, "low": None, "analysts": None},
        ),
        (
            "earnings: {actual: $4.6B, estimate: $5.6B, period: 2026Q2}",
            Earnings,
            {"period": "2026Q2", "measure": "revenue", "actual": 4_600_000_000, "estimate": 5_600_000_000}
            | {"surprise_percent": None},
        ),
        (
            "earnings: {measure: EPS, actual: -$0.30, estimate: unknown, surprise: -17.75%}",
            Earnings,
            {"period": None, "measure": "eps", "actual": Decimal("-0.3"), "estimate": None}
            | {"surprise_percent": Decimal("-17.75")},
        ),
        (
            "rate: {series: 10-year, percent: 4.62%, on: 2026-06-30}",
            Rate,
            {"series": "DGS10", "date": dt.date(2026, 6, 30), "percent": Decimal("4.62")},
        ),
        (
            "rate: {series: 2s10s, percent: -0.5%}",
            Rate,
            {"series": "T10Y2Y", "date": dt.date(2026, 5, 31), "percent": Decimal("-0.5")},
        ),
        (
            "price: {price: $31.50, previous_close: $35}",
            Price,
            {"price": Decimal("31.5"), "previous_close": 35},
        ),
        ("price: {price: $0.0001}", Price, {"price": Decimal("0.0001"), "previous_close": None}),
        (
            'headline: {title: "Plaza unveils: a rack"}',
            Headline,
            {"title": "Plaza unveils: a rack", "url": None},
        ),
    ],
)  # fmt: skip
def test_a_word_is_read_into_its_fact(given: str, kind: type[FeedFact], says_: dict[str, Any]) -> None:
    one = fact(given)
    assert type(one) is kind
    assert but_whose(one) == says_


@pytest.mark.parametrize("word", [word for word in FILINGS if word in FORM_OF])
def test_every_fact_of_a_feed_has_a_word_and_its_bulletin(word: str) -> None:
    reading = told(f"{word}: {FILINGS[word].EXAMPLE}")[0]
    head = reading.head
    assert isinstance(head, Bulletin)
    assert [one.kind for one in reading.facts] == [word]
    assert (head.form, head.withdrawn, reading.prose) == (FORM_OF[word], False, ())
    assert head.source == getattr(reading.facts[0], "source")  # noqa: B009
    assert head.issuer == (MARKET if word == "rate" else told("sale: {}")[0].issuer)
    assert head.accepted == dt.datetime(2026, 6, 1, 16, 6, tzinfo=EASTERN)
    if word != "rate":
        assert getattr(reading.facts[0], "at") == head.accepted  # noqa: B009


def test_there_is_a_word_for_each_kind() -> None:
    assert FORM_OF.keys() <= FILINGS.keys()


def test_the_words_of_actions_are_those_of_the_conditions() -> None:
    for word, actions in (("price_target", TARGET_ACTIONS), ("rating", RATING_ACTIONS)):
        for action in actions:
            one = fact(f"{word}: {{to: {'$33' if word == 'price_target' else 'Hold'}, action: {action}}}")
            assert getattr(one, "action") == action  # noqa: B009


def test_ids_are_apart_and_the_same_each_time() -> None:
    lines = ("price: {price: $31}", "price: {price: $31}", "rate: {series: SOFR, percent: 4%}", "sale: {}")
    keys = [reading.key for reading in told(*lines)]
    assert len(set(keys)) == len(keys)
    assert keys == [reading.key for reading in told(*lines)]


# --- whose, and when ----------------------------------------------------------------------------------


def test_a_headline_is_about_the_company_or_about_none() -> None:
    one, other, of_market = told(
        "headline: {title: a}",
        "{headline: {title: b, source: AP}, for: DELL}",
        "headline: {title: c, about: market}",
        watch="[SMCI, DELL]",
    )
    titles = [reading.facts[0] for reading in (one, other, of_market)]
    assert [isinstance(fact, Headline) and fact.issuers for fact in titles] == [
        (one.issuer,),
        (other.issuer,),
        (),
    ]
    assert (other.issuer.symbol, of_market.issuer) == ("DELL", MARKET)
    assert (one.facts[0].source, other.facts[0].source) == ("Made Newswire", "AP")  # type: ignore[union-attr]


def dated(*given: str) -> list[str]:
    return [str(one.head.accepted.astimezone(EASTERN).date()) for one in told(*given) if one.head.accepted]


def test_a_rate_is_told_the_day_after_its_own() -> None:
    on = "rate: {series: SOFR, percent: 4%, on: 2026-06-29}"
    assert dated(on, "price: {price: $3}") == ["2026-06-30", "2026-07-01"]
    assert dated("price: {price: $3}", on) == ["2026-06-29", "2026-06-30"]
    (rate,) = told("{rate: {series: SOFR, percent: 4%}, filed: 2026-03-02}")[0].facts
    assert isinstance(rate, Rate)
    assert rate.date == dt.date(2026, 3, 1)
    late = told("{rate: {series: SOFR, percent: 4%, on: 2026-03-02}, filed: 2026-03-05}")[0]
    assert isinstance(late.facts[0], Rate)
    assert late.facts[0].date == dt.date(2026, 3, 2)
    assert dated("{rate: {series: SOFR, percent: 4%, on: 2026-03-02}, filed: 2026-03-05}") == ["2026-03-05"]


# --- how they are run ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filings", "when", "watch", "said"),
    [
        (
            "price_target: {from: $40, to: $33}",
            "price_target: {falls: at least 10%}",
            "SMCI",
            "fires: Northgate Securities cuts its target to $33 from $40, down 18%",
        ),
        (
            "price_target: {to: $40}\nprice_target: {to: $33}",
            "price_target: {falls: at least 10%}",
            "SMCI",
            "fires: Northgate Securities cuts its target to $33 from $40, down 18%",
        ),
        (
            "price_target: {from: $40, to: $33}\nprice_target: {firm: Harbor Street, from: $42, to: $35}",
            "price_target: {falls: at least 10%, firms: at least 2, within: 7d}",
            "SMCI",
            "fires: Harbor Street cuts its target to $35 from $42, down 17%; 2 firms in 7 days (Harbor Street, "
            "Northgate Securities)",
        ),
        ("rating: {from: Buy, to: Sell}", "rating: {action: downgrades, to: sell}", "SMCI", "fires"),
        ("consensus: {mean: $40}\nconsensus: {mean: $33}", "consensus: {falls: over 10%}", "SMCI", "fires"),
        ("earnings: {actual: $4.6B, estimate: $5.6B}", "earnings: {misses: over 5%}", "SMCI", "fires"),
        ("price: {price: $31.50, previous_close: $35}", "price: {falls: over 8%}", "SMCI", "fires"),
        ('headline: {title: "A recall"}', "headline: {any_of: [recall]}", '"*"', "fires"),
        ("rate: {series: DGS10, percent: 5.1%}", "rate: {series: 10-year, is: over 5%}", "market", "fires"),
        ("rate: {series: DGS10, percent: 5.1%}", "rate: {series: 10-year, is: over 5%}", "SMCI", "fires"),
        (
            "price: {price: $25}\nrate: {series: DGS10, percent: 5.1%}",
            "all: [{rate: {series: 10-year, is: over 5%}}, {price: {is: under $30}}]",
            "SMCI",
            "fires",
        ),
        (
            "{rate: {series: SOFR, percent: 5%}, for: NVDA}",
            "all: [{rate: {series: SOFR, is: over 4%}}, {price: {is: under $30}}]",
            "SMCI",
            "silent: does not watch that company",
        ),
        ("headline: {title: a tariff, about: market}", "headline: {any_of: [tariff]}", "market", "fires"),
        ("headline: {title: a tariff, about: market}", "headline: {any_of: [tariff]}", '"*"', "fires"),
        (
            "headline: {title: a tariff, about: market}",
            "headline: {any_of: [tariff]}",
            "SMCI",
            "silent: does not watch the market",
        ),
        (
            "headline: {title: a tariff}",
            "headline: {any_of: [tariff]}",
            "market",
            "silent: does not watch MADE",
        ),
        ("sale: {}", "price: {falls: over 8%}", "SMCI", "silent"),
        ("price: {price: $31}", "filing: {}", "SMCI", "silent: rings on no price"),
        ("headline: {title: a launch}\nnothing: 46d", "absent: {headline: {any_of: launch}, within: 45d}", "SMCI", "fires"),
        ("headline: {title: a launch}\nnothing: 44d", "absent: {headline: {any_of: launch}, within: 45d}", "SMCI", "silent"),
        (
            "sale: {shares: 60k}\nprice_target: {from: $40, to: $33}",
            "sequence: {within: 45d, steps: [{insider_sale: {shares: over 50k}}, {price_target: {falls: over 5%}}]}",
            "SMCI",
            "fires",
        ),
    ],
)  # fmt: skip
def test_rules_are_tried_on_what_feeds_tell(filings: str, when: str, watch: str, said: str) -> None:
    assert says(filings, when, watch).startswith(said)


# --- what is wrong ------------------------------------------------------------------------------------

KEYS_OF_TARGET = "firm, from, to, action, currency"
WRONG = [
    ("price_target: {to: 33}", '8:32: "33" is no target: write it like $40, or unknown'),
    ("price_target: {to: over $33}", '8:32: "over $33" is no target: write it like $40, or unknown'),
    ("price_target: {to: $0}", '8:32: "$0" is no target: it is above zero'),
    ("price_target: {from: -$5, to: $3}", '8:34: "-$5" is no target: it is above zero'),
    ("price_target: {to: $33, action: cuts}", '8:45: "cuts" is not one of raises, lowers, maintains, initiates, removes'),
    ("price_target: {to: $33, action: lower}", '8:45: "lower" is not one of raises, lowers, maintains, initiates, '
     'removes: did you mean "lowers"?'),
    ("price_target: {target: $33}", f'8:28: unknown key "target": the keys here are {KEYS_OF_TARGET}'),
    ("price_target: {before: $40, to: $33}", f'8:28: unknown key "before": the keys here are {KEYS_OF_TARGET}'),
    ('price_target: {firm: " ", to: $33}', "8:34: a firm is empty: write it, or leave the key out"),
    ("price_target: {}", "8:27: nothing is told here: give it to: $33, or action: removes"),
    ("price_target: {from: $40}", "8:27: nothing is told here: give it to: $33, or action: removes"),
    ("price_target: {action: initiates}", "8:27: nothing is told here: give it to: $33, or action: removes"),
    ("price_target: $33", "8:27: expected a mapping such as {firm: Northgate Securities, from: $40, to: $33}, got the "
     'text "$33"'),
    ("price_target:", "8:13: price_target is empty: give it keys such as {firm: Northgate Securities, from: $40, to: "
     "$33}"),
    ("rating: {}", "8:21: nothing is told here: give it to: Underperform, or action: suspends"),
    ("rating: {to: Sell, action: downgraded}", '8:40: "downgraded" is not one of upgrades, downgrades, maintains, '
     'initiates, suspends, removes: did you mean "downgrades"?'),
    ("rating: {grade: Sell}", '8:22: unknown key "grade": the keys here are firm, from, to, action'),
    ("consensus: {}", "8:24: nothing is told here: give it mean: $37.25, or buys, holds and sells"),
    ("consensus: {buys: 40%}", '8:31: "40%" is no number of analysts: write it like 10'),
    ("consensus: {buys: -1}", '8:31: "-1" is no number of analysts: write it like 10'),
    ("consensus: {buys: 1.5}", '8:31: "1.5" is no number of analysts: write it like 10'),
    ("consensus: {analysts: 1234567}", '8:35: "1234567" is no number of analysts: write it like 10'),
    ("consensus: {buys: ٣}", '8:31: "٣" is no number of analysts: write it like 10; "٣" in it is arabic-indic digit '
     "three, not what it looks like"),
    ("consensus: {mean: 37}", '8:31: "37" is no target: write it like $40, or unknown'),
    ("consensus: {buy: 5}", '8:25: unknown key "buy": did you mean "buys"?'),
    ("earnings: {measure: eps}", "8:23: nothing is told here: give it actual: $4.6B, estimate: $5.6B, or surprise: "
     "-17.75%"),
    ("earnings: {actual: 4.6B}", '8:32: "4.6B" is no amount of dollars: write it like $4.6B, or unknown'
     .replace("$4.6B", "$8.8B")),
    ("earnings: {actual: $4, surprise: 5}", '8:46: "5" is no percentage: write it like 4.62%'),
    ("earnings: {actual: $4, surprise: under -5%}", '8:46: "under -5%" is no percentage: write it like 4.62%'),
    ("earnings: {measure: sales, actual: $4}", '8:33: "sales" is not one of revenue, eps'),
    ("earnings: {actual: $4, misses: 5%}", '8:36: unknown key "misses": the keys here are measure, actual, estimate, '
     "surprise, period"),
    ("rate: {percent: 4%}", '8:19: "series" is missing'),
    ("rate: {series: SOFR}", '8:19: "percent" is missing'),
    ("rate: {series: sofer, percent: 4%}", '8:28: "sofer" is no rate that is known: did you mean "SOFR"?'),
    ("rate: {series: SOFR, percent: 462bp}", '8:43: "462bp" is no percentage: write it like 4.62%'),
    ("rate: {series: SOFR, percent: 4.62}", '8:43: "4.62" is no percentage: write it like 4.62%'),
    ("rate: {series: SOFR, percent: unknown}", '8:43: "unknown" is no percentage: write it like 4.62%'),
    ("rate: {series: SOFR, percent: 4%, on: 30 June}", '8:51: "30 June" is no day: write year, month and day as in '
     "2026-12-31"),
    ("price: {}", '8:20: "price" is missing'),
    ("price: {price: unknown}", '8:28: "unknown" is no price: write it like $31.50'),
    ("price: {price: 31.50}", '8:28: "31.50" is no price: write it like $31.50'),
    ("price: {price: $0}", '8:28: "$0" is no price: it is above zero'),
    ("price: {price: $3, previous_close: 35}", '8:48: "35" is no price: write it like $35, or unknown'),
    ("price: {price: $3, previous: $35}", '8:32: unknown key "previous": did you mean "previous_close"?'),
    ("price: $31.50", "8:20: expected a mapping such as {price: $31.50, previous_close: $35}, got the text "
     '"$31.50"'),
    ("headline: {}", '8:23: "title" is missing'),
    ("headline: {title: ' '}", "8:31: a headline is empty: write it, or leave the key out"),
    ("headline: {title: a, source: ''}", "8:42: a source is empty: write it, or leave the key out"),
    ("headline: {title: a, about: SMCI}", '8:41: "SMCI" is not one of company, market'),
    ("headline: {titel: a}", '8:24: unknown key "titel": did you mean "title"?'),
    ("target: {to: $33}", '8:13: unknown filing "target": did you mean "price_target"?'),
]  # fmt: skip


@pytest.mark.parametrize(("given", "said"), WRONG)
def test_what_is_wrong_is_explained_at_its_place(given: str, said: str) -> None:
    complaints = wrong(given)
    assert complaints[-1 if "titel" in given else 0] == f"r.yaml:{said}"


def test_whatever_is_right_can_be_judged_by_any_rule() -> None:
    for word in FORM_OF:
        for when in ("filing: {}", "price: {upside: under 0%}", "rate: {series: SOFR, is: over 1%}"):
            (tried,) = run(rules(f"{word}: {FILINGS[word].EXAMPLE}", when=when))
            assert tried.reason


# --- what an editor knows of them ---------------------------------------------------------------------

DEFS = example_defs()


@pytest.mark.parametrize("word", sorted(FORM_OF))
def test_every_key_is_described_with_examples_that_are_right(word: str) -> None:
    described = DEFS[f"given_{word}"]
    keys = {info.alias or name for name, info in FILINGS[word].model_fields.items()}
    assert described["properties"].keys() == keys
    root = read("e.yaml", FILINGS[word].EXAMPLE.encode()).root
    assert root is not None
    whole = plain(root)
    for key, told_ in described["properties"].items():
        assert told_["description"] != described["description"]
        for example in told_["examples"]:
            assert errors(told_, example, {"$defs": DEFS}) == []
            given = ", ".join(f"{name}: '{value}'" for name, value in {**whole, key: example}.items())
            assert told(f"{word}: {{{given}}}")


def test_readings_are_of_bulletins_alone() -> None:
    (reading,) = told("price: {price: $3}")
    assert isinstance(reading, Reading)
    with pytest.raises(TypeError, match="is no filing"):
        _ = reading.filing
