"""The forms as EDGAR serves them: the folder and its headers, the lists, the feed, companyfacts, the faults."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from typing import Any

import httpx
import pytest

from tests.box.reading import inline_figures, instance_figures
from tests.samples import samples
from tocsin.demo import story
from tocsin.demo.box import Fault
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.demo.forms import Form
from tocsin.demo.ownership import MadeOwner, MadeTransaction, OwnershipForm
from tocsin.demo.published import Published
from tocsin.demo.report import Report

FORMS: dict[str, Form] = {
    "10-Q": story.june_10q(),
    "8-K": story.capex_guidance_8k(),
    "144": story.proposed_sale(),
    "4": OwnershipForm(
        story.ACME,
        (MadeOwner("9900000201", "Reyes Dana", officer=True),),
        dt.date(2026, 3, 9),
        (MadeTransaction(dt.date(2026, 3, 9), "S", "D", Decimal(5), Decimal(2), Decimal(0)),),
    ),
}
TYPES = {".htm": "text/html", ".xml": "text/xml", ".xsd": "text/xml"}


@pytest.fixture
def edgar(clock: Any) -> Iterator[EdgarBox]:
    with EdgarBox(EdgarRules(requests_per_second=None), now=clock) as box:
        yield box


def folder(edgar: EdgarBox, one: Published) -> str:
    filing = one.filing
    return f"{edgar.www}/Archives/edgar/data/{filing.parties[0].cik}/{filing.folder}"


def tags(page: str) -> list[tuple[str, str]]:
    """The SGML header of an index-headers page, tag by tag, from the comment it stands in."""
    comment = page.partition("<!--\n")[2].partition("\n-->")[0]
    return [(tag, said) for tag, said in re.findall(r"^<([A-Z-/]+)>(.*)$", comment, re.MULTILINE)]


def documents(page: str) -> list[dict[str, str]]:
    """The documents that an index-headers page names, from its escaped <PRE>."""
    told = page.partition("<PRE>")[2].split("&lt;DOCUMENT&gt;\n")[1:]
    return [dict(re.findall(r"^<([A-Z]+)>(.+)$", unescape(part), re.MULTILINE)) for part in told]


@pytest.mark.parametrize("form", FORMS)
def test_every_named_document_is_served_and_well_formed(
    edgar: EdgarBox, client: httpx.Client, form: str
) -> None:
    one = edgar.publish(FORMS[form])
    page = client.get(f"{folder(edgar, one)}/{one.filing.accession}-index-headers.html")
    assert page.headers["Content-Type"] == "text/html"
    named = documents(page.text)
    assert [row["SEQUENCE"] for row in named] == [str(number) for number in range(1, len(named) + 1)]
    assert named[0]["TYPE"] == form
    for row in named:
        answer = client.get(f"{folder(edgar, one)}/{row['FILENAME']}")
        assert answer.status_code == 200, row
        if row["TYPE"] != "EXCEL":
            ending = row["FILENAME"][row["FILENAME"].rindex(".") :]
            assert answer.headers["Content-Type"] == TYPES[ending]
            ET.fromstring(answer.content)  # noqa: S314 - it is made in this process


def test_headers_tell_what_a_reader_needs(edgar: EdgarBox, client: httpx.Client) -> None:
    one = edgar.publish(FORMS["8-K"])
    said = tags(client.get(f"{folder(edgar, one)}/{one.filing.accession}-index-headers.html").text)
    assert one.filing.accession == "9900000009-26-000001"
    assert said == [
        ("SEC-HEADER", "9900000009-26-000001.hdr.sgml : 20260310"),
        ("ACCEPTANCE-DATETIME", "20260310160512"),
        ("ACCESSION-NUMBER", "9900000009-26-000001"),
        ("TYPE", "8-K"),
        ("PUBLIC-DOCUMENT-COUNT", "3"),
        ("PERIOD", "20260429"),
        ("ITEMS", "2.02"),
        ("ITEMS", "9.01"),
        ("FILING-DATE", "20260310"),
        ("DATE-OF-FILING-DATE-CHANGE", "20260310"),
        ("FILER", ""),
        ("COMPANY-DATA", ""),
        ("CONFORMED-NAME", "Plaza Platforms Inc."),
        ("CIK", "9900000105"),
        ("FISCAL-YEAR-END", "1231"),
        ("/COMPANY-DATA", ""),
        ("FILING-VALUES", ""),
        ("FORM-TYPE", "8-K"),
        ("ACT", "34"),
        ("/FILING-VALUES", ""),
        ("/FILER", ""),
        ("/SEC-HEADER", ""),
    ]


def test_headers_have_the_tags_of_recorded_ones_in_their_order(edgar: EdgarBox, client: httpx.Client) -> None:
    (recorded,) = samples("archive-index", "0001493152-25-029712-index-headers.html")
    one = edgar.publish(FORMS["10-Q"])
    made = client.get(f"{folder(edgar, one)}/{one.filing.accession}-index-headers.html").text
    theirs = [tag for tag, _ in tags(recorded.read_text("latin-1"))]
    ours = [tag for tag, _ in tags(made) if tag != "PERIOD"]  # a 424B5 has no period
    assert ours == [tag for tag in theirs if tag in ours]
    rows = documents(recorded.read_text("latin-1"))
    assert list(rows[0]) == list(documents(made)[0]) == ["TYPE", "SEQUENCE", "FILENAME", "DESCRIPTION"]


def test_a_144_is_about_its_subject_under_the_act_of_1933(edgar: EdgarBox, client: httpx.Client) -> None:
    one = edgar.publish(FORMS["144"])
    text = client.get(f"{folder(edgar, one)}/{one.filing.accession}.txt").text
    assert text.index("SUBJECT COMPANY:\t") < text.index("REPORTING-OWNER:\t")
    assert "OWNER DATA" not in text
    assert text.count("SEC ACT:\t\t1933 Act") == 2
    assert "<XML>\n<?xml" in text


def test_the_whole_submission_of_a_10_q_is_heavy(edgar: EdgarBox, client: httpx.Client) -> None:
    one = edgar.publish(FORMS["10-Q"])
    body = client.get(f"{folder(edgar, one)}/{one.filing.accession}.txt").content
    assert len(body) > 4_000_000
    types = re.findall(rb"^<TYPE>(.+)$", body, re.MULTILINE)
    assert types == [b"10-Q", b"EX-31.1", b"EX-101.SCH", b"EXCEL", b"XML"]
    assert b"<TEXT>\n<XBRL>\n<?xml version='1.0' encoding='ASCII'?>" in body
    assert body.count(b"</XBRL>\n</TEXT>") == 2
    page = body.partition(b"<XBRL>\n")[2].partition(b"\n</XBRL>")[0]
    instance = body.rpartition(b"<XML>\n")[2].partition(b"\n</XML>")[0]
    assert inline_figures(page) == instance_figures(instance)


def test_lists_and_feed_name_the_forms(edgar: EdgarBox, client: httpx.Client, clock: Any) -> None:
    for form in FORMS.values():
        edgar.publish(form)
        clock.forward(1)
    acme = client.get(f"{edgar.data}/submissions/CIK9900000101.json").json()["filings"]["recent"]
    assert acme["form"] == ["4", "144", "10-Q"]
    assert acme["primaryDocument"][1:] == ["xsl144X01/primary_doc.xml", "acme-20260630.htm"]
    assert acme["core_type"] == ["4", "144", "XBRL"]
    assert acme["isInlineXBRL"] == [0, 0, 1]
    assert acme["act"] == ["34", "33", "34"]
    assert acme["reportDate"] == ["2026-03-09", "", "2026-06-30"]
    assert acme["size"][2] > 4_000_000
    plaza = client.get(f"{edgar.data}/submissions/CIK9900000105.json").json()["filings"]["recent"]
    assert (plaza["items"], plaza["primaryDocument"]) == (["2.02,9.01"], ["plza-20260429.htm"])

    query = "action=getcurrent&type=&owner=include&start=0&count=100&output=atom"
    feed = client.get(f"{edgar.www}/cgi-bin/browse-edgar?{query}").text
    assert re.findall(r"<title>(.+? - .+?)</title>", feed)[1:] == [
        "4 - Reyes Dana (9900000201) (Reporting)",
        "4 - Acme Server Works Inc. (9900000101) (Issuer)",
        "144 - Acme Server Works Inc. (9900000101) (Subject)",
        "144 - Dana Reyes (9900000201) (Reporting)",
        "8-K - Plaza Platforms Inc. (9900000105) (Filer)",
        "10-Q - Acme Server Works Inc. (9900000101) (Filer)",
    ]
    assert "Item 2.02: Results of Operations and Financial Condition" in feed
    assert "Size:&lt;/b&gt; 3 MB" in feed

    clock.forward(6 * 3600)
    index = client.get(f"{edgar.www}/Archives/edgar/daily-index/2026/QTR1/master.20260310.idx").text
    rows = [line.split("|") for line in index.splitlines()[7:]]
    assert [(row[0], row[2]) for row in rows] == [
        ("9900000101", "10-Q"),
        ("9900000101", "144"),
        ("9900000101", "4"),
        ("9900000105", "8-K"),
        ("9900000201", "144"),
        ("9900000201", "4"),
    ]


def test_companyfacts_grow_with_the_reports(edgar: EdgarBox, client: httpx.Client, clock: Any) -> None:
    path = f"{edgar.data}/api/xbrl/companyfacts/CIK9900000101.json"
    edgar.publish(FORMS["4"])
    assert client.get(path).status_code == 404
    march = edgar.publish(story.march_10q())
    clock.forward(1)
    june = edgar.publish(story.june_10q(), missing_from={"companyfacts"})

    late = client.get(path).json()["facts"]["us-gaap"]["Assets"]["units"]["USD"]
    assert [row["end"] for row in late] == ["2025-12-31", "2026-03-31"]
    edgar.reveal(june.filing.accession)

    answer = client.get(path)
    assert answer.headers["Content-Type"] == "application/json"
    told = answer.json()
    assert (told["cik"], told["entityName"], list(told["facts"])) == (
        9900000101,
        "Acme Server Works Inc.",
        ["dei", "us-gaap"],
    )
    common = {"form": "10-Q", "filed": "2026-03-10", "fy": 2026}
    q1 = {"accn": march.filing.accession, "fp": "Q1", **common}
    q2 = {"accn": june.filing.accession, "fp": "Q2", **common}
    assert told["facts"]["us-gaap"]["Assets"]["units"]["USD"] == [
        {"end": "2025-12-31", "val": 16_900_000_000, **q1},
        {"end": "2025-12-31", "val": 16_900_000_000, **q2, "frame": "CY2025Q4I"},
        {"end": "2026-03-31", "val": 17_700_000_000, **q1, "frame": "CY2026Q1I"},
        {"end": "2026-06-30", "val": 22_200_000_000, **q2, "frame": "CY2026Q2I"},
    ]
    flow = told["facts"]["us-gaap"]["NetCashProvidedByUsedInOperatingActivities"]["units"]["USD"]
    assert [(row["start"], row["end"], row["val"], row.get("frame")) for row in flow] == [
        ("2025-01-01", "2025-03-31", 200_000_000, "CY2025Q1"),
        ("2025-01-01", "2025-06-30", 150_000_000, None),
        ("2026-01-01", "2026-03-31", -400_000_000, "CY2026Q1"),
        ("2026-01-01", "2026-06-30", -7_000_000_000, None),
    ]
    assert told["facts"]["us-gaap"]["EarningsPerShareDiluted"]["units"]["USD/shares"][-1]["val"] == 0.15
    assert "DebtInstrumentCarryingAmount" not in told["facts"]["us-gaap"]  # a part, and not a total


def test_companyfacts_have_the_shape_of_recorded_ones(edgar: EdgarBox, client: httpx.Client) -> None:
    (recorded,) = samples("companyfacts", "CIK0001835632.json")
    theirs = httpx.Response(200, content=recorded.read_bytes()).json()
    edgar.publish(story.june_10q())
    ours = client.get(f"{edgar.data}/api/xbrl/companyfacts/CIK9900000101.json").json()
    assert set(ours) == set(theirs)
    for facts in (ours, theirs):
        concept = next(iter(facts["facts"]["us-gaap"].values()))
        assert {"label", "description", "units"} == set(concept)
        row = next(iter(concept["units"].values()))[0]
        assert set(row) - {"start", "frame"} == {"end", "val", "accn", "fy", "fp", "form", "filed"}


def test_an_issuer_without_xbrl_has_no_companyfacts(edgar: EdgarBox, client: httpx.Client) -> None:
    report = story.march_10q()
    plain = Report(report.company, report.fiscal, report.period_end, report.figures, xbrl=False)
    edgar.publish(plain)
    answer = client.get(f"{edgar.data}/api/xbrl/companyfacts/CIK9900000101.json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/xml")
    assert "<Code>NoSuchKey</Code>" in answer.text


@pytest.mark.parametrize(
    "name",
    ["acme-20260630.htm", "acme-20260630_htm.xml", "{accession}-index-headers.html", "{accession}.txt"],
)
def test_faults_strike_any_document(edgar: EdgarBox, client: httpx.Client, name: str) -> None:
    one = edgar.publish(FORMS["10-Q"])
    address = f"{folder(edgar, one)}/{name.format(accession=one.filing.accession)}"
    edgar.fail(Fault.status(503), on=address.removeprefix(edgar.www), times=1)
    assert [client.get(address).status_code for _ in range(2)] == [503, 200]
    edgar.fail(Fault.truncate(100), on="/Archives/", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(address)


def test_faults_strike_companyfacts(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(FORMS["10-Q"])
    path = "/api/xbrl/companyfacts/CIK9900000101.json"
    edgar.fail(Fault.body("temporarily unavailable"), on=path, times=1)
    assert client.get(edgar.data + path).headers["Content-Type"] == "text/html"
    assert client.get(edgar.data + path).json()["cik"] == 9900000101
