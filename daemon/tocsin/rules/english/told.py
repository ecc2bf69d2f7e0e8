"""What a condition about what feeds tell asks, as a clause of plain English, from its canonical meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tocsin.rules.english.firm_names import firm_name
from tocsin.rules.english.words import Meaning, Whose, and_, days_of, dollars, or_, phrases, quoted
from tocsin.rules.told.ratings import SPELLED as RATINGS
from tocsin.rules.told.ratings import Class, folded
from tocsin.rules.told.series import title
from tocsin.rules.told.surprise import MEASURES

_WAYS = ("rises", "falls", "moves")
_TARGET_WAYS = {"rises": "raises", "falls": "cuts", "moves": "moves"}
_TARGET_ACTIONS = {"maintains": "keeps", "initiates": "first sets"}
_ANY_TARGET, _NEW_TARGET = "sets, changes or removes", "sets or changes"
_ANY_RATING, _NEW_RATING = "sets, changes, suspends or removes", "sets or changes"
_RATINGS = {folded(word): quoted(word) for word in RATINGS} | {str(one): f"a {one}" for one in Class}


# --- analysts -----------------------------------------------------------------------------------------------


def _price_target(asked: Meaning, whose: Whose) -> str:
    way = next((key for key in _TARGET_WAYS if key in asked), None)
    actions = [_TARGET_ACTIONS.get(word, word) for word in _words(asked.get("action"))]
    verb = _TARGET_WAYS[way] if way else or_(actions) or (_NEW_TARGET if "to" in asked else _ANY_TARGET)
    line = f"{_firm(asked)} {verb} its price target{whose.one('for')}"
    if way:
        line += f" by {asked[way]}"
    if "to" in asked:
        line += f" to {asked['to']}"
    parts = [line]
    if way and actions:
        parts.append(f"where it {or_(actions)} it")
    parts += _firms(asked)
    if "streak" in asked:
        parts.append(f"with {_of_one(asked['streak'], 'change')} in a row the same way")
    return ", ".join(parts)


def _rating(asked: Meaning, whose: Whose) -> str:
    changes = "to" in asked or "from" in asked
    verb = or_(_words(asked.get("action"))) or (_NEW_RATING if changes else _ANY_RATING)
    line = f"{_firm(asked)} {verb} its rating{whose.one('of')}"
    for key in ("from", "to"):
        if key in asked:
            line += f" {key} {or_(_RATINGS.get(word, quoted(word)) for word in _words(asked[key]))}"
    return ", ".join([line, *_firms(asked)])


def _firm(asked: Meaning) -> str:
    return or_(map(firm_name, _words(asked.get("firm")))) or "a firm"


def _firms(asked: Meaning) -> list[str]:
    return (
        [f"{_of_one(asked['firms'], 'firm')} within {days_of(asked['within'])}"] if "firms" in asked else []
    )


def _of_one(count: str, what: str) -> str:
    """`at least 2 firms`, `at least 1 firm`."""
    return f"{count} {what}{'' if _is_one(count) else 's'}"


def _is_one(count: str) -> bool:
    return count.endswith(" 1")


def _words(asked: str | None) -> list[str]:
    return asked.split(", ") if asked else []


def _consensus(asked: Meaning, whose: Whose) -> str:
    says = [
        f"{_analysts(asked[key])} {key.removesuffix('s')}"
        for key in ("buys", "holds", "sells")
        if key in asked
    ]
    if "mean" in asked:
        says.append(f"analysts' mean price target is {asked['mean']}")
    if "analysts" in asked:
        says.append(f"there are {_of_one(asked['analysts'], 'analyst')}")
    way = next((key for key in _WAYS if key in asked), None)
    if way is None:
        return f"it becomes so{whose.one('of')} that {and_(says)}"
    since = f"within {days_of(asked['within'])}" if "within" in asked else "since it was told before"
    line = f"analysts' mean price target{whose.one('for')} {way} by {asked[way]} {since}"
    return f"{line}, and {and_(says)}" if says else line


def _analysts(asked: str) -> str:
    if asked.endswith("%"):
        return f"{asked} of analysts say"
    return f"{_of_one(asked, 'analyst')} {'says' if _is_one(asked) else 'say'}"


def _earnings(asked: Meaning, whose: Whose) -> str:
    measure = MEASURES[asked["measure"]] if "measure" in asked else or_(MEASURES.values())
    parts = [f"{key} the estimate by {asked[key]}" for key in ("misses", "beats") if key in asked]
    if "surprise" in asked:
        parts.append(f"shows a surprise of {asked['surprise']}")
    if "actual" in asked:
        parts.append(f"is reported at {dollars(asked['actual'])}")
    if "estimate" in asked:
        parts.append(f"was expected at {dollars(asked['estimate'])}")
    return f"{measure}{whose.one('of')} {and_(parts) or 'is told beside an estimate'}"


# --- the market ---------------------------------------------------------------------------------------------


def _rate(asked: Meaning, _whose: Whose) -> str:
    series = title(asked["series"])
    parts = list(_moved(asked, "the day told before"))
    if "is" in asked:
        parts.append(f"{'is' if parts else 'becomes'} {asked['is']}")
    return f"the {'rate ' if series == asked['series'] else ''}{series} {and_(parts)}"


def _price(asked: Meaning, whose: Whose) -> str:
    parts = list(_moved(asked, "the previous close"))
    if "is" in asked:
        parts.append(f"{'is' if parts else 'becomes'} {asked['is']}")
    if "upside" in asked:
        parts.append(f"leaves an upside of {asked['upside']} to the mean price target of analysts")
    return f"the price{whose.one('of')} {and_(parts)}"


def _moved(asked: Meaning, before: str) -> Iterable[str]:
    over = f"within {days_of(asked['within'])}" if "within" in asked else f"against {before}"
    return (f"{way} by {asked[way]} {over}" for way in _WAYS if way in asked)


# --- headlines ----------------------------------------------------------------------------------------------


def _headline(asked: Meaning, whose: Whose) -> str:
    says = phrases(asked, together="")
    count = asked.get("count")
    several = count is not None and not _is_one(count)
    which = f"{_from(asked)}{whose.told_of(several=several)}"
    verb = f"{'mention' if says else 'come'}{'' if several else 's'}"
    line = (
        f"{_of_one(count, 'headline') if count else 'a headline'}{which} {verb}{f' {says}' if says else ''}"
    )
    return f"{line} within {days_of(asked['within'])}" if count else line


def _from(asked: Meaning) -> str:
    return f" from {or_(asked['source'])}" if "source" in asked else ""


def _absent(asked: Meaning, whose: Whose) -> str:
    if "form" in asked:
        return f"no {asked['form']}{whose.of()} came for {days_of(asked['within'])}"
    headline = asked["headline"]
    says = phrases(headline, together="")
    which = f"{_from(headline)}{whose.one('about')}{f' that mentions {says}' if says else ''}"
    return f"no headline{which} came for {days_of(asked['within'])}"


TOLD: dict[str, Callable[[Any, Whose], str]] = {
    "price_target": _price_target,
    "rating": _rating,
    "consensus": _consensus,
    "earnings": _earnings,
    "rate": _rate,
    "price": _price,
    "headline": _headline,
    "absent": _absent,
}
