"""The nouns, frozen, in the order data meets them:

    filing      Issuer, Party, Filing                                    what EDGAR announces
    insiders    Owner, InsiderTransaction, InsiderSale, ProposedSale…    what Forms 3, 4, 5 and 144 say
    reports     Metric, Guidance, Passage, Prose                         what reports and 8-Ks say
    told        PriceTarget, Rating, Consensus, Rate, Headline…          what feeds tell at once
    reading     FilingFact, Reading                                      one filing or bulletin, with its facts
    verdict     Verdict, Match                                           what a rule says of it
    alert       Alert, Message, Sent, Retry, Uncertain…                  what is told, and what became of it

Nothing here reads a clock, a file or a network, and nothing else of ours is imported. Times are aware
datetimes in UTC; money and share counts are `Decimal`, never float; what is not known is `None`,
never 0. A CIK is always ten digits (`0001045810`), an accession number always has its dashes
(`0001045810-23-000128`).
"""

from tocsin.model.alert import (
    Absent,
    Alert,
    Branch,
    Dead,
    Looked,
    Message,
    Outcome,
    Paused,
    Rang,
    Retry,
    Route,
    Sent,
    Times,
    Uncertain,
)
from tocsin.model.exact import EXACT, WIDE, exact_product, exact_sum
from tocsin.model.filing import Filing, Issuer, Party
from tocsin.model.insiders import (
    ClassSale,
    InsiderHolding,
    InsiderSale,
    InsiderTransaction,
    Known,
    Note,
    Owner,
    ProposedSale,
    class_of,
)
from tocsin.model.reading import Fact, FilingFact, Reading
from tocsin.model.reports import Guidance, Metric, Part, Passage, Prose, Quality, Range, Sentence
from tocsin.model.told import (
    ANALYST_ACTION,
    FORM_OF,
    MARKET,
    RATING_ACTIONS,
    TARGET_ACTIONS,
    Bulletin,
    Consensus,
    Earnings,
    FeedFact,
    Headline,
    Price,
    PriceTarget,
    Rate,
    Rating,
)
from tocsin.model.verdict import Answer, Match, Saw, Severity, Verdict

__all__ = [
    "ANALYST_ACTION",
    "EXACT",
    "FORM_OF",
    "MARKET",
    "RATING_ACTIONS",
    "TARGET_ACTIONS",
    "WIDE",
    "Absent",
    "Alert",
    "Answer",
    "Branch",
    "Bulletin",
    "ClassSale",
    "Consensus",
    "Dead",
    "Earnings",
    "Fact",
    "FeedFact",
    "Filing",
    "FilingFact",
    "Guidance",
    "Headline",
    "InsiderHolding",
    "InsiderSale",
    "InsiderTransaction",
    "Issuer",
    "Known",
    "Looked",
    "Match",
    "Message",
    "Metric",
    "Note",
    "Outcome",
    "Owner",
    "Part",
    "Party",
    "Passage",
    "Paused",
    "Price",
    "PriceTarget",
    "ProposedSale",
    "Prose",
    "Quality",
    "Rang",
    "Range",
    "Rate",
    "Rating",
    "Reading",
    "Retry",
    "Route",
    "Saw",
    "Sent",
    "Sentence",
    "Severity",
    "Times",
    "Uncertain",
    "Verdict",
    "class_of",
    "exact_product",
    "exact_sum",
]
