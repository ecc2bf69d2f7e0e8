"""Quarters, years to date and trailing years: right or absent, never wrong."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.reports import day, figure
from tocsin.model import Metric, Part, Quality
from tocsin.rules.reports.comparable import confirms, not_comparable
from tocsin.rules.reports.quarters import Quarters
from tocsin.rules.spans import day_words, length_words, months_before, quarter_before, year_before

FLOW = "operating_cash_flow"
YTD = f"{FLOW}_ytd"


def flow(value: str, start: str, end: str, accession: str, form: str = "10-Q", name: str = YTD) -> Metric:
    return replace(figure(name, value, end, start), accession=accession, form=form)


def millions(metric: Metric) -> Decimal | None:
    return None if metric.value is None else metric.value / 1_000_000


def a_year(first: int = 2023) -> list[Metric]:
    """A calendar year of four reports, each year to date: 10, 30, 60 and 100."""
    return [
        flow("10", f"{first}-01-01", f"{first}-03-31", f"{first}-1"),
        flow("30", f"{first}-01-01", f"{first}-06-30", f"{first}-2"),
        flow("60", f"{first}-01-01", f"{first}-09-30", f"{first}-3"),
        flow("100", f"{first}-01-01", f"{first}-12-31", f"{first}-4", "10-K"),
    ]


def test_a_quarter_is_this_year_to_date_less_the_one_before() -> None:
    quarters = Quarters(a_year())
    ends = ("2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31")
    assert [millions(quarters.quarter(FLOW, day(end))) for end in ends] == [10, 20, 30, 40]
    third = quarters.quarter(FLOW, day("2023-09-30"))
    assert (third.start, third.quality, third.accession) == (day("2023-07-01"), Quality.OK, "2023-3")
    assert third.note == "9 months to 30 Sep 2023 less 6 months to 30 Jun 2023"
    assert third.parts == (Part(YTD, Decimal(60_000_000)), Part(YTD, Decimal(-30_000_000)))
    assert third.name == FLOW


def test_a_quarter_that_is_reported_is_taken_as_it_is() -> None:
    reported = flow("31", "2023-07-01", "2023-09-30", "2023-3", name=FLOW)
    assert Quarters([*a_year(), reported]).quarter(FLOW, day("2023-09-30")) == reported


def test_twelve_months_are_never_a_quarter() -> None:
    told = Quarters([flow("100", "2023-01-01", "2023-12-31", "2023-4", "10-K", "revenue")])
    missing = told.quarter("revenue", day("2023-12-31"))
    assert missing.quality is Quality.ABSENT
    assert missing.note == (
        "revenue of the quarter to 31 Dec 2023 is not known: "
        "12 months to 31 Dec 2023 without 9 months to 30 Sep 2023: no earlier 10-Q"
    )


def test_a_start_more_than_three_days_off_is_another_year() -> None:
    for start, known in (("2022-12-29", True), ("2023-01-04", True), ("2023-01-05", False)):
        half = flow("30", start, "2023-06-30", "2023-2")
        third = Quarters([half, a_year()[2]]).quarter(FLOW, day("2023-09-30"))
        assert (third.value is not None) is known, start


def test_quarters_reported_one_by_one_are_taken_from_the_year() -> None:
    told = [
        flow("10", "2023-01-01", "2023-03-31", "1", name="revenue"),
        flow("20", "2023-04-01", "2023-06-30", "2", name="revenue"),
        flow("30", "2023-07-01", "2023-09-30", "3", name="revenue"),
        flow("100", "2023-01-01", "2023-12-31", "4", "10-K", name="revenue"),
    ]
    quarters = Quarters(told)
    assert millions(quarters.quarter("revenue", day("2023-12-31"))) == 40
    assert millions(Quarters(told[1:]).quarter("revenue", day("2023-12-31"))) is None
    earlier = flow("90", "2022-01-01", "2022-12-31", "0", "10-K", name="revenue")
    quarters = Quarters([earlier, *told[:2]])
    assert millions(quarters.year_to_date("revenue", day("2023-06-30"))) == 30
    assert Quarters(told[:2]).year_to_date("revenue", day("2023-06-30")).value is None


def test_trailing_year() -> None:
    quarters = Quarters([*a_year(2022), *a_year(2023)[:2]])
    trailing = quarters.trailing_year(FLOW, day("2023-06-30"))
    assert (millions(trailing), trailing.start) == (100, day("2022-07-01"))
    assert trailing.note == (
        "6 months to 30 Jun 2023 and 12 months to 31 Dec 2022 less 6 months to 30 Jun 2022"
    )
    assert millions(quarters.trailing_year(FLOW, day("2022-12-31"))) == 100
    without = Quarters(
        [metric for metric in [*a_year(2022), *a_year(2023)[:2]] if metric.accession != "2022-2"]
    )
    assert without.trailing_year(FLOW, day("2023-06-30")).quality is Quality.ABSENT


def test_trailing_twelve_months_beside_the_year_to_date_are_not_it() -> None:
    """Amazon's 10-Q shows three, six and twelve months under one tag."""
    told = [
        flow("16476", "2023-04-01", "2023-06-30", "b", name=FLOW),
        flow("21264", "2023-01-01", "2023-06-30", "b", name=FLOW),
        flow("61841", "2022-07-01", "2023-06-30", "b", name=FLOW),
    ]
    quarters = Quarters(told)
    assert millions(quarters.quarter(FLOW, day("2023-06-30"))) == 16476
    assert millions(quarters.year_to_date(FLOW, day("2023-06-30"))) == 21264
    assert millions(quarters.trailing_year(FLOW, day("2023-06-30"))) == 61841
    assert quarters.calendar.year_end_before(day("2023-06-30")) == day("2022-12-31")


def test_a_year_to_date_never_holds_more_than_its_year() -> None:
    since_inception = flow("900", "2019-02-11", "2023-06-30", "b")
    assert Quarters([since_inception]).year_to_date(FLOW, day("2023-06-30")).value is None
    alone = [
        flow("60", "2022-01-01", "2022-09-30", "1"),
        flow("40", "2022-10-01", "2022-12-31", "2", name=FLOW),
        flow("10", "2023-01-01", "2023-03-31", "3", name=FLOW),
    ]
    assert Quarters(alone).year_to_date(FLOW, day("2022-12-31")).value == 100_000_000
    assert Quarters(alone).year_to_date(FLOW, day("2023-03-31")).note == (
        "operating_cash_flow_ytd of the year to 31 Mar 2023 is not known: 1 Jan 2023 begins another year"
    )


def test_what_a_later_filing_restates_holds_from_then_on() -> None:
    amended = flow("35", "2023-01-01", "2023-06-30", "2023-9", "10-Q/A")
    third = day("2023-09-30")
    assert millions(Quarters([*a_year()[:3], amended]).quarter(FLOW, third)) == 25
    assert millions(Quarters(a_year()[:3]).quarter(FLOW, third)) == 30


def test_a_recast_comparison_is_not_taken_from_a_figure_on_the_old_basis() -> None:
    """The next year's 10-Q shows six months without a sold business; last year's nine months still hold it."""
    recast_half = flow("20", "2023-01-01", "2023-06-30", "2024-2")
    recast_nine = flow("40", "2023-01-01", "2023-09-30", "2024-3")
    third = day("2023-09-30")
    assert millions(Quarters([*a_year(), recast_half]).quarter(FLOW, third)) == 30
    assert millions(Quarters([*a_year(), recast_half, recast_nine]).quarter(FLOW, third)) == 20


def test_absent_figures_restate_nothing_and_say_why() -> None:
    absent = replace(figure("total_debt", None, "2026-06-30", note="its lines do not add up"), accession="2")
    known = replace(figure("total_debt", "5", "2026-06-30"), accession="1")
    assert Quarters([known, absent]).balance("total_debt", day("2026-06-30")).value == 5_000_000
    alone = Quarters([absent]).balance("total_debt", day("2026-06-30"))
    assert alone.note == "total_debt at 30 Jun 2026 is not known: its lines do not add up"


def test_what_was_got_by_a_fallback_restates_nothing_that_was_read() -> None:
    read = replace(figure("total_debt", "5", "2026-06-30"), accession="1")
    low = replace(figure("total_debt", "6", "2026-06-30", quality=Quality.LOW), accession="2")
    release = replace(figure("total_debt", "7", "2026-06-30"), accession="3", form="8-K")
    assert Quarters([read, low, release]).balance("total_debt", day("2026-06-30")) == read
    assert Quarters([release, low, read]).balance("total_debt", day("2026-06-30")) == read


def test_two_values_in_one_filing_are_none() -> None:
    two = [replace(figure("assets", value, "2026-06-30"), accession="1") for value in ("5", "6")]
    told = Quarters(two).balance("assets", day("2026-06-30"))
    assert (told.value, told.note) == (
        None,
        "assets at 30 Jun 2026 is not known: one filing gives it two values",
    )


def test_flows_of_other_concepts_are_not_taken_from_each_other() -> None:
    half = replace(a_year()[1], parts=(Part("us-gaap:A", Decimal(30)),))
    nine = replace(a_year()[2], parts=(Part("us-gaap:B", Decimal(60)),))
    assert Quarters([half, nine]).quarter(FLOW, day("2023-09-30")).note == (
        "operating_cash_flow of the quarter to 30 Sep 2023 is not known: "
        "built of other parts: B to 30 Sep 2023, A to 30 Jun 2023"
    )


def test_a_figure_that_was_told_under_both_names_is_of_the_same_parts() -> None:
    """Alphabet's nine months of 2023 stand under one concept, its year under another, and in a later 10-K the
    same year under the first."""
    nine = replace(a_year()[2], parts=(Part("us-gaap:A", Decimal(60)),))
    year = replace(a_year()[3], parts=(Part("us-gaap:B", Decimal(100)),))
    again = replace(year, accession="2024-4", parts=(Part("us-gaap:A", Decimal(100)),))
    fourth = day("2023-12-31")
    assert Quarters([nine, year]).quarter(FLOW, fourth).quality is Quality.ABSENT
    for order in ([nine, year, again], [nine, again, year]):
        told = Quarters(order).quarter(FLOW, fourth)
        assert (millions(told), {part.concept for part in told.parts}) == (40, {"us-gaap:A"})
    other = replace(again, value=Decimal(101_000_000))
    assert Quarters([nine, other, year]).quarter(FLOW, fourth).quality is Quality.ABSENT


def test_the_worst_quality_of_the_parts() -> None:
    half = replace(a_year()[1], quality=Quality.LOW)
    assert Quarters([half, a_year()[2]]).quarter(FLOW, day("2023-09-30")).quality is Quality.LOW


def test_the_balance_three_months_earlier_a_year_ago_and_at_the_year_end() -> None:
    days = ("2025-06-28", "2025-09-27", "2025-12-27", "2026-03-28", "2026-06-27")
    quarters = Quarters(
        [
            *(replace(figure("cash", str(n), end), accession=str(n)) for n, end in enumerate(days, 1)),
            flow("1", "2025-12-28", "2026-06-27", "5"),
        ]
    )
    end = day("2026-06-27")
    assert millions(quarters.previous_quarter("cash", end)) == 4
    assert millions(quarters.year_ago("cash", end)) == 1
    assert millions(quarters.fiscal_year_end("cash", end)) == 3


def test_the_quarter_before_may_be_sixteen_weeks_ago() -> None:
    end = day("2026-05-23")
    assert quarter_before(end, [day("2026-01-31")]) == day("2026-01-31")
    assert quarter_before(end, [day("2026-01-31"), day("2026-02-25")]) == day("2026-02-25")
    assert quarter_before(end, [day("2026-03-31"), day("2025-12-31")]) is None
    assert year_before(end, [day("2025-05-24"), day("2025-05-17"), day("2025-08-01")]) == day("2025-05-24")


@pytest.mark.parametrize(
    ("days", "said"),
    [
        *((91, "3 months"), (181, "6 months"), (273, "9 months"), (365, "12 months"), (84, "12 weeks")),
        *((112, "16 weeks"), (252, "36 weeks"), (371, "53 weeks"), (100, "100 days"), (31, "1 month")),
    ],
)
def test_lengths_as_a_person_says_them(days: int, said: str) -> None:
    assert length_words(days) == said


def test_a_month_end_stays_one() -> None:
    assert months_before(day("2026-06-30"), 3) == day("2026-03-31")
    assert months_before(day("2024-05-31"), 3) == day("2024-02-29")
    assert months_before(day("2026-06-27"), 12) == day("2025-06-27")
    assert day_words(day("2026-06-07")) == "7 Jun 2026"


def test_a_debt_line_that_appears_is_new_debt_where_both_faces_were_read() -> None:
    loans = figure("total_debt", "5", "2026-03-31", concepts="LongTermDebt")
    both = figure("total_debt", "9", "2026-06-30", concepts="LongTermDebt,ConvertibleNotesPayable")
    assert not_comparable(both, loans) is None
    assert not_comparable(both, replace(loans, quality=Quality.LOW)) == (
        "built of other parts: ConvertibleNotesPayable at 30 Jun 2026, nothing else at 31 Mar 2026"
    )
    same = replace(both, end=day("2026-03-31"), quality=Quality.LOW)
    assert not_comparable(both, same) is None
    assert not_comparable(both, replace(loans, unit="EUR")) == "USD and EUR are not compared"


def test_twelve_weeks_are_not_compared_with_sixteen() -> None:
    last = flow("5", "2025-09-07", "2025-12-27", "1")
    third = flow("4", "2025-06-15", "2025-09-06", "2")
    assert not_comparable(last, third) == "16 weeks are not compared with 12 weeks"
    assert not_comparable(third, flow("4", "2025-03-16", "2025-06-14", "2")) is None  # 13 weeks


@pytest.mark.parametrize(
    ("printed", "note", "reported", "confirmed"),
    [
        ("8800", None, "8796", True),
        ("8800", None, "8849.9", True),
        ("8800", None, "8851", False),
        ("8800", "press release: total debt, in millions", "8796", False),
        ("8796", None, "8796.4", True),
        ("-630", None, "-630", True),
        ("0", None, "1", False),
    ],
)
def test_a_report_confirms_a_press_release_as_far_as_it_was_printed(
    printed: str, note: str | None, reported: str, confirmed: bool
) -> None:
    earlier = figure("total_debt", printed, "2026-06-30", note=note)
    assert confirms(earlier, figure("total_debt", reported, "2026-06-30")) is confirmed
    assert confirms(earlier, figure("total_debt", reported, "2026-03-31")) is None
    assert confirms(earlier, figure("total_debt", None, "2026-06-30")) is None


def test_without_anything_nothing_is_known_and_nothing_breaks() -> None:
    nothing = Quarters([])
    for name in ("total_debt", FLOW, YTD, f"{FLOW}_ttm"):
        assert nothing.figure(name, day("2026-06-30")).quality is Quality.ABSENT


def test_many_reports_of_one_start_take_no_time() -> None:
    start = day("2020-01-01")
    many = [
        replace(
            a_year()[0], start=start + dt.timedelta(days=n % 3), end=start + dt.timedelta(days=80 + n // 3)
        )
        for n in range(6000)
    ]
    assert Quarters(many).quarter(FLOW, start + dt.timedelta(days=2000)).quality in set(Quality)


# --- whatever the calendar --------------------------------------------------------------------------


@dataclass
class Made:
    """Years of a made filer: what it filed, in order, and what was true after each filing."""

    filings: list[list[Metric]] = field(default_factory=list)
    truths: list[dict[tuple[dt.date, dt.date], int]] = field(default_factory=list)
    ends: list[list[dt.date]] = field(default_factory=list)
    starts: list[dt.date] = field(default_factory=list)


@dataclass
class MadeYear:
    """`alone` says of which quarters the report shows the three months too."""

    start: dt.date
    ends: list[dt.date]
    quarters: list[int]
    alone: list[bool]

    def told(self, n: int, accession: str, form: str) -> list[Metric]:
        end = self.ends[n]
        report = [value(sum(self.quarters[: n + 1]), self.start, end, accession, form, YTD)]
        if self.alone[n] and n > 0:
            first = self.ends[n - 1] + dt.timedelta(days=1)
            report.append(value(self.quarters[n], first, end, accession, form, FLOW))
        return report


def weeks(draw: st.DrawFn) -> list[int]:
    lengths = [[91] * 4, [91, 91, 91, 98], [84, 84, 84, 112], [112, 84, 84, 84], [98, 91, 91, 91]]
    return draw(st.sampled_from([*lengths, [84, 91, 98, 98], [84, 84, 84, 119]]))


@st.composite
def made(draw: st.DrawFn, gaps: bool = True) -> Made:
    """Reports year to date, some quarters alone; some reports missing, some amended later."""
    it = Made()
    start = draw(st.dates(dt.date(2015, 1, 1), dt.date(2020, 12, 31)))
    truth: dict[tuple[dt.date, dt.date], int] = {}
    pending: list[list[Metric]] = []
    for year in range(draw(st.integers(1, 3))):
        lengths = weeks(draw)
        quarters = draw(st.lists(st.integers(-9, 99), min_size=4, max_size=4))
        ends = [start + dt.timedelta(days=sum(lengths[: n + 1]) - 1) for n in range(4)]
        it.starts.append(start)
        it.ends.append(ends)
        shifted = draw(st.integers(0, 2)) if draw(st.booleans()) else None
        shift = draw(st.integers(1, 5)) if shifted is not None else 0

        alone = [draw(st.booleans()) for _ in range(4)]
        year_made = MadeYear(start, ends, quarters, alone)
        for n in range(4):
            form = "10-K" if n == 3 else "10-Q"
            truth[start if n == 0 else ends[n - 1] + dt.timedelta(days=1), ends[n]] = quarters[n]
            if not gaps or draw(st.integers(0, 5)):
                report = year_made.told(n, f"{year}-{n}", form)
                earlier = pending[n] if len(pending) == 4 and draw(st.booleans()) else []
                it.filings.append(
                    [*report, *(replace(one, accession=f"{year}-{n}", form=form) for one in earlier)]
                )
                it.truths.append(dict(truth))
        if shifted is not None:  # what was booked a quarter too early is put right
            quarters[shifted] -= shift
            quarters[shifted + 1] += shift
            report = []
            for n in (shifted, shifted + 1):
                truth[start if n == 0 else ends[n - 1] + dt.timedelta(days=1), ends[n]] = quarters[n]
                report += year_made.told(n, f"{year}-{shifted}A", "10-Q/A")
            it.filings.append(report)
            it.truths.append(dict(truth))
        pending = [year_made.told(n, "", "") for n in range(4)]
        start = ends[3] + dt.timedelta(days=1)
    return it


def value(amount: int, start: dt.date, end: dt.date, accession: str, form: str, name: str) -> Metric:
    return replace(
        figure(name, "0", "2020-01-01"),
        value=Decimal(amount),
        start=start,
        end=end,
        accession=accession,
        form=form,
    )


def spanned(truth: dict[tuple[dt.date, dt.date], int], start: dt.date, end: dt.date) -> int:
    return sum(amount for (first, last), amount in truth.items() if start <= first and last <= end)


@settings(max_examples=80, deadline=None)
@given(made(), st.randoms(use_true_random=False))
def test_what_is_derived_is_the_truth_of_its_time_or_absent(it: Made, order: random.Random) -> None:
    for count in range(1, len(it.filings) + 1):
        known, truth = it.filings[:count], it.truths[count - 1]
        quarters = Quarters(metric for filing in known for metric in filing)
        shuffled = Quarters(metric for filing in known for metric in order.sample(filing, len(filing)))
        for end in (end for ends in it.ends for end in ends):
            for name in (FLOW, YTD, f"{FLOW}_ttm"):
                derived = quarters.figure(name, end)
                assert shuffled.figure(name, end) == derived
                if derived.value is not None and derived.start is not None:
                    assert derived.value == spanned(truth, derived.start, end), (name, end, derived.note)
                    if name == FLOW:
                        assert (derived.start, end) in truth


@settings(max_examples=40, deadline=None)
@given(made(gaps=False))
def test_with_every_report_every_quarter_is_known(it: Made) -> None:
    quarters = Quarters(metric for filing in it.filings for metric in filing)
    for start, ends in zip(it.starts, it.ends, strict=True):
        for end in ends:
            assert quarters.quarter(FLOW, end).value is not None
            year_to_date = quarters.year_to_date(FLOW, end)
            assert (year_to_date.start, year_to_date.value is not None) == (start, True)
    for earlier, ends in zip(it.ends, it.ends[1:], strict=False):
        for before, end in zip(earlier, ends, strict=True):
            # A year cut elsewhere has no same day a year ago; four quarters may still make one.
            if (end - before).days in (364, 371):
                assert quarters.trailing_year(FLOW, end).value is not None
