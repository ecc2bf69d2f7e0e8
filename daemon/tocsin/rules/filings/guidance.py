"""The condition `guidance`: what an issuer expects, and how it differs from what it expected before.

The former range is the one that the sentence itself gives, else the last one known of the same measure and
period. Without either nothing has changed that anybody could know of: a rule that asks for a change is
undecided. Periods are compared only where they name their year.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from tocsin.model import Answer, Guidance, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.filings.guided import MEASURES, Change, Compared, described, midpoint_of
from tocsin.rules.history import History
from tocsin.rules.interval import ZERO, all_of
from tocsin.rules.threshold import Measure, Threshold, Unit, parse, written
from tocsin.words import percent
from tocsin.yamltext import Section, choice, each_text, from_text, meant, quote

_OTHER_NAMES = {
    "capex": "capital_expenditure",
    "capital_expenditures": "capital_expenditure",
    "revenues": "revenue",
    "sales": "revenue",
    "net_sales": "revenue",
    "fcf": "free_cash_flow",
    "opex": "operating_expenses",
}
_DOLLARS = Measure(Unit.DOLLARS, None, None, {Unit.PERCENT: "moves"})
_PERCENT = Measure(Unit.PERCENT, ZERO, None, {Unit.DOLLARS: "midpoint"})


def _parse_measure(text: str) -> str:
    name = "_".join(text.lower().split())
    name = _OTHER_NAMES.get(name, name)
    if name not in MEASURES:
        close = meant(name, (*MEASURES, *_OTHER_NAMES))
        hint = f'did you mean "{close}"?' if close else f"the measures are {', '.join(MEASURES)}"
        raise ValueError(f"{quote(text)} is no measure of guidance: {hint}")
    return name


class GuidanceKeys(Section):
    """What a rule may ask of guidance; without any key, any range that an issuer expects.

    `low`, `high` and `midpoint` are of the new range. `rises`, `falls` and `moves` are the change of the
    midpoint in percent of what it was. `change` is one or another of the words above. All hold together,
    for one range.
    """

    EXAMPLE: ClassVar[str] = "{measure: capital_expenditure, change: raised}"

    measure: Annotated[str | None, from_text(_parse_measure)] = None
    change: Annotated[
        tuple[Change, ...],
        each_text(choice({str(word): word for word in Change}), lambda parts: tuple(sorted(set(parts)))),
    ] = ()
    rises: Annotated[Threshold | None, from_text(partial(parse, measure=_PERCENT))] = None
    falls: Annotated[Threshold | None, from_text(partial(parse, measure=_PERCENT))] = None
    moves: Annotated[Threshold | None, from_text(partial(parse, measure=_PERCENT))] = None
    low: Annotated[Threshold | None, from_text(partial(parse, measure=_DOLLARS))] = None
    high: Annotated[Threshold | None, from_text(partial(parse, measure=_DOLLARS))] = None
    midpoint: Annotated[Threshold | None, from_text(partial(parse, measure=_DOLLARS))] = None

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "measure": self.measure,
            "change": ", ".join(self.change),
            "rises": self.rises,
            "falls": self.falls,
            "moves": self.moves,
            "low": self.low,
            "high": self.high,
            "midpoint": self.midpoint,
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for}


def decide(keys: GuidanceKeys, reading: Reading, history: History) -> Verdict:
    """Whether the filing gives guidance that meets the keys. Its subject is the range, `before` filled."""
    given = [fact for fact in reading.facts if isinstance(fact, Guidance)]
    given = [fact for fact in given if keys.measure in (None, fact.measure)]
    if not given:
        asked = f" of {MEASURES[keys.measure]}" if keys.measure else ""
        return Verdict(Answer.SILENT, f"no guidance{asked} in it")
    verdicts = [_verdict(keys, Compared.of(one, history)) for one in given]
    for answer in (Answer.FIRES, Answer.UNDECIDED):
        for verdict in verdicts:
            if verdict.answer is answer:
                return verdict
    return verdicts[0]


def _verdict(keys: GuidanceKeys, compared: Compared) -> Verdict:
    seen = list(_seen(keys, compared))
    answer = all_of(saw.holds for saw in seen)
    told = described(compared)
    evidence = () if compared.earlier is None else (compared.earlier,)
    if answer is True:
        return Verdict(Answer.FIRES, told, tuple(seen), compared.new, evidence=evidence)
    failed = next(saw for saw in seen if saw.holds is answer)
    if answer is None:
        return Verdict(
            Answer.UNDECIDED,
            f"{told}; {_why_unknown(failed, compared)}",
            tuple(seen),
            compared.new,
            evidence=evidence,
        )
    asked = (
        f"the rule asks for {failed.threshold}"
        if failed.figure == "change"
        else f"{failed.figure} not {failed.threshold}"
    )
    return Verdict(Answer.SILENT, f"{told}; {asked}", tuple(seen))


def _why_unknown(failed: Saw, compared: Compared) -> str:
    if failed.figure in ("low", "high", "midpoint"):
        return f"it is in {compared.new.unit}, and the rule asks in dollars"
    if compared.new.before is None:
        return "no former range is known"
    return "a percentage of what was not above zero says nothing"


def _seen(keys: GuidanceKeys, compared: Compared) -> Iterable[Saw]:
    new = compared.new
    if keys.change:
        changes = compared.changes
        holds = _any_change(keys.change, compared)
        said = None if changes is None else ", ".join(sorted(changes))
        yield Saw("change", said, " or ".join(keys.change), holds, said)
    moved = compared.moved
    for key, threshold, figure in (
        ("rises", keys.rises, moved),
        ("falls", keys.falls, None if moved is None else -moved),
        ("moves", keys.moves, None if moved is None else abs(moved)),
    ):
        if threshold is not None:
            held = figure if figure is None or key == "moves" else max(figure, ZERO)
            value = None if held is None else f"{held.quantize(Decimal('0.01')).normalize():f}"
            direction = key == "moves" or figure is None or figure > 0
            answer = threshold.compare(held, held) if figure is not None else None
            yield Saw(
                key, value, str(threshold), answer and direction, None if held is None else percent(held)
            )
    for key, threshold, figure in (
        ("low", keys.low, new.low),
        ("high", keys.high, new.high),
        ("midpoint", keys.midpoint, midpoint_of(new.low, new.high)),
    ):
        if threshold is not None and figure is not None:
            in_dollars = new.unit == "USD"
            answer = threshold.compare(figure, figure) if in_dollars else None
            yield Saw(
                key,
                f"{figure:f}",
                str(threshold),
                answer,
                written(figure, Unit.DOLLARS) if in_dollars else None,
            )


def _any_change(asked: tuple[Change, ...], compared: Compared) -> bool | None:
    """Whether one of the words holds. That a range is the first of its period proves no other word wrong:
    an earlier one may have been told where nobody reads."""
    changes = compared.changes
    if changes is None:
        return None
    if changes & set(asked):
        return True
    return None if changes == {Change.INITIATED} else False


def compile_keys(keys: GuidanceKeys) -> Condition:
    return Condition({"guidance": keys.meaning()}, partial(decide, keys))
