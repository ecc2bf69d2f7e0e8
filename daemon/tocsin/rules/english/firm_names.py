"""The names of brokers as they write themselves: a rule's meaning keeps only their letters (`tocsin.firms`)."""

from __future__ import annotations

from tocsin.firms import firm_key

_NAMES = (
    "Argus Research, Baird, Barclays, Benchmark, Berenberg, Bernstein, BMO, BNP Paribas, BofA, "
    "B. Riley, BTIG, Canaccord Genuity, Cantor Fitzgerald, CFRA, Citi, Citizens, CLSA, "
    "Craig-Hallum, Credit Suisse, D.A. Davidson, Daiwa, Deutsche Bank, Evercore ISI, Goldman Sachs, "
    "Guggenheim, H.C. Wainwright, HSBC, Jefferies, Janney Montgomery Scott, J.P. Morgan, KBW, "
    "KeyBanc, Leerink, Loop Capital, Macquarie, Mizuho, MoffettNathanson, Monness Crespi Hardt, "
    "Morgan Stanley, Morningstar, Needham, Nomura, Northland, Oppenheimer, Piper Sandler, "
    "Raymond James, RBC, Redburn, Rosenblatt, Roth, Scotiabank, Seaport, Societe Generale, "
    "Stephens, Stifel, Susquehanna, TD Cowen, Telsey, Truist, Tudor Pickering, UBS, Wedbush, "
    "Wells Fargo, William Blair, Wolfe Research"
)
_NAME_OF = {firm_key(name): name for name in _NAMES.split(", ")}


def firm_name(key: str) -> str:
    """`J.P. Morgan` of `jpmorgan`; a firm that is not listed in quotes, by its letters."""
    return _NAME_OF.get(key, f"“{key}”")
