"""The filings of an example, and what feeds tell in it, as they are written, one a line, and the days on which they
become public."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from tocsin.errors import Problem
from tocsin.rules.examples.feed_keys import (
    ConsensusKeys,
    EarningsKeys,
    HeadlineKeys,
    PriceKeys,
    RateKeys,
    RatingKeys,
    TargetKeys,
)
from tocsin.rules.examples.figures import parse_date
from tocsin.rules.examples.insider_keys import DisposalKeys, HoldingKeys, ProposedSaleKeys, TradeKeys
from tocsin.rules.examples.report_keys import (
    CurrentKeys,
    GuidanceKeys,
    NothingKeys,
    ReportKeys,
    WordsKeys,
)
from tocsin.rules.watch import company_name
from tocsin.yamltext import (
    Mapping,
    Node,
    Place,
    Scalar,
    Section,
    Sequence,
    empty,
    expected,
    from_text,
    meant,
    quote,
    validate,
)

A_FILING = "sale: {shares: 340k}"
MOST_FILINGS = 100
NOTHING = "nothing"  # days in which no filing comes

FILINGS: dict[str, type[Section]] = {
    "sale": TradeKeys,
    "buy": TradeKeys,
    "gift": TradeKeys,
    "tax": TradeKeys,
    "grant": TradeKeys,
    "disposal": DisposalKeys,
    "holding": HoldingKeys,
    "proposed_sale": ProposedSaleKeys,
    "10-Q": ReportKeys,
    "10-K": ReportKeys,
    "10-Q/A": ReportKeys,
    "10-K/A": ReportKeys,
    "results": ReportKeys,
    "guidance": GuidanceKeys,
    "8-K": CurrentKeys,
    "8-K/A": CurrentKeys,
    "NT 10-Q": WordsKeys,
    "NT 10-K": WordsKeys,
    "price_target": TargetKeys,
    "rating": RatingKeys,
    "consensus": ConsensusKeys,
    "earnings": EarningsKeys,
    "rate": RateKeys,
    "price": PriceKeys,
    "headline": HeadlineKeys,
    NOTHING: NothingKeys,
}

# When reports come, in days after their last one, where an example does not say.
_AFTER = {"results": 28, "10-Q": 35, "10-Q/A": 65, "10-K": 55, "10-K/A": 85}
_BEGINS = dt.date(2026, 6, 1)
_DAY = dt.timedelta(days=1)


class AroundKeys(Section):
    """What stands beside a filing."""

    company: Annotated[str | None, from_text(company_name)] = Field(
        None, alias="for", description="Whose filing; left out: the first company that the rule watches."
    )
    filed: Annotated[dt.date | None, from_text(parse_date)] = Field(
        None, description="The day on which it became public; left out: a natural one, after the one above."
    )


@dataclass(frozen=True, slots=True)
class Given:
    """A filing as an example tells it, or days without one.

    `company` is a ticker or a CIK, None for the first that the rule watches; `filed` the day of the filing, or the
    last of the days.
    """

    word: str
    keys: Section
    filed: dt.date
    company: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class _Told:
    """A filing before its day is known."""

    word: str
    keys: Section
    around: AroundKeys
    node: Mapping

    @property
    def natural(self) -> dt.date | None:
        """The day that the filing itself leads one to expect."""
        if self.around.filed is not None:
            return self.around.filed
        if isinstance(self.keys, ReportKeys):
            return self.keys.end + _AFTER[self.word] * _DAY
        if isinstance(self.keys, TradeKeys | RateKeys) and self.keys.on is not None:
            return self.keys.on + _DAY
        return None


def read_given(node: Node, problems: list[Problem]) -> tuple[Given, ...] | None:
    """The filings that a list gives, with their days; what is wrong with them is added to `problems`."""
    if isinstance(node, Scalar) and node.text is None:
        problems += [] if node.told else [empty('"given"', node)]
        return None
    if not isinstance(node, Sequence):
        problems.append(expected("a list of filings", f"- {A_FILING}", node))
        return None
    if not node.items:
        problems.append(node.place.problem(f'"given" is empty: give it a filing such as {A_FILING}'))
        return None
    if len(node.items) > MOST_FILINGS:
        problems.append(
            node.place.problem(f'"given" holds {len(node.items):,} filings: at most {MOST_FILINGS}')
        )
        return None
    told = [_filing(one, problems) for one in node.items]
    known = [one for one in told if one is not None]
    return _dated(known, problems) if len(known) == len(told) else None


def _filing(node: Node, problems: list[Problem]) -> _Told | None:
    if isinstance(node, Scalar) and node.text is None:
        problems += [] if node.told else [empty("this entry", node)]
        return None
    if not isinstance(node, Mapping):
        problems.append(expected("a filing", A_FILING, node))
        return None
    beside = {info.alias or name for name, info in AroundKeys.model_fields.items()}
    words_given = [word for word in node.entries if word not in beside]
    before = len(problems)
    for word in words_given:
        if word not in FILINGS:
            problems.append(node.entries[word].key.problem(_unknown(word, words_given)))
    known = [word for word in words_given if word in FILINGS]
    problems += [
        node.entries[word].key.problem(
            f"an entry is one filing, and {known[0]} is there: give {word} an entry of its own"
        )
        for word in known[1:]
    ]
    if not words_given:
        problems.append(node.place.problem(f"no filing is given here: write one such as {A_FILING}"))
    around, wrong = validate(
        AroundKeys, Mapping(node.place, {key: node.entries[key] for key in node.entries if key in beside})
    )
    problems += wrong
    keys = _keys(known[0], node, problems) if known else None
    if keys is None or around is None or len(problems) > before:
        return None
    return _Told(known[0], keys, around, node)


def _keys(word: str, node: Mapping, problems: list[Problem]) -> Section | None:
    model, value = FILINGS[word], node.entries[word].value
    if word == NOTHING:
        return _nothing(node, problems)
    if isinstance(value, Scalar) and value.text is None and not value.told:
        such_as = f"give it keys such as {model.EXAMPLE}"
        required = validate(model, Mapping(value.place, {}))[0] is None
        problems.append(value.place.problem(f"{word} is empty: {such_as}{'' if required else ', or {}'}"))
        return None
    keys, wrong = validate(model, value)
    problems += wrong
    return keys


def _nothing(node: Mapping, problems: list[Problem]) -> Section | None:
    """Days alone: `nothing: 140d`."""
    entry = node.entries[NOTHING]
    if isinstance(entry.value, Scalar) and entry.value.text is None and not entry.value.told:
        problems.append(entry.value.place.problem("nothing is empty: say for how long, as in 140d"))
        return None
    if "filed" in node.entries:
        problems.append(node.entries["filed"].key.problem("nothing is filed here: leave filed out"))
    keys, wrong = validate(NothingKeys, Mapping(node.place, {"days": entry}))
    problems += wrong
    return keys


def _unknown(word: str, beside: list[str]) -> str:
    for other in beside:
        if other in FILINGS and word in FILINGS[other].model_fields:
            return f"{quote(word)} belongs to {other}: indent it below that"
    close = meant(word, [*(name.lower() for name in FILINGS), "for", "filed"])
    right = next((name for name in FILINGS if name.lower() == close), close)
    if right is not None:
        return f'unknown filing {quote(word)}: did you mean "{right}"?'
    return f"unknown filing {quote(word)}: there is {', '.join(FILINGS)}"


def _dated(told: list[_Told], problems: list[Problem]) -> tuple[Given, ...] | None:
    """Each with the day on which it becomes public: its natural one, else the day after the one above; before
    the first natural one the days before that."""
    natural = [one.natural for one in told]
    first = next((index for index, filed in enumerate(natural) if filed is not None), 0)
    last = (natural[first] or _BEGINS) - (first + 1) * _DAY
    before = len(problems)
    given: list[Given] = []
    for one, due in zip(told, natural, strict=True):
        if one.around.filed is not None and one.around.filed < last and given:
            problems.append(
                one.node.entries["filed"].value.place.problem(
                    f"filed {one.around.filed} is before the filing above it, of {last}: filings stand in the "
                    "order in which they become public"
                )
            )
        if isinstance(one.keys, NothingKeys):
            last += one.keys.days * _DAY
        else:
            last = last + _DAY if due is None else max(due, last)
        given.append(Given(one.word, one.keys, last, one.around.company, one.node.place))
    return tuple(given) if len(problems) == before else None
