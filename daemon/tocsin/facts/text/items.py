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
