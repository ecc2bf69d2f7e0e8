"""The client over real HTTP: what goes wrong on the way."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.feeds.asking import TICKERS, client, tickers
from tocsin.demo.box import Fault as Trouble
from tocsin.demo.edgar import EdgarBox
from tocsin.errors import Fault, Refused, Unavailable
from tocsin.feeds import http
from tocsin.feeds.http import MEGABYTE


def get(folder: Path, url: str, limit: int = MEGABYTE, **more: Any) -> bytes:
    async def one() -> bytes:
        async with client(folder, url) as edgar:
            return await tickers(edgar, limit, **more)

    return asyncio.run(one())


# --- connections

Serve = Callable[[int, int, asyncio.StreamWriter], Awaitable[None]]
GOOD = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@asynccontextmanager
async def server(serve: Serve) -> AsyncIterator[tuple[str, list[tuple[int, bytes]]]]:
    """A server that does with each request as `serve` says, told the connection's number and the
    request's on it. Yields its address and, as they come, the connection and first line of each."""
    asked: list[tuple[int, bytes]] = []
    connections = 0

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        mine, number = connections, 0
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                number += 1
                asked.append((mine, head.partition(b"\r\n")[0]))
                await serve(mine, number, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    serving = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with serving:
        yield f"http://127.0.0.1:{serving.sockets[0].getsockname()[1]}", asked


async def good(_: int, __: int, writer: asyncio.StreamWriter) -> None:
    writer.write(GOOD)


def answering(head: bytes, body: bytes = b"") -> Serve:
    async def serve(_: int, __: int, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 " + head + b"\r\n\r\n" + body)
        writer.close()

    return serve


def asked_of(folder: Path, serve: Serve, times: int = 1, limit: int = MEGABYTE) -> Any:
    """The last body, or the fault that it was; and what the server saw."""

    async def world() -> Any:
        async with server(serve) as (url, asked), client(folder, url) as edgar:
            for _ in range(times - 1):
                await tickers(edgar, limit)
            try:
                return await tickers(edgar, limit), asked
            except Fault as fault:
                return fault, asked

    return asyncio.run(world())


def test_a_connection_is_used_again_and_speaks_http_1_1(tmp_path: Path) -> None:
    body, asked = asked_of(tmp_path, good, times=3)
    assert body == b"{}"
    assert asked == [(1, b"GET /files/company_tickers.json HTTP/1.1")] * 3


@pytest.mark.parametrize("how", ["close", "reset"])
def test_a_connection_that_was_closed_while_idle_is_no_fault(tmp_path: Path, how: str) -> None:
    """It is closed as the second request arrives: the client could not have known."""

    async def serve(connection: int, number: int, writer: asyncio.StreamWriter) -> None:
        if (connection, number) != (1, 2):
            writer.write(GOOD)
        elif how == "close":
            writer.close()
        else:
            writer.transport.abort()

    body, asked = asked_of(tmp_path, serve, times=2)
    assert body == b"{}"
    assert [connection for connection, _ in asked] == [1, 1, 2]


def test_a_new_connection_that_is_closed_is_a_fault_at_once(tmp_path: Path) -> None:
    async def serve(_: int, __: int, writer: asyncio.StreamWriter) -> None:
        writer.close()

    fault, asked = asked_of(tmp_path, serve)
    assert type(fault) is Unavailable
    assert str(fault).endswith("Server disconnected without sending a response.")
    assert len(asked) == 1


def test_when_the_second_try_fails_too_it_is_a_fault(tmp_path: Path) -> None:
    async def serve(connection: int, number: int, writer: asyncio.StreamWriter) -> None:
        if (connection, number) == (1, 1):
            writer.write(GOOD)
        else:
            writer.close()

    fault, asked = asked_of(tmp_path, serve, times=2)
    assert isinstance(fault, Unavailable)
    assert [connection for connection, _ in asked] == [1, 1, 2]


def test_an_answer_that_was_begun_is_not_asked_for_twice_at_once(tmp_path: Path) -> None:
    async def serve(_: int, number: int, writer: asyncio.StreamWriter) -> None:
        writer.write(GOOD if number == 1 else GOOD[:-1])
        if number == 2:
            writer.close()

    fault, asked = asked_of(tmp_path, serve, times=2)
    assert isinstance(fault, Unavailable)
    assert len(asked) == 2


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with EdgarBox() as edgar:
        url = edgar.url
    with pytest.raises(Unavailable, match="All connection attempts failed"):
        get(tmp_path, url)


def test_a_passing_fault_is_asked_again_as_often_as_said(tmp_path: Path) -> None:
    with EdgarBox() as edgar:
        edgar.fail(Trouble.status(500), times=2)
        assert get(tmp_path, edgar.url, tries=3).startswith(b"{")
        edgar.fail(Trouble.status(500), times=2)
        with pytest.raises(Unavailable):
            get(tmp_path, edgar.url, tries=2)
        assert len(edgar.requests()) == 5


# --- answers that are none


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_refused_in_clear_words(tmp_path: Path, status: int) -> None:
    head = f"{status} Moved\r\nLocation: https://other.example/files\r\nContent-Length: 0".encode()
    fault, asked = asked_of(tmp_path, answering(head))
    assert isinstance(fault, Refused)
    assert str(fault).endswith(
        f"answered {status}, it has moved to 'https://other.example/files': redirects are not followed"
    )
    assert len(asked) == 1


def test_a_body_that_says_it_is_too_large_is_not_read(tmp_path: Path) -> None:
    """It never comes: whoever read it would wait until the connection ends."""
    finished = asyncio.Event()

    async def serve(_: int, __: int, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000001\r\n\r\n{")
        await finished.wait()

    async def world() -> None:
        async with server(serve) as (url, _), client(tmp_path, url) as edgar:
            with pytest.raises(Refused, match="is larger than 1 MB"):
                await asyncio.wait_for(tickers(edgar), 5)
            finished.set()

    asyncio.run(world())


def test_a_body_of_just_the_limit_is_whole(tmp_path: Path) -> None:
    body = b"{" + b" " * 99_998 + b"}"
    for head, packed in [(b"", body), (b"Content-Encoding: gzip\r\n", gzip.compress(body))]:
        whole = answering(b"200 OK\r\n" + head + b"Content-Length: %d" % len(packed), packed)
        assert asked_of(tmp_path, whole, limit=100_000)[0] == body
        assert isinstance(asked_of(tmp_path, whole, limit=99_999)[0], Refused)


def bomb(size: int, bits: int) -> bytes:
    squeeze = zlib.compressobj(9, wbits=bits)
    return b"".join(squeeze.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)) + squeeze.flush()


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_packed_zeros_stop_at_the_limit(tmp_path: Path, encoding: str) -> None:
    packed = bomb(200 * MEGABYTE, 31 if encoding == "gzip" else 15)
    assert len(packed) < MEGABYTE // 4
    serve = answering(
        b"200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d" % (encoding.encode(), len(packed)), packed
    )
    tracemalloc.start()
    fault, _ = asked_of(tmp_path, serve, limit=4 * MEGABYTE)
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(fault, Refused)
    assert str(fault).endswith("is larger than 4 MB")
    assert held < 16 * MEGABYTE


def test_a_body_without_end_stops_at_the_limit(tmp_path: Path) -> None:
    with EdgarBox() as edgar:
        for gzipped in (False, True):
            edgar.fail(Trouble.huge(200 * MEGABYTE, gzipped=gzipped), times=1)
            with pytest.raises(Refused, match="is larger than 1 MB"):
                get(tmp_path, edgar.url)


def test_a_fault_with_a_large_page_is_what_its_status_says(tmp_path: Path) -> None:
    page = b"<html>" + b" " * 3_000_000
    serve = answering(b"503 Unavailable\r\nContent-Length: %d" % len(page), page)
    fault, _ = asked_of(tmp_path, serve)
    assert isinstance(fault, Unavailable)
    assert "answered 503" in str(fault)


def raw_deflate(body: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-15)
    return squeeze.compress(body) + squeeze.flush()


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(b'{"a": 1}')),
        ("GZIP", gzip.compress(b'{"a"') + gzip.compress(b": 1}")),
        ("deflate", zlib.compress(b'{"a": 1}')),
        ("deflate", raw_deflate(b'{"a": 1}')),
        ("identity", b'{"a": 1}'),
    ],
)
def test_what_was_packed_is_unpacked(tmp_path: Path, encoding: str, packed: bytes) -> None:
    async def serve(_: int, __: int, writer: asyncio.StreamWriter) -> None:
        writer.write(
            b"HTTP/1.1 200 OK\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n"
            % (encoding.encode(), len(packed))
        )
        for byte in packed:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0)

    body, _ = asked_of(tmp_path, serve)
    assert body == b'{"a": 1}'


@pytest.mark.parametrize(
    ("encoding", "packed", "said"),
    [
        ("gzip", gzip.compress(b'{"a": 1}')[:-9], "sent a body that ends in its midst"),
        ("gzip", b'{"a": 1}', "sent a body that cannot be decompressed"),
        ("gzip", gzip.compress(b"{}") + b"rubbish", "sent a body that cannot be decompressed"),
        ("deflate", b"\xff\xff\xff", "sent a body that cannot be decompressed"),
        ("gzip", b"", "answered with nothing"),
        ("br", b"x", "sent a body in an encoding that was not asked for (br)"),
    ],
)
def test_what_cannot_be_unpacked_may_come_whole_the_next_time(
    tmp_path: Path, encoding: str, packed: bytes, said: str
) -> None:
    fault, _ = asked_of(
        tmp_path,
        answering(b"200 OK\r\nContent-Encoding: %s\r\nConnection: close" % encoding.encode(), packed),
    )
    assert isinstance(fault, Unavailable)
    assert str(fault).endswith(said)


def test_a_body_that_drips_ends_by_the_time_out_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "WHOLE_ANSWER", 0.4)
    with EdgarBox() as edgar:
        edgar.serve_file(TICKERS, b"[" + b" " * 1000 + b"]")
        edgar.fail(Trouble.slow(1, 0.05), times=1)
        with pytest.raises(Unavailable, match="took longer than"):
            get(tmp_path, edgar.url)
        assert get(tmp_path, edgar.url).startswith(b"[")
