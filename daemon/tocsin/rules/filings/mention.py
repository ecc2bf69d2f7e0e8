"""The condition `mention`: what a filing says in words, and whether it was said before.

    same_sentence: [[export control, Entity List], [review, investigation]]
    only: new

Every key that is given must hold in the filing. The sentences that fire, and of which `only: new` asks that
they be new, are those of `same_sentence` where it is given, else of `any_of`, else of `all_of`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field, field_validator, model_validator

from tocsin.model import Answer, Reading, Saw, Verdict
from tocsin.rules.condition import Condition
from tocsin.rules.filings.novelty import Earlier, Judged, Mention, mentions, passage
from tocsin.rules.filings.phrases import Phrase, Phrases, phrase
from tocsin.rules.filings.sections import section_named
from tocsin.rules.history import History
from tocsin.words import title_of
from tocsin.yamltext import Section, choice, each_text, from_text

FORMS = ("8-K", "10-Q", "10-K")
# Amendments, transition reports, successor issuers' 8-Ks and the old 10-K405 go with their form.
_FORM = re.compile(r"(8-K|10-Q|10-K)(?:T|405|12B|12G3|15D5)?(?:/A)?")
# 15 months: a 10-Q is held against the same quarter of the year before, however late that one was.
LOOK_BACK = dt.timedelta(days=456)
_MOST_EVIDENCE = 3
_MOST_NAMED = 3
_WHOLE = re.compile(r"[.!?][\"”\u2019')\]]*$")

_Group = Annotated[tuple[Phrase, ...], each_text(phrase)]


class MentionKeys(Section):
    """Phrases, where they are to stand, and whether they must be new."""

    EXAMPLE: ClassVar[str] = "{any_of: [export control], only: new}"

    any_of: Annotated[tuple[Phrase, ...], each_text(phrase)] = ()
    all_of: Annotated[tuple[Phrase, ...], each_text(phrase)] = ()
    same_sentence: list[_Group] = Field([], examples=["[[export control, Entity List], [review, subpoena]]"])
    forms: Annotated[frozenset[str], each_text(choice({form.lower(): form for form in FORMS}), frozenset)] = (
        Field(frozenset(FORMS), alias="in")
    )
    section: Annotated[frozenset[str], each_text(section_named, frozenset)] = frozenset()
    only: Annotated[str | None, from_text(choice({"new": "new"}))] = None

    @field_validator("same_sentence", mode="after")
    @classmethod
    def _two_groups(cls, groups: list[tuple[Phrase, ...]]) -> Any:
        if len(groups) == 1:
            raise ValueError("same_sentence holds groups against each other: give it two, or write any_of")
        return groups

    @model_validator(mode="after")
    def _asks(self) -> MentionKeys:
        if not (self.any_of or self.all_of or self.same_sentence):
            raise ValueError("no phrase to look for: give it any_of, all_of or same_sentence")
        return self

    def meaning(self) -> dict[str, Any]:
        """What is asked, the same however it was written; what is not asked is left out."""
        asked = {
            "any_of": _written(self.any_of),
            "all_of": _written(self.all_of),
            "same_sentence": sorted(_written(group) for group in self.same_sentence),
            "in": [] if self.forms == set(FORMS) else sorted(self.forms),
            "section": sorted(self.section),
            "only": self.only,
        }
        return {key: value for key, value in asked.items() if value}


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the filing must say: `holds` tells whether a sentence is one of those that say it."""

    words: str
    holds: Callable[[Mention], bool]


@dataclass(frozen=True, slots=True)
class Watched:
    """The keys, ready to be held against filings. `asked` has what fires last."""

    forms: frozenset[str]
    sections: frozenset[str] | None
    phrases: Phrases
    asked: tuple[Asked, ...]
    only_new: bool


def decide(watched: Watched, reading: Reading, history: History) -> Verdict:
    """Whether the filing says what is asked, and says it for the first time where that is asked too."""
    match = _FORM.fullmatch(reading.filing.form)
    if match is None or match[1] not in watched.forms:
        forms = [form for form in FORMS if form in watched.forms]
        return Verdict(Answer.SILENT, f"mentions are looked for in {_listed(forms)}")
    if not reading.prose:
        return Verdict(Answer.UNDECIDED, f"the words of this {reading.filing.form} are not known")
    found = mentions(reading.prose, watched.phrases, watched.sections)
    saw: list[Saw] = []
    hits: list[Mention] = []
    for asked in watched.asked:
        hits = [mention for mention in found if asked.holds(mention)]
        saw.append(_count(f"sentences that mention {asked.words}", len(hits)))
        if not hits:
            where = f" in {_listed(sorted(watched.sections))}" if watched.sections else ""
            return Verdict(Answer.SILENT, f"no sentence{where} mentions {asked.words}", tuple(saw))
    if not watched.only_new:
        return _told(Answer.FIRES, reading, [(hit, None) for hit in hits], saw, "")
    earlier = Earlier(_earlier(reading, history), watched.phrases)
    if not earlier:
        saw.append(Saw("of them new", None, "at least 1", None))
        why = "; nothing that the issuer filed in the 15 months before is known to hold them against"
        return _told(Answer.UNDECIDED, reading, [(hit, None) for hit in hits], saw, why)
    judged = [(hit, earlier.judge(hit)) for hit in hits]
    new = [(hit, told) for hit, told in judged if told.new]
    saw.append(_count("of them new", len(new)))
    if new:
        return _told(Answer.FIRES, reading, list(new), saw, "")
    said_in = f" (in {_listed(list(dict.fromkeys(told.told_in for _, told in judged if told.told_in)))})"
    said_in = "" if said_in == " (in )" else said_in
    words = watched.asked[-1].words
    return Verdict(
        Answer.SILENT,
        f"the one sentence that mentions {words} was said before{said_in}"
        if len(hits) == 1
        else f"all {len(hits)} sentences that mention {words} were said before{said_in}",
        tuple(saw),
    )


def _earlier(reading: Reading, history: History) -> Iterable[Any]:
    accepted = reading.filing.accepted
    return history.prose(reading.filing.issuer.cik, None if accepted is None else accepted - LOOK_BACK)


def _told(
    answer: Answer,
    reading: Reading,
    hits: list[tuple[Mention, Judged | None]],
    saw: list[Saw],
    why: str,
) -> Verdict:
    """The verdict with its sentences: whole ones with the most phrases first, those without a like before."""
    ranked = sorted(
        hits,
        key=lambda hit: (
            _WHOLE.search(hit[0].sentence.text) is None,
            -len(hit[0].phrases),
            hit[1] is not None and hit[1].before is not None,
        ),
    )
    filing = reading.filing
    evidence = tuple(
        passage(
            mention,
            judged,
            ", ".join(str(phrase) for phrase in mention.phrases),
            accession=filing.accession,
            form=filing.form,
            issuer=filing.issuer,
        )
        for mention, judged in ranked[:_MOST_EVIDENCE]
    )
    phrases = dict.fromkeys(str(phrase) for mention, _ in ranked for phrase in mention.phrases)
    sections = dict.fromkeys(m.sentence.section for m, _ in ranked if m.sentence.section)
    new = "new " if answer is Answer.FIRES and hits[0][1] is not None else ""
    count = f"1 {new}sentence mentions" if len(hits) == 1 else f"{len(hits)} {new}sentences mention"
    where = f", in {_listed([title_of(one) for one in sections], 'and')}" if sections else ""
    return Verdict(
        answer,
        f"{count} {_listed(list(phrases), 'and')}{where}{why}",
        tuple(saw),
        evidence[0],
        evidence=evidence,
    )


def _count(figure: str, count: int) -> Saw:
    return Saw(figure, str(count), "at least 1", count > 0, f"{count:,}")


def _written(phrases: Iterable[Phrase]) -> list[str]:
    return sorted({str(phrase) for phrase in phrases})


def _listed(words: list[str], last: str = "and") -> str:
    """`a, b and c`; of more than a few, the first and how many more."""
    if len(words) > _MOST_NAMED:
        words = [*words[:_MOST_NAMED], f"{len(words) - _MOST_NAMED} more"]
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""


def watched(keys: MentionKeys) -> Watched:
    asked = [Asked(str(one), partial(_holds_one, groups=(frozenset((one,)),))) for one in keys.all_of]
    if keys.all_of:
        everything = frozenset(keys.all_of)
        asked.append(Asked(_or(keys.all_of), partial(_holds_one, groups=(everything,))))
    if keys.any_of:
        asked.append(Asked(_or(keys.any_of), partial(_holds_one, groups=(frozenset(keys.any_of),))))
    if keys.same_sentence:
        words = " with ".join(_or(group) for group in keys.same_sentence)
        groups = tuple(frozenset(group) for group in keys.same_sentence)
        asked.append(Asked(words, partial(_holds_one, groups=groups)))
    every = [*keys.any_of, *keys.all_of, *(one for group in keys.same_sentence for one in group)]
    return Watched(keys.forms, keys.section or None, Phrases(every), tuple(asked), keys.only == "new")


def _holds_one(mention: Mention, *, groups: tuple[frozenset[Phrase], ...]) -> bool:
    """Whether the sentence holds one phrase of each group."""
    return all(not group.isdisjoint(mention.phrases) for group in groups)


def _or(phrases: Iterable[Phrase]) -> str:
    return _listed([str(phrase) for phrase in phrases], "or")


def compile_keys(keys: MentionKeys) -> Condition:
    sees = _sees if keys.only == "new" else None
    return Condition({"mention": keys.meaning()}, partial(decide, watched(keys)), sees=sees)


def _sees(issuer_cik: str, history: History, now: dt.datetime) -> str | None:
    if next(iter(history.prose(issuer_cik, now - LOOK_BACK)), None) is not None:
        return None
    return "nothing that it filed in the last 15 months is known, to tell what is new"
