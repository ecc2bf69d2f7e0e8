"""Three-valued answers, against brute force: every way in which what is unknown could turn out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules.made import filing, sale, verdict
from tocsin.model import Answer, InsiderTransaction, Known
from tocsin.rules.interval import Interval, share
from tocsin.rules.threshold import Side, Threshold, Unit

SIDES = {
    Side.OVER: lambda figure, limit: figure > limit,
    Side.AT_LEAST: lambda figure, limit: figure >= limit,
    Side.UNDER: lambda figure, limit: figure < limit,
    Side.AT_MOST: lambda figure, limit: figure <= limit,
}
# What an unknown count of shares or an unknown price could be: nothing, something, more than any limit.
COULD_BE = (Decimal(0), Decimal(7), Decimal(10**9))

counts = st.integers(1, 20).map(Decimal)
limits = st.integers(1, 200).map(Decimal)
sides = st.sampled_from(sorted(SIDES))


@dataclass(frozen=True)
class Row:
    shares: Decimal | None
    price: Decimal | None
    cover: Known

    def made(self, plan: Known = Known.NO) -> InsiderTransaction:
        shares, price = (None if figure is None else str(figure) for figure in (self.shares, self.price))
        return sale(shares, price, cover=self.cover, plan=plan)

    def outcomes(self) -> Iterator[tuple[bool, Decimal, Decimal]]:
        """Each way this row could turn out: whether it counts, its shares, its dollars."""
        counted = (True, False) if self.cover is Known.UNKNOWN else (self.cover is Known.NO,)
        shares = COULD_BE if self.shares is None else (self.shares,)
        prices = COULD_BE if not self.price else (self.price,)
        for counted_, number, price in product(counted, shares, prices):
            yield counted_, number, number * price


rows = st.lists(
    st.builds(
        Row,
        shares=st.one_of(st.none(), counts, counts),
        price=st.one_of(st.none(), st.just(Decimal(0)), counts, counts, counts),
        cover=st.sampled_from([Known.NO, Known.NO, Known.UNKNOWN, Known.YES]),
    ),
    min_size=1,
    max_size=3,
)


@given(side=sides, limit=limits, low=counts, width=st.one_of(st.none(), st.integers(0, 200).map(Decimal)))
def test_a_threshold_decides_as_every_figure_in_between_does(
    side: Side, limit: Decimal, low: Decimal, width: Decimal | None
) -> None:
    high = None if width is None else low + width
    top = low + 1000 if high is None else high
    figures = {low, top, *(figure for figure in (limit - 1, limit, limit + 1) if low <= figure <= top)}
    answers = {SIDES[side](figure, limit) for figure in figures}
    decided = answers.pop() if len(answers) == 1 else None
    assert Threshold(side, limit, Unit.SHARES).compare(low, high) is decided


@given(rows=rows, figure=st.sampled_from(["shares", "value"]), side=sides, limit=limits, no_box=st.booleans())
@settings(max_examples=400, deadline=None)
def test_a_sale_is_undecided_exactly_when_it_depends(
    rows: list[Row], figure: str, side: Side, limit: Decimal, *, no_box: bool
) -> None:
    asked = f"{side} {'$' if figure == 'value' else ''}{limit}"
    box = Known.UNKNOWN if no_box else Known.NO
    reading = filing(*(row.made(box) for row in rows))
    answers = set()
    for outcome in product(*(row.outcomes() for row in rows)):
        counted = [(shares, dollars) for counted_, shares, dollars in outcome if counted_]
        total = sum((dollars if figure == "value" else shares for shares, dollars in counted), Decimal(0))
        answers.add(bool(counted) and SIDES[side](total, limit))
    if no_box:
        answers.add(False)
    told = verdict(f"{{plan_10b5_1: no, sell_to_cover: no, {figure}: {asked}}}", reading).answer
    expected = Answer.UNDECIDED if len(answers) == 2 else (Answer.FIRES if True in answers else Answer.SILENT)
    assert told is expected


@given(
    rows=rows,
    shares=st.tuples(sides, limits),
    value=st.tuples(sides, limits),
)
@settings(max_examples=400, deadline=None)
def test_a_certain_answer_is_never_wrong(
    rows: list[Row], shares: tuple[Side, Decimal], value: tuple[Side, Decimal]
) -> None:
    condition = f"{{sell_to_cover: no, shares: {shares[0]} {shares[1]}, value: {value[0]} ${value[1]}}}"
    told = verdict(condition, filing(*(row.made() for row in rows))).answer
    for outcome in product(*(row.outcomes() for row in rows)):
        counted = [(count, dollars) for counted_, count, dollars in outcome if counted_]
        held = (
            bool(counted)
            and SIDES[shares[0]](sum((count for count, _ in counted), Decimal(0)), shares[1])
            and SIDES[value[0]](sum((dollars for _, dollars in counted), Decimal(0)), value[1])
        )
        assert told in (Answer.UNDECIDED, Answer.FIRES if held else Answer.SILENT)


@given(sold=st.tuples(counts, counts), left=st.tuples(counts, counts))
def test_a_part_of_a_holding_lies_between_its_bounds(
    sold: tuple[Decimal, Decimal], left: tuple[Decimal, Decimal]
) -> None:
    between = share(Interval(min(sold), max(sold)), Interval(min(left), max(left)))
    for part, rest in product(sold, left):
        percent = part * 100 / (part + rest)
        assert between.low - Decimal("1e-20") <= percent
        assert between.high is not None
        assert percent <= between.high + Decimal("1e-20")
