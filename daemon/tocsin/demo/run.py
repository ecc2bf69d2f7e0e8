"""`tocsin demo`: the real daemon, in a process of its own, against the three boxes, telling the story."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from tocsin.clock import EASTERN
from tocsin.demo.box import real_time
from tocsin.demo.companies import ACME, COMPANIES, PLZA
from tocsin.demo.edgar import EdgarBox
from tocsin.demo.filings import MadeFiling
from tocsin.demo.slack import SlackBox
from tocsin.demo.slack_text import render
from tocsin.demo.slack_workspace import Message
from tocsin.demo.story import FIRES, UNVERIFIED, Restart, Scene, Told, rule_files, story
from tocsin.demo.story_daemon import DaemonProcess
from tocsin.demo.story_reports import before
from tocsin.demo.story_screen import framed, say
from tocsin.demo.story_vendors import FEEDS, told_before
from tocsin.demo.vendors import VendorBox

CONFIGURATION = """\
# Written by `tocsin demo`: the boxes it points at are gone when the demo has ended.
identity: Made Demo Capital ops@demo.example.com
state: {state}
edgar:
  www: {www}
  data: {data}
  latest: {{every: 500ms, off_hours: 500ms}}
feeds:
{feeds}
slack:
  api: {api}
  token: {token}
receivers:
  desk: {{slack: {{channel: "#ai-desk"}}}}
  ops: {{slack: {{channel: "#tocsin-ops"}}}}
route: {{receiver: desk}}
ops: [ops]
"""

# A silent scene shows only by what does not come: how long one waits for that after it was read.
SILENCE = 0.7
PATIENCE = 20.0
LATEST = "/cgi-bin/browse-edgar"
# What each vendor is asked in every round.
ASKED = {
    "benzinga": "/api/v2.1/calendar/ratings",
    "fmp": "/stable/price-target-latest-news",
    "finnhub": "/api/v1/calendar/earnings",
    "fred": "/fred/",
    "treasury": "/resource-center/",
    "rss": "/news.rss",
}


@dataclass(frozen=True, slots=True)
class Boxes:
    """What the daemon talks to."""

    edgar: EdgarBox
    vendors: VendorBox
    slack: SlackBox

    def counts(self) -> dict[str, int]:
        """How many times each lane has asked."""
        asked = {vendor: len(self.vendors.requests(path)) for vendor, path in ASKED.items()}
        return {"edgar": len(self.edgar.requests(LATEST)), **asked}

    def wait_for(self, lanes: dict[str, int]) -> None:
        """Until each of these lanes has asked so many times."""
        for lane, count in lanes.items():
            if lane == "edgar":
                self.edgar.wait_for(LATEST, count, PATIENCE)
            else:
                self.vendors.wait_for(ASKED[lane], count, PATIENCE)


def demo(state: Path | None, out: TextIO) -> bool:
    """Tells the story. False when something rang that should not, or the other way round.

    Raises TocsinError where the rule packs, whose rules these are, are not installed.
    """
    rules = rule_files()
    folder = state or Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
    begins = real_time()
    with EdgarBox() as edgar, VendorBox() as vendors, SlackBox() as slack:
        boxes = Boxes(edgar, vendors, slack)
        for company in (*COMPANIES, PLZA):
            edgar.list_company(company)
        past = [edgar.publish(report, at=accepted) for report, accepted in before(begins)]
        told_before(vendors, begins)
        kept = set_up(folder, boxes, rules)
        say(out, f"An EDGAR in a box at {edgar.www}, vendors at {vendors.url}, a Slack at {slack.url}.")
        say(
            out,
            "All companies, people, firms and filings are made. The daemon and the rule packs are real.\n",
        )
        with DaemonProcess(folder) as daemon:
            # A first question is for the baseline, the second is the first that can find something new; and what
            # is new is known by the words of the last report.
            try:
                boxes.wait_for(dict.fromkeys(boxes.counts(), 2))
                edgar.wait_for(f"/Archives/edgar/data/{int(ACME.cik)}/{past[-1].filing.folder}", 1, PATIENCE)
                right = _tell(daemon, boxes, story(begins, first=int(time.time()) % 900_000), out)
            except TimeoutError as error:
                say(out, f"    ✗ The daemon stopped asking: {error}")
                right = False
            asked = time.monotonic()
            code = daemon.stop()
            say(
                out,
                f"The daemon stopped {time.monotonic() - asked:.1f} s after SIGTERM, with exit code {code}.",
            )
        heard = slack.messages("#tocsin-ops")
        for message in heard:
            say(out, framed("#tocsin-ops", render(message.text)))
    say(out, f"The state is in {kept / 'tocsin.db'}, the daemon's log in {folder / 'daemon.log'}.")
    say(out, f"Look at it:  tocsin alerts -c {folder / 'tocsin.yaml'}")
    if not right:
        say(out, "\nThe demo did NOT go as the story says.")
    return right and code == 0 and not heard


def _tell(daemon: DaemonProcess, boxes: Boxes, scenes: tuple[Scene, ...], out: TextIO) -> bool:
    """Lets scene after scene happen, and shows what comes of each."""
    rang = silent = 0
    right = True
    for number, scene in enumerate(scenes, 1):
        heard = len(boxes.slack.messages("#ai-desk"))
        say(out, f"{number:2}. {real_time().astimezone(EASTERN):%H:%M:%S} ET, {scene.what}: {scene.why}.")
        _let_happen(scene, daemon, boxes)
        told = _wait(boxes, scene, heard)
        for message in told:
            say(out, framed("#ai-desk", render(message.text)))
        if not told:
            say(out, "    … silence.\n")
        if not as_it_should(scene, told):
            right = False
            say(out, f"    ✗ It should have been {scene.rings or 'silence'}.\n")
        rang += len(told)
        silent += not told
    say(out, f"{rang} alerts rung, {silent} scenes rightly silent.")
    return right


def as_it_should(scene: Scene, told: list[Message]) -> bool:
    """Whether the messages are those of the scene's rules, each once, and as sure as it says."""
    return sorted(how_it_rang(message) for message in told) == sorted(scene.rings)


def how_it_rang(message: Message) -> tuple[str, str]:
    """The rule of an alert, and whether it is sure."""
    payload = (message.metadata or {}).get("event_payload", {})
    first = message.text.partition("\n")[0]
    return str(payload.get("rule")), UNVERIFIED if " UNVERIFIED " in first else FIRES


def _let_happen(scene: Scene, daemon: DaemonProcess, boxes: Boxes) -> None:
    """Comes back when whoever it is told to has asked for it and come back for more; of a filing that rings, the
    alerts are enough to know."""
    asked = boxes.counts()
    match scene.happens:
        case MadeFiling() as filing:
            boxes.edgar.publish(filing)
            if not scene.rings:
                boxes.wait_for({"edgar": asked["edgar"] + 2})
        case Told() as told:
            told.tell(boxes.vendors)
            boxes.wait_for({vendor: asked[vendor] + 2 for vendor in told.vendors})
        case Restart():
            daemon.kill()
            daemon.start()
            boxes.wait_for({lane: count + 2 for lane, count in asked.items()})


def _wait(boxes: Boxes, scene: Scene, heard: int) -> list[Message]:
    """The messages that a scene brought, when as many as it should bring are there."""
    give_up = time.monotonic() + PATIENCE
    while len(boxes.slack.messages("#ai-desk")) < heard + len(scene.rings) and time.monotonic() < give_up:
        time.sleep(0.05)
    # One more moment for a message that should not come.
    time.sleep(SILENCE)
    return boxes.slack.messages("#ai-desk")[heard:]


def set_up(folder: Path, boxes: Boxes, rules: dict[str, str]) -> Path:
    """The configuration and the rules. Returns the state's folder: a new one, as every run tells the story anew."""
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    for name, text in rules.items():
        (folder / "rules" / name).write_text(text, "utf-8")
    names = (f"state{'' if number == 1 else f'-{number}'}" for number in range(1, 10_000))
    kept = next(folder / name for name in names if not (folder / name).exists())
    edgar, slack = boxes.edgar, boxes.slack
    text = CONFIGURATION.format(
        state=kept.name,
        www=edgar.www,
        data=edgar.data,
        api=slack.api,
        token=slack.token,
        feeds="\n".join(
            f"  {name}: {{{_feed(boxes.vendors, vendor)}, every: 600ms}}" for name, vendor in FEEDS.items()
        ),
    )
    (folder / "tocsin.yaml").write_text(text, "utf-8")
    return kept


def _feed(vendors: VendorBox, vendor: str) -> str:
    if vendor == "rss":
        return f'use: rss, url: "{vendors.base(vendor)}", a_minute: 6000'
    key = vendors.key(vendor)
    with_key = f', key: "{key}"' if key else ""
    return f'use: {vendor}, base: "{vendors.base(vendor)}"{with_key}, a_minute: 6000'
