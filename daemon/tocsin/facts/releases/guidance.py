"""What an issuer expects: dollar ranges for a measure, in the sentences of a filing.

A sentence has to say three things: that it is expected and not reported, of what measure, and from how much
to how much. What one sentence leaves out, the heading or the lead above it may say (`We expect:`), the
period too. A range that is told as the former one is `before`, and never guidance by itself.

Periods are written one way: `full year 2026`, `third quarter 2026`, `second half 2026`, without the year
where none is named; fiscal and calendar years are not told apart, since an issuer means its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tocsin.facts.releases.measures import Mention, measures
from tocsin.facts.releases.outlook import is_forward, period_after, period_before
from tocsin.facts.releases.ranges import Amount, amounts
from tocsin.model import Guidance, Issuer, Range, Sentence

_LONGEST = 2000
# How many sentences a heading or a lead holds for, and how long it can be.
_LED = 14
_LEAD = 160


def guidance(
    sentences: Iterable[Sentence], *, accession: str | None, form: str, issuer: Issuer
) -> tuple[Guidance, ...]:
    """The ranges expected, each once, in the order of the sentences."""
    found: dict[tuple[object, ...], Guidance] = {}
    lead = _Lead()
    for sentence in sentences:
        if len(sentence.text) > _LONGEST:
            continue
        lead = lead.after(sentence)
        for expected in _expected(sentence, lead):
            told = Guidance(
                accession=accession,
                form=form,
                issuer=issuer,
                measure=expected.measure,
                low=expected.amount.low,
                high=expected.amount.high,
                unit=expected.amount.unit,
                period=expected.period,
                text=sentence.text,
                before=expected.before,
            )
            found.setdefault((told.measure, told.period, told.low, told.high, told.unit), told)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Lead:
    """What the heading or the lead above says for the sentences that follow it."""

    forward: bool = False
    period: str | None = None
    section: str | None = None
    left: int = 0

    def after(self, sentence: Sentence) -> _Lead:
        text = sentence.text
        same = sentence.section == self.section
        if len(text) <= _LEAD and (text.endswith(":") or _is_title(text)):
            forward = is_forward(text, heading=True)
            return _Lead(forward, period_before(text, len(text)), sentence.section, _LED if forward else 0)
        if not same:
            said = sentence.section or ""
            forward = is_forward(said, heading=True)
            return _Lead(forward, period_before(said, len(said)), sentence.section, _LED if forward else 0)
        return (
            _Lead(self.forward, self.period, self.section, self.left - 1)
            if self.left > 0
            else _Lead(section=self.section)
        )


def _is_title(text: str) -> bool:
    """A heading: short, without a full stop, and without figures of money."""
    return len(text) <= 100 and text[-1:] not in ".;,!?" and "$" not in text


@dataclass(frozen=True, slots=True)
class _Expected:
    measure: str
    amount: Amount
    period: str | None
    before: Range | None


def _expected(sentence: Sentence, lead: _Lead) -> Iterator[_Expected]:
    text = sentence.text
    ranges = amounts(text)
    if not ranges or not (is_forward(text) or lead.forward):
        return
    named = measures(text)
    now = [one for one in ranges if not one.former]
    if len(now) > 1 and "respectively" in text.lower():
        return
    told: list[_Expected] = []
    for amount in now:
        measure = _measure_of(named, amount, ranges)
        if measure is None:
            continue
        period = _with_year(period_before(text, amount.start) or period_after(text, amount.end), lead.period)
        told.append(_Expected(measure, amount, period, _former(amount, now, ranges)))
    for one in told:
        # Two ranges for one thing, and no word which holds: neither.
        if sum(1 for other in told if (other.measure, other.period) == (one.measure, one.period)) == 1:
            yield one


def _with_year(said: str | None, above: str | None) -> str | None:
    """`third quarter` under the heading `Third quarter 2026 outlook` is that of 2026."""
    return above if said is None or (above is not None and above.startswith(f"{said} ")) else said


def _measure_of(named: list[Mention], amount: Amount, ranges: list[Amount]) -> str | None:
    """The measure right after the range (`$5 to $6 billion of capital expenditures`), else the last one
    before it that no other range has used up with a different one in between."""
    following = next((one for one in named if 0 <= one.start - amount.end <= 45 and one.joined), None)
    if following is not None and not any(amount.end <= other.start < following.start for other in ranges):
        return following.measure
    earlier = [one for one in named if one.end <= amount.start]
    return earlier[-1].measure if earlier else None


def _former(amount: Amount, now: list[Amount], ranges: list[Amount]) -> Range | None:
    """The range told as the former one of this: the one former range of the sentence, next to this one."""
    former = [one for one in ranges if one.former]
    if len(now) == 1 and len(former) == 1 and former[0].unit == amount.unit:
        return Range(former[0].low, former[0].high)
    if len(former) == len(now):
        pairs = dict(zip(now, former, strict=True))
        return Range(pairs[amount].low, pairs[amount].high)
    return None
