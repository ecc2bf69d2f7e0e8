"""What one condition asks, as a clause of plain English, from its canonical meaning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from tocsin.rules.english.told import TOLD
from tocsin.rules.english.words import Meaning, Whose, and_, days_of, dollars, or_, phrases, with_article
from tocsin.rules.filings.guided import MEASURES
from tocsin.rules.filings.items import said
from tocsin.rules.filings.mention import FORMS
from tocsin.rules.insiders.insider_disposal import CODES
from tocsin.rules.reports.derived import NAMES, Over, split

_NAME = re.compile(r"[a-z][a-z_]*")
_VERSUS = {
    "previous_quarter": "the quarter before",
    "year_ago": "a year earlier",
    "fiscal_year_end": "the end of the last fiscal year",
}
_OVER = {Over.TRAILING_YEAR: " in the last four quarters", Over.YEAR_TO_DATE: " in the year so far"}
_VERBS = {"insider_sale": "sell", "insider_buy": "buy", "insider_disposal": "dispose of"}
_MANY = {"chief executive": "chief executives", "chief financial officer": "chief financial officers"}

# --- insiders -------------------------------------------------------------------------------------------


def _trade(word: str) -> Callable[[Meaning, Whose], str]:
    verb = _VERBS[word]

    def told(asked: Meaning, whose: Whose) -> str:
        who = _people(asked)
        if "insiders" in asked:
            who = f"{asked['insiders']} {who}"
        parts = [f"{who}{whose.of()} {verb} {_amount(asked)}"]
        if "codes" in asked:
            codes = (f"{code} ({CODES[code]})" for code in asked["codes"].split(", "))
            parts[0] += f" under code {or_(codes)}"
        if "within" in asked:
            parts.append(f"within {days_of(asked['within'])}, all together")
        else:
            parts.append("in one filing")
        if "first_in" in asked:
            parts.append(f"for the first time in {days_of(asked['first_in'])}")
        parts += _known(asked.get("plan_10b5_1"), "under a 10b5-1 plan")
        parts += _known(asked.get("sell_to_cover"), "to cover taxes")
        return ", ".join(parts)

    return told


def _holding(asked: Meaning, whose: Whose) -> str:
    parts = [f"falls by {asked['falls']}"] if "falls" in asked else []
    parts += [f"rises by {asked['rises']}"] if "rises" in asked else []
    if "owned" in asked:
        parts.append(f"{'is then' if parts else 'becomes'} {asked['owned']} shares")
    return f"what {_people(asked)}{whose.of()} hold {' and '.join(parts)}"


def _proposed(asked: Meaning, whose: Whose) -> str:
    parts = [f"a Form 144{whose.of()} announces a sale of {_amount(asked)}"]
    return ", ".join([*parts, *_known(asked.get("plan_10b5_1"), "under a 10b5-1 plan")])


def _people(asked: Meaning) -> str:
    if "by" not in asked:
        return "insiders"
    return or_(_MANY.get(role, role) for role in asked["by"].split(", "))


def _amount(asked: Meaning) -> str:
    """`over 100,000 shares worth over $1M, over 25% of the holding`."""
    shares = f"{asked['shares']} shares" if "shares" in asked else ""
    value = f"worth {dollars(asked['value'])}" if "value" in asked else ""
    amount = " ".join(filter(None, [shares or (value and "stock"), value]))
    part = f"{asked['of_holding']} of the holding" if "of_holding" in asked else ""
    return ", ".join(filter(None, [amount, part])) or "any stock"


def _known(asked: str | None, what: str) -> list[str]:
    """`no, unknown` of a plan: `not under a 10b5-1 plan or where that is not known`."""
    if asked is None:
        return []
    told = {"yes": what, "no": f"not {what}", "unknown": "where that is not known"}
    answers = asked.split(", ")
    if answers == ["unknown"]:
        return [f"where it is not known whether {what}"]
    return [or_(told[answer] for answer in sorted(answers, key=("no", "yes", "unknown").index))]


# --- reports --------------------------------------------------------------------------------------------


def _metric(asked: Meaning, whose: Whose) -> str:
    several = asked["name"] in ("assets", "liabilities")
    parts = []
    for way in ("rises", "falls", "moves"):
        if way in asked:
            floor = asked.get("by_at_least", "").removeprefix("at least ")
            least = f" and by at least {dollars(floor)}" if floor else ""
            against = _VERSUS[asked.get("versus", "previous_quarter")]
            goes = way.removesuffix("s") if several else way
            parts.append(f"{goes} by {dollars(asked[way])}{least} against {against}")
    if "is" in asked:
        now = ("are" if several else "is") if parts else ("become" if several else "becomes")
        parts.append(f"{now} {_figures(dollars(asked['is']))}")
    return f"{_figures(asked['name'], whose.of())} {' and '.join(parts)}"


def _figures(text: str, of: str = "") -> str:
    """Names of figures as words: `operating_cash_flow_ttm` is `operating cash flow in the last four quarters`.
    `of` stands after the first."""

    def named(found: re.Match[str]) -> str:
        nonlocal of
        if found[0] not in NAMES:
            return found[0]
        base, over = split(found[0])
        whose, of = of, ""
        return f"{base.replace('_', ' ')}{whose}{_OVER.get(over, '')}"

    if of and text not in NAMES:  # arithmetic is of the company as a whole
        after, of = of, ""
        return _NAME.sub(named, text) + after
    return _NAME.sub(named, text)


def _mention(asked: Meaning, whose: Whose) -> str:
    forms = asked.get("in") or FORMS
    where = f", in its {or_(asked['section'])}" if "section" in asked else ""
    new = ", which nothing it filed in the 15 months before said" if "only" in asked else ""
    return f"{with_article(or_(forms))}{whose.of()} says {phrases(asked)}{where}{new}"


def _filing(asked: Meaning, whose: Whose) -> str:
    late = "a notice that a report will be late"
    if "form" in asked:
        what = with_article(or_(asked["form"].split(", ")))
    else:
        what = "an 8-K" if "item" in asked else "anything"
    if asked.keys() == {"late_notice"} and asked["late_notice"] == "yes":
        return f"a notice{whose.of()} that a report will be late is filed"
    what += whose.of()
    if "item" in asked:
        items = (f"{item} ({said(item)})" if said(item) else item for item in asked["item"].split(", "))
        what += f" with item {or_(items)}"
    if "late_notice" in asked:
        what += f" {'that is' if asked['late_notice'] == 'yes' else 'but'} {late}"
    return f"{what} is filed"


def _guidance(asked: Meaning, whose: Whose) -> str:
    measure = f" for {MEASURES[asked['measure']]}" if "measure" in asked else ""
    parts = [f"is {or_(asked['change'].split(', '))}"] if "change" in asked else []
    parts += [f"{way} by {asked[way]} in its middle" for way in ("rises", "falls", "moves") if way in asked]
    ends = {"low": "at its low end", "high": "at its high end", "midpoint": "in its middle"}
    parts += [f"is {dollars(asked[key])} {end}" for key, end in ends.items() if key in asked]
    return f"guidance{whose.of()}{measure} {' and '.join(parts) or 'is given'}"


def anything(word: str) -> Callable[[Any, Whose], str]:
    """A condition that has no words of its own here."""

    def told(asked: Any, whose: Whose) -> str:
        keys = asked.items() if isinstance(asked, Mapping) else ()
        with_ = and_(f"{key.replace('_', ' ')} {_flat(value)}" for key, value in keys)
        return f"{with_article(word.replace('_', ' '))}{whose.of()} comes{f' with {with_}' if with_ else ''}"

    return told


def _flat(value: Any) -> str:
    if isinstance(value, Mapping):
        return and_(f"{key} {_flat(one)}".replace("_", " ") for key, one in value.items())
    if isinstance(value, list | tuple):
        return or_(map(_flat, value))
    return str(value).replace("_", " ")


CLAUSES: dict[str, Callable[[Any, Whose], str]] = {
    **{word: _trade(word) for word in _VERBS},
    "insider_holding": _holding,
    "proposed_sale": _proposed,
    "metric": _metric,
    "mention": _mention,
    "filing": _filing,
    "guidance": _guidance,
    **TOLD,
}
