"""The promise: of the recorded reports at least 95 % of the figures are right, and none that is vouched for is wrong."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.facts import truth
from tests.samples import samples


@pytest.fixture(scope="module")
def verdicts() -> list[tuple[truth.Row, str]]:
    root = samples("10-Q")[0].parents[1]
    return [(row, said) for row, said, _ in truth.table(root)]


def test_none_is_wrong_that_is_vouched_for(verdicts: list[tuple[truth.Row, str]]) -> None:
    assert [(row.document, row.figure) for row, said in verdicts if said == "WRONG"] == []


def test_at_least_95_percent_are_right(verdicts: list[tuple[truth.Row, str]]) -> None:
    count = Counter(said for _, said in verdicts)
    assert count["right"] + count["low"] + count["absent"] >= 0.95 * count.total(), count


@pytest.mark.parametrize("figure", truth.COLUMNS)
def test_so_it_is_of_every_figure(figure: str, verdicts: list[tuple[truth.Row, str]]) -> None:
    count = Counter(said for row, said in verdicts if row.figure == figure)
    assert count.total() > 40
    assert count["right"] + count["low"] + count["absent"] >= 0.95 * count.total(), count


def test_most_are_vouched_for_where_there_is_a_face(verdicts: list[tuple[truth.Row, str]]) -> None:
    """A reader that doubts everything would keep the promise too."""
    printed = [
        said
        for row, said in verdicts
        if row.value is not None and row.figure == "total_debt" and "instance" not in row.document
    ]
    assert printed.count("right") == len(printed)
    others = [said for row, said in verdicts if row.value is not None and "instance" not in row.document]
    assert others.count("right") >= 0.95 * len(others)
