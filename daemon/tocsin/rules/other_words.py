"""What people write where the language has another word for a condition.

Nearness of spelling finds `price-target` and `headlines`; it does not find `news`, and takes `press` for `price`.
"""

from __future__ import annotations

_WORDS = {
    "insider_sale": "insider_selling insider_sell insider_sold insiders_sell",
    "insider_buy": "insider_purchase insider_purchases insider_buying insiders_buy",
    "proposed_sale": "form_144 144",
    "filing": "8_k 10_k 10_q form_8_k form_10_k form_10_q 8_k_item item late_filing",
    "mention": "mentions phrase phrases says keyword keywords",
    "metric": "figure debt total_debt revenue cash_flow balance_sheet",
    "guidance": "outlook forecast guides",
    "price_target": "target targets target_cut target_cuts target_price target_prices price_targets pt pts analyst_target "
    "analyst_targets target_change",
    "rating": "ratings analyst_rating analyst_ratings analyst analyst_action downgrade downgrades upgrade upgrades "
    "initiation initiations recommendation rating_change grade grades coverage",
    "consensus": "mean_target consensus_rating consensus_target analysts analyst_consensus recommendations buys",
    "earnings": "eps results surprise earnings_surprise earnings_miss earnings_beat miss misses beat beats estimate "
    "estimates revenue_miss",
    "rate": "yield yields rates interest_rate interest_rates treasury treasuries bond bonds fed_funds federal_funds sofr "
    "fred 10_year 2_year 10y 2y dgs10 dgs2 yield_curve",
    "price": "quote quotes stock stocks stock_price share_price prices price_move last_price upside",
    "headline": "news newswire news_item press press_release story stories article articles title titles rss",
    "absent": "missing overdue absence silence no_filing",
}
_MEANT = {other: word for word, others in _WORDS.items() for other in others.split()}


def condition_meant(word: str) -> str | None:
    """The condition that another word for it means, in whatever case and however its parts are joined."""
    if len(word) > 60:
        return None
    return _MEANT.get("_".join(word.lower().replace("-", " ").replace("_", " ").split()))
