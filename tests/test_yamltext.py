"""YAML as text with places, and models whose problems a person can read."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, model_validator

from tocsin.yamltext import (
    Mapping,
    Node,
    Place,
    Scalar,
    Section,
    Sequence,
    choice,
    each_text,
    from_text,
    plain,
    quote,
    read,
    reading,
    validate,
    yes_or_no,
)


def root(text: str) -> Node:
    tree = read("f.yaml", text.encode())
    assert tree.problems == ()
    assert tree.root is not None
    return tree.root


def test_every_scalar_is_text() -> None:
    text = "a: no\nb: 12:30\nc: 0001375365\nd: 2026-01-01\ne: 1e3\nf: 0x10\ng: .inf\nh: =\ni: 'no'\n"
    assert plain(root(text)) == {
        "a": "no",
        "b": "12:30",
        "c": "0001375365",
        "d": "2026-01-01",
        "e": "1e3",
        "f": "0x10",
        "g": ".inf",
        "h": "=",
        "i": "no",
    }


@pytest.mark.parametrize("text", ["", "~", "null", "Null", "NULL", " # nothing"])
def test_nothing_is_none(text: str) -> None:
    assert plain(root(f"a: {text}\n")) == {"a": None}
    assert plain(root(f"- {text}\n")) == [None]


@pytest.mark.parametrize("text", ["''", '""', "'~'", '"null"', "nil", "none"])
def test_a_quoted_nothing_is_a_text(text: str) -> None:
    assert plain(root(f"a: {text}\n")) == {"a": text.strip("'\"")}


def test_keys_are_text_too() -> None:
    assert plain(root("no: 1\n12:30: 2\n~: 3\n'': 4\n")) == {"no": "1", "12:30": "2", "~": "3", "": "4"}


def test_everything_has_its_place() -> None:
    tree = root("one:\r\n  - {two: three, é: '😀', last: 4}\n\n  -  five\nsix:\n")
    assert isinstance(tree, Mapping)
    assert tree.place == Place("f.yaml", 1, 1)
    one = tree.entries["one"].value
    assert isinstance(one, Sequence)
    assert one.place == ("f.yaml", 2, 3)
    inner, five = one.items
    assert isinstance(inner, Mapping)
    assert inner.flow
    assert {key: (entry.key[1:], entry.value.place[1:]) for key, entry in inner.entries.items()} == {
        "two": ((2, 6), (2, 11)),
        "é": ((2, 18), (2, 21)),
        "last": ((2, 26), (2, 32)),
    }
    assert five == Scalar(Place("f.yaml", 4, 6), "five")
    # Nothing stands where its key stands: a later line would mislead.
    assert tree.entries["six"].value == Scalar(Place("f.yaml", 5, 1), None)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    tree = read("f.yaml", "\ufeffa: b".encode())
    assert isinstance(tree.root, Mapping)
    assert tree.root.entries["a"].key == ("f.yaml", 1, 1)


def test_an_empty_file_is_nothing() -> None:
    assert read("f.yaml", b"").root == Scalar(Place("f.yaml", 1, 1), None)


def test_reading_goes_on_after_what_it_refuses() -> None:
    tree = read("f.yaml", b"a: &x 1\nb: *x\nc: !!int 2\na: 3\n<<: *x\n{}: 4\nd: {e: 1,000, f:2}\n")
    assert [str(problem) for problem in tree.problems] == [
        "f.yaml:1:4: anchors are not used here: delete &x and repeat what it names",
        "f.yaml:2:4: aliases are not used here: write what *x stands for, or quote it as a text",
        "f.yaml:3:4: tags are not used here: delete !!int, every value is read as text",
        'f.yaml:4:1: "a" is given twice: the first is in line 1',
        'f.yaml:5:1: merge keys are not used here: write out what "<<" would bring',
        "f.yaml:6:1: a key must be a text, not a list or a mapping",
        "f.yaml:7:15: a space is missing after the colon: write f: 2",
        'f.yaml:7:8: in braces a comma ends the value: for "1,000" write 1k or 1_000',
    ]
    assert tree.root is not None
    assert plain(tree.root) == {"a": "1", "b": None, "c": "2", "d": {"e": "1,000"}}


@pytest.mark.parametrize(
    ("number", "ways"),
    [
        ("1,500", "1.5k or 1_500"),
        ("12,345", "12_345"),
        ("2,500,000", "2.5M or 2_500_000"),
        ("1,230,000,000", "1.23bn or 1_230_000_000"),
        ("$1,000.50", "$1_000.50"),
    ],
)
def test_a_number_cut_by_a_comma_is_put_together(number: str, ways: str) -> None:
    (problem,) = read("f.yaml", f"{{a: over {number}, b: c}}".encode()).problems
    assert problem.message.startswith(f'in braces a comma ends the value: for "over {number}" write over ')
    assert problem.message.endswith(ways.split(" or ", maxsplit=1)[-1])


@pytest.mark.parametrize("text", ["{a: 1, 000: b}", "{a: b,000}", "{a: 1,0000}", "[1,000]", "{a: 1, 000}"])
def test_other_commas_are_commas(text: str) -> None:
    assert read("f.yaml", text.encode()).problems == ()


@pytest.mark.parametrize(
    "text", ["a: [1", "a: >= 5", "a: *", "\ta: 1", "a: 'x", "a: b: c", "- a\nb", "a: @b"]
)
def test_the_slow_parser_will_do(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    swift = read("f.yaml", text.encode())
    monkeypatch.setattr(reading, "_LOADER", yaml.SafeLoader)
    slow = read("f.yaml", text.encode())
    assert slow.root is swift.root is None
    assert [problem.line for problem in slow.problems] == [problem.line for problem in swift.problems]
    assert plain(root("a: [no, {b: ~}]")) == {"a": ["no", {"b": None}]}


@given(st.binary(max_size=200))
def test_no_bytes_are_a_traceback(content: bytes) -> None:
    tree = read("f.yaml", content)
    assert (tree.root is None) <= bool(tree.problems)


@given(st.text(alphabet="ab0 ,:{}[]-&*!|>'\"%@`#?\n\t~<.\\$", max_size=60))
def test_no_text_is_a_traceback(text: str) -> None:
    tree = read("f.yaml", text.encode())
    assert (tree.root is None) <= bool(tree.problems)
    if tree.root is not None:
        _, problems = validate(Shop, tree.root)
        assert all(
            "pydantic" not in str(problem) and "input_value" not in str(problem) for problem in problems
        )


# --- models ---------------------------------------------------------------------------------------------


def even(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) % 2:
        raise ValueError(f"{quote(text)} is not even")
    return int(text)


class Shelf(Section):
    EXAMPLE: ClassVar[str] = "{size: 2}"

    size: Annotated[int, from_text(even)]
    kind: Annotated[str, from_text(choice({"oak": "oak", "ash": "ash"}))] = "oak"
    boxes: Annotated[tuple[int, ...], each_text(even)] = ()

    @model_validator(mode="after")
    def not_too_full(self) -> Shelf:
        if len(self.boxes) > self.size:
            raise ValueError("more boxes than the shelf holds")
        return self


class Shop(Section):
    EXAMPLE: ClassVar[str] = "{shelves: {...}}"

    shelves: dict[str, Shelf] = Field({}, examples=["top: {size: 2}"])
    spare: list[Shelf] = Field([], examples=["[{size: 2}]"])
    best: Shelf | None = None
    open: Annotated[bool, from_text(yes_or_no)] = True
    guests: int = 0
    notes: list[Any] = []  # noqa: RUF012 - pydantic copies it


def problems(text: str) -> list[str]:
    section, found = validate(Shop, root(text))
    assert (section is None) == bool(found)
    return [str(problem).removeprefix("f.yaml:") for problem in found]


def test_what_fits_becomes_a_section() -> None:
    section, found = validate(
        Shop, root("shelves: {top: {size: '4', boxes: [2, 4]}}\nopen: off\nguests: 3\n")
    )
    assert found == []
    assert section is not None
    assert section.shelves["top"].boxes == (2, 4)
    assert (section.open, section.guests) == (False, 3)


CASES = {
    "[]": ["1:1: expected a mapping such as {shelves: {...}}, got a list"],
    "~": ["1:1: the file is empty: give it a value"],
    "opne: yes": ['1:1: unknown key "opne": did you mean "open"?'],
    "zebra: yes": ['1:1: unknown key "zebra": the keys here are shelves, spare, best, open, guests, notes'],
    "shelves: []": ["1:10: expected a mapping such as top: {size: 2}, got a list"],
    "shelves: {top: 5}": ['1:16: expected a mapping such as {size: 2}, got the text "5"'],
    "shelves: {top: {}}": ['1:16: "size" is missing'],
    "shelves: {top: {size: 3}}": ['1:23: "3" is not even'],
    "shelves: {top: {size: [2]}}": ["1:23: expected text, got a list"],
    "shelves: {top: {size: 2, sise: 2}}": ['1:26: unknown key "sise": did you mean "size"?'],
    "shelves: {top: {size: 2, boxes: [2, 5, ~]}}": [
        '1:37: "5" is not even',
        "1:40: this entry is empty: give it a value",
    ],
    "shelves: {top: {size: 2, boxes: 5}}": ['1:33: "5" is not even'],
    "shelves: {top: {size: 2, boxes: []}}": ['1:33: "boxes" is empty: give it a value'],
    "shelves: {top: {size: 2, boxes: {}}}": ["1:33: expected a list, got a mapping"],
    "shelves: {top: {size: 2, boxes: [2, 2, 2]}}": ["1:16: more boxes than the shelf holds"],
    "shelves: {top: {size: 2, kind: aok}}": ['1:32: "aok" is not one of oak, ash: did you mean "oak"?'],
    "shelves: {top: {size: 2, kind: tin}}": ['1:32: "tin" is not one of oak, ash'],
    "spare: {}": ["1:8: expected a list such as [{size: 2}], got a mapping"],
    "spare: [{size: 2}, a]": ['1:20: expected a mapping such as {size: 2}, got the text "a"'],
    "best: 5": ['1:7: expected a mapping such as {size: 2}, got the text "5"'],
    "best: {size: 1}": ['1:14: "1" is not even'],
    "open: perhaps": ['1:7: "perhaps" is neither yes nor no'],
    "open: ": ['1:1: "open" is empty: give it a value'],
    "open: #yes": ['1:1: "open" is empty: "#yes" without quotes is a comment'],
    "guests: many": ['1:9: expected a whole number, got the text "many"'],
    "guests: []": ["1:9: expected a valid integer, got a list"],
    "{open: yes, no}": [
        '1:13: unknown key "no": in braces a comma ends the value, and a list needs brackets: [a, b]'
    ],
    "open: 1\nguests: x\nspare: 1": [
        '1:7: "1" is neither yes nor no',
        '2:9: expected a whole number, got the text "x"',
        '3:8: expected a list such as [{size: 2}], got the text "1"',
    ],
}


@pytest.mark.parametrize(("text", "said"), CASES.items())
def test_what_does_not_fit_is_told_in_plain_words(text: str, said: list[str]) -> None:
    assert problems(text) == said


def test_a_problem_is_told_once() -> None:
    tree = read("f.yaml", b"open: *x\nguests: 1\n")
    assert len(tree.problems) == 1
    assert tree.root is not None
    assert validate(Shop, tree.root) == (None, [])


def test_many_problems_are_cut_short() -> None:
    text = "".join(f"key-{number}: x\n" for number in range(1500))
    found = problems(text)
    assert len(found) == 1001
    assert found[-1] == "1:1: 500 more problems are not shown"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a", '"a"'),
        ("two\nlines  and   spaces", '"two lines and spaces"'),
        ("x" * 61, f'"{"x" * 60}…"'),
        ("a\u202eb\x07", '"a\\u202eb\\u0007"'),
    ],
)
def test_a_quoted_text_is_fit_to_be_shown(text: str, shown: str) -> None:
    assert quote(text) == shown
