"""The same shares, told by two insiders of one household, are found by their marks of ownership alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.insiders import SPOUSE, TRUSTEE, filed, may, past, says
from tests.rules.made import CHIEF, DIRECTOR, HOLDER, sale
from tocsin.model import InsiderTransaction, Owner, Reading
from tocsin.rules.insiders.household import Retold, once, persons, retold, told_before

SPOUSES = {"ownership": "I", "nature": "By Spouse"}


def by(owner: Owner, *rows: InsiderTransaction) -> list[InsiderTransaction]:
    return [replace(row, owners=(owner,)) for row in rows]


SAME = {
    "direct, and by spouse": (by(DIRECTOR, sale("200000")) + by(SPOUSE, sale("200000", **SPOUSES)), 1),
    "by trust, and by spouse": (
        by(DIRECTOR, sale("200000", ownership="I", nature="By Trust"))
        + by(SPOUSE, sale("200000", **SPOUSES)),
        1,
    ),
    "each tells both": (
        by(DIRECTOR, sale("200000"), sale("90000", **SPOUSES))
        + by(SPOUSE, sale("90000"), sale("200000", **SPOUSES)),
        2,
    ),
    "each tells both, and both are alike": (
        by(DIRECTOR, sale("200000"), sale("200000", **SPOUSES))
        + by(SPOUSE, sale("200000"), sale("200000", **SPOUSES)),
        2,
    ),
    "two direct are two": (by(DIRECTOR, sale("1000")) + by(CHIEF, sale("1000")), 2),
    "one insider's two lines are two": (by(DIRECTOR, sale("1000"), sale("1000", **SPOUSES)), 2),
    "one insider's alike rows are two": (by(DIRECTOR, sale("1000"), sale("1000")), 2),
    "row by row": (
        by(DIRECTOR, *[sale("100")] * 5) + by(SPOUSE, *[sale("100", **SPOUSES)] * 3),
        5,
    ),
    "another price": (by(DIRECTOR, sale("1000", "10")) + by(SPOUSE, sale("1000", "10.01", **SPOUSES)), 2),
    "another day": (
        by(DIRECTOR, sale("1000")) + by(SPOUSE, sale("1000", date=may(26), **SPOUSES)),
        2,
    ),
    "another class": (
        by(DIRECTOR, sale("1000", security="Class A")) + by(SPOUSE, sale("1000", security="B", **SPOUSES)),
        2,
    ),
    "one class, in two spellings": (
        by(DIRECTOR, sale("1000"))
        + by(SPOUSE, sale("1000", security="COMMON STOCK, par value $.01", **SPOUSES)),
        1,
    ),
    "another code": (by(DIRECTOR, sale("1000")) + by(SPOUSE, sale("1000", code="G", **SPOUSES)), 2),
    "no price in either": (by(DIRECTOR, sale("9", None)) + by(SPOUSE, sale("9", None, **SPOUSES)), 1),
    "no number is never the same number": (
        by(DIRECTOR, sale(None)) + by(SPOUSE, sale(None, **SPOUSES)),
        2,
    ),
    "two trustees name one trust alike, and tell what is left in it": (
        by(TRUSTEE, sale("1000", ownership="I", nature="By Trust"))
        + by(HOLDER, sale("1000", ownership="I", nature="by  trust")),
        1,
    ),
    "two trusts that are named alike": (
        by(TRUSTEE, sale("1000", ownership="I", nature="By Trust", after="5"))
        + by(HOLDER, sale("1000", ownership="I", nature="By Trust", after="6")),
        2,
    ),
    "three tell the same": (
        by(DIRECTOR, sale("1000"))
        + by(SPOUSE, sale("1000", **SPOUSES))
        + by(TRUSTEE, sale("1000", ownership="I", nature="As Trustee")),
        1,
    ),
    "nobody is named": ([sale("1000", owners=()), sale("1000", owners=(), **SPOUSES)], 2),
}


@pytest.mark.parametrize(("rows", "count"), SAME.values(), ids=SAME.keys())
def test_the_same_shares_are_counted_once(rows: list[InsiderTransaction], count: int) -> None:
    groups = once(rows)
    assert len(groups) == count
    assert sorted(index for group in groups for index in group) == list(range(len(rows)))
    assert len(once(rows[::-1])) == count


rows = st.builds(
    lambda owner, mark, shares: replace(sale(shares, ownership=mark[0], nature=mark[1]), owners=(owner,)),
    owner=st.sampled_from([DIRECTOR, SPOUSE, CHIEF]),
    mark=st.sampled_from([("D", None), ("D", None), ("I", "By Spouse"), ("I", "By Trust")]),
    shares=st.sampled_from(["100", "200"]),
)


@given(told=st.lists(rows, max_size=8), chance=st.data())
@settings(max_examples=300, deadline=None)
def test_the_order_of_rows_does_not_matter(told: list[InsiderTransaction], chance: st.DataObject) -> None:
    shuffled = chance.draw(st.permutations(told))
    assert len(once(shuffled)) == len(once(told))


@given(told=st.lists(rows, max_size=8))
@settings(max_examples=300, deadline=None)
def test_no_insider_tells_the_same_shares_twice(told: list[InsiderTransaction]) -> None:
    for group in once(told):
        assert len({told[index].owners for index in group}) == len(group)
        assert sum(told[index].ownership == "D" for index in group) <= 1


def test_who_tells_the_same_shares_is_one_person() -> None:
    told = [*by(DIRECTOR, sale("9")), *by(SPOUSE, sale("9", **SPOUSES)), *by(CHIEF, sale("9", "11"))]
    person = persons(told)
    assert person[DIRECTOR.cik] == person[SPOUSE.cik] != person[CHIEF.cik]


HIS = filed(1, sale("200000"), by=(DIRECTOR,))
HERS = filed(2, sale("200000", **SPOUSES), by=(SPOUSE,))


def test_a_filing_whose_rows_were_all_told() -> None:
    assert retold(HERS, past(HIS)) == Retold("0000350001-26-000001", (DIRECTOR,), ("0000350001-26-000001",))
    assert retold(HIS, past(HERS)) == Retold("0000350001-26-000002", (SPOUSE,), ("0000350001-26-000002",))


NOT_RETOLD: dict[str, tuple[Reading, Sequence[Reading]]] = {
    "nothing is known": (HERS, ()),
    "nothing is told": (filed(2, by=(SPOUSE,)), (HIS,)),
    "a row more": (filed(2, *HERS.transactions, sale("5"), by=(SPOUSE,)), (HIS,)),
    "both are direct": (filed(2, sale("200000"), by=(SPOUSE,)), (HIS,)),
    "the same owner again": (filed(2, *HIS.transactions, form="4/A"), (HIS,)),
    "itself": (HERS, (HERS,)),
    "two alike, and one was told": (
        filed(2, sale("200000", **SPOUSES), sale("200000", **SPOUSES), by=(SPOUSE,)),
        (HIS,),
    ),
}


@pytest.mark.parametrize(("reading", "known"), NOT_RETOLD.values(), ids=NOT_RETOLD.keys())
def test_a_filing_that_tells_anything_anew(reading: Reading, known: Sequence[Reading]) -> None:
    assert retold(reading, past(*known)) is None


def test_the_rows_of_a_sale_may_be_looked_at_alone() -> None:
    mixed = filed(2, sale("7", code="G"), *HERS.transactions, by=(SPOUSE,))
    assert retold(mixed, past(HIS)) is None
    told = retold(mixed, past(HIS), row_numbers=(2,))
    assert told is not None
    assert told.accession == HIS.filing.accession
    assert [row.row for row, _ in told_before(mixed, mixed.transactions, past(HIS))] == [2]


def test_two_filings_may_have_told_it() -> None:
    second = filed(3, sale("90000", "12"), by=(DIRECTOR,))
    both = filed(4, sale("90000", "12", **SPOUSES), sale("200000", **SPOUSES), by=(SPOUSE,))
    told = retold(both, past(HIS, second))
    assert told is not None
    assert told.accessions == ("0000350001-26-000003", "0000350001-26-000001")


def test_what_an_amendment_took_back_was_not_told() -> None:
    wrong = filed(1, sale("200000", after="800000"), by=(DIRECTOR,))
    right = filed(3, sale("20000", after="980000"), by=(DIRECTOR,), form="4/A")
    assert retold(HERS, past(wrong)) is not None
    assert retold(HERS, past(wrong, right)) is None


def test_the_second_form_of_a_large_group_tells_the_same_rows() -> None:
    """A form takes ten owners at most; a larger group files a second one, led by the same owner."""
    first = filed(1, sale("200000", ownership="I", nature="See footnote"), by=(HOLDER, TRUSTEE))
    second = filed(2, sale("200000", ownership="I", nature="See footnote"), by=(HOLDER, CHIEF))
    told = retold(second, past(first))
    assert told is not None
    assert told.accession == first.filing.accession
    window = "insider_sale: {shares: over 300k, within: 5d}"
    assert says(window, second, past(first)) == "silent: restates what was already told"


def test_thousands_of_alike_rows_are_soon_told_apart() -> None:
    owners = (DIRECTOR, SPOUSE, CHIEF, HOLDER)
    told = [
        replace(sale("100", **(SPOUSES if number % 2 else {})), owners=(owners[number % 4],))
        for number in range(4000)
    ]
    began = time.process_time()
    assert len(once(told)) == 4000
    assert time.process_time() - began < 2
