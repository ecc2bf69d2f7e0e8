"""The condition `insider_disposal`: stock that left an insider's hands in the ways that its `codes` name."""

from __future__ import annotations

from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import InsiderTransaction
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.insiders.roles import ANYONE, Role, any_role, parse_roles
from tocsin.rules.insiders.trade import FORMS, INSIDERS, Asked, Trade, fits_together, largest, told_by
from tocsin.rules.insiders.window import decide
from tocsin.rules.interval import ZERO
from tocsin.rules.threshold import Measure, Threshold, Unit, parse
from tocsin.yamltext import Section, each_text, from_text, quote

SHARES = Measure(Unit.SHARES, ZERO, None, {Unit.DOLLARS: "value"})
VALUE = Measure(Unit.DOLLARS, ZERO, None, {Unit.SHARES: "shares"})

# Form 4, General Instruction 8, "Transaction Codes", in its order: what each means.
CODES = {
    "P": "open market or private purchase",
    "S": "open market or private sale",
    "V": "reported earlier than required",
    "A": "grant or award",
    "D": "disposition to the issuer",
    "F": "payment of an exercise price or of taxes with shares",
    "I": "discretionary transaction of an employee plan",
    "M": "exercise or conversion of an exempt derivative",
    "C": "conversion of a derivative",
    "E": "expiration of a short derivative position",
    "H": "expiration or cancellation of a long derivative position for value",
    "O": "exercise of an out-of-the-money derivative",
    "X": "exercise of an in-the-money or at-the-money derivative",
    "G": "gift",
    "L": "small acquisition under Rule 16a-6",
    "W": "acquisition or disposition by will or inheritance",
    "Z": "deposit into or withdrawal from a voting trust",
    "J": "other, as a footnote tells",
    "K": "equity swap",
    "U": "tender of shares in a change of control",
}
# Those under which stock is disposed of, and what the insider did then. C and M are seen on stock too: share
# units that stand in Table I are converted into shares.
DISPOSALS = {
    "S": "sold",
    "D": "returned to the issuer",
    "F": "paid taxes or an exercise price with",
    "I": "disposed of through an employee plan",
    "M": "converted",
    "C": "converted",
    "G": "gave away",
    "W": "passed on by will or inheritance",
    "Z": "moved under a voting trust",
    "J": "disposed of",
    "K": "swapped",
    "U": "tendered",
}
_WORDS = {
    "gift": "G",
    "gifts": "G",
    "tax": "F",
    "taxes": "F",
    "withholding": "F",
    "sale": "S",
    "sales": "S",
    "tender": "U",
    "other": "J",
    "will": "W",
    "swap": "K",
}
_THERE_ARE = ", ".join(DISPOSALS)


def parse_code(text: str) -> str:
    """One of the form's codes under which stock is disposed of; ValueError says what would be right."""
    word = text.strip()
    code = word.upper()
    if code in DISPOSALS:
        return code
    if code in CODES:
        raise ValueError(f"{code} disposes of no stock ({CODES[code]}): the codes here are {_THERE_ARE}")
    if word.lower() in _WORDS:
        meant = _WORDS[word.lower()]
        raise ValueError(f"{quote(text)} is no code of the form: write {meant}, {CODES[meant]}")
    parts = [part for part in word.replace(",", " ").split() if part]
    if len(parts) > 1 and all(part.upper() in CODES for part in parts):
        raise ValueError(f"{quote(text)} is more than one code: write [{', '.join(parts)}]")
    raise ValueError(f"{quote(text)} is no code of the form: the codes here are {_THERE_ARE}")


class InsiderDisposalKeys(Section):
    """Which codes count, and what a rule may ask of their rows."""

    EXAMPLE: ClassVar[str] = "{codes: [G, D], shares: over 100k}"

    codes: Annotated[frozenset[str], each_text(parse_code, frozenset)] = Field(examples=["[G, D]"])
    by: Annotated[frozenset[Role], each_text(parse_roles, any_role)] = ANYONE
    shares: Annotated[Threshold | None, from_text(partial(parse, measure=SHARES))] = None
    value: Annotated[Threshold | None, from_text(partial(parse, measure=VALUE))] = None
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = None
    insiders: Annotated[Threshold | None, from_text(partial(parse, measure=INSIDERS))] = None

    @model_validator(mode="after")
    def _together(self) -> InsiderDisposalKeys:
        fits_together(self.asked())
        return self

    def asked(self) -> Asked:
        return Asked(
            by=self.by, shares=self.shares, value=self.value, insiders=self.insiders, within=self.within
        )


def _verb(rows: tuple[InsiderTransaction, ...]) -> str:
    done = {DISPOSALS[row.code] for row in rows}
    return done.pop() if len(done) == 1 else "disposed of"


def disposal(codes: frozenset[str]) -> Trade:
    """The trade that rows of stock under these codes tell."""
    return Trade(
        chosen=lambda row: row.code in codes and row.acquired_disposed == "D" and not row.derivative,
        done="disposed of",
        noun="disposal",
        nothing=f"no disposal under {' or '.join(sorted(codes))} in it",
        subject=largest,
        headline=told_by(_verb),
    )


def compile_keys(keys: InsiderDisposalKeys) -> Condition:
    asked = keys.asked()
    meaning = {"codes": ", ".join(sorted(keys.codes)), **asked.meaning()}
    return Condition({"insider_disposal": meaning}, partial(decide, asked, disposal(keys.codes)), FORMS)
