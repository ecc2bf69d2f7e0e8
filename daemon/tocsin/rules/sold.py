"""How much was sold, against thresholds: shares and percentages a class at a time, dollars in all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal

from tocsin.model import InsiderTransaction, Reading, Saw, class_of, exact_product
from tocsin.rules.holding import left, percent_sold
from tocsin.rules.interval import UNKNOWN, ZERO, Interval, all_of, some_of, total
from tocsin.rules.threshold import Threshold, Unit, written

_WIDE = Context(prec=200)


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows that surely pass a rule's filters, and those that may."""

    certain: tuple[InsiderTransaction, ...]
    possible: tuple[InsiderTransaction, ...] = ()

    @property
    def rows(self) -> tuple[InsiderTransaction, ...]:
        return self.certain + self.possible

    def by_class(self) -> dict[str, Counted]:
        return {
            stock: Counted(_of_class(self.certain, stock), _of_class(self.possible, stock))
            for stock in dict.fromkeys(class_of(row.security) for row in self.rows)
        }


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a condition: its answer, the phrase for when it decides, and the figure looked at."""

    holds: bool | None
    reason: str
    saw: Saw | None = None


@dataclass(frozen=True, slots=True)
class _Class:
    """The sales of one class of stock; `title` is told only where there are several."""

    stock: str
    title: str | None
    rows: Counted
    sold: Interval

    @property
    def of(self) -> str:
        return f" of {self.title}" if self.title else ""


def value_part(counted: Counted, threshold: Threshold) -> Part:
    """Dollars, added across classes. A row without a price leaves the sum open upwards."""
    sold = some_of(map(_value, counted.certain), map(_value, counted.possible))
    return _part("value", sold, threshold, words=" sold", unknown=f"value unknown: {_why_no_value(counted)}")


def class_parts(
    reading: Reading, counted: Counted, shares: Threshold | None, of_holding: Threshold | None
) -> tuple[list[Part], list[Saw]]:
    """The parts of the class of stock that decides, and what was seen of every class.

    Each class is held against both thresholds by itself, and one that passes is enough: the one that
    comes closest decides, of equals the one with more shares.
    """
    classes = counted.by_class()
    seen: list[Saw] = []
    best: list[Part] = []
    best_rank = (-1, ZERO)
    for stock, rows in classes.items():
        sold = some_of(map(_shares, rows.certain), map(_shares, rows.possible))
        one = _Class(stock, rows.rows[0].security if len(classes) > 1 else None, rows, sold)
        parts = [_shares_part(one, shares)] if shares is not None else []
        if of_holding is not None:
            parts.append(_holding_part(one, reading, of_holding))
        seen += [part.saw for part in parts if part.saw is not None]
        if not rows.certain:
            parts.append(Part(None, cover_unknown(rows.possible)))
        rank = (_RANKS[all_of(part.holds for part in parts)], sold.low)
        if rank > best_rank:
            best, best_rank = parts, rank
    return best, seen


def cover_unknown(rows: Iterable[InsiderTransaction]) -> str:
    count = _text(total(map(_shares, rows)), Unit.SHARES, None)
    return f"whether {count or 'some rows'} were sold to cover taxes is unknown"


def described(counted: Counted) -> str:
    """What was sold, in shares: `340,000 sh sold`."""
    classes = counted.by_class()
    texts = []
    for rows in classes.values():
        title = f" of {rows.rows[0].security}" if len(classes) > 1 else ""
        sold = _text(some_of(map(_shares, rows.certain), map(_shares, rows.possible)), Unit.SHARES, None)
        texts.append(f"{sold or 'an unstated number of shares'}{title}")
    return f"{' and '.join(texts)} sold"


_RANKS = {False: 0, None: 1, True: 2}


def _of_class(rows: Iterable[InsiderTransaction], stock: str) -> tuple[InsiderTransaction, ...]:
    return tuple(row for row in rows if class_of(row.security) == stock)


def _shares(row: InsiderTransaction) -> Interval:
    return Interval.of(row.shares)


def _value(row: InsiderTransaction) -> Interval:
    """Shares times price. A price of 0 on an open-market sale is not what was paid: it is not known."""
    if row.shares is None or (row.shares and not row.price):
        return UNKNOWN
    return Interval.exactly(exact_product(row.shares, row.price or ZERO))


def _why_no_value(counted: Counted) -> str:
    unpriced = [row for row in counted.rows if row.shares and not row.price]
    if any(row.price is None and any(note.on == "price" for note in row.notes) for row in unpriced):
        return "a row states its price only in a footnote"
    if any(row.price is None for row in unpriced):
        return "a row states no price"
    if unpriced:
        return "a row states a price of 0"
    return _why_no_count(counted)


def _why_no_count(counted: Counted) -> str:
    if any(row.shares is None for row in counted.rows):
        return "a row states no number of shares"
    return cover_unknown(counted.possible)


def _shares_part(one: _Class, threshold: Threshold) -> Part:
    unknown = f"number of shares{one.of} unknown: {_why_no_count(one.rows)}"
    return _part("shares", one.sold, threshold, words=f"{one.of} sold", unknown=unknown, title=one.title)


def _holding_part(one: _Class, reading: Reading, threshold: Threshold) -> Part:
    percent = percent_sold(reading, one.stock, one.sold)
    open_ended = left(reading, one.stock).exact is None
    why = "a row does not say how much is left" if open_ended else _why_no_count(one.rows)
    words = f" of the holding{one.of} sold"
    unknown = f"part of the holding{one.of} unknown: {why}"
    return _part("of_holding", percent, threshold, words=words, unknown=unknown, title=one.title)


def _part(
    name: str, figure: Interval, threshold: Threshold, *, words: str, unknown: str, title: str | None = None
) -> Part:
    holds = threshold.compare(figure.low, figure.high)
    text = _text(figure, threshold.unit, threshold)
    saw = Saw(
        figure=f"{name} ({title})" if title else name,
        value=_plain(figure.exact, threshold.unit),
        threshold=str(threshold),
        holds=holds,
        shown=text,
    )
    if holds is None:
        return Part(None, unknown, saw)
    return Part(holds, f"{text}{words}, {'' if holds else 'not '}{threshold}", saw)


def _plain(number: Decimal | None, unit: Unit) -> str | None:
    if number is None:
        return None
    return f"{rounded(number, 4) if unit is Unit.PERCENT else number:f}"


def _text(figure: Interval, unit: Unit, threshold: Threshold | None) -> str | None:
    """The figure for a person, with what is known of it; None when nothing is."""
    after = " sh" if unit is Unit.SHARES else ""
    low = f"{_near(figure.low, unit, threshold)}{after}"
    if figure.high is None:
        return f"at least {low}" if figure.low else None
    high = f"{_near(figure.high, unit, threshold)}{after}"
    if figure.exact is not None:
        return high
    return f"{low} to {high}" if figure.low else f"at most {high}"


def _near(number: Decimal, unit: Unit, threshold: Threshold | None) -> str:
    """To two places, or to as many as it takes to stand on the same side of the threshold."""
    if unit is Unit.SHARES:
        return written(number, unit)
    for places in (2, 4, 8, 16, 32):
        near = rounded(number, places)
        if threshold is None or threshold.compare(near, near) == threshold.compare(number, number):
            return written(near, unit)
    return written(number, unit)


def rounded(number: Decimal, places: int) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN, _WIDE)
