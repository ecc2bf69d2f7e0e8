"""What a look back says of a state is what `run` said when it was there, and sees nothing of the future."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace

import pytest

from tests.clock import ManualClock
from tests.flow.conftest import Town, sale
from tests.flow.test_absences import OVERDUE
from tests.flow.test_reports import RULES, in_august, release
from tocsin import backtest as looking
from tocsin.backtest import as_json, backtest, how_often, in_words
from tocsin.demo import quarter
from tocsin.demo.filings import Company
from tocsin.demo.ownership import MadeOwner
from tocsin.lookback import Backtest
from tocsin.model import Filing, Party
from tocsin.rules import BoundRules
from tocsin.state import State

HOUR, DAY = 3600, 86_400
ACME = "9900000101"
SPOUSE = MadeOwner("9900000203", "Reyes Robin", director=True)


def look(town: Town, rules: BoundRules | None = None, **more: object) -> Backtest:
    return backtest(rules or town.rules, town.state(), now=town.clock.now(), **more)  # type: ignore[arg-type]


def rung(told: Backtest) -> list[tuple[str, str | None, dt.datetime]]:
    return [(one.rule, one.accession, one.at) for one in told.rung]


def test_it_rings_what_run_rang_then(town: Town) -> None:
    in_august(town)
    for filing in (release(), quarter.export_review_8k(), quarter.june_10q()):
        town.file(filing)
        town.pass_by()
        town.clock.advance(DAY)
    aloud = [one for one in town.state().alerts.told() if "CONFIRMED" not in one.text.splitlines()[0]]
    aloud = [one for one in aloud if "RESTATED" not in one.text.splitlines()[0]]
    assert aloud
    told = look(town, since=town.clock.now() - dt.timedelta(days=4))
    assert rung(told) == [(one.rule, one.accession, one.matched) for one in aloud]


def test_a_report_that_confirms_its_press_release_rings_no_second_time(town: Town) -> None:
    in_august(town)
    town.file(release())
    town.pass_by()
    town.clock.advance(3 * DAY)
    town.file(quarter.june_10q())
    town.pass_by()
    told = look(town, since=town.clock.now() - dt.timedelta(days=4))
    assert [one.rule for one in told.rung].count("debt-jump") == 1
    assert told.counts["debt-jump"].joined == 1
    # What rang before the days that are asked for does not ring again in them.
    told = look(town, since=town.clock.now() - dt.timedelta(days=1))
    assert "debt-jump" not in [one.rule for one in told.rung]


def test_it_sees_nothing_that_was_not_known_then(town: Town) -> None:
    """Debt had jumped against a quarter that became known only afterwards."""
    town.clock.advance(73 * DAY)
    town.rules = town.ruled(RULES)
    town.pass_by()
    june = town.file(quarter.june_10q())
    town.pass_by()
    town.clock.advance(DAY)
    town.file(quarter.march_10q())
    town.pass_by()
    told = look(town)
    assert june not in [one.accession for one in told.rung if one.rule == "debt-jump"]


@pytest.mark.parametrize(("cooldown", "alerts", "silenced"), [("", 3, 0), ("cooldown: 6h", 2, 1)])
def test_a_cooldown_silences_as_it_would_have(town: Town, cooldown: str, alerts: int, silenced: int) -> None:
    rules = town.ruled(
        f"""
        rules:
          - id: insider-dump
            watch: 9900000101
            when: {{insider_sale: {{shares: over 100k}}}}
            {cooldown}
        """
    )
    town.pass_by()
    for shares, hours in (("150000", 1), ("160000", 6), ("170000", 1)):
        town.publish(sale(shares))
        town.pass_by()
        town.clock.advance(hours * HOUR)
    told = look(town, rules)
    count = told.counts["insider-dump"]
    assert (count.alerts, count.silenced, len(told.rung)) == (alerts, silenced, alerts)


def test_a_rule_that_had_expired_rings_no_more(town: Town) -> None:
    rules = town.ruled(
        """
        rules:
          - {id: until-may, watch: 9900000101, when: {insider_sale: {}}, expires: 2026-05-26}
          - {id: off, watch: 9900000101, when: {insider_sale: {}}, enabled: no}
        """
    )
    town.pass_by()
    first = town.publish(sale("150000"))
    town.pass_by()
    town.clock.advance(DAY)
    town.publish(sale("160000"))
    town.pass_by()
    told = look(town, rules)
    assert [(rule, accession) for rule, accession, _ in rung(told)] == [("until-may", first)]
    assert "off" not in told.counts


def test_the_same_shares_of_a_household_ring_once(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by()
    town.clock.advance(HOUR)
    town.publish(sale("150000", ownership="I", nature="By Spouse"), owners=(SPOUSE,))
    town.pass_by()
    assert len(town.state().alerts.matches_of(town.state().facts.filings_of(ACME)[1][0], ACME)) == 1
    told = look(town)
    assert [one.issuer.cik for one in told.rung] == [ACME]
    assert told.counts["insider-dump"].joined == 1


def test_what_did_not_come_rings_when_it_was_overdue(town: Town) -> None:
    town.clock.advance(73 * DAY)
    town.rules = town.ruled(OVERDUE)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    ((_, known),) = town.state().facts.filings_of(ACME)
    assert look(town).rung == ()
    town.clock.advance(100 * DAY)
    (only,) = look(town).rung
    assert only.at - known == dt.timedelta(days=135, microseconds=1)
    assert only.reason.startswith("no 10-Q for 135 days")


def busy(town: Town) -> Town:
    """Three sales of three days, two of which ring."""
    town.pass_by()
    for shares in ("150000", "50000", "170000"):
        town.publish(sale(shares))
        town.pass_by()
        town.clock.advance(DAY)
    return town


def test_only_the_days_that_are_asked_for_are_told(town: Town) -> None:
    busy(town)
    end = town.clock.now()
    since, until = end - dt.timedelta(days=2, hours=1), end - dt.timedelta(hours=30)
    assert len(look(town).rung) == 2
    assert look(town, until=until).filings == 2
    assert [one.reason[:7] for one in look(town, since=since).rung] == ["170,000"]
    assert look(town, since=since, until=until).rung == ()


def test_what_is_printed(town: Town) -> None:
    told = look(busy(town))
    first, _, last = as_json(told)
    assert first.keys() == {"rule", "issuer", "accession", "at", "reason"}
    assert (first["rule"], first["issuer"]["symbol"]) == ("insider-dump", "ACME")
    summary = last["summary"]["insider-dump"]
    assert summary == {"alerts": 2, "per_week": 4.67, "joined": 0, "silenced": 0, "undecided": 0}
    lines = list(in_words(told))
    assert lines[0].startswith("2026-05-26 16:05 ET  insider-dump  ACME: 150,000 sh sold, over 100,000")
    assert lines[3].split() == ["rule", "alerts", "a", "week", "in", "threads", "in", "cooldown", "undecided"]
    assert lines[4].split() == ["insider-dump", "2", "4.67", "0", "0", "0"]
    assert lines[-2:] == ["loudest: ACME 2", "3 filings from 2026-05-26 to 2026-05-29"]


def test_what_was_never_read_is_told_beside(town: Town) -> None:
    """A baseline knows of the Forms 4 before it, and reads none of them."""
    town.publish(sale("150000"))
    town.clock.advance(DAY)
    busy(town)
    told = look(town, since=town.clock.now() - dt.timedelta(days=10))
    assert (told.filings, told.unread) == (3, 0)  # of the time before the first that was read nothing is said
    assert state_with_report_before(town).unread == 1


def state_with_report_before(town: Town) -> Backtest:
    """Once a report of earlier days is read, the days since then are looked at."""
    state = State.open(town.folder)
    ((accession, _), *_rest) = state.facts.filings_of(ACME)
    found = state.facts.reading(accession)
    assert found is not None
    filing = Filing("9900000009-26-000900", "4", (Party(ACME, "Acme", "issuer"),), town.clock.now())
    reading = replace(found[0], facts=found[0].facts[:1])
    with state.transaction():
        state.filings.record_baseline(filing, seen=town.clock.now())
        state.facts.add(filing.accession, reading, known=town.clock.now() - dt.timedelta(days=9))
    state.close()
    return look(town)


def test_an_empty_state_says_so_much(town: Town) -> None:
    town.pass_by()
    told = look(town)
    assert (told.rung, told.filings, told.per_week("insider-dump")) == ((), 0, 0)
    assert how_often(town.rules, town.state(), clock=town.clock, seconds=1) == {}
    assert list(in_words(told))[-1].startswith("0 filings")


def test_how_often_is_told_in_words_or_given_up(town: Town) -> None:
    busy(town)
    told = how_often(town.rules, town.state(), clock=town.clock, seconds=10)
    assert told == {"insider-dump": "twice in 3 days"}

    class Hurried(ManualClock):
        def monotonic(self) -> float:
            self.advance(1)
            return super().monotonic()

    told = how_often(town.rules, town.state(), clock=Hurried(town.clock.now()), seconds=1)
    assert told == {"insider-dump": "how often is not known: looking back took over 1 s"}


def test_the_steps_are_counted(town: Town) -> None:
    busy(town)
    steps: list[tuple[int, int]] = []
    look(town, step=lambda done, total: steps.append((done, total)))
    assert steps == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the boxes of this test are threads
def test_several_processes_say_the_same_as_one(town: Town) -> None:
    rules = town.ruled('rules: [{id: any-sale, watch: "*", when: {insider_sale: {}}}]')
    busy(town)
    town.rules = rules
    town.publish(sale("10"), issuer=Company("9900000109", "Other Made Inc.", "OTHR"))
    town.pass_by()
    one, two = look(town, rules, processes=1), look(town, rules, processes=2)
    assert one == two
    assert [told.issuer.symbol for told in one.rung] == ["ACME", "ACME", "ACME", "OTHR"]
    assert look(town, rules, processes=2, until=one.since).rung == ()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_what_fails_in_another_process_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    busy(town)

    def fail(*_: object, **__: object) -> Backtest:
        raise ValueError("a made mistake")

    monkeypatch.setattr(looking, "look_back", fail)
    with pytest.raises(RuntimeError, match="a made mistake"):
        look(town, processes=2)
