"""The story through the real house: every scene of the demo rings exactly what it says, and the table in
rules/README.md that names the rule for each line of the story, and its alert, is held against it.

In this process, with a clock that stands still between the scenes; `tests/wheel.sh` runs the demo as it is.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.clock import ManualClock
from tocsin import absences, catchup, hearing, past, pipeline
from tocsin.adoption import read_folder
from tocsin.config import Config
from tocsin.config import load as load_config
from tocsin.demo.companies import COMPANIES, PLZA
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.demo.filings import MadeFiling
from tocsin.demo.run import Boxes, as_it_should, how_it_rang, set_up
from tocsin.demo.slack import SlackBox, SlackRules
from tocsin.demo.slack_text import render
from tocsin.demo.slack_workspace import Message
from tocsin.demo.story import Restart, Scene, Told, rule_files, story
from tocsin.demo.story_packs import WATCHED
from tocsin.demo.story_reports import before
from tocsin.demo.story_vendors import told_before
from tocsin.demo.vendors import VendorBox
from tocsin.feeds.adapters import USABLE, open_feed
from tocsin.feeds.budget import Budget
from tocsin.feeds.http import Edgar
from tocsin.hearing import OpenFeed
from tocsin.house import Desk, House
from tocsin.model import Route
from tocsin.receivers import Slack, Workspace
from tocsin.rules import BoundRules, load
from tocsin.state import State

# A Tuesday morning in New York, after the second quarter's end: the days in the table are counted from it.
BEGINS = dt.datetime(2026, 8, 11, 14, 5, tzinfo=dt.UTC)
SCENES = story(BEGINS)
RULES = load({name: text.encode() for name, text in rule_files().items()})
README = (Path(__file__).parents[2] / "rules" / "README.md").read_text("utf-8")
_ROW = re.compile(
    r"\| (?P<line>[^|]+) \| `(?P<rule>[a-z0-9-]+)` in \[(?P<pack>[a-z-]+)\.yaml\]\([^)]+\) \| (?P<alert>.+) \|"
)
_PAUSE = 90.0


@dataclass(frozen=True)
class Row:
    """A row of the table: a line of the story, the rule that watches it, and the headline of its alert."""

    line: str
    rule: str
    pack: str
    alert: str


ROWS = [
    Row(**{key: said.strip() for key, said in found.groupdict().items()}) for found in _ROW.finditer(README)
]


class Theatre:
    """The house open on a folder, with the boxes of the demo around it."""

    def __init__(self, boxes: Boxes, clock: ManualClock, house: House, feeds: list[OpenFeed]) -> None:
        self.boxes, self.clock, self.house, self.feeds = boxes, clock, house, feeds
        self.rules: BoundRules = RULES.bind({})

    async def prepare(self) -> None:
        await pipeline.learn_tickers(self.house, RULES.tickers, every=dt.timedelta(hours=6))
        self.rules = RULES.bind(self.house.state.issuers.ciks())
        await catchup.read_baseline(self.house, self.rules, since=dt.timedelta(days=400))
        await past.look_for_reports(self.house, self.rules)
        while await past.learn_next(self.house):
            pass
        await self.listen()

    async def listen(self) -> None:
        house, rules = self.house, self.rules
        for feed in self.feeds:
            await hearing.poll_feed(house, rules, feed, dt.timedelta())
        await pipeline.poll_latest(house, rules, patience=dt.timedelta())
        await pipeline.read_due(house, rules)

    async def play(self, scene: Scene) -> list[Message]:
        """The messages that a scene brings."""
        heard = len(self.boxes.slack.messages("#ai-desk"))
        self.clock.advance(_PAUSE)
        match scene.happens:
            case MadeFiling() as filing:
                self.boxes.edgar.publish(filing)
            case Told() as told:
                told.tell(self.boxes.vendors)
            case Restart():
                absences.ring_absences(self.house, self.rules)
        await self.listen()
        await self.listen()
        while await pipeline.deliver_due(self.house):
            pass
        return self.boxes.slack.messages("#ai-desk")[heard:]


async def _play_all(
    boxes: Boxes, clock: ManualClock, config: Config, *, backwards: bool
) -> list[tuple[Scene, list[Message]]]:
    async with AsyncExitStack() as stack:
        state = State.open(config.state)
        stack.callback(state.close)
        workspace = Workspace(boxes.slack.api, boxes.slack.token)
        stack.push_async_callback(workspace.close)
        receivers = {"desk": Slack(workspace, "#ai-desk"), "ops": Slack(workspace, "#tocsin-ops")}
        edgar = Edgar(
            identity=config.identity,
            www=config.edgar.www,
            data=config.edgar.data,
            budget=Budget(config.state, 8, clock),
            clock=clock,
        )
        await stack.enter_async_context(edgar)
        house = House(edgar, state, Desk(receivers, Route("desk"), ("ops",), boxes.edgar.www), clock)
        minute = dt.timedelta(minutes=1)
        feeds = [
            OpenFeed(one.name, await open_feed(one.keys, clock, stack), minute, None) for one in config.feeds
        ]
        if backwards:
            feeds.reverse()
        versions = ((rule.id, rule.version, rule.meaning) for rule in RULES.rules)
        state.rulebook.keep_versions(versions, now=clock.now())
        theatre = Theatre(boxes, clock, house, feeds)
        await theatre.prepare()
        return [(scene, await theatre.play(scene)) for scene in SCENES]


def _played(folder: Path, *, backwards: bool = False) -> list[tuple[Scene, list[Message]]]:
    clock = ManualClock(BEGINS)
    with (
        EdgarBox(EdgarRules(requests_per_second=None), clock.now) as edgar,
        VendorBox(now=clock.now) as vendors,
        SlackBox(rules=SlackRules(per_second=None, tier_2=None, tier_3=None), now=clock.now) as slack,
    ):
        boxes = Boxes(edgar, vendors, slack)
        for company in (*COMPANIES, PLZA):
            edgar.list_company(company)
        for report, accepted in before(BEGINS):
            edgar.publish(report, at=accepted)
        told_before(vendors, BEGINS)
        set_up(folder, boxes, rule_files())
        config = load_config(folder / "tocsin.yaml", {}, USABLE)
        played = asyncio.run(_play_all(boxes, clock, config, backwards=backwards))
        assert [render(message.text) for message in slack.messages("#tocsin-ops")] == []
    return played


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Scene, list[Message]]]:
    """Every scene with the messages that it brought."""
    return _played(tmp_path_factory.mktemp("story"))


def headline(message: Message) -> str:
    """`ACME: total debt rose 80%…`: the first line behind the severity."""
    return render(message.text).partition("\n")[0].partition(" · ")[2]


# --- the scenes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "number", range(len(SCENES)), ids=lambda number: f"{number + 1} {SCENES[number].what}"
)
def test_a_scene_rings_what_it_should_and_nothing_else(
    played: list[tuple[Scene, list[Message]]], number: int
) -> None:
    scene, messages = played[number]
    assert as_it_should(scene, messages), [(how_it_rang(one), one.text) for one in messages]


def test_whichever_vendor_is_first_the_same_rings(tmp_path: Path) -> None:
    wrong = [
        (scene.what, [how_it_rang(one) for one in messages])
        for scene, messages in _played(tmp_path, backwards=True)
        if not as_it_should(scene, messages)
    ]
    assert wrong == []


def test_what_is_told_twice_or_otherwise_than_it_should_is_seen(
    played: list[tuple[Scene, list[Message]]],
) -> None:
    scene, messages = next((scene, messages) for scene, messages in played if len(messages) > 1)
    assert not as_it_should(scene, messages[1:])
    assert not as_it_should(scene, [*messages, messages[0]])
    assert not as_it_should(next(scene for scene, _ in played if not scene.rings), messages[:1])


def test_the_demo_has_the_rules_of_the_folder_that_it_writes(tmp_path: Path) -> None:
    with EdgarBox() as edgar, VendorBox() as vendors, SlackBox() as slack:
        first = set_up(tmp_path, Boxes(edgar, vendors, slack), rule_files())
        assert load(read_folder(tmp_path / "rules"), str(tmp_path / "rules")).tickers == RULES.tickers
        assert load_config(tmp_path / "tocsin.yaml", {}, USABLE).state == first == tmp_path / "state"
        first.mkdir()
        assert set_up(tmp_path, Boxes(edgar, vendors, slack), rule_files()) == tmp_path / "state-2"


# --- the table --------------------------------------------------------------------------------------------


def test_every_rule_of_the_packs_that_the_demo_rings_is_in_the_table_and_no_other() -> None:
    rung = {rule for scene in SCENES for rule, _ in scene.rings} - {"big-ticket"}
    assert {row.rule for row in ROWS} == rung
    assert len(ROWS) == len({row.line for row in ROWS}) >= 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.rule)
def test_a_line_of_the_story_has_its_rule_and_its_alert(
    played: list[tuple[Scene, list[Message]]], row: Row
) -> None:
    (rule,) = (rule for rule in RULES.rules if rule.id == row.rule)
    assert rule.place.file == f"{row.pack}.yaml"
    assert f"{row.pack}.yaml" in WATCHED
    alerts = [
        headline(message)
        for _, messages in played
        for message in messages
        if how_it_rang(message)[0] == row.rule
    ]
    assert row.alert in alerts


@pytest.mark.parametrize(
    "figure",
    ["17.75", "$6.6B", "$4.9B", "$8.8B", "340,000", "10 hold, 5 buy", "$37.25", "81%", "$125B to $145B"],
)
def test_the_storys_figures_are_told(played: list[tuple[Scene, list[Message]]], figure: str) -> None:
    assert any(figure in headline(message) for _, messages in played for message in messages)
    assert any(figure in row.alert for row in ROWS)
