"""What is not what it should be is refused or set aside, told to ops once, and the feed goes on."""

from __future__ import annotations

import pytest

from tests.flow.conftest import Town, sale
from tocsin.demo.fault import Fault

LATEST = "/cgi-bin/browse-edgar"
ARCHIVE = "/Archives/"
PAGE = "<!DOCTYPE html><html><head><title>SEC.gov | File Unavailable</title></head></html>"
BOMB = (
    '<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 9))
    + "]><ownershipDocument>&a8;</ownershipDocument>"
)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault.cut(2500), "could not be read and was set aside"),
        (Fault.body(BOMB, "text/plain"), "could not be read and was set aside"),
        (Fault.body(b"\x00\xff" * 5000, "text/plain"), "could not be read and was set aside"),
        (Fault.body("<ownershipDocument/>", "text/plain"), "could not be read and was set aside"),
        (Fault.huge(), "is larger than 32 MB"),
        (Fault.status(410, "gone"), "answered 410"),
    ],
    ids=["truncated", "bomb", "binary", "empty", "200MB", "gone"],
)
def test_a_document_that_cannot_be_read_is_set_aside_and_the_next_one_rings(
    town: Town, fault: Fault, said: str
) -> None:
    town.pass_by()
    bad = town.publish(sale("340000"))
    town.edgar.fail(fault, on=ARCHIVE, times=1)
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by()
    town.pass_by()
    (told,) = town.texts("#tocsin-ops")
    assert told.startswith(
        f"Form 4 {bad} (Acme Server Works Inc., Reyes Dana) could not be read and was set aside: "
    )
    assert said in told
    assert "No rule has seen it; look at it yourself: http://127.0.0.1" in told
    (rang,) = town.texts()
    assert "150,000 sh" in rang
    assert town.state().filings.count("set aside") == 1


@pytest.mark.parametrize(
    "fault",
    [
        Fault.body(PAGE, "text/html", 200),
        Fault.status(503, PAGE),
        Fault.cut(400),
        Fault.truncate(400),
        Fault.body(BOMB, "application/atom+xml"),
        Fault.huge(),
        Fault.reset(),
    ],
    ids=["html", "503", "cut", "truncated", "bomb", "200MB", "reset"],
)
def test_a_poll_that_brings_something_else_is_told_once_and_loses_nothing(town: Town, fault: Fault) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.edgar.fail(fault, on=LATEST, times=2)
    for _ in range(3):
        town.clock.advance(1)
        town.pass_by()
    failed, works = town.texts("#tocsin-ops")
    assert failed.startswith("The latest feed fails: ")
    assert works == "The latest feed works again."
    assert len(town.texts()) == 1


def test_an_html_page_where_the_document_was_due_is_asked_for_again(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.edgar.fail(Fault.body(PAGE, "text/html", 200), on=ARCHIVE, times=1)
    town.pass_by()
    assert town.texts() == []
    town.clock.advance(1)
    town.pass_by()
    assert len(town.texts()) == 1
    assert town.texts("#tocsin-ops") == []


def test_what_stays_away_is_set_aside_in_the_end(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.edgar.fail(Fault.status(404, "not found"), on=ARCHIVE)
    town.pass_by("poll")
    for _ in range(12):
        town.pass_by("read")
        town.clock.advance(300)
    assert len(town.edgar.requests(ARCHIVE)) == 10
    assert town.state().filings.count("set aside") == 1


def test_a_block_is_waited_out_by_the_document_too(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by("poll")
    town.edgar.block()
    town.pass_by("read")
    asked = len(town.edgar.requests())
    town.clock.advance(599)
    assert town.pass_by("read") == {"read": 0}
    assert len(town.edgar.requests()) == asked
    town.clock.advance(2)
    assert town.pass_by("read", "tell") == {"read": 1, "tell": 3}
    assert len(town.texts()) == 1
    failed, works = town.texts("#tocsin-ops")
    assert failed.startswith("EDGAR blocks this address: too many requests")
    assert works == "EDGAR answers us again."


def test_an_identity_that_edgar_does_not_accept_is_told_to_ops_and_sets_nothing_aside(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    page = "<!DOCTYPE html><html><title>SEC.gov | Your Request Originates from an Undeclared Automated Tool</title></html>"
    town.edgar.fail(Fault.status(403, page), on=ARCHIVE, times=1)
    town.pass_by("poll", "read", "tell")
    (told,) = town.texts("#tocsin-ops")
    assert "EDGAR does not accept the identity" in told
    town.clock.advance(300)
    assert town.pass_by("read") == {"read": 1}


def test_a_refused_identity_is_not_tried_again_and_again(town: Town) -> None:
    page = "<!DOCTYPE html><html><title>SEC.gov | Your Request Originates from an Undeclared Automated Tool</title></html>"
    town.pass_by()
    asked = len(town.edgar.requests())
    town.edgar.fail(Fault.status(403, page))
    town.pass_by("poll", "poll", "catchup", "poll")
    assert len(town.edgar.requests()) == asked + 1


def test_a_block_that_all_feeds_meet_is_one_trouble(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by("poll")
    town.edgar.block()
    for _ in range(3):
        town.pass_by("poll", "read", "catchup", "tell")
        town.clock.advance(60)
    (told,) = town.texts("#tocsin-ops")
    assert told.startswith("EDGAR blocks this address: too many requests")


def test_a_watched_cik_that_never_filed_is_no_fault(town: Town) -> None:
    assert town.pass_by() == {"baseline": 1, "poll": 0, "read": 0, "tell": 0}
    assert town.texts("#tocsin-ops") == []
