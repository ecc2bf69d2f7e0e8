"""Which headline names which company."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.company_names import is_named, short_names

NAMED = [
    ("Super Micro unveils a rack", "SUPER MICRO COMPUTER, INC.", True),
    ("Super Micro Computer's board begins a review", "SUPER MICRO COMPUTER, INC.", True),
    ("A super computer for micro loans", "SUPER MICRO COMPUTER, INC.", False),
    ("Nvidia, Dell ship first systems", "NVIDIA CORP", True),
    ("Nvidia, Dell ship first systems", "Dell Technologies Inc.", True),
    ("the dell was green", "Dell Technologies Inc.", False),
    ("Meta raises its capex target", "Meta Platforms, Inc.", True),
    ("A meta study of racks", "Meta Platforms, Inc.", False),
    ("Amazon to build in Ohio", "AMAZON COM INC", True),
    ("Hewlett Packard Enterprise wins a contract", "Hewlett Packard Enterprise Co", True),
    ("Hewlett Packard recalls printers", "Hewlett Packard Enterprise Co", False),
    ("Price Target Raised To $300", "TARGET CORP", False),
    ("AT&T cuts prices", "AT&T INC.", True),
    ("Alphabet\u2019s cloud grows", "Alphabet Inc.", True),
    ("An alphabetical list", "Alphabet Inc.", False),
    ("", "Alphabet Inc.", False),
    ("Anything at all", "", False),
    ("Anything at all", "Inc.", False),
]


@pytest.mark.parametrize(("title", "name", "named"), NAMED)
def test_who_is_named(title: str, name: str, named: bool) -> None:
    assert is_named(title, name) is named


@given(st.text(max_size=200), st.text(max_size=80))
def test_no_text_is_too_strange(title: str, name: str) -> None:
    assert is_named(title, name) in (True, False)
    assert all(words for words in short_names(name))
