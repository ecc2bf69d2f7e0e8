"""Who it was: `by: officers and directors`, held against the relationships and titles of a filing's owners."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from tocsin.model import Owner
from tocsin.rules.interval import any_of
from tocsin.words import clipped
from tocsin.yamltext import meant, quote


class Role(StrEnum):
    """A relationship to the issuer that the form states, or that an officer's title tells."""

    OFFICER = "officers"
    DIRECTOR = "directors"
    TEN_PERCENT_OWNER = "ten percent owners"
    CHIEF_EXECUTIVE = "chief executive"
    CHIEF_FINANCIAL = "chief financial officer"


ANYONE: frozenset[Role] = frozenset()
_MOST_NAMED = 2

_WORDS = {str(role): role for role in Role} | {
    "officer": Role.OFFICER,
    "director": Role.DIRECTOR,
    "ten percent owner": Role.TEN_PERCENT_OWNER,
    "10% owners": Role.TEN_PERCENT_OWNER,
    "10% owner": Role.TEN_PERCENT_OWNER,
    "10 percent owners": Role.TEN_PERCENT_OWNER,
    "10 percent owner": Role.TEN_PERCENT_OWNER,
    "chief executives": Role.CHIEF_EXECUTIVE,
    "chief executive officer": Role.CHIEF_EXECUTIVE,
    "chief executive officers": Role.CHIEF_EXECUTIVE,
    "ceo": Role.CHIEF_EXECUTIVE,
    "ceos": Role.CHIEF_EXECUTIVE,
    "chief financial officers": Role.CHIEF_FINANCIAL,
    "cfo": Role.CHIEF_FINANCIAL,
    "cfos": Role.CHIEF_FINANCIAL,
}
_EVERYONE = ("anyone", "anyone who must report")

# Titles are cut at 30 characters by EDGAR's own form and abbreviated to fit ("Pres & Chief Exec. Off."). One
# who was or stands in for a chief executive is not the chief executive.
_NOT_IN_OFFICE = r"(?<!former )(?<!deputy )(?<!vice )(?<!ex-)(?<!to the )(?<!of the )"
_TITLES = {
    Role.CHIEF_EXECUTIVE: re.compile(rf"{_NOT_IN_OFFICE}\b(?:co-?)?(?:ceo\b|chief exec)"),
    Role.CHIEF_FINANCIAL: re.compile(rf"{_NOT_IN_OFFICE}\b(?:co-?)?(?:cfo\b|chief fin)"),
}
_ELSEWHERE = re.compile(r"\bsee\b|\bremark|\bfootnote|\bexplanation")


def parse_roles(text: str) -> frozenset[Role]:
    """The roles a text names, joined by commas, `and` or `or`; empty for `anyone`."""
    line = " ".join(text.lower().replace("-", " ").split())
    if line in _EVERYONE:
        return ANYONE
    words = [word.removeprefix("the ") for word in re.split(r"\s*(?:,|&|\band\b|\bor\b)\s*", line)]
    roles = set()
    for word in filter(None, words):
        if word not in _WORDS:
            close = meant(word, (*_WORDS, *_EVERYONE))
            hint = f'did you mean "{close}"?' if close else f"the roles are {', '.join(Role)}"
            raise ValueError(f"{quote(word)} is no role: {hint}")
        roles.add(_WORDS[word])
    if not roles:
        raise ValueError(f"a role is missing: the roles are {', '.join(Role)}")
    return frozenset(roles)


def any_role(parts: list[frozenset[Role]]) -> frozenset[Role]:
    """The roles of a list; ValueError where `anyone` stands beside another."""
    if len(parts) > 1 and ANYONE in parts:
        raise ValueError('"anyone" includes every role: let it stand alone')
    return frozenset().union(*parts)


def has_role(owners: Iterable[Owner], roles: frozenset[Role], remarks: str | None) -> bool | None:
    """Whether any of the owners has any of the roles: a joint filing takes the highest.

    None when a title is not given, or only where nobody can tell whose it is (`See Remarks`).
    """
    owners = tuple(owners)
    if not owners:
        return None
    named = sum(_title_elsewhere(owner) for owner in owners) == 1
    return any_of(_holds(owner, role, remarks if named else None) for owner in owners for role in roles)


def _holds(owner: Owner, role: Role, remarks: str | None) -> bool | None:
    if role is Role.DIRECTOR:
        return owner.director
    if role is Role.TEN_PERCENT_OWNER:
        return owner.ten_percent_owner
    if role is Role.OFFICER:
        return owner.officer or any(_titled(owner.title, chief) for chief in _TITLES)
    if _title_elsewhere(owner):
        return _titled(remarks, role) or None
    return _titled(owner.title, role)


def _title_elsewhere(owner: Owner) -> bool:
    if not owner.title:
        return owner.officer
    title = owner.title.lower()
    return bool(_ELSEWHERE.search(title)) and not any(_titled(title, chief) for chief in _TITLES)


def _titled(title: str | None, role: Role) -> bool:
    line = " ".join((title or "").lower().split())
    return bool(_TITLES[role].search(line))


def described_owners(owners: Iterable[Owner]) -> str:
    """The owners' relationships in words: `director, officer (Chief Executive Officer)`."""
    parts = [part for owner in owners for part in _relationships(owner)]
    return ", ".join(dict.fromkeys(parts)) or "no relationship stated"


def named_owners(owners: Iterable[Owner]) -> str:
    """Who it is, for a line on a phone: `Reyes Dana (director) and Okafor Tobias (CEO) and 2 more`."""
    owners = sorted(owners, key=_rank)
    told = [_named(owner) for owner in owners[:_MOST_NAMED]]
    more = [f"{len(owners) - _MOST_NAMED} more"] if len(owners) > _MOST_NAMED else []
    return " and ".join([*told, *more]) or "an owner not named"


def _rank(owner: Owner) -> int:
    """A joint filing is told by its highest role."""
    return 0 if owner.officer else 1 if owner.director else 2 if owner.ten_percent_owner else 3


def _named(owner: Owner) -> str:
    if owner.officer:
        role = owner.title or "officer"
    elif owner.director:
        role = "director"
    else:
        role = "10% owner" if owner.ten_percent_owner else owner.title or ""
    return f"{owner.name} ({clipped(role, 60)})" if role else owner.name


def _relationships(owner: Owner) -> list[str]:
    stated = [
        (owner.director, "director"),
        (owner.officer, f"officer ({owner.title or 'no title'})"),
        (owner.ten_percent_owner, "ten percent owner"),
        (bool(owner.title) and not owner.officer, f"other ({owner.title})"),
    ]
    return [words for holds, words in stated if holds]
