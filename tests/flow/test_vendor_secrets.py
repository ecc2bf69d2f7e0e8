"""No key of a vendor's is shown, however it repeats it: in a fault, a log, the status, a message, or the state."""

from __future__ import annotations

import asyncio
import html
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
import structlog

from tests.clock import ManualClock
from tests.flow.conftest import Town
from tests.flow.vendors import (
    KEYED,
    RULES,
    USES,
    faults,
    hear,
    polls,
)
from tocsin import config, hearing, logs, report
from tocsin.demo.fault import Fault as Trouble
from tocsin.demo.vendors import KEYS, VendorBox, VendorRules
from tocsin.errors import Fault
from tocsin.feeds.adapters import USABLE
from tocsin.feeds.feed import Polled, Wanted


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def box(clock: ManualClock) -> Iterator[VendorBox]:
    with VendorBox(now=clock.now) as one:
        yield one


KEY = "k3y/made+for=the.box&%41~'9"
FORMS = {
    "as it is": KEY,
    "percent-encoded": quote(KEY, safe=""),
    "percent-encoded but for its slash": quote(KEY),
    "as a form": quote_plus(KEY),
    "in small letters": quote(KEY, safe="").replace("%2F", "%2f").replace("%2B", "%2b"),
    "as HTML": html.escape(KEY),
    "as JSON escapes": KEY.replace("/", "\\/").replace("&", "\\u0026"),
}


def shows(text: str) -> list[str]:
    """What of the key a text shows: any eight characters on end of any of its forms."""
    pieces = {form[at : at + 8] for form in FORMS.values() for at in range(len(form) - 7)}
    return sorted(piece for piece in pieces if piece in text)


@pytest.fixture
def keyed(clock: ManualClock) -> Iterator[VendorBox]:
    with VendorBox(VendorRules(keys=dict.fromkeys(KEYS, KEY)), clock.now) as one:
        yield one


@pytest.mark.parametrize("use", KEYED)
def test_a_key_of_strange_characters_opens_the_door(keyed: VendorBox, clock: ManualClock, use: str) -> None:
    USES[use].tell(keyed)
    (brought,) = polls(keyed, use, clock)
    assert isinstance(brought, Polled)
    assert {entry.status for entry in keyed.requests()} == {200}


STATUSES = (200, 401, 404, 429)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("use", KEYED)
def test_a_vendor_that_repeats_the_key_does_not_make_us_show_it(
    keyed: VendorBox, clock: ManualClock, use: str, form: str
) -> None:
    """Wherever the message is clipped: the key may stand across that place."""
    told = faults(
        keyed,
        use,
        clock,
        (
            Trouble.body(f'{{"error": "{"x" * before} the key {FORMS[form]}"}}', "application/json", status)
            for status in STATUSES
            for before in (0, 60, 75, 85)
        ),
    )
    assert {piece for one in told for piece in shows(str(one))} == set()
    assert any("the key" in str(one) for one in told)


@pytest.mark.parametrize("use", KEYED)
def test_a_page_that_repeats_the_key_does_not_make_us_show_it(
    keyed: VendorBox, clock: ManualClock, use: str
) -> None:
    pages = (
        Trouble.body(
            f"<html><body>{'x' * before} no /ratings?token={FORMS['percent-encoded']} here</body></html>"
        )
        for before in (0, 30, 45, 60, 90)
    )
    for told in faults(keyed, use, clock, pages):
        assert shows(str(told)) == []


def test_a_feeds_address_is_a_secret_as_a_whole(box: VendorBox, clock: ManualClock) -> None:
    """A token may stand in its path or its parameters, and a page that is not there repeats both."""
    address = f"{box.url}/feeds/token-in-the-path/news.rss?token=token-in-a-parameter"
    troubles = (
        Trouble.body(f"<html>Cannot GET {address}</html>"),
        Trouble.body(json.dumps({"message": f"no feed {address}"}), "application/json", 404),
        Trouble.body(json.dumps({"message": f"no feed {address}"}), "application/json"),
    )
    for told in faults(box, "rss", clock, troubles, url=[address]):
        assert "token-in" not in str(told)


class _Logged:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def all(self) -> str:
        told = self._capsys.readouterr()
        return told.out + told.err


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[_Logged]:
    """The logs as the service writes them, with all that it can be made to say."""
    root, ours = logging.getLogger(), logging.getLogger("tocsin")
    before = root.handlers[:], root.level, ours.level, logging.getLogger("apscheduler").level
    logs.configure(verbose=True)
    yield _Logged(capsys)
    root.handlers[:] = before[0]
    root.setLevel(before[1])
    ours.setLevel(before[2])
    logging.getLogger("apscheduler").setLevel(before[3])
    structlog.reset_defaults()


@pytest.mark.parametrize("status", [200, 401, 429, 500])
@pytest.mark.parametrize("use", ["benzinga", "fmp", "massive"])
def test_no_log_no_status_no_message_and_no_state_holds_the_key(
    town: Town, logged: _Logged, use: str, status: int
) -> None:
    town.rules = town.ruled(RULES)
    with VendorBox(VendorRules(keys=dict.fromkeys(KEYS, KEY)), town.clock.now) as box:
        body = json.dumps({"error": f"the key {KEY} ({quote(KEY, safe='')}) is not known"})
        box.fail(Trouble.body(body, "application/json", status))
        hear(town, box, use)
        assert box.requests() != []
    told = report.status(town.state(), town.clock.now())
    (lane,) = told["lanes"]
    assert lane["state"] != "ok"
    seen = logged.all()
    assert "feed fails" in seen
    if status != 429:
        assert len(town.told("#tocsin-ops")) == 1
    assert shows(seen + json.dumps(told) + "".join(town.texts("#tocsin-ops"))) == []
    kept = b"".join(path.read_bytes() for path in town.folder.iterdir() if path.is_file())
    assert b"is not known" in kept
    assert shows(kept.decode("latin-1")) == []


def test_whatever_the_environment_puts_into_a_feed_is_shown_to_nobody(
    tmp_path: Path, box: VendorBox, clock: ManualClock
) -> None:
    """A key may stand in the address itself, where no `key` is asked for."""
    file = tmp_path / "tocsin.yaml"
    file.write_text(
        "identity: Example Capital ops@example.com\nreceivers: {screen: {console: {}}}\nops: [screen]\n"
        f"feeds: {{desk: {{use: json, base: '{box.url}/${{DESK}}', path: /notes.json, kind: headline, rows: notes,"
        " fields: {title: t}}}\n"
    )
    settings = config.load(file, {"DESK": "s3cret/part"}, USABLE)
    (feed,) = settings.feeds
    wanted = Wanted((), (), frozenset({"headline"}), clock.now())
    with pytest.raises(Fault) as told:
        asyncio.run(hearing.ask(feed, wanted, clock))
    assert "s3cret" not in str(told.value)
    assert "(404)" in str(told.value)
    assert "s3cret" not in repr(settings)
