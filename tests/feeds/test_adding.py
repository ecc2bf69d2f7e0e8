"""What the README says of feeds is so: its configuration is right, and its adapter is all that a new one takes."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from tests.clock import ManualClock
from tocsin import config
from tocsin.demo.box import Answer as Reply
from tocsin.demo.box import Asked, Box
from tocsin.feeds import adapters
from tocsin.feeds.adapters import FEEDS, USABLE, kinds_told, open_feed
from tocsin.feeds.feed import Adapter, Answer, Ask, Polled, Wanted
from tocsin.feeds.vendors import named
from tocsin.feeds.vendors.answers import readings, rows
from tocsin.feeds.vendors.row import How

README = (Path(__file__).parents[2] / "README.md").read_text()
SHOUTS = b'[{"id": "7", "title": "A recall is coming", "issuer": "SMCI", "at": "2026-07-14T13:30:00Z"}]'
# What a file of its own would import.
IMPORTED: dict[str, Any] = {
    "Adapter": Adapter,
    "Answer": Answer,
    "Ask": Ask,
    "How": How,
    "named": named,
    "readings": readings,
    "rows": rows,
}


class ShoutsBox(Box):
    def answer(self, asked: Asked) -> Reply:
        return Reply(SHOUTS, "application/json") if asked.path == "/shouts.json" else Reply(b"", status=404)

    def refuse(self, asked: Asked) -> Reply | None:
        return None


WORDS = {
    "targets": "price_target",
    "ratings": "rating",
    "consensus": "consensus",
    "earnings": "earnings",
    "prices": "price",
    "rates": "rate",
    "headlines": "headline",
}


def _block(language: str) -> str:
    section = README.partition("\n## Feeds\n")[2]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


async def _polled(box: Box, now: dt.datetime) -> Polled:
    async with AsyncExitStack() as stack:
        keys = USABLE["rss"].keys.model_construct(use="shouts", base=box.url, key=None, a_minute=None)
        feed = await open_feed(keys, ManualClock(now), stack)
        return await feed.poll(Wanted((), (), frozenset({"headline"}), now), None)


def test_an_adapter_is_ten_lines_and_a_line() -> None:
    code = _block("python")
    lines = [line for line in code.splitlines() if line.strip() and not line.strip().startswith('"""')]
    assert len(lines) <= 10
    names = {**IMPORTED, "FEEDS": FEEDS}
    try:
        exec(code, names)  # noqa: S102 it is our own README
        with ShoutsBox() as box:
            polled = asyncio.run(_polled(box, dt.datetime(2026, 7, 14, 13, 31, tzinfo=dt.UTC)))
    finally:
        FEEDS.pop("shouts", None)
    (reading,) = polled.readings
    assert reading.form == "headline"
    assert reading.issuer.symbol == "SMCI"
    assert reading.facts[0].title == "A recall is coming"  # type: ignore[union-attr]
    assert polled.newest == dt.datetime(2026, 7, 14, 13, 30, tzinfo=dt.UTC)


def test_the_configuration_of_the_readme_is_right(tmp_path: Path) -> None:
    file = tmp_path / "tocsin.yaml"
    file.write_text(
        "identity: Example Capital ops@example.com\nreceivers: {screen: {console: {}}}\nops: [screen]\n"
        + _block("yaml")
    )
    settings = config.load(file, {"BENZINGA_KEY": "a", "FRED_KEY": "b"}, USABLE)
    assert [feed.keys.use for feed in settings.feeds] == ["benzinga", "fred", "rss", "file"]
    assert settings.warnings == ()


def test_the_readme_names_every_adapter_with_what_it_tells() -> None:
    section = README.partition("\n## Feeds\n")[2]
    told = dict(re.findall(r"^\| `(\w+)` \| ([^|]+) \|", section.partition("|---|")[2], re.MULTILINE))
    assert list(told) == list(adapters.FEEDS)
    for use, kinds in told.items():
        if use not in ("json", "file"):
            keys = USABLE[use].keys.model_construct(use=use)
            assert {WORDS[kind] for kind in kinds.split(", ")} == kinds_told(keys), use
