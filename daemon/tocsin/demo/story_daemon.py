"""The daemon of the demo, in a process of its own: started, killed, started again, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

# What systemd tells a service would send the demo to the service's own state.
_NOT_OURS = {"STATE_DIRECTORY", "CONFIGURATION_DIRECTORY", "CREDENTIALS_DIRECTORY", "JOURNAL_STREAM"}


class DaemonProcess(AbstractContextManager["DaemonProcess"]):
    """The daemon on a folder, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        self.start()
        return self

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        command = [sys.executable, "-m", "tocsin", "run", "-c", str(self._folder / "tocsin.yaml")]
        with (self._folder / "daemon.log").open("ab") as log:
            self._process = subprocess.Popen(command, stderr=log, env=environment)  # noqa: S603 - ourselves

    def kill(self) -> None:
        """As the kernel does when memory is short: nothing is finished, nothing put away."""
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """SIGTERM. Returns the exit code."""
        self._process.send_signal(signal.SIGTERM)
        return self._process.wait(timeout=10)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
