"""What a call to the Web API gives: JSON, form or query, read and refused as Slack does.

docs.slack.dev/apis/web-api, "POST bodies"; the errors are those that every method lists.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from tocsin.demo.box import Asked
from tocsin.demo.slack_blocks import complaints
from tocsin.demo.slack_workspace import Channel, Message, Page, Span

MOST_METADATA = 16_384  # metadata_too_large is documented without a figure; this one is cautious
MOST_HISTORY = 999

_TS = re.compile(r"\d{1,12}\.\d{1,6}")
_TIME = re.compile(r"\d{1,12}(\.\d{1,6})?")


class SlackError(Exception):
    """`ok: false` with its error; `more` is what stands beside it in the answer."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


def arguments(asked: Asked, warnings: list[str]) -> dict[str, Any]:
    """All that a request gives, body over query. Adds Slack's warnings."""
    given: dict[str, Any] = dict(asked.query)
    if not asked.body:
        return given
    kind, _, parameters = asked.headers.get("content-type", "").partition(";")
    match kind.strip().lower():
        case "application/json":
            if "charset" not in parameters.lower():
                warnings.append("missing_charset")
            try:
                told = json.loads(asked.body)
            except ValueError:
                raise SlackError("invalid_json") from None
            if not isinstance(told, dict):
                raise SlackError("json_not_object")
            return given | told
        case "application/x-www-form-urlencoded":
            return given | dict(parse_qsl(asked.body.decode(errors="replace"), keep_blank_values=True))
        case "":
            raise SlackError("missing_post_type")
        case _:
            raise SlackError("invalid_post_type")


def is_true(value: object) -> bool:
    return str(value).lower() in {"1", "true"}


def whole(value: object, otherwise: int) -> int:
    """A whole number, or `otherwise` where none is given; -1 for what is not a number."""
    if value is None or value == "":
        return otherwise
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else -1


def listing(
    messages: list[Message],
    given: dict[str, Any],
    otherwise: int,
    page_of: Callable[[list[Message], Span], Page],
) -> dict[str, Any]:
    """A page of messages as history and replies answer; `otherwise` is the default limit."""
    oldest, latest = _time(given, "oldest"), _time(given, "latest")
    limit = min(whole(given.get("limit"), otherwise), MOST_HISTORY)
    if limit < 1:
        raise SlackError("invalid_limit")
    span = Span(oldest, latest, is_true(given.get("inclusive")), limit, str(given.get("cursor") or ""))
    try:
        page = page_of(messages, span)
    except ValueError:
        raise SlackError("invalid_cursor") from None
    everything = is_true(given.get("include_all_metadata"))
    told: dict[str, Any] = {
        "messages": [message.told(whole_metadata=everything) for message in page.messages],
        "has_more": bool(page.cursor),
    }
    if page.cursor:
        told["response_metadata"] = {"next_cursor": page.cursor}
    return told


def _time(given: dict[str, Any], name: str) -> str | None:
    """A time as a ts that compares like one; `0` and nothing are no bound."""
    value = str(given.get(name) or "")
    if value in {"", "0", "now"}:
        return None
    if not _TIME.fullmatch(value):
        raise SlackError(f"invalid_ts_{name}")
    seconds, _, fraction = value.partition(".")
    return f"{int(seconds):010}.{fraction:<06}"


def content(
    given: dict[str, Any], most_text: int
) -> tuple[str | None, tuple[dict[str, Any], ...], dict[str, Any] | None]:
    """Text, blocks and metadata of a message; text and metadata are None where they are not given."""
    text = given.get("text")
    if text is not None and not isinstance(text, str):
        raise SlackError("invalid_arguments")
    blocks = _blocks(given.get("blocks"))
    if not text and not blocks and not given.get("attachments"):
        raise SlackError("no_text")
    if text and len(text) > most_text:
        raise SlackError("msg_too_long")
    return text, blocks, _metadata(given.get("metadata"))


def _blocks(blocks: object) -> tuple[dict[str, Any], ...]:
    if isinstance(blocks, str) and blocks:
        try:
            blocks = json.loads(blocks)
        except ValueError:
            raise SlackError("invalid_blocks_format") from None
    if not blocks:
        return ()
    wrong = complaints(blocks)
    if wrong or not isinstance(blocks, list):
        messages = [f"[ERROR] {complaint}" for complaint in wrong]
        raise SlackError("invalid_blocks", errors=wrong, response_metadata={"messages": messages})
    return tuple(blocks)


def _metadata(metadata: object) -> dict[str, Any] | None:
    """docs.slack.dev/messaging/message-metadata: `event_type` and `event_payload`, an object."""
    if isinstance(metadata, str) and metadata:
        try:
            metadata = json.loads(metadata)
        except ValueError:
            raise SlackError("invalid_metadata_format") from None
    if metadata is None or metadata == "":
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not metadata:
        return {}
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not kind or not isinstance(payload, dict):
        raise SlackError("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > MOST_METADATA:
        raise SlackError("metadata_too_large")
    return metadata


def parent_of(channel: Channel, thread_ts: object) -> str | None:
    """The ts of the thread that a new message joins."""
    if not thread_ts:
        return None
    ts = str(thread_ts)
    if not _TS.fullmatch(ts):
        complaint = f"[ERROR] {ts} is not a valid thread_ts"
        raise SlackError("invalid_thread_ts", response_metadata={"messages": [complaint]})
    found = channel.message(ts)
    if found is None:
        raise SlackError("thread_not_found")
    return found.thread_ts or found.ts
