"""Captions of financial statements -> the figures they name. Regulation S-X, article 5, prescribes the lines
and not their words, so the words are those that filers use.

A caption that could be two things is none of them.
"""

from __future__ import annotations

import re

_AROUND = re.compile(
    r"\s*(?:\((?:[0-9a-z]{1,2}|notes?[^)]{0,20}|unaudited)\)|\*+|[:.\u2026]+)\s*$", re.IGNORECASE
)
_MARKS = re.compile("[\u2018\u2019`\u00b4]")


def plain(caption: str) -> str:
    """In lower case, without the footnote marks and colons at its end."""
    text = " ".join(_MARKS.sub("'", caption.lower()).replace("\u2013", "-").replace("\u2014", "-").split())
    for _ in range(3):
        shorter = _AROUND.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def _exactly(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})", re.IGNORECASE)


_HOLDERS = r"(?:stockholders?|shareholders?|shareowners?|stockowners?|share owners?|members?|partners?|unitholders?|owners?)'?s?'?"
_EQUITY = r"(?:\(?deficit\)?|equity|deficiency|capital|investment|\(deficiency\))"
_BOTH = rf"{_EQUITY}(?:\s?(?:/|and|or)?\s?{_EQUITY})?"
_LOSS = r"(?:\s?\(losse?s?\))?"

TOTAL_ASSETS = _exactly(r"total assets|assets, total")
LIABILITIES_AND_EQUITY = _exactly(
    rf"total liabilities,?(?: ?(?:,|and|&|-)| mezzanine| temporary| redeemable| non-?controlling| convertible| preferred| interests?| stock| units?| shares?| equity| commitments| contingencies)*,? (?:and|&) .{{0,80}}(?:{_EQUITY})"
    rf"|total (?:{_HOLDERS} )?equity and liabilities|total liabilities, .{{0,80}}{_EQUITY}|liabilities and {_HOLDERS} {_EQUITY}, total"
)
TOTAL_LIABILITIES = _exactly(r"total liabilities|liabilities, total")
TOTAL_CURRENT_LIABILITIES = _exactly(r"total current liabilities|current liabilities, total")
HOLDERS_EQUITY = _exactly(
    rf"total (?:[\w.,&'-]+ ){{0,4}}?{_HOLDERS} {_BOTH}(?: attributable to [\w .,&'-]{{1,60}})?|{_HOLDERS} {_BOTH}"
)
TOTAL_EQUITY = _exactly(rf"total {_BOTH}")
OWNED = re.compile(
    r"(?:common|preferred|capital|class [a-z]) (?:\w+ )?(?:stock|shares)|additional paid|retained",
    re.IGNORECASE,
)
BEGINS_EQUITY = re.compile(
    r"(?:common|preferred|capital) (?:stock|shares)|commitments and contingencies|equity$|additional paid",
    re.IGNORECASE,
)
CASH = _exactly(
    r"cash|cash (?:and|&) (?:cash )?equivalents?(?:, at (?:carrying value|cost).*)?|cash and temporary cash investments"
)
INVENTORY = _exactly(
    r"(?:total )?(?:merchandise )?inventor(?:y|ies)(?:[,-] ?(?:net|at .*|less .*|merchandise))?(?:, net.*)?"
)
RECEIVABLES = _exactly(
    r"(?:trade |customer |trade and other )?(?:accounts |account )?receivables?(?:[,-] ?(?:net|trade|less .*|principally trade.*))*"
    r"(?: \(?net.*\)?)?|(?:trade|customer) receivables?.{0,40}|receivables?,? less .*|accounts receivable, .*"
)
REVENUE = _exactly(
    r"(?:total |net )?(?:net )?(?:operating )?revenues?(?:, net)?|(?:total )?(?:net )?sales|total (?:net )?(?:sales|revenues?) and (?:other )?(?:operating )?(?:revenues?|income)"
    r"|(?:total )?(?:net )?sales and (?:other )?operating revenues?|revenues?, net of .{1,60}|total revenues?,? (?:net )?of .{1,60}|net sales and revenues?|total (?:revenues?|net revenues?) and other income"
)
COST_OF_REVENUE = _exactly(
    r"(?:total )?costs? of (?:net )?(?:revenues?|sales|goods sold|products? sold|services|merchandise sold|products and services|sales and services|goods and services sold|products and services sold)"
    r"(?: \(excl[^)]*\)|,? (?:exclusive|excluding) .{0,120}|, including .{0,80})?|total costs? of (?:net )?(?:revenues?|sales).{0,60}|costs? of revenues?,? total"
)
ANY_COST = _exactly(r"costs? of .*")
GROSS_PROFIT = _exactly(rf"(?:total )?gross (?:profit|margin){_LOSS}")
OPERATING_INCOME = _exactly(
    rf"(?:total )?operating (?:income|profit|earnings){_LOSS}|operating \(?loss\)?(?: income)?|operating \(?loss\)? (?:income|profit)"
    rf"|(?:income|profit|earnings){_LOSS} from operations|\(?loss\)?(?: income)? from operations|\(loss\) (?:income|earnings) from operations|operating \(loss\) (?:income|profit|earnings)"
    r"|income \(loss\) from operations|loss from operations"
)
_INCOME = r"(?:income|earnings|profit)"
# What others than the company's holders own of it or earn by it.
OTHERS_INTEREST = _exactly(r".*(?:non-?controlling|minority) (?:interests?|shareholders).*")
NET_INCOME = _exactly(
    rf"(?:consolidated )?net (?:{_INCOME}|loss|{_INCOME} ?/? ?\(loss(?:es)?\)|\(loss\) ?/? ?{_INCOME}|\(loss\))(?: and (?:total )?comprehensive .{{1,20}})?"
)
NET_INCOME_OF_PARENT = _exactly(
    rf"net (?:{_INCOME}|loss|{_INCOME} ?/? ?\(loss\)|\(loss\) ?/? ?{_INCOME}|\(loss\)) attributable to (?!.*(?:non-?controlling|minority|common|redeemable|participating|predecessor|successor)).{{2,80}}"
)
_CASH_FLOW = r"(?:cash flows?|cash) (?:provided|generated|used|from|\(used|\(provided|required).{0,60}?"
OPERATING_CASH_FLOW = _exactly(
    rf"(?:total |net )?{_CASH_FLOW}operating activities|(?:total |net )?cash (?:flows? )?(?:from |by )?operating activities|net operating cash flows?"
)
CONTINUING_ONLY = re.compile(r"continuing|discontinued", re.IGNORECASE)
INVESTING_CASH_FLOW = _exactly(
    rf"(?:total |net )?{_CASH_FLOW}investing activities.{{0,40}}|(?:total |net )?cash (?:flows? )?(?:from |by )?investing activities"
)
_PLANT = r"(?:property|plant|fixed assets|equipment|premises|capital assets)"
CAPITAL_EXPENDITURE = _exactly(
    rf"(?:payments? (?:for|to acquire|for (?:the )?(?:acquisitions?|purchases?|additions?) (?:of|to))|purchases? (?:of|to|for|related to)|purchases? (?:and|or) additions? (?:to|of)|additions? and purchases of|additions? to|acquisitions? of|investments? in|expenditures? (?:for|on)|purchasing|cash paid for(?: purchases? of)?|cash payments for)"
    rf" (?:and (?:deposits|prepayments) (?:on|for) )?(?:the purchase of )?{_PLANT}\b.{{0,120}}|(?:total )?capital expenditures?.{{0,80}}|{_PLANT}.{{0,40}} (?:additions|purchases|expenditures)"
)
NOT_CAPITAL_EXPENDITURE = re.compile(
    r"accru|unpaid|in accounts payable|proceeds|dispos|sales? of|business|not yet paid|non-?cash|held for sale|deposit|grant|reimburse",
    re.IGNORECASE,
)

# --- debt -----------------------------------------------------------------------------------------------

DEBT = re.compile(
    r"\bdebt\b|\bborrowings?\b|\bnotes?,? payable\b|\bcommercial paper\b|\bterm loans?\b|\bloans?\b|\blines? of credit\b"
    r"|\bcredit (?:facilit(?:y|ies)|agreements?|lines?)\b|\brevolv(?:er|ing)\b|\b(?:senior|convertible|secured|unsecured|subordinated|exchangeable|promissory|mortgage|bridge|loan)\b.{0,40}\bnotes?\b"
    r"|\bnotes,? (?:net|due)\b|^(?:current (?:portion|maturities) of )?(?:long-?term )?notes?(?: and bonds?)?$|\bdebentures?\b|\bmortgages?\b|\bbonds\b|\bindebtedness\b|\bnotes and loans\b",
    re.IGNORECASE,
)
NOT_DEBT = re.compile(
    r"\bassets?\b|\breceivables?\b|accrued (?:interest|expenses|liabilities)|\binterest payable|\boperating lease|\bderivative|\bwarrant|\bpremium (?:payable|bond)|\bdeposits?\b"
    r"|\btotal (?:current |non-?current |long-?term )?liabilities|\bother (?:long-?term |current )?liabilities\b|\bequity\b|\bembedded|\bissuance costs?\b|\brepurchase|\bloan loss"
    r"|\bliabilities held for sale\b|\bsettlement\b|\bguarantee",
    re.IGNORECASE,
)
# Borrowings merged with what is none, or words that may mean either.
PERHAPS_DEBT = re.compile(
    r"\baccounts? (?:and|&) notes? payable|\btrade\b.{0,30}\bnotes? payable|notes? payable.{0,20}\btrade\b|\bnotes? payable and (?:accrued|other (?:accrued|current|payables|liabilities))|\bpayable and (?:short-term )?(?:debt|borrowings)"
    r"|^(?:long-?term|short-?term|current (?:portion|maturities) of (?:long-?term )?) ?obligations?|\bdebt and other (?:long-?term )?(?:liabilities|obligations)|\bfinancing obligations?\b|\blong-term obligations\b"
    r"|^less\b|\bother (?:long-?term )?liabilities.{0,20}\bdebt",
    re.IGNORECASE,
)
LEASES_ALONE = re.compile(r"\bleases?\b", re.IGNORECASE)
SHORT = re.compile(
    r"\bshort-?term\b|\bcurrent (?:portion|maturities|installments|instalments)\b|\bcommercial paper\b|\bwithin one year\b|^current\b",
    re.IGNORECASE,
)
LONG = re.compile(r"\blong-?term\b|\bnon-?current\b|\bafter one year\b", re.IGNORECASE)
# Whose borrowings are their trade.
LENDER = re.compile(
    r"(?:interest|noninterest|non-interest)-bearing|\bpolicyholder|\bfuture policy benefits|\bunpaid (?:losses|claims)|\breserves? for losses|\bloss reserves|\brepurchase agreements?$|\bsold under (?:agreements? to )?repurchase",
    re.IGNORECASE,
)

# They are only where the balance sheet has no current part: a customer can deposit money for a service.
LENDER_PERHAPS = re.compile(
    r"(?:total |customer )?deposits|deposits and .*|.*\bloans held for (?:sale|investment)\b.*|(?:net )?loans(?: receivable)?(?:, net.*)?|finance receivables.*|mortgage loans.*",
    re.IGNORECASE,
)


def is_debt(caption: str) -> bool | None:
    """Whether a line of the liabilities is a borrowing; None when its words leave that open."""
    if PERHAPS_DEBT.search(caption):
        return None
    return DEBT.search(caption) is not None and NOT_DEBT.search(caption) is None
