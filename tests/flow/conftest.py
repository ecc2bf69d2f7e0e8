"""The real house against the two boxes: a state on disk, HTTP on loopback, and a clock that stands still."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import textwrap
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.clock import ManualClock
from tocsin import absences, calm, catchup, past, pipeline
from tocsin.clock import Clock
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.demo.filings import Company, MadeFiling, accession_number
from tocsin.demo.forms import Form
from tocsin.demo.ownership import MadeOwner, MadeTransaction, OwnershipForm, ownership_filing
from tocsin.demo.slack import SlackBox, SlackRules
from tocsin.demo.slack_workspace import Message
from tocsin.feeds.budget import Budget
from tocsin.feeds.http import Edgar
from tocsin.house import Desk, House, Receiver
from tocsin.model import Branch, Route, Severity
from tocsin.receivers import Slack, Workspace
from tocsin.rules import BoundRules, load
from tocsin.service import SystemClock
from tocsin.state import State

ACME = Company("9900000101", "Acme Server Works Inc.", "ACME")
REYES = MadeOwner("9900000201", "Reyes Dana", director=True, officer=True, title="Chief Executive Officer")
TRUST = MadeOwner("9900000202", "Reyes Family Trust", ten_percent_owner=True)
TRADED = dt.date(2026, 5, 26)
IDENTITY = "Made Capital ops@made.example.com"

BIG = """
rules:
  - id: insider-dump
    watch: 9900000101
    when: {insider_sale: {shares: over 100k}}
    severity: high
"""


def sale(
    shares: str, price: str | None = "38", left: str | None = "1000000", **more: object
) -> MadeTransaction:
    paid, after = (None if number is None else Decimal(number) for number in (price, left))
    return MadeTransaction(TRADED, "S", "D", Decimal(shares), paid, after, **more)  # type: ignore[arg-type]


class Town:
    """Boxes, a house and a clock; a test publishes, lets a step run, and looks."""

    def __init__(self, folder: Path, edgar: EdgarBox, slack: SlackBox, clock: Clock) -> None:
        self.folder = folder
        self.edgar = edgar
        self.slack = slack
        self.clock: Any = clock  # a ManualClock where the test moves it
        self.rules: BoundRules = self.ruled(BIG)
        self.baseline: dt.timedelta | None = dt.timedelta(days=400)
        self.since = clock.now()  # when the listening began
        self.opened: list[State] = []
        self._serials = itertools.count(1)

    def ruled(self, text: str) -> BoundRules:
        return load({"rules.yaml": textwrap.dedent(text).encode()}).bind({})

    def form4(
        self, *rows: MadeTransaction, owners: tuple[MadeOwner, ...] = (REYES,), **more: object
    ) -> MadeFiling:
        number = accession_number(next(self._serials), 2026)
        made: dict[str, object] = {"issuer": ACME, "owners": owners, "period": TRADED, "rows": rows, **more}
        made.setdefault("plan_10b5_1", False)
        return ownership_filing(number, OwnershipForm(**made))  # type: ignore[arg-type]

    def publish(self, *rows: MadeTransaction, **more: object) -> str:
        """Files a Form 4 that is accepted now. Returns its accession number."""
        filing = self.form4(*rows, **more)  # type: ignore[arg-type]
        self.edgar.publish(filing, at=self.clock.now())
        return filing.accession

    def file(self, form: Form, *, days_ago: float = 0, **more: object) -> str:
        """Files a report, an 8-K or a Form 144, accepted now or so many days ago. Returns its accession number."""
        at = self.clock.now() - dt.timedelta(days=days_ago)
        return self.edgar.publish(form, at=at, **more).filing.accession  # type: ignore[arg-type]

    def pass_by(self, *steps: str) -> dict[str, int]:
        """Opens the house on the folder as a start does, runs the steps in order, and closes it.

        Returns how much each step did. Without steps: all of them, as `tocsin once` does.
        """
        return asyncio.run(self._pass_by(steps or ("baseline", "poll", "read", "tell")))

    async def _pass_by(self, steps: tuple[str, ...]) -> dict[str, int]:
        state = State.open(self.folder)
        workspace = Workspace(self.slack.api, self.slack.token)
        receivers: dict[str, Receiver] = {
            "desk": Slack(workspace, "#ai-desk"),
            "ops": Slack(workspace, "#tocsin-ops"),
        }
        route = Route("desk", (Branch(frozenset({Severity.INFO}), "ops"),))
        desk = Desk(receivers, route, ("ops",), self.edgar.www)
        did: dict[str, int] = {}
        try:
            async with Edgar(
                identity=IDENTITY,
                www=self.edgar.www,
                data=self.edgar.data,
                budget=Budget(self.folder, 8, self.clock),
                clock=self.clock,
            ) as edgar:
                house = House(edgar, state, desk, self.clock)
                for step in steps:
                    did[step] = did.get(step, 0) + await self._step(step, house)
        finally:
            await workspace.close()
            state.close()
        return did

    async def _step(self, step: str, house: House) -> int:
        match step:
            case "baseline":
                if self.baseline is None:
                    return 0
                did = await catchup.read_baseline(house, self.rules, since=self.baseline)
                await past.look_for_reports(house, self.rules)
                while await past.learn_next(house):
                    pass
                return did
            case "catchup":
                return await catchup.catch_up(house, self.rules, every=dt.timedelta(minutes=10))
            case "absences":
                return absences.ring_absences(house, self.rules)
            case "calm":
                return calm.listen(house, since=self.since)
            case "healthy":
                return calm.is_healthy(house)
            case "receipts":
                return await catchup.check_receipts(house, self.rules, at=dt.time(23, 30))
            case "poll":
                return await pipeline.poll_latest(house, self.rules, patience=dt.timedelta())
            case "read":
                return await pipeline.read_due(house, self.rules)
            case _:
                return await pipeline.deliver_due(house)

    def state(self) -> State:
        """The state beside whoever writes it, until the test ends."""
        opened = State.read_only(self.folder)
        self.opened.append(opened)
        return opened

    def told(self, channel: str = "#ai-desk") -> list[Message]:
        return self.slack.messages(channel)

    def texts(self, channel: str = "#ai-desk") -> list[str]:
        return [message.text for message in self.told(channel)]


def _town(folder: Path, clock: Clock) -> Iterator[Town]:
    with (
        EdgarBox(EdgarRules(requests_per_second=None), clock.now) as edgar,
        SlackBox(rules=SlackRules(per_second=None, tier_2=None, tier_3=None), now=clock.now) as slack,
    ):
        town = Town(folder / "state", edgar, slack, clock)
        yield town
        for opened in town.opened:
            opened.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Time stands still."""
    yield from _town(tmp_path, ManualClock())


@pytest.fixture
def town_today(tmp_path: Path) -> Iterator[Town]:
    """Time runs, for processes of their own."""
    yield from _town(tmp_path, SystemClock())
