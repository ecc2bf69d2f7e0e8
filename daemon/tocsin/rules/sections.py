"""The parts of a filing that a rule can name: the titles of the Items of forms 10-Q, 10-K and 8-K."""

from __future__ import annotations

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
CURRENT = {
    "1.01": "Entry into a Material Definitive Agreement",
    "1.02": "Termination of a Material Definitive Agreement",
    "1.03": "Bankruptcy or Receivership",
    "1.04": "Mine Safety - Reporting of Shutdowns and Patterns of Violations",
    "1.05": "Material Cybersecurity Incidents",
    "2.01": "Completion of Acquisition or Disposition of Assets",
    "2.02": "Results of Operations and Financial Condition",
    "2.03": "Creation of a Direct Financial Obligation or an Obligation under an Off-Balance Sheet Arrangement of a Registrant",
    "2.04": "Triggering Events That Accelerate or Increase a Direct Financial Obligation or an Obligation under an Off-Balance Sheet Arrangement",
    "2.05": "Costs Associated with Exit or Disposal Activities",
    "2.06": "Material Impairments",
    "3.01": "Notice of Delisting or Failure to Satisfy a Continued Listing Rule or Standard; Transfer of Listing",
    "3.02": "Unregistered Sales of Equity Securities",
    "3.03": "Material Modification to Rights of Security Holders",
    "4.01": "Changes in Registrant's Certifying Accountant",
    "4.02": "Non-Reliance on Previously Issued Financial Statements or a Related Audit Report or Completed Interim Review",
    "5.01": "Changes in Control of Registrant",
    "5.02": "Departure of Directors or Certain Officers; Election of Directors; Appointment of Certain Officers; Compensatory Arrangements of Certain Officers",
    "5.03": "Amendments to Articles of Incorporation or Bylaws; Change in Fiscal Year",
    "5.04": "Temporary Suspension of Trading Under Registrant's Employee Benefit Plans",
    "5.05": "Amendments to the Registrant's Code of Ethics, or Waiver of a Provision of the Code of Ethics",
    "5.06": "Change in Shell Company Status",
    "5.07": "Submission of Matters to a Vote of Security Holders",
    "5.08": "Shareholder Director Nominations",
    "6.01": "ABS Informational and Computational Material",
    "6.02": "Change of Servicer or Trustee",
    "6.03": "Change in Credit Enhancement or Other External Support",
    "6.04": "Failure to Make a Required Distribution",
    "6.05": "Securities Act Updating Disclosure",
    "6.06": "Static Pool",
    "7.01": "Regulation FD Disclosure",
    "8.01": "Other Events",
    "9.01": "Financial Statements and Exhibits",
}
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
_MEANT = {name.lower(): name for name in (*NAMES, *CURRENT.values())}
_MEANT |= _ALIASES | CURRENT | {f"item {number}": name for number, name in CURRENT.items()}


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
