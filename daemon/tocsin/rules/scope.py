"""Which watchlists the rules of a file may name.

Those of every file of its desk, those of the files that it includes and of the files that these include, and
those of the files at the top of the folder, which are for everybody. The nearer goes before the one at the
top, with a warning; two that are equally near are a mistake.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from tocsin.errors import Problem
from tocsin.rules.watch import SLUG, Company, Watchlists, read_watchlist
from tocsin.yamltext import Entry, Mapping, Node, Place, Scalar, Sequence, meant, quote

SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A rule file: its name in messages, its path within the folder with slashes, its desk (None at the top),
    and its tree, None where it could not be read."""

    name: str
    path: str
    desk: str | None
    root: Node | None


@dataclass(frozen=True, slots=True)
class _Named:
    """A watchlist and where it begins."""

    companies: tuple[Company, ...]
    place: Place


_Lists = dict[str, _Named]


def placed(name: str, folder: str | None) -> tuple[str, str | None]:
    """The path of a file within the folder, and its desk; ValueError says where a file belongs."""
    if folder is None:
        return PurePath(name).as_posix(), None
    path = PurePath(name)
    within = path.relative_to(folder) if path.is_relative_to(folder) else PurePath(path.name)
    *desks, file = within.parts
    if not desks:
        return file, None
    right = PurePath(folder) / desks[0] / file
    if len(desks) > 1:
        raise ValueError(f"a desk's folder has no folders of its own: move the file to {right}")
    if not SLUG.fullmatch(desks[0]):
        hint = "lower-case letters, digits and hyphens, and not digits alone"
        raise ValueError(f"the folder {quote(desks[0])} cannot name a desk: a name is {hint}")
    return within.as_posix(), desks[0]


def visible(
    sheets: list[Sheet], problems: list[Problem], warnings: list[Problem]
) -> dict[str, Watchlists | None]:
    """The watchlists for the rules of each file, by its name; None where some of them may not be known."""
    own, of_desk = _defined(sheets, problems)
    unread = {sheet.desk for sheet in sheets if sheet.root is None}
    included, unsure = _included(sheets, own, problems)
    top = of_desk.get(None, {})
    scopes: dict[str, Watchlists | None] = {}
    shared: dict[str | None, Watchlists] = {}
    for sheet in sheets:
        near = of_desk.get(sheet.desk, {})
        if sheet.desk not in shared:
            shared[sheet.desk] = {name: named.companies for name, named in (top | near).items()}
            warnings += _hidden(near, top, sheet.desk)
        lists = shared[sheet.desk]
        if brought := included.get(sheet.path):
            lists = lists | {name: named.companies for name, named in brought.items() if name not in near}
        unknown = None in unread or sheet.desk in unread or sheet.path in unsure
        scopes[sheet.name] = None if unknown else lists
    return scopes


def _defined(
    sheets: list[Sheet], problems: list[Problem]
) -> tuple[dict[str, _Lists], dict[str | None, _Lists]]:
    """The watchlists of each file, by its path, and those of each desk."""
    names: dict[str | None, set[str]] = {}
    for sheet in sheets:
        names.setdefault(sheet.desk, set()).update(name for name, _ in _watchlists(sheet.root))
    own: dict[str, _Lists] = {}
    of_desk: dict[str | None, _Lists] = {}
    for sheet in sheets:
        desk = of_desk.setdefault(sheet.desk, {})
        mine = own.setdefault(sheet.path, {})
        for name, entry in _watchlists(sheet.root):
            named = _Named(read_watchlist(name, entry, names[sheet.desk], problems), entry.key)
            mine[name] = named
            first = desk.setdefault(name, named)
            if first is not named:
                problems.append(entry.key.problem(f"watchlist {quote(name)} is already in {first.place}"))
    return own, of_desk


def _hidden(near: _Lists, top: _Lists, desk: str | None) -> list[Problem]:
    if desk is None:
        return []
    return [
        named.place.problem(
            f"watchlist {quote(name)} goes before the one in {top[name].place} for the desk {desk}",
            warning=True,
        )
        for name, named in near.items()
        if name in top
    ]


# --- includes ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Include:
    """One entry under `include`, and the path that it leads to."""

    text: str
    place: Place
    path: str


def _included(
    sheets: list[Sheet], own: dict[str, _Lists], problems: list[Problem]
) -> tuple[dict[str, _Lists], set[str]]:
    """What each file's includes bring, and the files of which that is not wholly known, by their paths."""
    paths = {sheet.path for sheet in sheets}
    unsure = {sheet.path for sheet in sheets if sheet.root is None}
    includes: dict[str, list[_Include]] = {}
    for sheet in sheets:
        for one in _includes(sheet, paths, problems):
            if one is None:
                unsure.add(sheet.path)
            else:
                includes.setdefault(sheet.path, []).append(one)
    brought: dict[str, _Lists] = {}
    for path in _inside_out(includes, problems):
        lists: _Lists = {}
        for include in includes.get(path, ()):
            if include.path in unsure:
                unsure.add(path)
            for name, named in (brought.get(include.path, {}) | own.get(include.path, {})).items():
                first = own.get(path, {}).get(name) or lists.setdefault(name, named)
                if first.place != named.place:
                    problems.append(
                        include.place.problem(
                            f"watchlist {quote(name)} of {quote(include.text)} is already in {first.place}"
                        )
                    )
        brought[path] = lists
    return brought, unsure


def _includes(sheet: Sheet, paths: Collection[str], problems: list[Problem]) -> Iterator[_Include | None]:
    """The entries under `include`; None for one that leads nowhere."""
    node = _under(sheet.root, "include")
    given = node.items if isinstance(node, Sequence) else (node,)
    for one in given:
        if not isinstance(one, Scalar) or one.text is None or not one.text.strip():
            continue  # told by the model of the file
        text = one.text.strip()
        path = posixpath.normpath(posixpath.join(posixpath.dirname(sheet.path), text))
        wrong = _leads_nowhere(text, path, sheet, paths)
        if wrong is not None:
            problems.append(one.place.problem(wrong))
        yield None if wrong is not None else _Include(text, one.place, path)


def _leads_nowhere(text: str, path: str, sheet: Sheet, paths: Collection[str]) -> str | None:
    if path == sheet.path:
        return f"{quote(text)} is this file itself: its watchlists are known here, delete this"
    if text[0] in "/~" or path.split("/", maxsplit=1)[0] == "..":
        return f"{quote(text)} is outside the folder of rules: an included file is in it, as in ../shared/lists.yaml"
    if path in paths:
        return None
    if not path.endswith(SUFFIXES):
        return f"{quote(text)} is no rule file: their names end in .yaml or .yml"
    near = posixpath.dirname(sheet.path) or "."
    others = {posixpath.relpath(other, near) for other in paths if other != sheet.path}
    close = meant(text, sorted(others))
    hint = f'did you mean "{close}"?' if close else "the path is taken from the folder of this file"
    return f"there is no file {quote(text)}: {hint}"


def _inside_out(includes: dict[str, list[_Include]], problems: list[Problem]) -> list[str]:
    """The paths, each after those that it includes; what includes itself in the end is a problem."""
    done: dict[str, None] = {}
    for first, ones in includes.items():
        trail: dict[str, Iterator[_Include]] = {} if first in done else {first: iter(ones)}
        while trail:
            path, rest = next(reversed(trail.items()))
            following = next(rest, None)
            if following is None:
                done[path] = None
                del trail[path]
            elif following.path in trail:
                circle = " includes ".join([*_from(following.path, trail), following.path])
                problems.append(
                    following.place.problem(f"files cannot include each other in a circle: {circle}")
                )
            elif following.path not in done:
                trail[following.path] = iter(includes.get(following.path, ()))
    return list(done)


def _from(path: str, trail: dict[str, Iterator[_Include]]) -> list[str]:
    steps = list(trail)
    return steps[steps.index(path) :]


def entries_of(root: Node | None, key: str) -> tuple[Node, ...]:
    """What stands under a key of the file, if it is a list."""
    node = _under(root, key)
    return node.items if isinstance(node, Sequence) else ()


def _watchlists(root: Node | None) -> list[tuple[str, Entry]]:
    node = _under(root, "watchlists")
    return list(node.entries.items()) if isinstance(node, Mapping) else []


def _under(root: Node | None, key: str) -> Node | None:
    return root.entries[key].value if isinstance(root, Mapping) and key in root.entries else None
