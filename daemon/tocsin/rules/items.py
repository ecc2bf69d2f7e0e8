"""The items of Form 8-K: their titles, as the form words them, and what a desk calls them.

Form 8-K, "Information to Be Included in the Report" (SEC 873); the numbers are of August 2004 (Release
33-8400), 1.05 of December 2023 (Release 33-11216).
"""

from __future__ import annotations

import re

from tocsin.yamltext import meant, quote

TITLES = {
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
# As a message says them, where the title is long or says little.
_SAID = {
    "2.03": "new debt or other direct financial obligation",
    "2.04": "event that accelerates or increases debt",
    "3.01": "notice of delisting or failure to meet a listing rule",
    "4.01": "change of auditor",
    "4.02": "non-reliance on previously issued financial statements",
    "5.01": "change in control",
    "5.02": "departure or appointment of directors or officers",
    "5.03": "amended articles or bylaws, or change of fiscal year",
    "5.04": "trading suspended under employee benefit plans",
    "5.05": "code of ethics amended or waived",
}
_KEPT = ("ABS", "Regulation FD", "Securities Act")
_NAMES = {
    "material agreement": "1.01",
    "agreement terminated": "1.02",
    "bankruptcy": "1.03",
    "cybersecurity incident": "1.05",
    "acquisition": "2.01",
    "results": "2.02",
    "new debt": "2.03",
    "debt acceleration": "2.04",
    "restructuring": "2.05",
    "impairment": "2.06",
    "delisting": "3.01",
    "unregistered sale": "3.02",
    "auditor change": "4.01",
    "non-reliance": "4.02",
    "change of control": "5.01",
    "officer change": "5.02",
    "bylaws": "5.03",
    "vote": "5.07",
    "regulation fd": "7.01",
    "other events": "8.01",
}


def said(item: str) -> str:
    """What an item is about: `non-reliance on previously issued financial statements`."""
    if item in _SAID:
        return _SAID[item]
    title = TITLES.get(item, "")
    return title if title.startswith(_KEPT) else title.lower()


def parse_item(text: str) -> str:
    """`4.02`, `Item 4.02`, `non-reliance`. It is a text: `5.10` is never 5.1. ValueError says what is right."""
    word = " ".join(text.split()).lower().removeprefix("item ").strip()
    if word in TITLES:
        return word
    if word in _NAMES:
        return _NAMES[word]
    if re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,4})?", word):
        chapter, _, item = word.partition(".")
        turned = f"{chapter}.{item[::-1]}"  # 4.10 for 4.01
        close = turned if turned in TITLES else meant(f"{chapter}.{item or '00'}", TITLES)
        raise ValueError(
            f"{quote(text)} is no item of Form 8-K" + (f': did you mean "{close}"?' if close else "")
        )
    close = meant(word, _NAMES)
    hint = f'did you mean "{close}"?' if close else f"write its number, or one of {', '.join(_NAMES)}"
    raise ValueError(f"{quote(text)} is no item of Form 8-K: {hint}")
