"""tocsin.yaml: the example that is shipped, and a table of wrong ones with the exact words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tocsin import config
from tocsin.errors import Wrong
from tocsin.feeds.adapters import USABLE
from tocsin.model import Severity

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {
    "SLACK_BOT_TOKEN": "xoxb-made",
    "OPS_HOOK": "https://hooks.example.com/made",
    "FMP_KEY": "made",
    "SWITCH_URL": "https://switch.example.com/made",
}
GOOD = """identity: Example Capital ops@example.com
receivers:
  screen: {console: {}}
"""


def write(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "tocsin.yaml"
    file.write_text(text)
    return file


def test_the_shipped_example_is_right(tmp_path: Path) -> None:
    (tmp_path / "slack_bot_token").write_text("xoxb-made\n")
    settings = config.load(ROOT / "deploy" / "tocsin.yaml", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert settings.warnings == ()
    assert settings.edgar.latest_every == dt.timedelta(seconds=1)
    assert settings.edgar.baseline == dt.timedelta(days=400)
    assert settings.rules == ROOT / "deploy" / "rules"
    assert settings.route.receiver_of(Severity.CRITICAL, None) == "desk"
    assert settings.ops == ("ops",)
    assert settings.slack is not None
    assert "xoxb" not in repr(settings)


def test_what_the_example_leaves_out_is_right_too() -> None:
    """Its commented lines, taken in."""
    text = (ROOT / "deploy" / "tocsin.yaml").read_text()
    for line in ("# slack: {", "  # hook: {", "# dead_mans_switch: {", "# feeds: {", "  # screen: {"):
        assert line in text
        text = text.replace(line, line.replace("# ", "", 1))
    file = ROOT / "deploy" / "tocsin.yaml"
    settings = config.parse(file, text.encode(), ENVIRONMENT, USABLE)
    assert [feed.name for feed in settings.feeds] == ["targets", "rates"]
    assert set(settings.receivers) == {"desk", "ops", "hook", "screen"}
    assert settings.dead_mans_switch == ("https://switch.example.com/made", dt.timedelta(minutes=1))


def test_little_is_enough(tmp_path: Path) -> None:
    settings = config.load(write(tmp_path, GOOD), {})
    assert settings.edgar.www == "https://www.sec.gov"
    assert settings.edgar.data == "https://data.sec.gov"
    assert settings.edgar.requests_per_second == 8
    assert settings.state == tmp_path / "state"
    assert settings.route.receiver == "screen"
    assert [warning.message for warning in settings.warnings] == [
        'nobody hears of the daemon\'s own trouble: give "ops" a receiver'
    ]


@pytest.mark.parametrize(
    ("said", "days"), [("{since: 30d}", 30), ("false", None), ("no", None), ("yes", 400)]
)
def test_the_baseline_can_be_left_out(tmp_path: Path, said: str, days: int | None) -> None:
    settings = config.load(write(tmp_path, f"{GOOD}edgar: {{baseline: {said}}}\n"), {})
    assert settings.edgar.baseline == (None if days is None else dt.timedelta(days=days))


def test_the_state_directory_of_systemd_goes_before_the_file(tmp_path: Path) -> None:
    settings = config.load(
        write(tmp_path, GOOD + "state: elsewhere\n"), {"STATE_DIRECTORY": "/var/lib/tocsin"}
    )
    assert settings.state == Path("/var/lib/tocsin")


def test_the_configuration_directory_of_systemd_is_looked_in() -> None:
    assert config.find(None, {"CONFIGURATION_DIRECTORY": "/etc/tocsin"}) == Path("/etc/tocsin/tocsin.yaml")
    assert config.find(None, {}) == Path("tocsin.yaml")
    assert config.find("x.yaml", {"CONFIGURATION_DIRECTORY": "/etc/tocsin"}) == Path("x.yaml")


def test_the_token_can_be_a_credential_of_systemd(tmp_path: Path) -> None:
    text = "identity: Example Capital ops@example.com\nreceivers:\n  desk: {slack: {channel: C0123456789}}\n"
    (tmp_path / "slack_bot_token").write_text("xoxb-made\n")
    settings = config.load(write(tmp_path, text), {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert settings.slack is not None
    assert settings.slack.token == "xoxb-made"


def test_no_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(Wrong, match="the configuration cannot be read: No such file or directory"):
        config.load(tmp_path / "tocsin.yaml", {})


REST = "receivers: {s: {console: {}}}\n"
WRONG = [
    ("", ['1:1: expected a mapping such as identity: Example Capital ops@example.com, got nothing']),
    ("just text\n", ['1:1: expected a mapping such as identity: Example Capital ops@example.com, got the text "just text"']),
    ("a: [1\n", ['1:4: the "[" that opens here is never closed']),
    (REST, ['1:1: "identity" is missing']),
    ("identity: Example Capital ops@example.com\n", ['1:1: "receivers" is missing']),
    (f"identity: me\n{REST}", [
        '1:11: "me" is no identity that the SEC accepts: a company and an e-mail address, such as'
        " Example Capital ops@example.com"
    ]),
    (f"{GOOD}edgr: 1\n", ['4:1: unknown key "edgr": did you mean "edgar"?']),
    (f"{GOOD}edgar: 5\n", ['4:8: expected a mapping such as {requests_per_second: 8}, got the text "5"']),
    (f"{GOOD}edgar: {{requests_per_second: 12}}\n", [
        '4:30: "12" must be a whole number from 1 to 10, the SEC\'s limit'
    ]),
    (f"{GOOD}edgar: {{requests_per_second: 0}}\n", [
        '4:30: "0" must be a whole number from 1 to 10, the SEC\'s limit'
    ]),
    (f"{GOOD}edgar: {{latest: {{every: 1}}}}\n", [
        '4:25: "1" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d'
    ]),
    (f"{GOOD}edgar: {{latest: {{every: 1ms}}}}\n", ['4:25: "1ms" is too often: at least 100ms']),
    (f"{GOOD}edgar: {{www: sec.gov}}\n", [
        "4:14: this is not an address: it begins with https:// (or http://) and a host"
    ]),
    (f"{GOOD}edgar: {{daily_index: {{at: 25:30}}}}\n", ['4:27: "25:30" is not a time of day such as "23:30"']),
    (f"{GOOD}slack:\n  token: ${{NOT_SET}}\n", ["5:10: the environment variable NOT_SET is not set"]),
    (f"{GOOD}route: {{receiver: scren}}\n", ['4:19: no receiver "scren": did you mean "screen"?']),
    (f"{GOOD}ops: [screen, nobody]\n", ['4:15: no receiver "nobody": there are screen']),
    (f"{GOOD}  desk: {{console: {{}}}}\n", ['1:1: "route" is missing: say which receiver hears by default']),
    (f"{GOOD}  desk: {{slack: {{channel: '#a'}}}}\nroute: {{receiver: desk}}\n", [
        '4:3: the receiver "desk" needs a Slack token: give slack.token, or the systemd credential slack_bot_token'
    ]),
    (f"{GOOD}  desk: {{}}\nroute: {{receiver: desk}}\n", [
        "4:9: a receiver is one of slack, webhook and console: {console: {}} prints messages"
    ]),
    (f"{GOOD}  desk: {{slack: {{channel: #desk}}}}\nroute: {{receiver: desk}}\n", None),
    (f"{GOOD}route: {{receiver: screen, routes: [{{severity: urgent, receiver: screen}}]}}\n", [
        '4:47: "urgent" is not one of info, warning, high, critical'
    ]),
    (f"{GOOD}{GOOD}", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_wrong_files(tmp_path: Path, text: str, said: list[str] | None) -> None:
    file = write(tmp_path, text)
    with pytest.raises(Wrong) as wrong:
        config.load(file, {})
    if said is not None:
        assert [str(problem).removeprefix(f"{file}:") for problem in wrong.value.problems] == said
    assert "pydantic" not in str(wrong.value)


def test_every_error_comes_at_once(tmp_path: Path) -> None:
    text = (
        "identity: me\nedgr: 1\nedgar: {requests_per_second: 12}\nreceivers: {a: {console: {}}}\nops: [b]\n"
    )
    with pytest.raises(Wrong) as wrong:
        config.load(write(tmp_path, text), {})
    assert [problem.line for problem in wrong.value.problems] == [1, 2, 3, 5]
