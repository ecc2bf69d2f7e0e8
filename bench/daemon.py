"""The real daemon as a process, in a folder of its own, and what may run beside it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.mix import DESKS, WATCHED, rules_yaml

from tocsin.demo.edgar import EdgarBox
from tocsin.demo.slack import SlackBox

# Whose tocsin is measured: of the environment that has what is deployed and no more. sqlite-utils imports
# pandas where it finds it, which makes the daemon more than twice as large.
PYTHON = os.environ.get("TOCSIN_PYTHON", sys.executable)

# Verbs of tocsin that run while the daemon is measured, each a process of its own with the daemon's
# configuration and budget: a backfill of a few hundred filings goes on as long as the load does.
BESIDE: tuple[tuple[str, ...], ...] = (("backfill", WATCHED[0].cik),)

CONFIGURATION = """\
identity: Made Bench Capital ops@bench.example.com
edgar:
  www: {edgar.www}
  data: {edgar.data}
  latest: {{every: {every}, off_hours: {every}}}
slack: {{api: "{slack.api}", token: {slack.token}}}
receivers:
  {desks}
  ops: {{slack: {{channel: "#ops"}}}}
route: {{receiver: {first}}}
ops: [ops]
"""
CHANNELS = (*(f"#{desk}" for desk in DESKS), "#ops")
# What systemd tells a service would send the daemon to the service's own state.
_NOT_OURS = {"STATE_DIRECTORY", "CONFIGURATION_DIRECTORY", "CREDENTIALS_DIRECTORY", "NOTIFY_SOCKET"}


def configured(folder: Path, edgar: EdgarBox, slack: SlackBox, every: str) -> Path:
    """The configuration of a folder, with its rules."""
    (folder / "rules").mkdir()
    (folder / "rules" / "bench.yaml").write_text(rules_yaml())
    file = folder / "tocsin.yaml"
    desks = "\n  ".join(f'{desk}: {{slack: {{channel: "#{desk}"}}}}' for desk in DESKS)
    file.write_text(CONFIGURATION.format(edgar=edgar, slack=slack, every=every, desks=desks, first=DESKS[0]))
    return file


@contextmanager
def running(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`tocsin run`, ended as systemd ends it."""
    with (file.parent / "daemon.log").open("ab") as log, _started(file, ("run",), log) as daemon:
        yield daemon


@contextmanager
def running_beside(file: Path, verbs: tuple[tuple[str, ...], ...] = BESIDE) -> Iterator[None]:
    """Starts the extra load, and ends what of it still runs."""
    if not verbs:
        yield
        return
    with (
        (file.parent / "beside.log").open("ab") as log,
        _started(file, verbs[0], log),
        running_beside(file, verbs[1:]),
    ):
        yield


@contextmanager
def _started(file: Path, verb: tuple[str, ...], log: Any) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(  # noqa: S603 - ourselves
        _command(file, verb), stdout=log, stderr=log, env=_environment()
    )
    try:
        yield process
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    finally:
        process.kill()
        process.wait()


def said(file: Path, *verb: str) -> subprocess.CompletedProcess[bytes]:
    """What a verb of tocsin answers; raises when it exits with anything but 0."""
    return subprocess.run(  # noqa: S603 - ourselves
        _command(file, verb), capture_output=True, env=_environment(), check=True
    )


def alerts(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in said(file, "alerts", "--json").stdout.splitlines()]


def most_memory(process: int) -> float | None:
    """The most a process had resident so far, in MB; None where the kernel does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1024


def _command(file: Path, verb: tuple[str, ...]) -> list[str]:
    return [PYTHON, "-m", "tocsin", *verb, "-c", str(file)]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
