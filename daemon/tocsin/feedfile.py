"""The section `feeds` of `tocsin.yaml`: each feed is read by the keys of the adapter that it uses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tocsin.configfile import FeedSection, sent_key
from tocsin.errors import Problem
from tocsin.yamltext import Entry, Node, Scalar, empty, expected, meant, quote, validate
from tocsin.yamltext import Mapping as MappingNode


@dataclass(frozen=True, slots=True)
class Usable:
    """What `use` can name: the keys that it takes, and whether its vendor wants a key."""

    keys: type[FeedSection]
    wants_key: bool = False


Adapters = Mapping[str, Usable]
NO_ADAPTERS: Adapters = MappingProxyType({})
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
# What `tocsin status` calls EDGAR's own lanes; a feed has another name.
EDGARS = frozenset({"latest", "submissions", "documents", "tickers", "companyfacts", "daily index"})


def read_feeds(
    root: MappingNode, adapters: Adapters, secrets: Callable[[str], str | None]
) -> tuple[dict[str, FeedSection], list[Problem], list[Problem]]:
    """The feeds by their names, everything that is wrong with them, and what is right and will not do.

    `secrets` gives a credential by its name: `<feed>_key` is a feed's key where the file tells none.
    """
    entry = root.entries.get("feeds")
    if entry is None or not isinstance(entry.value, MappingNode):
        return {}, [], []  # what it is instead is told by whoever reads the file as a whole
    feeds: dict[str, FeedSection] = {}
    problems: list[Problem] = []
    warnings: list[Problem] = []
    for name, feed in entry.value.entries.items():
        keys = _feed(name, feed, adapters, problems)
        if keys is None:
            continue
        if keys.key is None and (secret := secrets(f"{name}_key")) is not None:
            try:
                keys = keys.model_copy(update={"key": sent_key(secret)})
            except ValueError as error:
                problems.append(feed.key.problem(f"the credential {name}_key: {error}"))
        feeds[name] = keys
        if keys.key is None and adapters[keys.use].wants_key:
            message = f"the feed {name} has no key, and {keys.use} answers nobody without: give it `key`"
            warnings.append(feed.key.problem(message, warning=True))
    return feeds, problems, warnings


def _feed(name: str, feed: Entry, adapters: Adapters, problems: list[Problem]) -> FeedSection | None:
    if not _NAME.fullmatch(name):
        problems.append(
            feed.key.problem(f"{quote(name)} is no name of a feed: lower-case letters, digits, - and _")
        )
    elif name in EDGARS:
        problems.append(
            feed.key.problem(f"{quote(name)} is what EDGAR's own is called: give the feed another name")
        )
    node = feed.value
    if isinstance(node, Scalar) and node.text is None:
        problems += [] if node.told else [empty(name, node)]
        return None
    if not isinstance(node, MappingNode):
        problems.append(expected("a feed", FeedSection.EXAMPLE, node))
        return None
    use = node.entries.get("use")
    if use is None:
        problems.append(node.place.problem(f'"use" is missing: which vendor? There is {", ".join(adapters)}'))
        return None
    usable = _usable(use.value, adapters, problems)
    if usable is None:
        return None
    keys, wrong = validate(usable.keys, node)
    problems += wrong
    return keys


def _usable(use: Node, adapters: Adapters, problems: list[Problem]) -> Usable | None:
    name = use.text.strip() if isinstance(use, Scalar) and use.text else None
    if name is None:
        problems.append(expected("the name of a vendor", "fmp", use))
        return None
    if name not in adapters:
        close = meant(name, adapters)
        hint = f'did you mean "{close}"?' if close else f"there is {', '.join(adapters)}"
        problems.append(use.place.problem(f"no feed {quote(name)} is known: {hint}"))
        return None
    return adapters[name]
