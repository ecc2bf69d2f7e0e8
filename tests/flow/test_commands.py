"""The verbs as others call them: processes, exit codes, and what they print."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.flow.conftest import BIG, Town, sale
from tests.flow.folder import configure
from tocsin.cli import VERBS
from tocsin.demo.filings import submission

DONE, NOT_SO, WRONG = 0, 1, 2


def tocsin(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_DIRECTORY")}
    command = [sys.executable, "-m", "tocsin", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, env=environment, cwd=cwd, check=False
    )


def lines(finished: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in finished.stdout.splitlines()]


@contextmanager
def running(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tocsin", "run", "-c", str(file)]
    with (file.parent / "log").open("ab") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for_message(town: Town, count: int, channel: str = "#ai-desk") -> None:
    town.slack.wait_for("chat.postMessage", count=count, timeout=30)
    done = threading.Event()
    while len(town.told(channel)) < count and not done.wait(0.02):
        pass


def test_run_rings_reloads_and_stops(town_today: Town) -> None:
    """The daemon: a filing rings, SIGHUP brings a rule in force, a wrong file keeps the old, SIGTERM ends it."""
    town, file = town_today, configure(town_today)
    rules = file.parent / "rules" / "big.yaml"
    with running(file) as process:
        town.edgar.wait_for("/cgi-bin/browse-edgar", count=2, timeout=30)
        town.publish(sale("150000"))
        wait_for_message(town, 1)

        second = tocsin("run", "-c", file)
        assert second.returncode == NOT_SO
        assert "is in use by another tocsin" in second.stderr

        rules.write_text(BIG.replace("over 100k", "over 10k"))
        process.send_signal(signal.SIGHUP)
        wait_for_rules(file, lambda status: status["rules"] == {"loaded": 1, "stale_files": []})
        town.publish(sale("50000"))
        wait_for_message(town, 2)

        rules.write_text("rules: [{id: broken}]")
        process.send_signal(signal.SIGHUP)
        wait_for_rules(file, lambda status: status["rules"]["stale_files"] == [str(rules)])
        town.publish(sale("60000"))
        wait_for_message(town, 3)

        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == DONE
    told = town.texts("#tocsin-ops")
    assert told[0].startswith("Rule files are wrong, their last good text stays in force:\n")
    assert f"{rules}:1:" in told[0]

    # The wrong file is still there: a restart starts with its last good text.
    with running(file) as process:
        polls = len(town.edgar.requests("/cgi-bin/browse-edgar"))
        town.edgar.wait_for("/cgi-bin/browse-edgar", count=polls + 1, timeout=30)
        town.publish(sale("70000"))
        wait_for_message(town, 4)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == DONE


def wait_for_rules(file: Path, holds: Any) -> None:
    for _ in range(100):
        if holds(lines(tocsin("status", "-c", file, "--json"))[0]):
            return
    raise AssertionError("the rules did not come in force")


def test_sigterm_while_slack_hangs_ends_it_within_five_seconds(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    with running(file) as process:
        town.edgar.wait_for("/cgi-bin/browse-edgar", count=2, timeout=30)
        gate = town.slack.gate("chat.postMessage", handled=True)
        town.publish(sale("150000"))
        gate.wait(timeout=30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == DONE
        gate.drop()
    assert tocsin("once", "-c", file).returncode == DONE
    assert len(town.told()) == 1


def test_once_says_with_its_exit_code_whether_all_is_done(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    assert tocsin("once", "-c", file).returncode == DONE
    town.edgar.go_down()
    failed = tocsin("once", "-c", file)
    assert failed.returncode == NOT_SO
    assert "Traceback" not in failed.stderr
    town.edgar.come_up()
    assert tocsin("once", "-c", file).returncode == DONE


def test_what_was_told_is_there_to_see(town_today: Town) -> None:
    town, file = town_today, configure(town_today)
    tocsin("once", "-c", file)
    accession = town.publish(sale("340000"))
    assert tocsin("once", "-c", file).returncode == DONE

    (alert,) = lines(tocsin("alerts", "-c", file, "--json"))
    assert alert["state"] == "sent"
    assert alert["receiver"] == "desk"
    assert alert["rule"] == "insider-dump"
    assert alert["issuer"] == {"cik": "9900000101", "name": "Acme Server Works Inc.", "symbol": "ACME"}
    assert alert["accession"] == accession
    assert len(alert["key"]) == 32
    assert "340,000 sh" in alert["text"]
    assert alert["accepted"] <= alert["seen"] <= alert["matched"] <= alert["sent"]
    assert lines(tocsin("alerts", "-c", file, "--json", "--since", "1h")) == [alert]
    assert lines(tocsin("alerts", "-c", file, "--json", "--since", "2100-01-01")) == []
    assert tocsin("alerts", "-c", file, "--since", "yesterday").returncode == WRONG
    assert "[sent " in tocsin("alerts", "-c", file).stdout

    (status,) = lines(tocsin("status", "-c", file, "--json"))
    assert status["outbox"] == {"due": 0, "uncertain": 0, "paused": 0, "dead": 0, "oldest_seconds": None}
    assert status["rules"] == {"loaded": 1, "stale_files": []}
    assert {lane["name"]: lane["state"] for lane in status["lanes"]} == {
        "companyfacts": "ok",
        "documents": "ok",
        "latest": "ok",
        "submissions": "ok",
    }
    assert status["set_aside"] == 0
    assert status["blocked_until"] is None
    assert "feed latest: ok" in tocsin("status", "-c", file).stdout

    (explained,) = lines(tocsin("explain", accession, "-c", file, "--json"))
    assert explained == {
        "rule": "insider-dump",
        "issuer": {"cik": "9900000101", "name": "Acme Server Works Inc.", "symbol": "ACME"},
        "accession": accession,
        "verdict": "fires",
        "reason": "340,000 sh sold, over 100,000",
        "saw": [
            {
                "figure": "shares",
                "value": "340000",
                "threshold": "over 100,000",
                "holds": True,
                "shown": "340,000 sh",
            }
        ],
    }
    assert tocsin("explain", "0000000000-00-000000", "-c", file).returncode == NOT_SO


def test_explain_and_facts_read_a_document_from_a_file(town_today: Town, tmp_path: Path) -> None:
    town, file = town_today, configure(town_today)
    filing = town.form4(sale("50000"))
    document = tmp_path / "made.txt"
    document.write_bytes(submission(filing, town.clock.now(), town.clock.now().date()))
    (explained,) = lines(tocsin("explain", document, "-c", file, "--json"))
    assert explained["verdict"] == "silent"
    assert explained["reason"] == "50,000 sh sold, not over 100,000"

    told = lines(tocsin("facts", document, "--json"))
    assert [fact["kind"] for fact in told] == ["filing", "insider_transaction", "insider_sale"]
    assert told[2]["shares"] == "50000"
    assert told[2]["price"] == "38.0000"
    assert told[2]["value"] == "1900000"

    broken = tmp_path / "broken.xml"
    broken.write_text("<ownershipDocument>")
    both = tocsin("facts", broken, document, tmp_path / "missing.xml", "--json")
    assert both.returncode == NOT_SO
    assert [fact["kind"] for fact in lines(both)] == [
        "unreadable",
        *(fact["kind"] for fact in told),
        "unreadable",
    ]
    assert lines(both)[0]["path"] == str(broken)
    assert "sale: 50,000 sh in 1 rows, $1.9M at $38.00" in tocsin("facts", document).stdout


def test_check_tells_everything_at_once(town_today: Town) -> None:
    file = configure(town_today)
    good = tocsin("check", "-c", file)
    assert (good.returncode, good.stderr) == (DONE, "")
    assert good.stdout.splitlines() == [
        "1 rule, watching 1 issuer",
        "insider-dump: Rings high when insiders of CIK 9900000101 sell over 100,000 shares, in one filing.",
    ]

    (file.parent / "rules" / "a.yaml").write_text(
        "rules:\n  - {id: a, watch: ACME!, when: {insider_sale: {shares: 5}}}\n"
    )
    (file.parent / "rules" / "b.yaml").write_text(
        "rules:\n  - {id: b, wach: ACME, when: {insider_sail: {}}}\n"
    )
    file.write_text(file.read_text().replace("ops: [ops]", "ops: [opps]"))
    bad = tocsin("check", "-c", file)
    assert bad.returncode == WRONG
    assert "Traceback" not in bad.stderr
    told = bad.stderr.splitlines()
    assert [line.split(":")[0].rpartition("/")[2] for line in told] == sorted(
        line.split(":")[0].rpartition("/")[2] for line in told
    )
    assert any(f"{file}:" in line and 'no receiver "opps": did you mean "ops"?' in line for line in told)
    assert sum("a.yaml:2:" in line for line in told) == 2
    assert sum("b.yaml:2:" in line for line in told) >= 2


@pytest.mark.parametrize("verb", ["run", "once", "check", "alerts", "status"])
def test_wrong_rules_and_configuration_end_with_2(verb: str, town_today: Town) -> None:
    file = configure(town_today)
    file.write_text("identity: me\n")
    finished = tocsin(verb, "-c", file)
    assert finished.returncode == WRONG
    assert f'{file}:1:11: "me" is no identity' in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.parametrize("verb", ["run", "once", "check"])
def test_a_receiver_that_a_rule_names_must_be_there(verb: str, town_today: Town) -> None:
    file = configure(town_today)
    rules = file.parent / "rules" / "big.yaml"
    rules.write_text(BIG + "    notify: dsk\n")
    finished = tocsin(verb, "-c", file)
    assert finished.returncode == WRONG
    assert 'no receiver "dsk": did you mean "desk"?' in finished.stderr


def test_wrong_usage_ends_with_2() -> None:
    assert tocsin("nonsense").returncode == WRONG
    assert tocsin("facts").returncode == WRONG
    with tempfile.TemporaryDirectory() as folder:
        missing = tocsin("check", cwd=Path(folder))
    assert missing.returncode == WRONG
    assert missing.stderr.splitlines()[0] == (
        "tocsin.yaml:1:1: the configuration cannot be read: No such file or directory"
    )


def test_every_verb_is_in_the_readme() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text()
    verbs = [line.split()[0] for line in tocsin("--help").stdout.partition("Commands:\n")[2].splitlines()]
    assert len(verbs) == 18
    assert [verb for verb in verbs if f"`tocsin {verb}" not in readme] == []


def test_every_verb_takes_a_configuration() -> None:
    for verb in VERBS:
        assert "-c FILE" in tocsin(verb, "--help").stdout, verb
