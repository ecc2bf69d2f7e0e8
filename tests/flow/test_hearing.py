"""What feeds tell, from the answer to the message: once, whoever tells it, and however often."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import pytest

from tests.flow.conftest import ACME, Town
from tocsin import hearing
from tocsin.backtest import backtest
from tocsin.errors import Fault, Limited, Refused, Unavailable
from tocsin.feeds.feed import Polled, Wanted, newest
from tocsin.firms import firm_key
from tocsin.hearing import OpenFeed
from tocsin.house import Desk, House
from tocsin.model import (
    ANALYST_ACTION,
    MARKET,
    Bulletin,
    FeedFact,
    Filing,
    FilingFact,
    Headline,
    Issuer,
    Metric,
    Party,
    Price,
    PriceTarget,
    Quality,
    Rate,
    Rating,
    Reading,
    Route,
)
from tocsin.pipeline import deliver_due
from tocsin.receivers import Slack, Workspace
from tocsin.replay import explain_filing
from tocsin.state import State
from tocsin.why import Said, why

PLAZA = Issuer(ACME.cik, "Acme Server Works Inc.", "ACME")
CUTS = """
rules:
  - id: target-cuts
    watch: 9900000101
    when: {price_target: {falls: at least 10%}}
    severity: high
"""
A_DAY = dt.timedelta(days=1)


@dataclass
class Desks:
    """A feed that tells what it was handed (`feeds.Feed`, by its shape)."""

    source: str = "Made Vendor"
    tells: frozenset[str] = frozenset({"price_target", "rating", "rate", "headline", "price"})
    told: list[Reading] = field(default_factory=list)
    fault: Fault | None = None
    in_part: tuple[tuple[str, Fault], ...] = ()
    asked: list[Wanted] = field(default_factory=list)
    cursors: list[str | None] = field(default_factory=list)
    answered: set[tuple[str, str]] | None = None

    async def poll(self, wanted: Wanted, cursor: str | None) -> Polled:
        self.asked.append(wanted)
        self.cursors.append(cursor)
        if self.fault is not None:
            raise self.fault
        answered = self.answered if self.answered is not None else {(kind, "") for kind in self.tells}
        return Polled(
            tuple(self.told), str(len(self.told)), newest(self.told), self.in_part, frozenset(answered)
        )

    def tell(self, at: dt.datetime, *facts: FeedFact, id: str | None = None, **more: Any) -> str:
        """One thing, told under an id of its own."""
        name = id or f"{self.source} {len(self.told)}"
        issuer = more.pop("issuer", PLAZA)
        form = more.pop("form", ANALYST_ACTION)
        facts = tuple(replace(fact, source=self.source) for fact in facts)
        self.told = [one for one in self.told if one.head.id != name]  # type: ignore[union-attr]
        self.told.append(Reading(Bulletin(name, form, issuer, self.source, at, **more), facts))
        return name


def cut(to: str, before: str | None = "40", firm: str = "Northgate Securities", **more: Any) -> PriceTarget:
    was = None if before is None else Decimal(before)
    told = {"currency": "USD", "action": "lowers", "at": None, "source": "", **more}
    return PriceTarget(PLAZA, firm, None, was, Decimal(to), **told)


class Listener:
    """Lets a town hear feeds, and drains its outbox."""

    def __init__(self, town: Town) -> None:
        self.town = town

    def hear(self, *feeds: OpenFeed, listen: bool = False, patience: dt.timedelta = dt.timedelta()) -> int:
        return asyncio.run(self._hear(feeds, listen, patience))

    async def _hear(self, feeds: Iterable[OpenFeed], listen: bool, patience: dt.timedelta) -> int:
        town = self.town
        state = State.open(town.folder)
        workspace = Workspace(town.slack.api, town.slack.token)
        receivers = {"desk": Slack(workspace, "#ai-desk"), "ops": Slack(workspace, "#tocsin-ops")}
        desk = Desk(receivers, Route("desk"), ("ops",), town.edgar.www)
        house = House(None, state, desk, town.clock)  # type: ignore[arg-type]  # nothing is asked of EDGAR here
        versions = ((rule.id, rule.version, rule.meaning) for rule in town.rules.rules)
        state.rulebook.keep_versions(versions, now=town.clock.now())
        try:
            heard = sum([await hearing.poll_feed(house, town.rules, feed, patience) for feed in feeds])
            if listen:
                hearing.listen(house, feeds)
            while await deliver_due(house):
                pass
        finally:
            await workspace.close()
            state.close()
        return heard


def opened(feed: Desks, name: str = "targets", **more: Any) -> OpenFeed:
    return OpenFeed(name, feed, dt.timedelta(minutes=1), more.pop("stale_after", None), **more)


@pytest.fixture
def listener(town: Town) -> Listener:
    town.rules = town.ruled(CUTS)
    return Listener(town)


def lanes(town: Town) -> dict[str, tuple[str, str | None]]:
    return {lane.name: (lane.state, lane.why) for lane in town.state().lanes.all()}


# --- once -------------------------------------------------------------------------------------------------


def test_the_first_look_rings_nothing_and_what_comes_after_it_rings_once(
    town: Town, listener: Listener
) -> None:
    vendor = Desks()
    vendor.tell(town.clock.now(), cut("30"))
    assert listener.hear(opened(vendor)) == 1
    assert town.texts() == []

    town.clock.advance(60)
    vendor.tell(town.clock.now(), cut("33"))
    town.clock.advance(2)
    assert listener.hear(opened(vendor)) == 1
    assert listener.hear(opened(vendor)) == 0
    (text,) = town.texts()
    assert text.splitlines()[0].startswith("🟠 HIGH · ACME: Northgate Securities cuts its target to $33")
    assert "Told by Made Vendor" in text
    assert "seen +2.0 s" in text


def test_without_a_baseline_what_is_told_first_rings(town: Town, listener: Listener) -> None:
    vendor = Desks()
    vendor.tell(town.clock.now(), cut("30"))
    assert listener.hear(opened(vendor, baseline=False)) == 1
    assert len(town.texts()) == 1


def test_one_cut_told_by_two_vendors_is_one_alert(town: Town, listener: Listener) -> None:
    first, second = Desks("Benzinga"), Desks("Other Wire")
    both = opened(first, "first"), opened(second, "second")
    listener.hear(*both)
    now = town.clock.now()
    first.tell(now, cut("33"))
    # The other vendor has another time, another spelling of the firm, and no former target.
    second.tell(now + dt.timedelta(hours=9), cut("33.00", None, "NORTHGATE SECURITIES, LLC", action=None))
    town.clock.advance(12 * 3600)
    assert listener.hear(*both) == 2
    assert len(town.texts()) == 1
    assert listener.hear(*both) == 0
    # The same firm's next cut is another thing, whoever tells it first.
    town.clock.advance(3600)
    second.tell(town.clock.now(), cut("27", "33"))
    listener.hear(*both)
    assert len(town.texts()) == 2


def test_a_target_that_the_vendor_gives_no_former_one_for_is_held_against_the_state(
    town: Town, listener: Listener
) -> None:
    vendor = Desks()
    vendor.tell(town.clock.now() - 30 * A_DAY, cut("44", "50"))
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now(), cut("33", None))
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "to $33 from $44, down 25%" in text


# --- corrected, taken back --------------------------------------------------------------------------------


def test_what_is_corrected_answers_in_the_thread_and_counts_from_then_on(
    town: Town, listener: Listener
) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    name = vendor.tell(town.clock.now(), cut("33"))
    listener.hear(opened(vendor))
    town.clock.advance(600)
    vendor.tell(town.clock.now() - dt.timedelta(minutes=10), cut("39"), id=name)
    assert listener.hear(opened(vendor)) == 1
    first, answer = town.told()
    assert answer.thread_ts == first.ts
    assert "CORRECTED" in answer.text
    assert "does not hold any more" in answer.text
    # The analyst's name, or the minute, mended later is nothing to say.
    told = vendor.told[-1]
    fact = replace(told.facts[0], analyst="Ines Park", at=town.clock.now())  # type: ignore[call-arg]
    vendor.told[-1] = replace(told, facts=(fact,))
    assert listener.hear(opened(vendor)) == 0
    # The next one is held against what is right now.
    vendor.tell(town.clock.now(), cut("36", None))
    listener.hear(opened(vendor))
    assert len(town.told()) == 2, "from 39 to 36 is no fall of ten percent"


def test_what_is_corrected_into_an_alert_rings(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    name = vendor.tell(town.clock.now(), cut("39"))
    listener.hear(opened(vendor))
    assert town.texts() == []
    vendor.tell(town.clock.now(), cut("29"), id=name)
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "CORRECTED" not in text


def test_what_is_taken_back_is_said_in_the_thread_and_counts_no_more(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    name = vendor.tell(town.clock.now(), cut("33"))
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now(), id=name, withdrawn=True, issuer=MARKET)
    assert listener.hear(opened(vendor)) == 1
    assert listener.hear(opened(vendor)) == 0
    first, answer = town.told()
    assert answer.thread_ts == first.ts
    assert "WITHDRAWN" in answer.text
    assert "Made Vendor takes this back" in answer.text
    # Its target is nobody's former one.
    vendor.tell(town.clock.now(), cut("30", None))
    listener.hear(opened(vendor))
    assert len(town.told()) == 2


def test_what_was_never_told_cannot_be_taken_back(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now(), id="never", withdrawn=True, issuer=MARKET)
    assert listener.hear(opened(vendor)) == 0


# --- a vendor that fails, freezes, comes back -------------------------------------------------------------


def test_a_refused_key_is_told_once_and_asked_again_after_an_hour(town: Town, listener: Listener) -> None:
    vendor = Desks(fault=Refused("api.made does not accept the key (401)"))
    for _ in range(3):
        listener.hear(opened(vendor))
        town.clock.advance(60)
    assert len(vendor.asked) == 1
    assert lanes(town)["targets"] == ("failing", "api.made does not accept the key (401)")
    (text,) = town.texts("#tocsin-ops")
    assert "does not accept the key" in text
    town.clock.advance(3600)
    vendor.fault = None
    listener.hear(opened(vendor))
    assert len(vendor.asked) == 2
    assert town.texts("#tocsin-ops")[-1] == "The targets feed works again."


def test_a_limit_is_waited_for(town: Town, listener: Listener) -> None:
    vendor = Desks(fault=Limited("asked too often", town.clock.now() + dt.timedelta(minutes=5)))
    listener.hear(opened(vendor), patience=dt.timedelta(minutes=1))
    town.clock.advance(240)
    listener.hear(opened(vendor), patience=dt.timedelta(minutes=1))
    assert len(vendor.asked) == 1
    assert lanes(town)["targets"][0] == "blocked"
    assert town.texts("#tocsin-ops") == [], "it passes by itself"
    town.clock.advance(61)
    listener.hear(opened(vendor), patience=dt.timedelta(minutes=1))
    assert len(vendor.asked) == 2


def test_what_is_missing_of_a_feed_is_told_by_name(town: Town, listener: Listener) -> None:
    vendor = Desks(in_part=(("/stock/price-target ACME", Refused("is not in the plan of this key (403)")),))
    listener.hear(opened(vendor))
    listener.hear(opened(vendor))
    assert lanes(town)["targets"] == (
        "ok",
        "/stock/price-target ACME: is not in the plan of this key (403)",
    )
    assert len(town.texts("#tocsin-ops")) == 1
    vendor.in_part = ()
    listener.hear(opened(vendor))
    assert town.texts("#tocsin-ops")[-1] == "The targets feed tells all again that is asked of it."


def test_a_frozen_vendor_is_one_message_to_ops_after_a_trading_day(town: Town, listener: Listener) -> None:
    vendor = Desks()
    frozen = opened(vendor, stale_after=A_DAY)
    vendor.tell(town.clock.now(), cut("39"))
    listener.hear(frozen, listen=True)
    began = town.clock.now()
    heard: list[dt.timedelta] = []
    for _ in range(5 * 24):
        town.clock.advance(3600)
        before = len(town.texts("#tocsin-ops"))
        listener.hear(frozen, listen=True)
        if len(town.texts("#tocsin-ops")) > before:
            heard.append(town.clock.now() - began)
    assert len(heard) == 1, "one message, however long it lasts"
    assert hearing.waking(began, began + heard[0]) >= hearing.A_DAY
    assert hearing.waking(began, began + heard[0] - dt.timedelta(hours=1)) < hearing.A_DAY
    (text,) = town.texts("#tocsin-ops")
    assert text.startswith("The targets feed answers without a fault and tells nothing new for")
    vendor.tell(town.clock.now(), cut("38.50", "39"))
    listener.hear(frozen, listen=True)
    assert town.texts("#tocsin-ops")[-1] == "The targets feed tells new things again."


def test_a_vendor_back_after_a_day_is_told_as_late_and_folded_but_for_what_is_critical(
    town: Town, listener: Listener
) -> None:
    town.rules = town.ruled(
        CUTS
        + """
  - id: deep-cut
    watch: 9900000101
    when: {price_target: {falls: over 60%}}
    severity: critical
"""
    )
    vendor = Desks()
    listener.hear(opened(vendor))
    vendor.fault = Unavailable("no route")
    listener.hear(opened(vendor))
    began = town.clock.now()
    town.clock.advance(24 * 3600)
    vendor.fault = None
    for number in range(25):
        vendor.tell(began + dt.timedelta(minutes=number), cut("33", firm=f"Made Firm {number} Research"))
    vendor.tell(began + dt.timedelta(hours=1), cut("12", firm="Harbor Street"))
    listener.hear(opened(vendor))
    texts = town.texts()
    folded = [text for text in texts if text.startswith("26 late alerts, told as one")]
    assert len(folded) == 1
    (critical,) = (text for text in texts if "CRITICAL" in text.splitlines()[0])
    assert critical.startswith("🔴 LATE CRITICAL · ACME: Harbor Street")
    assert len(texts) == 2


# --- the market -------------------------------------------------------------------------------------------


def rate(percent: str, day: dt.date) -> Rate:
    return Rate("DGS10", day, Decimal(percent), "")


@pytest.mark.parametrize("watch", ["market", '"*"', "[9900000101, 9900000102]"])
def test_a_rate_rings_once_however_many_companies_are_watched(
    town: Town, listener: Listener, watch: str
) -> None:
    town.rules = town.ruled(
        f"rules: [{{id: ten-year, watch: {watch}, when: {{rate: {{series: 10-year, rises: at least 25bp, within: 5d}}}}}}]"
    )
    vendor = Desks()
    today = town.clock.now().date()
    midnight = dt.datetime.combine(today, dt.time(4), dt.UTC)
    more = {"issuer": MARKET, "form": "rate", "day_only": True}
    vendor.tell(midnight - 5 * A_DAY, rate("4.30", today - 5 * A_DAY), **more)
    listener.hear(opened(vendor))
    assert vendor.asked[0].series == ("DGS10",)
    vendor.tell(midnight, rate("4.58", today), **more)
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "up 28bp" in text
    assert "the market" in text.splitlines()[0]
    (alert,) = town.state().alerts.told()
    assert alert.issuer == MARKET


def test_a_rate_beside_a_companys_own_is_asked_for_each_company(town: Town, listener: Listener) -> None:
    town.rules = town.ruled(
        """
rules:
  - id: dear-money
    watch: [9900000101, 9900000102]
    when: {all: [{rate: {series: DGS10, is: over 4.5%}}, {price: {is: under $30}}]}
"""
    )
    vendor = Desks()
    now = town.clock.now()
    more = {"issuer": MARKET, "form": "rate", "day_only": True}
    vendor.tell(now - A_DAY, rate("4.30", now.date() - A_DAY), **more)
    vendor.tell(now, Price(PLAZA, Decimal("25"), now, ""), form="price")
    listener.hear(opened(vendor))
    vendor.tell(now, rate("4.58", now.date()), **more)
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "4.58%" in text
    (alert,) = town.state().alerts.told()
    assert alert.issuer.cik == ACME.cik


# --- looking back -----------------------------------------------------------------------------------------


def test_why_explain_and_the_backtest_say_what_run_said(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now(), cut("33"))
    listener.hear(opened(vendor))
    vendor.tell(
        town.clock.now(), Rating(PLAZA, "Northgate Securities", None, "Buy", "Hold", "downgrades", None, "")
    )
    listener.hear(opened(vendor))
    state = town.state()
    (key,) = {
        one.key for one, _ in state.bulletins.of(ACME.cik) if one.reading.facts[0].kind == "price_target"
    }
    (told,) = explain_filing(key, state, town.rules)
    assert told[2].answer.value == "fires"
    day = town.clock.now().astimezone(dt.UTC).date()
    lines = list(why(PLAZA, day, state, town.rules))
    said = [line.answer for line in lines if isinstance(line, Said)]
    assert said == ["fires", "silent"]
    looked = backtest(town.rules, state, now=town.clock.now() + A_DAY)
    assert [(one.rule, one.issuer.cik) for one in looked.rung] == [("target-cuts", ACME.cik)]


def test_a_headline_of_two_companies_is_held_against_each(town: Town, listener: Listener) -> None:
    other = Issuer("9900000102", "Grumb", "GLUM")
    town.rules = town.ruled(
        "rules: [{id: news, watch: [9900000101, 9900000102], when: {headline: {any_of: [recall]}}}]"
    )
    vendor = Desks()
    listener.hear(opened(vendor))
    headline = Headline("Server makers face a recall", "https://made.example.com/1", None, "", (PLAZA, other))
    vendor.tell(town.clock.now(), headline, form="headline", issuer=MARKET, url="https://made.example.com/1")
    listener.hear(opened(vendor))
    assert len(town.texts()) == 2
    assert all("https://made.example.com/1" in text for text in town.texts())


def test_of_prices_that_ring_nothing_one_in_a_quarter_of_an_hour_is_kept(
    town: Town, listener: Listener
) -> None:
    town.rules = town.ruled("rules: [{id: low, watch: 9900000101, when: {price: {is: under $30}}}]")
    vendor = Desks()
    vendor.tell(town.clock.now(), Price(PLAZA, Decimal("35"), None, ""), form="price", id="price ACME")
    listener.hear(opened(vendor))
    for minute in range(1, 31):
        town.clock.advance(60)
        quote = Decimal(35) - Decimal(minute) / 10
        vendor.tell(town.clock.now(), Price(PLAZA, quote, None, ""), form="price", id="price ACME")
        listener.hear(opened(vendor))
    kept = town.state().bulletins.of(ACME.cik)
    assert len(kept) == 3
    town.clock.advance(60)
    vendor.tell(town.clock.now(), Price(PLAZA, Decimal("29.90"), None, ""), form="price", id="price ACME")
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "$29.90" in text
    assert len(town.state().bulletins.of(ACME.cik)) == 4, "what rings is kept, however soon it comes"


def test_what_a_feed_tells_meets_the_level_of_the_last_report(town: Town, listener: Listener) -> None:
    """A rally over a balance sheet that carries too much: the price is the event, the debt the level."""
    town.rules = town.ruled(
        """
rules:
  - id: rally-on-debt
    watch: 9900000101
    when: {all: [{price: {rises: over 5%}}, {metric: {name: total_debt, is: over $1B}}]}
"""
    )
    day = town.clock.now().date() - 40 * A_DAY
    filing = FilingFact("9900000000-26-000001", "10-Q", PLAZA, period=day)
    debt = Metric(
        filing.accession, "10-Q", PLAZA, "total_debt", Decimal("8.8e9"), "USD", None, day, None, Quality.OK
    )
    state = State.open(town.folder)
    with state.transaction():
        announced = Filing(filing.accession or "", "10-Q", (Party(PLAZA.cik, PLAZA.name, "filer"),))
        state.filings.announce(announced, seen=town.clock.now())
        state.facts.add(announced.accession, Reading(filing, (filing, debt)), known=town.clock.now())
    state.close()
    vendor = Desks()
    listener.hear(opened(vendor))
    rally = Price(PLAZA, Decimal("44"), town.clock.now(), "", previous_close=Decimal("40"))
    vendor.tell(town.clock.now(), rally, form="price")
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "$8.8B" in text
    assert "up 10%" in text


def test_the_past_of_a_series_that_a_rule_names_later_rings_nothing(town: Town, listener: Listener) -> None:
    vendor = Desks()
    today = town.clock.now().date()

    def tell(day: dt.date, percent: str) -> None:
        midnight = dt.datetime.combine(day, dt.time(4), dt.UTC)
        told = Rate("DGS2", day, Decimal(percent), "")
        vendor.tell(midnight, told, issuer=MARKET, form="rate", day_only=True)

    town.rules = town.ruled("rules: [{id: one, watch: market, when: {rate: {series: DGS10, is: over 4%}}}]")
    listener.hear(opened(vendor))
    town.rules = town.ruled("rules: [{id: two, watch: market, when: {rate: {series: DGS2, is: over 4%}}}]")
    tell(today - 3 * A_DAY, "4.10")
    tell(today - 2 * A_DAY, "3.90")
    listener.hear(opened(vendor))
    assert town.texts() == []
    tell(today - A_DAY, "4.20")
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "4.20%" in text
    assert text.splitlines()[-1] == "of 25 May 2026, seen 16:05:13 ET on 26 May 2026"
    assert "LATE" not in text


def test_what_a_vendor_adds_of_long_ago_is_kept_and_rings_nothing(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now() - 30 * A_DAY, cut("20", "40"))
    assert listener.hear(opened(vendor)) == 1
    assert town.texts() == []
    vendor.tell(town.clock.now(), cut("15", None))
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert "from $20" in text


# --- whose past a feed has told ---------------------------------------------------------------------------

TWO = """
rules:
  - {id: cuts, watch: [9900000101, 9900000102], when: {price_target: {falls: at least 10%}}}
"""
GLUM = Issuer("9900000102", "Gloom & Daughters", "GLUM")


def test_a_company_whose_question_comes_later_has_its_own_first_look(town: Town, listener: Listener) -> None:
    """A plan of few requests a minute is asked for some companies in one round, for others in the next."""
    town.rules = town.ruled(TWO)
    vendor = Desks(answered={("price_target", "ACME")})
    state = State.open(town.folder)
    state.issuers.replace_tickers({"ACME": (ACME.cik, ACME.name), "GLUM": (GLUM.cik, GLUM.name)})
    state.close()
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now() - A_DAY, replace(cut("20"), issuer=GLUM), issuer=GLUM)
    vendor.answered = {("price_target", "GLUM")}
    listener.hear(opened(vendor))
    assert town.texts() == [], "what was before its first question is its past"
    vendor.tell(town.clock.now(), replace(cut("15", "20"), issuer=GLUM), issuer=GLUM)
    listener.hear(opened(vendor))
    assert len(town.texts()) == 1


def test_a_kind_that_a_rule_asks_for_later_has_its_own_first_look(town: Town, listener: Listener) -> None:
    vendor = Desks(answered={("price_target", "")})
    listener.hear(opened(vendor))
    town.rules = town.ruled("rules: [{id: rated, watch: 9900000101, when: {rating: {}}}]")
    rating = Rating(PLAZA, "Northgate Securities", None, "Buy", "Hold", "downgrades", None, "")
    vendor.tell(town.clock.now(), rating)
    vendor.answered = {("rating", "")}
    listener.hear(opened(vendor))
    assert town.texts() == []


def test_what_a_plan_does_not_cover_blinds_nothing_else(town: Town, listener: Listener) -> None:
    missing = (("", Refused("is not in the plan of this key (403)")),)
    vendor = Desks(answered={("price_target", "")}, in_part=missing)
    for _ in range(3):
        listener.hear(opened(vendor))
    vendor.tell(town.clock.now(), cut("33"))
    listener.hear(opened(vendor))
    assert len(town.texts()) == 1


def test_a_company_that_is_watched_later_has_its_past_asked_for(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    listener.hear(opened(vendor))
    town.rules = town.ruled(TWO)
    listener.hear(opened(vendor))
    listener.hear(opened(vendor))
    assert vendor.cursors == [None, "0", None, "0"]


def test_a_feed_that_never_told_a_time_is_noticed_when_it_stands_still(
    town: Town, listener: Listener
) -> None:
    frozen = opened(Desks(), stale_after=A_DAY)
    for _ in range(5 * 24):
        listener.hear(frozen, listen=True)
        town.clock.advance(3600)
    assert len(town.texts("#tocsin-ops")) == 1


# --- two lists of one vendor, two vendors of one thing ----------------------------------------------------


def test_what_is_taken_back_and_still_listed_is_told_once(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    name = vendor.tell(town.clock.now(), cut("33"))
    listener.hear(opened(vendor))
    (listed,) = vendor.told
    vendor.tell(town.clock.now(), id=name, withdrawn=True, issuer=MARKET)
    vendor.told.append(listed)
    for _ in range(4):
        listener.hear(opened(vendor))
    assert ["WITHDRAWN" in text for text in town.texts()] == [False, True]
    assert lanes(town)["targets"] == ("ok", None)


def test_a_correction_by_who_told_it_second_is_a_correction(town: Town, listener: Listener) -> None:
    first, second = Desks("Massive"), Desks("Benzinga")
    both = opened(first, "first"), opened(second, "second")
    listener.hear(*both)
    first.tell(town.clock.now(), cut("38"))
    name = second.tell(town.clock.now(), cut("38"))
    listener.hear(*both)
    assert town.texts() == [], "five percent"
    second.tell(town.clock.now(), cut("30"), id=name)
    listener.hear(*both)
    (text,) = town.texts()
    assert "to $30 from $40" in text
    # The first vendor follows: it is known by now.
    first.tell(town.clock.now(), cut("30"), id=str(first.told[0].head.id))  # type: ignore[union-attr]
    listener.hear(*both)
    listener.hear(*both)
    assert len(town.texts()) == 1
    vendor = Desks("Another")
    third = opened(vendor, "third")
    listener.hear(third)
    vendor.tell(town.clock.now(), cut("26", None))
    listener.hear(third)
    assert "to $26 from $30" in town.texts()[-1], "what was corrected is nobody's former target"


def test_a_former_target_that_vendors_round_otherwise_is_no_second_cut(
    town: Town, listener: Listener
) -> None:
    first, second = Desks("Massive"), Desks("Benzinga")
    both = opened(first, "first"), opened(second, "second")
    listener.hear(*both)
    first.tell(town.clock.now(), cut("200", "300"))
    second.tell(town.clock.now(), cut("200", "299"))
    listener.hear(*both)
    assert len(town.texts()) == 1


def test_targets_in_two_currencies_are_two_things(town: Town, listener: Listener) -> None:
    first, second = Desks("Massive"), Desks("Benzinga")
    both = opened(first, "first"), opened(second, "second")
    listener.hear(*both)
    first.tell(town.clock.now(), cut("33"))
    second.tell(town.clock.now(), cut("33", currency="EUR"))
    assert listener.hear(*both) == 2
    assert len(town.texts()) == 2


def test_a_vendor_that_was_down_for_weeks_loses_nothing(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    vendor.fault = Unavailable("no route")
    town.clock.advance(24 * 3600)
    vendor.tell(town.clock.now(), cut("33"))
    for _ in range(20):
        town.clock.advance(24 * 3600)
        listener.hear(opened(vendor))
    vendor.fault = None
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert text.startswith("🟠 LATE HIGH")


def test_a_time_to_come_is_no_time(town: Town, listener: Listener) -> None:
    vendor = Desks()
    listener.hear(opened(vendor))
    vendor.tell(town.clock.now() + dt.timedelta(hours=40), cut("33"))
    listener.hear(opened(vendor))
    (text,) = town.texts()
    assert text.splitlines()[-1] == "seen 16:05:13 ET on 26 May 2026, when it was told is not known"


def test_many_rows_of_one_company_take_their_time_once(town: Town, listener: Listener) -> None:
    """Each is held against those on its own topic alone: a thousand rows of one day are no million comparisons."""
    vendor = Desks()
    for number in range(1_000):
        vendor.told.append(
            Reading(
                Bulletin(f"row {number}", ANALYST_ACTION, PLAZA, "Made Vendor", town.clock.now()),
                (cut("33", firm=f"Made Firm {number} Research"),),
            )
        )
    asked: list[str] = []
    state = State.open(town.folder)
    state.close()
    assert listener.hear(opened(vendor)) == 1_000
    kept = town.state()
    kept._connection.set_trace_callback(asked.append)
    near = kept.bulletins.about(
        [f"{PLAZA.cik} price_target {firm_key('Made Firm 7 Research')}"],
        town.clock.now() - A_DAY,
        town.clock.now() + A_DAY,
    )
    assert [one.reading.facts[0].firm for one in near] == ["Made Firm 7 Research"]  # type: ignore[union-attr]
    plan = kept._connection.execute(f"EXPLAIN QUERY PLAN {asked[0]}").fetchall()
    assert "bulletin_facts_by_topic" in str(plan)
