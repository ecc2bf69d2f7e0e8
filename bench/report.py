"""Reading a 10-Q: text by section and figures, by tocsin and by edgartools, on the same documents in one process;
and how long an event loop beside it is kept waiting."""

from __future__ import annotations

import asyncio
import gc
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.promises import Promise, at_most, figure, say, table

from tocsin import facts
from tocsin.demo import story
from tocsin.demo.forms import filing

ROUNDS = 5
SAMPLES = "TOCSIN_SAMPLES"
TWENTIETH = 1 / 20
LONGEST_WAIT = 0.05
TICK = 0.001
LARGE = 30 * 1024 * 1024


def measure() -> list[Promise]:
    say(f"Reading a 10-Q: its text by section, and its figures, {ROUNDS} rounds\n")
    bodies = _documents()
    # Before edgartools is loaded: the collector of garbage would look through all of it, and stop the loop.
    waits = _waits(bodies)
    large = _waits([_large(bodies[0])])
    # edgartools makes a folder when it is imported: not in the home of whoever measures.
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        os.environ["EDGAR_LOCAL_DATA_DIR"] = folder
        ours, theirs = _rounds(bodies, _edgartools())
    ratio = statistics.median(our / their for our, their in zip(ours, theirs, strict=True))
    megabytes = sum(map(len, bodies)) / 1024 / 1024
    table(
        [f"{len(bodies)} documents, {megabytes:.0f} MB", "median, each", "a MB", "ratio"],
        [_row("tocsin", ours, bodies, f"1/{1 / ratio:.1f}"), _row("edgartools", theirs, bodies, "1")],
    )
    table(
        ["an event loop beside a thread that reads", "longest wait", "99th percentile"],
        [
            [
                f"the {len(bodies)} documents",
                figure(waits[-1] * 1000, "ms"),
                figure(_p99(waits) * 1000, "ms"),
            ],
            ["one of 30 MB", figure(large[-1] * 1000, "ms"), figure(_p99(large) * 1000, "ms")],
        ],
    )
    return [
        at_most(
            "text and figures of a 10-Q take at most a twentieth of edgartools' time",
            ratio,
            TWENTIETH,
            of=f"1/{1 / ratio:.1f}, median of {ROUNDS} rounds",
        ),
        at_most(
            "the event loop is never kept waiting for longer than 50 ms meanwhile",
            waits[-1],
            LONGEST_WAIT,
            of=figure(waits[-1] * 1000, "ms"),
        ),
        at_most(
            "nor while a report of 30 MB is read",
            large[-1],
            LONGEST_WAIT,
            of=figure(large[-1] * 1000, "ms"),
        ),
    ]


def _edgartools() -> Callable[[bytes], object]:
    from edgar.documents import parse_html  # noqa: PLC0415 - a heavy import, and this part alone needs it
    from edgar.documents.config import ParserConfig  # noqa: PLC0415

    say(
        "edgartools parses the document with its inline XBRL facts, and gives the text of each section that it"
    )
    say("finds; what tocsin gives is the sentences with their sections, and the figures made of the facts.\n")

    def read(body: bytes) -> object:
        document = parse_html(body.decode("utf-8", "replace"), ParserConfig(form="10-Q"))
        sections = document.sections
        return [sections[name].text() for name in sections], document.xbrl_facts

    return read


def _documents() -> list[bytes]:
    folder = Path(os.environ.get(SAMPLES) or Path(__file__).parents[2] / "shared" / "edgar") / "10-Q"
    recorded = [path.read_bytes() for path in sorted(folder.glob("*")) if path.is_file()]
    if recorded:
        say(f"{len(recorded)} recorded documents.")
        return recorded
    say(
        f"There are no recorded documents (set {SAMPLES} to a folder that holds 10-Q/), so made ones are read."
    )
    made = filing("9900000009-26-000001", story.june_10q())
    return [made.documents[0].body] * 5


def _rounds(bodies: Sequence[bytes], theirs: Callable[[bytes], object]) -> tuple[list[float], list[float]]:
    """Seconds that each took in each round, document by document by turns; who begins changes.

    Neither pays for what the other leaves behind: garbage is collected before each turn, off the clock.
    """
    spent: dict[str, list[float]] = {"ours": [], "theirs": []}
    turns: list[tuple[str, Callable[[bytes], object]]] = [("ours", facts.read), ("theirs", theirs)]
    for _, read in turns:  # what is imported and compiled at the first document
        read(bodies[0])
    gc.collect()
    gc.freeze()  # nor for the other's modules
    for number in range(ROUNDS):
        sums = dict.fromkeys(spent, 0.0)
        for body in bodies:
            for name, read in turns if number % 2 else reversed(turns):
                gc.collect()
                began = time.perf_counter()
                read(body)
                sums[name] += time.perf_counter() - began
        for name, seconds in sums.items():
            spent[name].append(seconds)
    return spent["ours"], spent["theirs"]


def _row(name: str, seconds: list[float], bodies: Sequence[bytes], ratio: str) -> list[str]:
    whole = statistics.median(seconds) * 1000
    size = sum(map(len, bodies)) / 1024 / 1024
    return [name, figure(whole / len(bodies), "ms"), figure(whole / size, "ms"), ratio]


def _waits(bodies: Sequence[bytes]) -> list[float]:
    """How much later than due an event loop ran, tick by tick, while a thread read the documents; sorted."""

    async def beside() -> list[float]:
        done = threading.Event()

        def read() -> None:
            try:
                for body in bodies:
                    facts.read(body)
            finally:
                done.set()

        reading = asyncio.create_task(asyncio.to_thread(read))
        late: list[float] = []
        while not done.is_set():
            due = time.perf_counter() + TICK
            await asyncio.sleep(TICK)
            late.append(time.perf_counter() - due)
        await reading
        return sorted(late)

    return asyncio.run(beside())


def _p99(waits: Sequence[float]) -> float:
    return waits[len(waits) * 99 // 100]


def _large(body: bytes) -> bytes:
    """A report of 30 MB: the paragraphs of one, again and again."""
    head, body_tag, rest = body.partition(b"<body")
    inside, closing, tail = rest.rpartition(b"</body>")
    if not closing:
        inside, tail = rest, b""
    opening, _, content = inside.partition(b">")
    times = LARGE // max(1, len(content)) + 1
    return b"".join(
        (head, body_tag, opening, b">", content, b"<div>", content * (times - 1), b"</div>", closing, tail)
    )
