"""The demo's story: made through and through, and each scene says what should happen."""

import datetime as dt
from collections import Counter
from decimal import Decimal

import yaml
from lxml import etree

from tocsin import facts
from tocsin.demo.filings import MADE, submission
from tocsin.demo.story import COMPANIES, FIRES, HAYR, UNVERIFIED, Scene, rules_text, story
from tocsin.model import Answer
from tocsin.rules import NoHistory, judge, load

BEGINS = dt.datetime(2026, 3, 10, 20, 5, 12, tzinfo=dt.UTC)
SCENES = story(BEGINS)


def xml(scene: Scene) -> etree._Element:
    return etree.fromstring(scene.filing.documents[0].content)


def of_why(words: str) -> Scene:
    (scene,) = [scene for scene in SCENES if words in scene.why]
    return scene


def test_half_of_the_scenes_ring_and_half_do_not() -> None:
    assert len(SCENES) == 10
    assert sum(bool(scene.rings) for scene in SCENES) == 5
    assert Counter(how for scene in SCENES for _, how in scene.rings) == {FIRES: 5, UNVERIFIED: 1}
    for scene in SCENES:
        assert scene.why.startswith("rings" if scene.rings else "silent")


def test_everything_is_made() -> None:
    for scene in SCENES:
        text = scene.filing.documents[0].text
        assert text.count(MADE) == 2
        assert {party.cik[:2] for party in scene.filing.parties} == {"99"}
        assert {len(party.cik) for party in scene.filing.parties} == {10}
    assert len({scene.filing.accession for scene in SCENES}) == 10


def test_scenes_come_one_after_the_other_and_can_be_told_again() -> None:
    assert [scene.after for scene in SCENES] == [dt.timedelta(seconds=6 * number) for number in range(10)]
    again = story(BEGINS, pause=dt.timedelta(seconds=1), first=11)
    assert again[-1].after == dt.timedelta(seconds=9)
    assert again[0].filing.accession == "9900000000-26-000011"


def test_the_joint_sale_has_thirty_rows_of_one_sale() -> None:
    scene = of_why("340,000 shares in thirty rows")
    rows = xml(scene).findall(".//nonDerivativeTransaction")
    shares = [Decimal(row.findtext(".//transactionShares/value") or 0) for row in rows]
    prices = [Decimal(row.findtext(".//transactionPricePerShare/value") or 0) for row in rows]
    assert (len(rows), sum(shares), len(set(prices))) == (30, 340_000, 30)
    assert Decimal(12_800_000) < sum(s * p for s, p in zip(shares, prices, strict=True)) < Decimal(13_000_000)
    assert [party.role for party in scene.filing.parties] == ["Reporting", "Reporting", "Issuer"]
    assert len(xml(scene).findall(".//isTenPercentOwner[.='1']")) == 1


def test_the_traps_are_there() -> None:
    assert (
        xml(of_why("the price stands only in a footnote")).find(".//transactionPricePerShare/value") is None
    )
    assert xml(of_why("10b5-1 box is unchecked")).findtext("aff10b5One") == "0"
    assert xml(of_why("under a plan")).findtext("aff10b5One") == "1"
    assert xml(of_why("2,500.75")).find("aff10b5One") is None
    amendment = xml(of_why("the amendment makes"))
    assert amendment.findtext("documentType") == "4/A"
    assert amendment.findtext("dateOfOriginalSubmission") == "2026-03-10"


def test_the_rules_watch_all_but_one_of_the_companies() -> None:
    rules = yaml.load(rules_text(), Loader=yaml.BaseLoader)  # noqa: S506 - every scalar as text
    watched = set(rules["watchlists"]["made-servers"])
    assert {company for company in COMPANIES if not {company.cik, company.symbol} & watched} == {HAYR}
    assert {rule for scene in SCENES for rule, _ in scene.rings} == {rule["id"] for rule in rules["rules"]}


def test_the_real_reader_and_the_real_rules_say_the_same() -> None:
    rules = load({"story.yaml": rules_text().encode()}).bind(
        {company.symbol: company.cik for company in COMPANIES if company.symbol}
    )
    for scene in SCENES:
        reading = facts.read(submission(scene.filing, BEGINS, BEGINS.date()))
        judged = [judge(rule, reading, NoHistory()) for rule in rules.for_issuer(reading.filing.issuer.cik)]
        rung = [
            (match.rule, FIRES if match.verdict.answer is Answer.FIRES else UNVERIFIED)
            for match in judged
            if match and match.rings
        ]
        assert tuple(rung) == scene.rings, scene.why
