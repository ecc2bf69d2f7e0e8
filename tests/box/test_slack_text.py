"""Slack's mark-up as a person reads it."""

import pytest

from tocsin.demo.slack import render


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Gloom &amp; Daughters &lt;Holdings&gt;", "Gloom & Daughters <Holdings>"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        (
            "see <https://example.com/a?b=1&amp;c=2|the filing>",
            "see the filing (https://example.com/a?b=1&c=2)",
        ),
        ("<https://example.com>", "https://example.com"),
        ("<https://example.com|https://example.com>", "https://example.com"),
        ("*HIGH* ACME: *340,000 sh*", "HIGH ACME: 340,000 sh"),
        ("2*3*4 and * alone *", "2*3*4 and * alone *"),
        ("*<https://example.com|link>*", "link (https://example.com)"),
        ("<!here> <@U1|dana> <#C1|desk> <!date^1|then>", "@here @dana #desk @then"),
        ("a < b > c", "a < b > c"),
        ('back\\slash "quoted" O\'Hare', 'back\\slash "quoted" O\'Hare'),
        (
            "tab\tline\nbell\x1b[2J\x07",
            "tab\tline\nbell\N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}",
        ),
    ],
)
def test_a_message_is_shown_as_a_person_sees_it(text: str, shown: str) -> None:
    assert render(text) == shown


def test_bold_can_be_shown_bold() -> None:
    assert render("*ACME* sold", color=True) == "\x1b[1mACME\x1b[0m sold"
