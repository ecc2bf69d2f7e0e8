"""Documents that nobody can vouch for: each is refused, and the error says what is wrong and where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.facts.made import ISSUER, document, form, holding, owner, submission, transaction
from tocsin import facts
from tocsin.errors import Unreadable
from tocsin.facts.figures import number

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><ownershipDocument>&c;</ownershipDocument>'
)
FETCHES = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><ownershipDocument/>'
READS = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><ownershipDocument>&f;</ownershipDocument>'
HTML = "<!DOCTYPE html>\n<html><head><title>SEC.gov | Request Rate Threshold Exceeded</title></head></html>"
ROW = transaction()
FORTY_ONE = "1" * 41


# The second row is wrong, and the error must say so.
def second(**wrong: str | None) -> str:
    return form(ROW, transaction(**wrong))  # type: ignore[arg-type]


def option(**wrong: str | None) -> str:
    return form(ROW, derivatives=transaction(derivative=True, **wrong))  # type: ignore[arg-type]


BAD: list[tuple[str, str | bytes, str]] = [
    # what is no ownership XML at all
    ("empty", "", "the document is empty"),
    ("white space", " \n\t ", "the document is empty"),
    ("a byte order mark alone", b"\xef\xbb\xbf", "the document is empty"),
    (
        "an HTML page",
        HTML,
        'an HTML page "SEC.gov | Request Rate Threshold Exceeded" that names no form of a filing',
    ),
    (
        "HTML without a title",
        "<html><body>Hello</body></html>",
        "an HTML page that names no form of a filing",
    ),
    (
        "XHTML",
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
        "an HTML page that names no form of a filing",
    ),
    (
        "binary junk",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        'neither XML nor a full submission: it begins with "\u2030PNG \ufffd \ufffd\ufffd"',
    ),
    ("a PDF", "%PDF-1.7\n%", 'neither XML nor a full submission: it begins with "%PDF-1.7 %"'),
    ("JSON", '{"error": "no"}', 'neither XML nor a full submission: it begins with "{"error": "no"}"'),
    ("prose", "Not found", 'neither XML nor a full submission: it begins with "Not found"'),
    ("another root", "<edgarSubmission/>", 'no reader yet for "edgarSubmission" documents'),
    ("a root of its own", f"<{'x' * 50}/>", f'no reader yet for "{"x" * 40}…" documents'),
    # XML that is none, or too clever
    ("truncated", form(ROW)[:-30], "not well-formed XML at line 2"),
    ("cut in a tag", form(ROW)[:300] + "<", "not well-formed XML at line 2"),
    ("a bare ampersand", form(remarks="A & B"), "not well-formed XML at line 2"),
    ("a control character", form(remarks="\x01"), "not well-formed XML at line 2"),
    ("a NUL", form(remarks="\x00"), "not well-formed XML at line 2"),
    ("an unknown entity", form(remarks="&nbsp;"), "not well-formed XML at line 2"),
    ("two roots", form() + form(top=""), "not well-formed XML at line 2"),
    ("an entity bomb", BOMB, "the document has a DTD, which no ownership form has"),
    ("a DTD from elsewhere", FETCHES, "the document has a DTD, which no ownership form has"),
    ("a file in an entity", READS, "the document has a DTD, which no ownership form has"),
    ("a DTD in UTF-16", BOMB.encode("utf-16"), "the document has a DTD, which no ownership form has"),
    (
        "deep nesting",
        form(more="<a>" * 300 + "</a>" * 300),
        "elements are nested deeper than in any ownership form",
    ),
    ("too large", form(remarks="x" * 2_100_000), "2,100,652 bytes are more than an ownership form can be"),
    (
        "EBCDIC",
        form(top='<?xml version="1.0" encoding="cp037"?>'),
        'encoding "cp037" is not one that EDGAR takes',
    ),
    (
        "no such encoding",
        form(top='<?xml version="1.0" encoding="x-1"?>'),
        'encoding "x-1" is not one that EDGAR takes',
    ),
    ("half of UTF-16", b"\xff\xfe<\x00a", "the document is not the UTF-16 that its first bytes promise"),
    # the form as a whole
    ("no document type", form(form=""), "no document type"),
    ("another document type", form(form="144"), 'document type "144" is not an ownership form'),
    ("two issuers", form(issuer=ISSUER * 2), '"issuer" stands twice'),
    ("two Tables I", form(more="<nonDerivativeTable/>"), '"nonDerivativeTable" stands twice'),
    ("no issuer", form(issuer=""), "no issuer"),
    ("an issuer without a CIK", form(issuer="<issuer/>"), "issuer: no CIK"),
    ("an empty CIK", form(issuer=ISSUER.replace("0000350001", " ")), "issuer: no CIK"),
    ("a CIK of letters", form(issuer=ISSUER.replace("0000350001", "MADE")), 'issuer: "MADE" is not a CIK'),
    (
        "a CIK of eleven digits",
        form(issuer=ISSUER.replace("0000350001", "1" * 11)),
        'issuer: "11111111111" is not a CIK',
    ),
    (
        "a CIK of 0",
        form(issuer=ISSUER.replace("0000350001", "0000000000")),
        'issuer: "0000000000" is not a CIK',
    ),
    (
        "two CIKs",
        form(issuer=ISSUER.replace("</issuer>", "<issuerCik>2</issuerCik></issuer>")),
        "issuer: issuerCik stands twice",
    ),
    ("no owner", form(owners=""), "no reporting owner"),
    ("an owner without a CIK", form(owners=owner() + owner("")), "owner 2: no CIK"),
    ("an owner's CIK", form(owners=owner("1.5")), 'owner 1: "1.5" is not a CIK'),
    (
        "a box",
        form(owners=owner(boxes="<isDirector>maybe</isDirector>")),
        'owner 1: isDirector "maybe" is neither true nor false',
    ),
    (
        "the plan box",
        form(more="<aff10b5One>2</aff10b5One>"),
        'form: aff10b5One "2" is neither true nor false',
    ),
    (
        "the period",
        form().replace("2024-05-06", "05/06/2024"),
        'form: period of report "05/06/2024" is not a date',
    ),
    (
        "the original's day",
        form(more="<dateOfOriginalSubmission>2024-02-30</dateOfOriginalSubmission>"),
        'form: date of original submission "2024-02-30" is not a date',
    ),
    # a figure of a row
    ("shares 12x", second(shares="12x"), 'row 2: shares "12x" is not a number'),
    ("shares with a separator", second(shares="12,000"), 'row 2: shares "12,000" is not a number'),
    ("shares with a space", second(shares="12 000"), 'row 2: shares "12 000" is not a number'),
    ("shares NaN", second(shares="NaN"), 'row 2: shares "NaN" is not a number'),
    ("shares sNaN", second(shares="sNaN"), 'row 2: shares "sNaN" is not a number'),
    ("shares Infinity", second(shares="Infinity"), 'row 2: shares "Infinity" is not a number'),
    ("shares INF", second(shares="INF"), 'row 2: shares "INF" is not a number'),
    ("an exponent", second(shares="1e999999"), 'row 2: shares "1e999999" is not a number'),
    ("a small exponent", second(shares="1E2"), 'row 2: shares "1E2" is not a number'),
    ("an underscore", second(shares="1_000"), 'row 2: shares "1_000" is not a number'),
    ("Arabic digits", second(shares="\u0661\u0662"), 'row 2: shares "\u0661\u0662" is not a number'),
    ("full-width digits", second(shares="\uff11"), 'row 2: shares "\uff11" is not a number'),
    ("hexadecimal", second(shares="0x10"), 'row 2: shares "0x10" is not a number'),
    ("a point alone", second(shares="."), 'row 2: shares "." is not a number'),
    ("two points", second(shares="1.2.3"), 'row 2: shares "1.2.3" is not a number'),
    ("below zero", second(shares="-1"), 'row 2: shares "-1" is below zero'),
    ("a long one", second(shares=FORTY_ONE), f'row 2: shares "{FORTY_ONE[:40]}…" has more than 40 digits'),
    ("dollars", second(price="$10.00"), 'row 2: price "$10.00" is not a number'),
    ("a price in words", second(price="See footnote"), 'row 2: price "See footnote" is not a number'),
    ("a price below zero", second(price="-0.01"), 'row 2: price "-0.01" is below zero'),
    ("owned after", second(owned_after="none"), 'row 2: shares owned after "none" is not a number'),
    (
        "a figure of markup",
        second(shares="1<b>0</b>"),
        "row 2: the value of transactionShares holds other elements",
    ),
    ("two values", second(shares="1</value><value>2"), "row 2: transactionShares has several values"),
    (
        "a figure outside its value",
        second(shares="9").replace("<value>9</value>", "9"),
        'row 2: transactionShares holds "9" outside <value>',
    ),
    (
        "two figures",
        second(more="<transactionAmounts><transactionShares/></transactionAmounts>"),
        "row 2: transactionAmounts stands twice",
    ),
    (
        "shares twice",
        second().replace("<transactionAmounts>", "<transactionAmounts><transactionShares/>", 2),
        "row 1: transactionShares stands twice",
    ),
    # its dates, its codes
    ("a day that is not", second(date="2024-02-30"), 'row 2: date "2024-02-30" is not a date'),
    ("an American date", second(date="5/6/2024"), 'row 2: date "5/6/2024" is not a date'),
    ("a compact date", second(date="20240506"), 'row 2: date "20240506" is not a date'),
    ("a week", second(date="2024-W19-1"), 'row 2: date "2024-W19-1" is not a date'),
    ("a time", second(date="2024-05-06T10:00:00"), 'row 2: date "2024-05-06T10:00:00" is not a date'),
    ("the year 0", second(date="0000-01-01"), 'row 2: date "0000-01-01" is not a date'),
    ("no code", second(code=""), "row 2: no transaction code"),
    ("a long code", second(code="SALE"), 'row 2: transaction code "SALE" is not one capital letter'),
    ("a small code", second(code="s"), 'row 2: transaction code "s" is not one capital letter'),
    ("no direction", second(acquired_disposed=None), "row 2: no acquired/disposed code"),
    ("a direction", second(acquired_disposed="d"), 'row 2: acquired/disposed code "d" is not A or D'),
    ("no title", second(security=None), "row 2: no security title"),
    ("no ownership", second(ownership=None), "row 2: no ownership"),
    ("an ownership", second(ownership="X"), 'row 2: ownership "X" is not D or I'),
    # other rows
    (
        "an option's price",
        option(exercise_price="n/a"),
        'derivative row 1: exercise price "n/a" is not a number',
    ),
    ("an option's end", option(expires="never"), 'derivative row 1: expiration date "never" is not a date'),
    (
        "what is under it",
        option(underlying_shares="x"),
        'derivative row 1: underlying shares "x" is not a number',
    ),
    ("a holding", form(ROW, holding(), holding("many")), 'holding 2: shares owned "many" is not a number'),
    ("a line break in it", second(shares="1\n\n<!-- -->x"), 'row 2: shares "1 x" is not a number'),
    # submissions
    ("another form", submission(document("x", "S-1"), form="S-1"), "no reader yet for form S-1"),
    ("no documents", submission(), "the submission holds no document of type 4"),
    (
        "no primary document",
        submission(document(form(), "EX-24")),
        "the submission holds no document of type 4",
    ),
    ("no form", submission(document(form()), form=""), "the header of the submission names no form"),
    ("no accession number", submission(accession="12-34"), '"12-34" is not an accession number'),
    (
        "no time",
        submission(accepted="20241301000000"),
        'header: acceptance time "20241301000000" is not a time',
    ),
    ("no day", submission(filed="tomorrow"), 'header: filing date "tomorrow" is not a date'),
    ("broken off", submission(document(form()))[:-60], "the submission breaks off inside a document"),
    ("no text", submission("<DOCUMENT>\n<TYPE>4\n</DOCUMENT>\n"), "a document of the submission has no text"),
    (
        "no end of the XML",
        submission(document(form())).replace(b"</XML>", b""),
        "the XML of the submission breaks off",
    ),
    (
        "plain text",
        submission("<DOCUMENT>\n<TYPE>4\n<TEXT>\nFORM 4\n</TEXT>\n</DOCUMENT>\n"),
        "the form stands in plain text, as before June 2003, and not in ownership XML",
    ),
    ("a bad row inside", submission(document(second(shares="x"))), 'row 2: shares "x" is not a number'),
]


@pytest.mark.parametrize(("body", "error"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_is_wrong_and_where(body: str | bytes, error: str) -> None:
    with pytest.raises(Unreadable) as caught:
        facts.read(body.encode() if isinstance(body, str) else body)
    assert str(caught.value) == error


def test_a_submission_that_was_not_asked_for() -> None:
    with pytest.raises(Unreadable) as caught:
        facts.read(submission(document(form())), accession="0000350001-24-000008")
    assert str(caught.value) == "asked for 0000350001-24-000008, but this is 0000350001-24-000007"


def test_what_is_asked_for_must_be_a_number() -> None:
    with pytest.raises(Unreadable, match=r'^"ownership" is not an accession number$'):
        facts.read(form().encode(), accession="ownership")


calm = settings(derandomize=True, deadline=None, max_examples=300)


@calm
@given(st.binary(max_size=300))
def test_junk_is_unreadable_and_nothing_worse(body: bytes) -> None:
    with pytest.raises(Unreadable):
        facts.read(body)


WHOLE = submission(
    document(
        form(
            transaction(notes={"transactionShares": "F1"}),
            holding(),
            derivatives=transaction(code="M", derivative=True),
            footnotes={"F1": "Sold to cover taxes."},
        )
    )
)


@calm
@given(st.integers(0, len(WHOLE)), st.integers(0, 40), st.binary(max_size=12))
def test_a_damaged_form_is_read_or_unreadable_on_one_line(at: int, lost: int, put: bytes) -> None:
    try:
        facts.read(WHOLE[:at] + put + WHOLE[at + lost :])
    except Unreadable as error:
        text = str(error)
        assert text and "\n" not in text and text.isprintable() and len(text) < 200


@calm
@given(st.text(alphabet="0123456789+-.,eENaInf_ \u0661\uff11", max_size=50))
def test_a_figure_is_a_plain_number_or_refused(text: str) -> None:
    try:
        figure = number(text, "row 1", "shares")
    except Unreadable:
        return
    assert figure.is_finite() and figure >= 0 and not figure.is_signed()
    assert len(figure.as_tuple().digits) <= 40
    assert text.isascii() and "e" not in text.lower()
