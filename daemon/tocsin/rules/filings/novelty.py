"""What a filing says that its issuer's earlier filings did not.

A sentence is held against those earlier ones that hold a phrase of the same rule: one that held none said
something else. It is not new when an earlier one says the same in nearly the same words, whatever became
of figures, dates, paragraphs and the places where sentences are cut.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tocsin.model import Issuer, Passage, Prose, Sentence
from tocsin.rules.filings.phrases import Phrase, Phrases
from tocsin.rules.filings.wording import REFERENCE_STEMS, WEIGHTY, Wording, is_reference, wording

# Measured on consecutive filings of one issuer, each sentence read (tests/rules/test_novelty.py): up to two
# ordinary words in ten or more may differ, one in five; a name, a word of the phrase or of an event may not.
_MOST_ADDED = 2
_ADDED_IN = 5
_OF_EARLIER = 0.4  # the least part of the earlier sentence that a rewording keeps
_OF_PAIR = 0.7  # of two in a row, which it must be made of, not only touch
_AS_LONG = 0.7  # of the earlier sentence: nothing was cut off
_NEAR = 0.5  # of all words of both: near enough to show beside


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence that holds phrases, and the document it stands in."""

    sentence: Sentence
    phrases: tuple[Phrase, ...]
    prose: Prose
    said: Wording


@dataclass(frozen=True, slots=True)
class Judged:
    """Whether a sentence is new. `before` is the earlier sentence that said it or, of a new one, came
    nearest, `told_in` the type of that document; both None where nothing came near."""

    new: bool
    before: str | None = None
    told_in: str | None = None


def mentions(
    prose: Iterable[Prose], phrases: Phrases, sections: Container[str | None] | None = None
) -> list[Mention]:
    """The sentences that hold a phrase, in order; what a filing says twice is there once.

    With `sections`, only what stands in one of them counts.
    """
    found: dict[str, Mention] = {}
    for document in prose:
        for index, held in phrases.mentions(document.sentences):
            sentence = document.sentences[index]
            if sections is not None and sentence.section not in sections:
                continue
            said = wording(sentence.text)
            found.setdefault(said.letters, Mention(sentence, held, document, said))
    return list(found.values())


class Earlier:
    """What the issuer's earlier filings said with the same phrases; false where there are none."""

    def __init__(self, prose: Iterable[Prose], phrases: Phrases) -> None:
        self.documents = tuple(prose)
        self._told = [told for document in self.documents for told in _told(document, phrases)]
        self._by_letters: dict[str, _Told] = {}
        self._by_stem: dict[str, list[int]] = {}
        for index, told in enumerate(self._told):
            self._by_letters.setdefault(told.said.letters, told)
            for stem in told.said.content:
                self._by_stem.setdefault(stem, []).append(index)

    def __bool__(self) -> bool:
        return bool(self.documents)

    def judge(self, mention: Mention) -> Judged:
        """Whether an earlier sentence, or two in a row, said the same."""
        said = mention.said
        near = list(self._near(said))
        own = frozenset(stem for phrase in mention.phrases for stem in _stems_of(phrase))
        same = (
            self._by_letters.get(said.letters)
            or next((told for told in near if _says(told.said, said, own)), None)
            or next(
                (told for told in near if any(_says(pair, said, own, _OF_PAIR) for pair in told.pairs())),
                None,
            )
        )
        if same is not None:
            return Judged(False, same.text, same.type)
        if near and _closeness(said, near[0].said) >= _NEAR:
            return Judged(True, near[0].text, near[0].type)
        return Judged(not (is_reference(mention.sentence.text) and self._knows(said, own)))

    def _near(self, said: Wording) -> Iterator[_Told]:
        """The earlier sentences that share words, the nearest first."""
        shared = Counter[int]()
        for stem in said.content:
            shared.update(self._by_stem.get(stem, ()))
        least = 0.3 * len(said.content)
        near = [self._told[index] for index, count in shared.items() if count >= least]
        near.sort(key=lambda told: -_closeness(said, told.said))
        yield from near

    def _knows(self, said: Wording, own: frozenset[str]) -> bool:
        """Whether all that a reference speaks of, but one word, was spoken of before."""
        unknown = [stem for stem in said.content - REFERENCE_STEMS if stem not in self._by_stem]
        return len(unknown) <= 1 and own.isdisjoint(unknown)


@dataclass(slots=True)
class _Told:
    """An earlier sentence that holds a phrase, with the sentences before and after it."""

    text: str
    type: str
    said: Wording
    around: tuple[str, str]
    _pairs: tuple[Wording, ...] | None = None

    def pairs(self) -> tuple[Wording, ...]:
        """The sentence together with the one before, and with the one after."""
        if self._pairs is None:
            before, after = self.around
            texts = [f"{before} {self.text}" if before else "", f"{self.text} {after}" if after else ""]
            self._pairs = tuple(wording(text) for text in texts if text)
        return self._pairs


@lru_cache(maxsize=1024)
def _stems_of(phrase: Phrase) -> frozenset[str]:
    """The words of a phrase as they are compared; none for a pattern."""
    return frozenset() if phrase.written.startswith("/") else wording(phrase.written).content


def _told(document: Prose, phrases: Phrases) -> Iterator[_Told]:
    sentences = document.sentences
    for index, _ in phrases.mentions(sentences):
        before = sentences[index - 1].text if index else ""
        after = sentences[index + 1].text if index + 1 < len(sentences) else ""
        text = sentences[index].text
        yield _Told(text, document.type, wording(text), (before, after))


def _closeness(one: Wording, other: Wording) -> float:
    return len(one.content & other.content) / max(len(one.content | other.content), 1)


def _says(earlier: Wording, said: Wording, own: frozenset[str], kept: float = _OF_EARLIER) -> bool:
    """Whether an earlier sentence says what this one says."""
    if _turned(earlier, said):
        return False
    if 0 <= earlier.letters.find(said.letters) <= earlier.turns_at:
        return True
    added = said.content - earlier.content
    if said.acronyms & added:
        added -= _spelt_out(said, earlier)
    if added & (own | said.names | WEIGHTY):
        return False
    count = len(said.content)
    return (
        0 < count >= _ADDED_IN * len(added)
        and len(added) <= _MOST_ADDED
        and count - len(added) >= kept * len(earlier.content)
    )


def _turned(earlier: Wording, said: Wording) -> bool:
    """Whether a possibility became a fact, or a denial an assertion or the other way round.

    What was denied or possible in a part of the earlier sentence that is no longer there turns nothing.
    """
    if earlier.hedged & said.content - said.hedged:
        return True
    if earlier.denied & said.content - said.denied or said.denied & earlier.content - earlier.denied:
        return True
    if said.content <= earlier.content or len(said.content) < _AS_LONG * len(earlier.content):
        return False
    return bool(earlier.hedged) > bool(said.hedged) or bool(earlier.denied) != bool(said.denied)


def _spelt_out(said: Wording, earlier: Wording) -> frozenset[str]:
    """The acronyms whose words the earlier sentence has and this one has not."""
    gone = earlier.content - said.content
    return frozenset(
        acronym
        for acronym in said.acronyms - earlier.content
        if acronym in earlier.initials and any(stem[0] in acronym for stem in gone)
    )


def passages(
    prose: Iterable[Prose],
    phrases: Phrases,
    earlier: Iterable[Prose],
    *,
    accession: str | None,
    form: str,
    issuer: Issuer,
) -> list[Passage]:
    """Every sentence that holds a phrase, once for each phrase it holds; `new` is None without earlier documents."""
    before = Earlier(earlier, phrases)
    return [
        passage(mention, judged, str(phrase), accession=accession, form=form, issuer=issuer)
        for mention in mentions(prose, phrases)
        for judged in [before.judge(mention) if before else None]
        for phrase in mention.phrases
    ]


def passage(
    mention: Mention, judged: Judged | None, phrase: str, *, accession: str | None, form: str, issuer: Issuer
) -> Passage:
    """The fact that a sentence was said."""
    return Passage(
        accession,
        form,
        issuer,
        phrase,
        mention.sentence.text,
        mention.sentence.section,
        None if judged is None else judged.new,
        judged.before if judged is not None and judged.new else None,
        mention.prose.document,
    )
