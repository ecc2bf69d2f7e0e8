"""The HTTP client of a vendor: its key, its limit, its faults, and no secret in any text that leaves here."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from types import TracebackType
from typing import Self

import httpx

from tocsin.clock import Clock
from tocsin.errors import Fault, Limited, NotFound, Refused, Unavailable
from tocsin.feeds.body import unpacked
from tocsin.feeds.feed import Ask, Key
from tocsin.feeds.http import TIMEOUT, WHOLE_ANSWER
from tocsin.feeds.secret import Secret

# Where an answer does not say for how long: limits are by the minute (finnhub.io/docs/api/rate-limit,
# site.financialmodelingprep.com/developer/docs), and a day's is found out by asking again.
LIMIT_LASTS = dt.timedelta(minutes=1)
LONGEST_LIMIT = dt.timedelta(hours=6)
TRIES = 2
SAID = 120  # characters of a vendor's own message
_MESSAGES = re.compile(r'"(?:error|message|Error Message|error_message|value|detail)"\s*:\s*"([^"]{1,400})"')


class Vendor:
    """One vendor's address behind its key and its limit of requests a minute."""

    def __init__(self, base: str, *, key: Key | None, secret: Secret, a_minute: int, clock: Clock) -> None:
        self._base = base
        self._key = key
        self._secret = secret
        self._apart = 60.0 / a_minute
        self._clock = clock
        self._next = float("-inf")
        self._limited: dt.datetime | None = None
        self._turn = asyncio.Lock()
        self._client = httpx.AsyncClient(
            headers={"User-Agent": "tocsin", "Accept-Encoding": "gzip, deflate", **self._header()},
            timeout=TIMEOUT,
            follow_redirects=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def get(self, ask: Ask) -> bytes:
        """The body of the answer. Raises a Fault, whose text holds no parameter of the question."""
        for _ in range(TRIES - 1):
            try:
                return await self._get_once(ask)
            except Unavailable:
                pass
        return await self._get_once(ask)

    async def _get_once(self, ask: Ask) -> bytes:
        async with self._turn:
            if self._limited and self._clock.now() < self._limited:
                raise Limited(f"{self._host(ask)} takes no question at the moment", self._limited)
            if (wait := self._next - self._clock.monotonic()) > 0:
                await self._clock.sleep(wait)
            self._next = self._clock.monotonic() + self._apart
            try:
                return await self._answer(ask)
            except Limited as limited:
                self._limited = limited.until
                raise

    async def _answer(self, ask: Ask) -> bytes:
        where = self.shown(ask)
        try:
            request = self._client.build_request("GET", self._address(ask), params=self._params(ask) or None)
            async with asyncio.timeout(WHOLE_ANSWER):
                answer = await self._client.send(request, stream=True)
                try:
                    body = await unpacked(where, answer, ask.limit)
                finally:
                    await answer.aclose()
        except TimeoutError as error:
            raise Unavailable(f"{where} took longer than {WHOLE_ANSWER:.0f} s") from error
        except httpx.TransportError as error:
            # Not with the error's own text behind it: a URL may stand there, with the key.
            raise Unavailable(f"{where} cannot be reached ({type(error).__name__})") from None
        except httpx.InvalidURL:
            raise Refused(f"{where} is no address that can be asked") from None
        if answer.status_code == 204 or (answer.status_code == 404 and ask.may_be_missing):
            return b""
        fault = self._fault(where, answer, b"" if ask.secret and answer.status_code != 200 else body)
        if fault is not None:
            raise fault
        if len(body) > ask.limit:
            raise Refused(f"{where} answered with more than {ask.limit / 1_000_000:g} MB")
        return body

    def _fault(self, where: str, answer: httpx.Response, body: bytes) -> Fault | None:
        status, said = answer.status_code, self._said(body)
        match status:
            case 200 if b"Limit Reach" in body[:300]:
                # Financial Modeling Prep tells that a day's limit is used up under 200 as well.
                return Limited(f"{where} was asked too often{said}", self._clock.now() + LIMIT_LASTS)
            case 200:
                return None if body.strip() else Unavailable(f"{where} answered with nothing")
            case 401:
                return Refused(f"{where} does not accept the key (401){said}: check `key` of this feed")
            case 402:
                return Refused(f"{where} wants to be paid for this (402){said}: the plan does not cover it")
            case 403:
                return Refused(f"{where} is not in the plan of this key (403){said}")
            case 404:
                return NotFound(f"{where} is not there (404){said}")
            case 429:
                until = self._clock.now() + _wait(answer.headers.get("retry-after"))
                return Limited(f"{where} was asked too often (429){said}", until)
        if answer.has_redirect_location:
            return Refused(
                f"{where} has moved ({status}): redirects are not followed, the key would go with them"
            )
        if status >= 500 or status in (408, 425):
            return Unavailable(f"{where} answered {status}{said}")
        return Refused(f"{where} answered {status}{said}")

    def shown(self, ask: Ask) -> str:
        """The question as a person may see it: host and path, without parameters."""
        url = httpx.URL(self._address(ask))
        port = f":{url.port}" if url.port else ""
        return self.hide(f"{url.host}{port}{'' if ask.secret else url.path}")

    def _host(self, ask: Ask) -> str:
        return httpx.URL(self._address(ask)).host

    def _address(self, ask: Ask) -> str:
        return ask.path if "://" in ask.path else f"{self._base}{ask.path}"

    def _params(self, ask: Ask) -> dict[str, str]:
        params = dict(ask.params)
        if self._key and self._secret.key and not self._key.header:
            params[self._key.name] = f"{self._key.prefix}{self._secret.key}"
        return params

    def _header(self) -> dict[str, str]:
        if self._key and self._secret.key and self._key.header:
            return {self._key.name: f"{self._key.prefix}{self._secret.key}"}
        return {}

    def _said(self, body: bytes) -> str:
        """The vendor's own words, where it gives reasons in JSON. The key is hidden before anything is cut out."""
        found = _MESSAGES.search(self.hide(body[:4000].decode("utf-8", "replace")))
        text = " ".join(found[1].split()) if found else ""
        return f', saying "{text[:SAID]}"' if text else ""

    def hide(self, text: str) -> str:
        """The text without the key, in any form of it."""
        return self._secret.hide(text)


def _wait(retry_after: str | None) -> dt.timedelta:
    if retry_after and retry_after.isascii() and retry_after.isdigit() and len(retry_after) < 7:
        return min(dt.timedelta(seconds=max(1, int(retry_after))), LONGEST_LIMIT)
    return LIMIT_LASTS
