"""Whether a level or a change holds, with the line that a trader reads and every figure looked at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Context, Decimal

from tocsin import words
from tocsin.model import Metric, Saw
from tocsin.rules.interval import all_of
from tocsin.rules.reports.asked import Level, Way, changed
from tocsin.rules.reports.expression import is_money
from tocsin.rules.reports.quarters import Quarters
from tocsin.rules.reports.reckoned import Reckoned, money, near, other_basis, reckon, title
from tocsin.rules.threshold import Threshold, Unit, written

_THREE_FIGURES = Context(prec=3)


@dataclass(frozen=True, slots=True)
class Outcome:
    holds: bool | None
    reason: str
    saw: tuple[Saw, ...] = ()
    evidence: tuple[Metric, ...] = ()


def level_outcome(level: Level, now: Reckoned, quarters: Quarters) -> Outcome:
    """A figure against a value, or against another figure of the same day."""
    if now.metric.value is None:
        return Outcome(None, now.why, (_saw(now, str(level), None),))
    if isinstance(level.limit, Threshold):
        if is_money(now.tree) and now.metric.unit != "USD":
            why = f"{title(now.tree)} is in {now.metric.unit}, and the rule asks for dollars"
            return Outcome(None, why, (_saw(now, str(level), None),))
        number = now.metric.value
        if level.limit.unit is Unit.PERCENT:
            number = Context(prec=200).multiply(number, Decimal(100))
        holds = level.limit.compare(number, number)
        shown, limit = now.shown(level.limit), brief(level.limit)
        return Outcome(holds, _level_words(now, shown, limit, holds), (_saw(now, str(level), holds),))
    other = reckon(level.limit, quarters, now.end)
    why = f"{now.metric.unit} and {other.metric.unit} are not compared"
    if other.metric.value is None or other.metric.unit != now.metric.unit:
        why = other.why if other.metric.value is None else why
        return Outcome(None, why, (_saw(now, str(level), None), _saw(other, str(level), None)))
    threshold = level.threshold(other.metric.value)
    holds = threshold.compare(now.metric.value, now.metric.value)
    shown = now.shown(threshold if not is_money(now.tree) else _in_dollars(threshold))
    limit = f"{level.side} {title(other.tree)} {other.when.replace('in the ', 'of the ', 1)}, {other.shown()}"
    seen = (_saw(now, str(level), holds), _saw(other, str(level), holds))
    return Outcome(holds, _level_words(now, shown, limit, holds), seen, (other.metric,))


def change_outcome(
    way: Way, threshold: Threshold, floor: Threshold | None, now: Reckoned, then: Reckoned
) -> Outcome:
    """A figure against itself at an earlier day. `floor` is the least change in dollars."""
    asked = f"{way} {threshold}{f', by {floor}' if floor else ''}"
    unknown = (_saw(now, asked, None), _saw(then, asked, None))
    for one in (now, then):
        if one.metric.value is None:
            return Outcome(None, one.why, unknown)
    why = other_basis(now, then)
    if why is None and now.metric.unit != then.metric.unit:
        why = f"{now.metric.unit} and {then.metric.unit} are not compared"
    dollars = Unit.DOLLARS in (threshold.unit, floor.unit if floor else None)
    if why is None and dollars and now.metric.unit != "USD":
        why = f"{title(now.tree)} is in {now.metric.unit}, and the rule asks for dollars"
    if why is not None or now.metric.value is None or then.metric.value is None:
        return Outcome(None, why or now.why, unknown, (then.metric,))
    by = changed(way, now.metric.value, then.metric.value, threshold.unit)
    seen = [_saw_change(f"{now.tree} {way}", by, threshold)]
    if floor is not None:
        seen.append(
            _saw_change(
                f"{now.tree} {way} by", changed(way, now.metric.value, then.metric.value, Unit.DOLLARS), floor
            )
        )
    holds = all_of(one.holds for one in seen)
    seen += [_saw(now, asked, holds), replace(_saw(then, asked, holds), figure=f"{now.tree} {then.when}")]
    reason = _change_words(way, threshold, floor, now, then)
    if holds is None:
        reason = f"{reason}: no percentage can be told from zero or from below"
    elif holds is False:
        reason = f"{reason}, and the rule asks for {way} {brief(threshold)}" + (
            f", by {brief(floor)}" if floor else ""
        )
    else:
        reason = f"{reason} ({brief(threshold)}{f', by {brief(floor)}' if floor else ''})"
    return Outcome(holds, reason, tuple(seen), (then.metric,))


def brief(threshold: Threshold) -> str:
    """`over $500M`: as `str()`, but short where three figures are exact."""
    if threshold.unit is not Unit.DOLLARS or _THREE_FIGURES.plus(threshold.number) != threshold.number:
        return str(threshold)
    return f"{threshold.side} {money(threshold.number, 'USD')}"


def plain(number: Decimal) -> str:
    """The figure for a program: exact, or to eight places."""
    rounded = number.quantize(Decimal(1).scaleb(-8), context=Context(prec=200))
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _level_words(now: Reckoned, shown: str, limit: str, holds: bool | None) -> str:
    sentence = f"{title(now.tree)} {now.when.replace('in the ', 'of the ', 1)} was {shown}"
    return f"{sentence} ({limit})" if holds else f"{sentence}, not {limit}"


def _change_words(
    way: Way, threshold: Threshold, floor: Threshold | None, now: Reckoned, then: Reckoned
) -> str:
    """`total debt rose 80% to $8.8B at 30 Jun 2026, from $4.9B at 31 Mar 2026`."""
    current, former = now.metric.value or Decimal(0), then.metric.value or Decimal(0)
    if current == former:
        return f"{title(now.tree)} was unchanged at {now.shown()} {now.when}, as {then.when}"
    went = Way.RISES if current > former else Way.FALLS
    verb = "rose" if went is Way.RISES else "fell"
    held = threshold if way in (went, Way.MOVES) else None
    by_money = changed(went, current, former, Unit.DOLLARS) or Decimal(0)
    if threshold.unit is Unit.BASIS_POINTS:
        points = changed(went, current, former, Unit.BASIS_POINTS) or Decimal(0)
        by = f" {written(near(points, held, (0, 1, 2, 4, 8, 16)), Unit.BASIS_POINTS)}"
    elif former > 0:
        percent = changed(went, current, former, Unit.PERCENT) or Decimal(0)
        in_percent = held if held is not None and held.unit is Unit.PERCENT else None
        by = f" {_percent(percent, in_percent)}"
        if threshold.unit is Unit.DOLLARS or floor is not None:
            by += f", by {money(by_money, now.metric.unit, floor or held)},"
    else:
        by = f" by {money(by_money, now.metric.unit, floor)}"
    return f"{title(now.tree)} {verb}{by} to {now.shown()} {now.when}, from {then.shown()} {then.when}"


def _percent(percent: Decimal, threshold: Threshold | None) -> str:
    if threshold is None and percent < 1:
        return words.percent(percent)
    return written(near(percent, threshold, (0, 1, 2, 4, 8, 16)), Unit.PERCENT)


def _in_dollars(threshold: Threshold) -> Threshold:
    return Threshold(threshold.side, threshold.number, Unit.DOLLARS)


def _saw_change(figure: str, by: Decimal | None, threshold: Threshold) -> Saw:
    if by is None:
        return Saw(figure, None, str(threshold), None)
    places = (0, 1, 2, 4, 8, 16)
    dollars = threshold.unit is Unit.DOLLARS
    shown = money(by, "USD", threshold) if dollars else written(near(by, threshold, places), threshold.unit)
    return Saw(figure, plain(by), str(threshold), threshold.compare(by, by), shown)


def _saw(one: Reckoned, asked: str, holds: bool | None) -> Saw:
    value = one.metric.value
    shown = None if value is None else f"{one.shown()} {one.when}"
    return Saw(str(one.tree), None if value is None else plain(value), asked, holds, shown)
