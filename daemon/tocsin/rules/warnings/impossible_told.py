"""Why a condition about what feeds tell can never hold, or is surely not meant, by its meaning."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from itertools import combinations
from typing import Any

from tocsin.rules.english.words import and_, or_
from tocsin.rules.told.ratings import Class, grade_of
from tocsin.rules.warnings.bounds import Bound, apart, bound, never_below
from tocsin.words import counted

Asked = Mapping[str, Any]

_ALL = Decimal(100)
# Which actions on a target go the way that is asked for.
_GO = {"falls": {"lowers"}, "rises": {"raises"}, "moves": {"lowers", "raises"}}
_GONE = frozenset({"suspends", "removes"})
_GRADES = {Class.BUY: (1, 2), Class.HOLD: (0,), Class.SELL: (-2, -1)}


# --- analysts -------------------------------------------------------------------------------------------


def _price_target(asked: Asked) -> str | None:
    actions = set(_words(asked.get("action")))
    told = or_(sorted(actions))
    for way, go in _GO.items():
        if way in asked and actions and actions.isdisjoint(go):
            return f"a firm that {told} its target does not do what {way} asks for"
    if "streak" in asked and actions and actions.isdisjoint(_GO["moves"]):
        return f"a firm that {told} its target ends no streak: that is of raises and of cuts"
    if "to" in asked and actions == {"removes"}:
        return "a target that is removed leaves no new one"
    return _firms(asked)


def _rating(asked: Asked) -> str | None:
    actions = set(_words(asked.get("action")))
    if "to" in asked and actions and actions <= _GONE:
        return f"a rating that a firm {or_(sorted(actions))} leaves no new one"
    if "from" in asked and actions == {"initiates"}:
        return "a rating that is the firm's first has none before it"
    if actions and "to" in asked and "from" in asked and actions <= {"upgrades", "downgrades"}:
        now, before = _grades(asked["to"]), _grades(asked["from"])
        up = any(one > other for one in now for other in before)
        down = any(one < other for one in now for other in before)
        if now and before and not (up and "upgrades" in actions) and not (down and "downgrades" in actions):
            return f"no firm {or_(sorted(actions))} from {_either(asked['from'])} to {_either(asked['to'])}"
    return _firms(asked)


def _grades(words: str) -> list[int]:
    """Where the words stand between 2 and -2; nothing where one of them is not known."""
    grades = [_GRADES[Class(word)] if word in set(Class) else (grade_of(word),) for word in _words(words)]
    known = [grade for several in grades for grade in several if grade is not None]
    return known if len(known) == sum(map(len, grades)) else []


def _firms(asked: Asked) -> str | None:
    """More firms than are named."""
    firms, count = len(set(_words(asked.get("firm")))), bound(asked.get("firms"))
    if not firms or count is None or apart([count, Bound("at most", Decimal(firms))]) is None:
        return None
    return (
        f"{counted(firms, 'firm')} {'is' if firms == 1 else 'are'} named, and firms asks for {asked['firms']}"
    )


def _consensus(asked: Asked) -> str | None:
    """Buys, holds and sells are all who rate: no more together than 100%, and where all are asked for no less."""
    parts = [
        (key, limit) for key in ("buys", "holds", "sells") if (limit := _percent(asked.get(key))) is not None
    ]
    floors = [limit for _, limit in parts if limit.is_floor]
    ceilings = [limit for _, limit in parts if not limit.is_floor]
    least, most = (sum((one.number for one in some), Decimal(0)) for some in (floors, ceilings))
    told = and_(f"{key} {limit}%" for key, limit in parts)
    if least > _ALL or (floors and least == _ALL and not all(one.takes_itself for one in floors)):
        return f"{told} are more than all analysts"
    if len(ceilings) == 3 and (
        most < _ALL or (most == _ALL and not all(one.takes_itself for one in ceilings))
    ):
        return f"{told} are fewer than all analysts, and each says one of the three"
    return None


def _percent(text: str | None) -> Bound | None:
    return bound(text) if text and text.endswith("%") else None


# --- results --------------------------------------------------------------------------------------------


def _earnings(asked: Asked) -> str | None:
    surprise = [one for one in (bound(asked.get("surprise")),) if one is not None]
    for key, verb in (("misses", "below"), ("beats", "above")):
        by = bound(asked.get(key))
        if by is None:
            continue
        misses = key == "misses"
        side = Bound("under" if misses else "over", Decimal(0))
        if apart([*surprise, side, by.turned if misses else by]) is not None:
            other = f"surprise {asked['surprise']}" if surprise else f"{key} {asked[key]}"
            return f"what {key} its estimate is {verb} it, by {asked[key]}: that is no {other}"
        actual, estimate = bound(asked.get("actual")), bound(asked.get("estimate"))
        if never_below(actual, estimate) if misses else never_below(estimate, actual):
            return (
                f"what {key} its estimate is {verb} it, and a result {asked['actual']} is not where the estimate is "
                f"{asked['estimate']}"
            )
    return None


IMPOSSIBLE: dict[str, Callable[[Asked], str | None]] = {
    "price_target": _price_target,
    "rating": _rating,
    "consensus": _consensus,
    "earnings": _earnings,
}


# --- several at once ------------------------------------------------------------------------------------


def contrary(conditions: Iterable[Mapping[str, Any]]) -> str | None:
    """Two conditions about one target, one rating, or one change of a rate or a price, that exclude each other."""
    told = [(word, asked) for one in conditions for word, asked in one.items() if isinstance(asked, dict)]
    for (word, one), (other_word, other) in combinations(told, 2):
        if word != other_word:
            continue
        if word in ("price_target", "rating") and (why := _two_opinions(word, one, other)) is not None:
            return why
        if word in ("rate", "price", "consensus") and _opposed(one, other, "within", "series"):
            return f"{one.get('series', word)} does not rise and fall over the same days"
    return None


def _two_opinions(word: str, one: Asked, other: Asked) -> str | None:
    opinion = word.replace("_", " ")
    firms = set(_words(one.get("firm"))), set(_words(other.get("firm")))
    if all(firms) and firms[0].isdisjoint(firms[1]):
        return (
            f"one {opinion} is of one firm: write firm: [A, B], firms: at least 2 and within, or a sequence"
        )
    if _opposed(one, other):
        return f"one {opinion} does not rise and fall: give each a rule of its own, or put both into any"
    return None


def _opposed(one: Asked, other: Asked, *same: str) -> bool:
    """Whether one rises and the other falls, of the same figure."""
    alike = all(one.get(key) == other.get(key) for key in same)
    return alike and (("rises" in one and "falls" in other) or ("falls" in one and "rises" in other))


def _either(words: str) -> str:
    return or_(_words(words))


def _words(asked: str | None) -> list[str]:
    return asked.split(", ") if asked else []
