"""The made Slack, asked by slack_sdk and by bare HTTP: its methods and its refusals."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tocsin.demo.box import Fault
from tocsin.demo.slack import SCOPES, SlackBox, SlackRules

DESK = "#ai-desk"
METADATA = {
    "event_type": "tocsin_alert",
    "event_payload": {"key": "k1", "keys": ["k1", "k2"], "issuer": None},
}


@pytest.fixture
def slack(clock: Any) -> Iterator[SlackBox]:
    with SlackBox((DESK,), now=clock) as box:
        yield box


def ask(slack: SlackBox, call: Callable[[AsyncWebClient], Awaitable[Any]]) -> Any:
    """One call of slack_sdk's; without its retries, which are not Slack's."""

    async def once() -> Any:
        return (await call(AsyncWebClient(slack.token, base_url=slack.api, retry_handlers=[]))).data

    return asyncio.run(once())


def post(slack: SlackBox, text: str = "hello", channel: str = DESK, **more: Any) -> Any:
    return ask(slack, lambda client: client.chat_postMessage(channel=channel, text=text, **more))


def history(slack: SlackBox, channel: str = DESK, **more: Any) -> Any:
    channel = slack.channel_id(channel)
    return ask(slack, lambda client: client.conversations_history(channel=channel, **more))


def replies(slack: SlackBox, ts: str, **more: Any) -> Any:
    channel = slack.channel_id(DESK)
    return ask(slack, lambda client: client.conversations_replies(channel=channel, ts=ts, **more))


def refusal(slack: SlackBox, call: Callable[[AsyncWebClient], Awaitable[Any]]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        ask(slack, call)
    return dict(caught.value.response.data)


def error_of_post(slack: SlackBox, channel: str = DESK, **given: Any) -> str:
    body = {"channel": channel, "text": "hello"} | given
    # Not by its own method: that one warns of an empty text before Slack can say no.
    return str(refusal(slack, lambda client: client.api_call("chat.postMessage", json=body))["error"])


# --- posting --------------------------------------------------------------------------------------


def test_a_message_is_kept_as_it_was_sent(slack: SlackBox) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "*ACME*"}}]
    answer = post(slack, "ACME &amp; co", blocks=blocks, metadata=METADATA)

    (message,) = slack.messages(DESK)
    assert (message.text, message.blocks, message.metadata) == ("ACME &amp; co", tuple(blocks), METADATA)
    assert (message.ts, message.thread_ts) == (answer["ts"], None)
    assert answer["channel"] == slack.channel_id(DESK)
    assert answer["message"]["bot_id"]
    assert slack.messages(slack.channel_id(DESK)) == [message]


@pytest.mark.parametrize("name", ["#ai-desk", "ai-desk"])
def test_a_channel_can_be_named_for_posting_alone(slack: SlackBox, name: str) -> None:
    assert post(slack, channel=name)["ok"]
    channel = slack.channel_id(DESK)
    assert post(slack, channel=channel)["ok"]
    assert refusal(slack, lambda client: client.conversations_history(channel=name))["error"] == (
        "channel_not_found"
    )


def test_timestamps_are_unique_and_rise_though_the_clock_stands(slack: SlackBox) -> None:
    stamps = [post(slack)["ts"] for _ in range(4)]
    assert stamps[0] == "1773173112.000000"
    assert stamps == sorted(set(stamps))


def test_a_json_body_and_a_form_say_the_same(slack: SlackBox) -> None:
    auth = {"Authorization": f"Bearer {slack.token}"}
    url = f"{slack.api}chat.postMessage"
    given = {"channel": DESK, "text": "hello", "metadata": METADATA}
    as_json = httpx.post(url, json=given, headers=auth).json()
    as_form = httpx.post(url, data={**given, "metadata": json.dumps(METADATA), "token": slack.token}).json()

    assert as_json["ok"] and as_form["ok"]
    assert as_json["warning"] == "missing_charset"
    first, second = slack.messages(DESK)
    assert (first.text, first.metadata) == (second.text, second.metadata)


def test_a_body_that_cannot_be_read_is_refused(slack: SlackBox) -> None:
    auth = {"Authorization": f"Bearer {slack.token}"}
    url = f"{slack.api}chat.postMessage"

    def error(content: bytes, kind: str | None, address: str = url) -> str:
        headers = auth | ({"Content-Type": kind} if kind else {})
        return str(httpx.post(address, content=content, headers=headers).json()["error"])

    assert error(b"{", "application/json; charset=utf-8") == "invalid_json"
    assert error(b"[]", "application/json; charset=utf-8") == "json_not_object"
    assert error(b"a", "text/csv") == "invalid_post_type"
    assert error(b"a", None) == "missing_post_type"
    assert error(b"", None, f"{slack.api}chat.sing") == "unknown_method"
    assert slack.messages(DESK) == []


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"metadata": {"event_type": "a"}}, "invalid_metadata_schema"),
        ({"metadata": {"event_payload": {}}}, "invalid_metadata_schema"),
        ({"metadata": {"event_type": "a", "event_payload": []}}, "invalid_metadata_schema"),
        ({"metadata": "{"}, "invalid_metadata_format"),
        ({"metadata": {"event_type": "a", "event_payload": {"k": "x" * 20_000}}}, "metadata_too_large"),
        ({"blocks": "["}, "invalid_blocks_format"),
        ({"thread_ts": "0"}, "invalid_thread_ts"),
        ({"thread_ts": "1773173112.999999"}, "thread_not_found"),
    ],
)
def test_a_message_can_be_wrong(slack: SlackBox, given: dict[str, Any], error: str) -> None:
    assert error_of_post(slack, **given) == error
    assert slack.messages(DESK) == []


def test_a_text_of_40_000_characters_is_taken(slack: SlackBox) -> None:
    assert post(slack, "x" * 40_000)["ok"]


def text(kind: str, length: int) -> dict[str, str]:
    return {"type": kind, "text": "x" * length}


@pytest.mark.parametrize(
    "block",
    [
        {"type": "section", "text": text("mrkdwn", 3000)},
        {"type": "section", "fields": [text("plain_text", 2000)] * 10},
        {"type": "header", "text": text("plain_text", 150)},
        {"type": "context", "elements": [text("mrkdwn", 1)] * 10},
        {"type": "divider"},
        {"type": "rich_text", "elements": []},
    ],
)
def test_blocks_within_the_limits_are_taken(slack: SlackBox, block: dict[str, Any]) -> None:
    assert post(slack, blocks=[block])["ok"]


@pytest.mark.parametrize(
    ("block", "complaint"),
    [
        ({"type": "section", "text": text("mrkdwn", 3001)}, "must be less than 3001 characters"),
        ({"type": "section", "text": text("mrkdwn", 0)}, "must be more than 0 characters"),
        ({"type": "section", "text": text("markdown", 1)}, "must be a valid enum value"),
        ({"type": "section"}, "missing required field"),
        ({"type": "section", "fields": [text("mrkdwn", 1)] * 11}, "must hold 1 to 10 items"),
        ({"type": "section", "fields": [text("mrkdwn", 2001)]}, "must be less than 2001 characters"),
        ({"type": "header", "text": text("plain_text", 151)}, "must be less than 151 characters"),
        ({"type": "header", "text": text("mrkdwn", 1)}, "must be a valid enum value: plain_text"),
        ({"type": "context", "elements": []}, "must hold 1 to 10 items"),
        ({"type": "divider", "text": text("mrkdwn", 1)}, "no more fields allowed: text"),
        ({"type": "divider", "block_id": "x" * 256}, "must be less than 256 characters"),
        ({"type": "sectoin"}, "unsupported type: sectoin"),
    ],
)
def test_blocks_past_the_limits_are_refused_with_a_pointer(
    slack: SlackBox, block: dict[str, Any], complaint: str
) -> None:
    told = refusal(slack, lambda client: client.chat_postMessage(channel=DESK, text="a", blocks=[block]))
    assert told["error"] == "invalid_blocks"
    assert complaint in told["errors"][0]
    assert "[json-pointer:/blocks/0" in told["errors"][0]
    assert told["response_metadata"]["messages"] == [f"[ERROR] {one}" for one in told["errors"]]


def test_fifty_blocks_are_the_most(slack: SlackBox) -> None:
    assert error_of_post(slack, blocks=[{"type": "divider"}] * 51) == "invalid_blocks"


# --- who may what ---------------------------------------------------------------------------------


def test_a_token_can_be_missing_wrong_or_revoked(slack: SlackBox) -> None:
    url = f"{slack.api}auth.test"
    assert httpx.post(url).json() == {"ok": False, "error": "not_authed"}
    assert httpx.post(url, headers={"Authorization": "Bearer xoxb-other"}).json()["error"] == "invalid_auth"
    assert (
        httpx.post(f"{slack.api}chat.postMessage", json={"token": slack.token}).json()["error"]
        == "not_authed"
    )

    slack.revoke()
    assert error_of_post(slack) == "token_revoked"
    slack.revoke("account_inactive")
    assert error_of_post(slack) == "account_inactive"
    slack.restore()
    identity = ask(slack, lambda client: client.auth_test())
    assert identity["ok"] and identity["team_id"] and identity["user_id"] and identity["bot_id"]


def test_a_missing_scope_is_named(slack: SlackBox) -> None:
    private = slack.add_channel("secret", private=True)
    slack.grant("channels:read", "chat:write")
    told = refusal(slack, lambda client: client.conversations_history(channel=slack.channel_id(DESK)))
    assert (told["error"], told["needed"], told["provided"]) == (
        "missing_scope",
        "channels:history",
        "channels:read,chat:write",
    )
    for call, needed in (
        (lambda client: client.conversations_list(types="private_channel"), "groups:read"),
        (lambda client: client.conversations_history(channel=private), "groups:history"),
    ):
        assert refusal(slack, call)["needed"] == needed
    slack.grant(*SCOPES - {"chat:write"})
    assert error_of_post(slack) == "missing_scope"
    headers = httpx.post(f"{slack.api}auth.test", headers={"Authorization": f"Bearer {slack.token}"}).headers
    assert "chat:write" not in headers["X-OAuth-Scopes"].split(",")


def test_a_channel_can_be_missing_archived_or_left(slack: SlackBox) -> None:
    assert error_of_post(slack, channel="#none") == "channel_not_found"
    slack.archive(DESK)
    assert error_of_post(slack) == "is_archived"
    slack.archive(DESK, archived=False)
    slack.kick(DESK)
    assert error_of_post(slack) == "not_in_channel"
    told = refusal(slack, lambda client: client.conversations_history(channel=slack.channel_id(DESK)))
    assert told["error"] == "not_in_channel"
    slack.invite(DESK)
    assert post(slack)["ok"]
    slack.add_channel("secret", private=True, member=False)
    assert error_of_post(slack, channel="#secret") == "channel_not_found"


def test_channels_are_listed_by_page_and_kind(slack: SlackBox) -> None:
    for number in range(5):
        slack.add_channel(f"public-{number}", archived=number == 4)
    slack.add_channel("not-joined", member=False)
    slack.add_channel("secret", private=True)
    slack.add_channel("hidden", private=True, member=False)

    def names(**given: Any) -> list[str]:
        found: list[str] = []
        cursor = ""
        while True:
            page = ask(slack, lambda client: client.conversations_list(limit=3, cursor=cursor, **given))  # noqa: B023
            assert len(page["channels"]) <= 3
            found += [channel["name"] for channel in page["channels"]]
            cursor = page["response_metadata"]["next_cursor"]
            if not cursor:
                return found

    publics = ["ai-desk", *(f"public-{number}" for number in range(5)), "not-joined"]
    assert names() == publics
    assert names(types="private_channel") == ["secret"]
    assert names(types="public_channel,private_channel", exclude_archived=True) == [
        *(name for name in publics if name != "public-4"),
        "secret",
    ]
    for given, error in (({"cursor": "no"}, "invalid_cursor"), ({"limit": 1001}, "invalid_limit")):
        assert refusal(slack, lambda client: client.conversations_list(**given))["error"] == error  # noqa: B023
    assert refusal(slack, lambda client: client.conversations_list(types="all"))["error"] == "invalid_types"


def test_a_renamed_channel_keeps_its_id(slack: SlackBox) -> None:
    before = slack.channel_id(DESK)
    slack.rename(DESK, "#desk")
    assert slack.channel_id("#desk") == before
    assert post(slack, channel=before)["ok"]
    assert error_of_post(slack, channel=DESK) == "channel_not_found"


# --- reading --------------------------------------------------------------------------------------


def test_history_is_newest_first_and_has_no_replies(slack: SlackBox) -> None:
    first = post(slack, "first")["ts"]
    post(slack, "reply", thread_ts=first)
    post(slack, "loud reply", thread_ts=first, reply_broadcast=True)
    slack.say(DESK, "a person's word")

    told = history(slack)["messages"]
    assert [message["text"] for message in told] == ["a person's word", "loud reply", "first"]
    assert told[2]["thread_ts"] == first
    assert told[1]["subtype"] == "thread_broadcast"

    thread = replies(slack, first)["messages"]
    assert [message["text"] for message in thread] == ["first", "reply", "loud reply"]
    assert said(replies(slack, thread[1]["ts"])) == said(replies(slack, first))
    assert refusal(
        slack, lambda client: client.conversations_replies(channel=slack.channel_id(DESK), ts="1.1")
    )["error"] == ("thread_not_found")


def test_metadata_is_told_only_when_asked_for(slack: SlackBox) -> None:
    parent = post(slack, metadata=METADATA)["ts"]
    post(slack, thread_ts=parent, metadata=METADATA)
    assert history(slack)["messages"][0]["metadata"] == {"event_type": "tocsin_alert"}
    assert history(slack, include_all_metadata=True)["messages"][0]["metadata"] == METADATA
    thread = replies(slack, parent, include_all_metadata=True)["messages"]
    assert [message["metadata"] for message in thread] == [METADATA] * 2
    assert "event_payload" not in replies(slack, parent)["messages"][1]["metadata"]


def said(page: Any) -> list[str]:
    return [message["text"] for message in page["messages"]]


def test_a_span_of_history(slack: SlackBox) -> None:
    stamps = [slack.say(DESK, str(number)) for number in range(5)]
    assert said(history(slack, oldest=stamps[1], latest=stamps[3])) == ["2"]
    assert said(history(slack, oldest=stamps[1], latest=stamps[3], inclusive=True)) == ["3", "2", "1"]
    assert said(history(slack, oldest=stamps[3])) == ["4"]
    assert said(history(slack, oldest="0", latest=stamps[1])) == ["0"]
    told = refusal(slack, lambda c: c.conversations_history(channel=slack.channel_id(DESK), oldest="soon"))
    assert told["error"] == "invalid_ts_oldest"


def test_pages_go_back_from_the_newest(slack: SlackBox) -> None:
    stamps = [slack.say(DESK, str(number)) for number in range(6)]
    spans: list[dict[str, Any]] = [{}, {"oldest": stamps[0], "inclusive": True}]
    for span in spans:
        first = history(slack, limit=2, **span)
        assert (said(first), first["has_more"]) == (["5", "4"], True)
        rest = history(slack, limit=4, cursor=first["response_metadata"]["next_cursor"], **span)
        assert (said(rest), rest["has_more"]) == (["3", "2", "1", "0"], False)
    told = refusal(slack, lambda c: c.conversations_history(channel=slack.channel_id(DESK), cursor="bm8="))
    assert told["error"] == "invalid_cursor"


def test_pages_can_go_forward_from_oldest_as_they_used_to(clock: Any) -> None:
    with SlackBox((DESK,), rules=SlackRules(pages_forward=True), now=clock) as slack:
        stamps = [slack.say(DESK, str(number)) for number in range(6)]
        first = history(slack, oldest=stamps[0], limit=2)
        assert said(first) == ["2", "1"]
        rest = history(slack, oldest=stamps[0], limit=3, cursor=first["response_metadata"]["next_cursor"])
        assert (said(rest), rest["has_more"]) == (["5", "4", "3"], False)
        assert said(history(slack, oldest=stamps[0], latest=stamps[5], limit=2)) == ["4", "3"]
        assert said(history(slack, limit=2)) == ["5", "4"]


def test_a_page_holds_a_hundred_unless_told(slack: SlackBox) -> None:
    for number in range(120):
        slack.say(DESK, str(number))
    assert len(history(slack)["messages"]) == 100
    assert len(history(slack, limit=1000)["messages"]) == 120
    thread = slack.say(DESK, "parent")
    for number in range(3):
        slack.say(DESK, str(number), thread_ts=thread)
    page = replies(slack, thread, limit=2)
    assert (said(page), page["has_more"]) == (["parent", "0"], True)
    assert said(replies(slack, thread, cursor=page["response_metadata"]["next_cursor"])) == ["1", "2"]


def test_a_deleted_message_is_gone(slack: SlackBox) -> None:
    slack.delete(DESK, post(slack)["ts"])
    assert history(slack)["messages"] == []


# --- changing -------------------------------------------------------------------------------------


def test_an_update_keeps_what_it_does_not_name(slack: SlackBox) -> None:
    channel = slack.channel_id(DESK)
    blocks = [{"type": "divider"}]
    ts = post(slack, "one", blocks=blocks, metadata=METADATA)["ts"]

    ask(slack, lambda client: client.chat_update(channel=channel, ts=ts, text="two"))
    (message,) = slack.messages(DESK)
    assert (message.text, message.blocks, message.metadata) == ("two", (), METADATA)
    assert message.edited

    given = {"channel": channel, "ts": ts, "blocks": blocks, "metadata": {}}
    ask(slack, lambda client: client.api_call("chat.update", json=given))
    (message,) = slack.messages(DESK)
    assert (message.text, message.blocks, message.metadata) == ("two", tuple(blocks), None)


def test_an_update_can_be_refused(slack: SlackBox) -> None:
    channel = slack.channel_id(DESK)
    mine, theirs = post(slack)["ts"], slack.say(DESK, "hi")

    def error(ts: str, words: str = "new") -> str:
        return str(refusal(slack, lambda c: c.chat_update(channel=channel, ts=ts, text=words))["error"])

    assert error(mine, "x" * 4_001) == "msg_too_long"
    assert error(theirs) == "cant_update_message"
    assert error("1.000001") == "message_not_found"
    slack.archive(DESK)
    assert error(mine) == "is_inactive"


# --- limits and faults ----------------------------------------------------------------------------


def test_a_channel_takes_a_burst_and_then_one_a_second(clock: Any) -> None:
    with SlackBox(("#a", "#b"), rules=SlackRules(burst=3), now=clock) as slack:
        assert [post(slack, channel="#a")["ok"] for _ in range(3)] == [True] * 3
        auth = {"Authorization": f"Bearer {slack.token}"}
        answer = httpx.post(f"{slack.api}chat.postMessage", data={"channel": "#a", "text": "x"}, headers=auth)
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "1"
        assert answer.json() == {"ok": False, "error": "ratelimited"}
        assert post(slack, channel="#b")["ok"]

        clock.forward(1)
        assert post(slack, channel="#a")["ok"]
        assert error_of_post(slack, channel="#a") == "ratelimited"
        clock.forward(2.5)
        assert [post(slack, channel="#a")["ok"] for _ in range(2)] == [True] * 2
        assert error_of_post(slack, channel="#a") == "ratelimited"
        assert len(slack.messages("#a")) == 6


def test_a_method_has_its_tier(clock: Any) -> None:
    with SlackBox((DESK,), rules=SlackRules(tier_2=2, tier_3=1), now=clock) as slack:
        history(slack)
        clock.forward(20)
        told = refusal(slack, lambda c: c.conversations_history(channel=slack.channel_id(DESK)))
        assert told["error"] == "ratelimited"
        clock.forward(40)
        history(slack)
        for _ in range(2):
            ask(slack, lambda client: client.conversations_list())
        assert refusal(slack, lambda client: client.conversations_list())["error"] == "ratelimited"


def test_limits_can_be_lifted(clock: Any) -> None:
    rules = SlackRules(per_second=None, tier_2=None, tier_3=None)
    with SlackBox((DESK,), rules=rules, now=clock) as slack:
        for _ in range(60):
            post(slack)
            history(slack)


def test_accepted_but_the_client_never_knew(slack: SlackBox) -> None:
    slack.fail(Fault.reset_after(), on="chat.postMessage", times=1)
    with pytest.raises(Exception, match=r"(?i)reset|disconnected"):
        post(slack, metadata=METADATA)
    assert [message.metadata for message in slack.messages(DESK)] == [METADATA]
    slack.fail(Fault.reset(), on="chat.postMessage", times=1)
    with pytest.raises(Exception, match=r"(?i)reset|disconnected"):
        post(slack)
    assert len(slack.messages(DESK)) == 1
    assert history(slack, include_all_metadata=True)["messages"][0]["metadata"] == METADATA
