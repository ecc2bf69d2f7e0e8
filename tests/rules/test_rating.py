"""What the condition `rating` says of a rating, alone and beside those known before it."""

from __future__ import annotations

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.json_schema import errors
from tests.rules.opinions import condition, line, rating, reading, target, told
from tocsin.model import Answer, Rating, Reading, Saw, Verdict
from tocsin.rules import NoHistory
from tocsin.rules.schema import _shape
from tocsin.rules.told.rating import RatingKeys, compile_keys
from tocsin.rules.told.ratings import Class, class_of, grade_of
from tocsin.yamltext import section_schema


def verdict(keys: str, given: Reading, history: NoHistory | None = None) -> Verdict:
    return condition(RatingKeys, compile_keys, keys).decide(given, history or NoHistory())


DOWN = rating(action="downgrades")
DOWN_LINE = "Northgate downgrades to Underperform from Hold"
NEW = rating(before=None)
PAIR = "{to: sell, firms: at least 2, within: 7d}"
CASES = {
    # without keys
    "any change": ("{}", DOWN, (), f"fires: {DOWN_LINE}"),
    "any change, by the words": ("{}", rating(), (), f"fires: {DOWN_LINE}"),
    "kept": ("{}", rating("Hold", "Hold", action="maintains"), (), "silent: Northgate stays at Hold; no change"),
    "kept, by the words": ("{}", rating("Equal-Weight", "equal weight"), (), "silent: Northgate stays at Equal-Weight; no change"),
    "first": ("{}", rating("Buy", None, action="initiates"), (), "fires: Northgate initiates at Buy"),
    "suspended": ("{}", rating(None, "Buy", action="suspends"), (), "fires: Northgate suspends its rating of Buy"),
    "removed": ("{}", rating(None, None, action="removes"), (), "fires: Northgate removes its rating"),
    "nothing known before": ("{}", NEW, (), "undecided: Northgate rates it Underperform; no earlier rating of Northgate is known"),
    "another word of no class": ("{}", rating("Mixed", "Hold"), (), "fires: Northgate rates it Mixed from Hold"),
    # to
    "to a class": ("{to: sell}", DOWN, (), f"fires: {DOWN_LINE}"),
    "to a word": ("{to: UNDER-PERFORM}", DOWN, (), f"fires: {DOWN_LINE}"),
    "to another word of the class": ("{to: Underweight}", DOWN, (), f"silent: {DOWN_LINE}; the rule asks for a new rating of Underweight"),
    "to another class": ("{to: [hold, buy]}", DOWN, (), f"silent: {DOWN_LINE}; the rule asks for a new rating of buy or hold"),
    "to a strong one": ("{to: sell}", rating("Strong Sell", "Sell"), (), "fires: Northgate downgrades to Strong Sell from Sell"),
    "to a word of no class": ("{to: sell}", rating("Mixed", "Hold"), (), 'undecided: Northgate rates it Mixed from Hold; "Mixed" is not known as a buy, a hold or a sell'),
    "to a word of no class, as asked": ("{to: mixed}", rating("Mixed", "Hold"), (), "fires: Northgate rates it Mixed from Hold"),
    "to, from nobody knows where": ("{to: sell}", NEW, (), "fires: Northgate rates it Underperform"),
    "to, kept": ("{to: sell}", rating("Sell", "Sell", action="maintains"), (), "silent: Northgate stays at Sell; no change"),
    "to, kept, as asked": ("{to: sell, action: maintains}", rating("Sell", "Sell", action="maintains"), (), "fires: Northgate stays at Sell"),
    "to, suspended": ("{to: sell}", rating(None, "Buy", action="suspends"), (), "silent: Northgate suspends its rating of Buy; the rule asks for a new rating of sell"),
    "to, not told": ("{to: sell}", rating(None, "Buy", action="downgrades"), (), "undecided: Northgate downgrades, after Buy; its new rating is not told"),
    # from
    "from a class": ("{from: hold}", DOWN, (), f"fires: {DOWN_LINE}"),
    "from another": ("{from: buy, to: sell}", DOWN, (), f"silent: {DOWN_LINE}; the rule asks for a rating before of buy"),
    "from nobody knows where": ("{from: buy}", rating(before=None, action="downgrades"), (), "undecided: Northgate downgrades to Underperform; no earlier rating of Northgate is known"),
    "from history": ("{from: hold}", NEW, (rating("Buy", None, days=400), rating("Hold", "Buy", days=90)), f"fires: {DOWN_LINE}"),
    "from what history cannot know": ("{from: hold}", rating("Hold", None, action="downgrades"), (rating("Hold", "Sell", days=90),), "undecided: Northgate downgrades to Hold; the last one known was Hold, which is not the one before"),
    "from nothing": ("{from: buy}", rating("Buy", None, action="initiates"), (rating("Sell", None, days=90),), "silent: Northgate initiates at Buy; the rule asks for a rating before of buy"),
    "from a suspended one": ("{from: buy}", NEW, (rating("Buy", "Buy", days=90), rating(None, "Buy", action="suspends", days=60)), "undecided: Northgate rates it Underperform; Northgate had no rating before"),
    "from one that was not told": ("{from: buy}", NEW, (rating("Buy", "Buy", days=90), rating(None, "Buy", action="downgrades", days=60)), "undecided: Northgate rates it Underperform; the last rating of Northgate was not told"),
    # action
    "action": ("{action: [downgrades, suspends]}", DOWN, (), f"fires: {DOWN_LINE}"),
    "action, by the classes": ("{action: downgrades}", rating("Neutral", "Overweight"), (), "fires: Northgate downgrades to Neutral from Overweight"),
    "action, from strong": ("{action: downgrades}", rating("Buy", "Strong Buy"), (), "fires: Northgate downgrades to Buy from Strong Buy"),
    "action, by another word for it": ("{action: downgrades}", rating("Overweight", "Outperform"), (), "silent: Northgate stays at Overweight, before Outperform; the rule asks for downgrades"),
    "action, by a word of no class": ("{action: upgrades}", rating("Mixed", "Hold"), (), 'undecided: Northgate rates it Mixed from Hold; "Mixed" is not known as a buy, a hold or a sell'),
    "action, by history": ("{action: upgrades}", rating("Buy", None), (rating("Hold", None, days=9),), "fires: Northgate upgrades to Buy from Hold"),
    "the vendor's word goes first": ("{action: downgrades}", rating("Buy", "Buy", action="downgrades"), (), "fires: Northgate downgrades to Buy from Buy"),
    "another action": ("{action: upgrades}", DOWN, (), f"silent: {DOWN_LINE}; the rule asks for upgrades"),
    # firm, firms
    "firm": ("{firm: Northgate Securities}", DOWN, (), f"fires: {DOWN_LINE}"),
    "another firm": ("{firm: Vale, to: sell}", DOWN, (), f"silent: {DOWN_LINE}; the rule asks for Vale"),
    "two firms": (PAIR, DOWN, (rating("Sell", "Hold", "Vale", days=7),), f"fires: {DOWN_LINE}; 2 firms in 7 days (Northgate, Vale)"),
    "too long ago": (PAIR, DOWN, (rating("Sell", "Hold", "Vale", days=8),), f"silent: {DOWN_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "another to hold": (PAIR, DOWN, (rating("Hold", "Buy", "Vale", days=2),), f"silent: {DOWN_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "another to nobody knows what": (PAIR, DOWN, (rating("Mixed", "Buy", "Vale", days=2),), f'undecided: {DOWN_LINE}; 1 to 2 firms in 7 days (Northgate): "Mixed" is not known as a buy, a hold or a sell'),
    "a target is no rating": (PAIR, DOWN, (target(10, 20, "Vale", days=2),), f"silent: {DOWN_LINE}; 1 firm in 7 days (Northgate), and the rule asks for at least 2"),
    "the same firm twice": ("{action: downgrades, firms: at least 2, within: 30d}", DOWN, (rating("Hold", "Buy", "Northgate LLC", days=9),), f"silent: {DOWN_LINE}; 1 firm in 30 days (Northgate), and the rule asks for at least 2"),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "given", "known", "expected"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(
    keys: str, given: Rating, known: tuple[Rating, ...], expected: str
) -> None:
    assert line(verdict(keys, reading(given), told(*known))) == expected


def test_what_tells_no_rating() -> None:
    assert line(verdict("{}", reading(target()))) == "silent: no rating in it"


def test_the_former_rating_is_filled_and_shown() -> None:
    history = told(rating("Hold", "Buy", days=90))
    found = verdict("{action: downgrades, from: hold}", reading(NEW), history)
    assert found.subject == rating()
    assert found.evidence == history.facts
    assert found.saw == (
        Saw("action", "downgrades", "downgrades", True, "downgrades"),
        Saw("from", "Hold", "hold", True, "Hold"),
    )


@pytest.mark.parametrize(
    ("word", "asked"),
    [
        ("Outperform", Class.BUY),
        ("Overweight", Class.BUY),
        ("Strong Buy", Class.BUY),
        ("Sector Weight", Class.HOLD),
        ("Equal-Weight", Class.HOLD),
        ("In-Line", Class.HOLD),
        ("Peer Perform", Class.HOLD),
        ("Reduce", Class.SELL),
        ("Market Underperform", Class.SELL),
        ("Mixed", None),
        ("Not Rated", None),
        ("", None),
    ],
)
def test_the_class_of_a_word(word: str, asked: Class | None) -> None:
    assert class_of(word) is asked


WORDS = st.sampled_from(
    ["Strong Buy", "Buy", "Overweight", "Hold", "Neutral", "Sell", "Reduce", "Mixed", "?"]
)


@tried(WORDS, WORDS)
@settings(max_examples=100, deadline=None)
def test_what_the_words_say_agrees_with_their_classes(to: str, before: str) -> None:
    given = reading(rating(to, before))
    answers = {
        action: verdict(f"{{action: {action}}}", given).answer
        for action in ("upgrades", "downgrades", "maintains")
    }
    known = None not in (grade_of(to), grade_of(before)) or (to == before and to != "?")
    assert list(answers.values()).count(Answer.FIRES) == (1 if known or to == before else 0)
    if answers["upgrades"] is Answer.FIRES:
        assert (grade_of(to) or 0) > (grade_of(before) or 0)


WRONG = {
    "a class misspelt": ("{to: selll}", '"selll" is no rating: did you mean "sell"?'),
    "a word misspelt": ("{to: underperfrom}", '"underperfrom" is no rating: did you mean "underperform"?'),
    "no word": ('{from: "-"}', '"-" is no rating: write buy, hold or sell, or a firm\'s word as it says it'),
    "another action": ("{action: cuts}", '"cuts" is not one of upgrades, downgrades, maintains, initiates, suspends, removes'),
    "an action misspelt": ("{action: downgrade}", '"downgrade" is not one of upgrades, downgrades, maintains, initiates, suspends, removes: did you mean "downgrades"?'),
    "firms without within": ("{firms: at least 2}", "firms are counted over a window of days: add within, as in {firms: at least 2, within: 7d}"),
    "within without firms": ("{to: sell, within: 7d}", "within is the window that firms are counted over: add firms, as in firms: at least 2"),
    "firms in percent": ("{firms: at least 20%, within: 7d}", "this is a plain count, not percent: write at least 3"),
    "no time at all": ("{firms: at least 2, within: 0d}", '"0d" is no time at all: write 1d or more'),
    "no firm": ('{firm: "."}', '"." names no firm: write one such as Morgan Stanley'),
    "its name in the code": ("{before: buy}", "unknown key \"before\": the keys here are to, from, action, firm, firms, within"),
}  # fmt: skip


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        verdict(keys, reading(DOWN))
    assert str(caught.value) == message


def test_the_same_meaning_however_it_is_written() -> None:
    one = condition(RatingKeys, compile_keys, "{to: [Under Perform, SELL], from: Equal-Weight}")
    other = condition(RatingKeys, compile_keys, "{from: equal weight, to: [sell, underperform]}")
    assert one.meaning == other.meaning == {"rating": {"to": "sell, underperform", "from": "equalweight"}}
    assert one.forms == {"analyst action"}


def test_every_key_has_words_and_an_example_that_fits() -> None:
    described = section_schema(RatingKeys, _shape)
    doc = " ".join((RatingKeys.__doc__ or "").split())
    for key, told_of in described["properties"].items():
        assert told_of["description"] != doc, key
        for example in told_of["examples"]:
            assert errors(told_of, example, described) == []
