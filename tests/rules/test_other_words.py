"""Other words for conditions."""

from __future__ import annotations

import pytest

from tocsin.rules.other_words import _MEANT, condition_meant
from tocsin.rules.when import COMBINED, CONDITIONS


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("target", "price_target"),
        ("Target", "price_target"),
        ("price-targets", "price_target"),
        ("price targets", "price_target"),
        ("news", "headline"),
        ("press", "headline"),
        ("yield", "rate"),
        ("10-year", "rate"),
        ("interest rate", "rate"),
        ("analyst_rating", "rating"),
        ("Analyst-Rating", "rating"),
        ("recommendation", "rating"),
        ("analysts", "consensus"),
        ("eps", "earnings"),
        ("stock_price", "price"),
        ("overdue", "absent"),
        ("wat", None),
        ("", None),
        ("target" * 1000, None),
        ("price_target", None),
    ],
)
def test_what_is_meant(written: str, meant: str | None) -> None:
    assert condition_meant(written) == meant


def test_every_word_leads_to_a_condition_and_none_is_one_itself() -> None:
    assert set(_MEANT.values()) <= CONDITIONS.keys()
    assert _MEANT.keys().isdisjoint({*CONDITIONS, *COMBINED})
