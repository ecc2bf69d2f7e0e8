"""What the message says of a figure, of sentences, of an expected range: the evidence under the headline."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

from tocsin import words
from tocsin.model import Fact, Guidance, Metric, Passage, Quality, Reading, Verdict

SHOWN_SENTENCE = 400
SHOWN_PARTS = 5
RATIO = "pure"  # XBRL's unit of what has none
# Long enough to be found once in a report of some ten thousand sentences.
FRAGMENT_WORDS = 6


def particulars(verdict: Verdict) -> list[str]:
    """What stands beside the issuer's name: the period, and what a figure was built of."""
    subject = verdict.subject
    if not isinstance(subject, Metric):
        return []
    told = [f"fiscal {subject.fiscal}"] if subject.fiscal else []
    parts = [part for part in subject.parts if part.value][:SHOWN_PARTS]
    if len(parts) > 1 and subject.unit == RATIO:
        # Of a ratio the parts are dollars, and are no sum.
        told.append(", ".join(f"{_plain(part.concept)} {words.dollars(part.value)}" for part in parts))
    elif len(parts) > 1:
        told.append(" + ".join(f"{_plain(part.concept)} {_amount(subject, part.value)}" for part in parts))
    return told


def evidence(verdict: Verdict, reading: Reading, folder: str | None) -> list[str]:
    """The sentences that the rule found, each with the way to it, and what is doubtful of a figure.

    `folder` is the address of the filing's folder, None for a document without accession number.
    """
    found: list[str] = []
    for fact in (verdict.subject, *verdict.evidence):
        if isinstance(fact, Metric) and fact.note and fact.quality is Quality.LOW:
            found.append(f"{_name(fact)}: {fact.note}")
        elif isinstance(fact, Guidance) and fact.accession == reading.head.accession:
            found.append(f"“{words.clipped(fact.text, SHOWN_SENTENCE)}”")
    passages = [fact for fact in verdict.evidence if isinstance(fact, Passage)]
    for passage in passages:
        where = f" ({words.title_of(passage.section)})" if passage.section else ""
        found.append(f"“{words.clipped(passage.text, SHOWN_SENTENCE)}”{where}")
        if passage.before:
            found.append(f"Before: “{words.clipped(passage.before, SHOWN_SENTENCE)}”")
        if address := jump(passage, folder):
            found.append(address)
    return list(dict.fromkeys(found))


def links(verdict: Verdict, folder: str | None) -> list[str]:
    """The addresses that `evidence` gives."""
    facts: tuple[Fact, ...] = verdict.evidence
    return [
        address for fact in facts if isinstance(fact, Passage) if (address := jump(fact, folder)) is not None
    ]


def jump(passage: Passage, folder: str | None) -> str | None:
    """An address that opens the document at the sentence: a text fragment (WICG, "URL Fragment Text Directives"),
    its beginning and its end, with `-`, `,` and `&` escaped as the grammar wants it."""
    if folder is None or passage.document is None:
        return None
    said = passage.text.split()
    start, end = " ".join(said[:FRAGMENT_WORDS]), " ".join(said[-FRAGMENT_WORDS:])
    text = _fragment(start) if len(said) <= 2 * FRAGMENT_WORDS else f"{_fragment(start)},{_fragment(end)}"
    return f"{folder}{quote(passage.document)}#:~:text={text}"


def _fragment(text: str) -> str:
    return quote(text, safe="").replace("-", "%2D")


def _name(metric: Metric) -> str:
    return metric.name.replace("_", " ")


def _plain(concept: str) -> str:
    """`us-gaap:DebtCurrent` is DebtCurrent; a caption stays as it is."""
    return concept.rpartition(":")[2].replace("_", " ") if " " not in concept else concept


def _amount(metric: Metric, amount: Decimal) -> str:
    return (
        words.dollars(amount)
        if metric.unit == "USD"
        else f"{words.count(amount)} {metric.unit or ''}".strip()
    )
