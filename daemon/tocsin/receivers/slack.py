"""Slack: one channel, one message an alert, found again by the key in its metadata."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from tocsin.model import Absent, Dead, Looked, Message, Outcome, Paused, Retry, Sent, Uncertain

EVENT_TYPE = "tocsin_alert"
TIMEOUT = dt.timedelta(seconds=5)
# Slack's clock stamps the message and ours the attempt, and a host's clock can be wrong. A key is unique,
# so that looking back further costs pages and finds nothing else.
CLOCKS_DIFFER = dt.timedelta(hours=1)
HISTORY_PAGES = 50
AFTER_A_FAULT = dt.timedelta(seconds=5)

# What an address that opens a document at a sentence holds.
FRAGMENT = "#:~:text="
ARCHIVES = "/Archives/edgar/"  # a filing, also on an EDGAR that stands elsewhere

_CHANNEL_ID = re.compile(r"[CGD][A-Z0-9]{7,}")

# docs.slack.dev/reference/methods/chat.postMessage, "Errors". A person must mend these; the alert waits.
_PAUSE = {
    "account_inactive": "the Slack app's account is deactivated",
    "channel_not_found": "the channel is not there, or the app is not in it: invite the app",
    "ekm_access_denied": "the workspace's administrators have suspended posting",
    "enterprise_is_restricted": "the app may not be used across the enterprise",
    "invalid_auth": "Slack does not accept the token",
    "is_archived": "the channel is archived",
    "missing_scope": "the app lacks a scope: install it again with the manifest in deploy/",
    "no_permission": "the token lacks the permission",
    "not_allowed_token_type": "the token is of a kind that may not post: it must be a bot token (xoxb-)",
    "not_authed": "no token was given",
    "not_in_channel": "the app is not in the channel: invite it",
    "org_login_required": "the workspace is being moved by Slack",
    "restricted_action": "a workspace preference keeps the app from posting",
    "team_access_not_granted": "the app has no access to this workspace",
    "token_expired": "the token has expired",
    "token_revoked": "the token was revoked",
}
# The same page: the message itself is wrong, and will be wrong tomorrow.
_DEAD = {
    "as_user_not_supported",
    "duplicate_channel_not_found",
    "invalid_arguments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_metadata_format",
    "invalid_metadata_schema",
    "metadata_must_be_sent_from_app",
    "metadata_too_large",
    "msg_blocks_too_long",
    "msg_too_long",
    "no_text",
    "too_many_attachments",
}


class Workspace:
    """A Slack workspace under one bot token: its HTTP session, and its channels by name."""

    def __init__(self, api: str, token: str) -> None:
        self._api = api
        self._token = token
        self._client: AsyncWebClient | None = None
        self._session: aiohttp.ClientSession | None = None
        self._ids: dict[str, str] = {}

    def client(self) -> AsyncWebClient:
        """Made at first use, because a session belongs to the running event loop.

        No retry handlers: slack_sdk's default one sends again when a connection drops, which posts twice.
        """
        if self._client is None:
            self._session = aiohttp.ClientSession(
                timeout=aiohttp.ClientTimeout(total=TIMEOUT.total_seconds())
            )
            self._client = AsyncWebClient(
                token=self._token, base_url=self._api, session=self._session, retry_handlers=[]
            )
        return self._client

    async def channel_id(self, channel: str) -> str | None:
        """The ID of `#name`; an ID stays as it is. None when the app sees no such channel.

        Kept once known: a message is posted and looked up by ID, so renaming a channel breaks nothing.
        """
        if _CHANNEL_ID.fullmatch(channel):
            return channel
        name = channel.removeprefix("#")
        if name not in self._ids:
            cursor = ""
            while True:
                page = await self.client().conversations_list(
                    types="public_channel,private_channel", exclude_archived=True, limit=999, cursor=cursor
                )
                self._ids.update({str(row["name"]): str(row["id"]) for row in page["channels"]})
                cursor = _next_cursor(page.get("response_metadata"))
                if not cursor or name in self._ids:
                    break
        return self._ids.get(name)

    async def close(self) -> None:
        if self._session:
            await self._session.close()


class Slack:
    """A receiver: one channel of a workspace."""

    timeout = TIMEOUT

    def __init__(self, workspace: Workspace, channel: str) -> None:
        self._workspace = workspace
        self._channel = channel

    async def look(self, message: Message, since: dt.datetime) -> Looked:
        """Whether the message is in the channel already, by the key in its metadata.

        `since` is when the first open attempt began. conversations.history lists the newest first, and
        tells metadata only when asked (docs.slack.dev/reference/methods/conversations.history).
        """
        oldest = f"{(since - CLOCKS_DIFFER).timestamp():.6f}"
        try:
            channel = await self._workspace.channel_id(self._channel)
            if channel is None:
                return self._no_channel()
            cursor = ""
            for _ in range(HISTORY_PAGES):
                page = await self._page(channel, _ts(message), oldest, cursor)
                for told in page["messages"]:
                    if _key_of(told) == message.key:
                        return Sent(f"{channel}:{told['ts']}")
                cursor = _next_cursor(page.get("response_metadata"))
                if not cursor:
                    return Absent()
        except Exception as error:  # whatever it is, the message stays uncertain and is not sent
            if isinstance(error, SlackApiError) and _code_of(error) == "thread_not_found":
                return await self.look(replace(message, thread=None), since)
            outcome = _outcome_of(error)
            return outcome if isinstance(outcome, Retry | Paused) else Retry(AFTER_A_FAULT, outcome.why)
        return Retry(AFTER_A_FAULT, "the channel's history since the attempt is longer than could be read")

    async def _page(self, channel: str, thread: str | None, oldest: str, cursor: str) -> AsyncSlackResponse:
        """conversations.history never lists a reply: it is looked for in its thread."""
        client = self._workspace.client()
        if thread:
            return await client.conversations_replies(
                channel=channel, ts=thread, oldest=oldest, include_all_metadata=True, limit=200, cursor=cursor
            )
        return await client.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=200, cursor=cursor
        )

    async def send(self, message: Message) -> Outcome:
        """Posts the message. Anything that leaves it open whether Slack took it is Uncertain."""
        try:
            channel = await self._workspace.channel_id(self._channel)
        except Exception as error:  # nothing was posted yet: asking for the channel can be repeated
            outcome = _outcome_of(error)
            return outcome if isinstance(outcome, Paused | Retry) else Retry(AFTER_A_FAULT, outcome.why)
        if channel is None:
            return self._no_channel()
        try:
            return Sent(await self._post(channel, message, _ts(message)))
        except SlackApiError as error:
            if _code_of(error) != "thread_not_found":
                return _outcome_of(error)
        except Exception as error:  # told apart below; an unknown one is Uncertain, and looked up
            return _outcome_of(error)
        # What it replies to was deleted, and nothing was posted: it stands for itself.
        return await self.send(replace(message, thread=None))

    async def _post(self, channel: str, message: Message, thread: str | None) -> str:
        answer = await self._workspace.client().chat_postMessage(
            channel=channel,
            text=marked_up(message),
            metadata=_metadata(message),
            thread_ts=thread,
            reply_broadcast=message.aloud if thread else None,
            unfurl_links=False,
            unfurl_media=False,
        )
        return f"{channel}:{answer['ts']}"

    def _no_channel(self) -> Paused:
        return Paused(f"there is no channel {self._channel} that the app can see: invite the app to it")


def marked_up(message: Message) -> str:
    """The text with Slack's three control characters escaped, and its addresses made links.

    docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    text = escaped(message.text)
    # The longest first: a filing's folder begins the address of a sentence in it.
    for link in sorted(map(escaped, message.links), key=len, reverse=True):
        # A bar would end the address and begin the label.
        text = text.replace(link, f"<{link.replace('|', '%7C')}|{_label(link)}>")
    return text


def _label(link: str) -> str:
    if FRAGMENT in link:
        return "jump to it"
    return "open on EDGAR" if ARCHIVES in link else "open"


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _metadata(message: Message) -> dict[str, Any]:
    """A payload's values are text, numbers and booleans (docs.slack.dev/messaging/message-metadata): no null."""
    payload = {name: value for name, value in message.payload.items() if value is not None}
    return {"event_type": EVENT_TYPE, "event_payload": payload}


def _ts(message: Message) -> str | None:
    """The message that this one is a reply to, by its time stamp."""
    return message.thread.rpartition(":")[2] if message.thread else None


def _key_of(told: Mapping[str, Any]) -> str | None:
    metadata = told.get("metadata") or {}
    payload = metadata.get("event_payload") or {}
    return payload.get("key") if metadata.get("event_type") == EVENT_TYPE else None


def _next_cursor(metadata: Mapping[str, Any] | None) -> str:
    return str((metadata or {}).get("next_cursor") or "")


def _outcome_of(error: Exception) -> Retry | Uncertain | Paused | Dead:
    match error:
        case aiohttp.ClientConnectorError():
            # Refused or unresolved: no connection stood, so no body went out.
            return Retry(AFTER_A_FAULT, f"Slack cannot be reached: {error}")
        case SlackApiError():
            return _outcome_of_answer(error)
        case asyncio.TimeoutError():
            return Uncertain(f"Slack did not answer within {TIMEOUT.total_seconds():.0f} s")
        case _:
            return Uncertain(f"the connection broke: {str(error) or type(error).__name__}")


def _outcome_of_answer(error: SlackApiError) -> Retry | Uncertain | Paused | Dead:
    answer = error.response
    status = int(getattr(answer, "status_code", None) or getattr(answer, "status", None) or 0)
    told = getattr(answer, "data", None)
    code = _code_of(error)
    if status == 429 or code in {"ratelimited", "rate_limited"}:
        # "Retry-After: the number of seconds to wait" (docs.slack.dev/apis/web-api/rate-limits)
        waits = {k.lower(): v for k, v in dict(getattr(answer, "headers", None) or {}).items()}
        seconds = str(waits.get("retry-after", "")).strip()
        return Retry(dt.timedelta(seconds=int(seconds) if seconds.isdigit() else 30), "Slack asks to wait")
    if code in _PAUSE:
        return Paused(f"{code}: {_PAUSE[code]}{_scope(told)}")
    if code in _DEAD:
        return Dead(f"Slack will never take this message: {code}")
    # internal_error and fatal_error: "some aspect of the operation succeeded before the error was
    # raised" is possible by the same page, and so it is with any 5xx. An unknown code is looked up too.
    return Uncertain(f"Slack answered {code or status or 'with something that is not JSON'}")


def _code_of(error: SlackApiError) -> str:
    told = getattr(error.response, "data", None)
    return str(told.get("error", "")) if isinstance(told, dict) else ""


def _scope(told: object) -> str:
    needed = told.get("needed") if isinstance(told, dict) else None
    return f" (needed: {needed})" if needed else ""
