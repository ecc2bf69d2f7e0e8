"""A box: a small HTTP server on loopback that plays somebody else's, and fails when it is told to.

It runs in a thread of its own, so that a test (or the demo) stays synchronous: it publishes, waits for
a request, holds it, kills a process, lets it go, and reads the log, without ever sleeping.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import gzip
import threading
import time
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from aiohttp import web

from tocsin.demo.fault import MEGABYTE, Answer, Fault, perform, reset, respond
from tocsin.demo.gate import Gate

__all__ = ["Answer", "Asked", "Box", "Fault", "Gate", "Logged", "Now", "real_time", "running_from"]

Now = Callable[[], dt.datetime]


def real_time() -> dt.datetime:
    """The time of day, aware, in UTC."""
    return dt.datetime.now(dt.UTC)


def running_from(start: dt.datetime, pace: float = 1.0) -> Now:
    """A clock that shows `start` now, and from then on runs `pace` times as fast as the real one."""
    begun = time.monotonic()
    return lambda: start + dt.timedelta(seconds=(time.monotonic() - begun) * pace)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as the server got it. `headers` has lower-case names; `target` is path and query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    def is_on(self, on: str) -> bool:
        """Whether this is on a path prefix (`/Archives/`) or a Slack method (`chat.postMessage`)."""
        return self.target.startswith(on) or self.path.rpartition("/")[2] == on


@dataclass(frozen=True, slots=True)
class Logged:
    """One request of the log. `status` is None while it waits, and for ever when it got no answer."""

    at: dt.datetime
    monotonic: float
    asked: Asked
    status: int | None = None

    @property
    def target(self) -> str:
        return self.asked.target

    @property
    def user_agent(self) -> str:
        return self.asked.headers.get("user-agent", "")


@dataclass(slots=True)
class _Plan:
    fault: Fault
    on: str
    left: int | None


@dataclass(slots=True)
class _Loop:
    """What lives while the server runs."""

    loop: asyncio.AbstractEventLoop
    thread: threading.Thread
    runner: web.AppRunner
    healed: asyncio.Event = field(default_factory=asyncio.Event)


class Box:
    """The base of the boxes: `answer` says what a request gets; everything else is here.

    `answer` and `refuse` run on the server's thread with `lock` held; whatever else touches the
    same state takes it too. Time is read from `now` alone, except for the log, which has both.
    """

    compresses = False

    def __init__(self, now: Now = real_time) -> None:
        self.now = now
        self.lock = threading.RLock()
        self._changed = threading.Condition(self.lock)
        self._log: list[Logged] = []
        self._plans: list[_Plan] = []
        self._gates: list[Gate] = []
        self._port = 0
        self._running: _Loop | None = None

    # --- what a box is told by its kind ---------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def refuse(self, asked: Asked) -> Answer | None:
        """An answer of the front door's, given before gates and faults; None lets the request in."""
        return None

    # --- life -----------------------------------------------------------------------------------

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash at the end; it stays the same after `go_down`."""
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self, port: int = 0) -> None:
        """Serves from now on, on a free port of 127.0.0.1 unless one is given."""
        loop = asyncio.new_event_loop()
        app = web.Application(client_max_size=64 * MEGABYTE)
        app.router.add_route("*", "/{anything:.*}", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        thread = threading.Thread(target=loop.run_forever, name=type(self).__name__, daemon=True)
        self._running = _Loop(loop, thread, runner)
        self._port = port
        thread.start()
        self._await(runner.setup())
        self._await(self._listen())

    def close(self) -> None:
        """Stops serving; whatever is held or hangs is reset."""
        running = self._running
        if running is None:
            return
        for gate in list(self._gates):
            gate.drop()
        self.heal()
        self._await(running.runner.cleanup())
        running.loop.call_soon_threadsafe(running.loop.stop)
        running.thread.join()
        running.loop.close()
        self._running = None

    def go_down(self) -> None:
        """Refuses connections, and resets those that are open, until `come_up`."""
        self._await(self._stop_listening())

    def come_up(self) -> None:
        self._await(self._listen())

    def _await(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._now_running().loop).result(timeout=30)

    def _now_running(self) -> _Loop:
        if self._running is None:
            raise RuntimeError(f"{type(self).__name__} does not run: use it in a `with`")
        return self._running

    async def _listen(self) -> None:
        runner = self._now_running().runner
        await web.TCPSite(runner, "127.0.0.1", self._port).start()
        self._port = runner.addresses[0][1]

    async def _stop_listening(self) -> None:
        runner = self._now_running().runner
        for site in list(runner.sites):
            await site.stop()
        server = runner.server
        for handler in server.connections if server else []:
            if handler.transport:
                handler.transport.abort()

    # --- faults, gates and the log --------------------------------------------------------------

    def fail(self, fault: Fault, *, on: str = "/", times: int | None = None) -> None:
        """Strikes the next `times` requests on a path prefix or Slack method, or all until `heal`.

        Faults on the same path strike in the order in which they were told.
        """
        with self.lock:
            self._plans.append(_Plan(fault, on, times))

    def heal(self) -> None:
        """Ends every fault, and resets the requests that hang."""
        with self.lock:
            self._plans.clear()
            running = self._running
            if running:
                running.loop.call_soon_threadsafe(running.healed.set)
                running.healed = asyncio.Event()

    def gate(self, on: str, *, handled: bool = False) -> Gate:
        """Holds requests from now on, until the test lets them go.

        They are held before they are handled or, with `handled`, after: then what they ask for is
        done, and only the answer waits.
        """
        with self.lock:
            made = Gate(on, handled, self._now_running().loop, self._changed)
            self._gates.append(made)
            return made

    def requests(self, on: str = "/") -> list[Logged]:
        """The log, oldest first: every request that arrived on a path prefix or Slack method."""
        with self.lock:
            return [entry for entry in self._log if entry.asked.is_on(on)]

    def wait_for(self, on: str, count: int = 1, timeout: float = 10.0) -> list[Logged]:
        """Blocks until `count` requests on a path have arrived since the box was made; they are returned.

        Raises TimeoutError after `timeout` seconds.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests(on)) >= count, timeout):
                arrived = [entry.target for entry in self._log[-10:]]
                raise TimeoutError(
                    f"{len(self.requests(on))} of {count} requests on {on} in {timeout} s; last: {arrived}"
                )
            return self.requests(on)

    # --- one request ----------------------------------------------------------------------------

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        asked = Asked(
            request.method,
            request.raw_path,
            {name.lower(): value for name, value in request.headers.items()},
            await request.read(),
        )
        with self._changed:
            number = len(self._log)
            self._log.append(Logged(real_time(), time.monotonic(), asked))
            refusal = self.refuse(asked)
            self._changed.notify_all()
        if refusal:
            return self._answered(number, refusal)
        if not await self._pass_gates(asked, handled=False):
            return reset(request)
        fault = self._next_fault(asked)
        answer = None
        if fault is None or fault.handled:
            with self.lock:
                answer = self._packed(asked, self.answer(asked), fault)
            if not await self._pass_gates(asked, handled=True):
                return reset(request)
        if fault is None and answer is not None:
            return self._answered(number, answer)
        response = await perform(fault or Fault.reset(), request, answer, self._until_healed)
        if fault and fault.answers:
            self._note(number, response.status)
        return response

    def _answered(self, number: int, answer: Answer) -> web.Response:
        self._note(number, answer.status)
        return respond(answer)

    def _note(self, number: int, status: int) -> None:
        with self._changed:
            self._log[number] = replace(self._log[number], status=status)
            self._changed.notify_all()

    def _packed(self, asked: Asked, answer: Answer, fault: Fault | None) -> Answer:
        wanted = "gzip" in asked.headers.get("accept-encoding", "")
        if not (self.compresses and wanted and answer.body) or (fault and fault.is_cut):
            return answer
        headers = (*answer.headers, ("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"))
        return replace(answer, body=gzip.compress(answer.body, 6, mtime=0), headers=headers)

    def _next_fault(self, asked: Asked) -> Fault | None:
        with self.lock:
            for plan in self._plans:
                if asked.is_on(plan.on) and plan.left != 0:
                    if plan.left is not None:
                        plan.left -= 1
                    return plan.fault
        return None

    async def _pass_gates(self, asked: Asked, *, handled: bool) -> bool:
        with self.lock:
            gates = [gate for gate in self._gates if gate.handled is handled and asked.is_on(gate.on)]
        for gate in gates:
            if not await gate.hold():
                return False
        return True

    async def _until_healed(self) -> None:
        if self._running:
            await self._running.healed.wait()
