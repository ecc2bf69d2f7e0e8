"""The condition `rating`: a firm's rating of a stock, how it changed, and how many did the same.

The rating before is the vendor's own, else the last one known of the same firm (`rerating`). Where it is not known,
or a firm's word is in no class that is known, a rule that turns on it is undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import FORM_OF, RATING_ACTIONS, Answer, Rating, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.days import parse_span
from tocsin.rules.history import History
from tocsin.rules.part import Part
from tocsin.rules.threshold import Threshold, parse
from tocsin.rules.told.firms import (
    FIRMS,
    Within,
    any_firm,
    firm_part,
    firms_counted,
    firms_meaning,
    fits_together,
    parse_firm,
)
from tocsin.rules.told.opinion import Judged, Past, concluded, past_of, weightiest
from tocsin.rules.told.ratings import is_one_of, parse_rating, ratings_meaning
from tocsin.rules.told.rerating import Rerating, described, told, unclassed
from tocsin.yamltext import Section, choice, each_text, from_text


def _words(parts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(parts)))


class RatingKeys(Section):
    """What a rule may ask of a rating; without any key, any that is new, changed, suspended or removed. All that
    is asked holds together, for one rating."""

    EXAMPLE: ClassVar[str] = "{action: downgrades, to: sell}"

    to: Annotated[tuple[str, ...], each_text(parse_rating, _words)] = Field(
        (),
        description="The new rating: buy, hold or sell for every word of that class, or a firm's own word; or a "
        "list of these. One that is kept is no new one, unless action asks for it.",
        examples=["sell", "Underperform"],
    )
    before: Annotated[tuple[str, ...], each_text(parse_rating, _words)] = Field(
        (),
        alias="from",
        description="The rating before: buy, hold or sell for every word of that class, or a firm's own word; or "
        "a list of these.",
        examples=["buy", "[Overweight, Outperform]"],
    )
    action: Annotated[tuple[str, ...], each_text(choice({word: word for word in RATING_ACTIONS}), _words)] = (
        Field(
            (),
            description="What the firm does, in the vendor's word or else by the classes of the two ratings: "
            "upgrades, downgrades, maintains, initiates, suspends, removes, or a list of these.",
            examples=["downgrades", "[suspends, removes]"],
        )
    )
    firm: Annotated[tuple[str, ...], each_text(parse_firm, any_firm)] = Field(
        (),
        description="Whose rating: a firm, or a list of firms, any of which will do. JPMorgan is J.P. Morgan too.",
        examples=["Morgan Stanley", "[Goldman Sachs, JPMorgan]"],
    )
    firms: Annotated[Threshold | None, from_text(partial(parse, measure=FIRMS))] = Field(
        None,
        description="How many firms, each by an own rating that meets the other keys, in the days of within. "
        "A firm counts once.",
        examples=["at least 2"],
    )
    within: Annotated[int | None, from_text(partial(parse_span, key="within"))] = Field(
        None, description="The calendar days, Eastern, in which firms are counted.", examples=["7d"]
    )

    @model_validator(mode="after")
    def _together(self) -> RatingKeys:
        fits_together(self)
        return self

    def meaning(self) -> dict[str, str]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "to": ratings_meaning(self.to),
            "from": ratings_meaning(self.before),
            "action": ", ".join(self.action),
            "firm": firms_meaning(self.firm),
            "firms": self.firms,
            "within": f"{self.within}d" if self.within else None,
        }
        return {key: str(asked_for) for key, asked_for in asked.items() if asked_for}


def decide(keys: RatingKeys, reading: Reading, history: History) -> Verdict:
    """Whether a rating that is told meets the keys. Its subject is the rating, `before` filled where known."""
    ratings = [fact for fact in reading.facts if isinstance(fact, Rating)]
    if not ratings:
        return Verdict(Answer.SILENT, "no rating in it")
    past = None
    if keys.firms is not None or any(fact.before is None for fact in ratings):
        past = past_of(Rating, reading, history, keys.within)
    return weightiest([_verdict(keys, fact, past) for fact in ratings])


def _verdict(keys: RatingKeys, fact: Rating, past: Past[Rating] | None) -> Verdict:
    rerating = Rerating.of(fact, past.former(fact.firm) if past else None)
    own = _judged(keys, rerating)
    counted = []
    if past and keys.firms is not None and keys.within is not None and own.holds is not False:
        others = [
            Within(_judged(keys, Rerating.of(one.fact, one.former)), one.day, one.recent)
            for one in past.near(keys.within)
        ]
        counted.append(firms_counted(keys.firms, keys.within, own, past.day, others))
    return concluded(own, counted, () if rerating.earlier is None else (rerating.earlier,))


def _judged(keys: RatingKeys, rerating: Rerating) -> Judged:
    return Judged(rerating.fact, described(rerating), tuple(_parts(keys, rerating)))


def _parts(keys: RatingKeys, rerating: Rerating) -> Iterator[Part]:
    fact = rerating.fact
    if (part := firm_part(keys.firm, fact.firm)) is not None:
        yield part
    if keys.action:
        yield _action_part(keys.action, rerating)
    else:
        # Where a level is asked for, a rating of which it is not known that it was kept is told.
        holds = True if keys.to and rerating.is_new is None else rerating.is_new
        yield Part(holds, "no change" if holds is False else rerating.why_no_action)
    if keys.to:
        gone = fact.action in ("suspends", "removes")
        yield _word_part("to", keys.to, None if gone else fact.to, "its new rating is not told", no=gone)
    if keys.before:
        new = fact.before is None and fact.action == "initiates"
        yield _word_part("from", keys.before, fact.before, rerating.doubt, no=new)


def _action_part(asked: tuple[str, ...], rerating: Rerating) -> Part:
    either, action = " or ".join(asked), rerating.action
    holds = None if action is None else action in asked
    reason = f"the rule asks for {either}" if holds is False else rerating.why_no_action
    return Part(holds, reason, Saw("action", action, either, holds, action))


def _word_part(key: str, asked: tuple[str, ...], word: str | None, unknown: str, *, no: bool) -> Part:
    """Whether a rating is one of those asked for. `no`: there surely is none."""
    either = " or ".join(asked)
    wants = f"the rule asks for a {'new rating' if key == 'to' else 'rating before'} of {either}"
    if word is None:
        holds = False if no else None
        return Part(holds, wants if no else unknown, Saw(key, None, either, holds))
    holds = is_one_of(asked, word)
    reason = unclassed(word) if holds is None else wants
    return Part(holds, reason, Saw(key, word, either, holds, told(word)))


def compile_keys(keys: RatingKeys) -> Condition:
    return Condition({"rating": keys.meaning()}, partial(decide, keys), frozenset({FORM_OF[Rating.kind]}))
