"""The made EDGAR: what it serves, in EDGAR's shapes, and how it defends itself."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from lxml import etree

from tocsin.demo.box import Fault
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.demo.filings import MADE, Company, MadeFiling, MadeParty, accession_number, plain_filing
from tocsin.demo.ownership import MadeOwner, MadeTransaction, OwnershipForm, ownership_filing
from tocsin.demo.pages import TEMPORARILY_UNAVAILABLE

ATOM = {"a": "http://www.w3.org/2005/Atom"}
ACME = Company("9900000101", 'Acme & Söhne <Servers> "Ltd" \\DE\\ O\'Hare', "ACME")
REYES = MadeOwner("9900000201", "Reyes Dana", officer=True, title="Chief Executive Officer")
TRUST = MadeOwner("9900000202", "Reyes Family Trust", ten_percent_owner=True)
TUESDAY = dt.date(2026, 3, 10)


def form4(serial: int = 1, form: str = "4") -> MadeFiling:
    row = MadeTransaction(TUESDAY, "S", "D", Decimal(100), Decimal("37.94"), Decimal(900))
    return ownership_filing(
        accession_number(serial, 2026), OwnershipForm(ACME, (REYES, TRUST), TUESDAY, (row,), form=form)
    )


def plain(serial: int, form: str, items: tuple[str, ...] = ()) -> MadeFiling:
    return plain_filing(accession_number(serial, 2026), form, ACME, "Nothing happened.", items=items)


@pytest.fixture
def edgar(clock: Any) -> Iterator[EdgarBox]:
    with EdgarBox(EdgarRules(requests_per_second=None), now=clock) as box:
        yield box


def latest(client: httpx.Client, edgar: EdgarBox, **wish: Any) -> httpx.Response:
    query: dict[str, Any] = {
        "action": "getcurrent",
        "type": "",
        "owner": "include",
        "start": 0,
        "count": 100,
        "output": "atom",
    }
    return client.get(f"{edgar.www}/cgi-bin/browse-edgar", params=query | wish)


def entries(answer: httpx.Response) -> list[etree._Element]:
    assert answer.status_code == 200
    return etree.fromstring(answer.content).findall("a:entry", ATOM)


def titles(answer: httpx.Response) -> list[str]:
    return [str(entry.findtext("a:title", namespaces=ATOM)) for entry in entries(answer)]


# --- the Latest feed ------------------------------------------------------------------------------


def test_the_feed_has_an_entry_for_each_party(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    answer = latest(client, edgar)

    assert titles(answer) == [
        "4 - Reyes Dana (9900000201) (Reporting)",
        "4 - Reyes Family Trust (9900000202) (Reporting)",
        f"4 - {ACME.name} (9900000101) (Issuer)",
    ]
    issuer = entries(answer)[2]
    assert issuer.findtext("a:updated", namespaces=ATOM) == "2026-03-10T16:05:12-04:00"
    assert issuer.findtext("a:id", namespaces=ATOM) == (
        "urn:tag:sec.gov,2008:accession-number=9900000000-26-000001"
    )
    category = issuer.find("a:category", ATOM)
    assert category is not None
    assert category.get("term") == "4"
    link = issuer.find("a:link", ATOM)
    assert link is not None
    assert str(link.get("href")).endswith(
        "/Archives/edgar/data/9900000101/990000000026000001/9900000000-26-000001-index.htm"
    )
    summary = str(issuer.findtext("a:summary", namespaces=ATOM))
    assert re.fullmatch(
        r"\n <b>Filed:</b> 2026-03-10 <b>AccNo:</b> 9900000000-26-000001 <b>Size:</b> \d+ KB\n", summary
    )


def test_the_feed_is_latin_1_escaped_and_never_cached(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    answer = latest(client, edgar)
    assert answer.content.startswith(b'<?xml version="1.0" encoding="ISO-8859-1" ?>')
    assert b"Acme &amp; S\xf6hne &lt;Servers&gt; &quot;Ltd&quot; \\DE\\ O&#39;Hare" in answer.content
    assert b"<title>Latest Filings - Tue, 10 Mar 2026 16:05:12 EDT</title>" in answer.content
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not {"ETag", "Last-Modified"} & set(answer.headers)


def test_eight_k_items_stand_in_the_summary(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(plain(1, "8-K", ("2.02", "9.01")))
    (entry,) = entries(latest(client, edgar))
    summary = str(entry.findtext("a:summary", namespaces=ATOM))
    assert "\n<br>Item 2.02: Results of Operations and Financial Condition\n<br>Item 9.01: " in summary


def test_a_type_matches_the_beginning_of_a_form(edgar: EdgarBox, client: httpx.Client) -> None:
    for serial, form in enumerate(("424B2", "485BPOS", "497K", "10-Q", "8-K"), 1):
        edgar.publish(plain(serial, form))
    edgar.publish(form4(9))

    of_four = latest(client, edgar, type="4")
    assert [title.split(" - ")[0] for title in titles(of_four)] == ["4", "4", "4", "497K", "485BPOS", "424B2"]
    assert len(titles(latest(client, edgar, owner="only"))) == 3
    assert len(titles(latest(client, edgar, owner="exclude"))) == 5


def test_pages_are_newest_first_and_end_with_a_503(edgar: EdgarBox, client: httpx.Client) -> None:
    at = edgar.now()
    for serial in range(1, 251):
        edgar.publish(plain(serial, "424B2"), at=at - dt.timedelta(seconds=serial))
    pages = [latest(client, edgar, start=start) for start in (0, 100, 200, 300)]

    assert [page.status_code for page in pages] == [200, 200, 200, 503]
    ids = [entry.findtext("a:id", namespaces=ATOM) for page in pages[:3] for entry in entries(page)]
    assert [str(name)[-6:] for name in ids] == [f"{serial:06}" for serial in range(1, 251)]
    assert "<title>SEC.gov | File Unavailable</title>" in pages[3].text
    assert len(entries(latest(client, edgar, count=7))) == 7


def test_pages_overlap_while_filings_arrive(edgar: EdgarBox, client: httpx.Client) -> None:
    for serial in range(1, 151):
        edgar.publish(plain(serial, "424B2"))
    first = titles(latest(client, edgar))
    ids = {entry.findtext("a:id", namespaces=ATOM) for entry in entries(latest(client, edgar))}
    edgar.publish(form4(900))
    second = {entry.findtext("a:id", namespaces=ATOM) for entry in entries(latest(client, edgar, start=100))}
    assert len(first) == 100
    assert len(ids & second) == 3


def test_an_empty_feed_is_a_feed(edgar: EdgarBox, client: httpx.Client) -> None:
    assert entries(latest(client, edgar)) == []


def test_a_filing_of_the_future_is_not_there_yet(edgar: EdgarBox, client: httpx.Client, clock: Any) -> None:
    edgar.publish(form4(), at=clock() + dt.timedelta(seconds=30))
    path = f"{edgar.www}/Archives/edgar/data/9900000101/990000000026000001/9900000000-26-000001.txt"
    assert titles(latest(client, edgar)) == []
    assert client.get(path).status_code == 404
    clock.forward(30)
    assert len(titles(latest(client, edgar))) == 3
    assert client.get(path).status_code == 200


def test_what_the_feed_leaves_out_can_be_revealed(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4(1), missing_from={"latest"})
    edgar.publish(form4(2), issuer_late=True)
    assert [title.rpartition("(")[2] for title in titles(latest(client, edgar))] == ["Reporting)"] * 2

    recent = client.get(f"{edgar.data}/submissions/CIK9900000101.json").json()["filings"]["recent"]
    assert recent["accessionNumber"] == ["9900000000-26-000002", "9900000000-26-000001"]

    edgar.reveal("9900000000-26-000001")
    edgar.reveal("9900000000-26-000002")
    assert sum("(Issuer)" in title for title in titles(latest(client, edgar))) == 2


def test_recorded_pages_are_served_as_they_are(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.serve_recorded([b"<feed>one</feed>", b"<feed>two</feed>"])
    answers = [latest(client, edgar, start=start) for start in (0, 100, 200)]
    assert [answer.status_code for answer in answers] == [200, 200, 503]
    assert [answer.content for answer in answers[:2]] == [b"<feed>one</feed>", b"<feed>two</feed>"]
    edgar.serve_recorded(None)
    assert titles(latest(client, edgar)) == []


# --- the archive ----------------------------------------------------------------------------------


def test_the_full_submission_is_found_under_any_party(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    folder = "990000000026000001"
    name = "9900000000-26-000001.txt"
    texts = [
        client.get(f"{edgar.www}/Archives/edgar/data/{cik}/{folder}/{name}")
        for cik in (9900000101, 9900000201, 9900000202)
    ]
    assert {text.status_code for text in texts} == {200}
    assert len({text.content for text in texts}) == 1
    assert client.get(f"{edgar.www}/Archives/edgar/data/9900000101/{name}").content == texts[0].content
    assert client.get(f"{edgar.www}/Archives/edgar/data/9900000999/{folder}/{name}").status_code == 404
    assert "<ACCEPTANCE-DATETIME>20260310160512\n" in texts[0].text


def test_a_folder_names_its_files_and_serves_them(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    folder = f"{edgar.www}/Archives/edgar/data/9900000101/990000000026000001"

    headers = client.get(f"{folder}/9900000000-26-000001-index-headers.html").text
    assert "<!--\n<SEC-HEADER>9900000000-26-000001.hdr.sgml : 20260310" in headers
    assert "&lt;SEQUENCE&gt;1\n&lt;FILENAME&gt;made-ownership.xml\n" in headers
    assert '<a href="xslF345X06/made-ownership.xml">Document 1 - file: made-ownership.html</a><br>' in headers

    index = client.get(f"{folder}/index.json").json()["directory"]
    assert index["name"] == "/Archives/edgar/data/9900000101/990000000026000001"
    assert [row["name"] for row in index["item"]][-1] == "made-ownership.xml"

    assert client.get(f"{folder}/made-ownership.xml").content.startswith(b'<?xml version="1.0"?>')
    rendered = client.get(f"{folder}/xslF345X06/made-ownership.xml")
    assert rendered.headers["Content-Type"] == "text/html"
    assert MADE in rendered.text
    assert "<Code>NoSuchKey</Code>" in client.get(f"{folder}/none.xml").text


def test_the_day_gets_its_index_in_the_evening(edgar: EdgarBox, client: httpx.Client, clock: Any) -> None:
    edgar.publish(form4())
    edgar.publish(plain(2, "8-K"), missing_from={"index"})
    path = f"{edgar.www}/Archives/edgar/daily-index/2026/QTR1/master.20260310.idx"

    early = client.get(path)
    assert early.status_code == 403
    assert "<Code>AccessDenied</Code>" in early.text

    clock.forward(6 * 3600)
    lines = client.get(path).content.decode("iso-8859-1").splitlines()
    assert lines[5] == "CIK|Company Name|Form Type|Date Filed|File Name"
    assert set(lines[6]) == {"-"}
    assert lines[7:] == [
        f"9900000101|{ACME.name}|4|20260310|edgar/data/9900000101/9900000000-26-000001.txt",
        "9900000201|Reyes Dana|4|20260310|edgar/data/9900000201/9900000000-26-000001.txt",
        "9900000202|Reyes Family Trust|4|20260310|edgar/data/9900000202/9900000000-26-000001.txt",
    ]
    assert client.get(path.replace("20260310", "20260309")).status_code == 403
    assert client.get(path.replace("QTR1", "QTR2")).status_code == 403


@pytest.mark.parametrize(
    ("form", "hour", "minute", "filed"),
    [
        ("10-Q", 17, 30, "2026-03-13"),
        ("10-Q", 17, 31, "2026-03-16"),
        ("4", 21, 59, "2026-03-13"),
        ("144", 21, 59, "2026-03-13"),
        ("SCHEDULE 13G", 20, 0, "2026-03-13"),
    ],
)
def test_the_filing_date_follows_the_form(
    edgar: EdgarBox, form: str, hour: int, minute: int, filed: str
) -> None:
    # 13 March 2026 is a Friday.
    friday = dt.datetime(2026, 3, 13, hour, minute, tzinfo=ZoneInfo("America/New_York"))
    assert str(edgar.publish(plain(1, form), at=friday).filed) == filed


# --- lists ----------------------------------------------------------------------------------------


def test_submissions_are_columns(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(plain(1, "8-K", ("2.02", "9.01")))
    edgar.publish(form4(2))
    issuer = client.get(f"{edgar.data}/submissions/CIK9900000101.json").json()
    recent = issuer["filings"]["recent"]

    assert (issuer["cik"], issuer["name"], issuer["tickers"]) == ("9900000101", ACME.name, ["ACME"])
    assert {len(column) for column in recent.values()} == {2}
    assert len(recent) == 15
    assert recent["form"] == ["4", "8-K"]
    assert recent["primaryDocument"] == ["xslF345X06/made-ownership.xml", "made-8-k.htm"]
    assert recent["items"] == ["", "2.02,9.01"]
    assert recent["acceptanceDateTime"] == ["2026-03-10T20:05:12.000Z"] * 2

    person = client.get(f"{edgar.data}/submissions/CIK9900000202.json").json()
    assert (person["name"], person["tickers"]) == ("Reyes Family Trust", [])
    assert person["filings"]["recent"]["accessionNumber"] == ["9900000000-26-000002"]


def test_z_can_be_eastern(client: httpx.Client, clock: Any) -> None:
    with EdgarBox(EdgarRules(acceptance_times="eastern"), now=clock) as edgar:
        edgar.publish(form4())
        recent = client.get(f"{edgar.data}/submissions/CIK9900000101.json").json()["filings"]["recent"]
    assert recent["acceptanceDateTime"] == ["2026-03-10T16:05:12.000Z"]


def test_older_submissions_stand_in_files_of_their_own(client: httpx.Client, clock: Any) -> None:
    with EdgarBox(EdgarRules(inline=2, requests_per_second=None), now=clock) as edgar:
        for serial in range(1, 6):
            edgar.publish(plain(serial, "8-K"))
        top = client.get(f"{edgar.data}/submissions/CIK9900000101.json").json()["filings"]
        files = [one["name"] for one in top["files"]]
        older = client.get(f"{edgar.data}/submissions/{files[1]}").json()
        missing = client.get(f"{edgar.data}/submissions/CIK9900000101-submissions-009.json")
    assert [name[-5:] for name in top["recent"]["accessionNumber"]] == ["00005", "00004"]
    assert files == ["CIK9900000101-submissions-001.json", "CIK9900000101-submissions-002.json"]
    assert [name[-5:] for name in older["accessionNumber"]] == ["00001"]
    assert missing.status_code == 404


def test_who_never_filed_is_not_found(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4(), missing_from={"submissions"})
    for path in ("/submissions/CIK9900000101.json", "/api/xbrl/companyfacts/CIK9900000101.json"):
        answer = client.get(edgar.data + path)
        assert answer.status_code == 404
        assert (
            f"<Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>{path[1:]}"
            in (answer.text)
        )


def test_tickers_are_those_of_issuers_and_of_listed_companies(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    edgar.list_company(Company("9900000102", "Gloom", "GLUM", "NYSE"))
    edgar.list_company(Company("9900000103", "Unlisted"))
    assert client.get(f"{edgar.www}/files/company_tickers.json").json() == {
        "0": {"cik_str": 9900000101, "ticker": "ACME", "title": ACME.name},
        "1": {"cik_str": 9900000102, "ticker": "GLUM", "title": "Gloom"},
    }
    exchange = client.get(f"{edgar.www}/files/company_tickers_exchange.json").json()
    assert exchange["fields"] == ["cik", "name", "ticker", "exchange"]
    assert exchange["data"][1] == [9900000102, "Gloom", "GLUM", "NYSE"]


def test_files_of_a_test_come_first(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.serve_file("/files/company_tickers.json", b"{}", "application/json")
    assert client.get(f"{edgar.www}/files/company_tickers.json").json() == {}


def test_answers_are_compressed_when_asked(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    path = f"{edgar.www}/Archives/edgar/data/9900000101/9900000000-26-000001.txt"
    packed = client.get(path, headers={"Accept-Encoding": "gzip, deflate"})
    loose = client.get(path, headers={"Accept-Encoding": "identity"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in loose.headers
    assert packed.content == loose.content


def test_a_party_can_have_any_role(edgar: EdgarBox, client: httpx.Client) -> None:
    made = plain(1, "SCHEDULE 13D")
    parties = (MadeParty("9900000101", "Acme", "Subject"), MadeParty("9900000202", "Trust", "Filed by"))
    edgar.publish(MadeFiling(made.accession, made.form, parties, made.documents))
    assert titles(latest(client, edgar)) == [
        "SCHEDULE 13D - Acme (9900000101) (Subject)",
        "SCHEDULE 13D - Trust (9900000202) (Filed by)",
    ]
    text = client.get(f"{edgar.www}/Archives/edgar/data/9900000101/{made.accession}.txt").text
    assert "\nSUBJECT COMPANY:\t\n" in text
    assert "\nFILED BY:\t\n" in text


# --- fair access ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agent", "status"),
    [
        ("Example Capital ops@example.com", 200),
        ("Example Capital (ops@example.com)", 200),
        ("ops@example.com", 403),
        ("Example Capital", 403),
        ("python-httpx/0.28.1", 403),
        ("", 403),
    ],
)
def test_a_program_has_to_say_who_asks(edgar: EdgarBox, agent: str, status: int) -> None:
    answer = httpx.get(f"{edgar.www}/files/company_tickers.json", headers={"User-Agent": agent})
    assert answer.status_code == status
    if status == 403:
        assert (
            "<title>SEC.gov | Your Request Originates from an Undeclared Automated Tool</title>"
            in answer.text
        )
    assert edgar.undeclared_requests == (status == 403)


def test_the_budget_is_ten_a_second_for_everybody(client: httpx.Client, clock: Any) -> None:
    with EdgarBox(now=clock) as edgar, httpx.Client(headers={"User-Agent": "Other Co a@b.example"}) as other:
        paths = ["/files/company_tickers.json", "/submissions/CIK9900000101.json"]
        for number in range(10):
            one = (client, other)[number % 2]
            assert one.get(edgar.url + paths[number % 2]).status_code in {200, 404}
        assert (edgar.highest_rate, edgar.blocked_requests, edgar.blocked_until) == (10, 0, None)

        blocked = other.get(edgar.url + paths[0])
        assert blocked.status_code == 403
        assert "<title>SEC.gov | Request Rate Threshold Exceeded</title>" in blocked.text
        assert (edgar.highest_rate, edgar.blocked_requests) == (11, 1)
        assert edgar.blocked_until == clock() + dt.timedelta(minutes=10)


def test_a_pace_within_the_budget_is_never_blocked(client: httpx.Client, clock: Any) -> None:
    with EdgarBox(now=clock) as edgar:
        for _ in range(40):
            assert client.get(f"{edgar.www}/files/company_tickers.json").status_code == 200
            clock.forward(0.1)
        assert edgar.highest_rate == 10


def test_asking_while_blocked_prolongs_the_block(client: httpx.Client, clock: Any) -> None:
    with EdgarBox(EdgarRules(requests_per_second=1), now=clock) as edgar:
        path = f"{edgar.www}/files/company_tickers.json"
        assert [client.get(path).status_code for _ in range(2)] == [200, 403]
        clock.forward(599)
        assert client.get(path).status_code == 403
        clock.forward(599)
        assert edgar.blocked_until == clock() + dt.timedelta(seconds=1)
        clock.forward(1)
        assert client.get(path).status_code == 200
        assert edgar.blocked_requests == 2
        edgar.block()
        assert client.get(path).status_code == 403
        edgar.unblock()
        assert client.get(path).status_code == 200


def test_a_maintenance_page_under_200(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.fail(Fault.body(TEMPORARILY_UNAVAILABLE), on="/cgi-bin/browse-edgar", times=1)
    answer = latest(client, edgar)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html")
    assert "temporarily unavailable" in answer.text
    assert latest(client, edgar).headers["Content-Type"] == "application/atom+xml"


def test_a_fault_can_strike_one_page_of_the_feed(edgar: EdgarBox, client: httpx.Client) -> None:
    query = "/cgi-bin/browse-edgar?action=getcurrent&type=&owner=include&start=100"
    edgar.fail(Fault.status(500), on=query)
    assert latest(client, edgar).status_code == 200
    assert latest(client, edgar, start=100).status_code == 500


def test_a_truncated_document_breaks_the_transfer(edgar: EdgarBox, client: httpx.Client) -> None:
    edgar.publish(form4())
    edgar.fail(Fault.truncate(100), on="/Archives/")
    with pytest.raises(httpx.RemoteProtocolError):
        client.get(f"{edgar.www}/Archives/edgar/data/9900000101/9900000000-26-000001.txt")


def test_submissions_are_json_that_python_reads(edgar: EdgarBox) -> None:
    edgar.publish(form4())
    answer = httpx.get(
        f"{edgar.data}/submissions/CIK9900000101.json", headers={"User-Agent": "Example Co a@b.example"}
    )
    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content)["filings"]["files"] == []
