"""What the tags between two pieces of text do together.

A 10-Q has some 17,000 tags a MB and 3,000 pieces of text; the tags between two of them are mostly the same as
between two others, so what they do is read once and remembered. A lone `&#160;` or `&#8203;` is white space or
nothing, and counts as part of a run: a quarter of all that stands between tags is one of these.
"""

from __future__ import annotations

import re

from tocsin.facts.text.tags import BLOCK, BLOCKS, HIDDEN, INLINE, ROW, Tag, may_count, read_tag

# A piece of text, and the end of the tag before it.
TEXT_AFTER_TAGS = re.compile(r">((?:&(?!#(?:160|8203);<)|[^<&\s]|\s+[^<\s])[^<]*)")
_SPACE, _NO_SPACE = "&#160;", "&#8203;"
_MOST_REMEMBERED = 20_000
_LONGEST_REMEMBERED = 4_000

PARTS = Tag(BLOCK, "", False, False, True)
PARTS_ONLY = (PARTS,)
SPACE = Tag(INLINE, " ", False, False)
_INLINE = Tag(INLINE, "", False, False)
_STRANGE = Tag(HIDDEN, "", False, False)
_USUAL = frozenset((PARTS, _INLINE))


class Runs(dict[str, tuple[Tag, ...] | None]):
    """What remains of runs of tags, as they stand between two pieces of text, without their last `>`: PARTS
    for all that only parts text from text, SPACE for a white space between inline tags, and the tags that
    do more. None for a run with a comment, something hidden, or a tag that may not be one: those have to be
    read tag by tag, with the text that follows."""

    def __init__(self) -> None:
        super().__init__()
        self._tags = _Tags()

    def __missing__(self, run: str) -> tuple[Tag, ...] | None:
        last = run.rfind("<")
        if run.startswith("<ix:non", last) and run[-1] == '"' and _is_bare(run, last):
            # No tag of a fact comes twice, and it stands right before its text.
            if last == 0:
                return ()
            if run[last - 1] == ">":
                return self[run[: last - 1]]
        told = self._read(run)
        if len(self) < _MOST_REMEMBERED and len(run) < _LONGEST_REMEMBERED:
            self[run] = told
        return told

    def _read(self, run: str) -> tuple[Tag, ...] | None:
        _, *parts = f"{run}>".split("<")
        tags = list(map(self._tags.__getitem__, parts))
        kinds = set(tags)
        if kinds <= _USUAL:
            return PARTS_ONLY if PARTS in kinds else ()
        told: list[Tag] = []
        due = ""  # the end of what is hidden: of a table's cells that are left out, most often
        for part, tag in zip(parts, tags, strict=True):
            if due:
                if part.lower() != due:
                    return None
                due = ""
            elif tag is _INLINE or (tag is PARTS and told and told[-1] is PARTS):
                continue
            elif tag.does != HIDDEN:
                told.append(tag)
            elif tag is _STRANGE:
                return None
            else:
                due = f"/{tag.name}>"
                if tag.name in BLOCKS:
                    told.append(tag)
        return None if due else tuple(told)


class _Tags(dict[str, Tag]):
    """What tags do, by what follows their `<`: their inside, the `>`, and white space, or a lone entity for some."""

    def __init__(self) -> None:
        super().__init__()
        self._by_name: dict[str, Tag] = {}

    def __missing__(self, part: str) -> Tag:
        name, _, attributes = part.partition(" ")
        plain = _count_for_nothing(attributes)
        tag = self._by_name.get(name) if plain else None
        if tag is None:
            tag = _tag(part)
            if plain and len(self._by_name) < _MOST_REMEMBERED:
                self._by_name[name] = tag
        if len(self) < _MOST_REMEMBERED:
            self[part] = tag
        return tag


def _is_bare(run: str, at: int) -> bool:
    """Whether a tag of Inline XBRL has no style, and all its quotes."""
    return run.find("style", at) < 0 and run.count('"', at) % 2 == 0


def _count_for_nothing(attributes: str) -> bool:
    """Whether a tag does what its name does, whatever these say; the `>` is their last sign."""
    return (
        attributes[-2:] == '">'
        and attributes.find(">") == len(attributes) - 1
        and attributes.count('"') % 2 == 0
        and not may_count(attributes.lower())
    )


def _tag(part: str) -> Tag:
    inside, closes, after = part.partition(">")
    opens = inside[:1]
    if after == _NO_SPACE:
        after = ""
    if (
        not closes
        or not (opens == "/" or opens.isalpha())
        or inside.count('"') % 2
        or not (not after or after == _SPACE or after.isspace())
    ):
        return _STRANGE
    tag = read_tag(inside)
    if tag.does == INLINE:
        return SPACE if after else _INLINE
    return PARTS if tag.parts_only or (tag.does == ROW and not tag.opens) else tag
