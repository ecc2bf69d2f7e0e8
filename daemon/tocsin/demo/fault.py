"""Faults as a small language: what a server does to a request instead of answering it properly.

A fault is a value; `Box.fail` says where and how often it strikes. Two moments matter to a client and
are told apart: a fault that comes *before* the request is handled, and one that comes *after*, when
the work is done and the client never hears of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Self

from aiohttp import web

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole HTTP answer. `body` is not compressed: the box does that when it is asked for."""

    body: bytes
    content_type: str = "text/html"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


class Kind(Enum):
    ANSWER = auto()
    RESET = auto()
    HANG = auto()
    TRUNCATE = auto()
    CUT = auto()
    HUGE = auto()
    SLOW = auto()


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail. `handled` tells whether the request does its work all the same."""

    kind: Kind
    handled: bool
    answer: Answer | None = None
    size: int = 0
    pause: float = 0.0
    gzipped: bool = False

    @property
    def answers(self) -> bool:
        """Whether the client gets a status at all."""
        return self.kind not in {Kind.RESET, Kind.HANG}

    @property
    def is_cut(self) -> bool:
        return self.kind is Kind.CUT

    @classmethod
    def status(
        cls,
        status: int,
        body: str | bytes = b"",
        *,
        content_type: str = "text/html",
        retry_after: int | None = None,
    ) -> Self:
        """Answers with a status and a page, and does nothing; `retry_after` in seconds."""
        headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
        return cls(Kind.ANSWER, False, Answer(_bytes(body), content_type, status, headers))

    @classmethod
    def body(cls, body: str | bytes, content_type: str = "text/html", status: int = 200) -> Self:
        """Answers with something else than what was asked for, as a maintenance page under 200."""
        return cls(Kind.ANSWER, False, Answer(_bytes(body), content_type, status))

    @classmethod
    def reset(cls) -> Self:
        """Resets the connection (TCP RST) before the request is handled."""
        return cls(Kind.RESET, False)

    @classmethod
    def reset_after(cls) -> Self:
        """Handles the request fully, then resets the connection: accepted, and the client never knew."""
        return cls(Kind.RESET, True)

    @classmethod
    def hang(cls) -> Self:
        """Takes the request and says nothing, until the box is healed; then the connection is reset."""
        return cls(Kind.HANG, False)

    @classmethod
    def hang_after(cls) -> Self:
        """Handles the request fully, then says nothing, until the box is healed."""
        return cls(Kind.HANG, True)

    @classmethod
    def truncate(cls, size: int) -> Self:
        """Promises the whole body and closes the connection after `size` bytes of it (as sent)."""
        return cls(Kind.TRUNCATE, True, size=size)

    @classmethod
    def cut(cls, size: int) -> Self:
        """Sends only the first `size` bytes of the body, as if they were all: HTTP sees no fault."""
        return cls(Kind.CUT, True, size=size)

    @classmethod
    def huge(
        cls, size: int = 200 * MEGABYTE, content_type: str = "text/xml", *, gzipped: bool = False
    ) -> Self:
        """Streams `size` bytes without a Content-Length; `gzipped`, they are small on the wire."""
        return cls(Kind.HUGE, False, Answer(b"", content_type), size=size, gzipped=gzipped)

    @classmethod
    def slow(cls, size: int = 1, pause: float = 0.05) -> Self:
        """Handles the request and drips the answer: `size` bytes, then `pause` seconds, and so on."""
        return cls(Kind.SLOW, True, size=size, pause=pause)


async def perform(
    fault: Fault,
    request: web.Request,
    answer: Answer | None,
    until_healed: Callable[[], Awaitable[object]],
) -> web.StreamResponse:
    """Does to a request what the fault says; `answer` is what it would have got, when it was handled."""
    match fault.kind:
        case Kind.RESET:
            return reset(request)
        case Kind.HANG:
            await until_healed()
            return reset(request)
        case Kind.HUGE:
            return await _stream(request, fault)
        case Kind.ANSWER:
            return respond(fault.answer or Answer(b""))
        case Kind.CUT:
            whole = answer or Answer(b"")
            return respond(Answer(whole.body[: fault.size], whole.content_type, whole.status, whole.headers))
        case Kind.TRUNCATE | Kind.SLOW:
            return await _drip(request, fault, answer or Answer(b""))


def respond(answer: Answer) -> web.Response:
    """The answer as aiohttp sends it."""
    response = web.Response(body=answer.body, status=answer.status)
    response.headers["Content-Type"] = answer.content_type
    response.headers.extend(answer.headers)
    return response


def reset(request: web.Request) -> web.Response:
    """Aborts the connection so that the client's kernel sees a reset, not an orderly end."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        # SO_LINGER with a time of zero makes close() send RST instead of FIN: socket(7).
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
    return web.Response()  # never sent: the transport is closing


async def _drip(request: web.Request, fault: Fault, answer: Answer) -> web.StreamResponse:
    response = web.StreamResponse(status=answer.status)
    response.headers["Content-Type"] = answer.content_type
    response.headers.extend(answer.headers)
    response.content_length = len(answer.body)
    await response.prepare(request)
    with contextlib.suppress(ConnectionError):
        if fault.kind is Kind.TRUNCATE:
            await response.write(answer.body[: fault.size])
        else:
            step = max(1, fault.size)
            for start in range(0, len(answer.body), step):
                await response.write(answer.body[start : start + step])
                await asyncio.sleep(fault.pause)
            await response.write_eof()
            return response
    if request.transport is not None:
        request.transport.close()
    return response


async def _stream(request: web.Request, fault: Fault) -> web.StreamResponse:
    response = web.StreamResponse()
    response.headers["Content-Type"] = fault.answer.content_type if fault.answer else "text/xml"
    if fault.gzipped:
        response.headers["Content-Encoding"] = "gzip"
    response.enable_chunked_encoding()
    await response.prepare(request)
    squeeze = zlib.compressobj(wbits=zlib.MAX_WBITS | 16) if fault.gzipped else None
    left = fault.size
    with contextlib.suppress(ConnectionError):  # the client had enough
        while left > 0:
            chunk = b" " * min(left, MEGABYTE)
            left -= len(chunk)
            packed = squeeze.compress(chunk) if squeeze else chunk
            if packed:
                await response.write(packed)
        if squeeze:
            await response.write(squeeze.flush())
        await response.write_eof()
    return response


def _bytes(text: str | bytes) -> bytes:
    return text.encode() if isinstance(text, str) else text
