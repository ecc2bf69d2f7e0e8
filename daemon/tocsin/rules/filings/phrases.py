"""Phrases as traders write them, found in sentences.

`export control` is whole words in any case, with any space or hyphen between and a plural s after; `BIS`, up
to five capitals, is taken as written; `/sanction(s|ed)/` is a pattern of RE2, which runs in linear time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

import re2  # type: ignore[import-untyped]

from tocsin.model import Sentence
from tocsin.yamltext import quote

MOST_PHRASES = 500
# Bytes that one pattern's program, and that of all phrases together with the cache it fills, may take:
# a repetition of repetitions (`((a{100}){100}){100}`) is refused in a millisecond.
_PATTERN_MEMORY = 1 << 18
_MEMORY = 64 << 20
_CHUNK = 1 << 17  # characters of text held against the phrases at once; about a millisecond
_CAPITALS = 5

_FOLD = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **dict.fromkeys("\u00a0\u2009\u202f\n\r\t", " "),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)
_PARTS = re.compile(r"[\s\-]+")


def plain_quotes(text: str) -> str:
    """Curly quotes straight, every dash a hyphen, what has no width left out."""
    return text if text.isascii() and "\n" not in text else text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase as written, and its pattern in RE2's syntax; `found` is the pattern, compiled."""

    written: str
    pattern: str
    found: re2._Regexp = field(compare=False, repr=False)

    def __str__(self) -> str:
        return self.written


def phrase(text: str) -> Phrase:
    """The phrase that a text writes. Raises ValueError with what is wrong."""
    written = " ".join(text.split())
    if not written:
        raise ValueError("a phrase is empty: write words such as export control")
    if len(written) > 1 and written[0] == "/" == written[-1]:
        pattern = plain_quotes(text.strip()[1:-1])
        return Phrase(written, f"(?i:{pattern})", _compiled(pattern, written, case_sensitive=False))
    pattern = _pattern_of(written)
    return Phrase(written, pattern, _compiled(pattern, written))


def _pattern_of(written: str) -> str:
    words = [word for word in _PARTS.split(plain_quotes(written)) if word]
    if not any(character.isalnum() for word in words for character in word):
        raise ValueError(f"{quote(written)} holds no word: write one such as export control")
    letters = [character for character in written if character.isalpha()]
    as_written = 0 < len(letters) <= _CAPITALS and all(letter.isupper() for letter in letters)
    parts = [re2.escape(word) for word in words[:-1]]
    parts.append(_or_plural(words[-1]))
    whole = r"[\s\-]+".join(parts)
    start = r"\b" if _is_word(words[0][0]) else ""
    end = r"\b" if _is_word(words[-1][-1]) else ""
    return f"{start}{whole}{end}" if as_written else f"(?i:{start}{whole}{end})"


def _or_plural(word: str) -> str:
    last, before = word[-1:].lower(), word[-2:-1].lower()
    if not last.isalpha():
        return str(re2.escape(word))
    if last == "y" and before.isalpha() and before not in "aeiou":
        return f"{re2.escape(word[:-1])}(?:{word[-1]}|ies)"
    if last in "sxz" or (last == "h" and before in "cs"):
        return f"{re2.escape(word)}(?:es)?"
    return f"{re2.escape(word)}s?"


def _is_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")


def _options(memory: int) -> re2.Options:
    options = re2.Options()
    options.max_mem = memory
    options.never_nl = True  # sentences are held together with line feeds between
    options.log_errors = False
    return options


def _compiled(pattern: str, written: str, *, case_sensitive: bool = True) -> re2._Regexp:
    options = _options(_PATTERN_MEMORY)
    options.case_sensitive = case_sensitive
    try:
        found = re2.compile(pattern.encode(), options)
    except re2.error as error:
        wrong = error.args[0] if error.args else ""
        wrong = wrong.decode(errors="replace") if isinstance(wrong, bytes) else str(wrong)
        if "too large" in wrong or "too big" in wrong:
            raise ValueError(f"the pattern {quote(written)} is too large") from None
        raise ValueError(f"{quote(written)} is no pattern: {wrong}") from None
    if found.search(b"") is not None:
        raise ValueError(
            f"the pattern {quote(written)} matches every sentence: it also matches no text at all"
        )
    return found


class Phrases:
    """Phrases to be looked for at once, in the order they were written."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self.phrases = tuple({phrase.written: phrase for phrase in phrases}.values())
        if not self.phrases:
            raise ValueError("no phrase to look for")
        if len(self.phrases) > MOST_PHRASES:
            raise ValueError(f"{len(self.phrases):,} phrases are more than {MOST_PHRASES} at once")
        together = "|".join(f"(?:{phrase.pattern})" for phrase in self.phrases)
        self._any = re2.compile(together.encode(), _options(_MEMORY))

    @classmethod
    def of(cls, texts: Iterable[str]) -> Phrases:
        """Raises ValueError with what is wrong."""
        return cls(phrase(text) for text in texts)

    def found(self, text: str) -> tuple[Phrase, ...]:
        """The phrases that one sentence holds."""
        encoded = plain_quotes(text).encode(errors="replace")
        return tuple(phrase for phrase in self.phrases if phrase.found.search(encoded) is not None)

    def mentions(self, sentences: Sequence[Sentence]) -> Iterator[tuple[int, tuple[Phrase, ...]]]:
        """The sentences that hold a phrase, by their index, with the phrases."""
        for first, texts in _encoded(_Same(sentences)):
            for index in self._holding(texts):
                phrases = tuple(p for p in self.phrases if p.found.search(texts[index]) is not None)
                if phrases:
                    yield first + index, phrases

    def _holding(self, texts: Sequence[bytes]) -> Iterator[int]:
        joined = b"\n".join(texts)
        starts = [0, *accumulate(len(text) + 1 for text in texts)]
        at = 0
        while (match := self._any.search(joined, at)) is not None:
            index = bisect_right(starts, match.start()) - 1
            yield index
            at = starts[index + 1]
            if at >= len(joined):
                break


class _Same:
    """Sentences as a key that is compared by identity: to hash them all costs as much as to look through them."""

    __slots__ = ("sentences",)

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self.sentences = sentences

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.sentences is other.sentences

    def __hash__(self) -> int:
        return id(self.sentences)


@lru_cache(maxsize=48)  # the documents of one filing and of those before it, for rule after rule
def _encoded(same: _Same) -> tuple[tuple[int, tuple[bytes, ...]], ...]:
    """The sentences as they are looked through, in chunks, each with the index of its first."""
    return tuple(
        (
            first,
            tuple(
                plain_quotes(sentence.text).encode(errors="replace")
                for sentence in same.sentences[first : first + count]
            ),
        )
        for first, count in _chunks(same.sentences)
    )


def _chunks(sentences: Sequence[Sentence]) -> Iterator[tuple[int, int]]:
    first = length = 0
    for index, sentence in enumerate(sentences):
        length += len(sentence.text)
        if length > _CHUNK:
            yield first, index + 1 - first
            first, length = index + 1, 0
    if first < len(sentences):
        yield first, len(sentences) - first
