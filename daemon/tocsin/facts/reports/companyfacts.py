"""The SEC's companyfacts API: an issuer's whole history of figures in one answer.

It tells bare values, each row as a filing gave it, without dimensions and without the face of a balance
sheet. It has been seen hours late and with filings missing: a baseline, never the truth of one filing.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from tocsin.errors import Unreadable
from tocsin.facts.figures import MOST_DIGITS, cik, day, quoted
from tocsin.facts.reports.concepts import ASSETS, CASH_FLOWS, FIGURES, GROSS_PROFIT, REVENUE, Figure
from tocsin.facts.reports.debt import combine
from tocsin.facts.submission import accession_number
from tocsin.model import Issuer, Metric, Part, Quality, exact_sum

FORMS = frozenset(("10-Q", "10-Q/A", "10-K", "10-K/A", "10-QT", "10-QT/A", "10-KT", "10-KT/A"))
NOTE = "companyfacts"

# The largest recorded answer has 4 MB; NVIDIA's 17 years of reports as much.
MOST_BYTES = 100_000_000
_TAXONOMIES = ("us-gaap", "ifrs-full")
_CURRENCY = re.compile(r"[A-Z]{3}")
_FISCAL = frozenset(("Q1", "Q2", "Q3", "Q4", "FY"))
_WHOLE_COST = "us-gaap:CostOfRevenue"
_LONGEST_QUARTER = 119
_YEAR = range(350, 381)

Span = tuple[dt.date | None, dt.date]


@dataclass(frozen=True, slots=True)
class CompanyFact:
    """A figure, and the day that the filing which told it was filed."""

    metric: Metric
    filed: dt.date


@dataclass(slots=True)
class _Report:
    """The rows of one filing: values by currency, concept and period; None where it gives two."""

    accession: str
    form: str
    filed: dt.date
    fiscal: str | None
    values: dict[str, dict[str, dict[Span, Decimal | None]]] = field(default_factory=dict)


def read(body: bytes, *, since: dt.date | None = None) -> tuple[CompanyFact, ...]:
    """The figures of every 10-Q and 10-K, as each filing told them: in the order of filing, so that of two
    for one period the later one restates. `since` leaves out what was filed before it.

    Flows, and balances that one concept is, are `ok`; debt, which is put together, is `low`. Every note
    begins with `companyfacts`. Raises `Unreadable` for what is no such answer.
    """
    answer = _json(body)
    name, taxonomies = answer.get("entityName"), answer.get("facts")
    number = answer.get("cik")
    if not isinstance(taxonomies, dict) or not isinstance(number, Decimal | str):
        raise Unreadable('no answer of companyfacts: "cik" and "facts" are missing')
    issuer = Issuer(cik(f"{number}", "companyfacts"), name if isinstance(name, str) else "")
    reports: dict[str, _Report] = {}
    for taxonomy in _TAXONOMIES:
        _gather(taxonomy, taxonomies.get(taxonomy, {}), since, reports)
    ordered = sorted(reports.values(), key=lambda report: (report.filed, report.accession))
    return tuple(
        CompanyFact(metric, report.filed) for report in ordered for metric in _metrics(report, issuer)
    )


# --- the answer ------------------------------------------------------------------------------------


def _json(body: bytes) -> dict[str, Any]:
    if len(body) > MOST_BYTES:
        raise Unreadable(f"{len(body):,} bytes are more than companyfacts answers with")
    try:
        answer = json.loads(body, parse_float=_number, parse_int=_number, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        begins = quoted(body[:40].decode("latin-1"))
        raise Unreadable(f"not JSON where companyfacts was due: it begins with {begins}") from error
    if not isinstance(answer, dict):
        raise Unreadable("no answer of companyfacts: not an object")
    return answer


def _number(text: str) -> Decimal:
    if len(text) > MOST_DIGITS:
        raise Unreadable(f"companyfacts: the number {quoted(text)} has more than {MOST_DIGITS} digits")
    figure = Decimal(text)
    if not -MOST_DIGITS <= figure.adjusted() <= MOST_DIGITS:
        raise Unreadable(f"companyfacts: the number {quoted(text)} has more than {MOST_DIGITS} digits")
    return figure


def _no_number(text: str) -> NoReturn:
    raise Unreadable(f"companyfacts: {text} is not a number")


def _gather(taxonomy: str, concepts: Any, since: dt.date | None, reports: dict[str, _Report]) -> None:
    for concept, told in _object(concepts, taxonomy).items():
        place = f"{taxonomy}:{quoted(concept)[1:-1]}"
        for unit, rows in _object(_object(told, place).get("units", {}), place).items():
            if not _CURRENCY.fullmatch(unit):
                continue
            if not isinstance(rows, list):
                raise Unreadable(f"{place}: no list of rows under {quoted(unit)}")
            for row in rows:
                _take(f"{taxonomy}:{concept}", unit, _object(row, place), since, reports)


def _take(
    concept: str, unit: str, row: dict[str, Any], since: dt.date | None, reports: dict[str, _Report]
) -> None:
    place = quoted(concept, 100)[1:-1]
    form = _text(row, "form", place)
    if form not in FORMS:
        return
    filed = day(_text(row, "filed", place), place, "filed")
    if since is not None and filed < since:
        return
    end = day(_text(row, "end", place), place, "end")
    start = day(_text(row, "start", place), place, "start") if row.get("start") is not None else None
    value = row.get("val")
    if not isinstance(value, Decimal) or (start is not None and start > end):
        raise Unreadable(f"{place}: a row to {end} has no value, or ends before it starts")
    accession = accession_number(_text(row, "accn", place))
    report = reports.get(accession)
    if report is None:
        report = reports[accession] = _Report(accession, form, filed, _fiscal(row))
    values = report.values.setdefault(unit, {}).setdefault(concept, {})
    same = values.setdefault((start, end), value) == value
    if not same:
        values[start, end] = None


def _object(told: Any, place: str) -> dict[str, Any]:
    if not isinstance(told, dict):
        raise Unreadable(f"{place}: not an object where companyfacts has one")
    return told


def _text(row: dict[str, Any], key: str, place: str) -> str:
    text = row.get(key)
    if not isinstance(text, str):
        raise Unreadable(f'{place}: a row has no "{key}"')
    return text


def _fiscal(row: dict[str, Any]) -> str | None:
    year, period = row.get("fy"), row.get("fp")
    if isinstance(year, Decimal) and 1900 <= year <= 2200 and not year % 1 and period in _FISCAL:
        return f"{int(year)}{period}"
    return None


# --- the figures of one filing -----------------------------------------------------------------------


def _metrics(report: _Report, issuer: Issuer) -> Iterator[Metric]:
    # A filer that shows a second currency, for convenience, tags little in it.
    count = Counter({unit: sum(map(len, concepts.values())) for unit, concepts in report.values.items()})
    unit = min(count, key=lambda unit: (-count[unit], unit))
    concepts = report.values[unit]
    # `fy` and `fp` are the filing's own: they name the period that it is about, not its comparisons.
    last = max((span[1] for figure in FIGURES.values() for span, *_ in _rows(figure, concepts)), default=None)

    def metric(
        name: str, span: Span, value: Decimal, parts: tuple[Part, ...], note: str, quality: Quality
    ) -> Metric:
        return Metric(
            accession=report.accession,
            form=report.form,
            issuer=issuer,
            name=name,
            value=value,
            unit=unit,
            start=span[0],
            end=span[1],
            fiscal=report.fiscal if span[1] == last else None,
            quality=quality,
            parts=parts,
            note=note,
        )

    for figure in FIGURES.values():
        for span, concept, value, quality in _rows(figure, concepts):
            name = _name(figure, span, report)
            if name is not None:
                note = NOTE if quality is Quality.OK else f"{NOTE}: {concept}"
                yield metric(name, span, value, (Part(concept, value),), note, quality)
    for span, parts in _gross_profits(concepts):
        name = _name(GROSS_PROFIT, span, report)
        if name is not None:
            note = f"{NOTE}: not told: revenue less cost of revenue"
            yield metric(name, span, exact_sum(part.value for part in parts), parts, note, Quality.LOW)
    for end in _balance_sheets(concepts):
        debt = combine(_of_day(concepts, end))
        for name, amount in (
            ("total_debt", debt.total),
            ("short_term_debt", debt.short_term),
            ("long_term_debt", debt.long_term),
        ):
            if amount is not None:
                said = "; ".join(text for text in (amount.note, debt.note) if text)
                note = f"{NOTE}: {said}" if said else NOTE
                yield metric(name, (None, end), amount.value, amount.parts, note, Quality.LOW)


def _rows(
    figure: Figure, concepts: dict[str, dict[Span, Decimal | None]]
) -> Iterator[tuple[Span, str, Decimal, Quality]]:
    """Each period that the figure is told for, by the first of its concepts that has it."""
    seen: set[Span] = set()
    for names, quality in ((figure.concepts, Quality.OK), (figure.fallbacks, Quality.LOW)):
        for concept in names:
            for span, value in concepts.get(concept, {}).items():
                if (span[0] is None) is figure.instant and span not in seen:
                    seen.add(span)
                    if value is not None:
                        yield span, concept, value, quality


def _gross_profits(
    concepts: dict[str, dict[Span, Decimal | None]],
) -> Iterator[tuple[Span, tuple[Part, Part]]]:
    """Revenue less its whole cost, where no gross profit is told (Alphabet's never is). Only one concept says
    that it is the whole cost."""
    told = {span for span, *_ in _rows(GROSS_PROFIT, concepts)}
    costs = concepts.get(_WHOLE_COST, {})
    for span, concept, value, quality in _rows(REVENUE, concepts):
        cost = costs.get(span)
        if cost is not None and quality is Quality.OK and span not in told:
            yield span, (Part(concept, value), Part(_WHOLE_COST, cost.copy_negate()))


def _name(figure: Figure, span: Span, report: _Report) -> str | None:
    """A cash flow is told year to date; three months are a quarter's own but in the first quarter."""
    start, end = span
    if start is None:
        return figure.name
    days = (end - start).days + 1
    if days in _YEAR and report.form.startswith("10-Q"):
        return None  # twelve months up to a quarter (Amazon) are no year to date
    if days > _LONGEST_QUARTER and not (days in _YEAR and figure not in CASH_FLOWS):
        return f"{figure.name}_ytd"
    first = (report.fiscal or "").endswith("Q1")
    return f"{figure.name}_ytd" if figure in CASH_FLOWS and (first or days in _YEAR) else figure.name


def _balance_sheets(concepts: dict[str, dict[Span, Decimal | None]]) -> list[dt.date]:
    """The days that the filing shows a balance sheet of; debts stand at other days too, in the notes."""
    return sorted({end for name in ASSETS.concepts for _, end in concepts.get(name, {})})


def _of_day(concepts: dict[str, dict[Span, Decimal | None]], end: dt.date) -> dict[str, Decimal]:
    of_day = {}
    for concept, values in concepts.items():
        value = values.get((None, end))
        if value is not None:
            of_day[concept] = value
    return of_day
