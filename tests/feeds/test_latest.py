"""The Latest feed's pages: recorded ones, and ones that go wrong."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.samples import samples
from tocsin.errors import Unavailable
from tocsin.feeds.latest import group, read_page
from tocsin.model import Filing, Party

ENTRY = """<entry>
<title>{title}</title>
<link rel="alternate" type="text/html" href="https://www.sec.gov/Archives/edgar/data/77/000000000126000001/x-index.htm"/>
<summary type="html">
 &lt;b&gt;Filed:&lt;/b&gt; 2026-05-26 &lt;b&gt;AccNo:&lt;/b&gt; 0000000001-26-000001 &lt;b&gt;Size:&lt;/b&gt; 10 KB{more}
</summary>
<updated>{updated}</updated>
<category scheme="https://www.sec.gov/" label="form type" term="{form}"/>
<id>urn:tag:sec.gov,2008:accession-number=0000000001-26-000001</id>
</entry>"""


def page(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="ISO-8859-1" ?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Latest Filings</title>{''.join(entries)}</feed>"
    ).encode("iso-8859-1")


def entry(
    title: str = "4 - Made Person (0009900001) (Issuer)",
    form: str = "4",
    updated: str = "2026-05-26T16:05:12-04:00",
    more: str = "",
) -> str:
    return ENTRY.format(title=title, form=form, updated=updated, more=more)


def test_every_entry_of_the_recorded_pages_is_read() -> None:
    """Counted a second time with regular expressions: accessions, parties and forms, none lost or merged."""
    pages = samples("latest")
    for path in pages:
        body = path.read_bytes()
        text = body.decode("iso-8859-1")
        filings = read_page(body).filings
        accessions = re.findall(r"accession-number=([\d-]+)</id>", text)
        forms = dict(zip(accessions, re.findall(r'<category [^>]*term="([^"]*)"', text), strict=True))
        ciks = re.findall(r"<title>.* \((\d{10})\) \([^)]*\)</title>", text)
        assert {filing.accession: filing.form for filing in filings} == forms
        parties = {(filing.accession, party.cik) for filing in filings for party in filing.parties}
        assert parties == set(zip(accessions, ciks, strict=True))
        assert all(filing.accepted is not None for filing in filings)
    assert len(pages) > 40


def test_the_form_is_compared_exactly_so_that_a_424b2_is_no_form_4() -> None:
    forms = {filing.form for path in samples("latest") for filing in read_page(path.read_bytes()).filings}
    assert {"4", "4/A", "424B2", "497K", "485BPOS"} <= forms


def test_an_entry_tells_its_form_party_time_and_items() -> None:
    more = "\n&lt;br&gt;Item 2.02: Results\n&lt;br&gt;Item 9.01: Exhibits"
    title = '8-K - A &amp; B (&lt;C&gt;) "D" \\ (E) (0000000042) (Filer)'
    (filing,) = read_page(page(entry(title, "8-K", more=more))).filings
    assert filing == Filing(
        accession="0000000001-26-000001",
        form="8-K",
        parties=(Party("0000000042", 'A & B (<C>) "D" \\ (E)', "filer"),),
        accepted=dt.datetime(2026, 5, 26, 20, 5, 12, tzinfo=dt.UTC),
        filed=dt.date(2026, 5, 26),
        items=("2.02", "9.01"),
    )


def test_entries_of_one_accession_are_one_filing_each_party_once() -> None:
    owner = entry("4 - Reyes (0009900002) (Reporting)")
    (filing,) = read_page(page(owner, entry(), owner)).filings
    assert [(party.cik, party.role) for party in filing.parties] == [
        ("0009900002", "reporting"),
        ("0009900001", "issuer"),
    ]
    assert group([filing, filing]) == [filing]


@pytest.mark.parametrize(
    ("title", "party"),
    [
        ("4 - No role told", Party("0000000077", "4 - No role told", "party")),
        ("", Party("0000000077", "", "party")),
    ],
)
def test_a_title_of_another_shape_leaves_the_cik_of_the_link(title: str, party: Party) -> None:
    (filing,) = read_page(page(entry(title))).filings
    assert filing.parties == (party,)


@pytest.mark.parametrize("updated", ["", "yesterday", "2026-05-26T16:05:12", "2026-13-01T00:00:00-04:00"])
def test_a_time_that_is_none_is_unknown(updated: str) -> None:
    (filing,) = read_page(page(entry(updated=updated))).filings
    assert filing.accepted is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (page(entry())[:-20], "the Latest feed is not whole"),
        (page(entry())[:300], "the Latest feed is not whole"),
        (b"<feed/>", "the Latest feed came as <feed>"),
        (b"<Error><Code>SlowDown</Code></Error>", "the Latest feed came as <Error>"),
        (b'<!DOCTYPE feed [<!ENTITY a "b">]><feed/>', "the Latest feed came with a document type"),
        (
            page(entry()).replace(b"<title>", b"<!ENTITY a 'b'><title>", 1),
            "the Latest feed came with a document type",
        ),
        (b"\x00\x01\x02", "the Latest feed is not whole"),
    ],
)
def test_a_page_that_is_not_the_feed_is_asked_for_again(body: bytes, said: str) -> None:
    with pytest.raises(Unavailable, match=re.escape(said)):
        read_page(body)


def test_an_entry_that_cannot_be_used_loses_no_other() -> None:
    broken = entry().replace("accession-number=0000000001-26-000001", "nothing")
    assert [f.accession for f in read_page(page(broken, entry(), entry(form=""))).filings] == [
        "0000000001-26-000001"
    ]
