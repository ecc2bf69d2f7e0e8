"""The daemon: what runs when, how it starts, reloads and stops."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import os
import signal
from collections.abc import Callable, Mapping
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

import tocsin
from tocsin import pipeline
from tocsin.clock import EASTERN
from tocsin.config import Config
from tocsin.rules import BoundRules
from tocsin.service import Service, open_service
from tocsin.state import Lane
from tocsin.systemd import Notifier, Step, Watch
from tocsin.words import counted

log = structlog.get_logger("tocsin")

# After SIGTERM the document and the message at hand get this long, so that all is over within 5 s.
LAST_WORDS = 4.0
# What is due is also looked for this often without a nudge: a postponed document, a message to look up.
HEARTBEAT = 1.0
# Tickers and baselines that could not be had are asked for again this often; it costs nothing otherwise.
PREPARE_EVERY = dt.timedelta(minutes=1)
# Indexes come once a day; how silent the feed is, is looked at more often. Seconds.
RECEIPTS_EVERY = 600.0
ABSENCES_EVERY = 600.0
LEARN_EVERY = 10.0
# A changed rule file is in force after two looks that found the same.
RULES_EVERY = 1.0
LISTEN_EVERY = 60.0
# What `systemctl status` shows is looked at this often.
STATUS_EVERY = 5.0
# A loop that ends nothing for so many seconds hangs. EDGAR is asked three times at most for one thing, 30 s
# each; what is asked in the background also waits for what is urgent. A pass of the outbox is five messages,
# and Slack is given 5 s for each page of a channel's history.
EDGAR_ENDS = 120.0
BACKGROUND_ENDS = 600.0
DELIVERY_ENDS = 300.0


async def _until_stopped(
    step: Step, work: asyncio.Event, then: asyncio.Event | None, stop: asyncio.Event, every: float = HEARTBEAT
) -> None:
    """Repeats a step until it finds nothing, then when there is work or its time has passed; wakes the
    next one when it did some."""
    while not stop.is_set():
        work.clear()
        if await _round(step):
            work.set()
            if then:
                then.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(work.wait(), every)


async def _now_and_then(step: Step, then: asyncio.Event, stop: asyncio.Event, every: float) -> None:
    """Repeats a step when its time has passed, and wakes the next one when it did some."""
    while not stop.is_set():
        if await _round(step):
            then.set()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), every)


async def _round(step: Step) -> int:
    try:
        return await step()
    except Exception:
        # A full disk, a bug: said loudly, tried again; what was due is still a committed row.
        log.exception("a step failed", step=getattr(step, "__name__", str(step)))
        return 0


class Daemon:
    """What a running service repeats, and what each signal does to it."""

    def __init__(self, config: Config, service: Service, systemd: Notifier) -> None:
        self._config = config
        self._service = service
        self._systemd = systemd
        self._loop = asyncio.get_running_loop()
        self._last_poll = self._last_prepared = float("-inf")
        self.stop, self.to_prepare, self.to_read, self.to_tell = (asyncio.Event() for _ in range(4))
        self.to_learn = asyncio.Event()

    async def poll(self) -> int:
        waited = self._loop.time() - self._last_poll
        edgar = self._config.edgar
        # The timer ticks every `latest_every`, now and then a hair early: half a tick is near enough.
        rest = (edgar.latest_off_hours - edgar.latest_every / 2).total_seconds()
        if not self._service.seeded or (self._service.resting and waited < rest):
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
        self.to_learn.set()
        return 0

    def on_hangup(self) -> None:
        self._systemd.reloading(self._loop.time())
        try:
            self._service.reload()
        finally:
            self._systemd.ready()
        self._rules_changed()

    async def look_at_rules(self) -> int:
        if self._service.look_at_rules():
            self._rules_changed()
        return 0

    def _rules_changed(self) -> None:
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
                "learn": BACKGROUND_ENDS,
                "deliver": DELIVERY_ENDS,
                "catch up": BACKGROUND_ENDS + config.edgar.submissions_every.total_seconds(),
                "receipts": BACKGROUND_ENDS + RECEIPTS_EVERY,
                **{
                    f"feed {feed.name}": BACKGROUND_ENDS + feed.every.total_seconds()
                    for feed in service.feeds
                },
            },
            loop.time,
        )
        # misfire_grace_time: with the default of 1 s a job missed during a stall is dropped, not late.
        scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        scheduler.add_job(
            watch.over("poll", daemon.poll), _every(config.edgar.latest_every), next_run_time=service.now()
        )
        scheduler.start()
        prepare = watch.over("prepare", daemon.prepare)
        read = watch.over("read", service.read_next)
        learn = watch.over("learn", service.learn_next)
        catch_up = watch.over("catch up", service.catch_up)
        receipts = watch.over("receipts", service.check_receipts)
        deliver = watch.over("deliver", service.deliver_due)
        tell = _telling(systemd, watch, lambda: in_short(service.rules, *service.latest()))
        submissions_every = config.edgar.submissions_every.total_seconds()
        listen_every = config.dead_mans_switch[1].total_seconds() if config.dead_mans_switch else LISTEN_EVERY
        tell_every = min(STATUS_EVERY, systemd.watchdog_every or STATUS_EVERY)
        workers = [
            *(
                loop.create_task(_until_stopped(read, daemon.to_read, daemon.to_tell, stop))
                for _ in range(pipeline.READERS)
            ),
            loop.create_task(_until_stopped(deliver, daemon.to_tell, None, stop)),
        ]
        feeds = [
            (watch.over(f"feed {feed.name}", partial(service.poll_feed, feed)), feed.every.total_seconds())
            for feed in service.feeds
        ]
        aside = [
            *(loop.create_task(_now_and_then(step, daemon.to_tell, stop, every)) for step, every in feeds),
            loop.create_task(_until_stopped(prepare, daemon.to_prepare, None, stop)),
            loop.create_task(_until_stopped(learn, daemon.to_learn, None, stop, LEARN_EVERY)),
            loop.create_task(_now_and_then(catch_up, daemon.to_read, stop, submissions_every)),
            loop.create_task(_now_and_then(daemon.look_at_rules, daemon.to_tell, stop, RULES_EVERY)),
            loop.create_task(_now_and_then(service.ring_absences, daemon.to_tell, stop, ABSENCES_EVERY)),
            loop.create_task(_now_and_then(receipts, daemon.to_read, stop, RECEIPTS_EVERY)),
            loop.create_task(_now_and_then(service.listen, daemon.to_tell, stop, listen_every)),
            loop.create_task(_now_and_then(tell, daemon.to_tell, stop, tell_every)),
        ]
        log.info("running", version=tocsin.__version__, rules=len(service.rules.rules), pid=os.getpid())
        # What is loaded by now stays: the collector of garbage need not go through it each time a report is read.
        gc.collect()
        gc.freeze()
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
    issuers = "every issuer" if rules.everything else counted(len(rules.ciks), "issuer")
    due = outbox.get("due", 0) + outbox.get("uncertain", 0)
    paused = f", {outbox['paused']} paused" if outbox.get("paused") else ""
    return (
        f"watching {issuers} with {counted(sum(rule.enabled for rule in rules.rules), 'rule')};"
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


def _every(span: dt.timedelta) -> IntervalTrigger:
    return IntervalTrigger(seconds=span.total_seconds())
