"""How much was sold (or bought, or given away), against thresholds: shares and percentages a class at a time,
dollars in all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tocsin.model import InsiderTransaction, Reading, Saw, class_of, exact_product
from tocsin.rules.insiders.holding import left, percent_sold
from tocsin.rules.interval import UNKNOWN, ZERO, Interval, all_of, some_of, total
from tocsin.rules.part import Part
from tocsin.rules.shown import figure_words, plain
from tocsin.rules.threshold import Threshold, Unit

COVERED = "were sold to cover taxes"
Percent = Callable[[Reading, str, Interval], Interval]


@dataclass(frozen=True, slots=True)
class Counted:
    """The rows that surely pass a rule's filters, and those that may.

    `done` is what was done with the shares; `doubt` is what is not known of those that may.
    """

    certain: tuple[InsiderTransaction, ...]
    possible: tuple[InsiderTransaction, ...] = ()
    done: str = "sold"
    doubt: str = COVERED

    @property
    def rows(self) -> tuple[InsiderTransaction, ...]:
        return self.certain + self.possible

    def by_class(self) -> dict[str, Counted]:
        return {
            stock: Counted(
                _of_class(self.certain, stock), _of_class(self.possible, stock), self.done, self.doubt
            )
            for stock in dict.fromkeys(class_of(row.security) for row in self.rows)
        }


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
    return figure_part(
        "value",
        dollars(counted),
        threshold,
        phrase=f" {counted.done}",
        unknown=f"value unknown: {_why_no_value(counted)}",
    )


def class_parts(
    reading: Reading,
    counted: Counted,
    shares: Threshold | None,
    of_holding: Threshold | None,
    percent: Percent = percent_sold,
) -> tuple[list[Part], list[Saw]]:
    """The parts of the class of stock that decides, and what was seen of every class; `percent` tells what
    part of a holding so many shares are.

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
            parts.append(_holding_part(one, reading, of_holding, percent))
        seen += [part.saw for part in parts if part.saw is not None]
        if not rows.certain:
            parts.append(Part(None, in_doubt(rows)))
        rank = (_RANKS[all_of(part.holds for part in parts)], sold.low)
        if rank > best_rank:
            best, best_rank = parts, rank
    return best, seen


def in_doubt(counted: Counted) -> str:
    count = figure_words(total(map(_shares, counted.possible)), Unit.SHARES, None)
    return f"whether {count or 'some rows'} {counted.doubt} is unknown"


def dollars(counted: Counted) -> Interval:
    """Shares times price, over all classes; at least one row."""
    return some_of(map(_value, counted.certain), map(_value, counted.possible))


def described(counted: Counted) -> str:
    """What was sold, in shares: `340,000 sh sold`."""
    return f"{share_words(counted)} {counted.done}"


def share_words(counted: Counted) -> str:
    """`340,000 sh`; with several classes `60,000 sh of Class A and 5 sh of Class B`."""
    classes = counted.by_class()
    texts = []
    for rows in classes.values():
        title = f" of {rows.rows[0].security}" if len(classes) > 1 else ""
        sold = figure_words(
            some_of(map(_shares, rows.certain), map(_shares, rows.possible)), Unit.SHARES, None
        )
        texts.append(f"{sold or 'an unstated number of shares'}{title}")
    return " and ".join(texts)


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
    return in_doubt(counted)


def _shares_part(one: _Class, threshold: Threshold) -> Part:
    unknown = f"number of shares{one.of} unknown: {_why_no_count(one.rows)}"
    return figure_part(
        "shares", one.sold, threshold, phrase=f"{one.of} {one.rows.done}", unknown=unknown, title=one.title
    )


def _holding_part(one: _Class, reading: Reading, threshold: Threshold, percent_of: Percent) -> Part:
    percent = percent_of(reading, one.stock, one.sold)
    open_ended = left(reading, one.stock).exact is None
    why = "a row does not say how much is left" if open_ended else _why_no_count(one.rows)
    if percent.high is None and not open_ended and all(row.shares is not None for row in one.rows.rows):
        why = "nothing was held before"
    phrase = f" of the holding{one.of} {one.rows.done}"
    unknown = f"part of the holding{one.of} unknown: {why}"
    return figure_part("of_holding", percent, threshold, phrase=phrase, unknown=unknown, title=one.title)


def figure_part(
    name: str, figure: Interval, threshold: Threshold, *, phrase: str, unknown: str, title: str | None = None
) -> Part:
    holds = threshold.compare(figure.low, figure.high)
    text = figure_words(figure, threshold.unit, threshold)
    saw = Saw(
        figure=f"{name} ({title})" if title else name,
        value=plain(figure.exact, threshold.unit),
        threshold=str(threshold),
        holds=holds,
        shown=text,
    )
    if holds is None:
        return Part(None, unknown, saw)
    return Part(holds, f"{text}{phrase}, {'' if holds else 'not '}{threshold}", saw)
