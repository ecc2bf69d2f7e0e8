"""The demo's story: made through and through, told by the shipped packs, and each scene says what should happen.

What comes of the scenes in the real house is in `tests/flow/test_story.py`.
"""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from lxml import etree

from tocsin import facts, trial
from tocsin.demo import story_packs
from tocsin.demo.companies import COMPANIES, PLZA
from tocsin.demo.filings import MADE, MadeFiling, submission
from tocsin.demo.quarter import june_10q, march_10q
from tocsin.demo.report import Report
from tocsin.demo.story import FIRES, HAYR, UNVERIFIED, Restart, Scene, Told, rule_files, story, whose
from tocsin.demo.story_reports import before
from tocsin.demo.story_vendors import FEEDS, told_before
from tocsin.demo.vendors import KEYS, VendorBox
from tocsin.errors import TocsinError
from tocsin.model import Answer
from tocsin.rules import NoHistory, judge, load

BEGINS = dt.datetime(2026, 8, 11, 14, 5, tzinfo=dt.UTC)
SCENES = story(BEGINS)
FILED = [scene.happens for scene in SCENES if isinstance(scene.happens, MadeFiling)]
PACKS = Path(__file__).parents[2] / "rules"
RULES = load({name: text.encode() for name, text in rule_files().items()})


def of_why(words: str) -> Scene:
    (scene,) = [scene for scene in SCENES if words in scene.why]
    return scene


def form4(words: str) -> etree._Element:
    filing = of_why(words).happens
    assert isinstance(filing, MadeFiling)
    return etree.fromstring(filing.documents[0].content)


# --- the scenes -------------------------------------------------------------------------------------------


def test_scenes_say_whether_they_ring_and_some_do_not() -> None:
    assert 15 <= len(SCENES) <= 25, "it is to be over in about a minute"
    assert sum(not scene.rings for scene in SCENES) >= 5
    assert {how for scene in SCENES for _, how in scene.rings} == {FIRES, UNVERIFIED}
    for scene in SCENES:
        assert scene.why.startswith("rings" if scene.rings else "silent")
        assert len(set(scene.rings)) == len(scene.rings)


def test_the_story_begins_with_a_sale_and_ends_with_the_target_cut() -> None:
    assert "340,000 shares" in SCENES[0].why
    assert ("servers-target-cuts", FIRES) in SCENES[-1].rings
    assert sum(isinstance(scene.happens, Restart) for scene in SCENES) == 1


def test_every_rule_that_a_scene_rings_is_one_that_the_demo_has() -> None:
    assert {rule for scene in SCENES for rule, _ in scene.rings} <= {rule.id for rule in RULES.rules}


def test_scenes_come_one_after_the_other_and_can_be_told_again() -> None:
    assert [scene.after for scene in SCENES] == [dt.timedelta(seconds=3 * n) for n in range(len(SCENES))]
    again = story(BEGINS, pause=dt.timedelta(seconds=1), first=101)
    assert again[-1].after == dt.timedelta(seconds=len(SCENES) - 1)
    numbers = {one.happens.accession for one in again if isinstance(one.happens, MadeFiling)}
    assert "9900000000-26-000101" in numbers
    assert numbers.isdisjoint(filing.accession for filing in FILED)


@pytest.mark.parametrize("filing", FILED, ids=lambda filing: f"{filing.form} {filing.accession[-2:]}")
def test_everything_that_is_filed_is_made(filing: MadeFiling) -> None:
    assert MADE in filing.documents[0].text
    assert {party.cik[:2] for party in filing.parties} == {"99"}
    assert {len(party.cik) for party in filing.parties} == {10}
    assert len({one.accession for one in FILED}) == len(FILED)


def test_a_filing_is_told_of_whom_it_is_about() -> None:
    named = {filing.form: whose(filing) for filing in FILED if whose(filing).startswith("Acme")}
    assert named == dict.fromkeys(("4", "144", "8-K", "10-Q"), "Acme Server Works Inc.")


# --- what is filed ----------------------------------------------------------------------------------------


def test_the_joint_sale_has_thirty_rows_of_one_sale() -> None:
    rows = form4("340,000 shares, thirty rows").findall(".//nonDerivativeTransaction")
    shares = [Decimal(row.findtext(".//transactionShares/value") or 0) for row in rows]
    prices = [Decimal(row.findtext(".//transactionPricePerShare/value") or 0) for row in rows]
    assert (len(rows), sum(shares), len(set(prices))) == (30, 340_000, 30)
    assert Decimal(12_800_000) < sum(s * p for s, p in zip(shares, prices, strict=True)) < Decimal(13_000_000)
    assert len(form4("340,000 shares, thirty rows").findall(".//isTenPercentOwner[.='1']")) == 1


def test_the_traps_are_there() -> None:
    assert form4("the price stands only in a footnote").find(".//transactionPricePerShare/value") is None
    assert form4("code F").findtext(".//transactionCode") == "F"
    assert form4("they paid the tax").findtext(".//transactionCode") == "S"
    assert "tax withholding" in (form4("they paid the tax").findtext(".//footnote") or "")


def figure(report: Report, name: str) -> int | Decimal:
    return report.figures[name]


def test_the_quarter_has_the_storys_figures() -> None:
    march, june = march_10q(), june_10q()
    debts = ("short_term_borrowings", "current_long_term_debt", "convertible_notes", "term_loans")
    assert sum(figure(march, name) for name in debts) == 4_900_000_000
    assert sum(figure(june, name) for name in debts) == 8_800_000_000
    burned = figure(june, "operating_cash_flow_ytd") - figure(march, "operating_cash_flow")
    assert burned == -6_600_000_000


def test_the_past_is_older_than_the_story_and_the_last_report_comes_last() -> None:
    past = before(BEGINS)
    assert past[-1][0] == march_10q()
    assert all(accepted < BEGINS - dt.timedelta(days=30) for _, accepted in past)
    year_ago = next(report for report, _ in past if report.fiscal == "2025Q2")
    assert figure(year_ago, "assets") - figure(year_ago, "equity") == 8_400_000_000


def test_what_insiders_file_is_judged_alike_without_the_house() -> None:
    bound = RULES.bind({f"{one.symbol}": one.cik for one in (*COMPANIES, PLZA)})
    for scene in SCENES:
        if not isinstance(scene.happens, MadeFiling) or scene.happens.form not in ("4", "144"):
            continue
        reading = facts.read(submission(scene.happens, BEGINS, BEGINS.date()))
        judged = [judge(rule, reading, NoHistory()) for rule in bound.for_issuer(reading.filing.issuer.cik)]
        rung = {
            (match.rule, FIRES if match.verdict.answer is Answer.FIRES else UNVERIFIED)
            for match in judged
            if match and match.rings
        }
        assert rung == set(scene.rings), scene.why


# --- what is told -----------------------------------------------------------------------------------------


def test_each_scene_is_told_to_vendors_whom_the_demo_asks() -> None:
    told = [scene.happens for scene in SCENES if isinstance(scene.happens, Told)]
    asked = {vendor for one in told for vendor in one.vendors}
    assert asked == set(FEEDS.values())
    with VendorBox(now=lambda: BEGINS) as box:
        told_before(box, BEGINS)
        quiet = {vendor: box.book(vendor)[0].copy() for vendor in FEEDS.values()}
        for one in told:
            one.tell(box)
            changed = {vendor for vendor in quiet if box.book(vendor)[0] != quiet[vendor]}
            assert changed >= set(one.vendors), one.what
            quiet = {vendor: box.book(vendor)[0].copy() for vendor in FEEDS.values()}
    assert set(KEYS) & asked == {"benzinga", "fmp", "finnhub", "fred"}


# --- whose rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", story_packs.WATCHED)
def test_the_demos_rules_are_the_packs_own_but_for_their_watchlist(name: str) -> None:
    shipped, ours = (PACKS / name).read_text("utf-8").splitlines(), rule_files()[name].splitlines()
    different = [(one, other) for one, other in zip(shipped, ours, strict=True) if one != other]
    assert len(different) == 1
    assert different[0][1].endswith(f"[{', '.join(story_packs.WATCHED[name])}]")


def test_the_packs_examples_hold_for_the_made_companies_too() -> None:
    assert [str(tried) for tried in trial.run(RULES) if not tried.green] == []


def test_the_rules_watch_the_made_companies_but_two() -> None:
    bound = RULES.bind({f"{one.symbol}": one.cik for one in (*COMPANIES, PLZA)})
    assert bound.warnings == ()
    assert HAYR.cik not in bound.ciks
    assert {company.cik for company in (*COMPANIES, PLZA)} - bound.ciks == {HAYR.cik, "9900000103"}


def test_a_pack_that_is_nowhere_is_named() -> None:
    with pytest.raises(TocsinError, match=r"the rule pack nothing\.yaml is not installed"):
        story_packs.pack_text("nothing.yaml")
