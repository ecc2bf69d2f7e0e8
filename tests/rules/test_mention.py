"""The condition `mention`: what it says of filings, and of rules that cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import pytest

from tests.rules.made import ISSUER
from tocsin.errors import Wrong
from tocsin.facts.text import items
from tocsin.form_items import CURRENT_REPORT
from tocsin.model import FilingFact, Passage, Prose, Reading, Sentence, Verdict
from tocsin.rules import NoHistory, load
from tocsin.rules.filings import sections as rules_sections

ACCEPTED = dt.datetime(2026, 5, 25, 20, 5, tzinfo=dt.UTC)


def prose(*said: str | tuple[str, str], type_: str = "10-Q") -> Prose:
    """A document; a sentence stands in Risk Factors unless it names its section."""
    return Prose(
        "made.htm",
        type_,
        tuple(
            Sentence(one, "Risk Factors") if isinstance(one, str) else Sentence(one[1], one[0])
            for one in said
        ),
    )


def filed(
    *said: str | tuple[str, str], form: str = "10-Q", accepted: dt.datetime | None = ACCEPTED
) -> Reading:
    words = (prose(*said, type_=form),) if said else ()
    return Reading(FilingFact("0000350001-26-000007", form, ISSUER, accepted=accepted), (), words)


@dataclass
class Said(NoHistory):
    """A history that has these documents, and notes what it was asked."""

    documents: tuple[Prose, ...]
    asked: list[tuple[str, dt.datetime | None]] = field(default_factory=list)

    def prose(self, issuer_cik: str, since: dt.datetime | None) -> Iterable[Prose]:
        self.asked.append((issuer_cik, since))
        return self.documents


def text_of(condition: str) -> bytes:
    return f"rules:\n  - id: made\n    watch: MADE\n    when: {{mention: {condition}}}\n".encode()


def verdict(condition: str, reading: Reading, *earlier: Prose) -> Verdict:
    (only,) = load({"made.yaml": text_of(condition)}).rules
    return only.decide(reading, Said(earlier) if earlier else NoHistory())


def says(condition: str, reading: Reading, *earlier: Prose) -> str:
    told = verdict(condition, reading, *earlier)
    return f"{told.answer}: {told.reason}"


CONTROLS = "We are subject to an export control review."
CHIPS = "We ship chips to many customers."


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{any_of: export control}", "fires: 1 sentence mentions export control, in Risk Factors"),
        ("{any_of: [export control, chip]}", "fires: 2 sentences mention export control and chip, in Risk Factors"),
        ("{any_of: tariff}", "silent: no sentence mentions tariff"),
        ("{any_of: [tariff, BIS]}", "silent: no sentence mentions tariff or BIS"),
        ("{all_of: [export control, chip]}", "fires: 2 sentences mention export control and chip, in Risk Factors"),
        ("{all_of: [export control, tariff]}", "silent: no sentence mentions tariff"),
        (
            "{same_sentence: [[export control, Entity List], [review, investigation]]}",
            "fires: 1 sentence mentions export control and review, in Risk Factors",
        ),
        (
            "{same_sentence: [[export control, Entity List], chip]}",
            "silent: no sentence mentions export control or Entity List with chip",
        ),
        ("{any_of: chip, all_of: tariff}", "silent: no sentence mentions tariff"),
        ("{any_of: chip, same_sentence: [export control, review]}", "fires: 1 sentence mentions export control and review, in Risk Factors"),
        ("{any_of: chip, section: Legal Proceedings}", "silent: no sentence in Legal Proceedings mentions chip"),
        ("{any_of: chip, section: [item 1a, MD&A]}", "fires: 1 sentence mentions chip, in Risk Factors"),
        ("{any_of: chip, in: 8-K}", "silent: mentions are looked for in 8-K"),
        ("{any_of: chip, in: [8-k, 10-K]}", "silent: mentions are looked for in 8-K and 10-K"),
        ("{any_of: '/chips? to .{0,9}customers/'}", "fires: 1 sentence mentions /chips? to .{0,9}customers/, in Risk Factors"),
    ],
)  # fmt: skip
def test_verdicts(condition: str, expected: str) -> None:
    assert says(condition, filed(CONTROLS, CHIPS)) == expected


@pytest.mark.parametrize(
    ("form", "answer"),
    [
        ("8-K", "fires"),
        ("8-K/A", "fires"),
        ("10-Q/A", "fires"),
        ("10-QT", "fires"),
        ("10-KT/A", "fires"),
        ("8-K12B", "fires"),
        ("10-K405", "fires"),
        ("4", "silent"),
        ("S-1", "silent"),
        ("10-D", "silent"),
    ],
)
def test_which_forms(form: str, answer: str) -> None:
    assert verdict("{any_of: chip}", filed(CHIPS, form=form)).answer == answer
    if answer == "silent":
        told = says("{any_of: chip}", filed(CHIPS, form=form))
        assert told == "silent: mentions are looked for in 8-K, 10-Q and 10-K"


def test_a_report_whose_words_are_not_known_is_undecided() -> None:
    assert says("{any_of: chip}", filed()) == "undecided: the words of this 10-Q are not known"


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ([prose(CHIPS)], "fires: 1 new sentence mentions export control, in Risk Factors"),
        (
            [prose(CONTROLS)],
            "silent: the one sentence that mentions export control was said before (in 10-Q)",
        ),
        (
            [prose(CHIPS), prose(CONTROLS, type_="8-K")],
            "silent: the one sentence that mentions export control was said before (in 8-K)",
        ),
        (
            [],
            "undecided: 1 sentence mentions export control, in Risk Factors; nothing that the issuer filed in the"
            " 15 months before is known to hold them against",
        ),
    ],
)
def test_only_new(earlier: list[Prose], expected: str) -> None:
    assert says("{any_of: export control, only: new}", filed(CONTROLS, CHIPS), *earlier) == expected


def test_without_a_mention_no_history_is_needed() -> None:
    told = says("{any_of: tariff, only: new}", filed(CHIPS))
    assert told == "silent: no sentence mentions tariff"


def test_several_that_were_said_before() -> None:
    other = "New export controls may be enacted in Japan."
    told = says("{any_of: export control, only: new}", filed(CONTROLS, other), prose(other, CONTROLS))
    assert told == "silent: all 2 sentences that mention export control were said before (in 10-Q)"


def test_fifteen_months_of_the_issuer_are_asked_for() -> None:
    (only,) = load({"r.yaml": text_of("{any_of: chip, only: new}")}).rules
    history = Said((prose(CONTROLS),))
    only.decide(filed(CHIPS), history)
    only.decide(filed(CHIPS, accepted=None), history)
    assert history.asked == [
        (ISSUER.cik, dt.datetime(2025, 2, 23, 20, 5, tzinfo=dt.UTC)),
        (ISSUER.cik, None),
    ]


def test_evidence_is_the_best_first_and_three_at_most() -> None:
    heading = "Export controls and the Entity List"
    two = "The Entity List and export controls apply to us."
    ones = [f"Export controls of {place} apply to us." for place in ("Japan", "Peru", "Chad")]
    told = verdict("{any_of: [export control, Entity List]}", filed(heading, *ones, two))
    passages = [fact for fact in told.evidence if isinstance(fact, Passage)]
    assert [passage.text for passage in passages] == [two, *ones[:2]]
    assert told.subject == passages[0]
    assert passages[0] == Passage(
        "0000350001-26-000007", "10-Q", ISSUER, "export control, Entity List", two, "Risk Factors", None, None, "made.htm"
    )  # fmt: skip


def test_the_nearest_earlier_sentence_is_shown_beside_a_new_one() -> None:
    before = "We may be subject to export controls in China and in other countries."
    now = "We are subject to export controls in China and in other countries since an investigation by Commerce."
    told = verdict("{any_of: export control, only: new}", filed(now), prose(before))
    assert isinstance(told.subject, Passage)
    assert (told.subject.new, told.subject.before) == (True, before)


def test_what_was_seen() -> None:
    told = verdict("{any_of: export control, only: new}", filed(CONTROLS, CHIPS), prose(CHIPS))
    assert [(saw.figure, saw.value, saw.threshold, saw.holds) for saw in told.saw] == [
        ("sentences that mention export control", "1", "at least 1", True),
        ("of them new", "1", "at least 1", True),
    ]
    unknown = verdict("{any_of: export control, only: new}", filed(CONTROLS)).saw[-1]
    assert (unknown.figure, unknown.value, unknown.holds) == ("of them new", None, None)


def test_what_a_press_release_repeats_is_counted_once() -> None:
    reading = filed(CONTROLS, form="8-K")
    twice = Reading(reading.filing, (), (*reading.prose, prose(CONTROLS.upper(), type_="EX-99.1")))
    assert (
        says("{any_of: export control}", twice)
        == "fires: 1 sentence mentions export control, in Risk Factors"
    )


def test_a_sentence_that_stands_in_two_sections_counts_in_each() -> None:
    reading = filed(("Legal Proceedings", CONTROLS), CONTROLS)
    told = says("{any_of: export control, section: Risk Factors}", reading)
    assert told == "fires: 1 sentence mentions export control, in Risk Factors"


def test_the_meaning_is_the_same_however_it_is_written() -> None:
    one = load({"r.yaml": text_of("{any_of: [b b, a], section: [MD&A], in: [10-K, 8-K, 10-Q]}")}).rules[0]
    two = load({"r.yaml": text_of("{section: md&a, any_of: [a, b   b, a]}")}).rules[0]
    other = load({"r.yaml": text_of("{any_of: [a, b b], section: Risk Factors}")}).rules[0]
    assert one.version == two.version != other.version


def test_sections_are_named_as_the_facts_name_them() -> None:
    told = {name for _, name in items.TITLES} | set(CURRENT_REPORT.values())
    known = {*rules_sections.NAMES, *CURRENT_REPORT.values(), "Signatures"}
    assert set(rules_sections.NAMES) - {"Signatures"} <= told
    assert told <= known


WRONG: dict[str, tuple[str, str]] = {
    "nothing": (
        "",
        "r.yaml:4:12: mention is empty: give it keys such as {any_of: [export control], only: new}",
    ),
    "no phrase": (
        "{only: new}",
        "r.yaml:4:21: no phrase to look for: give it any_of, all_of or same_sentence",
    ),
    "text": (
        "export control",
        'r.yaml:4:21: expected a mapping such as {any_of: [export control], only: new}, got the text "export control"',
    ),
    "an empty list": ("{any_of: []}", 'r.yaml:4:30: "any_of" is empty: give it a value'),
    "an empty phrase": ("{any_of: [a, '']}", "r.yaml:4:34: a phrase is empty: write words such as export control"),
    "a phrase without words": ("{any_of: ' - '}", 'r.yaml:4:30: "-" holds no word: write one such as export control'),
    "a bad pattern": ("{any_of: ['/(a/']}", 'r.yaml:4:31: "/(a/" is no pattern: missing ): (a'),
    "a pattern that looks ahead": (
        "{any_of: ['/a(?=b)/']}",
        'r.yaml:4:31: "/a(?=b)/" is no pattern: invalid perl operator: (?=',
    ),
    "a pattern for everything": (
        "{any_of: '/a*/'}",
        'r.yaml:4:30: the pattern "/a*/" matches every sentence: it also matches no text at all',
    ),
    "a huge pattern": (
        "{any_of: '/((a{30}){30}b{30}){30}/'}",
        'r.yaml:4:30: "/((a{30}){30}b{30}){30}/" is no pattern: invalid repetition size: {30}',
    ),
    "a large pattern": (
        "{any_of: '/(\\pL{9}\\pL{9}){40}/'}",
        'r.yaml:4:30: the pattern "/(\\pL{9}\\pL{9}){40}/" is too large',
    ),
    "one group": (
        "{same_sentence: [[a, b]]}",
        "r.yaml:4:37: same_sentence holds groups against each other: give it two, or write any_of",
    ),
    "a text for groups": (
        "{same_sentence: a}",
        'r.yaml:4:37: expected a list such as [[export control, Entity List], [review, subpoena]], got the text "a"',
    ),
    "an empty group": ("{same_sentence: [[a], []]}", "r.yaml:4:43: this entry is empty: give it a value"),
    "a mapping for a phrase": ("{any_of: {a: b}}", "r.yaml:4:30: expected a list, got a mapping"),
    "another form": ("{any_of: a, in: [S-1]}", 'r.yaml:4:38: "S-1" is not one of 8-k, 10-q, 10-k'),
    "a section misspelt": (
        "{any_of: a, section: Risk Facters}",
        'r.yaml:4:42: "Risk Facters" is not a section of a 10-Q, 10-K or 8-K: did you mean "Risk Factors"?',
    ),
    "no section": (
        "{any_of: a, section: xyzzy}",
        'r.yaml:4:42: "xyzzy" is not a section of a 10-Q, 10-K or 8-K: write one such as Risk Factors, MD&A or Item 2.02',
    ),
    "only old": ("{any_of: a, only: old}", 'r.yaml:4:39: "old" is not one of new'),
    "a wrong key": ("{any: a}", 'r.yaml:4:22: unknown key "any": did you mean "any_of"?'),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_wrong_rules(case: str) -> None:
    written, said = WRONG[case]
    text = f"rules:\n  - id: made\n    watch: MADE\n    when: {{mention: {written}}}\n"
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": text.encode()})
    assert str(caught.value) == said
