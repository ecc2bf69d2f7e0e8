"""A Form 4 on EDGAR becomes one right message in Slack."""

from __future__ import annotations

import re
from decimal import Decimal

from tests.flow.conftest import ACME, REYES, TRUST, Town, sale
from tocsin.demo.filings import Company


def test_the_baseline_rings_nothing_and_what_comes_after_it_rings_once(town: Town) -> None:
    town.publish(sale("340000"))
    town.clock.advance(60)
    assert town.pass_by() == {"baseline": 1, "poll": 0, "read": 0, "tell": 0}

    town.publish(sale("150000"))
    assert town.pass_by() == {"baseline": 0, "poll": 1, "read": 1, "tell": 1}
    assert town.pass_by() == {"baseline": 0, "poll": 0, "read": 0, "tell": 0}
    (text,) = town.texts()
    assert "sold 150,000 sh" in text


def test_without_a_baseline_everything_on_the_page_rings(town: Town) -> None:
    town.baseline = None
    town.publish(sale("340000"))
    town.publish(sale("150000"))
    assert town.pass_by() == {"baseline": 0, "poll": 2, "read": 2, "tell": 2}


def test_thirty_rows_of_two_owners_are_one_message_with_the_weighted_price(town: Town) -> None:
    town.pass_by()
    rows = [
        sale(str(11_333 if number < 20 else 11_334), f"{Decimal('37.36') + Decimal('0.04') * number}")
        for number in range(30)
    ]
    value = sum((row.shares or 0) * (row.price or 0) for row in rows)
    town.publish(*rows, owners=(REYES, TRUST))
    town.pass_by()
    (text,) = town.texts()
    headline = text.splitlines()[0]
    assert headline == (
        "🟠 HIGH · ACME: Reyes Dana (Chief Executive Officer) and Reyes Family Trust (10% owner)"
        " sold 340,000 sh, $12.9M at $37.94, 25% of the holding, no 10b5-1 plan"
    )
    assert (value / 340_000).quantize(Decimal("0.0001")) == Decimal("37.9400")
    assert "30 rows" in text


def test_a_price_only_in_a_footnote_leaves_a_rule_on_value_undecided(town: Town) -> None:
    rule = """
    rules:
      - {id: rich, watch: 9900000101, when: {insider_sale: {value: over $1M}}, if_unknown: ring}
      - {id: quiet, watch: 9900000101, when: {insider_sale: {value: over $1M}}}
    """
    town.rules = town.ruled(rule)
    town.pass_by()
    accession = town.publish(
        sale("95000", None, notes=(("price", "F1"),)),
        footnotes=(("F1", "Sold at prices from $36.10 to $37.90; the weighted average was $37.02."),),
    )
    town.pass_by()
    (text,) = town.texts()
    assert text.splitlines()[:4] == [
        "🟡 UNVERIFIED WARNING · ACME: Reyes Dana (Chief Executive Officer) sold 95,000 sh, price not stated,"
        " 9% of the holding, no 10b5-1 plan",
        "Could not be decided: value unknown: a row states its price only in a footnote",
        "Rule rich: value unknown (over $1,000,000)",
        "“Sold at prices from $36.10 to $37.90; the weighted average was $37.02.”",
    ]
    matches = town.state()._connection.execute(
        "SELECT rule, answer, rings FROM matches WHERE accession = ? ORDER BY rule", (accession,)
    )
    assert matches.fetchall() == [("quiet", "undecided", 0), ("rich", "undecided", 1)]


def test_the_message_says_who_when_where_and_by_which_clock(town: Town) -> None:
    town.pass_by()
    accession = town.publish(sale("150000"))
    town.clock.advance(1.1)
    town.pass_by()
    (message,) = town.told()
    lines = message.text.splitlines()
    folder = accession.replace("-", "")
    assert lines[1:] == [
        "Rule insider-dump: 150,000 sh sold, over 100,000",
        "Acme Server Works Inc. · 1 row · traded 26 May 2026",
        f"Form 4 {accession}: <{town.edgar.www}/Archives/edgar/data/9900000101/{folder}/{accession}-index.htm"
        "|open on EDGAR>",
        "accepted 16:05:13 ET on 26 May 2026, seen +1.4 s, matched +1.4 s",
    ]
    assert message.metadata == {
        "event_type": "tocsin_alert",
        "event_payload": {
            "key": message.metadata["event_payload"]["key"],
            "rule": "insider-dump",
            "issuer": "9900000101",
            "accession": accession,
            "instance": "0",
        },
    }
    assert re.fullmatch(r"[0-9a-f]{32}", message.metadata["event_payload"]["key"])


def test_what_is_seen_late_is_told_as_late(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.clock.advance(3 * 3600 + 12 * 60)
    town.pass_by()
    (text,) = town.texts()
    assert text.startswith("🟠 LATE HIGH · ACME: ")
    assert "seen +3 h 12 min" in text


def test_names_that_are_markup_are_told_as_text(town: Town) -> None:
    town.pass_by()
    hostile = Company(ACME.cik, 'A<!channel> & "B" \\ *C*', "NONE")
    town.publish(sale("150000"), issuer=hostile)
    town.pass_by()
    (text,) = town.texts()
    assert 'A&lt;!channel&gt; &amp; "B" \\ *C*' in text
    assert "<!channel>" not in text


def test_an_issuer_entry_that_comes_late_changes_nothing(town: Town) -> None:
    town.pass_by()
    filing = town.form4(sale("150000"))
    town.edgar.publish(filing, at=town.clock.now(), issuer_late=True)
    town.pass_by()
    town.edgar.reveal(filing.accession)
    town.pass_by()
    assert len(town.texts()) == 1


def test_a_filing_about_another_issuer_is_read_and_left(town: Town) -> None:
    """Its issuer entry is not there yet, so that it must be read to know that nobody watches."""
    town.pass_by()
    other = town.form4(sale("500000"), issuer=Company("9900000199", "Hayrick Foods Inc.", "HAYR"))
    town.edgar.publish(other, at=town.clock.now(), issuer_late=True)
    assert town.pass_by() == {"baseline": 0, "poll": 1, "read": 1, "tell": 0}
    assert town.state().filings.count("unwatched") == 1
    assert town.state().facts.reading(other.accession) is None


def test_a_party_that_is_watched_but_not_the_issuer_rings_nothing(town: Town) -> None:
    """An issuer's CIK can be the reporting owner of another issuer."""
    town.pass_by()
    owner = TRUST.__class__(ACME.cik, ACME.name, ten_percent_owner=True)
    town.publish(sale("500000"), issuer=Company("9900000199", "Hayrick Foods Inc.", "HAYR"), owners=(owner,))
    assert town.pass_by()["read"] == 1
    assert town.texts() == []


def test_an_amendment_that_only_repeats_rings_nothing_again(town: Town) -> None:
    town.pass_by()
    town.publish(sale("150000"))
    town.pass_by()
    town.publish(sale("150000"), form="4/A", amends=town.clock.now().date())
    town.pass_by()
    town.publish(sale("250000"), form="4/A", amends=town.clock.now().date())
    town.pass_by()
    first, second = town.texts()
    assert "amended" not in first
    assert "amended filing: Reyes Dana (Chief Executive Officer) sold 250,000 sh" in second
    assert "amends the filing of 26 May 2026" in second


def test_the_feed_is_paged_until_it_meets_what_is_known(town: Town) -> None:
    town.publish(sale("150000"))
    town.pass_by()
    town.clock.advance(1)
    for _ in range(130):  # two entries each: three pages
        town.publish(sale("150000"))
    asked = len(town.edgar.requests("/cgi-bin/browse-edgar"))
    town.clock.advance(1)
    assert town.pass_by("poll") == {"poll": 130}
    assert len(town.edgar.requests("/cgi-bin/browse-edgar")) == asked + 3
