"""What reports and other documents may say in an example: figures, items, sentences.

What is left out is not stated, but for what every document has: an 8-K has an item, a report has words, which
say nothing that a rule looks for.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import partial
from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import Quality
from tocsin.rules.days import parse_span
from tocsin.rules.examples.figures import Day, Money, Text, not_empty, parse_date, parse_expected
from tocsin.rules.filings.guided import MEASURES
from tocsin.rules.filings.items import parse_item
from tocsin.rules.filings.sections import section_named
from tocsin.rules.reports.derived import FORMULAS, NAMES
from tocsin.yamltext import Section, choice, each_text, from_text

Said = Annotated[tuple[str, ...], each_text(not_empty("a sentence"))]
SectionName = Annotated[str | None, from_text(section_named)]


class WordsKeys(Section):
    """What a filing says in words."""

    EXAMPLE: ClassVar[str] = '{says: "The board began a review."}'

    says: Said = Field(
        (),
        description="A sentence, or a list of them. Left out, it says nothing that a rule looks for.",
        examples=['["The board began an independent review of export control matters."]'],
    )
    section: SectionName = Field(
        None, description="The section in which they stand.", examples=["Risk Factors"]
    )


class CurrentKeys(WordsKeys):
    """What an 8-K tells: its items and its words."""

    EXAMPLE: ClassVar[str] = "{item: 5.02}"

    item: Annotated[tuple[str, ...], each_text(parse_item)] = Field(
        ("8.01",), description="Its items, by number or name; left out: 8.01.", examples=["[4.01, 9.01]"]
    )


class GuidanceKeys(WordsKeys):
    """What a press release expects of a measure, from low to high."""

    EXAMPLE: ClassVar[str] = "{measure: capital_expenditure, low: $125B, high: $145B, period: full year 2026}"

    measure: Annotated[str, from_text(choice({name: name for name in MEASURES}))] = Field(
        description="What is expected.", examples=["capital_expenditure"]
    )
    low: Annotated[Decimal, from_text(parse_expected)] = Field(description="From.", examples=["$125B"])
    high: Annotated[Decimal | None, from_text(parse_expected)] = Field(
        None, description="To; left out: as low.", examples=["$145B"]
    )
    period: Text = Field(
        None, description="Of which period, as releases say it, with its year.", examples=["full year 2026"]
    )

    @model_validator(mode="after")
    def _in_order(self) -> GuidanceKeys:
        if self.high is not None and self.high < self.low:
            raise ValueError("low is over high: the range begins with the smaller one")
        return self


class NothingKeys(Section):
    """So many days in which nothing comes, for rules that ring by the clock."""

    EXAMPLE: ClassVar[str] = "140d"

    days: Annotated[int, from_text(partial(parse_span, key="nothing"))] = Field(
        description="How many days.", examples=["140d"]
    )


def _made_of(name: str) -> str:
    base = name.removesuffix("_ttm").removesuffix("_ytd")
    if base in FORMULAS:
        parts = " and ".join(word for word in FORMULAS[base].split() if word.isidentifier())
        return f"in rules alone: it is made of {parts}, give these"
    return f"in rules alone: a filing tells {base} or {base}_ytd, and the year is made of these or of a 10-K"


class ReportKeys(WordsKeys):
    """What a 10-Q or 10-K tells: figures and words. A flow is of the quarter, in a 10-K of the year; with `_ytd`
    it is of the fiscal year so far."""

    EXAMPLE: ClassVar[str] = "{end: 2026-06-30, total_debt: $8.8B}"
    ELSEWHERE: ClassVar[dict[str, str]] = {
        name: _made_of(name)
        for name in NAMES
        if name.endswith("_ttm") or name.removesuffix("_ytd") in FORMULAS
    }

    end: Annotated[dt.date, from_text(parse_date)] = Field(
        description="The last day that it reports on.", examples=["2026-06-30"]
    )
    year_begins: Day = Field(
        None,
        description="The first day of the fiscal year; left out: of the calendar year, of a 10-K twelve months "
        "before its end.",
        examples=["2025-07-01"],
    )
    quality: Annotated[Quality, from_text(choice({"ok": Quality.OK, "low": Quality.LOW}))] = Field(
        Quality.OK, description="ok, or low for figures that were got by a fallback.", examples=["low"]
    )
    total_debt: Money = None
    short_term_debt: Money = None
    long_term_debt: Money = None
    assets: Money = None
    liabilities: Money = None
    equity: Money = None
    cash: Money = None
    inventory: Money = None
    accounts_receivable: Money = None
    revenue: Money = None
    cost_of_revenue: Money = None
    gross_profit: Money = None
    operating_income: Money = None
    net_income: Money = None
    operating_cash_flow: Money = None
    capital_expenditure: Money = None
    revenue_ytd: Money = None
    cost_of_revenue_ytd: Money = None
    gross_profit_ytd: Money = None
    operating_income_ytd: Money = None
    net_income_ytd: Money = None
    operating_cash_flow_ytd: Money = None
    capital_expenditure_ytd: Money = None

    @model_validator(mode="after")
    def _within_its_year(self) -> ReportKeys:
        if self.year_begins is not None and not 0 < (self.end - self.year_begins).days <= 380:
            raise ValueError("year_begins is not in the year before end")
        return self
