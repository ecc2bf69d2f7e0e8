"""What the condition `absent` says by the clock: a form that is overdue, a headline that does not come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tests.rules.market import Past, at, bulletin, condition, figures, known, says
from tocsin.model import Answer, FilingFact, Headline, Price, Reading, Verdict
from tocsin.rules import History, NoHistory
from tocsin.rules.condition import Kind
from tocsin.rules.filings.absent import AbsentKeys, compile_keys

ABSENT = Kind(AbsentKeys, compile_keys)
LAUNCH = "{headline: {any_of: [launch, unveils]}, within: 45d}"
NOW = at("20")
NEVER = "no such headline has been told yet, so that it is not known since when it is missing"


def headline(title: str, moment: dt.datetime | None, source: str = "Benzinga") -> Headline:
    return Headline(title, f"https://example.com/{len(title)}", moment, source)


def ago(days: float, title: str = "Made unveils a pump", source: str = "Benzinga") -> Headline:
    return headline(title, NOW - dt.timedelta(days=days), source)


def waits(keys: str, past: NoHistory, now: dt.datetime = NOW) -> Verdict:
    made = condition(ABSENT, keys)
    assert made.waits is not None
    return made.waits(ISSUER.cik, past, now)


CASES = {
    "longer ago": (
        LAUNCH,
        known(ago(46)),
        "fires: no headline that mentions launch or unveils for 46 days: the last came on 5 Oct 2026, “Made unveils a"
        " pump” (Benzinga) (within 45d)",
    ),
    "to the minute": (
        LAUNCH,
        known(ago(45)),
        "silent: “Made unveils a pump” (Benzinga) came 45 days ago, on 6 Oct 2026",
    ),
    "a moment more": (
        LAUNCH,
        known(ago(45.001)),
        "fires: no headline that mentions launch or unveils for 45 days: the last came on 6 Oct 2026, “Made unveils a"
        " pump” (Benzinga) (within 45d)",
    ),
    "lately": (
        LAUNCH,
        known(ago(400), ago(46), ago(12)),
        "silent: “Made unveils a pump” (Benzinga) came 12 days ago, on 8 Nov 2026",
    ),
    "years ago": (
        LAUNCH,
        known(ago(900, "Launch of 2024"), ago(800, "Launch of the year"), ago(3, "Made falls")),
        "fires: no headline that mentions launch or unveils for 800 days: the last came on 11 Sep 2024, “Launch of the"
        " year” (Benzinga) (within 45d)",
    ),
    "never": (LAUNCH, known(ago(3, "Made falls")), f"undecided: {NEVER}"),
    "of another source": (
        "{headline: {any_of: [launch, unveils], source: Reuters}, within: 45d}",
        known(ago(46, source="Reuters"), ago(12)),
        "fires: no headline that mentions launch or unveils of reuters for 46 days: the last came on 5 Oct 2026, “Made"
        " unveils a pump” (Reuters) (within 45d)",
    ),
    "any headline at all": (
        "{headline: {}, within: 5d}",
        known(ago(6, "Made falls")),
        "fires: no headline for 6 days: the last came on 14 Nov 2026, “Made falls” (Benzinga) (within 5d)",
    ),
    "known late": (
        LAUNCH,
        known(ago(60), moment=at("19")),
        "fires: no headline that mentions launch or unveils for 60 days: the last came on 21 Sep 2026, “Made unveils a"
        " pump” (Benzinga) (within 45d)",
    ),
    "without its time, known lately": (
        LAUNCH,
        known(headline("Made unveils", None), moment=at("19")),
        "silent: “Made unveils” (Benzinga) came",
    ),
    "without its time, known long ago": (
        LAUNCH,
        known(headline("Made unveils", None), moment=NOW - dt.timedelta(days=46)),
        "fires: no headline that mentions launch or unveils for over 45 days: the last was “Made unveils” (Benzinga)"
        " (within 45d)",
    ),
    "an older one that became known later": (
        LAUNCH,
        Past(
            ((NOW - dt.timedelta(days=300), ago(300, "Launch")), (at("19"), ago(400, "Launch of long ago"))),
        ),
        "fires: no headline that mentions launch or unveils for 300 days: the last came on 24 Jan 2026, “Launch”"
        " (Benzinga) (within 45d)",
    ),
    "two that were told out of order": (
        LAUNCH,
        Past(((at("2026-10-01"), ago(50, "Launch")), (at("2026-10-02"), ago(60, "Launch before")))),
        "fires: no headline that mentions launch or unveils for 50 days: the last came on 1 Oct 2026, “Launch”"
        " (Benzinga) (within 45d)",
    ),
}


@pytest.mark.parametrize(("keys", "past", "line"), CASES.values(), ids=CASES.keys())
def test_whether_a_headline_is_missing(keys: str, past: Past, line: str) -> None:
    assert says(waits(keys, past)) == line


def test_what_it_saw_and_whom_the_wait_is_after() -> None:
    found = waits(LAUNCH, known(ago(60), ago(46)))
    assert found.subject == ago(46)
    assert figures(found) == [("last headline", "46", "within 45d", True, "46 days ago, on 5 Oct 2026")]


@tried(
    st.lists(st.tuples(st.integers(0, 400), st.integers(0, 60), st.booleans()), max_size=8),
    st.integers(1, 60),
)
@settings(max_examples=400, deadline=None)
def test_it_is_missing_when_the_last_one_is_longer_ago(
    told: list[tuple[int, int, bool]], within: int
) -> None:
    """Each happened so many days ago, became known some days later, and is one of the kind or not."""
    past = Past(
        tuple(
            (
                NOW - dt.timedelta(days=max(0, days - later)),
                ago(days, f"Launch {days}" if meant else "Made falls"),
            )
            for days, later, meant in told
        )
    )
    found = waits(f"{{headline: {{any_of: [launch]}}, within: {within}d}}", past)
    meant = [days for days, _, meant in told if meant]
    if not meant:
        assert found.answer is Answer.UNDECIDED
    else:
        assert found.answer is (Answer.FIRES if min(meant) > within else Answer.SILENT)
        assert f"{min(meant)} days" in found.reason


def test_it_rings_on_no_bulletin() -> None:
    made = condition(ABSENT, LAUNCH)
    assert made.forms == frozenset()
    assert says(made.decide(bulletin(ago(0)), Past())) == (
        "silent: a headline that does not come rings by the clock, on no filing"
    )


def test_it_is_a_level_as_of_what_is_at_hand() -> None:
    made = condition(ABSENT, LAUNCH)
    assert made.holds is not None
    price = bulletin(Price(ISSUER, Decimal(30), NOW, "Finnhub"))
    assert made.holds(price, known(ago(46))).answer is Answer.FIRES
    assert made.holds(price, known(ago(12))).answer is Answer.SILENT
    assert says(made.holds(bulletin(ago(0)), known(ago(46)))) == "silent: this is one"
    assert made.holds(bulletin(ago(0, "Made falls")), known(ago(46))).answer is Answer.FIRES
    assert says(made.holds(bulletin(moment=None), known(ago(46)))) == (
        "undecided: when this became public is not known"
    )
    filing = FilingFact(None, "4", ISSUER, accepted=NOW)
    assert made.holds(Reading(filing, (filing,)), known(ago(46))).answer is Answer.FIRES


def test_what_it_lacks() -> None:
    sees = condition(ABSENT, LAUNCH).sees
    assert sees is not None
    assert sees(ISSUER.cik, Past(), NOW) == NEVER
    assert sees(ISSUER.cik, known(ago(900)), NOW) is None


# --- a form ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Filed:
    form: str
    known: dt.datetime
    told: Reading

    def read(self) -> tuple[Reading, History]:
        return self.told, NoHistory()


@dataclass(frozen=True)
class Kept(NoHistory):
    bulletins: tuple[Reading, ...] = ()

    def filed(self, _issuer_cik: str, since: dt.datetime) -> Iterable[Filed]:
        told = (Filed(one.form, one.head.accepted or NOW, one) for one in self.bulletins)
        return [one for one in told if one.known >= since]


def report(form: str, days: float) -> Reading:
    filing = FilingFact(f"0000350001-26-{days:06.0f}", form, ISSUER, accepted=NOW - dt.timedelta(days=days))
    return Reading(filing, (filing,))


def filed(*readings: Reading) -> Kept:
    return Kept(readings)


FORMS = {
    "overdue": (
        "10-Q",
        filed(report("10-Q", 136)),
        "fires: no 10-Q for 136 days: the last 10-Q came on 7 Jul 2026 (within 135d)",
    ),
    "not overdue": (
        "10-Q",
        filed(report("10-Q", 135)),
        "silent: the last 10-Q came 135 days ago, on 8 Jul 2026",
    ),
    "a 10-K counts for a 10-Q": (
        "10-Q",
        filed(report("10-Q", 200), report("10-K", 100)),
        "silent: the last 10-K came 100 days ago, on 12 Aug 2026",
    ),
    "a bulletin is no form": (
        "10-Q",
        Kept((bulletin(ago(1), moment=NOW), report("10-Q", 136))),
        "fires: no 10-Q for 136 days: the last 10-Q came on 7 Jul 2026 (within 135d)",
    ),
    "never": ("10-Q", filed(report("8-K", 3)), "undecided: no 10-Q of this issuer was ever read"),
}


@pytest.mark.parametrize(("form", "past", "line"), FORMS.values(), ids=FORMS.keys())
def test_whether_a_form_is_missing(form: str, past: Kept, line: str) -> None:
    assert says(waits(f"{{form: {form}, within: 135d}}", past)) == line


def test_a_form_is_a_level_as_of_what_is_at_hand() -> None:
    made = condition(ABSENT, "{form: 10-Q, within: 135d}")
    assert made.holds is not None
    assert says(made.holds(report("10-K", 0), filed(report("10-Q", 200)))) == "silent: this is a 10-K"
    price = bulletin(Price(ISSUER, Decimal(30), NOW, "Finnhub"))
    assert made.holds(price, filed(report("10-Q", 200))).answer is Answer.FIRES


# --- keys -----------------------------------------------------------------------------------------------------


def test_its_meaning() -> None:
    assert condition(ABSENT, "{form: 10-q, within: 1w}").meaning == {
        "absent": {"form": "10-Q", "within": "7d"}
    }
    assert condition(
        ABSENT, "{headline: {any_of: [unveils, launch], source: Reuters}, within: 45d}"
    ).meaning == {
        "absent": {"headline": {"any_of": ["launch", "unveils"], "source": ["reuters"]}, "within": "45d"}
    }


WRONG = {
    "nothing expected": (
        "{within: 45d}",
        "what is expected is missing: give it form: 10-Q or headline: {any_of: [launch]}",
    ),
    "both expected": (
        "{form: 10-Q, headline: {any_of: [launch]}, within: 45d}",
        "absent waits for one thing: give form and headline a rule each",
    ),
    "no days": ("{headline: {any_of: [launch]}}", '"within" is missing'),
    "a headline that is text": (
        "{headline: launch, within: 45d}",
        'expected a mapping such as {any_of: [launch, unveils]}, got the text "launch"',
    ),
    "a count of headlines": (
        "{headline: {any_of: [launch], count: at least 3}, within: 45d}",
        'unknown key "count": the keys here are any_of, all_of, same_sentence, source',
    ),
    "a form that is never read": (
        "{form: 10-QQ, within: 45d}",
        '"10-QQ" is no form that is read: did you mean "10-Q"?',
    ),
    "too many phrases": (
        f"{{headline: {{any_of: [{', '.join(f'w{n}' for n in range(501))}]}}, within: 45d}}",
        "501 phrases are more than 500 at once",
    ),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        condition(ABSENT, keys)
    assert str(caught.value) == message
