"""What models of YAML files are made of: sections whose keys are fields, and fields that read a text."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, GetPydanticSchema
from pydantic_core import core_schema

from tocsin.yamltext.nodes import quote

T = TypeVar("T")

MOST_TEXT = 1000  # characters of one value; no field reads more

_YES_OR_NO = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}


class Section(BaseModel):
    """A mapping of a YAML file; a key that is not a field is a mistake.

    `EXAMPLE` is shown where something other than a mapping was found; `LATER` are keys that the design
    names and this version does not know yet.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    EXAMPLE: ClassVar[str] = ""
    LATER: ClassVar[frozenset[str]] = frozenset()


def from_text(parse: Callable[[str], object]) -> GetPydanticSchema:
    """The field's value is `parse(text)`; `parse` raises ValueError with a sentence for a person."""
    schema = _parsed(parse)
    return GetPydanticSchema(lambda _source, _handler: schema)


def each_text(
    parse: Callable[[str], object], join: Callable[[list[Any]], object] = tuple
) -> GetPydanticSchema:
    """As `from_text` for one text or a list of them; the field's value is `join` of what was parsed."""
    entries = core_schema.no_info_before_validator_function(
        lambda given: [given] if isinstance(given, str) else given,
        core_schema.list_schema(_parsed(parse), min_length=1),
    )
    schema = core_schema.no_info_after_validator_function(join, entries)
    return GetPydanticSchema(lambda _source, _handler: schema)


def _parsed(parse: Callable[[str], object]) -> core_schema.CoreSchema:
    return core_schema.no_info_after_validator_function(parse, core_schema.str_schema(max_length=MOST_TEXT))


def choice(words: Mapping[str, T]) -> Callable[[str], T]:
    """A parser of one of a few words, in whatever case they are written."""

    def parse(text: str) -> T:
        word = text.strip().lower()
        if word in words:
            return words[word]
        close = meant(word, words)
        if close is not None:
            raise ValueError(f'{quote(text)} is not one of {", ".join(words)}: did you mean "{close}"?')
        raise ValueError(f"{quote(text)} is not one of {', '.join(words)}")

    return parse


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
    close = difflib.get_close_matches(word.lower(), candidates, n=1, cutoff=0.6)
    return close[0] if close else None
