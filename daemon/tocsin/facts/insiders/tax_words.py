"""What one footnote says of a sale for the tax: yes, no, not quite, or nothing.

English as filing agents write it. First the purpose is found (`to satisfy … withholding`), then the
nearest sale before it, then the words around both: a negation, an exception, a part, a wish, another
purpose. All gaps are counted in words and few, so the time is linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice

from tocsin.model import Known

# EDGAR takes footnotes of 1,000 characters and remarks of 2,000; what is longer came another way.
_LONGEST = 4000
_MOST_PURPOSES = 12
_BEFORE, _AFTER = 320, 160


def _any(words: str) -> str:
    """One of these; an underscore stands for a space."""
    return "(?:" + "|".join(word.replace("_", " ") for word in words.split()) + ")"


def _gap(most: int, *, but: str = "") -> str:
    """Up to `most` words, as few as will do, none of them one of `but`."""
    spared = rf"(?!{but}\b)" if but else ""
    return rf"(?: {spared}[^ ]{{1,40}}){{0,{most}}}?"


# --- how the text is made plain ----------------------------------------------------------------------

_WORTH_READING = ("tax", "withh", "cover", "discretion", "exercise")
_AS_PLAIN = str.maketrans(
    dict.fromkeys("\"'`\u201c\u201d\u2018\u2019", "")
    | dict.fromkeys("\u2010\u2011\u2013\u2014", "-")
    | {";": ","}
)
_NUMBERED = re.compile(r"\bnos?\. ?(?=[0-9])")
_ABBREVIATION = re.compile(rf"\b({_any('inc corp co ltd mr mrs ms dr jr sr sec approx')}|u\.s|u\.k|l\.p)\.")
# Who pays a part of the tax by a sale sells for the tax all the same.
_TAX_IN_PART = re.compile(rf"\bto {_any('partially partly help fully solely')} ")
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")

# --- the sale, the purpose, the tax ------------------------------------------------------------------

_SALE = _any(
    r"""sold sells? selling sales? dispos(?:ed|als?|itions?|ing) liquidat(?:ed|ions?|ing) trad(?:es?|ed)
    transactions? proceeds"""
)
_PAYS = _any(
    r"""cover(?:s|ed|ing)? satisf(?:y|ies|ied|ying|action) pay(?:s|ing|ments?)? paid fund(?:s|ed|ing)?
    meet(?:s|ing)? settle discharg(?:e|ed|ing) defray(?:ing)? remit(?:ted|ting)? offset(?:ting)?
    facilitat(?:e|ed|ing) fulfill?(?:ed|ing)? address(?:ing)?"""
)
# `tax planning` is no tax that is paid.
_NO_TAX = _any(
    r"""planning purposes advis\w+ loss\w* years? returns? exempt\w* deduct\w* credits? efficien\w* treat\w*
    considerations? strateg\w* reasons? diversif\w* positions? matters? consequences?"""
)
_TAX = rf"(?:tax(?:es|ation)?|withholdings?|fica)\b(?![ -]{_NO_TAX}\b)(?! and (?:estate|financial) planning)"
# Between paying and tax: these make it another payment, or a tax that no vesting owes.
_ASTRAY = _any(
    r"""withheld withholds? net retained surrendered forward loans? margin pledged? charitable estate
    inheritance gift property gains divorce planning purposes treated"""
)
_OWED = _any(
    r"""the a any all his her its their such applicable required requisite related associated resulting
    estimated mandatory statutory minimum federal state local foreign and or income payroll employment
    employee employer reporting issuers? companys? persons? executives? officers? purposes? of payment
    satisfaction"""
)
_BECAUSE_OF = _any(
    "for in_connection_with related_to relating_to due_to as_a_result_of on_account_of towards? against"
)
_PLAIN_SALE = _any(
    r"""having causing instructing means of a an the such this these automatic mandatory mandated required
    non-?discretionary immediate same-day open market broker broker-assisted company-mandated net number
    certain shares? proceeds"""
)
_TO_PAY = re.compile(rf"\b{_PAYS}\b{_gap(12, but=_ASTRAY)} \(?{_TAX}")
_FOR_TAX = re.compile(rf"\b{_BECAUSE_OF}(?: {_OWED}){{0,9}} {_TAX}")
_PAID_BY_SALE = re.compile(
    rf"\b{_TAX}{_gap(8)} {_any('by through via using from with')}(?: {_PLAIN_SALE}){{0,7}} "
    rf"{_any('sales? selling sell sold disposition sell-to-cover')}\b"
)
_TO_PAY_FIRST = re.compile(
    rf"^(?:{_any('in_order so_as solely')} )?to {_PAYS}{_gap(12, but=_ASTRAY)} {_TAX},?{_gap(30)} {_SALE}\b"
)
_MAY_BE_PURPOSE = re.compile(r"[^a-zA-Z]*(?:in order |so as |solely )?to ", re.IGNORECASE)
_ONLY_PURPOSE = re.compile(rf"(?:{_any('in_order so_as solely')} )?to {_PAYS}{_gap(12, but=_ASTRAY)} {_TAX}")
# "sell to cover" as a term; `sold to cover X` is told by X.
_TERM = re.compile(
    rf"\b{_any('sell sold sales? selling')}(?:-to-cover\b| to cover(?=(?: "
    + _any(
        r"""transactions? arrangements? programs? polic(?:y|ies) elections? instructions? provisions? methods?
        basis requirements? orders? sales? trades? features? mechanisms? process procedures? plans? approach
        under pursuant in_connection upon on at"""
    )
    + r"\b|[,:)]|$)))"
)
_EXERCISE_COST = re.compile(rf"\b{_PAYS}\b{_gap(6)} {_any('exercise option strike')} {_any('price cost')}")
_WITHHELD = re.compile(
    r"\b"
    + _any(
        r"""withheld withhold withholding(?=_(?:by|of)_) surrender\w* retain\w* tender\w* forfeit\w*
        net[-_]settle\w* net_share_settle\w* reacquir\w* repurchas\w*
        deliver\w*_(?:back_)?to_the_(?:issuer|company)"""
    )
    + r"\b"
)
_OWES_TAX = re.compile(
    r"\btax withholding|withholding (?:tax|obligation|requirement)|tax (?:obligation|liabilit)"
)
_SALES = re.compile(rf"\b{_SALE}\b")
_SOLD = re.compile(rf"\b{_any('sold sells? selling sales?')}\b")
_PRIVATE_TAX = re.compile(
    rf"\b{_any('personal estimated quarterly annual individual prior[-_]year')}\b|\btax bill"
)
_VESTING = re.compile(
    rf"\b{_any('vest rsus?_ psus?_ restricted_stock restricted_share exercis settle award option withh')}"
)

# --- the words around: in the patterns below `~` is where the sale was named --------------------------

# A negation in these denies nothing.
_NO_DENIAL = re.compile(
    rf"\b(?:{_any('do does did is was were are has had have')} )?{_any('not no nor without never')}"
    r"(?: "
    + _any(
        """have had exercise exercised any a an be being considered deemed represent constitute reflect made
        effected at in within subject to under by the reporting persons? other form of"""
    )
    + rf"){{0,7}} {_any('discretion(?:ary)? volition(?:al)? voluntary control')}"
    rf"(?: {_any('over of trades? sales? transactions? trading')})?\b"
    rf"|\bnot (?:be )?{_any('withheld retained surrendered net[-_]settled aware in_possession')}\b"
)
_WITHOUT_CHOICE = re.compile(
    r"\bnon-?discretionary|\bnot (?:[a-z]{1,20} ){0,4}(?:discretionary|volitional|voluntary)|\bmandat\w+|"
    r"\brequired to be sold|\bautomatic(?:ally)? (?:sale|sold)"
)
_NONE = re.compile(r"\b(?:no(?! longer)|none|neither)(?: (?!and\b|but\b)[^ ,]{1,40}){0,7} ~")
_NOT = re.compile(
    rf"\b(?:{_any('not never nor without unrelated cannot')}|"
    rf"{_any('is was were are do does did has had have')}nt)"
    r"(?: [^ ,]{1,40}){0,3} ~"
)
_NOT_AFTER = re.compile(
    rf"\b(?:{_any('not never unrelated nor none no_shares')}|{_any('is was were are do does did')}nt)\b"
)
_NOT_ALL = re.compile(rf"\bnot {_any('only solely just entirely exclusively all every')}\b")
_ANOTHER_SALE = re.compile(
    r"\b"
    + _any(
        r"""other_than except\w* exclud\w+ exclusive_of apart_from aside_from besides in_addition_to
        (?:rather_than|instead_of)(?!_(?:by_|having_|the_)?(?:withh|net|issuer|company))
        separate_from distinct_from unlike in_excess_of remain\w*(?=_(?:after|shares|of_the_shares|was|were))
        (?:net|balance|rest)_of(?:_[^_]{1,40}){0,3}_~ (?:previous(?:ly)?|prior|earlier)(?:_reported)?_~"""
    )
    + r"|~ (?:was |were )?(?:previously|earlier)"
)
_PART = re.compile(
    r"\b"
    + _any(
        r"""of_which of_whom of_these of_those of_such in_part partly partially partial primarily mainly
        mostly principally half_of majority_of some(?=_(?:of|shares)) certain(?=_(?:of|shares))
        includ(?:e|es|ed|ing)(?=_(?:[^_]{1,40}_){0,3}?(?:shares|~)) (?:portions?|part)_~"""
    )
    + r"|\b(?<!as )(?:portions?|part)(?= (?:was|were|of (?:the|these|those|such|his|her|its)"
    rf"{_gap(3)} {_any('shares stock rsus units securities proceeds ~')}))"
)
# "Represents the portion of the vested shares that was sold": the row is that portion.
_WHOLE = re.compile(
    rf"\b{_any('represents? reflects? is are was were')} (?:only |solely )?(?:the|that) "
    rf"{_any('portions? part')} of\b"
)
_MAY = _any(
    r"""will would could might shall intends? expects? anticipat\w+ propos\w+ (?:person|he|she)_plans_to
    can_be may_(?:be|have|sell|elect|require|also|choose)"""
)
_PERHAPS = re.compile(rf"\b{_MAY}\b{_gap(6)} ~|~{_gap(8)} {_MAY}\b|\bif (?!any\b)")
_ANOTHER_AIM = re.compile(
    r"\b"
    + _any(
        r"""diversif\w+ liquidity personal_(?:reasons|expenses|use|financ\w+) (?:estate|financial)_planning
        charit\w+ investment_purposes tuition divorce residence real_estate
        (?:other|general)_(?:purposes|reasons)"""
    )
    + r"\b"
)
_NOT_YET_PAID = re.compile(
    rf"\b{_any('before after prior_to following less excluding net_of without')}(?: the| any| deduct\w+)? ?$"
)


def may_speak(text: str) -> bool:
    """Whether a text is worth reading: it has one of the few words that all that is looked for needs."""
    plain = text.lower()
    return any(word in plain for word in _WORTH_READING)


def says(text: str) -> Known | None:
    """Whether the text says that the sale it stands under was made to pay the tax on a vesting.

    NO is a denial, UNKNOWN a text that says it of a part, of another sale, of the future, or not
    quite; None when it does not speak of it.
    """
    if not may_speak(text):
        return None
    if len(text) > _LONGEST:
        return Known.UNKNOWN
    plain = _plain(text)
    vesting = _VESTING.search(plain) is not None
    answer = joined(_sentence(part.strip(), vesting=vesting) for part in _SENTENCE_END.split(plain))
    if answer is None and vesting and "10b5" not in plain and _WITHOUT_CHOICE.search(plain):
        # Sold on a vesting without a choice: it looks like it, and the tax is not named.
        return Known.UNKNOWN if _SOLD.search(plain) else None
    return answer


def hints(text: str) -> bool:
    """Whether a text that says nothing of a sale speaks of the tax all the same.

    Under a row that is coded as a sale, `To satisfy tax withholding obligations` may mean this sale, and
    `Shares withheld for taxes` means that the code or the text is wrong.
    """
    if "tax" not in text.lower():
        return False
    plain = _plain(text)
    if _WITHHELD.search(plain):
        return _SOLD.search(plain) is None
    paid = _TO_PAY.search(plain) or _FOR_TAX.search(plain)
    return _OWES_TAX.search(plain) is not None or (
        paid is not None and _NOT_YET_PAID.search(plain[: paid.start()]) is None
    )


def names_only_the_purpose(text: str) -> bool:
    """Whether a text begins with paying the tax and names neither a sale nor shares kept back for it.

    `To satisfy tax withholding obligations upon vesting.`: under a row that is coded as a sale this is what
    the sale was for.
    """
    if not _MAY_BE_PURPOSE.match(text):
        return False
    plain = _plain(text)
    return (
        _ONLY_PURPOSE.match(plain) is not None
        and not _WITHHELD.search(plain)
        and not _NOT_AFTER.search(plain)
    )


def joined(answers: Iterable[Known | None]) -> Known | None:
    """What all who spoke agree on; UNKNOWN when they differ, None when nobody spoke."""
    heard = {answer for answer in answers if answer is not None}
    return Known.common(heard) if heard else None


def _plain(text: str) -> str:
    """Small letters, single spaces, no quotes, and a full stop only where a sentence ends."""
    plain = _NUMBERED.sub("number ", " ".join(text.lower().translate(_AS_PLAIN).split()))
    return _TAX_IN_PART.sub("to ", _ABBREVIATION.sub(r"\1", plain))


def _sentence(sentence: str, *, vesting: bool) -> Known | None:
    sentence = _NO_DENIAL.sub(" ", sentence)
    answer = joined(_claims(sentence, vesting=vesting))
    if answer is None and _SOLD.search(sentence) and not _WITHHELD.search(sentence):
        if _OWES_TAX.search(sentence):
            return Known.NO if _NOT_AFTER.search(sentence) else Known.UNKNOWN
        if _EXERCISE_COST.search(sentence):
            return Known.UNKNOWN
    return answer


def _claims(sentence: str, *, vesting: bool) -> Iterator[Known | None]:
    for pattern in (_TO_PAY, _FOR_TAX):
        for match in islice(pattern.finditer(sentence), _MOST_PURPOSES):
            yield _purpose(sentence, match, vesting=vesting)
    for match in islice(_TERM.finditer(sentence), _MOST_PURPOSES):
        yield _claim(sentence[max(0, match.start() - _BEFORE) : match.start()], "", sentence[match.end() :])
    told = _PAID_BY_SALE.search(sentence) or _TO_PAY_FIRST.search(sentence)
    if told and not _WITHHELD.search(told[0]):
        yield _claim(sentence[: told.start()], told[0], sentence[told.end() :])


def _purpose(sentence: str, match: re.Match[str], *, vesting: bool) -> Known | None:
    """The tax is to be paid: by which sale? By the nearest one named before."""
    head = sentence[max(0, match.start() - _BEFORE) : match.start()]
    sales = list(_SALES.finditer(head))
    if not sales or _NOT_YET_PAID.search(head):
        return None
    sale = sales[-1]
    between = head[sale.end() :]
    if _WITHHELD.search(between):
        return Known.UNKNOWN if _SOLD.search(head) and re.search(r"\bor\b", between) else None
    answer = _claim(head[: sale.start()], between, sentence[match.end() : match.end() + _AFTER])
    if answer is Known.YES and not vesting and _PRIVATE_TAX.search(match[0]):
        return Known.UNKNOWN
    return answer


def _claim(before: str, between: str, after: str) -> Known:
    """A sale for the tax is told, with these words before the sale, up to the purpose, and after it."""
    around = _WHOLE.sub(" ", f"{before.rstrip()} ~ {between.lstrip()}")
    if _NOT_ALL.search(around):
        return Known.UNKNOWN
    if _NONE.search(around) or _NOT.search(around) or _NOT_AFTER.search(between):
        return Known.NO
    if any(pattern.search(around) for pattern in (_ANOTHER_SALE, _PART, _PERHAPS)):
        return Known.UNKNOWN
    if _ANOTHER_AIM.search(between) or _ANOTHER_AIM.search(after.partition(" not ")[0]):
        return Known.UNKNOWN
    return Known.YES
