"""What ships with tocsin to be read and copied is right, and does what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.rules.made import CHIEF, DIRECTOR, filing, sale
from tocsin.model import Answer, Known, Reading
from tocsin.rules import NoHistory, load
from tocsin.rules.grammar import FileKeys, RuleKeys
from tocsin.rules.schema import modeline, schema
from tocsin.rules.when import COMBINED, CONDITIONS, SequenceKeys

FOLDER = Path(__file__).parents[2] / "rules"
README = (FOLDER / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)


# For an example that includes another file.
SHARED = b"watchlists: {chip-makers: [NVDA, AMD]}\n"


@pytest.mark.parametrize("block", BLOCKS)
def test_every_example_of_the_language_is_right(block: str) -> None:
    assert load({"README.md": block.encode(), "shared/lists.yaml": SHARED}).rules


LANGUAGE = {
    *(FileKeys.model_fields.keys() | RuleKeys.model_fields.keys()),
    *CONDITIONS,
    *COMBINED,
    *SequenceKeys.model_fields,
    *(field.alias or name for kind in CONDITIONS.values() for name, field in kind.keys.model_fields.items()),
}


@pytest.mark.parametrize("key", sorted(LANGUAGE))
def test_the_language_has_an_example_of_every_key(key: str) -> None:
    assert any(f"{key}:" in block for block in BLOCKS)


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
    servers = {"SMCI": "1375365", "DELL": "1571996", "HPE": "1645590", "NVDA": "1045810"}
    platforms = {"GOOGL": "1652044", "META": "1326801", "MSFT": "789019", "AMZN": "1018724"}
    bound = PACK.bind(servers | platforms)
    assert bound.warnings == ()
    assert bound.ciks == {cik.zfill(10) for cik in (servers | platforms).values()}
    assert not bound.everything


def test_the_shipped_schema_is_fresh_and_every_pack_names_it() -> None:
    assert json.loads((FOLDER / "tocsin.schema.json").read_text()) == schema(), "stale: make schema"
    for pack in FOLDER.glob("*.yaml"):
        assert pack.read_text().startswith(modeline("tocsin.schema.json")), pack
