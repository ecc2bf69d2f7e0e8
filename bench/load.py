"""The hot lane under load: the real daemon between an EDGAR and a Slack that keep their rules.

A filing's time runs from `publish` of the EDGAR in a box to the time that the Slack in a box put on the
message. Where it went is read off the logs of both boxes and the daemon's own `alerts`.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from random import Random
from statistics import median

from bench.daemon import BESIDE, CHANNELS, alerts, configured, most_memory, running, running_beside
from bench.mix import ISSUERS_A_RULE, WATCHED, Mix, Planned, filed_before, history, planned
from bench.promises import Promise, at_most, figure, percentile, say, spread, table

from tocsin.demo.box import real_time
from tocsin.demo.edgar import EdgarBox
from tocsin.demo.slack import Message, SlackBox

LATEST, POST = "/cgi-bin/browse-edgar", "chat.postMessage"
# The first folder of an address, and what is asked for there.
_KINDS = {"cgi-bin": "feed", "Archives": "documents", "submissions": "submissions", "files": "tickers"}
BUDGET = 8
MOST_MB = 120
# The daemon is calm when it has asked for nothing but the feed this long.
CALM = 3.0
START_TAKES_AT_MOST = 60.0
# What is due at the end may take this long; after that a moment is left for what should not come.
END_TAKES_AT_MOST = 20.0
DOUBLES_COME_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class Load:
    name: str
    every: str
    mix: Mix


BUSY = Load("five a second", "1s", Mix(seconds=120, watched=5, one_in=10, others=5))
QUIET = Load("one a second", "500ms", Mix(seconds=60, watched=1, one_in=1, others=5))
LEGS = (
    "published -> seen on the feed",
    "seen -> its document is asked for",
    "asked for -> read and judged",
    "judged -> Slack is asked",
    "Slack is asked -> accepted",
)


@dataclass(frozen=True, slots=True)
class Run:
    """What a run brought. `legs` has for each message how long each stretch of its way took."""

    load: Load
    seconds: list[float]
    legs: list[tuple[float, ...]]
    twice: int
    missing: int
    wrong: int
    memory: float | None
    highest_rate: int
    busiest: str
    blocked: int
    asked_to_wait: int
    ops_heard: list[str]
    exit_code: int | None

    @property
    def right(self) -> bool:
        return not (self.twice or self.missing or self.wrong or self.blocked or self.ops_heard)


def measure() -> list[Promise]:
    busy, quiet = _measured(BUSY), _measured(QUIET)
    runs = (busy, quiet)
    memory = [run.memory for run in runs if run.memory is not None]
    faults = sum(run.twice + run.missing + run.wrong for run in runs)
    promises = [
        _latency(busy, "median", median, 1.0),
        _latency(busy, "99th percentile", lambda seconds: percentile(seconds, 99), 2.5),
        _latency(quiet, "median", median, 0.4),
        at_most("requests in any one second: at most 8", max(run.highest_rate for run in runs), BUDGET),
        at_most("blocked requests: none", sum(run.blocked for run in runs), 0),
        at_most("messages told twice, missing or uncalled for: none", faults, 0),
    ]
    if memory:
        most = max(memory)
        promises.append(
            Promise(f"memory of the daemon: under {MOST_MB} MB", figure(most, "MB"), most < MOST_MB)
        )
    return promises


def _latency(run: Run, what: str, of_all: Callable[[list[float]], float], limit: float) -> Promise:
    load, of = run.load, f"{len(run.seconds)} messages"
    promise = f"{load.name}, polled every {load.every}: {what} at most {limit:g} s"
    if not run.seconds:
        return Promise(promise, "nothing was told", kept=False)
    return at_most(promise, of_all(run.seconds), limit, "s", of)


def _measured(load: Load) -> Run:
    _introduce(load)
    folder = Path(tempfile.mkdtemp(prefix="tocsin-bench-"))
    with EdgarBox() as edgar, SlackBox(CHANNELS) as slack:
        run = _run(load, folder, edgar, slack)
    _show(run)
    if run.right:
        shutil.rmtree(folder)
    else:
        say(f"  The state and the daemon's log are kept in {folder}\n")
    return run


def _introduce(load: Load) -> None:
    mix = load.mix
    ring = "all of them" if mix.one_in == 1 else f"one in {mix.one_in}"
    beside = ", ".join(" ".join(verb) for verb in BESIDE) or "nothing"
    say(
        f"The hot lane, {load.name}: `latest: {{every: {load.every}}}`, {mix.seconds} s\n\n"
        f"Each second {mix.watched} Form 4 of {len(WATCHED)} watched issuers (each is fetched, read and"
        f" judged; {ring} match a rule)\nand {mix.others} filings that nobody watches, half of them Form 4,"
        f" half of other forms, all on one feed.\n{len(WATCHED) // ISSUERS_A_RULE} rules, two channels,"
        f" {mix.rings} messages. EDGAR blocks above 10 requests a second, Slack takes 1 message\na second"
        f" and channel after a burst of 5. Running beside it: {beside}.\n"
    )


def _run(load: Load, folder: Path, edgar: EdgarBox, slack: SlackBox) -> Run:
    yesterday = real_time() - dt.timedelta(days=1)
    for filing in filed_before():
        edgar.publish(filing, at=yesterday)
    for days, filing in enumerate(history()):
        edgar.publish(filing, at=yesterday - dt.timedelta(days=days % 300))
    plan = planned(load.mix, Random(4))  # noqa: S311 - a mix that is the same each time
    file = configured(folder, edgar, slack, load.every)
    with running(file) as daemon:
        _wait_until_calm(edgar, daemon)
        with running_beside(file):
            published = _publish(plan, edgar)
            _wait_until_told(sum(one.rings for one in plan), slack, daemon)
        memory = most_memory(daemon.pid)
    told = _told(slack)
    known = {alert["accession"]: alert for alert in alerts(file)}
    due = {one.filing.accession for one in plan if one.rings}
    count = Counter(told_one for told_one, _ in told)
    accepted = {accession: when for accession, when in told if accession in due}
    return Run(
        load,
        seconds=[when - published[accession] for accession, when in accepted.items()],
        legs=_legs(published, accepted, known, edgar, slack),
        twice=sum(times - 1 for times in count.values()),
        missing=len(due - count.keys()),
        wrong=len(count.keys() - due),
        memory=memory,
        highest_rate=edgar.highest_rate,
        busiest=_busiest(edgar),
        blocked=edgar.blocked_requests,
        asked_to_wait=sum(one.status == 429 for one in slack.requests()),
        ops_heard=[message.text for message in slack.messages("#ops")],
        exit_code=daemon.returncode,
    )


def _publish(plan: Iterable[Planned], edgar: EdgarBox) -> dict[str, float]:
    """Publishes each filing at its time. When each was, by accession number."""
    published = {}
    began = time.monotonic()
    for one in plan:
        time.sleep(max(0.0, began + one.after - time.monotonic()))
        published[one.filing.accession] = time.time()
        edgar.publish(one.filing)
    return published


def _wait_until_calm(edgar: EdgarBox, daemon: subprocess.Popen[bytes]) -> None:
    """The start asks for what was filed before: it is over before anything is measured."""
    give_up = time.monotonic() + START_TAKES_AT_MOST
    while time.monotonic() < give_up and daemon.poll() is None:
        time.sleep(0.2)
        requests = edgar.requests()
        polls = [one for one in requests if one.target.startswith(LATEST)]
        others = [one.monotonic for one in requests if not one.target.startswith(LATEST)]
        if len(polls) > 2 and time.monotonic() - max(others, default=0.0) > CALM:
            return
    raise RuntimeError(f"the daemon is not calm {START_TAKES_AT_MOST:.0f} s after its start, or has ended")


def _wait_until_told(messages: int, slack: SlackBox, daemon: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + END_TAKES_AT_MOST
    while len(_told(slack)) < messages and time.monotonic() < give_up and daemon.poll() is None:
        time.sleep(0.1)
    time.sleep(DOUBLES_COME_WITHIN)


def _told(slack: SlackBox) -> list[tuple[str, float]]:
    """Every accession number that a desk was told of, and when; a folded message tells of several."""
    return [
        (accession, float(message.ts))
        for channel in CHANNELS[:-1]
        for message in slack.messages(channel)
        for accession in _accessions(message)
    ]


def _accessions(message: Message) -> list[str]:
    payload = (message.metadata or {}).get("event_payload", {})
    return payload.get("accessions") or [payload.get("accession", "")]


def _legs(
    published: dict[str, float],
    accepted: dict[str, float],
    known: dict[str, dict[str, str]],
    edgar: EdgarBox,
    slack: SlackBox,
) -> list[tuple[float, ...]]:
    documents = [(one.target, one.at.timestamp()) for one in edgar.requests("/Archives/")]
    posts = [(one.asked.body.decode(), one.at.timestamp()) for one in slack.requests(POST)]
    legs = []
    for accession, when in accepted.items():
        stations = (
            published[accession],
            _moment(known[accession]["seen"]),
            _first(documents, accession),
            _moment(known[accession]["matched"]),
            _first(posts, accession),
            when,
        )
        legs.append(tuple(after - before for before, after in pairwise(stations)))
    return legs


def _busiest(edgar: EdgarBox) -> str:
    """What was asked for in the second that had the most requests."""
    requests = edgar.requests()
    begin, most = 0, (0, 0)
    for end, last in enumerate(requests):
        while last.at - requests[begin].at >= dt.timedelta(seconds=1):
            begin += 1
        most = max(most, (end + 1 - begin, begin))
    kinds = Counter(_KINDS[one.target.split("/")[1]] for one in requests[most[1] : sum(most)])
    return ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))


def _first(asked: list[tuple[str, float]], accession: str) -> float:
    return next(when for text, when in asked if accession in text)


def _moment(stamp: str) -> float:
    return dt.datetime.fromisoformat(stamp).timestamp()


def _show(run: Run) -> None:
    if run.seconds:
        rows = [["published -> message accepted", *spread(run.seconds)]]
        rows += [
            [f"  {name}", *spread([legs[number] for legs in run.legs])] for number, name in enumerate(LEGS)
        ]
        table([f"{len(run.seconds)} messages", "median", "99th percentile", "max"], rows)
    figures = [
        ["messages told twice", str(run.twice)],
        ["messages missing", str(run.missing)],
        ["messages uncalled for", str(run.wrong)],
        ["notices to ops", str(len(run.ops_heard))],
        ["times Slack asked to wait", str(run.asked_to_wait)],
        ["requests to EDGAR in any one second, most", str(run.highest_rate)],
        ["  in that second", run.busiest],
        ["requests that EDGAR blocked", str(run.blocked)],
        ["memory, most", "not measured here" if run.memory is None else figure(run.memory, "MB")],
        ["exit code after SIGTERM", str(run.exit_code)],
    ]
    table(["", "figure"], figures)
    for text in run.ops_heard:
        say(f"  Ops heard: {text}")
