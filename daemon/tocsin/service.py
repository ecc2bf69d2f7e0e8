"""An open house and its steps: how a state folder is opened, and what `once` does.

What runs when is told in `daemon`.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import structlog

import tocsin
from tocsin import absences, calm, catchup, hearing, past, pipeline
from tocsin.adoption import Adopted, adopt, read_folder, signature
from tocsin.config import Config, FeedSettings
from tocsin.errors import Wrong
from tocsin.feedfile import EDGARS
from tocsin.feeds.adapters import FEEDS, open_feed
from tocsin.feeds.budget import Budget
from tocsin.feeds.http import Edgar
from tocsin.hearing import OpenFeed
from tocsin.hours import edgar_is_open
from tocsin.house import Desk, House, Receiver
from tocsin.receivers import Console, Slack, Webhook, Workspace
from tocsin.receivers.switch import reset_dead_mans_switch
from tocsin.rules import BoundRules
from tocsin.state import FolderLock, Lane, State
from tocsin.state.names import (
    BLOCKED_UNTIL,
    LATEST_SEEDED,
    RULES_LOADED,
    RUNNING_SINCE,
    TICKERS_READ,
    VERSION,
)
from tocsin.system_clock import SystemClock
from tocsin.systemd import piece_ended

log = structlog.get_logger("tocsin")

# A feed that is down for less than this is not worth a person's attention.
PATIENCE = dt.timedelta(minutes=1)
# `once` waits this long in all for what was postponed.
ONCE_WAITS = dt.timedelta(seconds=20)
TICKERS_EVERY = dt.timedelta(hours=6)


class _Edgar(Edgar):
    """EDGAR, whose every answer is a piece of work that ended; a fault is an answer too."""

    async def get(self, *args: Any, **kwargs: Any) -> bytes:
        try:
            return await super().get(*args, **kwargs)
        finally:
            piece_ended()


class Service:
    """A house whose rules can change while it stands. Each method is a step that decides nothing."""

    def __init__(
        self, config: Config, house: House, adopted: Adopted, feeds: tuple[OpenFeed, ...] = ()
    ) -> None:
        self._config = config
        self._house = house
        self._adopted = adopted
        self.feeds = feeds
        self._began = house.clock.now()
        self._taken: set[str] = set()
        self._seen = self._loaded = signature(config.rules)
        self.rules: BoundRules = self._bind()

    # --- rules

    async def prepare(self) -> None:
        """Tickers become CIKs, and new issuers get their baseline. Safe to repeat."""
        tickers = self._adopted.rules.tickers
        if self.feeds and not self._house.state.issuers.ciks():
            # A vendor knows companies by their tickers only, and a rule may have named them by CIK.
            tickers |= {"*"}
        learnt = await pipeline.learn_tickers(self._house, tickers, every=TICKERS_EVERY)
        if learnt:
            self.rules = self._bind()
        if self._config.edgar.baseline is not None:
            await catchup.read_baseline(self._house, self.rules, since=self._config.edgar.baseline)
            await past.look_for_reports(self._house, self.rules)

    def reload(self) -> None:
        """Adopts the rule folder as it is now; wrong files keep their last good text. Then `prepare`."""
        last_good = self._house.state.rulebook.last_good()
        try:
            self._adopted = adopt(
                read_folder(self._config.rules),
                last_good,
                self._config.receivers,
                starting=False,
                folder=self._config.rules,
            )
        except Wrong as wrong:
            self._house.tell_ops(
                "rules", f"The rules were not reloaded, the old ones stay in force:\n{wrong}"
            )
            return
        self.rules = self._bind()
        log.info("rules reloaded", rules=len(self.rules.rules), stale=sorted(self._adopted.errors))

    def look_at_rules(self) -> bool:
        """Reloads when the rule files have changed and then stayed as they are from one look to the next: an
        editor or a deployment writes several. True when it did."""
        seen = signature(self._config.rules)
        settled = seen == self._seen
        self._seen = seen
        if not settled or seen == self._loaded:
            return False
        self._loaded = seen
        self.reload()
        return True

    def _bind(self) -> BoundRules:
        """Puts the adopted rules in force, and tells ops what of them cannot be."""
        house, adopted = self._house, self._adopted
        rules = adopted.rules.bind(house.state.issuers.ciks())
        with house.state.transaction():
            now = house.clock.now()
            house.state.rulebook.adopt(adopted.files, adopted.errors, now=now)
            house.state.marks.set(RULES_LOADED, str(sum(rule.enabled for rule in rules.rules)))
            house.state.rulebook.keep_versions(
                ((rule.id, rule.version, rule.meaning) for rule in rules.rules), now=now
            )
            if adopted.errors:
                told = "\n".join(adopted.errors.values())
                house.tell_ops("rules", f"Rule files are wrong, their last good text stays in force:\n{told}")
            else:
                house.over("rules", "All rule files are in force as they are.")
            if rules.warnings and house.state.marks.get(TICKERS_READ):
                told = "\n".join(str(problem) for problem in rules.warnings)
                house.tell_ops("tickers", f"Some rules watch less than they say:\n{told}")
            elif not rules.warnings:
                house.over("tickers", "Every ticker in the rules is known.")
        return rules

    # --- the steps of the pipeline

    @property
    def seeded(self) -> bool:
        """Whether what is on the Latest page can be told from what was there before the watching began."""
        return self._config.edgar.baseline is None or self._house.state.marks.get(LATEST_SEEDED) is not None

    async def poll_latest(self, patience: dt.timedelta = PATIENCE) -> int:
        """Nothing before the baseline is seeded: the first page would ring as if it were new."""
        if not self.seeded:
            await self.prepare()
            return 0
        return await pipeline.poll_latest(self._house, self.rules, patience=patience)

    async def poll_feed(self, feed: OpenFeed, patience: dt.timedelta = PATIENCE) -> int:
        """Before the SEC's list of tickers was read nobody knows whom a vendor tells of; a rate is of nobody."""
        lacking = self._adopted.rules.tickers and not self._house.state.issuers.ciks()
        if lacking and feed.feed.tells != frozenset({"rate"}):
            return 0
        return await hearing.poll_feed(self._house, self.rules, feed, patience)

    async def catch_up(self) -> int:
        every = self._config.edgar.submissions_every
        return await catchup.catch_up(self._house, self.rules, every=every)

    async def check_receipts(self) -> int:
        return await catchup.check_receipts(self._house, self.rules, at=self._config.edgar.daily_index_at)

    async def read_next(self) -> int:
        """One document; another reader's is left to it. How many were looked at: none, or one."""
        return int(await pipeline.read_next(self._house, self.rules, self._taken) is not None)

    async def read_due(self) -> int:
        return await pipeline.read_due(self._house, self.rules)

    async def learn_next(self) -> int:
        """One filing of the past of a new issuer, when nothing is more urgent."""
        return await past.learn_next(self._house)

    async def ring_absences(self) -> int:
        return absences.ring_absences(self._house, self.rules)

    async def deliver_due(self) -> int:
        return await pipeline.deliver_due(self._house)

    async def listen(self) -> int:
        """Tells silence from calm, and presses the dead man's switch while all is well."""
        house = self._house
        calm.listen(house, since=self._began)
        hearing.listen(house, self.feeds)
        switch = self._config.dead_mans_switch
        if switch and calm.is_healthy(house):
            await reset_dead_mans_switch(switch[0])
        return 0

    def now(self) -> dt.datetime:
        return self._house.clock.now()

    @property
    def resting(self) -> bool:
        """Whether EDGAR takes no filings at this hour, so that the hot lane can be slow."""
        return not edgar_is_open(self._house.clock.now())

    def latest(self) -> tuple[Lane | None, Mapping[str, int]]:
        """How the hot lane and the outbox are doing."""
        state = self._house.state
        lane = next((lane for lane in state.lanes.all() if lane.name == "latest"), None)
        return lane, state.outbox.counts()

    # --- once

    async def once(self) -> bool:
        """Each feed polled once, its documents read, the outbox drained. False when something failed
        or stays due."""
        house, state = self._house, self._house.state
        began = house.clock.now()
        await self.prepare()
        # What is new is held against the past, so that is read first; only here, where nobody waits for seconds.
        while await self.learn_next():
            pass
        await self.poll_latest(patience=dt.timedelta())
        await self.catch_up()
        for feed in self.feeds:
            await self.poll_feed(feed, patience=dt.timedelta())
        await self.ring_absences()
        give_up = house.clock.now() + ONCE_WAITS
        while True:
            await self.read_due()
            await self.deliver_due()
            due = [at for at in (state.filings.next_due(), state.outbox.next_due()) if at]
            if not due or min(due) > give_up:
                break
            await house.clock.sleep(max(0.0, (min(due) - house.clock.now()).total_seconds()))
        failing = [lane.name for lane in state.lanes.all() if lane.state != "ok" and lane.last_try >= began]
        if failing or due:
            log.error("not all is done", failing=failing, due=len(due))
        return not failing and not due


async def once(config: Config) -> bool:
    """`tocsin once`. False when a feed failed or something stays due."""
    async with open_service(config) as service:
        return await service.once()


@asynccontextmanager
async def open_service(config: Config) -> AsyncIterator[Service]:
    """A service on the configured state folder, which is locked meanwhile (`Locked` when it is taken).

    Raises `Wrong` when the rules are, and have no last good text.
    """
    clock = SystemClock()
    lock = FolderLock(config.state)
    try:
        state = State.open(config.state)
        try:
            adopted = adopt(
                read_folder(config.rules),
                state.rulebook.last_good(),
                config.receivers,
                starting=True,
                folder=config.rules,
            )
            workspace = Workspace(config.slack.api, config.slack.token) if config.slack else None
            desk = Desk(_receivers(config, workspace), config.route, config.ops, config.edgar.www)
            with state.transaction():
                if state.marks.get(VERSION) != tocsin.__version__:
                    # Another version may read what this state's last one could not.
                    state.filings.retry_set_aside(now=clock.now())
                state.marks.set(VERSION, tocsin.__version__)
                state.marks.set_moment(RUNNING_SINCE, clock.now())
                for settings in config.feeds:
                    state.marks.set(f"feed {settings.name} again", None)
                state.lanes.forget(but=EDGARS | {settings.name for settings in config.feeds})
                # Whoever mended a receiver starts us again: what was paused is tried at once.
                state.outbox.wake_all(clock.now())
            budget = Budget(config.state, config.edgar.requests_per_second, clock)
            budget.recall(state.marks.get_moment(BLOCKED_UNTIL))
            async with (
                _Edgar(
                    identity=config.identity,
                    www=config.edgar.www,
                    data=config.edgar.data,
                    budget=budget,
                    clock=clock,
                    on_block=lambda until: state.marks.set_moment(BLOCKED_UNTIL, until),
                ) as edgar,
                AsyncExitStack() as stack,
            ):
                feeds = tuple([await _open_feed(config, settings, clock, stack) for settings in config.feeds])
                try:
                    yield Service(config, House(edgar, state, desk, clock), adopted, feeds)
                finally:
                    if workspace:
                        await workspace.close()
        finally:
            state.close()
    finally:
        lock.release()


async def _open_feed(
    config: Config, settings: FeedSettings, clock: SystemClock, stack: AsyncExitStack
) -> OpenFeed:
    keys = settings.keys
    return OpenFeed(
        settings.name,
        await open_feed(keys, clock, stack, settings.secrets),
        keys.every or FEEDS[keys.use].EVERY,
        keys.stale_after,
        baseline=config.edgar.baseline is not None,
    )


def _receivers(config: Config, workspace: Workspace | None) -> dict[str, Receiver]:
    made: dict[str, Receiver] = {}
    for name, settings in config.receivers.items():
        match settings.kind:
            case "slack" if workspace:
                made[name] = Slack(workspace, settings.address)
            case "webhook":
                made[name] = Webhook(settings.address)
            case "console":
                made[name] = Console(sys.stdout)
    return made
