"""What YAML's parser complains of, in words for the person who wrote the line."""

from __future__ import annotations

import re

import yaml

from tocsin.errors import Problem
from tocsin.yamltext.nodes import shown

# What the parser was doing, what it met, whether to point at where the thing began (else at where it went
# wrong), and what to say. The first that fits is said. libyaml and PyYAML word some complaints differently.
_INDENTED = "this fits nothing above it: check the indentation, and what follows a closing quote or bracket"
_COMPLAINTS = (
    ("", "tab character", False, "a tab cannot stand here: YAML is indented with spaces"),
    ("block scalar", "", True, '"{first}" without quotes begins a block of text: write "{value}" in quotes'),
    (
        "alias",
        "",
        True,
        '"{first}" without quotes has a meaning of its own in YAML: write "{value}" in quotes',
    ),
    (
        "anchor",
        "",
        True,
        '"{first}" without quotes has a meaning of its own in YAML: write "{value}" in quotes',
    ),
    ("", "cannot start any", False, 'a value begins with "{first}" only inside quotes: write "{value}"'),
    ("quoted scalar", "end of stream", True, "the quote that opens here is never closed"),
    (
        "",
        "escape character",
        False,
        "in double quotes a backslash has a meaning of its own: use single quotes",
    ),
    ("flow sequence", "end of stream", True, 'the "[" that opens here is never closed'),
    ("flow mapping", "end of stream", True, 'the "{" that opens here is never closed'),
    ("flow node", "end of stream", False, 'the file ends within brackets: "]" or "}" is missing'),
    ("flow sequence", "", False, 'a comma or "]" is missing before this'),
    ("flow mapping", "", False, 'a comma or "}" is missing before this'),
    (
        "",
        "mapping values are not allowed",
        False,
        "a colon is not expected here: put the value in quotes, or check the indentation",
    ),
    (
        "",
        "sequence entries are not allowed",
        False,
        'a list entry cannot begin here: give "- " a line of its own',
    ),
    ("simple key", "':'", True, "a colon and a space are missing after this key"),
    ("", "'-' indicator", False, 'a list entry ("- ") was expected here: check the indentation'),
    ("", "expected key", False, _INDENTED),
    ("", "<block end>", False, _INDENTED),
    ("", "<document start>", False, _INDENTED),
    ("", "expected node content", False, "a value is missing before this"),
)


def complaint(file: str, lines: list[str], error: yaml.MarkedYAMLError) -> Problem:
    """The problem behind an error of the parser, at its place in `lines`."""
    at = error.problem_mark or error.context_mark
    if at is None:
        return Problem(file, 1, 1, f"this is not YAML: {error.problem}")
    since = error.context_mark or at
    doing, met = error.context or "", error.problem or ""
    rest = _rest(lines, at)
    if rest.startswith("\t"):
        met += ", a tab character"
    if not rest.strip() and not any(line.strip() for line in lines[at.line + 1 :]):
        met += ", end of stream"
    for when_doing, when_met, from_start, words in _COMPLAINTS:
        if when_doing in doing and when_met in met:
            mark = since if from_start else at
            value = _value(_rest(lines, mark))
            message = words.replace("{first}", value[:1]).replace("{value}", value)
            return Problem(file, mark.line + 1, mark.column + 1, message)
    return Problem(file, at.line + 1, at.column + 1, f"this is not YAML: {met}")


def _rest(lines: list[str], mark: yaml.Mark) -> str:
    return lines[mark.line][mark.column :] if mark.line < len(lines) else ""


def _value(rest: str) -> str:
    """The value that begins a rest of a line, without a comment and without brackets that close after it."""
    value = re.split(r"\s#", rest[:200], maxsplit=1)[0].strip()
    return shown(re.split(r"[,\]}]", value, maxsplit=1)[0].strip() or value).replace('"', "'")
