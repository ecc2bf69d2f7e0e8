"""One row of an ownership table: its figures, each with the footnotes that hang on it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from lxml import etree

from tocsin.errors import Unreadable
from tocsin.facts import figures
from tocsin.facts.xmltext import text_of
from tocsin.model import Note

# What an element is called in `Note.on`.
_ON = {
    "securityTitle": "security",
    "transactionDate": "date",
    "deemedExecutionDate": "deemed_date",
    "transactionCoding": "code",
    "transactionTimeliness": "timeliness",
    "transactionShares": "shares",
    "transactionTotalValue": "value",
    "transactionPricePerShare": "price",
    "transactionAcquiredDisposedCode": "acquired_disposed",
    "sharesOwnedFollowingTransaction": "owned_after",
    "valueOwnedFollowingTransaction": "owned_after",
    "directOrIndirectOwnership": "ownership",
    "natureOfOwnership": "nature",
    "conversionOrExercisePrice": "exercise_price",
    "exerciseDate": "exercisable",
    "expirationDate": "expires",
    "underlyingSecurityTitle": "underlying",
    "underlyingSecurityShares": "underlying_shares",
    "underlyingSecurityValue": "underlying_shares",
}
_GROUPS = frozenset(
    (
        "transactionCoding",
        "transactionAmounts",
        "postTransactionAmounts",
        "ownershipNature",
        "underlyingSecurity",
    )
)


class Row:
    """A row's elements by name, those of its groups among them. `place` names it in errors.

    Raises `Unreadable` when an element that can stand once stands twice: which one holds is a guess.
    """

    def __init__(self, element: etree._Element, place: str) -> None:
        self.place = place
        self._elements: dict[str, etree._Element] = {}
        self._values: dict[str, str | None] = {}
        notes: list[Note] = []
        for child in element:
            if child.tag == "footnoteId":
                notes.append(Note("row", child.get("id", "")))
            else:
                self._take(child, notes)
        self.notes = tuple(notes)

    def text(self, name: str) -> str | None:
        """The stated value; None when there is no element, no value in it, or an empty one."""
        text = self._values.get(name)
        if text:
            return " ".join(text.split()) or None
        element = self._elements.get(name)
        if element is not None and element.text and not element.text.isspace():
            raise Unreadable(f"{self.place}: {name} holds {figures.quoted(text_of(element))} outside <value>")
        return None

    def required(self, name: str, called: str) -> str:
        text = self.text(name)
        if text is None:
            raise Unreadable(f"{self.place}: no {called}")
        return text

    def letter(self, name: str, called: str, among: str) -> str:
        """A required code of one letter."""
        text = self.required(name, called)
        return self._checked(text, called, among)

    def code(self) -> str:
        """The transaction code, which alone of a row's values stands in no <value>."""
        element = self._elements.get("transactionCode")
        text = "" if element is None else text_of(element)
        if not text:
            raise Unreadable(f"{self.place}: no transaction code")
        return self._checked(text, "transaction code", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    @property
    def is_sold(self) -> bool:
        """Whether the row is coded as a sale; what is wrong with its codes is said when they are read."""
        element = self._elements.get("transactionCode")
        return (
            element is not None
            and text_of(element) == "S"
            and self.text("transactionAcquiredDisposedCode") == "D"
        )

    def number(self, name: str, called: str) -> Decimal | None:
        text = self.text(name)
        return None if text is None else figures.number(text, self.place, called)

    def day(self, name: str, called: str) -> dt.date | None:
        text = self.text(name)
        return None if text is None else figures.day(text, self.place, called)

    def _checked(self, text: str, called: str, among: str) -> str:
        if len(text) != 1 or text not in among:
            allowed = " or ".join(among) if len(among) < 5 else "one capital letter"
            raise Unreadable(f"{self.place}: {called} {figures.quoted(text)} is not {allowed}")
        return text

    def _take(self, element: etree._Element, notes: list[Note]) -> None:
        name = element.tag
        if name in self._elements:
            raise Unreadable(f"{self.place}: {name} stands twice")
        self._elements[name] = element
        group = name in _GROUPS
        for child in element:
            inner = child.tag
            if inner == "value":
                if name in self._values:
                    raise Unreadable(f"{self.place}: {name} has several values")
                if len(child):
                    raise Unreadable(f"{self.place}: the value of {name} holds other elements")
                self._values[name] = child.text
            elif inner == "footnoteId":
                notes.append(Note(_ON.get(name, name), child.get("id", "")))
            elif group:
                self._take(child, notes)
