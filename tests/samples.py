"""Recorded documents of EDGAR, which are not part of the project: where they are, and what when they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "TOCSIN_SAMPLES"


def samples(kind: str, pattern: str = "*") -> list[Path]:
    """The recorded documents of a kind (`form4`, `10-Q`), sorted.

    They are looked for under $TOCSIN_SAMPLES, else beside the project. Where there are none the test is
    skipped, and says so; it fails where they were promised: TOCSIN_SAMPLES is set, or CI is true.
    """
    said = os.environ.get(VARIABLE)
    root = Path(said) if said else Path(__file__).parents[2] / "shared" / "edgar"
    folder = root / kind
    found = sorted(path for path in folder.glob(pattern) if path.is_file())
    if not found:
        why = f"no recorded documents {pattern} in {folder}: set {VARIABLE} to the folder that holds {kind}"
        if said or os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)
    return found
