"""Reports, 8-Ks and Forms 144 from EDGAR to Slack: what rings on them, once, and what answers it later."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest

from tests.flow.conftest import Town
from tocsin.demo import forms, quarter
from tocsin.demo.companies import PLZA
from tocsin.demo.current_report import CurrentReport, Exhibit
from tocsin.demo.fault import Fault

EXCUSE = "<!DOCTYPE html><html><head><title>SEC.gov | File Unavailable</title></head></html>"
HEADER = re.compile(r"<ix:header>.*?</ix:header>", re.DOTALL)
TAGS = re.compile(r"</?ix:[a-zA-Z]+[^>]*>")
PAGE, INDEX = "acme-20260630.htm", "{accession}-index-headers.html"
RULES = """
rules:
  - id: debt-jump
    watch: 9900000101
    when:
      metric: {name: total_debt, rises: over 25%, by_at_least: $500M, versus: previous_quarter}
    severity: critical
  - id: burning-cash
    watch: 9900000101
    when: {metric: {name: operating_cash_flow, is: under -$1B}}
  - id: export-review
    watch: 9900000101
    when:
      mention:
        in: [8-K, 10-Q, 10-K]
        same_sentence: [[export control, Entity List, Bureau of Industry and Security], [review, investigation, subpoena]]
        only: new
"""


def in_folder(accession: str, name: str) -> str:
    folder = f"/Archives/edgar/data/9900000101/{accession.replace('-', '')}/"
    return folder + name.format(accession=accession)


def told_by(town: Town, rule: str) -> list[str]:
    return [text for text in town.texts() if re.search(rf"^Rule {rule}(:|$)", text, re.MULTILINE)]


def in_august(town: Town) -> Town:
    town.clock.advance(73 * 86_400)  # 7 August 2026, a Friday
    town.rules = town.ruled(RULES)
    town.file(quarter.march_10q(), days_ago=90)
    town.pass_by()
    assert town.texts() == []
    return town


def test_debt_that_jumps_rings_once_with_both_figures_both_periods_and_the_change(town: Town) -> None:
    in_august(town)
    town.file(quarter.june_10q())
    town.pass_by()
    (text,) = told_by(town, "debt-jump")
    headline = text.splitlines()[0]
    assert "80%" in headline
    assert "$8.8B" in headline and "30 Jun 2026" in headline
    assert "$4.9B" in headline and "31 Mar 2026" in headline
    town.pass_by("poll", "catchup", "read", "tell")
    assert len(told_by(town, "debt-jump")) == 1


def test_the_cash_of_a_quarter_is_the_year_to_date_less_the_quarter_before(town: Town) -> None:
    in_august(town)
    town.file(quarter.june_10q())
    town.pass_by()
    (text,) = told_by(town, "burning-cash")
    assert "-$6.6B" in text.splitlines()[0]


def test_a_review_that_is_new_rings_once_with_its_sentence(town: Town) -> None:
    in_august(town)
    town.file(quarter.june_10q())
    town.pass_by()
    (text,) = told_by(town, "export-review")
    assert "began an independent review of export control matters" in text
    assert "investigation of export control" not in text  # that no reader sees


def test_what_an_8k_said_a_week_before_rings_nothing_again(town: Town) -> None:
    in_august(town)
    town.file(quarter.export_review_8k())
    town.pass_by()
    (text,) = told_by(town, "export-review")
    assert "Form 8-K" in text
    town.clock.advance(7 * 86_400)
    town.file(quarter.june_10q())
    town.pass_by()
    assert len(told_by(town, "export-review")) == 1
    assert len(told_by(town, "debt-jump")) == 1


def release(**more: int) -> CurrentReport:
    """The results of June as a press release, days before the 10-Q."""
    june = quarter.june_10q()
    figures = {**june.figures, **more}
    return CurrentReport(
        june.company,
        dt.date(2026, 8, 4),
        {"2.02": ("We announced the results of the second quarter.",)},
        (Exhibit("Second quarter results", ("Net sales rose.",), results=replace(june, figures=figures)),),
    )


def test_a_press_release_rings_first_and_the_10q_confirms_it_in_the_thread(town: Town) -> None:
    in_august(town)
    town.file(release())
    town.pass_by()
    (first,) = told_by(town, "debt-jump")
    assert "press release" in first
    town.clock.advance(3 * 86_400)
    town.file(quarter.june_10q())
    town.pass_by()
    assert len(told_by(town, "debt-jump")) == 1
    (parent,) = [m for m in town.told() if "Rule debt-jump:" in m.text]
    (reply,) = [m for m in town.told() if "CONFIRMED" in m.text and "total debt" in m.text]
    assert reply.thread_ts == parent.ts
    assert not reply.broadcast


def test_a_press_release_that_was_wrong_is_corrected_aloud(town: Town) -> None:
    in_august(town)
    june = quarter.june_10q()
    # 700 of term loans more than the 10-Q will say, less of what is owed to suppliers.
    town.file(
        release(
            term_loans=int(june.figures["term_loans"]) + 700_000_000,
            accounts_payable=int(june.figures["accounts_payable"]) - 700_000_000,
        )
    )
    town.pass_by()
    town.clock.advance(3 * 86_400)
    town.file(june)
    town.pass_by()
    (parent,) = [m for m in town.told() if "Rule debt-jump:" in m.text]
    (reply,) = [m for m in town.told() if "CORRECTED" in m.text and "total debt" in m.text]
    assert (reply.thread_ts, reply.broadcast) == (parent.ts, True)
    assert "$8.8B" in reply.text and "not $9.5B as the press release said" in reply.text


def test_an_amendment_that_restates_nothing_says_nothing(town: Town) -> None:
    in_august(town)
    town.file(quarter.june_10q())
    town.pass_by()
    before = len(town.texts())
    town.clock.advance(20 * 86_400)
    town.file(replace(quarter.june_10q(), amendment=True))
    town.pass_by()
    assert len(town.texts()) == before


def test_an_amendment_that_restates_debt_says_what_changed(town: Town) -> None:
    in_august(town)
    june = quarter.june_10q()
    town.file(june)
    town.pass_by()
    town.clock.advance(20 * 86_400)
    more = {
        **june.figures,
        "term_loans": int(june.figures["term_loans"]) + 300_000_000,
        "accounts_payable": int(june.figures["accounts_payable"]) - 300_000_000,
    }
    town.file(replace(june, figures=more, amendment=True))
    town.pass_by()
    (reply,) = [m for m in town.told() if "RESTATED" in m.text]
    assert "$9.1B" in reply.text and "$8.8B" in reply.text
    (parent,) = [m for m in town.told() if "Rule debt-jump:" in m.text]
    assert reply.thread_ts == parent.ts


def undecided(town: Town, rule: str) -> list[str]:
    rows = town.state()._connection.execute(
        "SELECT reason FROM matches WHERE rule = ? AND answer = 'undecided'", (rule,)
    )
    return [reason for (reason,) in rows]


def test_without_an_earlier_report_the_rule_is_undecided_and_says_why(town: Town) -> None:
    town.rules = town.ruled(RULES)
    town.baseline = None
    town.file(quarter.june_10q())
    town.pass_by("poll", "read", "tell")
    assert told_by(town, "debt-jump") == []
    (why,) = undecided(town, "debt-jump")
    assert "31 Mar 2026" in why
    assert "not known" in why


def test_a_report_that_cannot_wait_reads_the_past_first(town: Town) -> None:
    """The baseline lists the past; the report is here before that was read."""
    town.clock.advance(73 * 86_400)
    town.rules = town.ruled(RULES)
    town.file(quarter.march_10q(), days_ago=90)
    town.edgar.fail(Fault.status(503, "busy"), on="/api/xbrl/companyfacts/", times=3)
    town.pass_by("baseline")
    town.file(quarter.june_10q())
    town.pass_by("poll", "read", "tell")
    assert len(told_by(town, "debt-jump")) == 1


def test_a_report_without_tags_takes_its_figures_from_the_instance_beside_it(town: Town) -> None:
    in_august(town)
    june = quarter.june_10q()
    made = forms.filing("9900000009-26-000077", june)
    page, *rest = made.documents
    bare = replace(page, text=TAGS.sub("", HEADER.sub("", page.text)))
    town.edgar.publish(replace(made, documents=(bare, *rest)), at=town.clock.now())
    town.pass_by()
    figures = town.state()._connection.execute(
        "SELECT json_extract(body, '$.value'), json_extract(body, '$.quality') FROM facts WHERE name = 'total_debt'"
        " AND json_extract(body, '$.end') = '2026-06-30'"
    )
    assert figures.fetchall() == [("8800000000", "low")]  # without a face: the concepts' combination
    assert len(told_by(town, "export-review")) == 1


@pytest.mark.parametrize(
    ("fault", "on"),
    [
        (Fault.cut(90_000), PAGE),
        (Fault.body(b"\x00\xff" * 5000, "text/html"), PAGE),
        (Fault.status(410, "gone"), PAGE),
        (Fault.status(410, "gone"), INDEX),
        (Fault.huge(), PAGE),
    ],
    ids=["breaks off", "binary", "gone", "no index", "200 MB"],
)
def test_a_report_that_cannot_be_read_is_set_aside_and_the_next_filing_rings(
    town: Town, fault: Fault, on: str
) -> None:
    in_august(town)
    bad = town.file(quarter.june_10q())
    town.edgar.fail(fault, on=in_folder(bad, on), times=1)
    town.pass_by()
    (told,) = [text for text in town.texts("#tocsin-ops") if "set aside" in text]
    assert told.startswith(f"Form 10-Q {bad} (")
    town.file(quarter.export_review_8k())
    town.pass_by()
    assert len(told_by(town, "export-review")) == 1


@pytest.mark.parametrize(
    ("fault", "on"),
    [
        (Fault.status(503, "busy"), INDEX),
        (Fault.body(EXCUSE, "text/html", 200), PAGE),
        (Fault.body(EXCUSE, "text/html", 200), INDEX),
        (Fault.reset(), PAGE),
        (Fault.truncate(5_000), PAGE),
    ],
    ids=["503", "an excuse for the report", "an excuse for the index", "reset", "truncated"],
)
def test_a_report_that_is_late_to_appear_is_asked_for_again(town: Town, fault: Fault, on: str) -> None:
    in_august(town)
    late = town.file(quarter.june_10q())
    town.edgar.fail(fault, on=in_folder(late, on), times=2)
    for _ in range(4):
        town.pass_by()
        town.clock.advance(10)
    assert len(told_by(town, "debt-jump")) == 1


def test_a_form_144_rings_before_the_form_4(town: Town) -> None:
    town.rules = town.ruled(
        """
        rules:
          - {id: means-to-sell, watch: 9900000101, when: {proposed_sale: {shares: over 100k}}}
        """
    )
    town.pass_by()
    town.file(quarter.proposed_sale())
    town.pass_by()
    (text,) = town.texts()
    assert "means to sell 250,000 sh, $9.49M" in text
    assert "Form 144" in text


def test_what_a_platform_expects_to_spend_is_told_from_its_press_release(town: Town) -> None:
    town.rules = town.ruled(
        f"""
        rules:
          - {{id: capex-raised, watch: {PLZA.cik}, when: {{guidance: {{measure: capital_expenditure, change: raised}}}}}}
        """
    )
    town.pass_by()
    town.file(quarter.capex_guidance_8k())
    town.pass_by()
    (text,) = town.texts()
    assert "$125B to $145B" in text.splitlines()[0]
    assert "$115B to $135B" in text.splitlines()[0]
