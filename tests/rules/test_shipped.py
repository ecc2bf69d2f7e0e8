"""What ships with tocsin to be read and copied is right, and does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rules.made import CHIEF, DIRECTOR, filing, sale
from tocsin.model import Answer, Known, Reading
from tocsin.rules import NoHistory, load
from tocsin.rules.grammar import RuleKeys
from tocsin.rules.insider_sale import InsiderSaleKeys
from tocsin.rules.when import LATER

FOLDER = Path(__file__).parents[2] / "rules"
README = (FOLDER / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_of_the_language_is_right(block: str) -> None:
    assert load({"README.md": block.encode()}).rules


def test_the_language_has_examples_of_every_key() -> None:
    used = " ".join(BLOCKS)
    for key in (*RuleKeys.model_fields, *InsiderSaleKeys.model_fields):
        assert f"{key}:" in used


def test_what_is_not_built_is_named() -> None:
    for word in ("all", "any", "not", "sequence"):
        assert word in LATER
        assert f"`{word}`" in README
    for word in InsiderSaleKeys.LATER | RuleKeys.LATER:
        assert f"`{word}`" in README


PACK = load({path.name: path.read_bytes() for path in sorted(FOLDER.rglob("*.yaml"))})


@pytest.mark.parametrize(
    ("rule", "reading", "answer"),
    [
        ("insider-dump", filing(sale("150000")), Answer.FIRES),
        ("insider-dump", filing(sale("150000", plan=Known.YES)), Answer.SILENT),
        ("insider-dump", filing(sale("150000", cover=Known.UNKNOWN)), Answer.UNDECIDED),
        ("chiefs-sell", filing(sale("150000", owners=(CHIEF,))), Answer.FIRES),
        ("chiefs-sell", filing(sale("150000", owners=(DIRECTOR,))), Answer.SILENT),
        ("chiefs-sell", filing(sale("150000", None, owners=(CHIEF,))), Answer.UNDECIDED),
        ("heads-for-the-exit", filing(sale("15000", after="15000")), Answer.FIRES),
        ("heads-for-the-exit", filing(sale("15000", after="150000")), Answer.SILENT),
        ("big-sale-anywhere", filing(sale("15000000")), Answer.FIRES),
    ],
)
def test_the_pack_does_what_it_says(rule: str, reading: Reading, answer: Answer) -> None:
    (only,) = (one for one in PACK.rules if one.id == rule)
    assert only.decide(reading, NoHistory()).answer is answer


def test_the_pack_watches_what_it_names_and_not_everyone() -> None:
    bound = PACK.bind({"SMCI": "1375365", "DELL": "1571996", "HPE": "1645590", "NVDA": "1045810"})
    assert bound.warnings == ()
    assert bound.ciks == {"0001375365", "0001571996", "0001645590", "0001045810"}
    assert not bound.everything
