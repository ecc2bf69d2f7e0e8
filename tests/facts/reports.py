"""Inline XBRL reports of made companies, in a few words: every part can be left out or made wrong.

    report(balance(line("us-gaap:CommercialPaper", "120", "Commercial paper"), …))

A line is a row of a table with one amount for each context; amounts are in millions unless `scale` says else.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

from tocsin.facts.reports import statements, xbrl
from tocsin.facts.reports.xbrl import Report
from tocsin.model import Issuer, Metric

NAMESPACES = {
    "": "http://www.w3.org/1999/xhtml",
    "ix": "http://www.xbrl.org/2013/inlineXBRL",
    "ixt": "http://www.xbrl.org/inlineXBRL/transformation/2020-02-12",
    "ixt-sec": "http://www.sec.gov/inlineXBRL/transformation/2015-08-31",
    "xbrli": "http://www.xbrl.org/2003/instance",
    "xbrldi": "http://xbrl.org/2006/xbrldi",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "iso4217": "http://www.xbrl.org/2003/iso4217",
    "us-gaap": "http://fasb.org/us-gaap/2024",
    "dei": "http://xbrl.sec.gov/dei/2024",
    "made": "http://made.example/20240630",
}
NOW, YEAR_END, YEAR_AGO = "2024-06-30", "2023-12-31", "2023-06-30"
# Contexts by the names that the builders use.
CONTEXTS: Mapping[str, tuple[str | None, str]] = {
    "now": (None, NOW),
    "year_end": (None, YEAR_END),
    "quarter": ("2024-04-01", NOW),
    "ytd": ("2024-01-01", NOW),
    "quarter_ago": ("2023-04-01", YEAR_AGO),
    "ytd_ago": ("2023-01-01", YEAR_AGO),
}


def context(
    name: str,
    start: str | None,
    end: str,
    dimensions: Mapping[str, str] | None = None,
    *,
    within: str = "segment",
) -> str:
    members = "".join(
        f'<xbrldi:explicitMember dimension="{axis}">{member}</xbrldi:explicitMember>'
        for axis, member in (dimensions or {}).items()
    )
    parts = f"<xbrli:{within}>{members}</xbrli:{within}>" if members else ""
    segment, scenario = (parts, "") if within == "segment" else ("", parts)
    period = (
        f"<xbrli:instant>{end}</xbrli:instant>"
        if start is None
        else f"<xbrli:startDate>{start}</xbrli:startDate><xbrli:endDate>{end}</xbrli:endDate>"
    )
    return (
        f'<xbrli:context id="{name}"><xbrli:entity>'
        f'<xbrli:identifier scheme="http://www.sec.gov/CIK">0000350001</xbrli:identifier>{segment}'
        f"</xbrli:entity><xbrli:period>{period}</xbrli:period>{scenario}</xbrli:context>"
    )


def unit(name: str, measure: str, per: str | None = None) -> str:
    if per is None:
        return f'<xbrli:unit id="{name}"><xbrli:measure>{measure}</xbrli:measure></xbrli:unit>'
    return (
        f'<xbrli:unit id="{name}"><xbrli:divide><xbrli:unitNumerator><xbrli:measure>{measure}</xbrli:measure>'
        f"</xbrli:unitNumerator><xbrli:unitDenominator><xbrli:measure>{per}</xbrli:measure>"
        f"</xbrli:unitDenominator></xbrli:divide></xbrli:unit>"
    )


def number(
    concept: str,
    text: str,
    context: str = "now",
    *,
    unit: str | None = "usd",
    scale: str | None = "6",
    sign: str | None = None,
    form: str | None = "ixt:num-dot-decimal",
    decimals: str | None = "-6",
    nil: bool = False,
) -> str:
    """An `ix:nonFraction`. A text that begins with `-` gets the sign, as filers do; a dash is a zero."""
    if sign is None and text.startswith("-") and text != "-":
        text, sign = text[1:], "-"
    if text == "-":
        form = "ixt:fixed-zero"
    told = {
        "contextRef": context,
        "unitRef": unit,
        "decimals": decimals,
        "scale": scale,
        "sign": sign,
        "format": form,
        "xsi:nil": "true" if nil else None,
    }
    attributes = "".join(f' {name}="{value}"' for name, value in told.items() if value is not None)
    return f'<ix:nonFraction name="{concept}"{attributes}>{text}</ix:nonFraction>'


def row(caption: str, *cells: str) -> str:
    told = "".join(f"<td>$</td><td><span>{cell}</span></td>" for cell in cells)
    return f"<tr><td>{html.escape(caption)}</td>{told}</tr>"


def line(concept: str, now: str, caption: str = "", before: str | None = None, **told: str | None) -> str:
    """A row of a balance sheet: the current column, and the last fiscal year's end where it is given."""
    cells = [number(concept, now, "now", **told)]  # type: ignore[arg-type]
    if before is not None:
        cells.append(number(concept, before, "year_end", **told))  # type: ignore[arg-type]
    return row(caption, *cells)


def flow(concept: str, caption: str = "", **amounts: str) -> str:
    """A row of an income or cash flow statement: `quarter="120", ytd="230", ytd_ago="200"`."""
    return row(caption, *(number(concept, text, name) for name, text in amounts.items()))


def table(*rows: str) -> str:
    return f"<table>{''.join(rows)}</table>"


def balance(
    *liabilities: str,
    assets: str = "1,000",
    total: str | None = None,
    liabilities_total: str | None = "600",
    equity: str = "400",
    owned: Iterable[str] | None = None,
) -> str:
    """A balance sheet whose liabilities are the given rows. `total` is that of liabilities and equity."""
    above = owned if owned is not None else OWNED
    printed = (
        ""
        if liabilities_total is None
        else line("us-gaap:Liabilities", liabilities_total, "Total liabilities")
    )
    return table(
        *above,
        line("us-gaap:Assets", assets, "Total assets"),
        *liabilities,
        printed,
        line("us-gaap:StockholdersEquity", equity, "Total stockholders' equity"),
        line("us-gaap:LiabilitiesAndStockholdersEquity", total or assets, "Total liabilities and equity"),
    )


OWNED = (
    line("us-gaap:CashAndCashEquivalentsAtCarryingValue", "150", "Cash and cash equivalents"),
    line("us-gaap:AccountsReceivableNetCurrent", "200", "Accounts receivable, net"),
    line("us-gaap:InventoryNet", "50", "Inventories"),
    line("us-gaap:AssetsCurrent", "400", "Total current assets"),
    line("us-gaap:PropertyPlantAndEquipmentNet", "600", "Property, plant and equipment"),
)
# A plain company: 100 due within a year, 300 after.
OWED = (
    line("us-gaap:AccountsPayableCurrent", "80", "Accounts payable"),
    line("us-gaap:CommercialPaper", "60", "Commercial paper"),
    line("us-gaap:LongTermDebtCurrent", "40", "Current portion of long-term debt"),
    line("us-gaap:LiabilitiesCurrent", "180", "Total current liabilities"),
    line("us-gaap:LongTermDebtNoncurrent", "300", "Long-term debt"),
    line("us-gaap:OtherLiabilitiesNoncurrent", "120", "Other liabilities"),
)
INCOME = (
    flow("us-gaap:Revenues", "Revenue", quarter="500", ytd="900", quarter_ago="450", ytd_ago="800"),
    flow(
        "us-gaap:CostOfRevenue", "Cost of revenue", quarter="300", ytd="550", quarter_ago="280", ytd_ago="500"
    ),
    flow("us-gaap:GrossProfit", "Gross profit", quarter="200", ytd="350", quarter_ago="170", ytd_ago="300"),
    flow(
        "us-gaap:OperatingIncomeLoss",
        "Operating income",
        quarter="90",
        ytd="150",
        quarter_ago="70",
        ytd_ago="120",
    ),
    flow(
        "us-gaap:IncomeTaxExpenseBenefit",
        "Income taxes",
        quarter="20",
        ytd="35",
        quarter_ago="15",
        ytd_ago="25",
    ),
    flow("us-gaap:NetIncomeLoss", "Net income", quarter="70", ytd="115", quarter_ago="55", ytd_ago="95"),
)
CASH_FLOW = (
    flow("us-gaap:NetIncomeLoss", "Net income", ytd="115", ytd_ago="95"),
    flow(
        "us-gaap:NetCashProvidedByUsedInOperatingActivities",
        "Net cash provided by operating activities",
        ytd="160",
        ytd_ago="140",
    ),
    flow(
        "us-gaap:PaymentsToAcquirePropertyPlantAndEquipment",
        "Purchases of property and equipment",
        ytd="75",
        ytd_ago="65",
    ),
    flow(
        "us-gaap:NetCashProvidedByUsedInInvestingActivities",
        "Net cash used in investing activities",
        ytd="-75",
        ytd_ago="-65",
    ),
    flow(
        "us-gaap:NetCashProvidedByUsedInFinancingActivities",
        "Net cash used in financing activities",
        ytd="-45",
        ytd_ago="-40",
    ),
    flow("us-gaap:CashAndCashEquivalentsPeriodIncreaseDecrease", "Increase in cash", ytd="40", ytd_ago="35"),
)


def cover(
    *,
    form: str = "10-Q",
    end: str = "June 30, 2024",
    year: str = "2024",
    period: str = "Q2",
    cik: str = "0000350001",
    about: str = "ytd",
    more: str = "",
) -> str:
    told = {
        "EntityCentralIndexKey": cik,
        "EntityRegistrantName": "Made &amp; Sons",
        "TradingSymbol": "MADE",
        "DocumentType": form,
        "DocumentFiscalYearFocus": year,
        "DocumentFiscalPeriodFocus": period,
        "AmendmentFlag": "false",
    }
    return (
        "".join(
            f'<ix:nonNumeric name="dei:{name}" contextRef="{about}">{text}</ix:nonNumeric>'
            for name, text in told.items()
            if text
        )
        + (
            f'<p>for the quarter ended <ix:nonNumeric name="dei:DocumentPeriodEndDate" contextRef="{about}" '
            f'format="ixt:date-monthname-day-year-en">{end}</ix:nonNumeric></p>'
            if end
            else ""
        )
        + more
    )


def document(
    *parts: str,
    contexts: Mapping[str, tuple[str | None, str]] = CONTEXTS,
    more_resources: str = "",
    cover: str | None = None,
    hidden: str = "",
    namespaces: Mapping[str, str] = NAMESPACES,
    units: str | None = None,
) -> bytes:
    declared = "".join(f' xmlns{":" if prefix else ""}{prefix}="{uri}"' for prefix, uri in namespaces.items())
    resources = "".join(context(name, *period) for name, period in contexts.items())
    measures = (
        unit("usd", "iso4217:USD")
        + unit("shares", "xbrli:shares")
        + unit("per", "iso4217:USD", "xbrli:shares")
    )
    front = globals()["cover"]() if cover is None else cover
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<html{declared}><head><title>made</title></head><body>'
        f'<div style="display:none"><ix:header><ix:hidden>{hidden}</ix:hidden><ix:resources>{resources}'
        f"{measures if units is None else units}{more_resources}</ix:resources></ix:header></div>"
        f"{front}{''.join(parts)}</body></html>"
    ).encode()


def report(*parts: str) -> bytes:
    """A 10-Q of the second quarter. Without parts it is a plain company's."""
    return document(*(parts or (balance(*OWED), table(*INCOME), table(*CASH_FLOW))))


def read(body: bytes) -> Report:
    return xbrl.read_inline(body)


def figures(body: bytes | Report, form: str = "10-Q") -> dict[str, Metric]:
    """The current figure of each name."""
    told: dict[str, Metric] = {}
    for metric in every(body, form):
        told.setdefault(metric.name, metric)
    return told


def every(body: bytes | Report, form: str = "10-Q") -> tuple[Metric, ...]:
    one = body if isinstance(body, Report) else xbrl.read_inline(body)
    return statements.metrics(one, accession=None, form=form, issuer=Issuer("0000350001", "Made & Sons"))
