"""`tocsin demo`: the real daemon, in a process of its own, against the two boxes, telling the story."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tocsin.clock import EASTERN
from tocsin.demo.box import real_time
from tocsin.demo.edgar import EdgarBox
from tocsin.demo.slack import SlackBox
from tocsin.demo.slack_text import render
from tocsin.demo.story import COMPANIES, Scene, rules_text, story

CONFIGURATION = """\
# Written by `tocsin demo`: the boxes it points at are gone when the demo has ended.
identity: Made Demo Capital ops@demo.example.com
edgar:
  www: {www}
  data: {data}
  latest: {{every: 500ms, off_hours: 500ms}}
slack:
  api: {api}
  token: {token}
receivers:
  desk: {{slack: {{channel: "#ai-desk"}}}}
  ops: {{slack: {{channel: "#tocsin-ops"}}}}
route: {{receiver: desk}}
ops: [ops]
"""

# A silent filing shows only by what does not come: how long one waits for that after it was read.
SILENCE = 0.7
PATIENCE = 20.0
# What systemd tells a service would send the demo to the service's own state.
_NOT_OURS = {"STATE_DIRECTORY", "CONFIGURATION_DIRECTORY", "CREDENTIALS_DIRECTORY", "JOURNAL_STREAM"}


def demo(state: Path | None, out: TextIO) -> bool:
    """Tells the story. False when something rang that should not, or the other way round."""
    folder = state or Path(tempfile.mkdtemp(prefix="tocsin-demo-"))
    with EdgarBox() as edgar, SlackBox() as slack:
        for company in COMPANIES:
            edgar.list_company(company)
        _write(folder, edgar, slack)
        _print(out, f"An EDGAR in a box at {edgar.www}, a Slack in a box at {slack.url}.")
        _print(out, "All companies, people and filings are made. The daemon is the real one.\n")
        with _daemon(folder) as daemon:
            # The first question is for the baseline, the second is the first that can find something new.
            edgar.wait_for("/cgi-bin/browse-edgar", count=2, timeout=PATIENCE)
            right = _tell(edgar, slack, out)
            asked = time.monotonic()
            daemon.send_signal(signal.SIGTERM)
            code = daemon.wait(timeout=10)
            _print(
                out,
                f"The daemon stopped {time.monotonic() - asked:.1f} s after SIGTERM, with exit code {code}.",
            )
        heard = slack.messages("#tocsin-ops")
        for message in heard:
            _print(out, _framed("#tocsin-ops", render(message.text)))
    _print(
        out, f"The state is in {folder / 'state' / 'tocsin.db'}, the daemon's log in {folder / 'daemon.log'}."
    )
    _print(out, f"Look at it:  tocsin alerts -c {folder / 'tocsin.yaml'}")
    if not right:
        _print(out, "\nThe demo did NOT go as the story says.")
    return right and code == 0 and not heard


def _tell(edgar: EdgarBox, slack: SlackBox, out: TextIO) -> bool:
    """Publishes scene after scene, and shows what comes of each."""
    rang = silent = 0
    right = True
    # Every run files under new accession numbers, so that a kept state is told something new.
    scenes = story(real_time(), first=int(time.time()) % 900_000)
    for number, scene in enumerate(scenes, 1):
        before = len(slack.messages("#ai-desk"))
        published = edgar.publish(scene.filing)
        accepted = published.accepted.astimezone(EASTERN)
        _print(out, f"{number:2}. {accepted:%H:%M:%S} ET, EDGAR accepts {_titled(scene)}: {scene.why}.")
        told = _wait(edgar, slack, scene, before)
        for text in told:
            _print(out, _framed("#ai-desk", render(text)))
        right &= len(told) == len(scene.rings)
        rang += len(told)
        silent += not told
        if not told:
            _print(out, "    … silence.\n")
    _print(out, f"{rang} alerts rung, {silent} filings rightly not rung.")
    return right


def _titled(scene: Scene) -> str:
    filing = scene.filing
    issuer = next(party.name for party in filing.parties if party.role.casefold() == "issuer")
    return f"a Form {filing.form} of {issuer}"


def _wait(edgar: EdgarBox, slack: SlackBox, scene: Scene, before: int) -> list[str]:
    """The messages that the scene's filing brought, when as many as it should bring are there."""
    polls = len(edgar.requests("/cgi-bin/browse-edgar"))
    edgar.wait_for("/cgi-bin/browse-edgar", count=polls + 2, timeout=PATIENCE)
    give_up = time.monotonic() + PATIENCE
    while len(slack.messages("#ai-desk")) < before + len(scene.rings) and time.monotonic() < give_up:
        time.sleep(0.05)
    # One more moment for a message that should not come.
    time.sleep(SILENCE)
    return [message.text for message in slack.messages("#ai-desk")[before:]]


def _write(folder: Path, edgar: EdgarBox, slack: SlackBox) -> None:
    (folder / "rules").mkdir(parents=True, exist_ok=True)
    (folder / "rules" / "story.yaml").write_text(rules_text(), "utf-8")
    (folder / "tocsin.yaml").write_text(
        CONFIGURATION.format(www=edgar.www, data=edgar.data, api=slack.api, token=slack.token), "utf-8"
    )


@contextmanager
def _daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
    command = [sys.executable, "-m", "tocsin", "run", "-c", str(folder / "tocsin.yaml")]
    with (folder / "daemon.log").open("ab") as log:
        daemon = subprocess.Popen(command, stderr=log, env=environment)  # noqa: S603 - ourselves
    try:
        yield daemon
    finally:
        if daemon.poll() is None:
            daemon.kill()
            daemon.wait()


def _framed(channel: str, text: str) -> str:
    """A message as the channel shows it, indented and wrapped for a terminal."""
    lines = [f"    ┌─ {channel}"]
    for line in text.splitlines():
        lines += [f"    │ {part}" for part in textwrap.wrap(line, 100, break_long_words=False) or [""]]
    return "\n".join([*lines, "    └─\n"])


def _print(out: TextIO, text: str) -> None:
    out.write(f"{text}\n")
    out.flush()
