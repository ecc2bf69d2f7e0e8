"""Every recorded ownership form is read, and its sales add up to what a second, other count says."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET  # the second count must not share a parser with the first
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from tests.samples import samples
from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.model import InsiderSale, Reading

KINDS = ("form4", "form4-submission", "form3-5")


def recorded(kind: str) -> list[tuple[Path, Reading, ET.Element]]:
    found = []
    for path in samples(kind):
        body = path.read_bytes()
        inner = re.search(rb"<XML>\s*(.*?)</XML>", body, re.DOTALL)
        root = ET.fromstring(inner[1] if inner else body.strip())  # noqa: S314 recorded, known files
        found.append((path, facts.read(body), root))
    return found


def said(row: ET.Element, name: str) -> str | None:
    text = row.findtext(f".//{name}/value")
    return text.strip() if text and text.strip() else None


@pytest.mark.parametrize("kind", KINDS)
def test_the_total_of_the_sales_is_what_another_count_says(kind: str) -> None:
    sales = 0
    for path, reading, root in recorded(kind):
        shares, value, prices, titles, dates = Fraction(0), Fraction(0), [], set(), set()
        for row in root.iter("nonDerivativeTransaction"):
            if row.findtext(".//transactionCode") != "S":
                continue
            if said(row, "transactionAcquiredDisposedCode") != "D":
                continue
            count, price = (
                Fraction(said(row, "transactionShares") or "x"),
                said(row, "transactionPricePerShare"),
            )
            shares += count
            value += count * Fraction(price or 0)
            prices.append(price)
            titles.add(said(row, "securityTitle"))
            dates.add((said(row, "transactionDate") or "")[:10])
        totals = [fact for fact in reading.facts if isinstance(fact, InsiderSale)]
        assert len(totals) == (1 if prices else 0), path
        if not totals:
            continue
        (total,) = totals
        sales += 1
        assert len(titles) == 1, path
        assert total.shares is not None and Fraction(total.shares) == shares, path
        assert total.rows == len(prices) == len(total.row_numbers), path
        assert {str(total.first_date), str(total.last_date)} == {min(dates), max(dates)}, path
        if None in prices:
            assert total.value is None and total.price is None, path
        else:
            assert total.value is not None and Fraction(total.value) == value, path
            # round() of a Fraction goes half to even.
            assert (
                total.price is not None and total.price == Decimal(round(value / shares * 10_000)) / 10_000
            ), path
    assert sales > 0 or kind == "form3-5"


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_and_every_party_is_there(kind: str) -> None:
    for path, reading, root in recorded(kind):
        stated = [
            (
                row.tag == "derivativeTransaction",
                row.findtext(".//transactionCode"),
                said(row, "transactionAcquiredDisposedCode"),
                said(row, "transactionShares"),
                said(row, "transactionPricePerShare"),
                said(row, "sharesOwnedFollowingTransaction"),
                (said(row, "transactionDate") or "")[:10],
                len(list(row.iter("footnoteId"))),
            )
            for row in root.iter()
            if row.tag in ("nonDerivativeTransaction", "derivativeTransaction")
        ]
        read = [
            (
                row.derivative,
                row.code,
                row.acquired_disposed,
                row.shares,
                row.price,
                row.owned_after,
                str(row.date),
                len(row.notes),
            )
            for row in reading.transactions
        ]
        exact = [tuple(str(each) if isinstance(each, Decimal) else each for each in row) for row in read]
        assert exact == stated, path
        holdings = [row for row in root.iter() if row.tag in ("nonDerivativeHolding", "derivativeHolding")]
        assert [str(each.owned) for each in reading.holdings] == [
            str(said(row, "sharesOwnedFollowingTransaction")) for row in holdings
        ], path
        assert [each.cik for each in reading.filing.owners] == [e.text for e in root.iter("rptOwnerCik")], (
            path
        )
        assert reading.filing.issuer.cik == root.findtext(".//issuerCik"), path
        assert reading.filing.form == root.findtext("documentType"), path
        assert len(reading.filing.footnotes) == len(list(root.iter("footnote"))), path
        assert reading.facts[0] is reading.filing, path


def test_a_submission_tells_its_number_and_when_it_was_accepted() -> None:
    for path in samples("form4-submission"):
        filing = facts.read(path.read_bytes()).filing
        assert filing.accession == path.stem
        stamp = re.search(r"<ACCEPTANCE-DATETIME>(\d+)", path.read_text("latin-1"))
        assert stamp is not None and filing.accepted is not None, path
        eastern = dt.datetime.strptime(stamp[1] + "+0000", "%Y%m%d%H%M%S%z")
        assert filing.accepted - eastern in (dt.timedelta(hours=4), dt.timedelta(hours=5)), path
        assert filing.accepted.utcoffset() == dt.timedelta(0), path


def test_sales_to_cover_among_the_recorded() -> None:
    told = {
        (path.stem, row.row): str(row.sell_to_cover)
        for path in samples("form4-submission")
        for row in facts.read(path.read_bytes()).transactions
        if row.sell_to_cover != "no"
    }
    assert told == {("0001104659-20-099652", 3): "yes", ("0001209191-20-023848", 1): "yes"}


def test_a_form_of_1998_without_xml_is_unreadable() -> None:
    for path in samples("form4-plain"):
        with pytest.raises(Unreadable) as caught:
            facts.read(path.read_bytes())
        assert str(caught.value) == "the submission holds no document of type 4"


@pytest.mark.parametrize(
    ("kind", "pattern", "error"),
    [("http-errors", "*.htm*", r"an HTML page( \".+\")? that names no form of a filing")],
)
def test_other_documents_are_unreadable(kind: str, pattern: str, error: str) -> None:
    for path in samples(kind, pattern):
        with pytest.raises(Unreadable) as caught:
            facts.read(path.read_bytes())
        assert re.fullmatch(error, str(caught.value)), (path, str(caught.value))
