"""What is printed -> the number or date it stands for, by the transformation that the filer named.

The Transformation Rules Registries 1 to 5 and the SEC's own (`ixt-sec`) name them; the spelling changed
from `numdotdecimal` to `num-dot-decimal` between the third and the fourth, the meaning did not.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

# An amount of money in a report is at most some 10^15, and is printed in billions at most.
_LARGEST_SCALE = 15
_MOST_DIGITS = 28  # as many as decimals keep; with more it is no amount

_PLAIN = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_ZEROS = frozenset({"fixedzero", "zerodash", "numdash"})
# Grouping signs to drop, and the decimal sign.
_SIGNS = {
    "numdotdecimal": (",", "."),
    "numdotdecimalin": (",", "."),
    "numdotdecimalapos": ("'\u2019,", "."),
    "numcommadot": (",", "."),
    "numspacedot": ("", "."),
    "numcommadecimal": (".", ","),
    "numcommadecimalin": (".", ","),
    "numcommadecimalapos": ("'\u2019.", ","),
    "numdotcomma": (".", ","),
    "numspacecomma": ("", ","),
    "numcomma": ("", ","),
}
_words = str.split
_UNITS = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_TENS = _words("twenty thirty forty fifty sixty seventy eighty ninety")
_WORDS = {word: number for number, word in enumerate(_UNITS)}
_WORDS |= {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_WORDS |= {"no": 0, "none": 0, "nil": 0, "a": 1, "an": 1}
_POWERS = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_MONTHS = {
    name: number
    for number, name in enumerate(_words("jan feb mar apr may jun jul aug sep oct nov dec"), start=1)
}
_NAMED_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?\s*,?\s*([0-9]{4})")
_DAY_NAMED = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?\s*([A-Za-z]{3,9})\.?\s*,?\s*([0-9]{4})")
_NUMBERED_DAY = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_ISO_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def number(text: str, *, form: str | None, scale: str | None, sign: str | None) -> Decimal | None:
    """The value of an `ix:nonFraction`: its text by its format, times ten to its scale, with its sign.

    None for everything that is not surely a number: an unknown format, a text that the format does not
    take, a scale that is no integer or out of reason, more digits than an amount has, a sign other than `-`.
    """
    if sign not in (None, "-"):
        return None
    grouping, zeros = _whole(form, scale)
    whole = text.replace(grouping, "")
    if (
        zeros is not None
        and whole.isdecimal()
        and whole.isascii()
        and len(whole) + len(zeros) <= _MOST_DIGITS
    ):
        # As nearly all are, in a third of the time.
        value = Decimal(whole + zeros)
        return -value if sign and value else value
    digits = _digits(text.strip(), form)
    power = _power(scale)
    if digits is None or power is None or digits.adjusted() + power >= _MOST_DIGITS:
        return None
    value = digits.scaleb(power) if digits else Decimal(0)
    # In plain notation, as it would be printed: 5E+6 and 5000000 are one number and should look it.
    value = value.quantize(Decimal(1)) if value == value.to_integral_value() else value
    return -value if sign and value else value


@lru_cache(maxsize=256)
def _whole(form: str | None, scale: str | None) -> tuple[str, str | None]:
    """What parts the digits of a whole number, and the zeros that its scale adds; None where it may add none."""
    rule, power = local_name(form), _power(scale)
    if power is None or power < 0 or (rule is not None and rule not in _SIGNS):
        return "", None
    return _SIGNS[rule][0][-1:] if rule else "", "0" * power


def decimal(text: str) -> Decimal | None:
    """A number of a plain instance (xs:decimal, and the exponent that xs:double allows); None for another."""
    match = re.fullmatch(r"([+-]?)([0-9.]+)(?:[eE]([+-]?[0-9]{1,2}))?", text.strip())
    if match is None:
        return None
    return number(match[2], form=None, scale=match[3], sign="-" if match[1] == "-" else None)


def day(text: str) -> dt.date | None:
    """A date as cover pages print it (American order), or as ISO writes it; None for another text."""
    text = " ".join(text.replace("\u00a0", " ").split())
    try:
        if match := _ISO_DAY.fullmatch(text):
            return dt.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _NAMED_DAY.fullmatch(text):
            return dt.date(int(match[3]), _MONTHS[match[1][:3].lower()], int(match[2]))
        if match := _DAY_NAMED.fullmatch(text):
            return dt.date(int(match[3]), _MONTHS[match[2][:3].lower()], int(match[1]))
        if match := _NUMBERED_DAY.fullmatch(text):
            return dt.date(int(match[3]), int(match[1]), int(match[2]))
    except (ValueError, KeyError):
        return None
    return None


def flag(text: str, form: str | None) -> bool | None:
    """A yes-or-no of the cover page; None when it is neither."""
    rule = local_name(form)
    if rule in ("fixedtrue", "booleantrue"):
        return True
    if rule in ("fixedfalse", "booleanfalse"):
        return False
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(
        text.strip().lower()
    )


@lru_cache(maxsize=256)
def local_name(form: str | None) -> str | None:
    """`ixt:num-dot-decimal` -> `numdotdecimal`."""
    return form.rpartition(":")[2].replace("-", "").lower() if form else None


def _digits(text: str, form: str | None) -> Decimal | None:
    rule = local_name(form)
    if rule in _ZEROS:
        return Decimal(0)
    if rule == "numwordsen":
        return _from_words(text)
    if rule is not None:
        if rule not in _SIGNS:
            return None
        grouping, point = _SIGNS[rule]
        text = _SPACES.sub("", text)
        for mark in grouping:
            text = text.replace(mark, "")
        text = text.replace(point, ".")
    if _PLAIN.fullmatch(text) is None or len(text) > _MOST_DIGITS:
        return None
    return Decimal(text)


@lru_cache(maxsize=256)
def _power(scale: str | None) -> int | None:
    if scale is None:
        return 0
    if re.fullmatch(r"[+-]?[0-9]{1,2}", scale.strip()) is None:
        return None
    power = int(scale)
    return power if abs(power) <= _LARGEST_SCALE else None


def _from_words(text: str) -> Decimal | None:
    """`two hundred and five thousand` -> 205000; digits are taken as well (`5 million`)."""
    words = text.lower().replace("-", " ").replace(",", "").split()
    if not words or len(words) > 20:
        return None
    total, group = 0, 0
    for word in words:
        if word in _WORDS:
            group += _WORDS[word]
        elif word.isascii() and word.isdigit() and len(word) <= 15:
            group += int(word)
        elif word == "hundred":
            group *= 100
        elif word in _POWERS:
            total, group = total + group * _POWERS[word], 0
        elif word != "and":
            return None
    return Decimal(total + group)
