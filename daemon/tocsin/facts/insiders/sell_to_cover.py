"""Which of a filing's sales paid the tax on a vesting or an exercise.

No box of Form 4 tells it. General Instruction 8 has a code for shares withheld for the tax (F), but
shares sold on the market for it are coded S like any other sale, and only a footnote says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tocsin.facts.insiders.tax_words import hints, joined, may_speak, names_only_the_purpose, says
from tocsin.model import Known, Note

# A footnote here tells of what is left and of who holds it: of the trade only when no other one does.
_NOT_OF_THE_TRADE = frozenset(("owned_after", "ownership", "nature"))
_OF_THE_SALE = frozenset(("code", "shares", "price"))


def answers(
    sales: Sequence[tuple[Note, ...]],
    others: Iterable[tuple[Note, ...]],
    footnotes: Iterable[tuple[str, str]],
    remarks: str | None,
) -> tuple[Known, ...]:
    """For each sale's footnote references, whether it was a sale to cover.

    A footnote of the row speaks for the row. Where none does, the remarks and the footnotes that no row
    refers to speak for all sales. A footnote of other rows (`others`) that tells of such a sale leaves
    open which one it means, unless a sale has been told from the rest by its own.
    """
    footnotes = tuple(footnotes)
    if not any(map(may_speak, (remarks or "", *(text for _, text in footnotes)))):
        return (Known.NO,) * len(sales)
    texts: dict[str, list[str]] = {}
    for number, text in footnotes:
        texts.setdefault(number, []).append(text)
    said = {number: joined(map(says, parts)) for number, parts in texts.items()}
    beside = {
        number: joined(map(_said_beside, texts.get(number, ())))
        for number in {note.id for notes in sales for note in notes if note.on in _OF_THE_SALE}
        if said.get(number) is None
    }
    own = [_own(notes, said, beside) for notes in sales]
    of_sales = {note.id for notes in sales for note in notes}
    of_others = {note.id for notes in others for note in notes} - of_sales
    unreferenced = (answer for number, answer in said.items() if number not in of_sales | of_others)
    for_all = joined((says(remarks or ""), *unreferenced))
    told = any(said.get(number) in (Known.YES, Known.UNKNOWN) for number in of_others)
    rest = Known.UNKNOWN if told and Known.YES not in own else Known.NO
    return tuple(answer or for_all or rest for answer in own)


def _own(
    notes: tuple[Note, ...], said: Mapping[str, Known | None], beside: Mapping[str, Known | None]
) -> Known | None:
    of_trade = [note.id for note in notes if note.on not in _NOT_OF_THE_TRADE]
    answer = joined(said.get(number) for number in of_trade) or joined(said.get(note.id) for note in notes)
    if answer is None:
        answers = [beside.get(note.id) for note in notes if note.on in _OF_THE_SALE]
        answer = Known.YES if Known.YES in answers else joined(answers)
    return answer


def _said_beside(text: str) -> Known | None:
    """What a text under a sale says of it without naming it."""
    if names_only_the_purpose(text):
        return Known.YES
    return Known.UNKNOWN if hints(text) else None
