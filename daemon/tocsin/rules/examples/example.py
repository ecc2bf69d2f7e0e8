"""An example of a rule as it is written: filings, and what the rule is to say of the last of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from pydantic import Field

from tocsin.errors import Problem
from tocsin.model import Answer
from tocsin.rules.examples.figures import not_empty
from tocsin.rules.examples.given import A_FILING, Given, read_given
from tocsin.yamltext import Mapping, Node, Place, Section, Sequence, choice, from_text, validate


class ExampleKeys(Section):
    """One example: its name, the filings given, and what the rule says of the last of them."""

    EXAMPLE: ClassVar[str] = f"{{name: fires on a large sale, given: [{A_FILING}], expect: fires}}"

    name: Annotated[str, from_text(not_empty("the name"))] = Field(
        description="What it shows, in a few words.", examples=["fires on a large sale"]
    )
    given: Any = Field(
        description="Filings, one a line, in the order in which they become public.",
        examples=[f"[{A_FILING}]"],
    )
    expect: Annotated[Answer, from_text(choice({str(word): word for word in Answer}))] = Field(
        description="What the rule says of the last filing given: fires, silent or undecided.",
        examples=["fires"],
    )


@dataclass(frozen=True, slots=True)
class Example:
    """Filings, and what the rule is to say of the last of them, or after the days that are the last entry."""

    name: str
    given: tuple[Given, ...]
    expect: Answer
    place: Place


def read_examples(node: Node, problems: list[Problem]) -> tuple[Example, ...]:
    """The examples under `tests`; what is wrong with them is added to `problems`.

    That it is a list of mappings is for the rule's own section to say.
    """
    if not isinstance(node, Sequence):
        return ()
    read = [_example(one, problems) for one in node.items if isinstance(one, Mapping)]
    return tuple(one for one in read if one is not None)


def _example(node: Mapping, problems: list[Problem]) -> Example | None:
    keys, wrong = validate(ExampleKeys, node)
    problems += wrong
    given = read_given(node.entries["given"].value, problems) if "given" in node.entries else None
    if keys is None or given is None:
        return None
    return Example(keys.name, given, keys.expect, node.entries["name"].value.place)
