"""The body of an answer, decompressed as it comes and never larger than was asked for."""

from __future__ import annotations

import zlib

import httpx

from tocsin.errors import Unavailable


async def unpacked(url: str, answer: httpx.Response, limit: int) -> bytes:
    """The body, decompressed; of one that is larger than `limit`, little more than that."""
    encoding = answer.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", "deflate"}:
        raise Unavailable(f"{url} sent a body in an encoding that was not asked for ({encoding[:40]})")
    body = _Body(encoding, limit)
    try:
        async for piece in answer.aiter_raw():
            body.add(piece)
            if len(body.unpacked) > limit:
                return bytes(body.unpacked)
    except zlib.error as error:
        raise Unavailable(f"{url} sent a body that cannot be decompressed") from error
    if body.is_cut_off:
        raise Unavailable(f"{url} sent a body that ends in its midst")
    return bytes(body.unpacked)


class _Body:
    """A body that is unpacked as it comes, to one byte more than its limit.

    httpx unpacks each piece as a whole, and 64 kB of packed zeros are 64 MB.
    """

    def __init__(self, encoding: str, limit: int) -> None:
        self.unpacked = bytearray()
        self._encoding = encoding
        self._limit = limit
        self._zlib: zlib._Decompress | None = None

    @property
    def is_cut_off(self) -> bool:
        return self._zlib is not None and not self._zlib.eof

    def add(self, piece: bytes) -> None:
        if self._encoding == "identity":
            self.unpacked += piece
            return
        while piece and len(self.unpacked) <= self._limit:
            # A gzip file may have several members, one behind the other (RFC 1952, 2.2).
            if self._zlib is None or self._zlib.eof:
                self._zlib = zlib.decompressobj(self._window(piece[0]))
            self.unpacked += self._zlib.decompress(piece, self._limit + 1 - len(self.unpacked))
            piece = self._zlib.unconsumed_tail or self._zlib.unused_data

    def _window(self, first: int) -> int:
        """Which head zlib has to expect. Some servers send `deflate` without the one it should have
        (RFC 9110, 8.4.1.2), which begins with an 8."""
        if self._encoding == "gzip":
            return 16 + zlib.MAX_WBITS
        return zlib.MAX_WBITS if first & 15 == 8 else -zlib.MAX_WBITS
