"""The tags of an HTML document and the text between them, one after another.

No tree is built: a tree of a 10-Q costs more than reading it, one of 30 MB holds everything else up, and
EDGAR's documents are XHTML served as HTML, where a tree built by the rules of HTML takes
`<div style="display:none"/>` to hide all that follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_words = str.split

_MOST_OF_A_TAG = 10_000

# What parts text from text. All other elements are inline, those of Inline XBRL too: what they wrap is
# parted by its own tags.
BLOCKS = frozenset(
    _words(
        "address article aside blockquote body br caption center dd dir div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hr html li main menu nav ol option p pre section table tbody td "
        "textarea tfoot th thead title tr ul page type text document"
    )
)
_VOID = frozenset(_words("area base br col embed hr img input link meta param source track wbr page"))
# Elements whose text nobody sees: the SEC's viewer shows none of `ix:header` (Inline XBRL 1.1, 9.1).
_UNSEEN = frozenset(_words("head script style template noscript"))
_UNSEEN_XBRL = frozenset(("header", "hidden"))

_AFTER_QUOTE = (" ", "/", ">", "\n")
_OPENS = ("/", "?")
_NAME = re.compile(r"/?[A-Za-z][^\s/>]*")
_HIDES = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)(?![\w-])")
_BREAKS_PAGE = re.compile(r"break-(?:before|after)\s*:\s*(?:always|page|left|right)")
INLINE, BLOCK, BREAK, CELL, ROW, HIDDEN = range(6)


@dataclass(frozen=True, slots=True, eq=False)
class Tag:
    """What a tag does. `name` without its slash, in lower case; `parts_only`: it parts text from text, and
    changes nothing else."""

    does: int
    name: str
    opens: bool
    breaks_page: bool
    parts_only: bool = False


TEXT = Tag(INLINE, "", False, False)


class Scanner:
    """Reads a document tag by tag. It is `busy` inside a comment, and in a tag that a quoted sign has cut."""

    def __init__(self) -> None:
        self.busy = False
        self._comment = False
        self._carried = ""

    def read(self, part: str) -> tuple[Tag, str] | None:
        """The tag that a part begins with, and the text after it; TEXT where it is none, and None where there
        is nothing to show yet."""
        told = self._read(part)
        self.busy = self._comment or bool(self._carried)
        return told

    def _read(self, part: str) -> tuple[Tag, str] | None:
        if self._comment:
            _, comment_ends, after = part.partition("-->")
            self._comment = not comment_ends
            return (TEXT, after) if comment_ends else None
        inside, closes, after = (self._carried + part if self._carried else part).partition(">")
        self._carried = ""
        opens = inside[:1]
        if opens != "!" and inside.count('"') % 2:
            # A quoted attribute may hold the sign that closes tags; a stray quote holds nothing.
            quoted, _, rest = after.partition('"')
            if rest[:1] in _AFTER_QUOTE:
                attributes, closes, after = rest.partition(">")
                inside = f'{inside}>{quoted}"{attributes}'
            elif not closes and len(inside) < _MOST_OF_A_TAG:
                self._carried = inside + "<"
                return None
        if closes and (opens in _OPENS or opens.isalpha()):
            return read_tag(inside), after
        if opens != "!":
            return TEXT, f"<{inside}{closes}{after}"
        if inside.startswith("!--"):
            _, comment_ends, text_after = f"{inside}>{after}"[3:].partition("-->")
            self._comment = not comment_ends
            return TEXT, text_after
        if inside.startswith("![CDATA["):
            return TEXT, f"{inside}{closes}{after}"[8:].replace("]]>", "")
        return (TEXT, after) if closes else None  # a declaration


def read_tag(inside: str) -> Tag:
    """What the tag does that holds this."""
    lower = inside.lower()
    match = _NAME.match(lower)
    if match is None:
        return TEXT
    name, empty = match[0], inside.endswith("/")
    if not may_count(lower):
        return _named(name, empty, breaks_page=False)
    if not (empty or name[0] == "/" or name in _VOID) and _HIDES.search(lower):
        return Tag(HIDDEN, name, True, False)
    return _named(name, empty, breaks_page=_BREAKS_PAGE.search(lower) is not None)


def may_count(style: str) -> bool:
    """Whether a style, in lower case, may hide or break a page. Nearly none does, and to look for three words
    costs a tenth of the patterns."""
    return "none" in style or "hidden" in style or "break-" in style


@lru_cache(maxsize=1024)
def _named(name: str, empty: bool, *, breaks_page: bool) -> Tag:
    if name[0] == "/":
        does = _does(name[1:])
        return Tag(does, name[1:], False, False, _parts_only(does, name[1:]))
    prefix, _, local = name.rpartition(":")
    empty = empty or name in _VOID
    if not empty and (name in _UNSEEN or (prefix and local in _UNSEEN_XBRL)):
        return Tag(HIDDEN, name, True, False)
    breaks_page = breaks_page or name in ("hr", "page")
    does = BLOCK if breaks_page and name not in BLOCKS else _does(name)
    return Tag(does, name, not empty, breaks_page, not breaks_page and _parts_only(does, name))


def _parts_only(does: int, name: str) -> bool:
    return does == CELL or (does == BLOCK and name not in ("table", "hr", "page"))


def _does(name: str) -> int:
    if name == "br":
        return BREAK
    if name in ("td", "th"):
        return CELL
    if name == "tr":
        return ROW
    return BLOCK if name in BLOCKS else INLINE
