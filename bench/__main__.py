"""`python -m bench [PART…]`: the promises about speed, measured on this machine. Exit 1 when one is not kept."""

from __future__ import annotations

import importlib
import os
import platform
import sys

from bench.promises import Promise, say, table

PARTS = {
    "form4": "bench.form4",
    "report": "bench.report",
    "rules": "bench.many_rules",
    "backtest": "bench.backtest",
    "load": "bench.load",
}


def main(asked: list[str]) -> int:
    if unknown := set(asked) - PARTS.keys():
        say(f"there is no part {', '.join(sorted(unknown))}: the parts are {', '.join(PARTS)}")
        return 2
    load = f", load average {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    say(f"Python {platform.python_version()}, {os.cpu_count()} processors{load} before the start\n")
    promises: list[Promise] = []
    for part in asked or PARTS:
        promises += importlib.import_module(PARTS[part]).measure()
    table(
        ["promise", "measured", "kept"],
        [[one.promise, one.measured, "yes" if one.kept else "NO"] for one in promises],
    )
    return 0 if all(one.kept for one in promises) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
