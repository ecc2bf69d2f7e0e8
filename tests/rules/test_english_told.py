"""Rules about what feeds tell, in plain English: analysts, results, rates, prices, headlines, and the market."""

from __future__ import annotations

import pytest

from tests.rules.test_english import said
from tocsin.firms import _SAME, firm_key
from tocsin.rules.english import condition
from tocsin.rules.english.firm_names import firm_name
from tocsin.rules.english.words import Whose

SENTENCES = {
    # price targets
    "{price_target: {}}": "a firm sets, changes or removes its price target for SMCI",
    "{price_target: {falls: at least 10%, firms: at least 2, within: 7d}}": "a firm cuts its price target for SMCI"
    " by at least 10%, at least 2 firms within 7 days",
    "{price_target: {rises: over 5%, to: over $1000, streak: at least 3}}": "a firm raises its price target for SMCI"
    " by over 5% to over $1,000, with at least 3 changes in a row the same way",
    "{price_target: {to: under $30}}": "a firm sets or changes its price target for SMCI to under $30",
    "{price_target: {action: [lowers, removes]}}": "a firm lowers or removes its price target for SMCI",
    "{price_target: {action: [initiates, maintains]}}": "a firm first sets or keeps its price target for SMCI",
    "{price_target: {moves: over $10, action: lowers, firm: [Goldman, Harbor Street]}}": "Goldman Sachs or"
    " “harborstreet” moves its price target for SMCI by over $10, where it lowers it",
    # ratings
    "{rating: {}}": "a firm sets, changes, suspends or removes its rating of SMCI",
    "{rating: {action: downgrades, to: sell}}": "a firm downgrades its rating of SMCI to a sell",
    "{rating: {from: [buy, Equal Weight], to: Under Perform}}": "a firm sets or changes its rating of SMCI from a buy"
    " or “equal-weight” to “underperform”",
    "{rating: {to: Cautious, firm: JPM, firms: at most 2, within: 1d}}": "J.P. Morgan sets or changes its rating of"
    " SMCI to “cautious”, at most 2 firms within 1 day",
    "{rating: {action: [suspends, removes]}}": "a firm removes or suspends its rating of SMCI",
    # consensus
    "{consensus: {buys: under 40%, mean: under $37.50, analysts: at least 5}}": "it becomes so of SMCI that under 40%"
    " of analysts say buy, analysts' mean price target is under $37.50 and there are at least 5 analysts",
    "{consensus: {falls: at least 10%, within: 30d, sells: at least 3}}": "analysts' mean price target for SMCI falls"
    " by at least 10% within 30 days, and at least 3 analysts say sell",
    "{consensus: {moves: over 15%}}": "analysts' mean price target for SMCI moves by over 15% since it was told before",
    "{consensus: {holds: over 50%}}": "it becomes so of SMCI that over 50% of analysts say hold",
    # earnings
    "{earnings: {}}": "revenue or EPS of SMCI is told beside an estimate",
    "{earnings: {measure: eps}}": "EPS of SMCI is told beside an estimate",
    "{earnings: {measure: revenue, misses: over 5%, actual: under $5B, estimate: over $1.25B}}": "revenue of SMCI"
    " misses the estimate by over 5%, is reported at under $5B and was expected at over $1.25B",
    "{earnings: {measure: eps, beats: at least 10%}}": "EPS of SMCI beats the estimate by at least 10%",
    "{earnings: {surprise: under -10%}}": "revenue or EPS of SMCI shows a surprise of under -10%",
    # rates: of no company
    "{rate: {series: 10-year, rises: at least 25bp, within: 5d}}": "the 10-year yield (DGS10) rises by at least 25bp"
    " within 5 days",
    "{rate: {series: SOFR, moves: over 10bp, is: over 5%}}": "the secured overnight financing rate (SOFR) moves by over"
    " 10bp against the day told before and is over 5%",
    "{rate: {series: THREEFY10, is: under 0%}}": "the rate THREEFY10 becomes under 0%",
    # prices
    "{price: {falls: over 8%}}": "the price of SMCI falls by over 8% against the previous close",
    "{price: {is: under $1000}}": "the price of SMCI becomes under $1,000",
    "{price: {upside: under 0%}}": "the price of SMCI leaves an upside of under 0% to the mean price target of analysts",
    "{price: {rises: over 5%, within: 1d, is: over $30, upside: at most 10%}}": "the price of SMCI rises by over 5%"
    " within 1 day, is over $30 and leaves an upside of at most 10% to the mean price target of analysts",
    # headlines
    "{headline: {}}": "a headline about SMCI comes",
    "{headline: {any_of: [recall, probe], all_of: [pump]}}": "a headline about SMCI mentions “pump” and “probe” or"
    " “recall”",
    "{headline: {same_sentence: [[a1, b1], [c1]]}}": "a headline about SMCI mentions “a1” or “b1” together with “c1”",
    "{headline: {any_of: recall, source: [Benzinga, AP]}}": "a headline from ap or benzinga about SMCI mentions"
    " “recall”",
    "{headline: {any_of: recall, count: at least 3, within: 7d}}": "at least 3 headlines about SMCI mention “recall”"
    " within 7 days",
    "{headline: {count: over 1, within: 1d}}": "over 1 headline about SMCI comes within 1 day",
    "{absent: {headline: {any_of: [launch, unveils], source: AP}, within: 45d}}": "no headline from ap about SMCI that"
    " mentions “launch” or “unveils” came for 45 days",
    "{absent: {headline: {}, within: 1d}}": "no headline about SMCI came for 1 day",
    # together: the companies are named once, where the first condition speaks of them
    "{all: [{rate: {series: DGS10, is: over 4.5%}}, {price: {is: under $30}}]}": "the 10-year yield (DGS10) becomes over"
    " 4.5%, and the price of SMCI becomes under $30",
    "{sequence: {within: 45d, steps: [{insider_sale: {}}, {price_target: {falls: over 5%}}]}}": "first insiders of SMCI"
    " sell any stock, in one filing, then a firm cuts its price target by over 5%, all within 45 days",
    "{any: [{headline: {}}, {rating: {}}, {earnings: {}}, {consensus: {sells: over 1}}]}": "a headline about SMCI comes,"
    " or a firm sets, changes, suspends or removes its rating, or revenue or EPS is told beside an estimate, or it"
    " becomes so that over 1 analyst says sell",
}


@pytest.mark.parametrize(("when", "told"), SENTENCES.items())
def test_what_a_condition_asks(when: str, told: str) -> None:
    assert said(when) == told


@pytest.mark.parametrize(
    ("watch", "when", "told"),
    [
        ("market", "{rate: {series: DGS10, is: over 5%}}", "the 10-year yield (DGS10) becomes over 5%"),
        ("market", "{headline: {any_of: tariff}}", "a headline that names no company mentions “tariff”"),
        (
            "market",
            "{headline: {count: at least 3, within: 7d}}",
            "at least 3 headlines that name no company come within 7 days",
        ),
        ('"*"', "{headline: {any_of: tariff}}", "a headline about any company or none mentions “tariff”"),
        ('"*"', "{rating: {action: initiates}}", "a firm initiates its rating of any company"),
        ("[SMCI, DELL, HPE, NVDA]", "{price: {is: under $5}}", "the price of one of 4 companies becomes under $5"),
        (
            "[SMCI, DELL, HPE, NVDA]",
            "{price_target: {falls: at least 10%, firms: at least 2, within: 7d}}",
            "a firm cuts its price target for one of 4 companies by at least 10%, at least 2 firms within 7 days",
        ),
        ("[SMCI, DELL]", "{earnings: {}}", "revenue or EPS of DELL or SMCI is told beside an estimate"),
        ("1375365", "{headline: {}}", "a headline about CIK 1375365 comes"),
    ],
)  # fmt: skip
def test_who_is_watched(watch: str, when: str, told: str) -> None:
    assert said(when, watch) == told


@pytest.mark.parametrize(
    ("watch", "when", "of_one"),
    [
        ("market", "{headline: {}}", ""),
        ("SMCI", "{rate: {series: DGS10, is: over 5%}}", ""),
        (
            "SMCI",
            "{any: [{rate: {series: SOFR, is: over 5%}}, {all: [{rate: {series: DGS2, is: over 5%}}]}]}",
            "",
        ),
        (
            "SMCI",
            "{all: [{rate: {series: DGS10, is: over 5%}}, {price: {is: under $5}}]}",
            " for the company",
        ),
        (
            "SMCI",
            "{sequence: {within: 9d, steps: [{rate: {series: SOFR, is: over 5%}}, {rating: {}}]}}",
            " for the company",
        ),
        (
            "SMCI",
            "{all: [{rate: {series: SOFR, is: over 5%}}, {not: {price: {is: over $5}}}]}",
            " for the company",
        ),
    ],
)
def test_a_cooldown_is_of_a_company_where_there_is_one(watch: str, when: str, of_one: str) -> None:
    assert said(when, watch, "    cooldown: 6h\n").endswith(f"; then not again{of_one} for 6 hours")


@pytest.mark.parametrize("key", [*_SAME, "morganstanley", "ubs", "wellsfargo"])
def test_a_firm_has_its_own_spelling(key: str) -> None:
    assert firm_key(firm_name(key)) == key
    assert "“" not in firm_name(key)


def test_a_rating_without_a_known_spelling_is_told_by_its_letters() -> None:
    asked = {"rating": {"to": "buy, perhapsbuy"}}
    assert condition(asked, ["A"]) == "a firm sets or changes its rating of A to a buy or “perhapsbuy”"


def test_companies_are_named_once() -> None:
    whose = Whose(["A", "B", "C", "D"])
    assert [whose.one("for"), whose.one("for"), whose.of()] == [" for one of 4 companies", "", ""]
    assert Whose(["market"]).one("of") == ""
