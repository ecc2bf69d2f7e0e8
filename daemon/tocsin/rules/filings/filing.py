"""The condition `filing`: that a report of a form was made, with an item of Form 8-K, or that one will be late."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Annotated, ClassVar

from tocsin.model import Answer, FilingFact, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.filings.items import parse_item, said
from tocsin.rules.history import History
from tocsin.rules.interval import all_of
from tocsin.yamltext import Section, each_text, from_text, meant, quote, yes_or_no

_CURRENT = ("8-K", "8-K12B", "8-K12G3", "8-K15D5")
_LATE = ("NT 10-K", "NT 10-Q", "NT 20-F", "NT 10-D")
# What is read, so that no rule waits for a form that never comes; with /A each is a form of its own.
FORMS = tuple(
    f"{form}{amended}"
    for form in ("3", "4", "5", "144", "10-Q", "10-K", "10-QT", "10-KT", *_CURRENT, *_LATE)
    for amended in ("", "/A")
)


def parse_form(text: str) -> str:
    """A form that is read, as EDGAR names it. Raises ValueError with what would be right."""
    form = " ".join(text.upper().removeprefix("FORM ").split())
    if form in FORMS:
        return form
    close = meant(form.lower(), [known.lower() for known in FORMS])
    hint = f'did you mean "{close.upper()}"?' if close else f"the forms are {', '.join(FORMS)}"
    raise ValueError(f"{quote(text)} is no form that is read: {hint}")


def _each_once(parts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(parts)))


class FilingKeys(Section):
    """What a rule may ask of a filing as a whole; without any key, any filing that is read.

    `form` is exact: an amendment is a form of its own, `8-K/A`. `item` is of an 8-K of any kind, amended or
    not; several are one or another. `late_notice` is Form 12b-25: NT 10-Q, NT 10-K and their kin.
    """

    EXAMPLE: ClassVar[str] = "{item: [4.01, 4.02]}"

    form: Annotated[tuple[str, ...], each_text(parse_form, _each_once)] = ()
    item: Annotated[tuple[str, ...], each_text(parse_item, _each_once)] = ()
    late_notice: Annotated[bool | None, from_text(yes_or_no)] = None

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        late = {None: "", True: "yes", False: "no"}[self.late_notice]
        asked = {"form": ", ".join(self.form), "item": ", ".join(self.item), "late_notice": late}
        return {key: value for key, value in asked.items() if value}


def decide(keys: FilingKeys, reading: Reading, _history: History) -> Verdict:
    """Whether the filing is one that the keys ask for."""
    filing = reading.filing
    seen = [saw for saw in (_form(keys, filing), _late(keys, filing), _item(keys, filing)) if saw is not None]
    answer = all_of(saw.holds for saw in seen)
    if answer is True:
        return Verdict(Answer.FIRES, _told(keys, filing), tuple(seen), filing)
    if answer is None:
        return Verdict(
            Answer.UNDECIDED, f"the {filing.form} names no items that could be read", tuple(seen), filing
        )
    failed = next(saw for saw in seen if saw.holds is False)
    return Verdict(Answer.SILENT, _not_asked(failed, filing), tuple(seen))


def _form(keys: FilingKeys, filing: FilingFact) -> Saw | None:
    if not keys.form:
        return None
    return Saw("form", filing.form, _or(keys.form), filing.form in keys.form, filing.form)


def _late(keys: FilingKeys, filing: FilingFact) -> Saw | None:
    if keys.late_notice is None:
        return None
    late = _is_late(filing)
    word = "yes" if late else "no"
    return Saw("late_notice", word, "yes" if keys.late_notice else "no", late is keys.late_notice, word)


def _item(keys: FilingKeys, filing: FilingFact) -> Saw | None:
    """An 8-K has at least one item (General Instruction B): one without was not read to the end."""
    if not keys.item:
        return None
    items = ", ".join(filing.items)
    holds: bool | None = bool(set(keys.item) & set(filing.items))
    if not filing.items and _is_current(filing):
        holds = None
    return Saw("item", items or None, _or(keys.item), holds, items or None)


def _told(keys: FilingKeys, filing: FilingFact) -> str:
    matched = [item for item in filing.items if item in keys.item]
    told = matched or [item for item in filing.items if said(item)]
    if told:
        return f"{filing.form} " + "; ".join(f"item {item}: {said(item)}" for item in told)
    if _is_late(filing):
        return f"{filing.form}: notice that its {filing.form.removeprefix('NT ').removesuffix('/A')} will be late"
    return f"{filing.form} filed"


def _not_asked(failed: Saw, filing: FilingFact) -> str:
    if failed.figure == "form":
        return f"{filing.form}, not {failed.threshold}"
    if failed.figure == "late_notice":
        return f"{filing.form} is {'no' if failed.value == 'no' else 'a'} notice of late filing"
    if failed.value is None:
        return f"{filing.form} has no items"
    return f"{filing.form} with item {failed.value}, not {failed.threshold}"


def _is_current(filing: FilingFact) -> bool:
    return filing.form.removesuffix("/A") in _CURRENT


def _is_late(filing: FilingFact) -> bool:
    return filing.form.startswith("NT ")


def _or(words: Iterable[str]) -> str:
    return " or ".join(words)


def compile_keys(keys: FilingKeys) -> Condition:
    return Condition({"filing": keys.meaning()}, partial(decide, keys))
