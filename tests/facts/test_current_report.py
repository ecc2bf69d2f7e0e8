"""8-Ks from 1994 to 2026: their items, whose they are, and what of them is read."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.samples import samples
from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.facts.releases.current_report import items_of, wanted
from tocsin.facts.submission import File, Header, Index
from tocsin.model import Reading

# Read off the documents' own headings; where the header names its items, they are the same.
ITEMS = {
    "AAPL-0000912057-00-002128": "5 7",
    "AAPL-0001193125-11-009392": "2.02 9.01",
    "AMZN-0000891020-98-001352": "2 7",
    "FDX-1048911_8K_2023_0000950170-23-008463": "2.02 9.01",
    "IFF-ef20048595_8k": "5.07",
    "MGLD-1005101_8K_2022_0001437749-22-027422": "2.02 9.01",
    "NTAP-1002047_8K_2021_0001564590-21-008093": "2.02 9.01",
    "NUAN-1002517_8K_2020_0001002517-20-000015": "2.02 9.01",
    "PGR-pgr_dec25_8k": "2.02 5.02 9.01",
    "TSN-100493_8K_2020_0000100493-20-000065": "1.01 2.03 9.01",
    "WOR-108516_8K_2023_0001193125-23-289222": "1.01 2.01 5.02 5.03 8.01 9.01",
    "WOR-108516_8K_2023_0001171843-23-001835": "2.02 8.01 9.01",
    "WSTL-1002135_8K_1999_0000914760-99-000229": "5 7",
    "WYGC-0000723533-04-000001": "1",
    "X-0000703901-98-000003": "5",
    "X-1001258_8K_2005_0001125282-05-004041": "1.01 2.03 9.01",
    "X-1001426_8K_2006_0001275287-06-004445": "5.02 9.01",
    "X-1002022_8K_2000_0000912057-00-043726": "1 5 7",
    "X-1002682_8K_2008_0000939057-08-000391": "5.02 9.01",
    "X-100783_8K_1994_0000950117-94-000182": "5 7",
}


def recorded(name: str) -> Path:
    return samples("8-K", f"{name}*")[0]


@pytest.mark.parametrize(("name", "items"), ITEMS.items(), ids=ITEMS.keys())
def test_the_items_of_recorded_reports(name: str, items: str) -> None:
    assert facts.read(recorded(name).read_bytes()).filing.items == tuple(items.split())


def test_every_recorded_report_is_read_and_names_its_items_and_its_issuer() -> None:
    for path in samples("8-K"):
        reading = facts.read(path.read_bytes())
        assert reading.filing.form == "8-K", path
        assert reading.filing.items, path
        assert len(reading.filing.issuer.cik) == 10, path
        assert reading.prose[0].sentences, path


def test_a_document_alone_tells_its_issuer_in_its_tags() -> None:
    filing = facts.read(recorded("FDX-").read_bytes()).filing
    assert (filing.issuer.cik, filing.issuer.name, filing.issuer.symbol) == (
        "0001048911",
        "FedEx Corporation",
        "FDX",
    )
    assert filing.period == dt.date(2023, 3, 16)


def test_a_submission_is_read_with_its_press_releases_and_not_with_its_contracts() -> None:
    apple = facts.read(recorded("AAPL-0001193125-11").read_bytes())
    assert [(prose.type, prose.document) for prose in apple.prose] == [
        ("8-K", "d8k.htm"),
        ("EX-99.1", "dex991.htm"),
        ("EX-99.2", "dex992.htm"),
    ]
    lease = facts.read(recorded("X-1001258_8K_2005_0001125282-05-004041").read_bytes())
    assert [prose.type for prose in lease.prose] == ["8-K"]


def test_figures_are_read_of_a_results_release_alone() -> None:
    with_figures = {
        path.stem[:26]: len(reading.metrics)
        for path in samples("8-K", "*.txt")
        if (reading := facts.read(path.read_bytes())).metrics
    }
    assert with_figures == {
        "AAPL-0001193125-11-009392"[:26]: 16,
        "X-1001426_8K_2005_00012752": 14,
        "X-1001426_8K_2006_00012752": 14,
        "X-1001426_8K_2007_00011442": 14,
        # A company in reorganisation, whose release dates both columns of its balance sheet July 31, 2000.
        "X-1002022_8K_2000_00009120": 6,
    }


def made(
    body: str, *, form: str = "8-K", items: str = "", exhibit: str = "", filed: str = "20260727"
) -> bytes:
    """A submission as EDGAR's feed writes it, with the item numbers in its header where they are given."""
    listed = "".join(f"<ITEMS>{item}\n" for item in items.split())
    release = (
        f"<DOCUMENT>\n<TYPE>EX-99.1\n<SEQUENCE>2\n<FILENAME>ex991.htm\n<TEXT>\n{exhibit}\n</TEXT>\n</DOCUMENT>\n"
        if exhibit
        else ""
    )
    return (
        f"<SUBMISSION>\n<ACCESSION-NUMBER>0000350001-26-000007\n<TYPE>{form}\n{listed}<PERIOD>{filed}\n"
        f"<FILING-DATE>{filed}\n<ACCEPTANCE-DATETIME>{filed}160512\n<FILER>\n<COMPANY-DATA>\n"
        "<CONFORMED-NAME>Made & Sons\n<CIK>0000350001\n</COMPANY-DATA>\n</FILER>\n"
        f"<DOCUMENT>\n<TYPE>{form}\n<SEQUENCE>1\n<FILENAME>made.htm\n<TEXT>\n{body}\n</TEXT>\n</DOCUMENT>\n{release}"
        "</SUBMISSION>\n"
    ).encode()


def page(*paragraphs: str) -> str:
    return f"<html><body>{''.join(f'<p>{text}</p>' for text in paragraphs)}</body></html>"


def read(body: str, **more: str) -> Reading:
    return facts.read(made(body, **more))


def test_the_header_knows_its_items_better_than_the_text() -> None:
    assert read(page("Item 8.01 Other Events"), items="4.02 9.01").filing.items == ("4.02", "9.01")


def test_the_filing_of_a_submission() -> None:
    filing = read(page("Item 4.01 Changes"), form="8-K/A").filing
    assert (filing.accession, filing.form, filing.items) == ("0000350001-26-000007", "8-K/A", ("4.01",))
    assert (filing.issuer.cik, filing.issuer.name) == ("0000350001", "Made & Sons")
    assert filing.accepted == dt.datetime(2026, 7, 27, 20, 5, 12, tzinfo=dt.UTC)


NEW, OLD = dt.date(2026, 7, 27), dt.date(2001, 4, 26)
HEADINGS = {
    "a title": (page("Item 2.02 Results of Operations"), NEW, "2.02"),
    "a full stop": (page("Item 2.02. Results of Operations"), NEW, "2.02"),
    "a colon": (page("ITEM 4.02: NON-RELIANCE"), NEW, "4.02"),
    "a dash": (page("Item 5.02 — Departure of Directors"), NEW, "5.02"),
    "a paragraph of its item": (page("Item 5.02(b) Departure of Directors"), NEW, "5.02"),
    "the title in the next cell": (
        "<html><table><tr><td>Item&#160;5.07.</td><td>Submission of Matters</td></tr></table>",
        NEW,
        "5.07",
    ),
    "split by tags": (
        page("<b>It</b>em<span>&#160;</span><span>1.0</span>5 Material Cybersecurity Incidents"),
        NEW,
        "1.05",
    ),
    "two in one line": (page("Items 2.02 and 7.01. Results and Disclosure"), NEW, "2.02 7.01"),
    "twice": (page("Item 2.02 Results", "Item 2.02 Results"), NEW, "2.02"),
    "in a sentence": (page("The information in this Item 2.02 is furnished."), NEW, ""),
    "a sentence that begins with it": (page("Item 2.02 and Exhibit 99.1 are furnished."), NEW, ""),
    "no such item": (page("Item 2.07 Something"), NEW, ""),
    "an item of a 10-K": (page("Item 7. Management's Discussion", "Item 8.01 Other Events"), NEW, "8.01"),
    "old numbers, since they are gone": (page("Item 5. Other Events"), NEW, ""),
    "old numbers": (page("Item 5. Other Events", "Item 7. Financial Statements"), OLD, "5 7"),
    "old numbers, of no day": (page("Item 12. Results of Operations"), None, "12"),
    "a line of plain text that goes on": (
        "ITEM 5. OTHER EVENTS\n\nas told under\nItem 7) which is\n",
        OLD,
        "5",
    ),
    "hidden": (
        '<html><div style="display:none">Item 4.02 Non-Reliance</div><p>Item 8.01 Other</p>',
        NEW,
        "8.01",
    ),
}


@pytest.mark.parametrize(("body", "filed", "items"), HEADINGS.values(), ids=HEADINGS.keys())
def test_the_items_that_headings_give(body: str, filed: dt.date | None, items: str) -> None:
    assert items_of(body.encode(), filed) == tuple(items.split())


def test_what_is_wanted_of_an_index() -> None:
    files = (
        File("8-K", "made.htm", 1),
        File("EX-10.1", "lease.htm", 2),
        File("EX-99.1", "ex991.htm", 3),
        File("EX-99.2", "ex992.htm", 4),
        File("GRAPHIC", "logo.jpg", 5),
        File("EX-101.SCH", "made.xsd", 6),
    )
    names = [file.name for file in wanted(Index(Header(form="8-K"), files))]
    assert names == ["made.htm", "ex991.htm", "ex992.htm"]


NOTICE = (
    "FORM 12b-25 NOTIFICATION OF LATE FILING",
    "The Company is unable to file its Form 10-Q without unreasonable effort or expense.",
)


@pytest.mark.parametrize("form", ["NT 10-Q", "NT 10-K", "NT 10-Q/A", "NT 10-K/A", "NT 20-F"])
def test_a_notice_of_late_filing(form: str) -> None:
    reading = read(page(*NOTICE), form=form)
    assert (reading.filing.form, reading.filing.issuer.name) == (form, "Made & Sons")
    assert reading.facts == (reading.filing,)
    (prose,) = reading.prose
    assert any("unreasonable effort" in sentence.text for sentence in prose.sentences)


BAD = {
    "nothing": (b"", "the document is empty"),
    "no report in it": (
        made(page("Item 8.01")).replace(b"<TYPE>8-K\n<SEQUENCE>1", b"<TYPE>EX-10\n<SEQUENCE>1"),
        "the submission holds no document of type 8-K",
    ),
    "broken off": (made(page("Item 8.01"))[:-40], "the submission breaks off inside a document"),
}


@pytest.mark.parametrize(("body", "error"), BAD.values(), ids=BAD.keys())
def test_what_is_no_report(body: bytes, error: str) -> None:
    with pytest.raises(Unreadable) as caught:
        facts.read(body)
    assert str(caught.value) == error


@given(st.binary(max_size=300), st.sampled_from(("8-K", "8-K/A", "NT 10-Q")))
@settings(max_examples=100, deadline=None)
def test_whatever_stands_in_a_document(body: bytes, form: str) -> None:
    whole = made("BODY", form=form, items="2.02", exhibit="BODY").replace(b"BODY", body)
    try:
        reading = facts.read(whole)
    except Unreadable:
        return
    assert reading.filing.form == form
