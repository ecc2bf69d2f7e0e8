"""What the condition `insider_disposal` says of filings, case by case."""

from __future__ import annotations

import pytest

from tests.rules.insiders import SPOUSE, Past, filed, may, past, rule, says, wrong
from tests.rules.made import CHIEF, DIRECTOR, sale
from tocsin.model import Reading
from tocsin.rules.insiders.insider_disposal import CODES, DISPOSALS
from tocsin.rules.insiders.insider_sale import FORMS

GIFT = filed(9, sale("50000", "0", code="G"))
TAX = filed(9, sale("5000", "12.50", code="F"), by=(CHIEF,))
NOBODY = past()

CASES: dict[str, tuple[str, Reading, Past, str]] = {
    "a gift": ("{codes: G}", GIFT, NOBODY, "fires: Reyes Dana (director) gave away 50,000 sh"),
    "shares withheld for taxes": (
        "{codes: [G, F]}",
        TAX,
        NOBODY,
        "fires: Okafor Tobias (Pres & Chief Executive Officer) paid taxes or an exercise price with 5,000 sh,"
        " $62.5k at $12.50",
    ),
    "back to the issuer": (
        "{codes: D}",
        filed(9, sale("5000", "12.50", code="D")),
        NOBODY,
        "fires: Reyes Dana (director) returned to the issuer 5,000 sh, $62.5k at $12.50",
    ),
    "several at once": (
        "{codes: [G, J]}",
        filed(9, sale("5", "0", code="G"), sale("7", None, code="J")),
        NOBODY,
        "fires: Reyes Dana (director) disposed of 12 sh",
    ),
    "a sale, where it is asked for": (
        "{codes: [S]}",
        filed(9, sale("5", "10")),
        NOBODY,
        "fires: Reyes Dana (director) sold 5 sh, $50.00 at $10.00",
    ),
    "a sale, where it is not": (
        "{codes: [F, G, D, J]}",
        filed(9, sale()),
        NOBODY,
        "silent: no disposal under D or F or G or J in it",
    ),
    "a gift received": (
        "{codes: G}",
        filed(9, sale(code="G", disposed="A")),
        NOBODY,
        "silent: no disposal under G in it",
    ),
    "options given away": (
        "{codes: G}",
        filed(9, sale(code="G", derivative=True)),
        NOBODY,
        "silent: no disposal under G in it",
    ),
    "much": (
        "{codes: G, shares: over 10k}",
        GIFT,
        NOBODY,
        "fires: Reyes Dana (director) gave away 50,000 sh (shares over 10,000)",
    ),
    "not much": (
        "{codes: G, shares: over 90k}",
        GIFT,
        NOBODY,
        "silent: 50,000 sh disposed of, not over 90,000",
    ),
    "a gift has no price": (
        "{codes: G, value: over $1}",
        GIFT,
        NOBODY,
        "undecided: value unknown: a row states a price of 0",
    ),
    "dollars, where there is a price": (
        "{codes: F, value: over $1M}",
        TAX,
        NOBODY,
        "silent: $62,500 disposed of, not over $1,000,000",
    ),
    "by another": (
        "{codes: G, by: officers}",
        GIFT,
        NOBODY,
        "silent: disposed of by director, not by officers",
    ),
    "together": (
        "{codes: G, shares: over 60k, within: 5d}",
        GIFT,
        past(
            filed(1, sale("20000", "0", code="G", date=may(22)), by=(CHIEF,)),
            filed(2, sale("90000"), by=(CHIEF,)),
        ),
        "fires: 2 insiders disposed of 70,000 sh, from 22 to 25 May 2026 (shares over 60,000)",
    ),
    "one household": (
        "{codes: G, shares: over 60k, within: 5d}",
        GIFT,
        past(filed(1, sale("50000", "0", code="G", ownership="I", nature="By Spouse"), by=(SPOUSE,))),
        "silent: 1 insider disposed of 50,000 sh, on 25 May 2026, and the rule asks for shares over 60,000",
    ),
    "restated": (
        "{codes: G}",
        filed(9, *GIFT.transactions, form="4/A"),
        past(filed(1, *GIFT.transactions)),
        "silent: restates what was already told",
    ),
}


@pytest.mark.parametrize(("keys", "reading", "history", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, reading: Reading, history: Past, line: str) -> None:
    assert says(f"insider_disposal: {keys}", reading, history) == line


@pytest.mark.parametrize("code", DISPOSALS)
def test_every_code_has_its_words(code: str) -> None:
    line = says(f"insider_disposal: {{codes: {code.lower()}}}", filed(9, sale("5", "0", code=code)))
    assert line == f"fires: Reyes Dana (director) {DISPOSALS[code]} 5 sh"
    assert code in CODES


def test_codes_mean_the_same_in_any_order() -> None:
    one, other = rule("insider_disposal: {codes: [G, F]}"), rule("insider_disposal: {codes: [f, g, g]}")
    assert one.version == other.version
    assert one.forms == FORMS


_ALL = "S, D, F, I, M, C, G, W, Z, J, K, U"
WRONG = {
    "{}": '"codes" is missing',
    "{codes: []}": '"codes" is empty: give it a value',
    "{codes: }": '"codes" is empty: give it a value',
    "{codes: A}": f"A disposes of no stock (grant or award): the codes here are {_ALL}",
    "{codes: [G, x]}": f"X disposes of no stock (exercise of an in-the-money or at-the-money derivative): the codes here are {_ALL}",
    "{codes: V}": f"V disposes of no stock (reported earlier than required): the codes here are {_ALL}",
    "{codes: gift}": '"gift" is no code of the form: write G, gift',
    "{codes: [G, taxes]}": '"taxes" is no code of the form: write F, payment of an exercise price or of taxes with shares',
    "{codes: 'G, F'}": '"G, F" is more than one code: write [G, F]',
    "{codes: Q}": f'"Q" is no code of the form: the codes here are {_ALL}',
    "{codes: G, of_holding: over 5%}": 'unknown key "of_holding": the keys here are codes, by, shares, value, within, insiders',
    "{codes: G, within: 5d}": "within adds up what several filings tell: give it shares, value or insiders",
    "{codes: G, shares: over 5%}": "shares are counted, not percent: write over 100k",
    "{codez: G}": '"codes" is missing\nunknown key "codez": did you mean "codes"?',
}


@pytest.mark.parametrize(("keys", "said"), WRONG.items())
def test_every_word_that_is_said_of_a_wrong_one(keys: str, said: str) -> None:
    assert wrong(f"insider_disposal: {keys}") == said


def test_the_owner_is_told() -> None:
    assert DIRECTOR.name in says("insider_disposal: {codes: G}", GIFT)
