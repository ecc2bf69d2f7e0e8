"""The figures of every recorded report against what people read off its printed statements.

`python -m tests.facts.truth` prints the table. A figure is right when its value and the end of its period
are; one that the truth calls absent is right when it is absent, or `low` with the value that the remark
calls computable.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tocsin.facts.reports import statements, xbrl
from tocsin.model import Issuer, Metric, Quality

HERE = Path(__file__).parent
COLUMNS = (
    "total_debt",
    "short_term_debt",
    "long_term_debt",
    "operating_cash_flow_ytd",
    "capital_expenditure_ytd",
    "revenue",
    "liabilities",
    "cash",
    "gross_profit",
)
_COMPUTABLE = re.compile(r"computable: (-?[0-9]+)")


@dataclass(frozen=True)
class Row:
    document: str
    figure: str
    value: Decimal | None
    start: str
    end: str
    line: str
    remark: str

    @property
    def computable(self) -> Decimal | None:
        match = _COMPUTABLE.search(self.remark)
        return Decimal(match[1]) if match else None


def rows() -> list[Row]:
    """The rows of every truth table beside this file."""
    found = []
    for path in sorted(HERE.glob("truth-*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            for told in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
                value = None if told["value"] == "absent" else Decimal(told["value"])
                found.append(
                    Row(
                        told["document"],
                        told["figure"],
                        value,
                        told["start"] or "",
                        told["end"] or "",
                        told["line"] or "",
                        told["remark"] or "",
                    )
                )
    return found


def figures(path: Path) -> tuple[Metric, ...]:
    """What the reader makes of a recorded document."""
    body = path.read_bytes()
    read = xbrl.read_instance if path.suffix == ".xml" else xbrl.read_inline
    report = read(body)
    form = report.document_type or "10-Q"
    return statements.metrics(report, accession=None, form=form, issuer=Issuer(report.cik or "", ""))


def verdict(row: Row, told: tuple[Metric, ...]) -> str:
    """`right`, `low` (right, and not vouched for), `absent` (rightly), `missing` (absent, wrongly), `wrong`
    (not vouched for), or `WRONG` (vouched for)."""
    metric = next((one for one in told if one.name == row.figure), None)
    if metric is None or metric.value is None:
        return "absent" if row.value is None else "missing"
    low = metric.quality is not Quality.OK
    if row.value is None:
        return "low" if low and metric.value == row.computable else "wrong" if low else "WRONG"
    right = metric.value == row.value and (not row.end or str(metric.end) == row.end)
    if not right:
        return "wrong" if low else "WRONG"
    return "low" if low else "right"


def table(root: Path) -> Iterator[tuple[Row, str, Metric | None]]:
    """Every row of the truth with its verdict and the metric."""
    by_document: dict[str, list[Row]] = {}
    for row in rows():
        by_document.setdefault(row.document, []).append(row)
    for document, wanted in by_document.items():
        told = figures(root / document)
        for row in wanted:
            yield row, verdict(row, told), next((one for one in told if one.name == row.figure), None)


def main() -> None:
    root = HERE.parents[2] / "shared" / "edgar"
    out = sys.stdout.write
    cells: dict[str, dict[str, str]] = {}
    count: dict[str, Counter[str]] = {name: Counter() for name in COLUMNS}
    details = []
    for row, said, metric in table(root):
        cells.setdefault(row.document, {})[row.figure] = said
        count[row.figure][said] += 1
        if said in ("wrong", "WRONG", "missing"):
            told = metric.value if metric else None
            details.append(
                f"{said:8}{row.document[:40]:42}{row.figure:24}{row.value} / {told} {metric.note if metric else ''}\n    {row.line} | {row.remark}"
            )
    out(f"{'':42}" + "".join(f"{name[:14]:16}" for name in COLUMNS) + "\n")
    for document, said in cells.items():
        out(f"{document[:40]:42}" + "".join(f"{said.get(name, ''):16}" for name in COLUMNS) + "\n")
    total: Counter[str] = Counter()
    for name in COLUMNS:
        total += count[name]
        out(f"{name:30}{_summary(count[name])}\n")
    out(f"{'all':30}{_summary(total)}\n\n")
    out("\n".join(details) + "\n")


def _summary(count: Counter[str]) -> str:
    good = count["right"] + count["low"] + count["absent"]
    return f"{good}/{count.total()} = {100 * good / max(1, count.total()):.1f} %   {dict(count)}"


if __name__ == "__main__":
    main()
