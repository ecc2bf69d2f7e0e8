"""The sentences of a document: what is seen, where a sentence ends, what a page puts in between, and where it stands."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import Unreadable
from tocsin.facts.text.prose import sentences


def texts(html: str | bytes) -> list[str]:
    body = html if isinstance(html, bytes) else f"<html><body>{html}</body></html>".encode()
    return [sentence.text for sentence in sentences(body)]


SEEN: dict[str, tuple[str, list[str]]] = {
    "inline elements join words": (
        "<p>The <b>im</b><i>pair</i><font size=2>ment</font> was <ix:nonFraction name='x'>$1.2</ix:nonFraction>"
        " billion<sup>(1)</sup>.</p>",
        ["The impairment was $1.2 billion(1)."],
    ),
    "blocks part": (
        "<div>Export controls</div><div>We ship chips.</div><p>We buy wafers.<p>We sell.",
        ["Export controls", "We ship chips.", "We buy wafers.", "We sell."],
    ),
    "a hidden header": (
        "<div style='display:none'><ix:header><ix:hidden>A subpoena.</ix:hidden></ix:header></div><p>We ship.</p>",
        ["We ship."],
    ),
    "display none, however spelt": (
        '<p>We<span STYLE="color:red; DISPLAY : None ;"> received a subpoena and</span> ship.</p>'
        "<p>Yes.</p><div style='visibility:hidden'>A subpoena.<div>Two.</div>Three.</div><p>We buy.</p>",
        ["We ship.", "Yes.", "We buy."],
    ),
    "a hidden cell ends with its row": (
        "<table><tr><td style='display:none'>A subpoena<tr><td>We ship.</table>",
        ["We ship."],
    ),
    "a hidden paragraph ends at the next": (
        "<p style='display:none'>A subpoena.<p>We ship.",
        ["We ship."],
    ),
    "a hidden element without content hides nothing": (
        "<p>We ship.</p><div style='display:none'/><p>We buy.</p>",
        ["We ship.", "We buy."],
    ),
    "a hidden table in a hidden cell": (
        "<table><tr><td style='display:none'>No<table><tr><td>no</td></tr></table>no</td><td>We ship.</td></tr></table>",
        ["We ship."],
    ),
    "another display": ("<p style='display:inline'>We ship.</p>", ["We ship."]),
    "scripts, styles, comments, title": (
        "<head><title>acme-10q</title><style>p {display: none}</style></head><script>if (a<b) sue()</script>"
        "<!-- <p>A subpoena.</p> -->We ship<!--x--> chips.",
        ["We ship chips."],
    ),
    "entities, soft hyphens, ligatures, no-break spaces": (
        "<p>AT&amp;T&#146;s pro&shy;fit&nbsp;&nbsp;was a\ufb03rmed\u200b &lt;once&gt;.</p>",
        ["AT&T\u2019s profit was affirmed <once>."],
    ),
    "signs that close a tag inside an attribute": (
        '<p title="a > b">We ship.</p><p><a title="x>y" href="#z">We buy.</a></p>',
        ["We ship.", "We buy."],
    ),
    "a stray quote": (
        '<table><tr><td width=5">They said "no" twice.</td><td>We ship.</td></tr></table>',
        ['They said "no" twice.', "We ship."],
    ),
    "a lone bracket": ("<p>Losses < 5% and x <y are small.</p>", ["Losses < 5% and x <y are small."]),
    "figures are left out, words in tables stay": (
        "<table><tr><td>Restructuring charges</td><td>$</td><td>1,234</td><td>(5)</td><td>12.5%</td></tr>"
        "<tr><td>\u2022</td><td>We may be subject to fines.</td></tr></table>",
        ["Restructuring charges", "We may be subject to fines."],
    ),
    "a hard line break within a sentence": (
        "<p>We received a subpoena<br>from the SEC.<br><br>We ship.<br>We buy.</p>",
        ["We received a subpoena from the SEC.", "We ship.", "We buy."],
    ),
    "a bullet is not part of the sentence": (
        "<p>\u2022 We ship.</p><p>\u25cf&nbsp;We buy.</p><p>- We sell.</p>",
        ["We ship.", "We buy.", "We sell."],
    ),
    "an entity alone between tags is a space, or nothing": (
        "<p>We<b>&#160;</b>have ship<i>&#8203;</i>ped.</p><table><tr><td>&#160;</td><td>We buy.</td></tr></table>",
        ["We have shipped.", "We buy."],
    ),
    "an entity alone is hidden as all else": (
        '<p>We<span style="visibility:hidden;">&#8203;</span> re<span style="display:none">&#160;</span>ship.</p>',
        ["We reship."],
    ),
    "what only looks like an entity": ("<p>Room a#160;</p><p>&#8203</p>", ["Room a#160;"]),
    "control characters": ("<p>We\x00 ship\x07.</p>", ["We ship."]),
    "CDATA is text": ("<p><![CDATA[We ship.]]></p>", ["We ship."]),
}


@pytest.mark.parametrize("case", SEEN)
def test_what_is_seen(case: str) -> None:
    html, expected = SEEN[case]
    assert texts(html) == expected


ENDS: dict[str, list[str]] = {
    "decimals": ["Sales were $1.2 billion.", "Costs fell 3.4%."],
    "companies": ["Acme Inc. and Beta Corp. merged with J. P. Gamma & Co. in May.", "We ship."],
    "a company at the end": ["We acquired Acme, Inc.", "The price was paid in cash."],
    "states": ["The U.S. Department of Commerce sued.", "We operate in the U.S.", "Our sales fell."],
    "courts": ["In Smith v. Acme Corp., No. 23-1234, Mr. Jones appealed.", "We won."],
    "latin": ["We use tools (e.g. Python) and others, i.e. Go.", "They help."],
    "rules": ["The plan meets Rule 10b5-1.", "It ends on Jan. 5, 2026."],
    "references": ["See Item 1A. Risk Factors of Part II, Item 7.", "The risks are many."],
    "a numbered beginning": ["Note 7. Commitments and Contingencies", ],
    "quotes": ["He said \u201cwe ship.\u201d", "(We also buy.)", "\u201cEntity List\u201d is defined below."],
    "questions": ["What if we fail?", "Then we fail!", "We are done."],
    "semicolons": ["We face (i) export controls; (ii) tariffs; and (iii) fines.", "We ship."],
    "no answer": ["Were we sued?", "No.", "We were not."],
    "meetings": ["The call is at 5 p.m. Eastern.", "We ship."],
    "millions after a stop": ["Revenue rose.", "$5 million was paid."],
}  # fmt: skip


@pytest.mark.parametrize("case", ENDS)
def test_where_sentences_end(case: str) -> None:
    expected = ENDS[case]
    assert texts(f"<p>{' '.join(expected)}</p>") == expected


def _paged(*pages: str, rule: str = '<hr style="page-break-after:always"/>') -> str:
    return rule.join(
        f"<div><a href='#toc'>Table of Contents</a></div><div>ACME CORP.</div>{page}<div>{number}</div>"
        for number, page in enumerate(pages, 1)
    )


_PAGE = "<p>We ship chips to customers.</p>"


@pytest.mark.parametrize(
    "rule",
    ['<hr style="page-break-after:always"/>', "<div style='page-break-before: always'></div>", "<hr>"],
)
def test_a_sentence_over_a_page_is_one(rule: str) -> None:
    first = "<p>We received a subpoena from the Department of</p>"
    html = _paged(
        _PAGE, first, "<p>Commerce in May.</p><p>We answered and</p>", "<p>complied.</p>", rule=rule
    )
    assert texts(html) == [
        "We ship chips to customers.",
        "We received a subpoena from the Department of Commerce in May.",
        "We answered and complied.",
    ]


def test_whole_paragraphs_on_two_pages_stay_two() -> None:
    html = _paged(
        _PAGE, "<p>We were sued.</p>", "<p>we.com is ours.</p>", "<p>RISKS</p>", "<p>Acme was fined</p>"
    )
    assert texts(html)[-4:] == ["We were sued.", "we.com is ours.", "RISKS", "Acme was fined"]


def test_what_is_repeated_inside_pages_stays() -> None:
    html = _paged(*["<p>One.</p>" * 6 + "<p>None to report.</p>" + "<p>Two.</p>" * 6] * 4)
    assert texts(html).count("None to report.") == 4


SECTIONS: dict[str, tuple[str, list[tuple[str | None, str]]]] = {
    "a 10-Q": (
        "<p>Acme makes chips.</p>"
        "<table><tr><td>Item 1.</td><td>Financial Statements</td><td>3</td></tr>"
        "<tr><td>Item 1A.</td><td>Risk Factors</td><td>40</td></tr></table>"
        "<p>PART I</p><p>Item 1. Condensed Consolidated Financial Statements (Unaudited)</p><p>We measure.</p>"
        "<p>ITEM 2. MANAGEMENT\u2019S DISCUSSION AND ANALYSIS OF FINANCIAL CONDITION AND RESULTS OF OPERATIONS</p>"
        "<p>See Part II, Item 1A, \u201cRisk Factors.\u201d</p>"
        "<p>Item 1A. Risk Factors of our Annual Report lists them.</p>"
        "<p>PART II</p><table><tr><td>Item 1A.</td><td>Risk Factors</td></tr></table><p>We may fail.</p>",
        [
            (None, "Acme makes chips."),
            ("Financial Statements", "We measure."),
            ("Management's Discussion and Analysis", "See Part II, Item 1A, \u201cRisk Factors.\u201d"),
            (
                "Management's Discussion and Analysis",
                "Item 1A. Risk Factors of our Annual Report lists them.",
            ),
            ("Risk Factors", "We may fail."),
        ],
    ),
    "contents without page numbers": (
        "<p><a href='#a'>Item 1. Business</a></p><p><a href='#b'>Item 1A. Risk Factors</a></p>"
        "<p><a href='#c'>Item 3. Legal Proceedings</a></p>"
        "<p>Acme was founded in Ohio and has grown since then to be a maker of chips for many customers of all kinds.</p>"
        "<p>Item 1. Business</p><p>We ship.</p><p>Item 1A. Risk Factors</p><p>We may fail.</p>"
        "<p>Item 3. Legal Proceedings</p><p>None.</p>",
        [("Business", "We ship."), ("Risk Factors", "We may fail."), ("Legal Proceedings", "None.")],
    ),
    "an 8-K": (
        "<p>FORM 8-K</p><p>Item 2.02 Results of Operations and Financial Condition.</p><p>We sold.</p>"
        "<p><b>Item&nbsp;9.01.</b></p><p>Financial Statements and Exhibits</p><p>A press release.</p>",
        [
            ("Results of Operations and Financial Condition", "We sold."),
            ("Financial Statements and Exhibits", "A press release."),
        ],
    ),
    "a heading in two lines, a heading that runs in": (
        "<p>Item 1C.</p><p>Cybersecurity</p><p>We guard.</p><p>Item 3. Legal Proceedings. We were sued.</p>",
        [("Cybersecurity", "We guard."), ("Legal Proceedings", "We were sued.")],
    ),
    "after the last Item": (
        "<p>Item 6. Exhibits</p><p>We file.</p><p>SIGNATURES</p><p>We sign.</p>",
        [("Exhibits", "We file."), ("Signatures", "We sign.")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SECTIONS)
def test_sections(case: str) -> None:
    html, expected = SECTIONS[case]
    found = [(s.section, s.text) for s in sentences(f"<html>{html}</html>".encode())]
    for section, text in expected:
        assert any(section == where and told.endswith(text) for where, told in found), (section, text, found)
    assert len([told for where, told in found if where is None]) <= 12


TYPED = b"""<PAGE>
                              ACME CORP.
                    QUARTERLY REPORT ON FORM 10-Q

Item 1.  Legal Proceedings

     The Company received a subpoena from the U.S.
Department of Commerce on May 5, 1999, and is coop-
erating with it.  It has produced
                                       4
<PAGE>
                              ACME CORP.

documents since.
     A second subpoena followed.

<TABLE>
<CAPTION>
                                        1999         1998
<S>                                     <C>          <C>
Restructuring charges..............   $ 1,234      $   567
Interest                                  (12)          (3)
</TABLE>
                                       5
<PAGE>
                              ACME CORP.
Item 6.  Exhibits

     None.
                                       6
"""


def test_a_typed_document() -> None:
    found = [(s.section, s.text) for s in sentences(TYPED)]
    assert (
        "Legal Proceedings",
        "The Company received a subpoena from the U.S. Department of Commerce on May 5, 1999, and is coop-"
        " erating with it.",
    ) in found
    assert ("Legal Proceedings", "It has produced documents since.") in found
    assert ("Legal Proceedings", "A second subpoena followed.") in found
    assert ("Legal Proceedings", "Restructuring charges") in found
    assert ("Exhibits", "None.") in found
    assert not any("1,234" in text or text in ("4", "5", "6") for _, text in found)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'<?xml version="1.0" encoding="UTF-8"?><p>We \x93ship\x94 Acme\x92s.</p>', "We \u201cship\u201d Acme\u2019s."),
        ('<meta charset="iso-8859-1"><p>We \u201cship\u201d.</p>'.encode(), "We \u201cship\u201d."),
        (b"\xef\xbb\xbf<p>We ship.</p>", "We ship."),
        ("\ufeff<p>We \u201cship\u201d.</p>".encode("utf-16-le"), "We \u201cship\u201d."),
        ("<p>\u201cGood\u201d ".encode() + b"\x93old\x94 quotes.</p>", "\u201cGood\u201d \u201cold\u201d quotes."),
    ],
)  # fmt: skip
def test_encodings(body: bytes, text: str) -> None:
    assert texts(body) == [text]


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "the document is empty"),
        (b" \n\t ", "the document is empty"),
        (b"<html><body></body></html>", "the document holds no text"),
        (b"<html><div style='display:none'>We ship.</div></html>", "the document holds no text"),
        (b"<p>1,234</p>", "the document holds no text"),
        (b"\x00\x01\x02", "the document holds no text"),
        (b"<html><!-- We ship.", "the document holds no text"),
    ],
)
def test_without_text(body: bytes, error: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sentences(body)
    assert str(caught.value) == error


@given(st.lists(st.sampled_from([
    b"<", b">", b"<p>", b"</p>", b"<td>", b"<tr>", b"<table>", b"</table>", b"<div style='display:none'>", b"</div>",
    b"<!--", b"-->", b'"', b"<a b=\"", b"We ship.", b" Item 1A. Risk Factors ", b"<br>", b"<hr>", b"&nbsp;", b"&#x80;",
    b"\xff", b"\x93", b"<PAGE>", b"\n", b"\f", b"12", b"<ix:header>", b"<![CDATA[", b"<html>", b"U.S. ", b"Inc. The",
]), max_size=40))  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_whatever_it_is_it_is_read_or_unreadable(pieces: list[bytes]) -> None:
    try:
        found = sentences(b"".join(pieces))
    except Unreadable:
        return
    assert all(s.text == " ".join(s.text.split()) and s.text for s in found)


_WORDS = st.lists(
    st.sampled_from(["export", "controls", "chips", "of", "the", "and", "Acme", "review", "sales"]),
    min_size=1,
    max_size=12,
)


@given(st.lists(_WORDS, min_size=1, max_size=8))
def test_every_paragraph_is_a_sentence(paragraphs: list[list[str]]) -> None:
    said = [f"We say {' '.join(words)}." for words in paragraphs]
    assert texts("".join(f"<p><span>{text}</span></p>" for text in said)) == said


LARGE = {
    "deep": b"<html>" + b"<div>" * 10_000 + b"We ship." + b"</div>" * 10_000,
    "one paragraph": b"<p>" + b"We are subject to controls in the U.S. and elsewhere. " * 60_000,
    "one word": b"<p>we " + b"a" * 3_000_000,
    "open tags": b"<p>we ship" + b'<a "' * 300_000,
    "brackets": b"<p>we ship" + b"<" * 300_000,
    "hidden": b"<p>we ship" + b"<div style='display:none'>" * 100_000,
    "stops": b"<p>we ship" + b". " * 1_000_000,
    "quotes": b"<p>we ship." + b'"' * 3_000_000,
    "typed": b"We are subject to controls in the U.S. and\n" * 60_000,
    "typed, with room": (b"We are " + b" " * 2_000 + b"x\n") * 1_000,
    "typed, in dots": (b"We are " + b". " * 2_000 + b"1\n") * 1_000,
    "breaks": b"<p>we ship chips.<p>" + b"<p>we ship<hr>" * 60_000,
    "rows": b"<table>" + b"<tr><td>Item 1A.<td>Risk Factors" * 30_000,
    "comments": b"<p>we ship<!-- x" * 60_000,
}


@pytest.mark.parametrize("case", LARGE)
def test_large_documents_take_linear_time(case: str) -> None:
    """A bound that only what is not linear can miss; how long others wait is for the bench."""
    start = time.process_time()
    assert sentences(LARGE[case])
    assert time.process_time() - start < 20
