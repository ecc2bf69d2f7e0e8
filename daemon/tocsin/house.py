"""What every step of the pipeline is handed: the shores of the house, open, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import structlog

from tocsin.clock import Clock
from tocsin.errors import Blocked, Fault, Limited, Unavailable
from tocsin.feeds.http import Edgar
from tocsin.model import Looked, Message, Outcome, Route
from tocsin.state import State

log = structlog.get_logger("tocsin")


class Receiver(Protocol):
    """Who can be told. `timeout` is how long after its start an attempt can still arrive."""

    @property
    def timeout(self) -> dt.timedelta: ...

    async def look(self, message: Message, since: dt.datetime) -> Looked: ...

    async def send(self, message: Message) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is told what: the receivers by name, the route of alerts, and who hears of our own trouble.

    `archive` is the base address under which a message links a filing.
    """

    receivers: Mapping[str, Receiver]
    route: Route
    ops: tuple[str, ...]
    archive: str

    def ops_but(self, receiver: str) -> tuple[str, ...]:
        """Ops without the receiver that is the trouble, unless it is their only one."""
        return tuple(name for name in self.ops if name != receiver) or self.ops


@dataclass(frozen=True, slots=True)
class House:
    """The network, the state, the desk and the time."""

    edgar: Edgar
    state: State
    desk: Desk
    clock: Clock

    def tell_ops(self, topic: str, text: str, *, but: str | None = None) -> None:
        """Ops hear of a trouble once, until `over` is called with the same topic."""
        receivers = self.desk.ops if but is None else self.desk.ops_but(but)
        with self.state.transaction():
            if self.state.alerts.notice(topic, text, receivers, now=self.clock.now()):
                log.warning("told ops", topic=topic, text=text)

    def over(self, topic: str, text: str) -> None:
        """Ops hear that a trouble is over, if they were told of it."""
        with self.state.transaction():
            if self.state.alerts.notice_over(topic, text, self.desk.ops, now=self.clock.now()):
                log.info("told ops", topic=f"{topic} over", text=text)

    def feed_works(self, name: str, note: str | None = None, *, edgars: bool = True) -> None:
        """The feed brought what was asked of it; `note` is what should be known of it all the same. One that is not
        EDGAR's says nothing of a block there."""
        with self.state.transaction():
            self.state.lanes.good(name, now=self.clock.now(), note=note)
            self.over(f"feed {name}", f"The {name} feed works again.")
            if edgars:
                self.over("block", "EDGAR answers us again.")

    def feed_fails(self, name: str, fault: Fault, patience: dt.timedelta = dt.timedelta()) -> None:
        """Ops hear of it at once when it will not pass by itself, after `patience` when it may.

        A block is one trouble, however many feeds meet it.
        """
        with self.state.transaction():
            failing_for = self.state.lanes.failed(
                name, str(fault), now=self.clock.now(), blocked=isinstance(fault, Blocked | Limited)
            )
            if not failing_for:
                log.warning("feed fails", feed=name, why=str(fault))
            if isinstance(fault, Blocked):
                self.tell_ops(
                    "block", f"{fault} Nothing is asked of it meanwhile, and all is caught up on then."
                )
            elif not isinstance(fault, Unavailable | Limited) or failing_for >= patience:
                self.tell_ops(f"feed {name}", f"The {name} feed fails: {fault}")
