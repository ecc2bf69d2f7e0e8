"""The real adapters against the made vendors, over HTTP: every way in which they hear nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from tests.clock import ManualClock
from tests.flow.conftest import Town
from tests.flow.vendors import (
    KEYED,
    RULES,
    USES,
    cut,
    each,
    fault,
    faults,
    hear,
    polls,
    times_asked,
    words,
)
from tocsin.demo.fault import Fault as Trouble
from tocsin.demo.vendor_doors import refusal
from tocsin.demo.vendors import VendorBox, VendorRules
from tocsin.errors import Fault, Limited, NotFound, Refused, Unavailable
from tocsin.feeds.adapters import FEEDS
from tocsin.feeds.feed import Polled


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def box(clock: ManualClock) -> Iterator[VendorBox]:
    with VendorBox(now=clock.now) as one:
        yield one


# --- refusals ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "kind", "said"),
    [
        (401, Refused, "does not accept the key (401)"),
        (402, Refused, "wants to be paid for this (402)"),
        (403, Refused, "is not in the plan of this key (403)"),
        (404, NotFound, "is not there (404)"),
        (500, Unavailable, "answered 500"),
        (503, Unavailable, "answered 503"),
        (418, Refused, "answered 418"),
    ],
)
@each
def test_a_status_is_told_apart_and_asked_again_only_where_that_can_help(
    box: VendorBox, clock: ManualClock, use: str, status: int, kind: type[Fault], said: str
) -> None:
    if use == "fred" and status == 401:
        said = 'answered 400, saying "Bad Request. The value for variable api_key is not registered."'
    box.fail(words(use, status))
    told = fault(box, use, clock)
    assert type(told) is kind
    assert said in str(told)
    assert times_asked(box) == ({2} if kind is Unavailable else {1})


@pytest.mark.parametrize("use", KEYED)
def test_a_wrong_key_is_told_and_not_shown(box: VendorBox, clock: ManualClock, use: str) -> None:
    told = fault(box, use, clock, key="wrong-key-of-ours")
    assert isinstance(told, Refused)
    assert "wrong-key-of-ours" not in str(told)
    assert {entry.status for entry in box.requests()} == {400 if use == "fred" else 401}


def test_what_the_plan_lacks_leaves_the_rest_be(box: VendorBox, clock: ManualClock) -> None:
    cut(box)
    box.rules = VendorRules(plan={"/stable/grades-latest-news": 402})
    (brought,) = polls(box, "fmp", clock)
    assert isinstance(brought, Polled)
    assert {fact.kind for reading in brought.readings for fact in reading.facts} == {"price_target"}
    ((_, told),) = brought.faults
    assert isinstance(told, Refused)
    assert "/stable/grades-latest-news wants to be paid for this (402)" in str(told)


# --- limits -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("retry_after", "lasts"), [(None, 60), (90, 90), (0, 1)])
@each
def test_nothing_is_asked_until_a_limit_is_over(
    box: VendorBox, clock: ManualClock, use: str, retry_after: int | None, lasts: int
) -> None:
    USES[use].tell(box)
    answer = refusal(use, 429)
    box.fail(
        Trouble.status(429, answer.body, content_type=answer.content_type, retry_after=retry_after), times=1
    )
    first, second, third = polls(box, use, clock, lasts - 0.5, 0.5)
    assert isinstance(first, Limited)
    assert isinstance(second, Limited)
    assert first.until == second.until
    assert "was asked too often (429)" in str(first)
    assert "takes no question at the moment" in str(second)
    assert isinstance(third, Polled)
    refused, *heard = box.requests()
    assert refused.status == 429
    # What comes after is one round of questions, each asked once.
    assert {entry.status for entry in heard} == {200}
    assert len({entry.asked.path for entry in heard}) == len(heard) > 0


def test_a_limit_in_the_midst_ends_the_round_and_keeps_what_was_heard(clock: ManualClock) -> None:
    with VendorBox(VendorRules(a_minute={"benzinga": 1}), clock.now) as box:
        cut(box)
        (brought,) = polls(box, "benzinga", clock)
        assert isinstance(brought, Polled)
        assert len(brought.readings) == 1
        assert [type(told) for _, told in brought.faults] == [Limited]
        assert [entry.status for entry in box.requests()] == [200, 429]


@pytest.mark.parametrize("use", KEYED)
def test_the_smallest_plan_is_never_overrun(clock: ManualClock, use: str) -> None:
    with VendorBox(VendorRules(a_minute={use: FEEDS[use].A_MINUTE}), clock.now) as box:
        USES[use].tell(box)
        for brought in polls(box, use, clock, *[0.0] * (FEEDS[use].A_MINUTE // 2 + 2)):
            assert isinstance(brought, Polled)
            assert brought.faults == ()


# --- answers that are none --------------------------------------------------------------------------------


NONE = (
    (Trouble.reset(), "cannot be reached (ReadError)"),
    (Trouble.truncate(40), "cannot be reached (RemoteProtocolError)"),
    (Trouble.body(b" \n"), "answered with nothing"),
    (Trouble.body(b"<!DOCTYPE html><html><title>Maintenance</title></html>"), "web page"),
    (Trouble.body(b'{"ratings": [{"id": "6', "application/json"), ""),
    (Trouble.body(b"\x1f\x8b\x08\x00\xff\xff", "application/json"), ""),
    (Trouble.body(b"null", "application/json"), ""),
    (Trouble.body(b'"sorry"', "application/json"), ""),
    (Trouble.body(b"[1, 2, 3]", "application/json"), ""),
    (Trouble.body(b'{"made": 5}', "application/json"), ""),
)


@each
def test_an_answer_that_is_none_passes_by_itself(box: VendorBox, clock: ManualClock, use: str) -> None:
    USES[use].tell(box)
    for (_, said), told in zip(NONE, faults(box, use, clock, [one for one, _ in NONE]), strict=True):
        assert type(told) is Unavailable, told
        assert said in str(told)
        assert re.fullmatch(r"127\.0\.0\.1:\d+\S*?:? [^\n]{10,220}", str(told)), told


COMPLAINTS = (
    '{"Error Message": "Limit Reach . Please upgrade your plan"}',
    '{"error": "API limit reached. Please upgrade your plan"}',
    '{"status": "ERROR", "message": "Please upgrade your plan"}',
    '{"ok": false, "errors": [{"code": "auth_failed", "value": "Please upgrade your plan"}]}',
)


@each
def test_an_error_under_200_is_told_in_its_own_words(box: VendorBox, clock: ManualClock, use: str) -> None:
    for told in faults(box, use, clock, [Trouble.body(one, "application/json") for one in COMPLAINTS]):
        assert type(told) is (Limited if "Limit Reach" in str(told) else Unavailable)
        # What a feed's own address answers may repeat that address, which is a secret.
        assert "Please upgrade your plan" in str(told) or use == "rss"


@each
def test_one_that_is_too_large_is_refused(box: VendorBox, clock: ManualClock, use: str) -> None:
    box.fail(Trouble.body(b"[" + b"7," * 4_100_000))
    told = fault(box, use, clock)
    assert type(told) is Refused
    assert "answered with more than" in str(told)
    assert times_asked(box) == {1}


@each
def test_a_vendor_that_is_down_is_unavailable_and_comes_back(
    box: VendorBox, clock: ManualClock, use: str
) -> None:
    USES[use].tell(box)
    box.go_down()
    assert "cannot be reached" in str(fault(box, use, clock))
    box.come_up()
    (brought,) = polls(box, use, clock)
    assert isinstance(brought, Polled)


@each
def test_redirects_are_not_followed_and_the_key_goes_nowhere(
    box: VendorBox, clock: ManualClock, use: str
) -> None:
    with VendorBox(VendorRules(keys={}), clock.now) as elsewhere:
        USES[use].tell(elsewhere)
        for status in (301, 302, 303, 307, 308):
            there = f"{elsewhere.url}{USES[use].path}?from={quote(box.key(use) or '')}"
            box.serve_file(USES[use].path, b"", status=status, headers=(("Location", there),))
            told = fault(box, use, clock)
            assert type(told) is Refused
            assert f"has moved ({status})" in str(told)
            assert "from=" not in str(told)
        assert elsewhere.requests() == []


def test_what_is_refused_is_asked_again_after_an_hour_and_ops_hear_once(town: Town) -> None:
    town.rules = town.ruled(RULES)
    with VendorBox(now=town.clock.now) as box:
        for _ in range(4):
            hear(town, box, "fmp", key="revoked")
            town.clock.advance(29 * 60)
        assert len({entry.at for entry in box.requests()}) == len(box.requests())
        assert Counter(entry.asked.path for entry in box.requests()) == {
            "/stable/price-target-latest-news": 2,
            "/stable/grades-latest-news": 2,
        }
        (text,) = town.texts("#tocsin-ops")
        assert "The targets feed fails: 127.0.0.1:" in text
        assert "check `key` of this feed" in text
        town.clock.advance(3600)
        hear(town, box, "fmp")
        assert town.texts("#tocsin-ops")[1:] == ["The targets feed works again."]
