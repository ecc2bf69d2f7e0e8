"""Arithmetic on figures, as a rule may write it: `liabilities / assets`, `(total_debt - cash) / equity`.

No more than + - * / with brackets, numbers and names: small enough to be read whole, and nothing in it
can run long. Whether it makes money or a ratio is known when the rule is loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from tocsin.model import WIDE, Metric
from tocsin.rules.reports.derived import NAMES, formula
from tocsin.yamltext import meant, quote

MOST_TEXT = 200
MOST_DEPTH = 20
_MOST_DIGITS = 40
# Quotients are seldom exact; figures have at most 40 digits, so rounding at 200 reaches no threshold.

_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9][0-9_]*(?:\.[0-9]+)?)(?![\w.])|(?P<name>[A-Za-z_]\w*)|(?P<sign>[-+*/()]))"
)


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal

    def __str__(self) -> str:
        return f"{self.value:f}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A reported figure by its name."""

    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Derived:
    """A figure that is arithmetic on reported ones, under a name of its own."""

    name: str
    tree: Tree

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Operation:
    """`sign` is one of + - * /."""

    sign: str
    left: Tree
    right: Tree

    def __str__(self) -> str:
        left = f"({self.left})" if _looser(self.left, self.sign) else f"{self.left}"
        # As it was written: a + (b - c) is another tree than a + b - c, if not another value.
        tight = isinstance(self.right, Operation) and (
            _looser(self.right, self.sign) or (self.right.sign in "+-") is (self.sign in "+-")
        )
        return f"{left} {self.sign} {f'({self.right})' if tight else self.right}"


Tree = Number | Figure | Derived | Operation


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression comes to. `unit` is a currency, None for a ratio; `why` says what is not known."""

    amount: Decimal | None
    unit: str | None = None
    why: str | None = None


def parse(text: str) -> Tree:
    """The arithmetic that a text says; ValueError says what would be right."""
    if len(text) > MOST_TEXT:
        raise ValueError(f"{quote(text)} is too long for arithmetic: at most {MOST_TEXT} characters are read")
    tree = _Parser(text).whole()
    if not names(tree):
        raise ValueError(f"{quote(text)} names no figure: write one like total_debt or liabilities / assets")
    is_money(tree)
    return tree


def names(tree: Tree) -> tuple[str, ...]:
    """The reported figures in it, each once, in the order of their first mention."""
    match tree:
        case Figure():
            return (tree.name,)
        case Derived():
            return names(tree.tree)
        case Operation():
            return tuple(dict.fromkeys((*names(tree.left), *names(tree.right))))
    return ()


def is_money(tree: Tree) -> bool:
    """Whether it makes money, else a ratio; ValueError for what is neither."""
    match tree:
        case Figure():
            return True
        case Derived():
            return is_money(tree.tree)
        case Operation():
            return _kind(tree, is_money(tree.left), is_money(tree.right))
    return False


def evaluate(tree: Tree, look: Callable[[str], Metric]) -> Value:
    """What it comes to with the figures that `look` finds by name."""
    match tree:
        case Number():
            return Value(tree.value)
        case Figure():
            metric = look(tree.name)
            return Value(metric.value, metric.unit, None if metric.value is not None else metric.note)
        case Derived():
            return evaluate(tree.tree, look)
    left, right = evaluate(tree.left, look), evaluate(tree.right, look)
    if left.amount is None or right.amount is None:
        return Value(None, None, left.why if left.amount is None else right.why)
    if left.unit and right.unit and left.unit != right.unit:
        return Value(None, None, f"{left.unit} and {right.unit} are not reckoned together")
    match tree.sign:
        case "+":
            return Value(WIDE.add(left.amount, right.amount), left.unit)
        case "-":
            return Value(WIDE.subtract(left.amount, right.amount), left.unit)
        case "*":
            return Value(WIDE.multiply(left.amount, right.amount), left.unit or right.unit)
    if not right.amount:
        return Value(None, None, f"{tree.right} is 0, and nothing is divided by 0")
    return Value(WIDE.divide(left.amount, right.amount), None if right.unit else left.unit)


def _kind(tree: Operation, left: bool, right: bool) -> bool:
    if tree.sign in "+-":
        if left is not right:
            raise ValueError(f"{quote(str(tree))} adds money and a ratio: only like can be added to like")
        return left
    if tree.sign == "*":
        if left and right:
            raise ValueError(f"{quote(str(tree))} is money times money, which is nothing: divide, or add")
        return left or right
    if right and not left:
        raise ValueError(f"{quote(str(tree))} divides a number by money: put the money above")
    return left and not right


def _looser(tree: Tree, sign: str) -> bool:
    """Whether it needs brackets beside a sign that binds tighter."""
    return isinstance(tree, Operation) and tree.sign in "+-" and sign in "*/"


class _Parser:
    """One look ahead, left to right; brackets and signs before a number are the only depth."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.depth = 0

    def whole(self) -> Tree:
        tree = self.sum()
        if (left := self.text[self.at :].strip()) != "":
            raise ValueError(f"{quote(self.text)} is no arithmetic: {quote(left)} fits nothing before it")
        return tree

    def sum(self) -> Tree:
        tree = self.product()
        while (sign := self.sign("+-")) is not None:
            tree = Operation(sign, tree, self.product())
        return tree

    def product(self) -> Tree:
        tree = self.one()
        while (sign := self.sign("*/")) is not None:
            tree = Operation(sign, tree, self.one())
        return tree

    def one(self) -> Tree:
        found = _TOKEN.match(self.text, self.at)
        if found is None:
            rest = self.text[self.at :].strip()
            before = f"instead of {quote(rest)}" if rest else "at the end"
            raise ValueError(f"{quote(self.text)} is no arithmetic: a figure or a number is missing {before}")
        if found["number"]:
            self.at = found.end()
            return self.number(found["number"].replace("_", ""))
        if found["name"]:
            self.at = found.end()
            return figure(found["name"])
        if found["sign"] not in "(-":
            raise ValueError(
                f"{quote(self.text)} is no arithmetic: a figure or a number is missing before {quote(found['sign'])}"
            )
        self.at = found.end()
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise ValueError(f"{quote(self.text)} is nested deeper than {MOST_DEPTH}")
        tree = self.bracket() if found["sign"] == "(" else Operation("*", Number(Decimal(-1)), self.one())
        self.depth -= 1
        return tree

    def bracket(self) -> Tree:
        tree = self.sum()
        if self.sign(")") is None:
            raise ValueError(f'{quote(self.text)} is no arithmetic: a ")" is missing')
        return tree

    def number(self, digits: str) -> Number:
        if len(digits) > _MOST_DIGITS:
            raise ValueError(f"{quote(self.text)} has too many digits: at most {_MOST_DIGITS} are read")
        return Number(Decimal(digits))

    def sign(self, signs: str) -> str | None:
        found = _TOKEN.match(self.text, self.at)
        if found is None or found["sign"] is None or found["sign"] not in signs:
            return None
        self.at = found.end()
        return found["sign"]


def figure(name: str) -> Tree:
    """The figure of a name; ValueError says what there is."""
    if name in NAMES:
        text = formula(name)
        return Figure(name) if text is None else Derived(name, _Parser(text).whole())
    for suffix in ("_ytd", "_ttm"):
        base = name.removesuffix(suffix)
        if base != name and base in NAMES:
            raise ValueError(f"{base} is a balance, of one day: it has no {suffix}, write {base}")
    close = meant(name, NAMES)
    plain = [one for one in NAMES if not one.endswith(("_ytd", "_ttm"))]
    hint = f'did you mean "{close}"?' if close else f"the figures are {', '.join(plain)}"
    raise ValueError(f"{quote(name)} is no figure: {hint}")
