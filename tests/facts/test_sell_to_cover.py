"""Sales for the tax on a vesting: what footnotes say, and which sales they say it of. All texts are made."""

from __future__ import annotations

import time

import pytest

from tests.facts.made import document, form, holding, rows_of, sale_of, submission, transaction
from tocsin import facts
from tocsin.facts.insiders.tax_words import says
from tocsin.model import Known

YES = """
Shares sold to cover taxes.
Sold to cover withholding taxes
Sell-to-cover.
Shares sold to satisfy tax withholding obligations upon the vesting of restricted stock units.
Represents the number of shares that had to be sold to cover tax withholding on the vesting of RSUs.
These shares were sold automatically to satisfy the reporting person's tax withholding obligations.
The shares were required to be sold by the reporting person to cover withholding taxes on settled PSUs, a sale which is not a discretionary trade.
The issuer's election under its equity plan mandates this sale: withholding obligations are to be funded by a "sell to cover" transaction, not at the reporting person's discretion.
On May 5, 2024, shares were sold to cover the taxes due upon settlement of performance units.
Sold in order to pay the reporting person's federal, state and local income taxes due on vesting.
Mandatory \u201csell to cover\u201d upon vesting of restricted stock units.
The shares were sold for the payment of taxes on the vesting of restricted stock.
Shares sold for tax withholding purposes on vesting.
Sold in connection with tax withholding upon the lapse of restrictions.
To satisfy tax withholding obligations on vested units, 1,200 shares were sold on the open market.
Tax withholding obligations were satisfied by the sale of shares on behalf of the reporting person.
Withholding on the vested units was paid through a broker-assisted sale.
The proceeds of the sale were used to pay withholding taxes arising from the vesting.
Represents the portion of the vested shares that was sold to cover taxes.
Made by the plan's broker: a sale, not within the reporting person's control, to meet withholding taxes.
Non\u2011discretionary sale to cover applicable taxes, per company policy.
These shares were sold, and not withheld, to cover taxes due on vesting.
Sold under a Rule 10b5-1 instruction adopted when not in possession of material nonpublic information, to satisfy the tax on vesting RSUs.
Sale to fund the tax liability upon the exercise of stock options.
Shares sold to pay the exercise price and the taxes on an exercise.
Automatic disposition of shares for taxes upon vesting.
The reporting person had no discretion over this sale, which was made to cover taxes.
Sold by Made Inc. Equity Plan's administrator to cover tax withholding. See Form 4 No. 12.
Shares disposed of in the open market to discharge payroll tax obligations from units that settled.
This transaction was made to satisfy tax withholding obligations.
A weighted average price; the shares were sold under an automatic sell-to-cover arrangement.
Shares sold to cover the reporting person\u2019s tax liability
Shares were sold to partially cover taxes.
In connection with the vesting of certain units previously granted, shares were sold to cover taxes.
Rather than withholding shares, the issuer caused shares to be sold to cover the tax on vesting.
As part of the sell-to-cover program, shares were sold to pay taxes.
Shares that the agent sold to cover taxes.
The reporting person elected to have shares sold to cover the tax on a vesting, including FICA.
The restricted shares vested and, no longer subject to forfeiture, were sold to cover taxes.
Sold solely to cover withholding taxes and not for investment or diversification purposes.
Sold by the broker at a weighted average price; required for the tax withholding on the vesting.
"""

NO = """
These shares were not sold to cover taxes.
No shares were sold to cover taxes.
None of the shares reported above were sold in order to cover withholding taxes.
This sale was not made to satisfy tax withholding obligations.
This is not a sell-to-cover transaction.
The reporting person didn't sell to cover taxes.
To satisfy taxes on the vesting, no shares were sold.
The sales were made for financial planning and not to cover taxes.
The sales are unrelated to any tax withholding obligation and were not automatic.
"""

SILENT = """
The sales were effected for financial and tax planning purposes.
The sales were effected pursuant to a Rule 10b5-1 trading plan.
Sold in several trades at prices from $9.00 to $11.00; the price is the weighted average.
Shares withheld by the issuer to satisfy tax withholding obligations. The reporting person sold the rest.
Shares were withheld to cover taxes and the remaining shares were sold.
To satisfy taxes, the issuer withheld 500 shares, and the remaining shares were sold.
This transaction is the withholding by the issuer of shares to pay taxes on a vesting.
Shares were sold to cover a short position.
Sold for tax purposes.
For estate and tax planning.
Sold to satisfy a prepaid forward contract that is treated as a sale for federal income tax purposes.
Sold to pay estate taxes.
A sale to realize a tax loss.
The price is before payment of commissions and taxes.
Sold to fund a charitable gift.
Includes shares acquired under the purchase plan, net of shares withheld for taxes.
Each restricted stock unit is a right to one share.
The shares were sold by the reporting person's spouse.
"""

UNKNOWN = """
A portion of the shares was sold to cover taxes.
A portion of these shares was sold to satisfy tax withholding obligations.
Sales other than shares sold to cover taxes.
Excludes shares previously sold to cover taxes.
The number includes 400 shares sold to cover taxes on a vesting.
Some of the shares were sold to satisfy withholding taxes.
Units vested, of which 400 were sold to cover taxes.
Shares may be sold to cover taxes upon vesting.
Shares will be sold to cover taxes.
The plan provides that, if the price is above $10, shares are sold to cover taxes.
Sold to cover taxes and for diversification.
Sold for personal reasons and to cover taxes.
Sold to cover the exercise price of the options.
Sold to pay personal income taxes.
Not all of the shares were sold to cover taxes.
Shares sold or withheld to cover taxes.
Non-discretionary sale upon the vesting of restricted stock units.
The sale was made primarily to cover taxes on a vesting.
Sold to cover taxes. No shares were sold to cover taxes.
Shares sold, see the tax withholding policy.
"""


def lines(texts: str) -> list[str]:
    return texts.strip().splitlines()


@pytest.mark.parametrize("text", lines(YES))
def test_a_sale_to_cover(text: str) -> None:
    assert says(text) is Known.YES


@pytest.mark.parametrize("text", lines(NO))
def test_a_denial(text: str) -> None:
    assert says(text) is Known.NO


@pytest.mark.parametrize("text", lines(SILENT))
def test_something_else(text: str) -> None:
    assert says(text) is None


@pytest.mark.parametrize("text", lines(UNKNOWN))
def test_not_quite(text: str) -> None:
    assert says(text) is Known.UNKNOWN


def test_case_and_line_breaks_do_not_matter() -> None:
    for text in lines(YES):
        assert says(text.upper().replace(" ", "\n  ")) is Known.YES


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert min(len(lines(YES)), len(lines(NO) + lines(SILENT)), len(lines(UNKNOWN))) >= 20


COVER, PLAN, PART = (
    "Sold to cover taxes on a vesting.",
    "Sold under a 10b5-1 plan.",
    "A portion of the shares was sold to cover taxes.",
)


def answers(xml: str) -> list[str]:
    return [str(row.sell_to_cover) for row in rows_of(xml)]


@pytest.mark.parametrize(
    "figure",
    [
        "securityTitle",
        "transactionDate",
        "transactionCoding",
        "transactionShares",
        "transactionPricePerShare",
        "transactionAcquiredDisposedCode",
        "sharesOwnedFollowingTransaction",
        "directOrIndirectOwnership",
    ],
)
def test_a_footnote_speaks_for_its_row_wherever_it_hangs(figure: str) -> None:
    xml = form(transaction(notes={figure: "F1"}), transaction(), footnotes={"F1": COVER})
    assert answers(xml) == ["yes", "no"]


def test_each_sale_has_its_own_answer_and_the_total_has_none() -> None:
    xml = form(
        transaction(notes={"transactionShares": "F1"}),
        transaction(notes={"transactionShares": "F2"}),
        footnotes={"F1": COVER, "F2": PLAN},
    )
    sale = sale_of(xml)
    assert answers(xml) == ["yes", "no"]
    assert sale is not None and sale.sell_to_cover is Known.UNKNOWN


def test_nothing_said_is_no() -> None:
    assert answers(form(transaction(), footnotes={"F1": PLAN}, remarks="Exhibit 24")) == ["no"]


@pytest.mark.parametrize("code", ["F", "D", "G", "M"])
def test_only_sales_are_asked(code: str) -> None:
    xml = form(transaction(code=code, notes={"transactionShares": "F1"}), footnotes={"F1": COVER})
    assert answers(xml) == ["no"]


def test_remarks_speak_for_all_sales() -> None:
    assert answers(form(transaction(), transaction(code="F"), transaction(), remarks=COVER)) == [
        "yes",
        "no",
        "yes",
    ]


def test_so_does_a_footnote_that_no_row_refers_to() -> None:
    assert answers(form(transaction(), footnotes={"F1": COVER})) == ["yes"]
    assert answers(form(transaction(), footnotes={"F1": PART})) == ["unknown"]


def test_the_row_s_own_footnote_goes_before_the_remarks() -> None:
    note = {"transactionShares": "F1"}
    xml = form(transaction(notes=note), footnotes={"F1": "Not sold to cover taxes."}, remarks=COVER)
    assert answers(xml) == ["no"]


def test_footnotes_of_one_row_that_differ_leave_it_open() -> None:
    note = {"transactionShares": "F1 F2"}
    xml = form(
        transaction(notes=note), footnotes={"F1": COVER, "F2": "This sale was not made to cover taxes."}
    )
    assert answers(xml) == ["unknown"]


def test_what_is_left_does_not_speak_against_the_trade() -> None:
    notes = {"transactionShares": "F1", "sharesOwnedFollowingTransaction": "F2"}
    xml = form(transaction(notes=notes), footnotes={"F1": COVER, "F2": PART})
    assert answers(xml) == ["yes"]


def test_a_footnote_of_another_row_leaves_open_which_sale_it_means() -> None:
    vesting = transaction(code="M", acquired_disposed="A", notes={"transactionShares": "F1"})
    assert answers(form(vesting, transaction(), footnotes={"F1": COVER})) == ["no", "unknown"]
    told = transaction(notes={"transactionShares": "F2"})
    xml = form(vesting, told, transaction(), footnotes={"F1": COVER, "F2": COVER})
    assert answers(xml) == ["no", "yes", "no"]


def test_shares_withheld_beside_a_sale_say_nothing_of_the_sale() -> None:
    withheld = "Shares withheld by the issuer to satisfy tax withholding on a vesting."
    tax = transaction(code="F", notes={"transactionShares": "F1"})
    assert answers(form(tax, transaction(), holding(), footnotes={"F1": withheld})) == ["no", "no"]


@pytest.mark.parametrize(
    ("text", "on", "answer"),
    [
        (
            "Shares withheld by the issuer to satisfy tax withholding on a vesting.",
            "transactionShares",
            "unknown",
        ),
        ("To satisfy tax withholding obligations.", "transactionCoding", "yes"),
        ("For taxes on the vesting of restricted stock units.", "transactionPricePerShare", "unknown"),
        ("Net of shares withheld for taxes.", "sharesOwnedFollowingTransaction", "no"),
        ("The price is before payment of commissions and taxes.", "transactionPricePerShare", "no"),
        ("For tax planning.", "transactionCoding", "no"),
        ("Weighted average price.", "transactionPricePerShare", "no"),
    ],
)
def test_a_word_of_the_tax_under_a_sale_leaves_it_open(text: str, on: str, answer: str) -> None:
    assert answers(form(transaction(notes={on: "F1"}), footnotes={"F1": text})) == [answer]


def test_a_footnote_that_is_not_there_says_nothing() -> None:
    assert answers(form(transaction(notes={"transactionShares": "F9"}))) == ["no"]


@pytest.mark.parametrize(
    "phrase", ["sold to cover ", "sold to pay tax ", "tax by the ", "to pay x tax, y ", "no "]
)
def test_long_notes_take_no_longer_than_their_length(phrase: str) -> None:
    note = (phrase * 2000)[:3900]
    notes = {f"F{number}": note for number in range(1, 100)}
    body = submission(document(form(transaction(), footnotes=notes)))
    start = time.process_time()
    facts.read(body)
    assert time.process_time() - start < 2


def test_a_note_longer_than_edgar_takes_is_left_open() -> None:
    assert says("x " * 3000 + COVER) is Known.UNKNOWN
