"""Reading a Form 4: tocsin.facts.read and edgartools' Ownership.from_xml on the same documents, in one process."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.mix import form4_xml
from bench.promises import Promise, at_most, figure, say, table

from tocsin import facts

ROUNDS = 21
IMPORTS = 5
SAMPLES = "TOCSIN_SAMPLES"
TENTH = 0.1

_IMPORTS = {
    "tocsin": "from tocsin import facts",
    "edgartools": "from edgar.ownership import Ownership",
}
# What one import adds to the memory of a fresh interpreter.
_GROWN = """
def resident():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
before = resident()
{statement}
print((resident() - before) / 1024)
"""


def measure() -> list[Promise]:
    say(f"Reading a Form 4, {ROUNDS} rounds\n")
    # edgartools makes a folder when it is imported: not in the home of whoever measures.
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        os.environ["EDGAR_LOCAL_DATA_DIR"] = folder
        from_xml = _edgartools()
        bodies = _readable(_documents(), from_xml)
        ours, theirs = _rounds(bodies, from_xml)
        ratio = statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
        _show(len(bodies), ours, theirs, ratio)
    return [
        at_most(
            "a Form 4 is read in at most a tenth of edgartools' time",
            ratio,
            TENTH,
            of=f"1/{1 / ratio:.1f}, median of {ROUNDS} rounds",
        )
    ]


def _edgartools() -> Callable[[str], object]:
    from edgar.ownership import Ownership, owners  # noqa: PLC0415 - a heavy import, and this part alone needs it

    class Person:
        """An owner who is not looked up."""

        class data:  # noqa: N801 - edgartools' own name
            is_company = False

        def __init__(self, cik: int) -> None: ...

    owners.Entity = Person
    say("edgartools asks EDGAR who each reporting owner is; here it is told at once that it is a person,")
    say("so its figures hold no network.")
    return Ownership.from_xml


def _documents() -> dict[str, bytes]:
    folder = Path(os.environ.get(SAMPLES) or Path(__file__).parents[2] / "shared" / "edgar") / "form4"
    recorded = {path.name: path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()}
    if recorded:
        say(f"{len(recorded)} recorded documents.")
        return recorded
    say(
        f"There are no recorded documents (set {SAMPLES} to a folder that holds form4/), so made ones are read."
    )
    return {f"made {number}": form4_xml(number) for number in range(60)}


def _readable(documents: dict[str, bytes], from_xml: Callable[[str], object]) -> list[bytes]:
    """Those that both can read; what is left out is said."""
    readable = []
    for name, body in documents.items():
        try:
            facts.read(body)
            from_xml(body.decode())
        except Exception as error:  # whatever it is, it cannot be compared
            who = "tocsin" if type(error).__module__.startswith("tocsin") else "edgartools"
            say(f"Left out: {name}, which {who} cannot read ({type(error).__name__}: {error}).")
        else:
            readable.append(body)
    say()
    return readable


def _rounds(bodies: Sequence[bytes], from_xml: Callable[[str], object]) -> tuple[list[float], list[float]]:
    """Seconds that each took in each round, by turns; who begins changes."""
    texts = [body.decode() for body in bodies]
    ours: list[float] = []
    theirs: list[float] = []
    turns: list[Callable[[], None]] = [
        lambda: ours.append(_seconds(facts.read, bodies)),
        lambda: theirs.append(_seconds(from_xml, texts)),
    ]
    for number in range(ROUNDS):
        for turn in turns if number % 2 else reversed(turns):
            turn()
    return ours, theirs


def _seconds(read: Callable[..., object], documents: Sequence[object]) -> float:
    began = time.perf_counter()
    for document in documents:
        read(document)
    return time.perf_counter() - began


def _show(documents: int, ours: list[float], theirs: list[float], ratio: float) -> None:
    def row(name: str, seconds: list[float], ratio: str) -> list[str]:
        each = [second * 1000 / documents for second in seconds]
        return [
            name,
            figure(statistics.median(each), "ms"),
            figure(min(each), "ms"),
            figure(max(each), "ms"),
            ratio,
            _import_costs(name),
        ]

    table(
        [f"{documents} documents, each", "median", "fastest round", "slowest", "ratio", "its import takes"],
        [row("tocsin", ours, f"1/{1 / ratio:.1f}"), row("edgartools", theirs, "1")],
    )


def _import_costs(name: str) -> str:
    if not Path("/proc/self/status").exists():
        return "not measured here"
    code = _GROWN.format(statement=_IMPORTS[name])
    grown = [
        float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)  # noqa: S603
        for _ in range(IMPORTS)
    ]
    return figure(statistics.median(grown), "MB")
