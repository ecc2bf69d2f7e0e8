"""The service's life under systemd, from the install to a wrong configuration. Run by run.sh, as root, inside.

An EDGAR and a Slack in a box stand beside it, on the network that it shares. Each line says what was seen; the
first thing that does not hold ends it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import json
import re
import sys
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from tests.systemd.machine import ETC, UNIT, install_environment, readme, run, said, shown, throw_away, until
from tocsin.demo.box import Box
from tocsin.demo.edgar import EdgarBox, EdgarRules
from tocsin.demo.filings import Company, accession_number
from tocsin.demo.gate import Gate
from tocsin.demo.ownership import MadeOwner, MadeTransaction, OwnershipForm, ownership_filing
from tocsin.demo.slack import SlackBox, SlackRules
from tocsin.state import State

ACME = Company("9900000101", "Acme Server Works Inc.", "ACME")
REYES = MadeOwner("9900000201", "Reyes Dana", director=True, officer=True, title="Chief Executive Officer")
# The pack that README installs names these; here they are companies of nobody.
PACK = [
    Company(f"99000003{n:02}", f"Made {t} Inc.", t) for n, t in enumerate(("SMCI", "DELL", "HPE", "NVDA"))
]
RULE = "rules: [{id: made-sales, watch: 9900000101, when: {insider_sale: {shares: over %s}}}]\n"
QUICK = 5.0  # seconds to be ready in, and to stop in
EXPOSED = 2.0


class Town:
    """The boxes, and what was filed."""

    def __init__(self, edgar: EdgarBox, slack: SlackBox) -> None:
        self.edgar = edgar
        self.slack = slack
        self._numbers: Iterator[int] = itertools.count(1)

    def file(self, shares: int) -> str:
        """The chief executive files that she sold. Returns the accession number."""
        number = accession_number(next(self._numbers), 2026)
        today = dt.datetime.now(dt.UTC).date()
        row = MadeTransaction(today, "S", "D", Decimal(shares), Decimal("38"), Decimal(1_000_000))
        form = OwnershipForm(ACME, (REYES,), today, (row,), plan_10b5_1=False)
        self.edgar.publish(ownership_filing(number, form))
        return number

    def rung(self, accession: str) -> int:
        """How often the desk was told of a filing."""
        return sum(accession in message.text for message in self.slack.messages("#ai-desk"))

    def polled(self) -> None:
        """Waits until the feed was polled twice from now on: what was there is seen."""
        asked = len(self.edgar.requests("/cgi-bin/browse-edgar"))
        self.edgar.wait_for("/cgi-bin/browse-edgar", count=asked + 2, timeout=20)


def main() -> None:
    began = time.monotonic()
    lifted = SlackRules(per_second=None, tier_2=None, tier_3=None)
    with EdgarBox(EdgarRules(requests_per_second=None)) as edgar, SlackBox(rules=lifted) as slack:
        for company in (ACME, *PACK):
            edgar.list_company(company)
        town = Town(edgar, slack)
        try:
            install(town)
            unit_holds()
            starts_without_a_network(town)
            stops(town)
            starts_and_rings(town)
            reloads(town)
            is_killed(town)
            journal_is_json()
            hangs()
            refuses_a_wrong_configuration()
        except (RuntimeError, TimeoutError, AssertionError):
            say("\n".join(said()[-30:]))
            say(run("systemctl", "status", "--no-pager", "--lines=30", UNIT, check=False).stdout)
            raise
    say(f"systemd: all of it holds, in {time.monotonic() - began:.0f} s")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def timed(*command: str) -> float:
    began = time.monotonic()
    run(*command)
    return time.monotonic() - began


# --- what is shown, in order --------------------------------------------------------------------------


def install(town: Town) -> None:
    install_environment()
    for heading in ("Put it in place", "Configure it", "Ask it"):
        readme(heading)
    # By a name, so that the resolver is tried in the sandbox too.
    edgar, slack = (url.replace("127.0.0.1", "localhost") for url in (town.edgar.url, town.slack.api))
    with (ETC / "tocsin.yaml").open("a") as file:
        file.write(
            f"edgar: {{www: '{edgar}', data: '{edgar}', latest: {{every: 200ms, off_hours: 200ms}}}}\n"
            f"slack: {{api: '{slack}'}}\n"
        )
    (ETC / "slack_bot_token").write_text(f"{town.slack.token}\n")
    (ETC / "rules" / "made.yaml").write_text(RULE % "100k")
    checked = run("/usr/local/bin/tocsin", "check").stdout.strip()
    say(f"installed as deploy/README.md says; tocsin check: {checked.splitlines()[0]}")


def unit_holds() -> None:
    file = f"/etc/systemd/system/{UNIT}"
    verified = run("systemd-analyze", "verify", file)
    # It exits 0 whatever it complains of.
    assert not verified.stderr, verified.stderr
    told = run("systemd-analyze", "security", "--no-pager", "--offline=yes", file).stdout
    found = re.search(r"exposure level for \S+: ([\d.]+)", told)
    assert found, told
    assert float(found[1]) <= EXPOSED, told
    version = run("systemctl", "--version").stdout.split()[1]
    say(f"systemd {version} verifies the unit without a word; exposure {found[1]} (at most {EXPOSED})")


def starts_without_a_network(town: Town) -> None:
    town.edgar.go_down()
    town.slack.go_down()
    took = timed("systemctl", "enable", "--now", "tocsin")
    assert took < QUICK, f"{took:.1f} s"
    assert shown("ActiveState") == "active"
    until(lambda: "latest failing since" in shown("StatusText"), "a status that says what is wrong")
    say(f"without EDGAR and Slack: ready after {took:.1f} s, and says: {shown('StatusText')}")
    town.edgar.come_up()
    town.slack.come_up()
    town.polled()
    accession = town.file(150_000)
    took = until(lambda: town.rung(accession) == 1, "an alert when both are there again")
    say(f"both are there again: an alert rang {took:.1f} s after its filing")


def stops(town: Town) -> None:
    took = timed("systemctl", "stop", "tocsin")
    assert took < QUICK, f"{took:.1f} s"
    ended = (shown("ActiveState"), shown("Result"), shown("ExecMainCode"), shown("ExecMainStatus"))
    assert ended == ("inactive", "success", "1", "0"), ended
    say(f"systemctl stop: exit code 0 after {took:.1f} s")


def starts_and_rings(town: Town) -> None:
    took = timed("systemctl", "start", "tocsin")
    assert took < QUICK, f"{took:.1f} s"
    say(f"started again: ready after {took:.1f} s")
    town.polled()
    accession = town.file(340_000)
    took = until(lambda: town.rung(accession) == 1, "an alert")
    until(lambda: "; 0 due; latest ok at" in shown("StatusText"), "a status that says all is well")
    status = json.loads(run("/usr/local/bin/tocsin", "status", "--json").stdout)
    assert status["rules"]["loaded"] >= 1, status
    assert run("stat", "--format=%U %a", "/var/lib/tocsin").stdout == "tocsin 700\n"
    say(f"an alert rang {took:.1f} s after its filing; {shown('StatusText')}")


def reloads(town: Town) -> None:
    before = town.file(60_000)
    until(
        lambda: any(before in line and '"silent"' in line for line in said()), "a filing that rings nothing"
    )
    (ETC / "rules" / "made.yaml").write_text(RULE % "50k")
    reloaded = len(said())
    took = timed("systemctl", "reload", "tocsin")
    until(lambda: any('"rules reloaded"' in line for line in said()[reloaded:]), "the new rules")
    assert shown("ActiveState") == "active"
    after = town.file(60_000)
    until(lambda: town.rung(after) == 1, "an alert by the changed rule")
    assert town.rung(before) == 0
    say(f"systemctl reload, {took:.1f} s: the changed rule rings for what was silent before")


def is_killed(town: Town) -> None:
    """Around the send, where it is hardest to know whether the message went out, and before the document."""
    moments: tuple[tuple[str, Box, str, bool], ...] = (
        ("before Slack had its message", town.slack, "chat.postMessage", False),
        ("after Slack took its message, before it heard so", town.slack, "chat.postMessage", True),
        ("while the document was fetched", town.edgar, "/Archives/", False),
    )
    for when, box, on, handled in moments:
        took = _killed(town, box.gate(on, handled=handled))
        say(f"kill -9 {when}: told once, and nothing due after {took:.1f} s")


def _killed(town: Town, gate: Gate) -> float:
    restarts = int(shown("NRestarts"))
    accession = town.file(200_000)
    gate.wait(timeout=20)
    run("systemctl", "kill", "--kill-whom=main", "--signal=KILL", "tocsin")
    began = time.monotonic()
    until(lambda: shown("MainPID") == "0", "the death of the daemon")
    gate.drop()
    until(lambda: town.rung(accession) >= 1, "the alert after a restart", 30)
    until(lambda: int(shown("NRestarts")) == restarts + 1, "one restart")
    # Its outcome is committed: nothing is left that could be told again.
    until(lambda: not waiting(), "nothing due")
    took = time.monotonic() - began
    town.polled()
    assert town.rung(accession) == 1, f"told {town.rung(accession)} times"
    return took


def waiting() -> int:
    """How many messages are due, or uncertain."""
    state = State.read_only(Path("/var/lib/tocsin"))
    try:
        counts = state.outbox.counts()
    finally:
        state.close()
    return counts.get("due", 0) + counts.get("uncertain", 0)


def journal_is_json() -> None:
    lines = said()
    for line in lines:
        assert {"event", "level", "timestamp"} <= json.loads(line).keys(), line
    say(f"the journal: {len(lines)} lines, all JSON")


def hangs() -> None:
    """A process that does nothing any more, and a watchdog that waits less long than the unit's."""
    drop_in = Path(f"/run/systemd/system/{UNIT}.d/quick.conf")
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text("[Service]\nWatchdogSec=2s\nRestartSec=100ms\n")
    run("systemctl", "daemon-reload")
    run("systemctl", "restart", "tocsin")
    time.sleep(3)
    assert shown("NRestarts") == "0", "the watchdog was not fed"
    first = shown("MainPID")
    run("systemctl", "kill", "--kill-whom=main", "--signal=STOP", "tocsin")
    took = until(lambda: shown("NRestarts") == "1" and shown("ActiveState") == "active", "the watchdog", 20)
    assert shown("MainPID") != first
    assert any("Fatal Python error: Aborted" in line for line in said()), "no traceback of where it hung"
    drop_in.unlink()
    run("systemctl", "daemon-reload")
    say(f"stopped in its tracks: ended by the watchdog of 2 s and running again after {took:.1f} s")


def refuses_a_wrong_configuration() -> None:
    file = ETC / "tocsin.yaml"
    file.write_text(file.read_text() + "reciever: desk\n")
    run("systemctl", "stop", "tocsin")
    started = run("systemctl", "start", "tocsin", check=False)
    assert started.returncode, "a wrong configuration was started"
    (complaint,) = (line for line in said() if "reciever" in line)
    time.sleep(6)  # longer than RestartSec=
    ended = (shown("ActiveState"), shown("ExecMainStatus"), shown("NRestarts"))
    assert ended == ("failed", "2", "0"), ended
    say(f"a wrong configuration: exit code 2, not started again; the journal says {complaint}")


if __name__ == "__main__":
    if not throw_away():
        sys.exit("drive: this installs a service on the machine that it runs on: start it with run.sh")
    main()
