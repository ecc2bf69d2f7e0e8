"""`tocsin once` with feeds in its configuration, against the vendors in a box: real HTTP from the answer to Slack."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.flow.conftest import ACME, IDENTITY, Town
from tocsin import service
from tocsin.cli import tocsin_command
from tocsin.clock import EASTERN
from tocsin.config import Config, load
from tocsin.demo.vendors import KEYS, Target, VendorBox, VendorRules
from tocsin.feeds.adapters import USABLE

RULES = """
rules:
  - {id: cuts, watch: ACME, when: {price_target: {falls: at least 10%}}}
  - {id: downgrades, watch: ACME, when: {rating: {action: downgrades}}}
  - {id: few-buys, watch: ACME, when: {consensus: {buys: under 40%}}}
  - {id: missed, watch: ACME, when: {earnings: {measure: revenue, misses: over 10%}}}
  - {id: ten-year, watch: market, when: {rate: {series: 10-year, rises: at least 20bp, within: 5d}}}
  - {id: rally, watch: ACME, when: {price: {rises: over 8%}}}
  - {id: recall, watch: ACME, when: {headline: {any_of: [recall]}}}
"""
SHEET = "kind,symbol,firm,from,to,currency,at\n"


@pytest.fixture
def vendors(town_today: Town) -> Iterator[VendorBox]:
    with VendorBox(VendorRules()) as box:
        yield box


def configure(town: Town, box: VendorBox, *used: str) -> Path:
    folder = town.folder.parent
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "desk.yaml").write_text(RULES)
    (folder / "sheet").mkdir(exist_ok=True)
    town.edgar.list_company(ACME)
    keys = {name: f", key: {KEYS[name]}" if name in KEYS else "" for name in used}
    feeds = "".join(
        f"  {name}: {{use: {name}, base: '{box.base(name)}'{keys[name]}, a_minute: 6000}}\n"
        for name in used
        if name not in ("rss", "file")
    )
    if "rss" in used:
        feeds += f"  rss: {{use: rss, url: '{box.base('rss')}'}}\n"
    if "file" in used:
        feeds += "  sheet: {use: file, folder: sheet}\n"
    file = folder / "tocsin.yaml"
    file.write_text(
        f"""
identity: {IDENTITY}
edgar: {{www: "{town.edgar.www}", data: "{town.edgar.data}"}}
slack: {{api: "{town.slack.api}", token: {town.slack.token}}}
receivers: {{desk: {{slack: {{channel: "#ai-desk"}}}}, ops: {{slack: {{channel: "#tocsin-ops"}}}}}}
route: {{receiver: desk}}
ops: [ops]
feeds:
{feeds}"""
    )
    return file


def settings_of(file: Path) -> Config:
    return load(file, {}, USABLE)


def once(file: Path) -> bool:
    return asyncio.run(service.once(settings_of(file)))


def test_every_vendor_is_heard_and_one_cut_is_told_once(town_today: Town, vendors: VendorBox) -> None:
    town, box = town_today, vendors
    used = ("benzinga", "massive", "fmp", "finnhub", "fred", "nyfed", "treasury", "rss", "file")
    file = configure(town, box, *used)
    today = dt.datetime.now(EASTERN).date()
    box.told(Target("ACME", "Quillmark Research", "Jonas Quill", before="50", to="45"))
    box.consensus("ACME", buys=8, holds=6, sells=1, mean="48", high="60", low="30")
    box.quote("ACME", "40", previous_close="40")
    box.rate("DGS10", today - dt.timedelta(days=4), "4.30")
    assert once(file), town.texts("#tocsin-ops")
    assert town.texts() == []

    box.told(Target("ACME", "Northgate Securities", "Ines Park", before="40", to="33"))
    box.rated("ACME", "Harbor Street", "Oskar Vane", before="Buy", to="Hold")
    box.consensus("ACME", buys=5, holds=10, sells=0, mean="37.25", high="60", low="22")
    box.result("ACME", 2026, 2, revenue="4600000000", revenue_estimate="5592705167")
    box.quote("ACME", "44", previous_close="40")
    box.rate("DGS10", today, "4.62")
    box.headline("Acme Server Works faces a recall of its racks", "https://www.example.com/recall", "ACME")
    assert once(file), town.texts("#tocsin-ops")
    told = sorted(text.splitlines()[0].partition(" · ")[2] for text in town.texts())
    assert len(told) == 7, "\n".join(told)
    (cut,) = (line for line in told if "cuts its target" in line)
    assert cut == "ACME: Northgate Securities cuts its target to $33 from $40, down 18%"
    assert any("missed the estimate" in line and "17.75%" in line for line in told)
    assert any("10 hold" in line and "37.25" in line for line in told)
    assert once(file)
    assert len(town.texts()) == 7

    # The desk's own sheet, in a file that was not there before.
    at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
    (file.parent / "sheet" / "desk.csv").write_text(
        f"{SHEET}price_target,ACME,Lindmere Capital,44,30,USD,{at}\n"
    )
    once(file)
    assert any("Lindmere Capital cuts its target to $30 from $44" in text for text in town.texts())
    assert town.texts("#tocsin-ops") == []


def test_status_tells_which_vendor_fails_and_no_text_holds_a_key(
    town_today: Town, vendors: VendorBox, capsys: pytest.CaptureFixture[str]
) -> None:
    town, box = town_today, vendors
    box.rules = VendorRules(plan={"/stable/price-target-latest-news": 402, "/benzinga/v1/ratings": 403})
    file = configure(town, box, "benzinga", "massive", "fmp", "finnhub")
    file.write_text(file.read_text().replace(KEYS["benzinga"], "wrong-key-of-nobody"))
    assert not once(file)
    ran = CliRunner().invoke(tocsin_command, ["status", "-c", str(file), "--json"])
    lanes = {lane["name"]: lane for lane in json.loads(ran.stdout)["lanes"]}
    assert lanes["benzinga"]["state"] == "failing"
    assert "(401)" in lanes["benzinga"]["why"]
    assert "(403)" in lanes["massive"]["why"]
    assert "(402)" in lanes["fmp"]["why"]
    assert lanes["finnhub"]["state"] == "ok"
    heard = "\n".join(town.texts("#tocsin-ops"))
    assert "(401)" in heard
    shown = (
        heard
        + ran.stdout
        + capsys.readouterr().err
        + (town.folder / "tocsin.db").read_bytes().decode("latin-1")
    )
    for key in ("wrong-key-of-nobody", *KEYS.values()):
        assert key not in shown


def test_feed_tells_what_a_vendor_says_now_and_keeps_nothing(town_today: Town, vendors: VendorBox) -> None:
    file = configure(town_today, vendors, "benzinga")
    vendors.told(Target("ACME", "Northgate Securities", "Ines Park", before="40", to="33"))
    ran = CliRunner().invoke(tocsin_command, ["feed", "benzinga", "-c", str(file), "--json"])
    assert ran.exit_code == 0
    (told,) = (json.loads(line) for line in ran.stdout.splitlines() if '"price_target"' in line)
    assert told["issuer"] == {"cik": None, "name": told["issuer"]["name"], "symbol": "ACME"}
    assert (told["from"], told["to"], told["currency"]) == ("40.00", "33.0000", "USD")
    assert (told["firm"], told["analyst"], told["source"]) == (
        "Northgate Securities",
        "Ines Park",
        "Benzinga",
    )
    assert not (town_today.folder / "tocsin.db").exists()
    wrong = CliRunner().invoke(tocsin_command, ["feed", "bloomberg", "-c", str(file)])
    assert "no feed bloomberg: there is benzinga" in str(wrong.exception)


def test_armed_says_which_kinds_nobody_tells(town_today: Town, vendors: VendorBox) -> None:
    file = configure(town_today, vendors, "fred")
    vendors.rate("DGS10", dt.datetime.now(EASTERN).date(), "4.30")
    assert once(file)
    ran = CliRunner().invoke(tocsin_command, ["armed", "-c", str(file), "--json"])
    told = {line["rule"]: line for line in map(json.loads, ran.stdout.splitlines())}
    assert told["cuts"]["why"] == "no feed tells any price target: configure one under feeds in tocsin.yaml"
    assert told["ten-year"]["armed"] is True
