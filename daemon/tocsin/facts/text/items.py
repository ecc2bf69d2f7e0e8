"""The Items of forms 10-Q, 10-K and 8-K: their titles in the field's own words, and as filers write them."""

from __future__ import annotations

import re

# The titles as the forms have them, and as filers write them; the first that fits is taken.
TITLES = tuple(
    (re.compile(pattern, re.IGNORECASE), name)
    for pattern, name in (
        (
            r"management.{0,2}s?.{0,2} discussion (?:and|&) analysis(?: of)?"
            r"(?: (?:and )?(?:the )?(?:financial )?(?:condition|position))?(?: and)?(?: results? of operations?)?(?: (?:and|of) .{0,40})?",
            "Management's Discussion and Analysis",
        ),
        (
            r"quantitative (?:and|&) qualitative disclosures? (?:about|on|of|regarding|concerning) market risks?",
            "Quantitative and Qualitative Disclosures About Market Risk",
        ),
        (
            r"(?:disclosure )?controls? and procedures?(?: disclosure)?",
            "Controls and Procedures",
        ),
        (r"(?:summary of )?risk factors(?: summary)?", "Risk Factors"),
        (r"legal (?:proceedings|matters)(?: and (?:risk|legal).{0,30})?", "Legal Proceedings"),
        (
            r"(?:unregistered|recent) sales? of (?:unregistered |equity )*securit(?:ies|y).{0,120}|(?:issuer )?purchases of equity securities.{0,60}"
            r"|changes in securities.{0,80}",
            "Unregistered Sales of Equity Securities",
        ),
        (r"defaults? (?:up)?on (?:our |its )?senior securities", "Defaults Upon Senior Securities"),
        (r"mine safety(?: disclosures?)?", "Mine Safety Disclosures"),
        (
            r"submission of matters to a vote of security.?holders",
            "Submission of Matters to a Vote of Security Holders",
        ),
        (r"other (?:information|items)", "Other Information"),
        (
            r"(?:index (?:of|to) )?exhibits?(?:,? (?:and )?(?:financial statements?|reports) .{0,60})?(?: index)?",
            "Exhibits",
        ),
        (r"unresolved staff comments", "Unresolved Staff Comments"),
        (r"cyber ?security", "Cybersecurity"),
        (r"(?:description of )?business(?: overview)?", "Business"),
        (r"(?:description of )?propert(?:ies|y)", "Properties"),
        (
            r"market for (?:the )?(?:registrant|company|our).{0,160}|market price.{0,120}",
            "Market for Registrant's Common Equity",
        ),
        (r"(?:selected (?:consolidated )?financial data|\[?reserved\]?)", "Selected Financial Data"),
        (
            r"financial statements(?:,? pro forma .{0,60}?)?,? and exhibits.{0,30}",
            "Financial Statements and Exhibits",
        ),
        (
            r"(?:index to )?(?:unaudited |audited |interim |condensed |consolidated |the )*financial statements(?: \(unaudited\))?"
            r"(?: and (?:supplementa\w+|notes).{0,40})?",
            "Financial Statements",
        ),
        (
            r"changes in and disagreements with accountants.{0,80}",
            "Changes in and Disagreements With Accountants",
        ),
        (
            r"disclosures? regarding foreign jurisdictions.{0,50}",
            "Disclosure Regarding Foreign Jurisdictions That Prevent Inspections",
        ),
        (
            r"directors,? (?:and )?executive officers.{0,60}",
            "Directors, Executive Officers and Corporate Governance",
        ),
        (r"executive compensation", "Executive Compensation"),
        (r"security ownership of .{0,120}", "Security Ownership"),
        (r"certain relationships and related .{0,80}", "Certain Relationships and Related Transactions"),
        (r"principal account(?:ant|ing) fees and services", "Principal Accountant Fees and Services"),
        (r"form 10-k summary", "Form 10-K Summary"),
        (r"regulation fd disclosure", "Regulation FD Disclosure"),
        (r"other events(?: and .{0,40})?", "Other Events"),
    )
)
# Numbers that mean the same in every part of forms 10-Q and 10-K, for headings without a title.
ONLY_NUMBER = {
    "1A": "Risk Factors",
    "1B": "Unresolved Staff Comments",
    "1C": "Cybersecurity",
    "7A": "Quantitative and Qualitative Disclosures About Market Risk",
    "9A": "Controls and Procedures",
    "9B": "Other Information",
}
# Form 8-K, as amended in 2024.
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
