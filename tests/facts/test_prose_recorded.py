"""The sentences of recorded 10-Qs, 10-Ks and 8-Ks: their sections, their seams, and how the largest are read."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from tests.samples import samples
from tocsin.facts.text.decoding import LONGEST, PIECE, decoded, pieces
from tocsin.facts.text.prose import sentences
from tocsin.facts.text.visible import lines_of
from tocsin.model import Sentence

QUARTERLY = (
    "Financial Statements",
    "Management's Discussion and Analysis",
    "Controls and Procedures",
    "Exhibits",
)
ANNUAL = (
    "Business",
    "Risk Factors",
    "Cybersecurity",
    "Properties",
    "Legal Proceedings",
    "Management's Discussion and Analysis",
    "Quantitative and Qualitative Disclosures About Market Risk",
    "Financial Statements",
    "Controls and Procedures",
    "Exhibits",
)


def said(kind: str, pattern: str) -> tuple[Sentence, ...]:
    (path,) = samples(kind, pattern)
    return sentences(path.read_bytes())


def in_order(found: tuple[Sentence, ...]) -> list[str]:
    return [section for section, _ in groupby(s.section for s in found) if section]


def test_the_sections_of_every_10_q() -> None:
    for path in samples("10-Q"):
        found = in_order(sentences(path.read_bytes()))
        assert set(QUARTERLY) <= set(found), path.name
        # BMY's contents keep one entry: its page number stood where a page ends.
        assert len(found) - len(set(found)) <= 1, (path.name, found)


def test_the_sections_of_every_10_k() -> None:
    for path in samples("10-K"):
        found = in_order(sentences(path.read_bytes()))
        assert [section for section in found if section in ANNUAL] == list(ANNUAL), path.name
        assert len(found) == len(set(found)), path.name


@pytest.mark.parametrize(
    ("pattern", "items"),
    [
        ("FDX-*23-008463.htm", ["Results of Operations and Financial Condition"]),
        ("NTAP-*21-004947.htm", ["Results of Operations and Financial Condition"]),
        ("MGLD-*22-019996.htm", ["Other Events", "Financial Statements and Exhibits"]),
        ("X-1000685_8K_1997_0001036050*.txt", ["Other Events", "Financial Statements and Exhibits"]),
    ],
)
def test_the_items_of_8_ks(pattern: str, items: list[str]) -> None:
    assert in_order(said("8-K", pattern))[: len(items)] == items


# The ends and beginnings of pages in these filings, as read there.
SEAMS = [
    ("10-Q", "GOOGL-*094-*", "in accordance with our Policy Against Insider Trading and actual sale"),
    ("10-Q", "CVX-*", "recorded as non-equity investments since 2020, where income"),
    ("10-Q", "DIS-*", "Cross- currency swaps are used"),
    ("10-K", "AMZN-*", "It is not clear how existing laws governing"),
    ("10-K", "SJM-*", "not expected to result in a significant impact on future earnings or cash flows."),
    ("10-K", "AMZN-*", "wide variety of mechanisms, controls, technologies"),
]


@pytest.mark.parametrize(("kind", "pattern", "seam"), SEAMS)
def test_a_sentence_over_a_page_is_whole(kind: str, pattern: str, seam: str) -> None:
    assert any(seam in sentence.text for sentence in said(kind, pattern))


def test_no_page_furniture_is_left() -> None:
    for path in [*samples("10-Q"), *samples("10-K")]:
        found = [sentence.text for sentence in sentences(path.read_bytes())]
        assert sum(text.lower() == "table of contents" for text in found) <= 3, path.name
        assert not [text for text in found if re.fullmatch(r"(?:page )?[0-9]{1,3}", text, re.IGNORECASE)]


def test_hidden_text_is_not_read() -> None:
    found = said("10-Q", "GOOGL-*070-*")
    assert not any("fasb.org" in sentence.text or "xbrl" in sentence.text.lower() for sentence in found[:40])


def test_a_known_sentence_with_its_section() -> None:
    found = said("10-Q", "GOOGL-*094-*")
    told = [s for s in found if s.text.startswith("The trial commenced on September 12, 2023")]
    assert [s.section for s in told] == ["Financial Statements"]
    risk = [s.text for s in said("10-Q", "NVDA-*") if s.section == "Risk Factors"]
    assert len(risk) > 200
    assert any("export controls" in text for text in risk)


def test_every_8_k_is_read() -> None:
    for path in samples("8-K"):
        assert sentences(path.read_bytes()), path.name


def test_the_largest_documents_are_read_a_piece_at_a_time() -> None:
    # Nothing that works on the whole in one call, which would hold up every other thread, sees more than a piece.
    whole = b"".join(path.read_bytes() for path in samples("10-K")) * 2
    found = list(pieces(whole, 0, len(whole)))
    assert len(whole) > 10_000_000
    assert max(map(len, found)) <= PIECE
    assert all(piece.startswith("<") for piece in found[1:])
    assert "".join(found) == decoded(whole)


@pytest.mark.parametrize("before", range(4))
def test_no_piece_ends_amid_a_character(before: int) -> None:
    text = "-" * before + "\N{BELL}" * (LONGEST // 2)
    found = list(pieces(text.encode(), 0, len(text.encode())))
    assert len(found) > 1
    assert "".join(found) == text


@pytest.mark.parametrize("between", ["Sales rose. ", "Sales rose. <b>Costs</b> fell. ", "word ", "word"])
def test_no_paragraph_is_longer_than_a_few_pieces(between: str) -> None:
    body = "<html><body><p>" + between * (2_000_000 // len(between)) + "</p></body></html>"
    assert max(map(len, lines_of(body.encode()).texts)) <= 2 * LONGEST
