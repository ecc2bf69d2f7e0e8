"""What stands under `when`: one condition, by its word, or several in one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tocsin.errors import Problem
from tocsin.rules.combined import all_of, any_of, not_
from tocsin.rules.condition import Condition, Kind
from tocsin.rules.days import parse_span
from tocsin.rules.filings import absent, filing, guidance, mention
from tocsin.rules.insiders import insider_buy, insider_disposal, insider_holding, insider_sale, proposed_sale
from tocsin.rules.other_words import condition_meant
from tocsin.rules.reports import metric
from tocsin.rules.sequence import sequence
from tocsin.rules.told import consensus, earnings, headline, price, price_target, rate, rating
from tocsin.yamltext import (
    Entry,
    Mapping,
    Node,
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

CONDITIONS = {
    "insider_sale": Kind(insider_sale.InsiderSaleKeys, insider_sale.compile_keys),
    "insider_buy": Kind(insider_buy.InsiderBuyKeys, insider_buy.compile_keys),
    "insider_disposal": Kind(insider_disposal.InsiderDisposalKeys, insider_disposal.compile_keys),
    "insider_holding": Kind(insider_holding.InsiderHoldingKeys, insider_holding.compile_keys),
    "metric": Kind(metric.MetricKeys, metric.compile_keys),
    "mention": Kind(mention.MentionKeys, mention.compile_keys),
    "filing": Kind(filing.FilingKeys, filing.compile_keys),
    "proposed_sale": Kind(proposed_sale.ProposedSaleKeys, proposed_sale.compile_keys),
    "guidance": Kind(guidance.GuidanceKeys, guidance.compile_keys),
    "price_target": Kind(price_target.PriceTargetKeys, price_target.compile_keys, "analyst action"),
    "rating": Kind(rating.RatingKeys, rating.compile_keys, "analyst action"),
    "consensus": Kind(consensus.ConsensusKeys, consensus.compile_keys, "consensus"),
    "earnings": Kind(earnings.EarningsKeys, earnings.compile_keys, "earnings"),
    "rate": Kind(rate.RateKeys, rate.compile_keys, "rate", market=True),
    "price": Kind(price.PriceKeys, price.compile_keys, "price"),
    "headline": Kind(headline.HeadlineKeys, headline.compile_keys, "headline"),
    "absent": Kind(absent.AbsentKeys, absent.compile_keys),
}

EXAMPLE = "{insider_sale: {shares: over 100k}}"
MOST_TOGETHER = 50


class SequenceKeys(Section):
    """One thing after another, by the time each became public; the last step is what rings."""

    EXAMPLE: ClassVar[str] = f"{{within: 45d, steps: [{EXAMPLE}, {{filing: {{item: 4.02}}}}]}}"

    within: Annotated[int, from_text(partial(parse_span, key="within"))] = Field(
        description="From the first step to the last, in days.", examples=["45d"]
    )
    steps: Any = Field(description="Two conditions or more, in their order.")


def read_when(node: Node, problems: list[Problem]) -> Condition | None:
    """The condition that a node describes; what is wrong with it is added to `problems`."""
    condition = _read(node, '"when"', problems)
    if condition is not None and condition.negated:
        problems.append(
            node.place.problem(
                '"not" alone would ring on everything else: put it into all, beside what happens'
            )
        )
        return None
    return condition


def _read(node: Node, where: str, problems: list[Problem]) -> Condition | None:
    """One condition by its word. `where` is what it stands in, for the person who reads the complaint."""
    if isinstance(node, Scalar) and node.text is None:
        if not node.told:
            problems.append(empty(where, node))
        return None
    if not isinstance(node, Mapping):
        problems.append(expected("a condition", EXAMPLE, node))
        return None
    if not node.entries:
        problems.append(node.place.problem(f"{where} is empty: give it a condition such as {EXAMPLE}"))
        return None
    before = len(problems)
    conditions = [
        condition
        for word, entry in node.entries.items()
        if (condition := _condition(word, entry, node, problems)) is not None
    ]
    words = [word for word in node.entries if word in CONDITIONS or word in COMBINED]
    for word in words[1:]:
        place = node.entries[word].key
        problems.append(
            place.problem(
                f"{where} takes one condition, and {words[0]} is there: put both into all or any, or give {word} a"
                " rule of its own"
            )
        )
    return conditions[0] if conditions and len(problems) == before else None


# --- several in one ---------------------------------------------------------------------------------


def _read_any(entry: Entry, problems: list[Problem]) -> Condition | None:
    found = _several("any", entry.value, problems)
    for condition, node in found or ():
        if condition.negated:
            problems.append(
                node.place.problem('"not" in any would ring on everything else: not stands in all')
            )
            return None
    return any_of(tuple(condition for condition, _ in found)) if found else None


def _read_all(entry: Entry, problems: list[Problem]) -> Condition | None:
    found = _several("all", entry.value, problems)
    if found and all(condition.negated for condition, _ in found):
        problems.append(entry.value.place.problem("all needs something that happens beside what is not so"))
        return None
    return all_of(tuple(condition for condition, _ in found)) if found else None


def _read_not(entry: Entry, problems: list[Problem]) -> Condition | None:
    condition = _read(entry.value, "not", problems)
    if condition is not None and condition.negated:
        problems.append(entry.value.place.problem("not of not is the thing itself: write it without both"))
        return None
    return not_(condition) if condition else None


def _read_sequence(entry: Entry, problems: list[Problem]) -> Condition | None:
    keys, wrong = validate(SequenceKeys, entry.value)
    problems += wrong
    if not isinstance(entry.value, Mapping) or "steps" not in entry.value.entries:
        return None
    node = entry.value.entries["steps"].value
    found = _several("steps", node, problems)
    if not found:
        return None
    if len(found) < 2:
        problems.append(node.place.problem("a sequence has two steps or more: one alone is a condition"))
    if keys is None or len(found) < 2:
        return None
    for condition, step in found:
        if condition.negated:
            problems.append(step.place.problem("a step is something that happens: not stands in all"))
            return None
    return sequence(tuple(condition for condition, _ in found), dt.timedelta(days=keys.within))


def _several(word: str, node: Node, problems: list[Problem]) -> list[tuple[Condition, Node]] | None:
    """The conditions of a list, each with its node; None when one of them is wrong."""
    if isinstance(node, Scalar) and node.text is None and not node.told:
        problems.append(empty(word, node))
        return None
    if not isinstance(node, Sequence):
        problems.append(expected("a list of conditions", f"[{EXAMPLE}, ...]", node))
        return None
    if not node.items:
        problems.append(node.place.problem(f"{word} is empty: list conditions such as {EXAMPLE}"))
        return None
    if len(node.items) > MOST_TOGETHER:
        problems.append(
            node.place.problem(f"{word} holds {len(node.items)} conditions: at most {MOST_TOGETHER}")
        )
        return None
    read = [(_read(item, f"an entry of {word}", problems), item) for item in node.items]
    found = [(condition, item) for condition, item in read if condition is not None]
    return found if len(found) == len(read) else None


COMBINED: dict[str, Callable[[Entry, list[Problem]], Condition | None]] = {
    "all": _read_all,
    "any": _read_any,
    "not": _read_not,
    "sequence": _read_sequence,
}


# --- one --------------------------------------------------------------------------------------------


def _condition(word: str, entry: Entry, when: Mapping, problems: list[Problem]) -> Condition | None:
    if word in COMBINED:
        return COMBINED[word](entry, problems)
    kind = CONDITIONS.get(word)
    if kind is None:
        problems.append(entry.key.problem(_unknown(word, when)))
        return None
    value = entry.value
    if isinstance(value, Scalar) and value.text is None and not value.told:
        if not _strayed(when):
            may_be_empty = validate(kind.keys, Mapping(value.place, {}))[0] is not None
            or_any = ", or {} for any" if may_be_empty else ""
            problems.append(
                value.place.problem(f"{word} is empty: give it keys such as {kind.keys.EXAMPLE}{or_any}")
            )
        return None
    keys, wrong = validate(kind.keys, value)
    problems += wrong
    return None if keys is None else kind.condition(keys)


def _unknown(word: str, when: Mapping) -> str:
    for owner in when.entries:
        if owner in CONDITIONS and word in _keys_of(CONDITIONS[owner]):
            return f"{quote(word)} belongs to {owner}: indent it below that"
    close = condition_meant(word) or meant(word, (*CONDITIONS, *COMBINED))
    return f"unknown condition {quote(word)}: " + (
        f'did you mean "{close}"?' if close else f"there is {', '.join(CONDITIONS)}"
    )


def _strayed(when: Mapping) -> bool:
    """Whether keys of a condition stand beside it, where they belong below it."""
    return any(word in _keys_of(kind) for word in when.entries for kind in CONDITIONS.values())


def _keys_of(kind: Kind) -> set[str]:
    """As a rule writes them: `from` and `is` are no names in Python."""
    return {info.alias or name for name, info in kind.keys.model_fields.items()}
