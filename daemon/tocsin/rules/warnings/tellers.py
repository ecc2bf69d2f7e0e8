"""What can bring a condition about, by its meaning: which filings, and which bulletins of feeds."""

from __future__ import annotations

from typing import Any

from tocsin.model import FORM_OF
from tocsin.rules.insiders.trade import FORMS

_OWNERSHIP, _PROPOSED, _OTHERS = "an ownership form", "a Form 144", "another filing"
_FILINGS = frozenset({_OWNERSHIP, _PROPOSED, _OTHERS})
_OF_OWNERSHIP = FORMS | {"3", "3/A"}
_TELLERS = {
    **dict.fromkeys(("insider_sale", "insider_buy", "insider_disposal", "insider_holding"), _OWNERSHIP),
    "proposed_sale": _PROPOSED,
    **dict.fromkeys(("metric", "mention", "guidance"), _OTHERS),
    **FORM_OF,
}
_ANYTHING = _FILINGS.union(FORM_OF.values())
_LEVELS = frozenset({"metric", "consensus", "rate", "price", "absent"})


def brought_about(when: Any) -> frozenset[str]:
    """The kinds of filings and bulletins that can bring a condition about; none for what rings by the clock."""
    if not isinstance(when, dict):
        return frozenset()
    ((word, asked),) = when.items()
    match word:
        case "any":
            return frozenset[str]().union(*map(brought_about, asked))
        case "all":
            happening = [one for one in asked if "not" not in one]
            events = [brought_about(one) for one in happening if not is_level(one)]
            if events:
                return events[0].intersection(*events[1:])
            return frozenset[str]().union(*map(brought_about, happening))
        case "sequence":
            return brought_about(asked["steps"][-1])
        case "filing":
            return _of_forms(asked)
    if word == "absent":
        return frozenset()
    return frozenset({_TELLERS[word]}) if word in _TELLERS else _ANYTHING


def _of_forms(asked: dict[str, Any]) -> frozenset[str]:
    forms = [form for form in str(asked.get("form", "")).split(", ") if form]
    if not forms:
        return frozenset({_OTHERS}) if asked.get("item") or asked.get("late_notice") == "yes" else _FILINGS
    return frozenset(
        _OWNERSHIP if form in _OF_OWNERSHIP else _PROPOSED if form.startswith("144") else _OTHERS
        for form in forms
    )


def is_level(when: Any) -> bool:
    """Whether it is so or not at any time, and does not only happen."""
    if not isinstance(when, dict):
        return False
    ((word, asked),) = when.items()
    if word in ("all", "any"):
        return all(is_level(one) for one in asked)
    if word == "not":
        return is_level(asked)
    return word in _LEVELS or (word == "headline" and "count" in asked)


def is_of_market(when: Any) -> bool:
    """Whether it looks at no company: rates alone."""
    if not isinstance(when, dict):
        return False
    ((word, asked),) = when.items()
    if word in ("all", "any"):
        return all(map(is_of_market, asked))
    if word == "sequence":
        return all(map(is_of_market, asked["steps"]))
    return is_of_market(asked) if word == "not" else word == "rate"
