"""What the condition `insider_holding` says of filings, case by case."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.insiders import Past, filed, may, past, rule, says, wrong
from tests.rules.made import CHIEF, holding, sale
from tests.samples import samples
from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.model import Answer, InsiderHolding, InsiderTransaction, Reading
from tocsin.rules import NoHistory

SOLD = filed(9, sale("40000", after="60000"))
BOUGHT = filed(9, sale("50000", code="P", disposed="A", after="150000"))
GRANT = filed(9, sale("500", "0", code="A", disposed="A", after="500"))
NOBODY = past()
A, B = "Class A Common Stock", "Class B Common Stock"
HELD = "Reyes Dana (director) holds 60,000 sh, down 40% from 100,000 sh"

CASES: dict[str, tuple[str, Reading, Past, str]] = {
    # a level rings when it becomes true
    "becomes true": ("{owned: under 80k}", SOLD, NOBODY, f"fires: {HELD} (owned under 80,000)"),
    "was so already": (
        "{owned: under 200k}",
        SOLD,
        NOBODY,
        f"silent: was so already before these transactions: {HELD}",
    ),
    "is not so": (
        "{owned: over 80k}",
        SOLD,
        NOBODY,
        f"silent: {HELD}, and the rule asks for owned over 80,000",
    ),
    "rises over it": (
        "{owned: over 100k}",
        BOUGHT,
        NOBODY,
        "fires: Reyes Dana (director) holds 150,000 sh, up 50% from 100,000 sh (owned over 100,000)",
    ),
    "told for the first time": (
        "{owned: over 5k}",
        filed(9, holding("9000"), holding("500", nature="By Spouse"), form="3"),
        NOBODY,
        "fires: Reyes Dana (director) holds 9,500 sh (owned over 5,000)",
    ),
    "the first of a newcomer": (
        "{owned: over 100}",
        GRANT,
        NOBODY,
        "fires: Reyes Dana (director) holds 500 sh, up from 0 sh (owned over 100)",
    ),
    "nothing is left": (
        "{owned: under 1}",
        filed(9, sale("40000", after="0")),
        NOBODY,
        "fires: Reyes Dana (director) holds 0 sh, down 100% from 40,000 sh (owned under 1)",
    ),
    "what is left is not told": (
        "{owned: under 80k}",
        filed(9, sale("40000", after=None)),
        NOBODY,
        "undecided: Reyes Dana (director) holds an unstated number of shares: "
        "how much is held is unknown: a row does not say how much is left",
    ),
    "all lines are added": (
        "{owned: under 80k}",
        filed(9, sale("40000", after="60000"), holding("30000")),
        NOBODY,
        "silent: Reyes Dana (director) holds 90,000 sh, down 30.77% from 130,000 sh, and the rule asks for owned under 80,000",
    ),
    # changes
    "falls": ("{falls: over 25%}", SOLD, NOBODY, f"fires: {HELD} (falls over 25%)"),
    "falls less": (
        "{falls: over 40%}",
        SOLD,
        NOBODY,
        f"silent: {HELD}, and the rule asks for falls over 40%",
    ),
    "falls, and does not rise": (
        "{rises: over 1%}",
        SOLD,
        NOBODY,
        f"silent: {HELD}, and the rule asks for rises over 1%",
    ),
    "rises": (
        "{rises: over 25%}",
        BOUGHT,
        NOBODY,
        "fires: Reyes Dana (director) holds 150,000 sh, up 50% from 100,000 sh (rises over 25%)",
    ),
    "rises from nothing": (
        "{rises: over 25%}",
        GRANT,
        NOBODY,
        "undecided: Reyes Dana (director) holds 500 sh, up from 0 sh: "
        "how much the holding rises is unknown: nothing was held before",
    ),
    "exercised and sold": (
        "{falls: over 1%}",
        filed(9, sale("1000", code="M", disposed="A", after="11000"), sale("1000", after="10000")),
        NOBODY,
        "silent: Reyes Dana (director) holds 10,000 sh, and the rule asks for falls over 1%",
    ),
    "a gift counts": (
        "{falls: over 25%}",
        filed(9, sale("40000", "0", code="G", after="60000")),
        NOBODY,
        f"fires: {HELD} (falls over 25%)",
    ),
    "how many went is not told": (
        "{falls: over 25%}",
        filed(9, sale(None, after="60000")),
        NOBODY,
        "undecided: Reyes Dana (director) holds 60,000 sh: how much the holding falls is unknown: a row states no number of shares",
    ),
    "a form 3 changes nothing": (
        "{falls: over 25%}",
        filed(9, holding("9000"), form="3"),
        NOBODY,
        "silent: Reyes Dana (director) holds 9,000 sh, and the rule asks for falls over 25%",
    ),
    "falls, to little": (
        "{falls: over 25%, owned: under 70k}",
        SOLD,
        NOBODY,
        f"fires: {HELD} (owned under 70,000, falls over 25%)",
    ),
    "falls, but not to little": (
        "{falls: over 25%, owned: under 50k}",
        SOLD,
        NOBODY,
        f"silent: {HELD}, and the rule asks for owned under 50,000, falls over 25%",
    ),
    # a class at a time
    "a class at a time": (
        "{falls: over 25%}",
        filed(9, sale("10", after="990", security=A), sale("500", after="500", security=B)),
        NOBODY,
        f"fires: Reyes Dana (director) holds 500 sh of {B}, down 50% from 1,000 sh (falls over 25%)",
    ),
    # who
    "the right one": (
        "{by: CEO, falls: over 25%}",
        filed(9, sale("40000", after="60000"), by=(CHIEF,)),
        NOBODY,
        "fires: Okafor Tobias (Pres & Chief Executive Officer) holds 60,000 sh, down 40% from 100,000 sh (falls over 25%)",
    ),
    "another": (
        "{by: CEO, falls: over 25%}",
        SOLD,
        NOBODY,
        "silent: held by director, not by chief executive",
    ),
    # what is in it
    "options alone": (
        "{falls: over 25%}",
        filed(9, sale(derivative=True)),
        NOBODY,
        "silent: no transaction of stock in it",
    ),
    "holdings alone": (
        "{owned: over 1}",
        filed(9, holding("5")),
        NOBODY,
        "silent: no transaction of stock in it",
    ),
    "a form 3 without stock": ("{owned: over 1}", filed(9, form="3"), NOBODY, "silent: no stock in it"),
    # amendments
    "an amendment that restates": (
        "{falls: over 25%}",
        filed(9, *SOLD.transactions, form="4/A"),
        past(filed(1, *SOLD.transactions)),
        "silent: restates what was already told",
    ),
    "an amendment may leave lines out": (
        "{owned: under 80k}",
        filed(9, sale("41000", after="59000"), form="4/A"),
        past(
            filed(1, sale("40000", after="60000"), sale("1", after="30000", ownership="I", nature="By Trust"))
        ),
        "undecided: amended filing: Reyes Dana (director) holds 59,000 sh to 89,000 sh: "
        "how much is held is unknown: the amendment does not tell every line that was told before",
    ),
    "the lines left out do not matter": (
        "{owned: under 99k}",
        filed(9, sale("41000", after="59000"), form="4/A"),
        past(
            filed(1, sale("40000", after="60000"), sale("1", after="30000", ownership="I", nature="By Trust"))
        ),
        "fires: amended filing: Reyes Dana (director) holds 59,000 sh to 89,000 sh (owned under 99,000)",
    ),
}


@pytest.mark.parametrize(("keys", "reading", "history", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, reading: Reading, history: Past, line: str) -> None:
    assert says(f"insider_holding: {keys}", reading, history) == line


def test_the_subject_is_what_changed_most() -> None:
    reading = filed(9, sale("5", after="60"), sale("7", after="53", date=may(26)))
    subject = rule("insider_holding: {falls: over 1%}").decide(reading, NoHistory()).subject
    assert isinstance(subject, InsiderTransaction)
    assert subject.row == 2
    first = rule("insider_holding: {owned: over 1}").decide(filed(9, holding("5"), form="3"), NoHistory())
    assert isinstance(first.subject, InsiderHolding)


@given(
    shares=st.integers(1, 10**6),
    after=st.integers(0, 10**6),
    limit=st.integers(1, 99),
    split=st.integers(1, 5),
)
@settings(max_examples=200, deadline=None)
def test_a_fall_is_what_went_over_what_was_held(shares: int, after: int, limit: int, split: int) -> None:
    parts = [shares // split] * (split - 1)
    parts.append(shares - sum(parts))
    balance, rows = after + shares, []
    for part in parts:
        balance -= part
        rows.append(sale(str(part), after=str(balance)))
    told = rule(f"insider_holding: {{falls: over {limit}%}}").decide(filed(9, *rows), NoHistory())
    assert (told.answer is Answer.FIRES) is (100 * shares > limit * (shares + after))


def test_every_recorded_form_is_answered() -> None:
    answers = set()
    for kind in ("form4", "form3-5"):
        for path in samples(kind):
            try:
                reading = facts.read(path.read_bytes())
            except Unreadable:
                continue
            for keys in ("{owned: over 1}", "{falls: over 5%}"):
                verdict = rule(f"insider_holding: {keys}").decide(reading, NoHistory())
                assert verdict.reason
                answers.add(verdict.answer)
    assert {Answer.FIRES, Answer.SILENT} <= answers


WRONG = {
    "{}": "nothing is asked of the holding: give it owned, falls or rises",
    "{by: CEO}": "nothing is asked of the holding: give it owned, falls or rises",
    "{falls: over 5%, rises: over 5%}": "a holding cannot fall and rise at once: leave one of them out",
    "{falls: under 5%}": '"under 5%": falls is for more than something: write falls: over 5%',
    "{rises: at most 5%}": '"at most 5%": rises is for more than something: write rises: over 5%',
    "{falls: over 100k}": "this is a percentage: write over 25%",
    "{falls: over 100 shares}": "this is a percentage, not shares: write over 25%, or use owned: over 100 shares",
    "{falls: over 100%}": '"over 100%" is never true here',
    "{owned: 1M}": '"1M" alone is no threshold: say over, under, at least or at most 1M',
    "{owned: over $1M}": "shares are counted, not dollars: write over 100k",
    "{owned: at least 0}": '"at least 0" is always true here: leave it out',
    "{holds: over 5}": 'unknown key "holds": the keys here are by, owned, falls, rises',
    "over 5": 'expected a mapping such as {falls: over 50%}, got the text "over 5"',
}


@pytest.mark.parametrize(("keys", "said"), WRONG.items())
def test_every_word_that_is_said_of_a_wrong_one(keys: str, said: str) -> None:
    assert wrong(f"insider_holding: {keys}") == said
