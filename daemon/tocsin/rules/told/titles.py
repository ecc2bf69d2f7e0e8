"""Which headlines a rule means: phrases that their titles hold, and who told them.

A title is one sentence. What two sources print alike, but for case and punctuation, is one headline.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import re2  # type: ignore[import-untyped]
from pydantic import Field, field_validator, model_validator

from tocsin.model import Headline, Saw
from tocsin.rules.filings.phrases import Phrase, Phrases, phrase
from tocsin.words import clipped
from tocsin.yamltext import Section, each_text

_MOST_TITLE = 160
_MOST_NAMED = 3
_Group = Annotated[tuple[Phrase, ...], each_text(phrase)]


def parse_source(text: str) -> str:
    """A source, in lower case."""
    source = _plain(text)
    if not source:
        raise ValueError("a source is empty: write a name such as Benzinga")
    return source


def _plain(source: str) -> str:
    return " ".join(source.casefold().split())


class TitleKeys(Section):
    """Phrases that the title holds, and the sources that count; without any key, any headline of the company."""

    EXAMPLE: ClassVar[str] = "{any_of: [launch, unveils]}"

    any_of: Annotated[tuple[Phrase, ...], each_text(phrase)] = Field(
        (), description="Phrases; one of them in the title is enough.", examples=["[launch, unveils]"]
    )
    all_of: Annotated[tuple[Phrase, ...], each_text(phrase)] = Field(
        (), description="Phrases that must all be in the title.", examples=["[data center, delay]"]
    )
    same_sentence: list[_Group] = Field(
        [],
        description="Groups of phrases: the title must hold one of each group.",
        examples=["[[export control, Entity List], [review, probe]]"],
    )
    source: Annotated[frozenset[str], each_text(parse_source, frozenset)] = Field(
        frozenset(),
        description="Who told it, in any case; several are one or another.",
        examples=["Benzinga"],
    )

    @field_validator("same_sentence", mode="after")
    @classmethod
    def _two_groups(cls, groups: list[tuple[Phrase, ...]]) -> Any:
        if len(groups) == 1:
            raise ValueError("same_sentence holds groups against each other: give it two, or write any_of")
        return groups

    @model_validator(mode="after")
    def _not_too_many(self) -> TitleKeys:
        try:
            Titles.of(self)
        except re2.error:
            raise ValueError("the phrases are too large together: split the rule") from None
        return self

    def titles(self) -> dict[str, Any]:
        """What is asked of titles, the same however it was written; what is not asked is left out."""
        asked = {
            "any_of": _written(self.any_of),
            "all_of": _written(self.all_of),
            "same_sentence": sorted(_written(group) for group in self.same_sentence),
            "source": sorted(self.source),
        }
        return {key: value for key, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Titles:
    """The keys, ready to be held against headlines. `words` are the phrases for a person, empty without any."""

    phrases: Phrases | None
    groups: tuple[tuple[str, frozenset[Phrase]], ...]
    sources: frozenset[str]
    words: str

    @classmethod
    def of(cls, keys: TitleKeys) -> Titles:
        """Raises ValueError for more phrases than are looked for at once."""
        each = [(one,) for one in keys.all_of]
        asked = [*each, *keys.same_sentence, *([keys.any_of] if keys.any_of else [])]
        groups = tuple((either(map(str, group)), frozenset(group)) for group in asked)
        every = [one for group in asked for one in group]
        words = " with ".join(words for words, _ in groups)
        return cls(Phrases(every) if every else None, groups, keys.source, words)

    def seen(self, headline: Headline) -> tuple[Saw, ...]:
        """Each thing that is asked, and whether it is so."""
        seen = []
        if self.sources:
            told = _plain(headline.source)
            asked = " or ".join(sorted(self.sources))
            seen.append(Saw("source", headline.source, asked, told in self.sources, headline.source))
        found = frozenset(self.found(headline))
        for words, group in self.groups:
            held = ", ".join(sorted(str(one) for one in found & group)) or None
            seen.append(Saw("title", held, words, held is not None, held))
        return tuple(seen)

    def meets(self, headline: Headline) -> bool:
        if self.sources and _plain(headline.source) not in self.sources:
            return False
        found = frozenset(self.found(headline))
        return all(not found.isdisjoint(group) for _, group in self.groups)

    def found(self, headline: Headline) -> tuple[Phrase, ...]:
        """The phrases that the title holds, in the order they were written."""
        return self.phrases.found(headline.title) if self.phrases is not None else ()


def quoted(headline: Headline) -> str:
    """`“ACME unveils its own chip” (Benzinga)`."""
    return f"“{clipped(headline.title, _MOST_TITLE)}” ({clipped(headline.source, 40)})"


def either(words: Iterable[str]) -> str:
    """`launch, unveils or ships`; of more than a few, the first and how many more."""
    return _listed(list(words), "or")


def _listed(words: Sequence[str], last: str) -> str:
    if len(words) > _MOST_NAMED:
        words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more"]
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def both(words: Iterable[str]) -> str:
    return _listed(list(words), "and")


def _written(phrases: Iterable[Phrase]) -> list[str]:
    return sorted({str(one) for one in phrases})
