"""What the condition `headline` says of a title, alone and among those before it."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tests.rules.made import ISSUER
from tests.rules.market import NOON, Past, at, bulletin, condition, figures, known, says
from tocsin.model import Answer, Headline, Price, Verdict
from tocsin.rules.condition import Kind
from tocsin.rules.told.headline import HeadlineKeys, compile_keys
from tocsin.words import folded

HEADLINE = Kind(HeadlineKeys, compile_keys)


def headline(title: str, moment: dt.datetime | None = NOON, source: str = "Benzinga") -> Headline:
    return Headline(title, "https://example.com/1", moment, source)


def verdict(keys: str, told: Headline, past: Past | None = None) -> Verdict:
    return condition(HEADLINE, keys).decide(bulletin(told), past or Past())


RECALL = headline("Made & Sons recalls 2,000 pumps after safety probe")
RECALL_WORDS = "“Made & Sons recalls 2,000 pumps after safety probe” (Benzinga)"
CASES = {
    "any": ("{}", RECALL, f"fires: {RECALL_WORDS}"),
    "any of": ("{any_of: [launch, recall]}", RECALL, f"fires: {RECALL_WORDS} mentions recall"),
    "any of, both": ("{any_of: [probe, recall]}", RECALL, f"fires: {RECALL_WORDS} mentions probe and recall"),
    "none of": (
        "{any_of: [launch, unveils]}",
        RECALL,
        f"silent: {RECALL_WORDS} does not mention launch or unveils",
    ),
    "none of many": (
        "{any_of: [launch, unveils, ships, debuts, announces]}",
        RECALL,
        f"silent: {RECALL_WORDS} does not mention launch, unveils, ships or 2 more",
    ),
    "all of": (
        "{all_of: [recall, safety probe]}",
        RECALL,
        f"fires: {RECALL_WORDS} mentions recall and safety probe",
    ),
    "not all of": ("{all_of: [recall, lawsuit]}", RECALL, f"silent: {RECALL_WORDS} does not mention lawsuit"),
    "one of each": (
        "{same_sentence: [[recall, halt], [probe, review]]}",
        RECALL,
        f"fires: {RECALL_WORDS} mentions recall and probe",
    ),
    "one of one": (
        "{same_sentence: [[recall, halt], [lawsuit, review]]}",
        RECALL,
        f"silent: {RECALL_WORDS} does not mention lawsuit or review",
    ),
    "all of the keys": (
        "{any_of: [pump], all_of: [recall], same_sentence: [[safety], [probe]]}",
        RECALL,
        f"fires: {RECALL_WORDS} mentions recall, safety, probe and 1 more",
    ),
    "whole words": (
        "{any_of: [call]}",
        RECALL,
        f"silent: {RECALL_WORDS} does not mention call",
    ),
    "a plural": ("{any_of: [pump]}", RECALL, f"fires: {RECALL_WORDS} mentions pump"),
    "a pattern": (
        "{any_of: ['/recalls? [0-9,]+/']}",
        RECALL,
        f"fires: {RECALL_WORDS} mentions /recalls? [0-9,]+/",
    ),
    "capitals as written": (
        "{any_of: [BIS]}",
        headline("Nasdaq bis"),
        "silent: “Nasdaq bis” (Benzinga) does not mention BIS",
    ),
    "curly quotes and hard spaces": (
        "{any_of: [made's export control]}",
        headline("Made\u2019s export\u00a0control"),
        "fires: “Made\u2019s export control” (Benzinga) mentions made's export control",
    ),
    "a source": ("{source: benzinga}", RECALL, f"fires: {RECALL_WORDS}"),
    "a source in capitals": ("{source: [Reuters, BENZINGA]}", RECALL, f"fires: {RECALL_WORDS}"),
    "another source": (
        "{source: [Reuters, Dow Jones]}",
        RECALL,
        f"silent: {RECALL_WORDS} is not of dow jones or reuters",
    ),
    "a source and a phrase": (
        "{source: Benzinga, any_of: [launch]}",
        RECALL,
        f"silent: {RECALL_WORDS} does not mention launch",
    ),
}


@pytest.mark.parametrize(("keys", "told", "line"), CASES.values(), ids=CASES.keys())
def test_the_verdict_and_its_reason(keys: str, told: Headline, line: str) -> None:
    assert says(verdict(keys, told)) == line


def test_what_it_saw() -> None:
    found = verdict("{source: Benzinga, any_of: [launch, recall], all_of: [probe]}", RECALL)
    assert figures(found) == [
        ("source", "Benzinga", "benzinga", True, "Benzinga"),
        ("title", "probe", "probe", True, "probe"),
        ("title", "recall", "launch or recall", True, "recall"),
    ]
    assert found.subject == RECALL
    assert found.evidence == ()


def test_of_several_in_one_bulletin_the_one_that_is_meant() -> None:
    told = bulletin(headline("Made rises"), RECALL)
    assert condition(HEADLINE, "{any_of: [recall]}").decide(told, Past()).subject == RECALL


def test_other_bulletins_are_silent() -> None:
    price = bulletin(Price(ISSUER, Decimal(30), at("20"), "Finnhub"))
    assert says(condition(HEADLINE, "{}").decide(price, Past())) == "silent: no headline in it"


# --- the same again -------------------------------------------------------------------------------------------

AGAIN = {
    "by another source": (
        known(headline("MADE & SONS RECALLS 2,000 PUMPS: After safety-probe", at("19"), "Reuters")),
        f"silent: {RECALL_WORDS} mentions recall; Reuters told it already",
    ),
    "a week ago": (
        known(headline(RECALL.title, at("13"), "Reuters")),
        f"silent: {RECALL_WORDS} mentions recall; Reuters told it already",
    ),
    "longer ago": (
        known(headline(RECALL.title, at("13", "11:59"), "Reuters")),
        f"fires: {RECALL_WORDS} mentions recall",
    ),
    "known now, and of long ago": (
        known(headline(RECALL.title, at("1"), "Reuters"), moment=at("19")),
        f"fires: {RECALL_WORDS} mentions recall",
    ),
    "without its time": (
        known(headline(RECALL.title, None, "Reuters"), moment=at("19")),
        f"silent: {RECALL_WORDS} mentions recall; Reuters told it already",
    ),
    "another one": (
        known(headline("Made & Sons recalls 3,000 pumps after safety probe", at("19"))),
        f"fires: {RECALL_WORDS} mentions recall",
    ),
}


@pytest.mark.parametrize(("past", "line"), AGAIN.values(), ids=AGAIN.keys())
def test_a_headline_rings_once(past: Past, line: str) -> None:
    assert says(verdict("{any_of: [recall]}", RECALL, past)) == line


def test_one_of_a_source_that_does_not_count_was_not_told() -> None:
    past = known(headline(RECALL.title, at("19"), "Rumor Mill"))
    assert verdict("{source: Benzinga, any_of: [recall]}", RECALL, past).answer is Answer.FIRES


# --- several --------------------------------------------------------------------------------------------------

COUNT = "{any_of: [recall], count: at least 3, within: 7d}"


def recalls(*days: str, clock: str = "12:00") -> Past:
    return known(*(headline(f"Recall number {day}", at(day, clock)) for day in days))


SEVERAL = {
    "the first": ((), "silent", 1, "; 1 headline in 7 days, and the rule asks for at least 3"),
    "the second": (("19",), "silent", 2, "; 2 headlines in 7 days, and the rule asks for at least 3"),
    "the third": (("18", "19"), "fires", 3, "; 3 headlines in 7 days (at least 3)"),
    "a week before, to the minute": (("13", "19"), "fires", 3, "; 3 headlines in 7 days (at least 3)"),
    "more than a week before": (
        ("12", "19"),
        "silent",
        2,
        "; 2 headlines in 7 days, and the rule asks for at least 3",
    ),
    "the fourth": (("17", "18", "19"), "silent", 4, "; 4 headlines in 7 days, and it was at least 3 before"),
    "the fourth, of three that fell out": (
        ("11", "12", "13", "18"),
        "fires",
        3,
        "; 3 headlines in 7 days (at least 3)",
    ),
}


@pytest.mark.parametrize(("days", "answer", "number", "after"), SEVERAL.values(), ids=SEVERAL.keys())
def test_the_count_rings_when_it_is_reached(
    days: tuple[str, ...], answer: str, number: int, after: str
) -> None:
    found = verdict(COUNT, RECALL, recalls(*days))
    assert says(found) == f"{answer}: {RECALL_WORDS} mentions recall{after}"
    assert figures(found)[-1] == (
        "headlines in 7 days",
        str(number),
        "at least 3",
        number >= 3,
        str(number),
    )


def test_what_was_counted_is_shown() -> None:
    past = recalls("18", "19")
    assert verdict(COUNT, RECALL, past).evidence == tuple(fact for _, fact in past.facts)


def test_of_many_the_latest_are_shown() -> None:
    past = known(*(headline(f"Recall number {n}", at("19", f"{n:02}:00")) for n in range(20)))
    found = verdict(COUNT.replace("3", "21"), RECALL, past)
    assert found.answer is Answer.FIRES
    assert len(found.evidence) == 10
    assert found.evidence[-1] == headline("Recall number 19", at("19", "19:00"))


def test_what_two_sources_print_counts_once() -> None:
    past = known(headline("Recall widens", at("18")), headline("RECALL WIDENS!", at("19"), "Reuters"))
    assert says(verdict(COUNT, RECALL, past)).startswith("silent: ")
    assert "2 headlines in 7 days" in verdict(COUNT, RECALL, past).reason


def test_those_that_do_not_meet_the_keys_do_not_count() -> None:
    past = known(headline("Made launches", at("18")), headline("Made unveils", at("19")))
    assert verdict(COUNT, RECALL, past).answer is Answer.SILENT
    assert verdict("{count: at least 3, within: 7d}", RECALL, past).answer is Answer.FIRES


def test_a_headline_told_late_counts_with_those_after_it() -> None:
    late = headline("Made recalls", at("15"))
    found = condition(HEADLINE, COUNT).decide(bulletin(late, moment=at("15")), recalls("16", "20"))
    assert found.answer is Answer.FIRES
    found = condition(HEADLINE, COUNT).decide(bulletin(late, moment=at("15")), recalls("9", "20"))
    assert found.answer is Answer.SILENT, "the ninth and the twentieth are more than a week apart"


def test_one_told_with_its_day_alone_counts_with_those_of_the_day() -> None:
    told = headline("Made recalls", None)
    made = condition(HEADLINE, COUNT)
    assert made.decide(bulletin(told, moment=at("20", "00:00")), recalls("18", "20")).answer is Answer.FIRES


def test_without_its_time_it_cannot_be_counted() -> None:
    told = headline("Made recalls", None)
    found = condition(HEADLINE, COUNT).decide(bulletin(told, moment=None), recalls("18", "19"))
    assert says(found) == (
        "undecided: “Made recalls” (Benzinga) mentions recall; when it became public is not known"
    )
    once = condition(HEADLINE, "{any_of: [recall]}").decide(bulletin(told, moment=None), recalls("18"))
    assert once.answer is Answer.FIRES


def test_a_count_is_a_level_too() -> None:
    made = condition(HEADLINE, COUNT)
    assert made.holds is not None
    price = bulletin(Price(ISSUER, Decimal(30), at("20"), "Finnhub"))
    assert says(made.holds(price, recalls("17", "18", "19"))) == (
        "fires: 3 headlines that mention recall in 7 days (at least 3)"
    )
    assert says(made.holds(price, recalls("18", "19"))) == (
        "silent: 2 headlines that mention recall in 7 days, and the rule asks for at least 3"
    )
    found = made.holds(bulletin(RECALL), recalls("18", "19"))
    assert found.subject == RECALL
    assert len(found.evidence) == 2
    assert says(made.holds(bulletin(moment=None), recalls("18"))) == (
        "undecided: when this became public is not known"
    )
    assert condition(HEADLINE, "{any_of: [recall]}").holds is None


@tried(st.lists(st.integers(0, 20 * 24), min_size=1, max_size=25), st.integers(2, 4), st.integers(1, 6))
@settings(max_examples=150, deadline=None)
def test_it_rings_as_often_as_the_count_is_reached_anew(hours: list[int], least: int, within: int) -> None:
    start = at("1")
    keys = f"{{count: at least {least}, within: {within}d}}"
    moments = [start + dt.timedelta(hours=hour) for hour in sorted(hours)]
    told = [headline(f"Title {index}", moment) for index, moment in enumerate(moments)]
    rang = []
    for index, one in enumerate(told):
        before = Past(tuple((moments[n], told[n]) for n in range(index)))
        found = condition(HEADLINE, keys).decide(bulletin(one, moment=moments[index]), before)
        if found.answer is Answer.FIRES:
            rang.append(index)
    span = dt.timedelta(days=within)
    expected = []
    for index, moment in enumerate(moments):
        inside = sum(1 for other in moments[:index] if other >= moment - span)
        if inside + 1 == least:
            expected.append(index)
    assert rang == expected


# --- titles ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME unveils X1", "Acme Unveils X1!"),
        ("ACME: unveils, X1", "acme unveils x1"),
        ("ACME\u2019s X1 \u2014 out", "Acme's X1 - out"),
        ("\uff21\uff23\uff2d\uff25 unveils", "acme unveils"),
    ],
)
def test_titles_that_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_titles_that_are_two() -> None:
    assert folded("ACME up 5%") != folded("ACME up 6%")
    assert folded("!!!") != folded("???")


@tried(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_title_is_held_against_phrases(title: str) -> None:
    told = headline(title)
    found = verdict("{any_of: [recall, /a+b/], count: at least 2, within: 7d}", told, known(told))
    assert found.answer is Answer.SILENT
    assert "\n" not in found.reason


def test_a_title_that_is_made_to_hurt_takes_no_time() -> None:
    title = "a" * 200_000 + " " * 200_000 + "recal" * 100_000
    began = time.process_time()
    found = verdict("{any_of: ['/(a+)+b/', recall]}", headline(title))
    assert found.answer is Answer.SILENT
    assert len(found.reason) < 300
    assert time.process_time() - began < 2


def test_its_meaning_is_the_same_however_it_is_written() -> None:
    made = condition(
        HEADLINE, "{any_of: [recall,  safety   probe, recall], source: [BENZINGA], count: '>= 3', within: 1w}"
    )
    same = condition(
        HEADLINE, "{any_of: [safety probe, recall], source: benzinga, count: at least 3, within: 7d}"
    )
    assert made.meaning == same.meaning
    assert same.meaning == {
        "headline": {
            "any_of": ["recall", "safety probe"],
            "source": ["benzinga"],
            "count": "at least 3",
            "within": "7d",
        }
    }
    assert made.forms == frozenset({"headline"})


MANY = ", ".join(f"word{number}" for number in range(501))
WRONG = {
    "a count without days": (
        "{any_of: [recall], count: at least 3}",
        "count needs the days over which it is counted: add within: 7d",
    ),
    "days without a count": (
        "{any_of: [recall], within: 7d}",
        "within goes with count: add count: at least 3",
    ),
    "a count of fewer": (
        "{count: under 3, within: 7d}",
        "under 3: a count is reached: write count: at least 3",
    ),
    "a count of one": (
        "{count: at least 1, within: 7d}",
        '"at least 1" is always true here: leave it out',
    ),
    "a count of halves": (
        "{count: over 1.5, within: 7d}",
        '"over 1.5" can only be a whole number here',
    ),
    "an empty phrase": ("{any_of: ['']}", "a phrase is empty: write words such as export control"),
    "an empty source": ("{source: ''}", "a source is empty: write a name such as Benzinga"),
    "one group": (
        "{same_sentence: [[recall]]}",
        "same_sentence holds groups against each other: give it two, or write any_of",
    ),
    "no pattern": ("{any_of: [/a(/]}", '"/a(/" is no pattern: missing ): a('),
    "too many phrases": (f"{{any_of: [{MANY}]}}", "501 phrases are more than 500 at once"),
    "an unknown key": (
        "{phrases: [recall]}",
        'unknown key "phrases": the keys here are any_of, all_of, same_sentence, source, count, within',
    ),
}


@pytest.mark.parametrize(("keys", "message"), WRONG.values(), ids=WRONG.keys())
def test_a_rule_that_cannot_be(keys: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        condition(HEADLINE, keys)
    assert str(caught.value) == message
