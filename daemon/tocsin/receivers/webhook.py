"""Any address that takes JSON: the second way to reach ops when Slack itself is the trouble."""

from __future__ import annotations

import datetime as dt

import httpx

from tocsin.model import Absent, Dead, Looked, Message, Outcome, Paused, Retry, Sent

TIMEOUT = dt.timedelta(seconds=10)
AFTER_A_FAULT = dt.timedelta(seconds=15)


class Webhook:
    """A receiver that posts `{"text", "key", ...}` to an address.

    What was posted cannot be looked up, so a message whose answer was lost is posted again: at least
    once, with the key for whoever wants to drop the second.
    """

    timeout = TIMEOUT

    def __init__(self, url: str) -> None:
        self._url = url

    async def look(self, message: Message, since: dt.datetime) -> Looked:
        return Absent()

    async def send(self, message: Message) -> Outcome:
        """The address is a secret with many services, so no outcome quotes it."""
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT.total_seconds()) as client:
                answer = await client.post(self._url, json={"text": message.text, **message.payload})
        except httpx.InvalidURL:
            return Paused("the webhook's address is not one")
        except httpx.HTTPError as error:
            return Retry(AFTER_A_FAULT, f"the webhook cannot be reached: {type(error).__name__}")
        status = answer.status_code
        if status < 300:
            return Sent(str(status))
        if status in {401, 403, 404, 410}:
            return Paused(f"the webhook answered {status}: its address is no longer good")
        if status in {400, 413, 422}:
            return Dead(f"the webhook will never take this message: it answered {status}")
        return Retry(AFTER_A_FAULT, f"the webhook answered {status}")
