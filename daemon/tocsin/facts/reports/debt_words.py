"""Whether a line of the balance sheet is borrowed money, by the name of its concept and by its caption.

Filers tag debt with some eighty concepts of the taxonomy and with names of their own (`tsla:…`), so lines
are told by the words of the name rather than by a list; the caption, which people read, has to agree.
"""

from __future__ import annotations

import re
from enum import Enum


class Kind(Enum):
    """DEBT and OTHER are sure. LIKELY is counted as debt and UNLIKELY is not, and neither is vouched for."""

    DEBT = "debt"
    LIKELY = "likely debt"
    UNLIKELY = "perhaps debt"
    OTHER = "other"


_BORROWED = re.compile(
    r"Debt(?!Securit|Issuance|Financing(?:Cost|Fee))|Borrowing|Notes?Payable|Loans?Payable|CommercialPaper|"
    r"Lines?[Oo]fCredit|RevolvingCredit|Revolver|CreditFacilit|CreditAgreement|TermLoan|NotesAndLoans|LoansAndNotes|"
    r"(?:Senior|Secured|Unsecured|Subordinated|Convertible|Exchangeable|Promissory|Mortgage|Surplus|Bridge|AssetBacked|"
    r"Medium[Tt]erm|LongTerm|Longterm|ShortTerm|Shortterm|Construction|Bank|RelatedPart(?:y|ies)|PPP|Other)(?:Notes?|Loans?)(?![a-z])|"
    r"NotesIssued|Debenture|MortgagesPayable|Bonds|TrustPreferred|LoansFrom|LoanFrom|NotesRelatedPart|"
    r"TransitionBond|RecoveryBond|RateReductionBond|Indebtedness|BorrowedMoney|CreditLine|DebtorInPossession|"
    r"PaycheckProtection|FederalHomeLoanBank|(?:^|[a-z])(?:Notes|Loans)(?:Current|Noncurrent|Net)?$|^(?:Notes|Loans)(?:Current|Noncurrent|Net)?$"
)
_NOT_BORROWED = re.compile(
    r"OtherThan|^Liabilities|Interest(?:Payable|Accrued)|Accrued|Derivative|Warrant|Deferred|IssuanceCost|Receivable|"
    r"UnamortizedD|HeldForSale|HeldForInvestment|Commitment|Conversion(?:Option|Feature)|Reserve|Servicing|Allowance|"
    r"Premium(?!Financ)|Repurchase(?:Agreement|Right)|Valuation|Extinguish|Guarant|Embedded"
)
# `ConvertibleNotesPayableNetOfUnamortizedDiscount`: what follows does not change what it is.
_QUALIFIED = re.compile(r"(?:NetOf|Net(?=Current|Noncurrent|$)|Less|Excluding|Including|AtFairValue)\w*$")
_WITH_INTEREST = re.compile(
    r"(?:And|Plus|With)(?:Accrued)?Interest\w*$|AndWarrant\w*$|AndDerivative\w*$|AndEmbedded\w*$"
)
# Debt and something else in one line: what of it is debt cannot be told.
_MIXED = re.compile(
    r"AccountsPayable(?:And|Notes)|AccountsAndNotes|AccountsNotes|TradeAndNotes|TradeNotes|AndAccountsPayable|OtherLiabilit|AndAccrued|"
    r"AndDeposit|DepositsAnd|BillsPayable|BankAcceptance|AndOtherPayable"
)
_PERHAPS = re.compile(
    r"BankOverdraft|OtherFinancialLiabilit|FinancingObligation|FinancingLiabilit|FinancingArrangement|PremiumFinanc|LongTermObligation|"
    r"LongtermObligation|FutureRoyalt|DueToOfficers|DueToShareholder|SimpleAgreement|Floor[Pp]lan|Collateralized|Securitiz|"
    r"SecuredFinancing|AircraftFinancing|EquipmentFinancing"
)
_CAPTION_PERHAPS = re.compile(
    r"\b(?:financings?|(?:senior|secured|loan|credit|note|bond)s? obligations?|facility)\s*(?:,|$)",
    re.IGNORECASE,
)
_CAPTION_SAYS = re.compile(
    r"\b(?:debts?|borrowings?|commercial paper|notes? (?:and (?:loans?|bonds?) )?payable|loans?(?: and notes)? payable|term loans?|"
    r"bank loans?|lines? of credit|credit facilit(?:y|ies)|revolv\w+|debentures?|convertible notes?|senior notes?|"
    r"secured notes?|subordinated notes?|promissory notes?|bonds payable|mortgages?(?: notes?| loans?)? payable|"
    r"loans? from|ppp loans?|bridge loans?|indebtedness|borrowed money|credit lines?|credit agreements?|"
    r"(?:credit|loan|term|dip|borrowing|funding|warehouse|securitization) facilit(?:y|ies)|dip (?:financing|loans?)|"
    r"(?:transition|recovery|securitization|rate reduction) bonds?|20[0-9]{2} notes)\b|"
    # The whole caption: amid others `notes` and `loans` are many things.
    r"^\s*(?:long|short)?-?(?:term )?(?:notes|loans|mortgages|bonds)(?:,? net\b.*)?\s*$",
    re.IGNORECASE,
)
_CAPTION_DENIES = re.compile(
    r"\b(?:interest|derivatives?|warrants?|lease|leases|issuance costs?|receivables?|conversion|embedded|premiums?|deferred|"
    r"reserves?|guarantees?|commitments?|other than|excluding debt)\b",
    re.IGNORECASE,
)
# `Notes payable, net of issuance costs`: what follows does not change what it is.
_AFTERTHOUGHT = re.compile(
    r"[,(\u2013\u2014]|\b(?:net of|less|excluding|including|includes)\b", re.IGNORECASE
)
_AND_LEASES = re.compile(r"\b(?:and|&) (?:(?:finance|financing|capital) )leases?\b", re.IGNORECASE)
_CAPTION_MIXES = re.compile(r"\b(?:accounts|trade|bills) payables?\b|\baccrued\b|\bdeposits\b", re.IGNORECASE)
_LEASE = re.compile(r"\bleases?\b", re.IGNORECASE)
_TRADE = re.compile(
    # banks
    r":(?:Deposits|DepositsDomestic|DepositsForeign|InterestBearingDeposit\w*|NoninterestBearingDeposit\w*|DepositLiabilit\w*|"
    r"FederalFundsPurchased\w*|SecuritiesSoldUnderAgreementsToRepurchase\w*|AdvancesFromFederalHomeLoanBanks|"
    r"FederalHomeLoanBankAdvances\w*|SecuritiesLoaned\w*|"
    # insurers
    r"LiabilityForFuturePolicyBenefit\w*|FuturePolicyBenefit\w*|LiabilityForClaims\w*|LiabilityForUnpaidClaims\w*|UnearnedPremiums|"
    r"Policyholder\w*|SeparateAccountsLiability|InsuranceReserves\w*|PolicyLiabilit\w*|InsuranceLiabilit\w*|"
    # brokers
    r"PayablesToBrokerDealers\w*|PayablesToCustomers\w*|BrokerageCustomer\w*|PayablesToBrokers\w*|"
    r"FinancialInstrumentsSoldNotYetPurchased\w*|SecuritiesSoldNotYetPurchased\w*|"
    # lenders: what they lend stands on the other side
    r"WarehouseAgreementBorrowings|\w*LoansSubjectToRepurchase\w*|LoansAndLeasesReceivable(?:NetReportedAmount|NetOfDeferredIncome\w*)|"
    r"\w*LoansHeldForSale\w*|InterestExpenseDeposits|NoninterestExpense|PremiumsEarnedNet)$"
)
_TRADE_CAPTION = re.compile(
    r"\b(?:funding facilit|warehouse (?:line|facilit|borrow)|repurchase agreements?)", re.IGNORECASE
)


def kind_of(concept: str, caption: str) -> Kind:
    """What a line of the liabilities is, by both of its names. `caption` may be empty."""
    name = concept.rpartition(":")[2]
    with_more = _WITH_INTEREST.search(name) is not None
    head = _WITH_INTEREST.sub("", _QUALIFIED.sub("", name)) or name
    said = _says_debt(caption) or _says_debt(_AFTERTHOUGHT.split(caption)[0])
    if _BORROWED.search(head) and not _NOT_BORROWED.search(head):
        if _MIXED.search(head):
            return Kind.UNLIKELY
        # `LongTermDebtAndCapitalLeaseObligations` captioned "Long-term debt" is debt; captioned "Finance
        # lease liabilities" it is tagged wrong.
        if caption and not _CAPTION_SAYS.search(caption) and _LEASE.search(caption):
            return Kind.UNLIKELY
        return Kind.LIKELY if with_more or _CAPTION_MIXES.search(caption) else Kind.DEBT
    if said:
        return Kind.LIKELY
    if _PERHAPS.search(name) or (_CAPTION_PERHAPS.search(caption) and not _CAPTION_DENIES.search(caption)):
        return Kind.UNLIKELY
    return Kind.OTHER


def _says_debt(caption: str) -> bool:
    # Debt and leases in one line are debt, as the face merges them; leases alone are not.
    return bool(_CAPTION_SAYS.search(caption)) and not _CAPTION_DENIES.search(_AND_LEASES.sub("", caption))


def is_mixed_with_others(concept: str) -> bool:
    return _MIXED.search(concept.rpartition(":")[2]) is not None


def is_trade(concept: str, caption: str = "") -> bool:
    """Whether a line shows that borrowing is the company's trade: deposits, policies, margin accounts."""
    return _TRADE.search(concept) is not None or _TRADE_CAPTION.search(caption) is not None
