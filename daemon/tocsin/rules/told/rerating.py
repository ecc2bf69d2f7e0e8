"""A rating beside the one before it: what the firm did, and why that may not be known.

The one before is what the vendor tells; else the last one known of the same firm, which may not be the last that
there was: where the vendor's own word for the change says otherwise, it is not used.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tocsin import words
from tocsin.model import Rating
from tocsin.rules.told.opinion import named
from tocsin.rules.told.ratings import folded, grade_of
from tocsin.yamltext import quote

_ENDS = ("suspends", "removes")
_MOST_WORD = 60


@dataclass(frozen=True, slots=True)
class Rerating:
    """A rating with the one before it, `fact.before`, which came from `earlier` where the vendor told none.

    `doubt` is why the one before is not known; empty where it is.
    """

    fact: Rating
    earlier: Rating | None = None
    doubt: str = ""

    @classmethod
    def of(cls, fact: Rating, former: Rating | None) -> Rerating:
        """`former` is the last thing known that the same firm said of it."""
        firm = named(fact.firm)
        if fact.before is not None:
            return cls(fact)
        if fact.action == "initiates":
            return cls(fact, None, f"it is the first rating of {firm}")
        if former is None:
            return cls(fact, None, f"no earlier rating of {firm} is known")
        if former.action in _ENDS:
            return cls(fact, None, f"{firm} had no rating before")
        if former.to is None:
            return cls(fact, None, f"the last rating of {firm} was not told")
        filled = replace(fact, before=former.to)
        by_words = _action(filled)
        if fact.action is not None and fact.action not in (*_ENDS, by_words) and by_words is not None:
            doubt = f"the last one known was {told(former.to)}, which is not the one before"
            return cls(fact, former, doubt)
        return cls(filled, former)

    @property
    def action(self) -> str | None:
        """The vendor's word, else what follows from the classes of the two ratings."""
        return self.fact.action or _action(self.fact)

    @property
    def is_new(self) -> bool | None:
        """Whether anything is different: another rating, the first one, or none any more."""
        if self.fact.action is not None:
            return self.fact.action != "maintains"
        if self.fact.to is None or self.fact.before is None:
            return None
        return folded(self.fact.to) != folded(self.fact.before)

    @property
    def why_no_action(self) -> str:
        """Why it is not known what the firm did."""
        fact = self.fact
        if fact.to is None:
            return "its new rating is not told"
        if fact.before is None:
            return self.doubt
        odd = next((word for word in (fact.to, fact.before) if grade_of(word) is None), fact.to)
        return unclassed(odd)


def unclassed(word: str) -> str:
    return f"{quote(told(word))} is not known as a buy, a hold or a sell"


def _action(fact: Rating) -> str | None:
    """What the firm did by the words alone; None where their classes are not known."""
    if fact.to is None or fact.before is None:
        return None
    if folded(fact.to) == folded(fact.before):
        return "maintains"
    to, before = grade_of(fact.to), grade_of(fact.before)
    if to is None or before is None:
        return None
    return "upgrades" if to > before else "downgrades" if to < before else "maintains"


def told(word: str) -> str:
    """A firm's word for a person."""
    return words.clipped(word, _MOST_WORD)


def described(rerating: Rerating) -> str:
    """`Northgate downgrades to Underperform from Hold`."""
    fact, firm = rerating.fact, named(rerating.fact.firm)
    before = "" if fact.before is None else told(fact.before)
    action = rerating.action
    if action in _ENDS:
        return f"{firm} {action} its rating{before and f' of {before}'}"
    if fact.to is None:
        return f"{firm} {action or 'tells no rating'}{before and f', after {before}'}"
    to = told(fact.to)
    if action == "initiates":
        return f"{firm} initiates at {to}"
    if action == "maintains":
        renamed = before and folded(before) != folded(to)
        return f"{firm} stays at {to}{f', before {before}' if renamed else ''}"
    return f"{firm} {action + ' to' if action else 'rates it'} {to}{before and f' from {before}'}"
