"""A gate: requests wait at it until the test lets them go."""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType
from typing import Self


class Gate:
    """Holds the requests that reach it. Made by `Box.gate`.

    `open` lets everything through, now and later; `drop` resets the connections of those held and
    opens it for the others, as if they had been lost on the way; `let_go` passes one at a time.
    As a context manager it opens at the end.
    """

    def __init__(
        self, on: str, handled: bool, loop: asyncio.AbstractEventLoop, changed: threading.Condition
    ) -> None:
        self.on = on
        self.handled = handled
        self._loop = loop
        self._changed = changed
        self._held: list[asyncio.Future[bool]] = []
        self._open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.open()

    @property
    def held(self) -> int:
        """How many requests wait here now."""
        with self._changed:
            return len(self._held)

    def wait(self, count: int = 1, timeout: float = 10.0) -> None:
        """Blocks until `count` requests are held. Raises TimeoutError after `timeout` seconds."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._held) >= count, timeout):
                raise TimeoutError(f"{len(self._held)} of {count} requests at the gate on {self.on}")

    def open(self) -> None:
        self._release(passed=True)

    def drop(self) -> None:
        self._release(passed=False)

    def let_go(self, count: int = 1) -> None:
        """Lets the `count` that came first through; the gate stays shut behind them."""
        with self._changed:
            first, self._held = self._held[:count], self._held[count:]
        for future in first:
            self._loop.call_soon_threadsafe(_settle, future, True)

    def _release(self, *, passed: bool) -> None:
        with self._changed:
            self._open = True
            waiting, self._held = self._held, []
        for future in waiting:
            self._loop.call_soon_threadsafe(_settle, future, passed)

    async def hold(self) -> bool:
        """Waits on the server's loop; False when the request is to be dropped."""
        future: asyncio.Future[bool] = self._loop.create_future()
        with self._changed:
            if self._open:
                return True
            self._held.append(future)
            self._changed.notify_all()
        return await future


def _settle(future: asyncio.Future[bool], passed: bool) -> None:
    if not future.done():
        future.set_result(passed)
