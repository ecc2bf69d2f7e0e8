"""The hot lane over recorded pages, pages that move while they are read, and pages that cannot be had."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.flow.conftest import Town, sale
from tests.samples import samples
from tocsin.demo.box import Asked
from tocsin.demo.edgar import EdgarBox
from tocsin.demo.fault import Answer, Fault

LATEST = "/cgi-bin/browse-edgar"
EVERYBODY = 'rules: [{id: any, watch: "*", when: {insider_sale: {}}}]'
ENTRY = re.compile(rb"<entry>.*?</entry>", re.DOTALL)
EXACTLY_4 = re.compile(rb'term="4(?:/A)?"/>\s*<id>urn:tag:sec.gov,2008:accession-number=([\d-]+)</id>')


def announced(town: Town) -> list[str]:
    rows = town.state()._connection.execute("SELECT accession FROM filings WHERE state = 'due' ORDER BY 1")
    return [accession for (accession,) in rows]


def recorded() -> list[bytes]:
    return [path.read_bytes() for path in samples("latest")]


def test_every_form_4_of_the_recorded_pages_is_found_once_and_no_424b2(town: Town) -> None:
    pages = recorded()
    town.rules = town.ruled(EVERYBODY)
    town.pass_by("baseline")  # on an empty feed
    town.edgar.serve_recorded(pages)
    town.pass_by("poll")
    expected = sorted({found.decode() for page in pages for found in EXACTLY_4.findall(page)})
    assert len(expected) > 1000
    assert announced(town) == expected
    assert town.pass_by("poll") == {"poll": 0}


class MovingFeed(EdgarBox):
    """The recorded entries as one feed, newest first, which grows by some between any two requests."""

    hidden = 0
    step = 0

    def load(self, entries: list[bytes], *, hidden: int, step: int) -> None:
        self.entries, self.hidden, self.step = entries, hidden, step

    def answer(self, asked: Asked) -> Answer:
        if not asked.target.startswith(LATEST) or not hasattr(self, "entries"):
            return super().answer(asked)
        start = int(asked.query["start"]) + self.hidden
        self.hidden = max(0, self.hidden - self.step)
        page = self.entries[start : start + 100]
        head = b'<?xml version="1.0" encoding="ISO-8859-1" ?><feed xmlns="http://www.w3.org/2005/Atom">'
        return Answer(head + b"".join(page) + b"</feed>", "application/atom+xml")


@pytest.fixture
def moving(town: Town) -> Iterator[MovingFeed]:
    with MovingFeed(town.edgar.rules, town.clock.now) as feed:
        town.edgar = feed
        yield feed


def test_pages_that_overlap_and_move_while_they_are_read_lose_none_and_double_none(
    town: Town, moving: MovingFeed
) -> None:
    entries = [entry for page in recorded() for entry in ENTRY.findall(page)]
    town.rules = town.ruled(EVERYBODY)
    town.pass_by("baseline")
    moving.load(entries, hidden=3000, step=31)
    while moving.hidden:
        town.pass_by("poll")
    town.pass_by("poll")
    expected = sorted({found.decode() for entry in entries for found in EXACTLY_4.findall(entry)})
    assert announced(town) == expected
    assert len(expected) > 1000


@pytest.mark.parametrize(
    ("fault", "times"),
    [
        (Fault.status(503, "busy"), 1),
        (Fault.reset(), 2),
        (Fault.cut(500), 1),
    ],  # a reset is asked again at once
    ids=["503", "reset", "cut"],
)
def test_a_page_that_cannot_be_had_leaves_no_gap(town: Town, fault: Fault, times: int) -> None:
    town.publish(sale("1"))
    town.pass_by()
    town.clock.advance(1)
    for _ in range(180):
        town.publish(sale("150000"))
    town.clock.advance(1)
    town.edgar.fail(fault, on=f"{LATEST}?action=getcurrent&type=&owner=include&start=200", times=times)
    first = town.pass_by("poll")["poll"]
    assert 0 < first < 180
    assert first + town.pass_by("poll")["poll"] == 180
    assert town.pass_by("poll") == {"poll": 0}


def test_a_filing_cut_in_half_by_the_window_is_one_filing(town: Town) -> None:
    town.publish(sale("1"))
    town.pass_by()
    town.clock.advance(1)
    for _ in range(75):  # 150 entries and one odd one, so that a page ends between two parties of a filing
        town.publish(sale("150000"))
    town.edgar.publish(town.form4(sale("2")), at=town.clock.now(), issuer_late=True)
    assert town.pass_by("poll") == {"poll": 76}
    assert len(announced(town)) == 76
