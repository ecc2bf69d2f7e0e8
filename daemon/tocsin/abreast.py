"""Looking back in several processes at once: rules look at one issuer at a time, so issuers are shared out.

Forked, as the functions that rules are cannot be sent to another process. A child opens its own connection to
the database (sqlite.org/howtocorrupt.html: "do not open an SQLite database connection, then fork(2)" and use
it), and ends without running anything of its parent's.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from ctypes import c_bool, c_long
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess

from tocsin.lookback import Backtest, Step, merged

LookBack = Callable[[Sequence[str], Step, Callable[[], bool]], Backtest]
_POLL = 0.1  # seconds


def shares(filings: dict[str, int], count: int) -> list[list[str]]:
    """The issuers in so many shares of about as many filings each; `filings` has how many each issuer has."""
    parts: list[list[str]] = [[] for _ in range(count)]
    sizes = [0] * count
    for cik in sorted(filings, key=lambda cik: -filings[cik]):
        least = sizes.index(min(sizes))
        parts[least].append(cik)
        sizes[least] += filings[cik]
    return [part for part in parts if part]


def side_by_side(
    look_back: LookBack, parts: Sequence[Sequence[str]], total: int, step: Step, enough: Callable[[], bool]
) -> Backtest:
    """What `look_back` says of each part, in a process of its own, together.

    Raises `RuntimeError` with what went wrong in one of them.
    """
    fork = multiprocessing.get_context("fork")
    done, stop = fork.RawArray(c_long, len(parts)), fork.RawValue(c_bool, False)
    found: list[Backtest] = []
    children: dict[Connection, ForkProcess] = {}
    try:
        for number, part in enumerate(parts):
            ours, theirs = fork.Pipe(duplex=False)

            def count(looked_at: int, _total: int, number: int = number) -> None:
                done[number] = looked_at

            child = fork.Process(
                target=_child, args=(look_back, part, count, lambda: bool(stop.value), theirs), daemon=True
            )
            child.start()
            theirs.close()
            children[ours] = child
        while children:
            for pipe in wait(list(children), timeout=_POLL):
                if isinstance(pipe, Connection):
                    found.append(_received(pipe))
                    children.pop(pipe).join()
            step(sum(done[:]), total)
            if enough():
                stop.value = True
    finally:
        for child in children.values():
            child.terminate()
            child.join()
    return merged(found)


def _child(
    look_back: LookBack, part: Sequence[str], count: Step, stopped: Callable[[], bool], pipe: Connection
) -> None:
    try:
        pipe.send(look_back(part, count, stopped))
    except Exception as error:  # told to the parent, who raises it
        pipe.send(repr(error))


def _received(pipe: Connection) -> Backtest:
    try:
        told = pipe.recv()
    except EOFError:
        told = "its process was killed"
    if isinstance(told, Backtest):
        return told
    raise RuntimeError(f"a part of the look back failed: {told}")
