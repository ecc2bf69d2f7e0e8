"""What stands under `when`: one condition, by its word."""

from __future__ import annotations

from tocsin.errors import Problem
from tocsin.rules import filing, guidance, insider_sale, mention, metric, proposed_sale
from tocsin.rules.condition import Condition, Kind
from tocsin.yamltext import Entry, Mapping, Node, Scalar, empty, expected, meant, quote, validate

CONDITIONS = {
    "insider_sale": Kind(insider_sale.InsiderSaleKeys, insider_sale.compile_keys),
    "metric": Kind(metric.MetricKeys, metric.compile_keys),
    "mention": Kind(mention.MentionKeys, mention.compile_keys),
    "filing": Kind(filing.FilingKeys, filing.compile_keys),
    "proposed_sale": Kind(proposed_sale.ProposedSaleKeys, proposed_sale.compile_keys),
    "guidance": Kind(guidance.GuidanceKeys, guidance.compile_keys),
}

# Words that the design knows and this version does not.
LATER = frozenset(
    {
        *(
            "insider_buy",
            "insider_disposal",
            "insider_holding",
        ),
        *(
            "price_target",
            "rating",
            "consensus",
            "earnings",
            "price",
            "rate",
            "headline",
            "absent",
        ),
        *("all", "any", "not", "sequence"),
    }
)
EXAMPLE = "{insider_sale: {shares: over 100k}}"


def read_when(node: Node, problems: list[Problem]) -> Condition | None:
    """The condition that a node describes; what is wrong with it is added to `problems`."""
    if isinstance(node, Scalar) and node.text is None:
        if not node.told:
            problems.append(empty('"when"', node))
        return None
    if not isinstance(node, Mapping):
        problems.append(expected("a condition", EXAMPLE, node))
        return None
    if not node.entries:
        problems.append(node.place.problem(f'"when" is empty: give it a condition such as {EXAMPLE}'))
        return None
    before = len(problems)
    conditions = [
        condition
        for word, entry in node.entries.items()
        if (condition := _condition(word, entry, node, problems)) is not None
    ]
    words = [word for word in node.entries if word in CONDITIONS or word in LATER]
    for word in words[1:]:
        place = node.entries[word].key
        problems.append(
            place.problem(
                f'"when" takes one condition, and {words[0]} is there: give {word} a rule of its own'
            )
        )
    return conditions[0] if conditions and len(problems) == before else None


def _condition(word: str, entry: Entry, when: Mapping, problems: list[Problem]) -> Condition | None:
    kind = CONDITIONS.get(word)
    if kind is None:
        problems.append(entry.key.problem(_unknown(word, when)))
        return None
    value = entry.value
    if isinstance(value, Scalar) and value.text is None and not value.told:
        if not _strayed(when):
            problems.append(
                value.place.problem(
                    f"{word} is empty: give it keys such as {kind.keys.EXAMPLE}, or {{}} for any"
                )
            )
        return None
    keys, wrong = validate(kind.keys, value)
    problems += wrong
    return None if keys is None else kind.compile(keys)


def _unknown(word: str, when: Mapping) -> str:
    if word in LATER:
        return f"{quote(word)} is not built yet; there is {', '.join(CONDITIONS)}"
    for owner in when.entries:
        if owner in CONDITIONS and word in CONDITIONS[owner].keys.model_fields:
            return f"{quote(word)} belongs to {owner}: indent it below that"
    close = meant(word, (*CONDITIONS, *LATER))
    return f"unknown condition {quote(word)}: " + (
        f'did you mean "{close}"?' if close else f"there is {', '.join(CONDITIONS)}"
    )


def _strayed(when: Mapping) -> bool:
    """Whether keys of a condition stand beside it, where they belong below it."""
    return any(word in kind.keys.model_fields for word in when.entries for kind in CONDITIONS.values())
