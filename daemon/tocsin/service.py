"""The daemon: what runs when, how it starts, reloads and stops. The only reader of the time."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

import tocsin
from tocsin import catchup, pipeline
from tocsin.adoption import Adopted, adopt, read_folder
from tocsin.clock import EASTERN
from tocsin.config import Config
from tocsin.errors import Wrong
from tocsin.feeds.http import Edgar
from tocsin.hours import edgar_is_open
from tocsin.house import Desk, House, Receiver
from tocsin.receivers import Console, Slack, Webhook, Workspace
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
from tocsin.systemd import Notifier, Step, Watch, piece_ended

log = structlog.get_logger("tocsin")

# A feed that is down for less than this is not worth a person's attention.
PATIENCE = dt.timedelta(minutes=1)
# After SIGTERM the document and the message at hand get this long, so that all is over within 5 s.
LAST_WORDS = 4.0
# What is due is also looked for this often without a nudge: a postponed document, a message to look up.
HEARTBEAT = 1.0
# `once` waits this long in all for what was postponed.
ONCE_WAITS = dt.timedelta(seconds=20)
# Tickers and baselines that could not be had are asked for again this often; it costs nothing otherwise.
PREPARE_EVERY = dt.timedelta(minutes=1)
TICKERS_EVERY = dt.timedelta(hours=6)
# What `systemctl status` shows is looked at this often.
STATUS_EVERY = 5.0
# A loop that ends nothing for so many seconds hangs. EDGAR is asked three times at most for one thing, 30 s
# each; what is asked in the background also waits for what is urgent. A pass of the outbox is five messages,
# and Slack is given 5 s for each page of a channel's history.
EDGAR_ENDS = 120.0
BACKGROUND_ENDS = 600.0
DELIVERY_ENDS = 300.0


class SystemClock:
    """The real time."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class _Edgar(Edgar):
    """EDGAR, whose every answer is a piece of work that ended; a fault is an answer too."""

    async def get(self, *args: Any, **kwargs: Any) -> bytes:
        try:
            return await super().get(*args, **kwargs)
        finally:
            piece_ended()


class Service:
    """A house whose rules can change while it stands. Each method is a step that decides nothing."""

    def __init__(self, config: Config, house: House, adopted: Adopted) -> None:
        self._config = config
        self._house = house
        self._adopted = adopted
        self.rules: BoundRules = self._bind()

    # --- rules

    async def prepare(self) -> None:
        """Tickers become CIKs, and new issuers get their baseline. Safe to repeat."""
        learnt = await pipeline.learn_tickers(self._house, self._adopted.rules.tickers, every=TICKERS_EVERY)
        if learnt:
            self.rules = self._bind()
        if self._config.edgar.baseline is not None:
            await catchup.read_baseline(self._house, self.rules, since=self._config.edgar.baseline)

    def reload(self) -> None:
        """Adopts the rule folder as it is now; wrong files keep their last good text. Then `prepare`."""
        last_good = self._house.state.rulebook.last_good()
        try:
            self._adopted = adopt(
                read_folder(self._config.rules), last_good, self._config.receivers, starting=False
            )
        except Wrong as wrong:
            self._house.tell_ops(
                "rules", f"The rules were not reloaded, the old ones stay in force:\n{wrong}"
            )
            return
        self.rules = self._bind()
        log.info("rules reloaded", rules=len(self.rules.rules), stale=sorted(self._adopted.errors))

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

    async def read_due(self) -> int:
        return await pipeline.read_due(self._house, self.rules)

    async def deliver_due(self) -> int:
        return await pipeline.deliver_due(self._house)

    def in_short(self) -> str:
        state = self._house.state
        latest = next((lane for lane in state.lanes.all() if lane.name == "latest"), None)
        return in_short(self.rules, latest, state.outbox.counts())

    # --- once

    async def once(self) -> bool:
        """Each feed polled once, its documents read, the outbox drained. False when something failed
        or stays due."""
        house, state = self._house, self._house.state
        began = house.clock.now()
        await self.prepare()
        await self.poll_latest(patience=dt.timedelta())
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


async def _until_stopped(
    step: Step,
    work: asyncio.Event,
    then: asyncio.Event | None,
    stop: asyncio.Event,
    every: float = HEARTBEAT,
) -> None:
    """Repeats a step whenever there is work or its time has passed, and wakes the next when it did some."""
    while not stop.is_set():
        work.clear()
        try:
            if await step() and then:
                then.set()
        except Exception:
            # A full disk, a bug: said loudly, tried again; what was due is still a committed row.
            log.exception("a step failed", step=getattr(step, "__name__", str(step)))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(work.wait(), every)


class Daemon:
    """What a running service repeats, and what each signal does to it."""

    def __init__(self, config: Config, service: Service, systemd: Notifier) -> None:
        self._config = config
        self._service = service
        self._systemd = systemd
        self._loop = asyncio.get_running_loop()
        self._last_poll = self._last_prepared = float("-inf")
        self.stop, self.to_prepare, self.to_read, self.to_tell = (asyncio.Event() for _ in range(4))

    async def poll(self) -> int:
        waited = self._loop.time() - self._last_poll
        resting = (
            not edgar_is_open(SystemClock().now())
            and waited < self._config.edgar.latest_off_hours.total_seconds()
        )
        if resting or not self._service.seeded:
            return 0
        self._last_poll = self._loop.time()
        new = await self._service.poll_latest()
        if new:
            self.to_read.set()
        return new

    async def prepare(self) -> int:
        """Again and again until the baseline is seeded, then every minute."""
        waited = self._loop.time() - self._last_prepared
        if self._service.seeded and waited < PREPARE_EVERY.total_seconds():
            return 0
        self._last_prepared = self._loop.time()
        await self._service.prepare()
        return 0

    def on_hangup(self) -> None:
        self._systemd.reloading(self._loop.time())
        try:
            self._service.reload()
        finally:
            self._systemd.ready()
        self._last_prepared = float("-inf")
        self.to_prepare.set()
        self.to_tell.set()

    def on_end(self) -> None:
        self._systemd.stopping()
        self.stop.set()
        self.to_read.set()
        self.to_tell.set()


async def run(config: Config) -> None:
    """The daemon, until SIGTERM or SIGINT."""
    systemd = Notifier.from_environment(os.environ)
    async with open_service(config) as service:
        loop = asyncio.get_running_loop()
        daemon = Daemon(config, service, systemd)
        stop = daemon.stop
        loop.add_signal_handler(signal.SIGHUP, daemon.on_hangup)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, daemon.on_end)

        watch = Watch(
            {
                "poll": EDGAR_ENDS + config.edgar.latest_every.total_seconds(),
                "prepare": BACKGROUND_ENDS,
                "read": EDGAR_ENDS,
                "deliver": DELIVERY_ENDS,
            },
            loop.time,
        )
        # misfire_grace_time: with the default of 1 s a job missed during a stall is dropped, not late.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        now = dt.datetime.now(dt.UTC)
        scheduler.add_job(
            watch.over("poll", daemon.poll), _every(config.edgar.latest_every), next_run_time=now
        )
        scheduler.start()
        prepare = watch.over("prepare", daemon.prepare)
        read = watch.over("read", service.read_due)
        deliver = watch.over("deliver", service.deliver_due)
        tell = _telling(systemd, watch, service.in_short)
        tell_every = min(STATUS_EVERY, systemd.watchdog_every or STATUS_EVERY)
        workers = [
            loop.create_task(_until_stopped(read, daemon.to_read, daemon.to_tell, stop)),
            loop.create_task(_until_stopped(deliver, daemon.to_tell, None, stop)),
        ]
        aside = [
            loop.create_task(_until_stopped(prepare, daemon.to_prepare, None, stop)),
            loop.create_task(_until_stopped(tell, asyncio.Event(), None, stop, tell_every)),
        ]
        log.info("running", version=tocsin.__version__, rules=len(service.rules.rules), pid=os.getpid())
        # Not held back by an EDGAR or a Slack that cannot be reached: that is told, and waited for.
        systemd.ready()
        await stop.wait()
        log.info("stopping")
        # shutdown(wait=True) cancels running coroutines, so the work at hand is waited for first.
        scheduler.pause()
        for task in aside:
            task.cancel()
        await asyncio.wait(workers, timeout=LAST_WORDS)
        for task in workers:
            task.cancel()
        await asyncio.gather(*workers, *aside, return_exceptions=True)
        scheduler.shutdown(wait=False)
        log.info("stopped")


def _telling(systemd: Notifier, watch: Watch, in_short: Callable[[], str]) -> Step:
    """The step that feeds the watchdog while no loop hangs, and says how it goes when that has changed."""
    hung: tuple[str, ...] = ()
    said = ""

    async def tell_systemd() -> int:
        nonlocal hung, said
        hangs = watch.hanging()
        if not hangs:
            systemd.watchdog()
        elif hangs != hung:
            log.error("a loop hangs, so the watchdog is not fed", loops=hangs)
        hung = hangs
        line = "; ".join([*(f"{name} hangs" for name in hangs), in_short()])
        if line != said:
            systemd.status(line)
        said = line
        return 0

    return tell_systemd


def in_short(rules: BoundRules, latest: Lane | None, outbox: Mapping[str, int]) -> str:
    """`watching 12 issuers with 4 rules; 0 due; latest ok at 16:05 ET`.

    A time to the minute, and not an age: the line changes seldom, and stays true when nobody renews it.
    """
    issuers = "every issuer" if rules.everything else _counted(len(rules.ciks), "issuer")
    due = outbox.get("due", 0) + outbox.get("uncertain", 0)
    paused = f", {outbox['paused']} paused" if outbox.get("paused") else ""
    return (
        f"watching {issuers} with {_counted(sum(rule.enabled for rule in rules.rules), 'rule')};"
        f" {due} due{paused}; latest {_lane_in_short(latest)}"
    )


def _lane_in_short(lane: Lane | None) -> str:
    if lane is None:
        return "not read yet"
    if lane.state == "ok" or lane.failing_since is None:
        return f"ok at {_minute(lane.last_try)}"
    return f"{lane.state} since {_minute(lane.failing_since)}: {lane.why}"


def _minute(moment: dt.datetime) -> str:
    return f"{moment.astimezone(EASTERN):%H:%M} ET"


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _every(span: dt.timedelta) -> IntervalTrigger:
    return IntervalTrigger(seconds=span.total_seconds())


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
                read_folder(config.rules), state.rulebook.last_good(), config.receivers, starting=True
            )
            workspace = Workspace(config.slack.api, config.slack.token) if config.slack else None
            desk = Desk(_receivers(config, workspace), config.route, config.ops, config.edgar.www)
            with state.transaction():
                state.marks.set(VERSION, tocsin.__version__)
                state.marks.set_moment(RUNNING_SINCE, clock.now())
                # Whoever mended a receiver starts us again: what was paused is tried at once.
                state.outbox.wake_all(clock.now())
            async with _Edgar(
                identity=config.identity,
                www=config.edgar.www,
                data=config.edgar.data,
                requests_per_second=config.edgar.requests_per_second,
                clock=clock,
                blocked_until=state.marks.get_moment(BLOCKED_UNTIL),
                on_block=lambda until: state.marks.set_moment(BLOCKED_UNTIL, until),
            ) as edgar:
                try:
                    yield Service(config, House(edgar, state, desk, clock), adopted)
                finally:
                    if workspace:
                        await workspace.close()
        finally:
            state.close()
    finally:
        lock.release()


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
