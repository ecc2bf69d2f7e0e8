"""What a Slack workspace holds: channels, their messages, and timestamps that only rise."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

TEAM = "T0MADE00001"
BOT_USER = "U0MADEBOT01"
BOT = "B0MADEBOT01"
APP = "A0MADEAPP01"
PERSON = "U0MADEPERS1"

MICROSECOND = dt.timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Message:
    """A stored message. `thread_ts` is the parent's ts, for a reply and for a parent with replies."""

    ts: str
    text: str
    user: str
    blocks: tuple[dict[str, Any], ...] = ()
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    broadcast: bool = False
    edited: str | None = None

    @property
    def is_reply(self) -> bool:
        return self.thread_ts is not None and self.thread_ts != self.ts

    def told(self, *, whole_metadata: bool) -> dict[str, Any]:
        """The message as the API gives it.

        `include_all_metadata`: "Return all metadata associated with this message"
        (docs.slack.dev/reference/methods/conversations.history). Without it the payload is left out
        and only `event_type` stays, as users of Slack's own SDK observed.
        """
        message: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        message["team"] = TEAM
        if self.user == BOT_USER:
            message |= {"bot_id": BOT, "app_id": APP}
        if self.blocks:
            message["blocks"] = [dict(block) for block in self.blocks]
        if self.thread_ts:
            message["thread_ts"] = self.thread_ts
        if self.is_reply and self.broadcast:
            message["subtype"] = "thread_broadcast"
        if self.edited:
            message["edited"] = {"user": self.user, "ts": self.edited}
        if self.metadata:
            kept = self.metadata if whole_metadata else {"event_type": self.metadata["event_type"]}
            message["metadata"] = dict(kept)
        return message


@dataclass(slots=True)
class Channel:
    """A channel, by ID; `member` tells whether the app was invited."""

    id: str
    name: str
    private: bool = False
    member: bool = True
    archived: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def kind(self) -> str:
        return "private_channel" if self.private else "public_channel"

    def message(self, ts: str) -> Message | None:
        return next((message for message in self.messages if message.ts == ts), None)

    def listed(self) -> list[Message]:
        """What history lists, oldest first: no replies, but those that were broadcast."""
        return [message for message in self.messages if not message.is_reply or message.broadcast]

    def thread(self, parent: str) -> list[Message]:
        """A message and its replies, oldest first."""
        return [message for message in self.messages if parent in (message.ts, message.thread_ts)]

    def told(self) -> dict[str, Any]:
        """The channel as conversations.list gives it."""
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": not self.private,
            "is_group": self.private,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.private,
            "is_archived": self.archived,
            "is_member": self.member,
            "is_general": False,
            "num_members": 2,
            "context_team_id": TEAM,
        }


class Stamps:
    """Timestamps of messages: the time to the microsecond, unique and rising whatever the clock does."""

    def __init__(self) -> None:
        self._last = dt.datetime.fromtimestamp(0, dt.UTC)

    def next(self, now: dt.datetime) -> str:
        self._last = max(now, self._last + MICROSECOND)
        return f"{int(self._last.timestamp())}.{self._last.microsecond:06}"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and the cursor of the next (empty at the end)."""

    messages: list[Message]
    cursor: str


@dataclass(frozen=True, slots=True)
class Span:
    """What part of a list is asked for. `oldest` and `latest` are exclusive unless `inclusive`."""

    oldest: str | None
    latest: str | None
    inclusive: bool
    limit: int
    cursor: str = ""

    def holds(self, message: Message) -> bool:
        after = (
            self.oldest is None or message.ts > self.oldest or (self.inclusive and message.ts == self.oldest)
        )
        before = (
            self.latest is None or message.ts < self.latest or (self.inclusive and message.ts == self.latest)
        )
        return after and before


def history_page(messages: Iterable[Message], span: Span) -> Page:
    """A page of history. "The most recent messages in the time range are returned first"
    (docs.slack.dev/reference/methods/conversations.history, "Pagination by time").
    """
    return Page(*_part([message for message in messages if span.holds(message)][::-1], span))


def forward_page(messages: Iterable[Message], span: Span) -> Page:
    """A page of history in the older manner, whose pages go forward from `oldest` where it stands alone.

    "If oldest is provided but not latest then the messages returned are those closest to oldest,
    allowing you to page forward" (slackhq/slack-api-docs, methods/channels.history).
    Within a page the newest still comes first.
    """
    if span.oldest is None or span.latest is not None:
        return history_page(messages, span)
    page, cursor = _part([message for message in messages if span.holds(message)], span)
    return Page(page[::-1], cursor)


def thread_page(messages: Iterable[Message], span: Span) -> Page:
    """A page of a thread: the parent, then the replies, oldest first."""
    return Page(*_part([message for message in messages if span.holds(message)], span))


def _part(messages: list[Message], span: Span) -> tuple[list[Message], str]:
    start = 0
    if span.cursor:
        ts = read_cursor(span.cursor, "next_ts")
        start = next((number for number, message in enumerate(messages) if message.ts == ts), len(messages))
    end = start + span.limit
    return messages[start:end], make_cursor("next_ts", messages[end].ts) if end < len(messages) else ""


def make_cursor(kind: str, place: str) -> str:
    return base64.b64encode(f"{kind}:{place}".encode()).decode()


def read_cursor(cursor: str, kind: str) -> str:
    """The place a cursor names. Raises ValueError for one that was not made here."""
    try:
        told = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(cursor) from error
    if not told.startswith(f"{kind}:"):
        raise ValueError(cursor)
    return told.partition(":")[2]
