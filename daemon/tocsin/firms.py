"""The names of brokers made comparable: `J.P. Morgan`, `JPMorgan` and `JPMorgan Chase & Co.` are one firm.

Case, accents, punctuation and spaces say nothing, nor do the words at the end of a name that say what kind of
company it is (`Securities`, `Capital Markets`, `& Co.`). What is left must be the same, letter by letter, or
stand in the table of firms with several names: nearness of spelling never makes two firms one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_MOST_TEXT = 200
_words = str.split

# Said at the end of a name, of what kind of company it is.
_KINDS = frozenset(
    _words(
        "ag and associates bv capital co companies company corp corporation equities equity financial global gmbh "
        "group holding holdings inc incorporated institutional international limited llc llp lp ltd market markets nv "
        "partners plc pvt research sa sas securities the trading world"
    )
)
# Of these alone a firm cannot be known: Atlantic Equities is not every other Atlantic.
_COMMON = frozenset(
    _words(
        "alliance american atlantic bank capital century city eastern equity first general global industrial "
        "international investment liberty market national new northern pacific premier royal securities security "
        "southern standard summit trust union united western world"
    )
)

# Firms under their former names, their initials, or with a name that is not merely shortened at its end. The
# names as their letters and digits alone, without the words above.
_SAME = {
    "baird": ("robertwbaird", "rwbaird", "robertbaird"),
    "bernstein": ("sanfordbernstein", "sanfordcbernstein", "alliancebernstein", "bernsteinsocgen"),
    "berenberg": ("berenbergbank",),
    "bmo": ("bankofmontreal", "bmonesbittburns"),
    "bnpparibas": ("bnp", "exane", "exanebnpparibas", "bnpparibasexane"),
    "bofa": (
        *("bankofamerica", "bankofamericamerrilllynch", "bofamerrilllynch", "bofamerrill", "bofaml", "baml"),
        *("merrilllynch", "merrilllynchpiercefenner"),
    ),
    "briley": ("brileyfbr",),
    "canaccordgenuity": ("canaccord",),
    "cantorfitzgerald": ("cantor",),
    "citi": ("citigroup", "citibank"),
    "citizens": ("citizensjmp", "jmp"),
    "deutschebank": ("deutsche",),
    "evercoreisi": ("evercore",),
    "goldmansachs": ("goldman",),
    "janneymontgomeryscott": ("janney",),
    "jpmorgan": ("jpmorganchase", "jpm", "jpmorgancazenove"),
    "kbw": ("keefebruyettewoods", "keefebruyetteandwoods", "keefebruyette"),
    "leerink": ("svbleerink", "leerinkswann", "svb"),
    "moffettnathanson": ("svbmoffettnathanson",),
    "monnesscrespihardt": ("monness", "monnesscrespi", "monnesscrespiandhardt"),
    "nomura": ("nomurainstinet",),
    "pipersandler": ("piperjaffray",),
    "redburn": ("redburnatlantic", "rothschildredburn", "rothschildandcoredburn", "rothschildcoredburn"),
    "roth": ("rothmkm",),
    "scotia": ("scotiabank",),
    "societegenerale": ("socgen",),
    "stifel": ("stifelnicolaus",),
    "susquehanna": ("sig", "sigsusquehanna"),
    "tdcowen": ("cowen",),
    "telsey": ("telseyadvisory",),
    "truist": ("suntrust", "suntrustrobinsonhumphrey"),
    "tudorpickering": ("tudorpickeringholt", "tph"),
}
_NAMES = {other: one for one, others in _SAME.items() for other in others}


@lru_cache(maxsize=4096)
def firm_key(name: str) -> str:
    """What a firm is known by, however its name is written: lower-case letters and digits without spaces.

    Empty where the name holds neither. No text for people: the name itself is.
    """
    words = _folded(name[:_MOST_TEXT])
    joined = "".join(words)
    while joined not in _NAMES and len(words) > 1 and words[-1] in _KINDS and words[:-1] != ["the"]:
        if len(words) == 2 and words[0] in _COMMON:
            break
        words = words[:-1]
        joined = "".join(words)
    if len(words) > 1 and words[0] == "the":
        joined = "".join(words[1:])
    return _NAMES.get(joined, joined)


def same_firm(one: str, other: str) -> bool:
    """Whether two names are of one firm; a name without letters and digits is of none."""
    key = firm_key(one)
    return bool(key) and key == firm_key(other)


def _folded(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"[.'\u2019]", "", plain)  # J.P. Morgan, O'Neill
    words = re.findall(r"[^\W_]+", plain)
    return _initials_joined(words)


def _initials_joined(words: list[str]) -> list[str]:
    """`b of a` as `bofa`, `d a davidson` as `da davidson`."""
    if words[:3] == ["b", "of", "a"]:
        return ["bofa", *words[3:]]
    count = next((n for n, word in enumerate(words) if len(word) > 1), len(words))
    return ["".join(words[:count]), *words[count:]] if count > 1 else words
