"""What was seen of a company on a day, what each rule said then, and what became of it."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.flow.conftest import BIG, Town, sale
from tocsin.errors import TocsinError
from tocsin.rules import BoundRules
from tocsin.state import State
from tocsin.state.alerts import Fate
from tocsin.state.filings import Seen
from tocsin.why import Line, Said, as_json, company, in_words, why

ACME = "9900000101"
TUESDAY = dt.date(2026, 5, 26)
SECOND = """
  - id: any-sale
    watch: 9900000101
    when: {insider_sale: {}}
    severity: info
"""


def in_force(town: Town, text: str) -> BoundRules:
    """These rules, kept as `run` keeps them when it adopts them."""
    town.rules = town.ruled(text)
    state = State.open(town.folder)
    versions = [(rule.id, rule.version, rule.meaning) for rule in town.rules.rules]
    with state.transaction():
        state.rulebook.keep_versions(versions, now=town.clock.now())
    state.close()
    return town.rules


def asked(town: Town, day: dt.date = TUESDAY, rules: BoundRules | None = None) -> list[Line]:
    state = town.state()
    return list(why(company(ACME, state), day, state, rules or town.rules))


def said(lines: list[Line]) -> dict[str, tuple[str | None, str, bool]]:
    return {line.rule: (line.answer, line.reason, line.kept) for line in lines if isinstance(line, Said)}


@pytest.fixture
def ready(town: Town) -> Town:
    in_force(town, BIG)
    town.pass_by()
    return town


def test_what_rang_is_told_as_it_was_said_and_sent(ready: Town) -> None:
    accession = ready.publish(sale("150000"))
    ready.pass_by()
    filing, verdict, fate = asked(ready)
    assert isinstance(filing, Seen)
    assert isinstance(fate, Fate)
    assert (filing.accession, filing.form, filing.state, filing.source) == (accession, "4", "read", "latest")
    assert said([verdict]) == {"insider-dump": ("fires", "150,000 sh sold, over 100,000", True)}
    assert (fate.rule, fate.state, fate.receiver, fate.attempts) == ("insider-dump", "sent", "desk", 1)
    assert fate.sent == ready.clock.now()


def test_of_who_was_silent_the_same_rule_is_asked_again(ready: Town) -> None:
    ready.publish(sale("50000"))
    ready.pass_by()
    _, verdict = asked(ready)
    assert said([verdict]) == {"insider-dump": ("silent", "50,000 sh sold, not over 100,000", False)}


def test_who_is_asked_again_sees_nothing_that_came_later(ready: Town) -> None:
    """An amendment that came afterwards told the same sale; the first filing's rows are news all the same."""
    in_force(ready, BIG.replace("shares: over 100k", "shares: under 100k"))
    later = BIG.replace("shares: over 100k", "shares: over 100k, within: 5d")
    ready.clock.advance(60)
    in_force(ready, later)
    ready.publish(sale("60000"))
    ready.pass_by()
    ready.clock.advance(60)
    ready.publish(sale("70000", left="930000"))
    ready.pass_by()
    first, *_ = (line for line in asked(ready) if isinstance(line, Said))
    assert first.answer == "silent"
    assert first.reason.startswith("1 insider sold 60,000 sh")


def test_a_rule_that_was_another_is_told_in_its_words_of_then(ready: Town) -> None:
    ready.publish(sale("50000"))
    ready.pass_by()
    ready.clock.advance(60)
    now = in_force(ready, BIG.replace("over 100k", "over 10k"))
    (answer, reason, _kept) = said(asked(ready, rules=now))["insider-dump"]
    assert answer == "silent"
    assert reason == (
        "nothing of it is kept, so it was silent; it is another now, and was then: Rings high when insiders of"
        " CIK 9900000101 sell over 100,000 shares, in one filing"
    )


def test_a_rule_that_is_new_was_not_there_and_one_that_is_gone_was(ready: Town) -> None:
    ready.publish(sale("50000"))
    ready.pass_by()
    ready.clock.advance(60)
    now = in_force(ready, "rules:" + SECOND)
    told = said(asked(ready, rules=now))
    assert told["any-sale"] == (None, "was not in force yet", False)
    assert told["insider-dump"][0] == "silent"
    assert "it is gone, and was then: Rings high" in told["insider-dump"][1]


@pytest.mark.parametrize(
    ("more", "state", "words"),
    [
        ("cooldown: 6h", "silenced", "silenced: cooldown of 6 h: it rang 1 h before"),
        ("active: mon-fri 09:30-16:00", "held", "held for desk until 2026-05-27 09:30:00 ET"),
    ],
)
def test_what_was_silenced_or_held_says_so(town: Town, more: str, state: str, words: str) -> None:
    in_force(town, BIG + f"    {more}\n")
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by()
    town.clock.advance(3600)
    town.publish(sale("160000"))
    town.pass_by()
    lines = asked(town)
    fates = [line for line in lines if isinstance(line, Fate)]
    assert [fate.state for fate in fates][-1] == state
    last = list(in_words(company(ACME, town.state()), TUESDAY, lines))[-1]
    assert last.endswith(words)


def test_what_was_never_judged_says_why(town: Town) -> None:
    quiet = town.publish(sale("150000"))
    in_force(town, BIG)
    town.clock.advance(60)
    town.pass_by()  # the baseline
    lines = asked(town)
    (filing,) = (line for line in lines if isinstance(line, Seen) and line.accession == quiet)
    assert filing.state == "baseline"
    (told, *_) = in_words(company(ACME, town.state()), TUESDAY, lines)
    assert told.endswith("it is of the time before it was watched: read quietly, no rule was held against it")


def test_a_day_is_eastern_and_an_empty_one_says_so(ready: Town) -> None:
    ready.clock.advance(5 * 3600)  # 21:05 in New York, Wednesday in UTC
    ready.publish(sale("150000"))
    ready.pass_by()
    assert len(asked(ready, TUESDAY)) == 3
    wednesday = asked(ready, TUESDAY + dt.timedelta(days=1))
    assert wednesday == []
    told = list(in_words(company(ACME, ready.state()), TUESDAY + dt.timedelta(days=1), wednesday))
    assert told == ["Nothing of Acme Server Works Inc. was seen on 2026-05-27."]


def test_the_lines_for_programs(ready: Town) -> None:
    ready.publish(sale("150000"))
    ready.pass_by()
    filing, verdict, alert = map(as_json, asked(ready))
    assert filing["kind"] == "filing"
    assert filing["accepted"].endswith("+00:00")
    assert (verdict["kind"], verdict["verdict"], verdict["version"]) == (
        "verdict",
        "fires",
        ready.rules.rules[0].version,
    )
    assert verdict["saw"][0]["figure"] == "shares"
    assert (alert["kind"], alert["state"], alert["why"]) == ("alert", "sent", None)


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("NOPE", "the SEC lists no ticker NOPE: a CIK works too"), ("!!", '"!!" is neither')],
)
def test_a_company_that_is_none(ready: Town, name: str, complaint: str) -> None:
    with pytest.raises(TocsinError) as caught:
        company(name, ready.state())
    assert str(caught.value).startswith(complaint)
