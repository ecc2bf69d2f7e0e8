"""What models of YAML files are made of: sections whose keys are fields, and fields that read a text."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic_core import core_schema

from tocsin.yamltext.nodes import quote

T = TypeVar("T")

MOST_TEXT = 1000  # characters of one value; no field reads more

_YES_OR_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Section(BaseModel):
    """A mapping of a YAML file; a key that is not a field is a mistake.

    `EXAMPLE` is shown where something other than a mapping was found; `ELSEWHERE` tells of keys of other sections
    where they belong. A field's description and examples, and `EXAMPLE` and the docstring where it has none, are
    what an editor shows (`tocsin.yamltext.schema`).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    EXAMPLE: ClassVar[str] = ""
    ELSEWHERE: ClassVar[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class FromText:
    """How a field is read from a text, or where `many` from one text or a list of them.

    `shape` is what of a text's form a JSON Schema can say, for editors.
    """

    parse: Callable[[str], object]
    join: Callable[[list[Any]], object] | None = None
    shape: Mapping[str, Any] | None = None

    @property
    def many(self) -> bool:
        return self.join is not None

    def __get_pydantic_core_schema__(self, _source: object, _handler: object) -> core_schema.CoreSchema:
        text = core_schema.no_info_after_validator_function(
            self.parse, core_schema.str_schema(max_length=MOST_TEXT)
        )
        if self.join is None:
            return text
        entries = core_schema.no_info_before_validator_function(
            lambda given: [given] if isinstance(given, str) else given,
            core_schema.list_schema(text, min_length=1),
        )
        return core_schema.no_info_after_validator_function(self.join, entries)


def from_text(parse: Callable[[str], object], shape: Mapping[str, Any] | None = None) -> FromText:
    """The field's value is `parse(text)`; `parse` raises ValueError with a sentence for a person."""
    return FromText(parse, None, shape)


def each_text(
    parse: Callable[[str], object],
    join: Callable[[list[Any]], object] = tuple,
    shape: Mapping[str, Any] | None = None,
) -> FromText:
    """As `from_text` for one text or a list of them; the field's value is `join` of what was parsed."""
    return FromText(parse, join, shape)


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """A parser of one of a few words, in whatever case they are written."""

    words: Mapping[str, T]

    def __call__(self, text: str) -> T:
        word = text.strip().lower()
        if word in self.words:
            return self.words[word]
        close = meant(word, self.words)
        if close is not None:
            raise ValueError(f'{quote(text)} is not one of {", ".join(self.words)}: did you mean "{close}"?')
        raise ValueError(f"{quote(text)} is not one of {', '.join(self.words)}")


def choice(words: Mapping[str, T]) -> Choice[T]:
    """A parser of one of a few words, in whatever case they are written."""
    return Choice(words)


def yes_or_no(text: str) -> bool:
    """yes, true, on; no, false, off."""
    word = text.strip().lower()
    if word not in _YES_OR_NO:
        raise ValueError(f"{quote(text)} is neither yes nor no")
    return _YES_OR_NO[word]


def meant(word: str, words: Iterable[str]) -> str | None:
    """The one of `words` that was probably meant, if any is close enough."""
    candidates = list(words)
    if len(word) > 60 or len(candidates) > 500:
        return None
    cutoff = 0.6 if len(word) > 2 else 0.8  # "no" is nearer to "info" than a slip of the pen
    close = difflib.get_close_matches(word.lower(), candidates, n=1, cutoff=cutoff)
    return close[0] if close else None
