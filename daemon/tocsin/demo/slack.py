"""A Slack in a box: the Web API methods that tocsin calls, over real HTTP, by Slack's rules.

Each rule names its page of docs.slack.dev. The box is stricter than Slack in one thing: a text over
40,000 characters, which chat.postMessage truncates, is refused, so that a cut alert is noticed.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import math
from collections import deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Any

from tocsin.demo.box import Asked, Box, Now, real_time
from tocsin.demo.fault import Answer
from tocsin.demo.slack_arguments import SlackError, arguments, content, is_true, listing, parent_of, whole
from tocsin.demo.slack_text import render
from tocsin.demo.slack_workspace import (
    BOT,
    BOT_USER,
    PERSON,
    TEAM,
    Channel,
    Message,
    Stamps,
    forward_page,
    history_page,
    make_cursor,
    read_cursor,
    thread_page,
)

__all__ = ["SCOPES", "TOKEN", "Message", "SlackBox", "SlackRules", "render"]

TOKEN = "xoxb-made-for-the-box"  # noqa: S105 - it opens nothing but the box
SCOPES = frozenset({"chat:write", "channels:read", "channels:history", "groups:read", "groups:history"})
MOST_TEXT = 40_000
MOST_UPDATED_TEXT = 4_000  # methods/chat.update, msg_too_long
MOST_LISTED = 1000


@dataclass(frozen=True, slots=True)
class SlackRules:
    """How strict the box is (docs.slack.dev/apis/web-api/rate-limits); None lifts a limit.

    A channel takes `burst` messages at once and `per_second` in the long run. The tiers are calls a
    minute to one method: tier 2 is conversations.list, tier 3 history, replies and chat.update.
    `pages_forward` pages history in Slack's older manner; a look-up has to work with both.
    """

    per_second: float | None = 1.0
    burst: int = 5
    tier_2: int | None = 20
    tier_3: int | None = 50
    pages_forward: bool = False


class SlackBox(Box):
    """A workspace with an app in it. Give `api` as the Web API's address and `token` as the bot token.

    Channels are named with or without `#`, or by ID, wherever a method of this class takes one.
    """

    def __init__(
        self,
        channels: Collection[str] = ("#ai-desk", "#tocsin-ops"),
        *,
        token: str = TOKEN,
        rules: SlackRules | None = None,
        now: Now = real_time,
    ) -> None:
        super().__init__(now)
        self.token = token
        self.rules = rules or SlackRules()
        self.scopes: frozenset[str] = SCOPES
        self._channels: dict[str, Channel] = {}
        self._stamps = Stamps()
        self._serials = itertools.count(1)
        self._revoked: str | None = None
        self._buckets: dict[str, tuple[float, dt.datetime]] = {}
        self._calls: dict[str, deque[dt.datetime]] = {}
        for name in channels:
            self.add_channel(name)

    @property
    def api(self) -> str:
        """The address of the Web API, as slack_sdk wants it: with a slash at the end."""
        return f"{self.url}/api/"

    # --- what a test or the demo tells it -------------------------------------------------------

    def add_channel(
        self, name: str, *, private: bool = False, member: bool = True, archived: bool = False
    ) -> str:
        """A new channel's ID."""
        with self.lock:
            made = f"{'G' if private else 'C'}0MADE{next(self._serials):05}"
            self._channels[made] = Channel(made, name.removeprefix("#"), private, member, archived)
            return made

    def channel_id(self, channel: str) -> str:
        with self.lock:
            return self._known(channel).id

    def archive(self, channel: str, *, archived: bool = True) -> None:
        with self.lock:
            self._known(channel).archived = archived

    def invite(self, channel: str) -> None:
        with self.lock:
            self._known(channel).member = True

    def kick(self, channel: str) -> None:
        """Removes the app from a channel."""
        with self.lock:
            self._known(channel).member = False

    def rename(self, channel: str, name: str) -> None:
        with self.lock:
            self._known(channel).name = name.removeprefix("#")

    def revoke(self, error: str = "token_revoked") -> None:
        """Refuses the token from now on: `token_revoked`, `account_inactive`, `token_expired`…"""
        with self.lock:
            self._revoked = error

    def restore(self) -> None:
        with self.lock:
            self._revoked = None

    def grant(self, *scopes: str) -> None:
        """Gives the app these scopes and no others."""
        with self.lock:
            self.scopes = frozenset(scopes)

    def say(self, channel: str, text: str, *, thread_ts: str | None = None) -> str:
        """A person posts a message; its ts."""
        with self.lock:
            return self._store(self._known(channel), text, PERSON, thread_ts=thread_ts).ts

    def delete(self, channel: str, ts: str) -> None:
        """A person deletes a message."""
        with self.lock:
            known = self._known(channel)
            known.messages = [message for message in known.messages if message.ts != ts]

    def messages(self, channel: str) -> list[Message]:
        """All that stands in a channel, replies included, oldest first."""
        with self.lock:
            return list(self._known(channel).messages)

    def _known(self, channel: str) -> Channel:
        found = self._find(channel)
        if found is None:
            raise KeyError(f"the box has no channel {channel}")
        return found

    def _find(self, channel: str) -> Channel | None:
        name = channel.removeprefix("#")
        by_name = (one for one in self._channels.values() if one.name == name)
        return self._channels.get(channel) or next(by_name, None)

    def _store(self, channel: Channel, text: str, user: str, **more: Any) -> Message:
        message = Message(self._stamps.next(self.now()), text, user, **more)
        channel.messages.append(message)
        parent = channel.message(message.thread_ts) if message.thread_ts else None
        if parent and parent.thread_ts is None:
            channel.messages[channel.messages.index(parent)] = replace(parent, thread_ts=parent.ts)
        return message

    # --- the Web API ----------------------------------------------------------------------------

    def answer(self, asked: Asked) -> Answer:
        method = asked.path.removeprefix("/api/")
        warnings: list[str] = []
        status, headers = 200, [("X-OAuth-Scopes", ",".join(sorted(self.scopes)))]
        try:
            call = self._methods().get(method)
            if call is None:
                raise SlackError("unknown_method", req_method=method)
            given = arguments(asked, warnings)
            self._authorize(asked, given)
            told = {"ok": True, **call(given)}
        except SlackError as error:
            told = {"ok": False, "error": error.error, **error.more}
            if error.error == "ratelimited":
                # apis/web-api/rate-limits: 429, and Retry-After in whole seconds.
                status = 429
                headers.append(("Retry-After", str(told.pop("retry_after"))))
        if warnings:
            told["warning"] = ",".join(warnings)
            told.setdefault("response_metadata", {})["warnings"] = warnings
        body = json.dumps(told).encode()
        return Answer(body, "application/json; charset=utf-8", status, tuple(headers))

    def _methods(self) -> dict[str, Callable[[dict[str, Any]], dict[str, Any]]]:
        return {
            "auth.test": self._auth_test,
            "conversations.list": self._list,
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "chat.postMessage": self._post,
            "chat.update": self._update,
        }

    def _authorize(self, asked: Asked, given: dict[str, Any]) -> None:
        """methods/auth.test, "Errors". In a JSON body a token is not looked for (apis/web-api)."""
        bearer = asked.headers.get("authorization", "")
        token = bearer[7:].strip() if bearer.lower().startswith("bearer ") else given.get("token")
        if not token or (asked.headers.get("content-type", "").startswith("application/json") and not bearer):
            raise SlackError("not_authed")
        if token != self.token:
            raise SlackError("invalid_auth")
        if self._revoked:
            raise SlackError(self._revoked)

    def _need(self, scope: str) -> None:
        if scope not in self.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.scopes)))

    def _auth_test(self, given: dict[str, Any]) -> dict[str, Any]:
        return {
            "url": "https://made.example.com/",
            "team": "Made",
            "user": "tocsin",
            "team_id": TEAM,
            "user_id": BOT_USER,
            "bot_id": BOT,
            "is_enterprise_install": False,
        }

    def _list(self, given: dict[str, Any]) -> dict[str, Any]:
        """methods/conversations.list: private channels only where the app is a member."""
        self._tier("conversations.list", self.rules.tier_2)
        kinds = {kind.strip() for kind in str(given.get("types") or "public_channel").split(",")}
        if kinds - {"public_channel", "private_channel", "mpim", "im"}:
            raise SlackError("invalid_types")
        for kind, scope in (("public_channel", "channels:read"), ("private_channel", "groups:read")):
            if kind in kinds:
                self._need(scope)
        limit = whole(given.get("limit"), 100)
        if not 1 <= limit <= MOST_LISTED:
            raise SlackError("invalid_limit")
        shown = [
            channel
            for channel in self._channels.values()
            if channel.kind in kinds
            and (channel.member or not channel.private)
            and not (channel.archived and is_true(given.get("exclude_archived")))
        ]
        start = 0
        if given.get("cursor"):
            try:
                start = int(read_cursor(str(given["cursor"]), "channel"))
            except ValueError:
                raise SlackError("invalid_cursor") from None
        end = start + limit
        cursor = make_cursor("channel", str(end)) if end < len(shown) else ""
        told = [channel.told() for channel in shown[start:end]]
        return {"channels": told, "response_metadata": {"next_cursor": cursor}}

    def _history(self, given: dict[str, Any]) -> dict[str, Any]:
        """methods/conversations.history: newest first, no thread replies, and by ID only."""
        self._tier("conversations.history", self.rules.tier_3)
        channel = self._readable(given)
        page_of = forward_page if self.rules.pages_forward else history_page
        return listing(channel.listed(), given, 100, page_of) | {"pin_count": 0}

    def _replies(self, given: dict[str, Any]) -> dict[str, Any]:
        """methods/conversations.replies: the parent, then its replies, oldest first."""
        self._tier("conversations.replies", self.rules.tier_3)
        channel = self._readable(given)
        found = channel.message(str(given.get("ts") or ""))
        if found is None:
            raise SlackError("thread_not_found")
        return listing(channel.thread(found.thread_ts or found.ts), given, 1000, thread_page)

    def _readable(self, given: dict[str, Any]) -> Channel:
        channel = self._channels.get(str(given.get("channel") or ""))
        if channel is None or (channel.private and not channel.member):
            raise SlackError("channel_not_found")
        self._need("groups:history" if channel.private else "channels:history")
        if not channel.member:
            raise SlackError("not_in_channel")
        return channel

    def _post(self, given: dict[str, Any]) -> dict[str, Any]:
        """methods/chat.postMessage: a channel's ID, or its name."""
        self._need("chat:write")
        channel = self._find(str(given.get("channel") or ""))
        if channel is None or (channel.private and not channel.member):
            raise SlackError("channel_not_found")
        if channel.archived:
            raise SlackError("is_archived")
        if not channel.member:
            raise SlackError("not_in_channel")
        text, blocks, metadata = content(given, MOST_TEXT)
        thread_ts = parent_of(channel, given.get("thread_ts"))
        self._take_turn(channel.id)
        message = self._store(
            channel,
            text or "",
            BOT_USER,
            blocks=blocks,
            metadata=metadata or None,
            thread_ts=thread_ts,
            broadcast=is_true(given.get("reply_broadcast")),
        )
        return {"channel": channel.id, "ts": message.ts, "message": message.told(whole_metadata=False)}

    def _update(self, given: dict[str, Any]) -> dict[str, Any]:
        """methods/chat.update: metadata stays unless it is given, and goes when it is an empty object."""
        self._tier("chat.update", self.rules.tier_3)
        self._need("chat:write")
        channel = self._channels.get(str(given.get("channel") or ""))
        if channel is None or (channel.private and not channel.member):
            raise SlackError("channel_not_found")
        if channel.archived:
            raise SlackError("is_inactive")
        known = channel.message(str(given.get("ts") or ""))
        if known is None:
            raise SlackError("message_not_found")
        if known.user != BOT_USER:
            raise SlackError("cant_update_message")
        text, blocks, metadata = content(given, MOST_UPDATED_TEXT)
        changed = replace(
            known,
            text=known.text if text is None else text,
            blocks=blocks if blocks or text is not None else known.blocks,
            metadata=known.metadata if metadata is None else metadata or None,
            edited=self._stamps.next(self.now()),
        )
        channel.messages[channel.messages.index(known)] = changed
        message = changed.told(whole_metadata=False)
        return {"channel": channel.id, "ts": known.ts, "text": changed.text, "message": message}

    # --- rate limits ----------------------------------------------------------------------------

    def _take_turn(self, channel: str) -> None:
        """apis/web-api/rate-limits: "1 per second per channel", "short bursts … are allowed"."""
        pace = self.rules.per_second
        if pace is None:
            return
        now = self.now()
        left, since = self._buckets.get(channel, (float(self.rules.burst), now))
        left = min(float(self.rules.burst), left + (now - since).total_seconds() * pace)
        if left < 1.0:
            self._buckets[channel] = (left, now)
            raise SlackError("ratelimited", retry_after=math.ceil((1.0 - left) / pace))
        self._buckets[channel] = (left - 1.0, now)

    def _tier(self, method: str, most: int | None) -> None:
        now = self.now()
        calls = self._calls.setdefault(method, deque())
        while calls and now - calls[0] >= dt.timedelta(minutes=1):
            calls.popleft()
        if most is not None and len(calls) >= most:
            wait = dt.timedelta(minutes=1) - (now - calls[0])
            raise SlackError("ratelimited", retry_after=math.ceil(wait.total_seconds()))
        calls.append(now)
