"""What systemd is told of the daemon: that it is ready, how it does, and that it still gets on.

The watchdog is fed by work that ended, never by a timer alone: a daemon whose loop hangs looks alive
to everyone but the desk.
"""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any, Self

Step = Callable[[], Coroutine[Any, Any, int]]

# systemd drops a message that is longer than 4096 bytes whole; a status is one line of `systemctl status`.
LONGEST_STATUS = 500
# Its queue can be full for a moment, and READY=1 must not be lost to that; the daemon is not held for longer.
PATIENCE = 1.0

# --- what it is told ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Notifier:
    """sd_notify(3). Without a socket, or with one that nobody hears, it says nothing and raises nothing.

    `watchdog_every` is how often `watchdog` is to be said, in seconds; None when systemd does not ask.
    """

    socket: str | None = None
    watchdog_every: float | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """What systemd says to the process that it started: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`."""
        return cls(environment.get("NOTIFY_SOCKET") or None, _watchdog_every(environment))

    def ready(self) -> None:
        """The start, or the reload, is over."""
        self._say("READY=1")

    def status(self, line: str) -> None:
        """One line for `systemctl status`."""
        self._say(f"STATUS={' '.join(line.split())[:LONGEST_STATUS]}")

    def reloading(self, now: float) -> None:
        """A reload begins; `ready` ends it. `now` is in seconds of the monotonic clock.

        Type=notify-reload tells the old READY=1 from the new one by this time, so it goes along in the
        same message (sd_notify(3), RELOADING=1).
        """
        self._say(f"RELOADING=1\nMONOTONIC_USEC={int(now * 1_000_000)}")

    def stopping(self) -> None:
        """The end has begun."""
        self._say("STOPPING=1")

    def watchdog(self) -> None:
        """All is well. Said less often than `watchdog_every`, systemd ends the process and starts it anew."""
        self._say("WATCHDOG=1")

    def _say(self, told: str) -> None:
        if self.socket is None:
            return
        # An @ stands for the zero byte at which an abstract name begins (sd_notify(3), Notes).
        address = f"\0{self.socket[1:]}" if self.socket.startswith("@") else self.socket
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to_systemd:
                to_systemd.settimeout(PATIENCE)
                to_systemd.sendto(told.encode("utf-8", "replace"), address)
        except (OSError, ValueError):
            return


def _watchdog_every(environment: Mapping[str, str]) -> float | None:
    """Half of what is allowed, as sd_watchdog_enabled(3) recommends; None when another process is meant."""
    allowed = environment.get("WATCHDOG_USEC", "")
    if not (allowed.isdecimal() and int(allowed)):
        return None
    if environment.get("WATCHDOG_PID", str(os.getpid())) != str(os.getpid()):
        return None
    return int(allowed) / 2 / 1_000_000


# --- whether all is well -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of the daemon: when it last ended a piece of work, and how long one may take.

    Both in seconds, the first of the monotonic clock.
    """

    name: str
    ended: float
    patience: float


def hanging(loops: Iterable[Loop], now: float) -> tuple[str, ...]:
    """The loops that ended nothing for longer than their patience. While there is one, all is not well."""
    return tuple(loop.name for loop in loops if now - loop.ended > loop.patience)


class Watch:
    """Notes when each loop last ended something. `patience` is in seconds, by the name of the loop."""

    def __init__(self, patience: Mapping[str, float], monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._loops = {name: Loop(name, monotonic(), seconds) for name, seconds in patience.items()}

    def hanging(self) -> tuple[str, ...]:
        return hanging(self._loops.values(), self._monotonic())

    def over(self, name: str, step: Step) -> Step:
        """The step as a loop repeats it: a round of it that ends is noted, one that fails is not."""

        def ended() -> None:
            self._loops[name] = replace(self._loops[name], ended=self._monotonic())

        @functools.wraps(step)
        async def round_() -> int:
            _piece_ended.set(ended)
            did = await step()
            ended()
            return did

        return round_


def piece_ended() -> None:
    """Notes for the loop whose round this is part of that a piece of the round is done.

    So one slow answer after the other, however many a round takes, is told from one that never comes.
    The loop is known by the context, which tasks inherit; outside of all loops nothing is noted.
    """
    _piece_ended.get()()


_piece_ended: ContextVar[Callable[[], None]] = ContextVar("_piece_ended", default=lambda: None)
