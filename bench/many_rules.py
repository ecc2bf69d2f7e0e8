"""Ten thousand rules: what they cost a filing that they do not watch, and how soon they are loaded and checked."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.daemon import said
from bench.mix import WATCHED, form4_xml
from bench.promises import Promise, at_most, figure, say, table

from tocsin import facts
from tocsin.model import Filing, Party, Reading
from tocsin.pipeline import wanted
from tocsin.rules import BoundRules, NoHistory, judge, load

FEW, MANY = 10, 10_000
ROUNDS = 21
JUDGINGS = 200
CHECKS = 5
ONE_FILE = 1000
MOST_RATIO, MOST_SECONDS = 1.5, 5.0

RULE = """\
  # what rule {number} is for
  - id: rule-{number}
    watch: [{companies}]
    when:
      insider_sale:
        by: officers and directors
        shares: over {number}k
        plan_10b5_1: [no, unknown]
    severity: high
    notify: east
"""
CONFIGURATION = """\
identity: Made Bench Capital ops@bench.example.com
receivers: {east: {console: {}}}
ops: [east]
"""


def measure() -> list[Promise]:
    say(f"{MANY:,} rules, {ROUNDS} rounds of {JUDGINGS} filings, {CHECKS} checks\n")
    files = _files(MANY)
    few, many = (load(some).bind({}) for some in (_files(FEW), files))
    seconds = _judged(few, many)
    ratio = statistics.median(b / a for a, b in zip(*seconds, strict=True))
    loads = [_seconds(lambda: load(files).bind({})) for _ in range(CHECKS)]
    checks = _checked(files)
    _show(seconds, ratio, loads, checks)
    return [
        at_most(
            f"a filing is judged under {MANY:,} rules at most {MOST_RATIO:g} times as long as under {FEW}",
            ratio,
            MOST_RATIO,
            of=f"median of {ROUNDS} rounds",
        ),
        Promise(
            f"{MANY:,} rules are loaded and checked in less than {MOST_SECONDS:g} s",
            f"{figure(statistics.median(checks), 's')} (median of {CHECKS})",
            statistics.median(checks) < MOST_SECONDS,
        ),
    ]


def _files(rules: int) -> dict[str, bytes]:
    """Rule files with so many rules. The first `FEW` watch one issuer, and no other rule does."""
    texts = [_rule(number) for number in range(rules)]
    return {
        f"rules-{first // ONE_FILE}.yaml": ("rules:\n" + "".join(texts[first : first + ONE_FILE])).encode()
        for first in range(0, rules, ONE_FILE)
    }


def _rule(number: int) -> str:
    """Each of the others watches three of five thousand issuers."""
    others = (f'"98{(number * 3 + one) % 5000:08}"' for one in range(3))
    companies = f'"{WATCHED[0].cik}"' if number < FEW else ", ".join(others)
    return RULE.format(number=number, companies=companies)


def _judged(few: BoundRules, many: BoundRules) -> tuple[list[float], list[float]]:
    """Seconds a filing, in each round, by turns; who begins changes."""
    reading = facts.read(form4_xml(2))
    filing = Filing("9900000000-26-000002", "4", (Party(WATCHED[0].cik, "Made", "issuer"),))
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(ROUNDS):
        turns = list(zip((few, many), seconds, strict=True))
        for rules, told in turns if number % 2 else reversed(turns):
            told.append(_seconds(lambda rules=rules: _judge_all(filing, reading, rules)) / JUDGINGS)  # type: ignore[misc]
    return seconds


def _judge_all(filing: Filing, reading: Reading, rules: BoundRules) -> None:
    for _ in range(JUDGINGS):
        if wanted(filing, rules):
            for rule in rules.for_issuer(reading.filing.issuer.cik):
                judge(rule, reading, NoHistory())


def _checked(files: dict[str, bytes]) -> list[float]:
    """Seconds that `tocsin check` takes, from its start to its end."""
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        file = Path(folder) / "tocsin.yaml"
        file.write_text(CONFIGURATION)
        (file.parent / "rules").mkdir()
        for name, body in files.items():
            (file.parent / "rules" / name).write_bytes(body)
        return [_seconds(lambda: said(file, "check")) for _ in range(CHECKS)]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _show(
    seconds: tuple[list[float], list[float]], ratio: float, loads: list[float], checks: list[float]
) -> None:
    few, many = (statistics.median(told) * 1_000_000 for told in seconds)
    table(
        ["", "median"],
        [
            [f"a filing judged by {FEW} rules", figure(few, "µs")],
            [f"the same, and {MANY - FEW:,} rules watch other issuers", figure(many, "µs")],
            ["ratio", figure(ratio)],
            [f"{MANY:,} rules loaded, in a process that runs", figure(statistics.median(loads), "s")],
            ["`tocsin check`, from start to end", figure(statistics.median(checks), "s")],
        ],
    )
