"""Files that someone puts into a folder: CSV with a header, or JSON lines, as the desk or another program writes them.

    price_target.csv                                      targets.jsonl
    symbol,firm,from,to,at                                {"kind": "price_target", "issuer": "SMCI", "firm": "Loop…
    SMCI,Loop Capital,"$1,000","$1,500",2026-05-01

The columns are the fields of the JSON of facts (`named.FIELDS`); the kind stands in a column, or is the file's name.
A file that has changed is read anew as a whole, and what it tells again is known by its id. A last line without its
end may still be being written: it is left for the next round, and is read then if nothing came behind it.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, ClassVar

from tocsin.configfile import FeedSection
from tocsin.errors import Fault, Refused, Unavailable
from tocsin.feeds.feed import Polled, Wanted, newest
from tocsin.feeds.vendors import values
from tocsin.feeds.vendors.dropped_rows import MOST_WRONG, rows_in
from tocsin.model import FORM_OF, Reading
from tocsin.yamltext import from_text

MEGABYTE = 1_000_000
LARGEST = 5 * MEGABYTE
# So much is read in one round, and what is left in the next: 5 MB of rows take two seconds.
AT_ONCE = MEGABYTE
MOST_FILES = 1000
MOST_FAULTS = 20  # of one file
_ENDINGS = frozenset({".csv", ".jsonl", ".ndjson"})


def _folder(text: str) -> Path:
    if not text.strip():
        raise ValueError("a folder is missing")
    return Path(text.strip()).expanduser()


class DroppedSection(FeedSection):
    """`folder` is looked into for files *.csv, *.jsonl and *.ndjson; a relative one is beside this file."""

    EXAMPLE: ClassVar[str] = "{use: file, folder: drop/}"
    folder: Annotated[Path, from_text(_folder)]


class Dropped:
    KEYS: ClassVar[type[FeedSection]] = DroppedSection
    EVERY: ClassVar[dt.timedelta] = dt.timedelta(seconds=10)

    def __init__(self, keys: DroppedSection) -> None:
        self._folder = keys.folder

    @property
    def tells(self) -> frozenset[str]:
        return frozenset(FORM_OF)

    async def poll(self, wanted: Wanted, cursor: str | None) -> Polled:
        """What the files tell that have changed since `cursor`. Raises Unavailable when there is no such folder."""
        polled = await asyncio.to_thread(look, self._folder, cursor, wanted.now)
        return replace(polled, answered=frozenset((kind, "") for kind in FORM_OF))


@dataclass(frozen=True, slots=True)
class _File:
    """A file as it is now. `mark` is the same as long as it has not changed."""

    name: str
    path: Path
    size: int
    mark: str


def look(folder: Path, cursor: str | None, now: dt.datetime) -> Polled:
    """What the files in the folder tell that have changed since `cursor`, and what is wrong in them.

    The cursor maps names to marks, in JSON; a mark with `+` behind is of a file whose last line is still to be read.
    Behind the mark stands what is wrong in the file: it is told until the file changes or is gone.
    """
    known, stands = _known(cursor), _wrong(cursor)
    files = _files(folder)
    faults: list[tuple[str, Fault]] = []
    if len(files) > MOST_FILES:
        faults.append(
            (str(folder), Refused(f"only the first {MOST_FILES:,} files are read: move old ones away"))
        )
    readings: list[Reading] = []
    marks: dict[str, str] = {}
    read = 0
    for file in files[:MOST_FILES]:
        before, name = known.get(file.name), values.text(file.name) or "?"
        if before != file.mark and read > AT_ONCE:
            # A stop must not wait for it, and its old mark stays, so that the next round reads it.
            marks |= {file.name: before} if before is not None else {}
            continue
        marks[file.name] = file.mark
        if before == file.mark:
            faults += [(where, Refused(why)) for where, why in stands.get(file.name, ())]
            continue
        read += file.size
        try:
            body = _content(file)
        except Fault as fault:
            faults.append((name, fault))
            continue
        except OSError as error:
            # Looked at again the next time: rights can be given, and a file can be gone for a moment.
            faults.append((name, Unavailable(f"the file cannot be read ({error.strerror})")))
            del marks[file.name]
            continue
        if body and not body.endswith(b"\n") and before != f"{file.mark}+":
            body = body[: body.rfind(b"\n") + 1]
            marks[file.name] += "+"
        told, wrong = rows_in(file.name, body, now)
        if before == f"{file.mark}+":
            # What is wrong above the last line was said when that was left.
            wrong = [(line, why) for line, why in wrong if line > body.count(b"\n")]
        readings += told
        faults += _some(name, wrong)
    wrong_now = {
        name: [(where, str(why)) for where, why in faults if where.startswith(name)] for name in marks
    }
    kept = {name: [mark, wrong_now[name]] if wrong_now[name] else mark for name, mark in marks.items()}
    return Polled(tuple(readings), json.dumps(kept), newest(readings), tuple(faults))


def _known(cursor: str | None) -> dict[str, str]:
    return {
        name: str(kept[0]) if isinstance(kept, list) else str(kept) for name, kept in _kept(cursor).items()
    }


def _wrong(cursor: str | None) -> dict[str, list[tuple[str, str]]]:
    """What was said to be wrong in each file."""
    return {
        name: [(str(where), str(why)) for where, why in kept[1]]
        for name, kept in _kept(cursor).items()
        if isinstance(kept, list)
    }


def _kept(cursor: str | None) -> dict[str, Any]:
    try:
        kept = json.loads(cursor or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}


def _files(folder: Path) -> list[_File]:
    try:
        root = folder.resolve(strict=True)
        names = sorted(entry.name for entry in os.scandir(root))
    except OSError as error:
        raise Unavailable(
            f"the folder {folder} cannot be read ({error.strerror}): `folder` must be one"
        ) from None
    return list(_good(root, names))


def _good(root: Path, names: list[str]) -> Iterator[_File]:
    for name in names:
        if name.startswith(".") or Path(name).suffix.lower() not in _ENDINGS:
            continue
        try:
            path = (root / name).resolve(strict=True)
            found = path.stat()
        except (OSError, RuntimeError):
            continue  # gone meanwhile, or a link to nothing
        if path.is_relative_to(root) and stat.S_ISREG(found.st_mode):
            yield _File(name, path, found.st_size, f"{found.st_size} {found.st_mtime_ns}")


def _content(file: _File) -> bytes:
    if file.size > LARGEST:
        raise Refused(f"the file is larger than {LARGEST // MEGABYTE} MB: split it")
    # Between the look and here something else may have taken its place: a link out of the folder, a pipe.
    handle = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(handle, "rb") as opened:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise Refused("it is no file")
        # No more than was there when it was looked at: the rest is told when it is looked at again.
        return opened.read(file.size)


def _some(name: str, wrong: list[tuple[int, str]]) -> Iterator[tuple[str, Fault]]:
    for line, why in wrong[:MOST_FAULTS]:
        yield f"{name}:{line}", Refused(why)
    if len(wrong) == MOST_WRONG:
        yield name, Refused(f"{MOST_WRONG:,} lines are wrong: the file is not read on")
    elif len(wrong) > MOST_FAULTS:
        yield name, Refused(f"{len(wrong) - MOST_FAULTS:,} more lines are wrong")
