"""What is new in a filing: not what was moved, counted again or cut otherwise, and everything that was added."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tests.samples import samples
from tocsin.facts.text.prose import sentences
from tocsin.model import Passage, Prose, Sentence
from tocsin.rules.filings.novelty import Earlier, mentions, passages
from tocsin.rules.filings.phrases import Phrases, phrase

PHRASES = Phrases.of(["export control", "subpoena", "investigation", "impairment", "AI"])


def prose(*texts: str, type_: str = "10-Q") -> Prose:
    return Prose("made.htm", type_, tuple(Sentence(text, "Risk Factors") for text in texts))


def new(now: str | list[str], *before: str) -> list[str]:
    """The sentences of now that are new after before."""
    said = mentions([prose(*([now] if isinstance(now, str) else now))], PHRASES)
    earlier = Earlier([prose(*before)], PHRASES)
    return [mention.sentence.text for mention in said if earlier.judge(mention).new]


CONTROLS = "We are subject to export controls in China, which limit what we may sell to customers."

SAME: dict[str, tuple[str, list[str]]] = {
    "word for word": (CONTROLS, [CONTROLS]),
    "figures and dates": (
        "During the nine months ended September 30, 2026 we recorded impairments of $1.2 billion, or 3.4%.",
        ["During the six months ended June 30, 2026, we recorded impairments of $870 million or 12%."],
    ),
    "the month of May": (
        "On May 5, 2026 we received a subpoena.",
        ["On August 14, 2025, we received a subpoena."],
    ),
    "figures in words": (
        "We received three subpoenas in the second quarter.",
        ["We received two subpoenas in the first quarter."],
    ),
    "curly quotes, dashes, hyphens, footnote marks, case": (
        "The Company\u2019s long-term \u201cexport\u2011control\u201d plan(1) \u2014 as filed \u2014 holds.",
        ["The company's long term \"Export Control\" plan - as filed - holds."],
    ),
    "singular, plural and tense": (
        "Our suppliers received subpoenas requiring them to produce documents about their customers.",
        ["Our supplier receives a subpoena that requires it to produce documents about its customer."],
    ),
    "a list in another order": (
        "We may face fines, export controls, tariffs and litigation.",
        ["We may face litigation, tariffs, export controls and fines."],
    ),
    "two ordinary words in a long sentence": (
        "Export controls can significantly limit sales of our chips to customers abroad and disrupt our supply chain.",
        ["Export controls can limit sales of our chips to customers abroad and seriously disrupt our supply chain."],
    ),
    "a part was left out": (
        "The commission opened an investigation of our pricing practices in Europe.",
        ["The commission opened an investigation of our pricing practices in Europe, and a hearing is set for June."],
    ),
    "one sentence became two": (
        "It concerns an investigation of our sales to distributors.",
        ["We received a letter from the agency, and it concerns an investigation of our sales to distributors."],
    ),
    "two sentences became one": (
        "We received a letter from the agency and it concerns an investigation of our sales to distributors.",
        ["We received a letter from the agency.", "It concerns an investigation of our sales to distributors."],
    ),
    "a name was shortened": (
        "The DOJ opened an investigation of our search business and asked us for documents.",
        ["The Department of Justice opened an investigation of our search business and asked us for documents."],
    ),
    "a name in letters with a sign": (
        "Gains and losses, including impairments, are included in OI&E.",
        ["Gains and losses, including impairments, are included in other income (expense), net."],
    ),
    "a denial that was cut off": (
        "We answered the subpoena and produced the documents that were asked for.",
        ["We answered the subpoena and produced the documents that were asked for, but not those of our bank."],
    ),
    "a reference": (
        "See Note 7 of the Notes to Consolidated Financial Statements for information on the investigation.",
        ["An investigation of our sales goes on."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SAME)
def test_not_new(case: str) -> None:
    now, before = SAME[case]
    assert new(now, *before) == []


NEW: dict[str, tuple[str, list[str]]] = {
    "a possibility became a fact": (
        "We are subject to an export control investigation.",
        ["We may be subject to export controls."],
    ),
    "a possibility became a fact, in the same words": (
        "We received a subpoena from a regulator.",
        ["We may receive a subpoena from a regulator."],
    ),
    "a long possibility became a fact": (
        "Our products and our sales to customers in China are subject to export controls of the government.",
        ["Our products and our sales to customers in China could be subject to export controls of the government."],
    ),
    "a denial became an assertion": (
        "We have received a subpoena from the agency.",
        ["We have not received a subpoena from the agency."],
    ),
    "an assertion became a denial": (
        "We are not aware of an investigation of our sales.",
        ["We are aware of an investigation of our sales."],
    ),
    "what was denied in a longer sentence": (
        "We are under investigation.",
        ["We do not believe that we are under investigation by any agency."],
    ),
    "a name was added": (
        "We are subject to export controls in China and Japan, which limit what we may sell to customers.",
        [CONTROLS],
    ),
    "another name": (
        "We are subject to export controls in Japan, which limit what we may sell to customers.",
        [CONTROLS],
    ),
    "the phrase itself was added": (
        "We are subject to tariffs and export controls in China, which limit what we may sell to our customers.",
        [
            "We are subject to tariffs in China, which limit what we may sell to our customers.",
            "Export controls exist.",
        ],
    ),
    "another event in a long sentence": (
        "The European Commission closed its investigation of our pricing practices for cloud services and devices.",
        ["The European Commission opened its investigation of our pricing practices for cloud services and devices."],
    ),
    "the other way": (
        "Impairments of our real estate investments decreased because of the sale of office buildings abroad.",
        ["Impairments of our real estate investments increased because of the sale of office buildings abroad."],
    ),
    "something happened": (
        "We received a subpoena in May and settled the matter.",
        ["We received a subpoena in May."],
    ),
    "other news in the words of several": (
        "The subpoena concerns our audit.",
        ["The subpoena was answered.", "Our audit concerns nobody.", "An investigation began."],
    ),
    "a reference to what was never said": (
        "For information on the subpoena that we received, see Note 7.",
        ["An investigation of our sales goes on."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NEW)
def test_new(case: str) -> None:
    now, before = NEW[case]
    assert new(now, *before) == [now]


def test_the_nearest_earlier_sentence_stands_beside_a_rewording() -> None:
    (mention,) = mentions([prose("We are subject to export controls in China and Japan.")], PHRASES)
    near, far = "We are subject to export controls in China.", "Export controls exist."
    judged = Earlier([prose(far, near)], PHRASES).judge(mention)
    assert (judged.new, judged.before) == (True, near)
    (mention,) = mentions([prose("A subpoena came today to our offices in Ohio.")], PHRASES)
    assert Earlier([prose(far, near)], PHRASES).judge(mention).before is None


def test_any_earlier_document_counts() -> None:
    (mention,) = mentions([prose(CONTROLS)], PHRASES)
    judged = Earlier([prose("We ship.", type_="10-K"), prose(CONTROLS, type_="8-K")], PHRASES).judge(mention)
    assert (judged.new, judged.told_in) == (False, "8-K")


def test_passages_of_each_phrase() -> None:
    said = prose("An AI subpoena came.", "We ship.", "AN AI SUBPOENA CAME!", "Aid is no phrase here, nor ai.")
    told = passages([said], PHRASES, [prose("We ship.")], accession=None, form="10-Q", issuer=ISSUER)
    assert told == [
        Passage(None, "10-Q", ISSUER, word, "An AI subpoena came.", "Risk Factors", True, None, "made.htm")
        for word in ("subpoena", "AI")
    ]
    without = passages([said], PHRASES, [], accession=None, form="10-Q", issuer=ISSUER)
    assert [passage.new for passage in without] == [None, None]


PARAGRAPHS = [
    "We are subject to export controls in 12 countries, which limit what we may sell to customers.",
    "On June 30, 2026, the agency's \"first\" subpoena required documents of the last 24 months.",
    "An investigation of our long-term contracts (see Note 7) goes on; we cooperate.",
    "Impairments were $1.2 billion in the six months ended June 30, 2026, or 3.4% of assets(1).",
    "AI may change how our customers work, and we may not keep pace.",
]  # fmt: skip
_DIGIT = st.sampled_from("0123456789")


@given(st.permutations(PARAGRAPHS), st.data())
def test_what_printing_changes_is_never_new(moved: list[str], data: st.DataObject) -> None:
    reset = []
    for text in moved:
        figures = "".join(data.draw(_DIGIT) if c.isdigit() else c for c in text)
        curly = figures.replace("'", "\u2019").replace('"', "\u201d") if data.draw(st.booleans()) else figures
        room = data.draw(st.sampled_from([" ", "\u00a0", "  ", " \n", "\u2009"]))
        month = data.draw(st.sampled_from(["June", "December", "May"]))
        reset.append(room.join(curly.replace("June", month).split(" ")))
    assert new(reset, *PARAGRAPHS) == []


_WORDS = st.lists(
    st.sampled_from(["sales", "agency", "customers", "chips", "board", "auditor", "bank", "court", "plant"]),
    min_size=1,
    max_size=8,
    unique=True,
)


@given(st.permutations(PARAGRAPHS), _WORDS, st.integers(0, len(PARAGRAPHS)))
def test_a_sentence_that_was_added_is_found(moved: list[str], words: list[str], at: int) -> None:
    added = f"Zurich opened an investigation of our {' and '.join(words)}."
    assert new([*moved[:at], added, *moved[at:]], *PARAGRAPHS) == [added]


COMMON = Phrases.of(
    [
        *("lawsuit", "investigation", "export control", "antitrust", "restructuring", "layoff", "tariff"),
        *("impairment", "artificial intelligence", "cybersecurity", "subpoena", "going concern"),
        *("material weakness", "fine", "European Commission", "share repurchase", "workforce reduction"),
        *("office space", "useful lives", "supply chain"),
    ]
)
LEGAL = Phrases.of(
    [
        *("trial", "jury", "settlement", "complaint", "appeal", "ruling", "court", "penalty", "injunction"),
        *("Attorneys General", "Department of Justice", "privacy", "compliance", "legislation", "severance"),
        *("headcount", "competition", "10b5-1", "AI", "data center"),
    ]
)


def recorded(kind: str, pattern: str) -> Prose:
    (path,) = samples(kind, pattern)
    return Prose(path.name, kind, sentences(path.read_bytes()))


def told_new(earlier: Prose, later: Prose, phrases: Phrases) -> list[str]:
    held = Earlier([earlier], phrases)
    return [m.sentence.text for m in mentions([later], phrases) if held.judge(m).new]


def test_what_alphabet_said_new_in_the_third_quarter_of_2023() -> None:
    """Each was read against the June report, and so was each that is not listed and not word for word the same."""
    june, september = recorded("10-Q", "GOOGL-*070-*"), recorded("10-Q", "GOOGL-*094-*")
    assert len(mentions([september], COMMON)) == 72
    assert told_new(june, september, COMMON) == []
    found = told_new(june, september, LEGAL)
    beginnings = [
        "The trial commenced on September 12, 2023",
        "In September 2023, we reached a settlement in principle",
        "The U.S. District Court subsequently vacated the trial date with the",
        "On October 6, 2023, the Korea Communications Commission issued a preliminary decision",
    ]
    assert [text.startswith(start) for text, start in zip(found, beginnings, strict=True)] == [True] * 4


def test_what_apple_said_new_of_tariffs_in_2025() -> None:
    before, now = recorded("10-K", "AAPL-0*"), recorded("10-K", "AAPL--*")
    found = told_new(before, now, Phrases.of(["tariff"]))
    assert any(text.startswith("Beginning in the second quarter of 2025, new tariffs") for text in found)
    assert any("impose, reciprocal tariffs on imports from the U.S." in text for text in found)
    antitrust = told_new(before, now, Phrases.of(["antitrust"]))
    assert any(text.startswith("On August 5, 2024, Google was found to have") for text in antitrust)
    # The same suit with its court and its agency under shorter names.
    assert not any("in the markets for \u201cperformance smartphones\u201d" in text for text in antitrust)


def test_what_exxon_said_again_two_years_later() -> None:
    before, now = recorded("10-Q", "XOM-0*"), recorded("10-Q", "XOM--*")
    phrases = Phrases.of(["acquisition"])
    found = told_new(before, now, phrases)
    same = [m.sentence.text for m in mentions([now], phrases) if m.sentence.text not in found]
    assert any(text.startswith("Such drivers include, but are not limited to, production") for text in same)
    assert any(text.startswith("Key criteria for evaluating acquisitions include strategic") for text in same)


def test_a_few_mentions_are_judged_fast() -> None:
    june, september = recorded("10-Q", "GOOGL-*070-*"), recorded("10-Q", "GOOGL-*094-*")
    phrases = Phrases.of(["lawsuit", "antitrust", "subpoena", "investigation"])
    said = mentions([september], phrases)
    earlier = Earlier([june] * 8, phrases)
    start = time.process_time()
    for mention in said:
        earlier.judge(mention)
    assert time.process_time() - start < 0.1  # 2 ms were measured


def test_a_hundred_phrases_are_looked_for_fast() -> None:
    text = recorded("10-Q", "GOOGL-*094-*")
    many = Phrases(phrase(f"{one} {two}") for one in "abcdefghij" for two in ("chip", "sale", "fine", "law", "tax", "suit", "ban", "fee", "duty", "act"))  # fmt: skip
    start = time.process_time()
    list(many.mentions(text.sentences))
    assert time.process_time() - start < 0.1  # 5 ms were measured
