"""An amendment rings for what it tells anew, and stays silent on what was told before."""

from __future__ import annotations

from dataclasses import replace

from tests.rules.made import CHIEF, DIRECTOR, HOLDER, Told, filing, holding, sale, says
from tocsin.model import InsiderTransaction, Known, Reading

OVER = "{shares: over 100k}"
RESTATES = "silent: restates what was already told"
ORIGINAL = "0000350001-26-000001"
FIRST_AMENDMENT = "0000350001-26-000002"


def amended(*rows: InsiderTransaction) -> Reading:
    return filing(*rows, form="4/A", accession="0000350001-26-000009")


def told(*rows: InsiderTransaction, accession: str = ORIGINAL) -> Told:
    return Told(tuple(replace(row, accession=accession) for row in rows))


def test_everything_restated_is_not_news() -> None:
    assert says(OVER, amended(sale("200000")), told(sale("200000"))) == RESTATES
    assert says("{}", amended(sale("200000", "10.00")), told(sale("200000", "10"))) == RESTATES


def test_an_added_row_is_news_by_itself() -> None:
    history = told(sale("80000"))
    assert says("{}", amended(sale("80000"), sale("90000")), history) == "fires: 90,000 sh sold"
    assert (
        says(OVER, amended(sale("80000"), sale("90000")), history)
        == "silent: 90,000 sh sold, not over 100,000"
    )


def test_a_corrected_row_is_news() -> None:
    history = told(sale("15000"))
    assert says(OVER, amended(sale("150000")), history) == "fires: 150,000 sh sold, over 100,000"
    assert says("{}", amended(sale("15000", "11")), history) == "fires: 15,000 sh sold"
    assert says("{}", amended(sale("15000", date=None)), history) == "fires: 15,000 sh sold"
    assert says("{}", amended(sale("15000", ownership="I", nature="By Spouse")), history) == (
        "fires: 15,000 sh sold"
    )


def test_what_does_not_change_the_trade_is_no_news() -> None:
    again = sale("15000", security="COMMON STOCK, par value $.01", plan=Known.YES, after="1")
    assert says("{}", amended(again), told(sale("15000"))) == RESTATES


def test_two_rows_that_look_alike_are_known_only_where_two_were_told() -> None:
    twice = amended(sale("60000"), sale("60000"))
    assert says("{}", twice, told(sale("60000"))) == "fires: 60,000 sh sold"
    assert says("{}", twice, told(sale("60000"), sale("60000"))) == RESTATES


def test_an_earlier_amendment_that_restates_does_not_count_twice() -> None:
    rows = told(sale("60000")).rows + told(sale("60000"), accession=FIRST_AMENDMENT).rows
    assert says("{}", amended(sale("60000"), sale("60000")), Told(rows)) == "fires: 60,000 sh sold"


def test_another_owner_told_nothing_of_it() -> None:
    history = told(sale("200000", owners=(HOLDER,)))
    assert says("{}", amended(sale("200000")), history) == "fires: 200,000 sh sold"
    joint = amended(sale("200000", owners=(HOLDER, CHIEF)))
    assert says("{}", joint, history) == RESTATES


def test_a_form_that_amends_nothing_is_news_whatever_was_told() -> None:
    assert says("{}", filing(sale("200000")), told(sale("200000"))) == "fires: 200,000 sh sold"


def test_without_history_an_amendment_is_all_news() -> None:
    assert says(OVER, amended(sale("200000"))) == "fires: 200,000 sh sold, over 100,000"


def test_an_amendment_of_holdings_sells_nothing() -> None:
    assert says("{}", filing(holding("5"), form="4/A")) == "silent: no open-market sale in it"


def test_the_filing_itself_is_not_its_past() -> None:
    itself = Told((replace(sale("200000", owners=(DIRECTOR,)), accession="0000350001-26-000009"),))
    assert says("{}", amended(sale("200000")), itself) == "fires: 200,000 sh sold"
