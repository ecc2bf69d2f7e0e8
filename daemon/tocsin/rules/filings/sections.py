"""The parts of a filing that a rule can name: the titles of the Items of forms 10-Q, 10-K and 8-K."""

from __future__ import annotations

from tocsin.form_items import CURRENT_REPORT
from tocsin.yamltext import meant, quote

# As `facts` names them.
NAMES = (
    "Financial Statements",
    "Management's Discussion and Analysis",
    "Quantitative and Qualitative Disclosures About Market Risk",
    "Controls and Procedures",
    "Legal Proceedings",
    "Risk Factors",
    "Unregistered Sales of Equity Securities",
    "Defaults Upon Senior Securities",
    "Mine Safety Disclosures",
    "Other Information",
    "Exhibits",
    "Business",
    "Unresolved Staff Comments",
    "Cybersecurity",
    "Properties",
    "Market for Registrant's Common Equity",
    "Selected Financial Data",
    "Changes in and Disagreements With Accountants",
    "Disclosure Regarding Foreign Jurisdictions That Prevent Inspections",
    "Directors, Executive Officers and Corporate Governance",
    "Executive Compensation",
    "Security Ownership",
    "Certain Relationships and Related Transactions",
    "Principal Accountant Fees and Services",
    "Form 10-K Summary",
    "Signatures",
)
# Titles as the desk says them, and Items whose number means one thing in every form.
_ALIASES = {
    "md&a": "Management's Discussion and Analysis",
    "mda": "Management's Discussion and Analysis",
    "management's discussion": "Management's Discussion and Analysis",
    "market risk": "Quantitative and Qualitative Disclosures About Market Risk",
    "notes": "Financial Statements",
    "item 1a": "Risk Factors",
    "item 1b": "Unresolved Staff Comments",
    "item 1c": "Cybersecurity",
    "item 7a": "Quantitative and Qualitative Disclosures About Market Risk",
    "item 9a": "Controls and Procedures",
    "item 9b": "Other Information",
}
_MEANT = {name.lower(): name for name in (*NAMES, *CURRENT_REPORT.values())}
_MEANT |= _ALIASES | CURRENT_REPORT | {f"item {number}": name for number, name in CURRENT_REPORT.items()}


def section_named(text: str) -> str:
    """The name of the section that a text means. Raises ValueError with what would be right."""
    word = " ".join(text.lower().replace("\u2019", "'").split()).rstrip(".")
    if word in _MEANT:
        return _MEANT[word]
    close = meant(word, _MEANT)
    right = (
        f'did you mean "{_MEANT[close]}"?' if close else "write one such as Risk Factors, MD&A or Item 2.02"
    )
    raise ValueError(f"{quote(text)} is not a section of a 10-Q, 10-K or 8-K: {right}")
