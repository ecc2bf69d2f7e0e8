"""YAML read as text, and held against a model, for people who should not have to know YAML.

YAML guesses types from spelling: the ticker ON is a yes, `12:30` is 750, a CIK loses its leading
zeros. Here every scalar stays text until the field it belongs to reads it, and every key and value
knows its line and column. Nothing raises for a bad file: problems are collected, so that a person
sees them all at once, each as what was wrong, where, and what would be right.

    tree = read("rules/desk.yaml", content)
    value, problems = validate(SomeSection, tree.root)
"""

from tocsin.yamltext.fields import MOST_TEXT, Section, choice, each_text, from_text, meant, yes_or_no
from tocsin.yamltext.nodes import Entry, Mapping, Node, Place, Scalar, Sequence, Tree, plain, quote, strange
from tocsin.yamltext.reading import read
from tocsin.yamltext.schema import any_case, section_schema
from tocsin.yamltext.validation import empty, expected, validate

__all__ = [
    "MOST_TEXT",
    "Entry",
    "Mapping",
    "Node",
    "Place",
    "Scalar",
    "Section",
    "Sequence",
    "Tree",
    "any_case",
    "choice",
    "each_text",
    "empty",
    "expected",
    "from_text",
    "meant",
    "plain",
    "quote",
    "read",
    "section_schema",
    "strange",
    "validate",
    "yes_or_no",
]
