"""Every rule is told in plain English, from its meaning alone."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from tocsin.rules import Rule, load
from tocsin.rules.english import condition, in_english, often
from tocsin.rules.english.clauses import CLAUSES, anything
from tocsin.rules.english.words import Whose
from tocsin.rules.reports.derived import NAMES
from tocsin.rules.when import COMBINED, CONDITIONS

FOLDER = Path(__file__).parents[2] / "rules"
BLOCKS = re.findall(r"```yaml\n(.*?)```", (FOLDER / "README.md").read_text("utf-8"), re.DOTALL)
LISTS = b"watchlists: {chip-makers: [NVDA, AMD]}\n"
PACKS = sorted(FOLDER.rglob("*.yaml"))
# Keys of the language that are no English words.
RAW = {
    *CONDITIONS,
    *COMBINED,
    *NAMES,
    *(field.alias or name for kind in CONDITIONS.values() for name, field in kind.keys.model_fields.items()),
}
RAW = {word for word in RAW if "_" in word} - {"10b5_1"}


def shipped() -> list[Rule]:
    files = {path.name: path.read_bytes() for path in PACKS}
    rules = list(load(files).rules)
    for number, block in enumerate(BLOCKS):
        rules += load({f"block-{number}.yaml": block.encode(), "shared/lists.yaml": LISTS}).rules
    return rules


@pytest.mark.parametrize("rule", shipped(), ids=lambda rule: f"{rule.place.file}:{rule.id}")
def test_every_shipped_rule_reads_as_a_sentence(rule: Rule) -> None:
    told = in_english(rule.meaning)
    assert re.match(r"(Rings|Is switched off; rings) (info|warning|high|critical) ", told)
    assert not re.search(r"[{}\[\]]|'\w+':|None|  |, ,|,$|\(\)", told)
    for word in RAW:
        assert not re.search(rf"\b{word}\b", told), word


def test_every_condition_has_words_of_its_own() -> None:
    assert CONDITIONS.keys() == CLAUSES.keys()


def said(when: str, watch: str = "SMCI", more: str = "") -> str:
    text = f"rules:\n  - id: made\n    watch: {watch}\n    when: {when}\n{more}"
    (rule,) = load({"made.yaml": text.encode()}).rules
    return in_english(rule.meaning).removeprefix("Rings warning when ")


SALE, DEBT = "insider_sale: {}", "metric: {name: total_debt, rises: over 25%}"
SENTENCES = {
    "{insider_sale: {}}": "insiders of SMCI sell any stock, in one filing",
    "{insider_sale: {shares: over 100k, value: at least $1.25M, of_holding: over 25%}}": "insiders of SMCI sell"
    " over 100,000 shares worth at least $1.25M, over 25% of the holding, in one filing",
    "{insider_sale: {by: CEO or CFO, insiders: at least 2, within: 5d}}": "at least 2 chief executives or chief"
    " financial officers of SMCI sell any stock, within 5 days, all together",
    "{insider_sale: {value: over $1234567}}": "insiders of SMCI sell stock worth over $1,234,567, in one filing",
    "{insider_sale: {of_holding: over 25%}}": "insiders of SMCI sell over 25% of the holding, in one filing",
    "{insider_sale: {plan_10b5_1: unknown}}": "insiders of SMCI sell any stock, in one filing, where it is not"
    " known whether under a 10b5-1 plan",
    "{insider_sale: {plan_10b5_1: [yes, unknown], sell_to_cover: yes}}": "insiders of SMCI sell any stock, in one"
    " filing, under a 10b5-1 plan or where that is not known, to cover taxes",
    "{insider_buy: {value: over $1M, first_in: 1y}}": "insiders of SMCI buy stock worth over $1M, in one filing,"
    " for the first time in 365 days",
    "{insider_disposal: {codes: [G]}}": "insiders of SMCI dispose of any stock under code G (gift), in one filing",
    "{insider_holding: {falls: over 50%, owned: under 1000}}": "what insiders of SMCI hold falls by over 50% and is"
    " then under 1,000 shares",
    "{insider_holding: {by: directors, rises: over 50%}}": "what directors of SMCI hold rises by over 50%",
    "{metric: {name: assets, is: over $1B}}": "assets of SMCI become over $1B",
    "{metric: {name: cash, falls: over 10%, is: under $1B}}": "cash of SMCI falls by over 10% against the quarter"
    " before and is under $1B",
    "{metric: {name: (total_debt - cash) / equity, is: over 2}}": "(total debt - cash) / equity of SMCI becomes over 2",
    "{metric: {name: free_cash_flow_ytd, moves: over $1B, versus: year_ago}}": "free cash flow of SMCI in the year so"
    " far moves by over $1B against a year earlier",
    "{mention: {any_of: [a b, c], all_of: [d], in: 8-K, section: Risk Factors}}": "an 8-K of SMCI says “d” and “a b”"
    " or “c”, in its Risk Factors",
    "{filing: {form: 10-K}}": "a 10-K of SMCI is filed",
    "{filing: {form: 8-K/A, item: 9.01}}": "an 8-K/A of SMCI with item 9.01 (financial statements and exhibits) is"
    " filed",
    "{filing: {late_notice: no}}": "anything of SMCI but a notice that a report will be late is filed",
    "{filing: {form: NT 10-Q, late_notice: yes}}": "an NT 10-Q of SMCI that is a notice that a report will be late is"
    " filed",
    "{proposed_sale: {}}": "a Form 144 of SMCI announces a sale of any stock",
    "{guidance: {}}": "guidance of SMCI is given",
    "{absent: {form: 10-K, within: 400d}}": "no 10-K of SMCI came for 400 days",
    f"{{all: [{{{SALE}}}, {{{DEBT}}}, {{not: {{filing: {{item: 4.02}}}}}}]}}": "insiders of SMCI sell any stock, in one"
    " filing, and total debt rises by over 25% against the quarter before, and it is not so that an 8-K with item 4.02"
    " (non-reliance on previously issued financial statements) is filed",
    f"{{any: [{{{SALE}}}, {{all: [{{{DEBT}}}, {{guidance: {{}}}}]}}]}}": "insiders of SMCI sell any stock, in one"
    " filing, or (total debt rises by over 25% against the quarter before, and guidance is given)",
    f"{{sequence: {{within: 1d, steps: [{{{SALE}}}, {{{DEBT}}}]}}}}": "first insiders of SMCI sell any stock, in one"
    " filing, then total debt rises by over 25% against the quarter before, all within 1 day",
}


@pytest.mark.parametrize(("when", "told"), SENTENCES.items())
def test_what_a_condition_asks(when: str, told: str) -> None:
    assert said(when) == told


@pytest.mark.parametrize(
    ("watch", "told"),
    [
        ("0001375365", "CIK 1375365"),
        ("[SMCI, DELL]", "DELL or SMCI"),
        ("[SMCI, DELL, HPE, NVDA]", "4 companies"),
        ('"*"', "any company"),
    ],
)
def test_who_is_watched(watch: str, told: str) -> None:
    assert said("{insider_sale: {}}", watch) == f"insiders of {told} sell any stock, in one filing"


def test_what_stands_around_it() -> None:
    more = (
        "    severity: high\n    notify: desk\n    if_unknown: ring\n    cooldown: 90m\n    active: mon-fri 09:30-16:00\n"
        "    expires: 2026-12-31\n    enabled: no\n"
    )
    assert said("{insider_sale: {}}", more=more) == (
        "Is switched off; rings high to desk when insiders of SMCI sell any stock, in one filing; what cannot be decided"
        " rings too, as unverified; then not again for the company for 1 hour and 30 minutes; outside mon-fri"
        " 09:30-16:00 (Eastern unless a zone is named) it is held; until 2026-12-31"
    )


def test_a_cooldown_of_days() -> None:
    assert "for 1 day and 2 hours" in said("{insider_sale: {}}", more="    cooldown: 26h\n")


def test_what_has_no_words_of_its_own_is_told_by_its_keys() -> None:
    asked = {"target_cut": "at least 10%", "firms": ["A", "B"], "span": {"of_days": "7d"}}
    told = anything("credit_rating")(asked, Whose(["SMCI"]))
    assert (
        told == "a credit rating of SMCI comes with target cut at least 10%, firms A or B and span of days 7d"
    )
    assert condition({"credit_rating": {}}, ["SMCI"]) == "a credit rating of SMCI comes"


@pytest.mark.parametrize(
    ("alerts", "days", "told"),
    [
        (0, 400, "never in 400 days"),
        (1, 400, "once in 400 days"),
        (2, 400, "twice in 400 days"),
        (5, 400, "5 times in 400 days"),
        (39, 400, "about 3 a month over 400 days"),
        (20, 400, "about 1.5 a month over 400 days"),
        (100, 400, "about 1.8 a week over 400 days"),
        (400, 400, "about 1 a day over 400 days"),
        (9000, 400, "about 22 a day over 400 days"),
        (3, 0, "about 3 a day over 1 day"),
        (1, 20, "once in 20 days"),
    ],
)
def test_how_often_in_words(alerts: int, days: int, told: str) -> None:
    assert often(alerts, dt.timedelta(days=days)) == told
