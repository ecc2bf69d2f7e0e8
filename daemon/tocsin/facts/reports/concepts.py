"""Which XBRL concepts make which figure: US GAAP and IFRS names, in order of preference.

A concept is named with the usual prefix of its taxonomy (`us-gaap:Assets`, `ifrs-full:Assets`), whatever
prefix a filer bound. Debt is not here, for no single concept is it: `debt` puts it together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure and the concepts that can be it.

    `instant` tells a balance of one day from a flow of a period. The first of `concepts` that has a fact
    for the period is the figure; with none of them the first of `fallbacks` is it with quality `low`,
    for those hold somewhat more or less than the figure means.
    """

    name: str
    instant: bool
    concepts: tuple[str, ...]
    fallbacks: tuple[str, ...] = ()


def _gaap(*names: str) -> tuple[str, ...]:
    return tuple(f"us-gaap:{name}" for name in names)


def _ifrs(*names: str) -> tuple[str, ...]:
    return tuple(f"ifrs-full:{name}" for name in names)


ASSETS = Figure("assets", instant=True, concepts=_gaap("Assets") + _ifrs("Assets"))
LIABILITIES = Figure("liabilities", instant=True, concepts=_gaap("Liabilities") + _ifrs("Liabilities"))
EQUITY = Figure(
    "equity",
    instant=True,
    concepts=_gaap(
        "StockholdersEquity",
        "PartnersCapital",
        "MembersEquity",
        "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest",
        "PartnersCapitalIncludingPortionAttributableToNoncontrollingInterest",
        "LimitedLiabilityCompanyLlcMembersEquityIncludingPortionAttributableToNoncontrollingInterest",
    )
    + _ifrs("EquityAttributableToOwnersOfParent", "Equity"),
    fallbacks=_gaap("CommonStockholdersEquity"),
)
CASH = Figure(
    "cash",
    instant=True,
    concepts=_gaap("CashAndCashEquivalentsAtCarryingValue") + _ifrs("CashAndCashEquivalents"),
    fallbacks=_gaap(
        "CashCashEquivalentsAndFederalFundsSold",
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalents",
        "CashCashEquivalentsRestrictedCashAndRestrictedCashEquivalentsIncludingDisposalGroupAndDiscontinuedOperations",
        # The whole of it where the face says just "Cash"; a part of it in many a note.
        "Cash",
        "CashAndDueFromBanks",
    )
    + _ifrs("Cash"),
)
INVENTORY = Figure(
    "inventory",
    instant=True,
    concepts=_gaap(
        "InventoryNet",
        "InventoryNetOfAllowancesCustomerAdvancesAndProgressBillings",
        "RetailRelatedInventoryMerchandise",
        "EnergyRelatedInventory",
    )
    + _ifrs("Inventories", "CurrentInventories"),
    fallbacks=_gaap(
        "InventoryFinishedGoodsNetOfReserves", "InventoryFinishedGoods", "InventoryGross", "OtherInventory"
    ),
)
ACCOUNTS_RECEIVABLE = Figure(
    "accounts_receivable",
    instant=True,
    concepts=_gaap(
        "AccountsReceivableNetCurrent",
        "ReceivablesNetCurrent",
        "AccountsAndOtherReceivablesNetCurrent",
        "AccountsNotesAndLoansReceivableNetCurrent",
        "AccountsReceivableNet",
        "AccountsReceivableAndContractWithCustomerAssetCurrent",
    )
    + _ifrs("CurrentTradeReceivables", "TradeAndOtherCurrentReceivables", "TradeReceivables"),
    fallbacks=_gaap(
        "AccountsAndFinancingReceivablesNetCurrent",
        "AccountsReceivableExcludingAccruedInterestAfterAllowanceForCreditLossCurrent",
        "AccountsReceivableGrossCurrent",
        "OtherReceivablesNetCurrent",
        "PremiumsReceivableAtCarryingValue",
    ),
)
REVENUE = Figure(
    "revenue",
    instant=False,
    concepts=_gaap(
        "Revenues",
        "RevenuesNetOfInterestExpense",
        "RevenueFromContractWithCustomerExcludingAssessedTax",
        "RevenueFromContractWithCustomerIncludingAssessedTax",
        "SalesRevenueNet",
        "RegulatedAndUnregulatedOperatingRevenue",
        "RealEstateRevenueNet",
        "HealthCareOrganizationRevenue",
        "OilAndGasRevenue",
    )
    + _ifrs("Revenue", "RevenueFromContractsWithCustomers"),
    fallbacks=_gaap(
        "SalesRevenueGoodsNet",
        "SalesRevenueServicesNet",
        "RevenuesExcludingInterestAndDividends",
        "OperatingLeasesIncomeStatementLeaseRevenue",
        "InterestAndDividendIncomeOperating",
    ),
)
COST_OF_REVENUE = Figure(
    "cost_of_revenue",
    instant=False,
    concepts=_gaap("CostOfRevenue", "CostOfGoodsAndServicesSold", "CostOfGoodsSold", "CostOfServices")
    + _ifrs("CostOfSales"),
    fallbacks=_gaap(
        "CostOfGoodsAndServiceExcludingDepreciationDepletionAndAmortization",
        "CostOfGoodsSoldExcludingDepreciationDepletionAndAmortization",
        "CostOfGoodsSoldExcludingAmortization",
        "CostOfServicesExcludingDepreciationDepletionAndAmortization",
        "DirectCostsOfLeasedAndRentedPropertyOrEquipment",
    ),
)
GROSS_PROFIT = Figure("gross_profit", instant=False, concepts=_gaap("GrossProfit") + _ifrs("GrossProfit"))
OPERATING_INCOME = Figure(
    "operating_income",
    instant=False,
    concepts=_gaap("OperatingIncomeLoss") + _ifrs("ProfitLossFromOperatingActivities"),
)
NET_INCOME = Figure(
    "net_income",
    instant=False,
    concepts=_gaap("NetIncomeLoss", "ProfitLoss")
    + _ifrs("ProfitLossAttributableToOwnersOfParent", "ProfitLoss"),
    fallbacks=_gaap(
        "NetIncomeLossAvailableToCommonStockholdersBasic",
        "NetIncomeLossAvailableToCommonStockholdersDiluted",
        "IncomeLossFromContinuingOperations",
        "IncomeLossFromContinuingOperationsIncludingPortionAttributableToNoncontrollingInterest",
    ),
)
OPERATING_CASH_FLOW = Figure(
    "operating_cash_flow",
    instant=False,
    concepts=_gaap("NetCashProvidedByUsedInOperatingActivities")
    + _ifrs("CashFlowsFromUsedInOperatingActivities"),
    fallbacks=_gaap("NetCashProvidedByUsedInOperatingActivitiesContinuingOperations"),
)
# Payments for property, plant and equipment: positive, as these concepts are.
CAPITAL_EXPENDITURE = Figure(
    "capital_expenditure",
    instant=False,
    concepts=_gaap(
        "PaymentsToAcquirePropertyPlantAndEquipment",
        "PaymentsToAcquireProductiveAssets",
        "PaymentsToAcquireOtherPropertyPlantAndEquipment",
        "PaymentsToAcquireOtherProductiveAssets",
        "PaymentsForCapitalImprovements",
    )
    + _ifrs("PurchaseOfPropertyPlantAndEquipmentClassifiedAsInvestingActivities"),
    fallbacks=_gaap(
        "PaymentsForProceedsFromProductiveAssets",
        "PaymentsToAcquireMachineryAndEquipment",
        "PaymentsToAcquireOilAndGasPropertyAndEquipment",
        "PaymentsToAcquireRealEstate",
    ),
)

BALANCES = (ASSETS, LIABILITIES, EQUITY, CASH, INVENTORY, ACCOUNTS_RECEIVABLE)
INCOME = (REVENUE, COST_OF_REVENUE, GROSS_PROFIT, OPERATING_INCOME, NET_INCOME)
CASH_FLOWS = (OPERATING_CASH_FLOW, CAPITAL_EXPENDITURE)
FIGURES = {figure.name: figure for figure in (*BALANCES, *INCOME, *CASH_FLOWS)}

LIABILITIES_AND_EQUITY = frozenset(_gaap("LiabilitiesAndStockholdersEquity") + _ifrs("EquityAndLiabilities"))
CURRENT_ASSETS = frozenset(_gaap("AssetsCurrent") + _ifrs("CurrentAssets"))
CURRENT_LIABILITIES = frozenset(_gaap("LiabilitiesCurrent") + _ifrs("CurrentLiabilities"))
NONCURRENT_LIABILITIES = frozenset(_gaap("LiabilitiesNoncurrent") + _ifrs("NoncurrentLiabilities"))
# Equity of everyone, and of the owners of the parent alone.
EQUITY_OF_ALL = (
    *_gaap(
        "StockholdersEquityIncludingPortionAttributableToNoncontrollingInterest",
        "PartnersCapitalIncludingPortionAttributableToNoncontrollingInterest",
        "LimitedLiabilityCompanyLlcMembersEquityIncludingPortionAttributableToNoncontrollingInterest",
    ),
    *_ifrs("Equity"),
)
EQUITY_OF_PARENT = (
    *_gaap("StockholdersEquity", "PartnersCapital", "MembersEquity"),
    *_ifrs("EquityAttributableToOwnersOfParent"),
)
INVESTING_CASH_FLOW = (
    *_gaap(
        "NetCashProvidedByUsedInInvestingActivities",
        "NetCashProvidedByUsedInInvestingActivitiesContinuingOperations",
    ),
    *_ifrs("CashFlowsFromUsedInInvestingActivities"),
)
FINANCING_CASH_FLOW = (
    *_gaap(
        "NetCashProvidedByUsedInFinancingActivities",
        "NetCashProvidedByUsedInFinancingActivitiesContinuingOperations",
    ),
    *_ifrs("CashFlowsFromUsedInFinancingActivities"),
)
MINORITY = frozenset(_gaap("MinorityInterest") + _ifrs("NoncontrollingInterests"))
