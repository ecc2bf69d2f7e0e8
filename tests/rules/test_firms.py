"""Which names are of one firm, and which only look like it."""

from __future__ import annotations

import time
from itertools import combinations

import pytest
from hypothesis import given as tried
from hypothesis import settings
from hypothesis import strategies as st

from tocsin.firms import firm_key, same_firm

SAME = [
    [
        "JP Morgan",
        "J.P. Morgan",
        "JPMorgan",
        "J P Morgan",
        "JPMorgan Chase & Co.",
        "J.P. Morgan Securities LLC",
        "JPM",
    ],
    ["Wedbush", "Wedbush Securities", "WEDBUSH SECURITIES, INC."],
    ["Raymond James", "Raymond James & Associates", "Raymond James Financial, Inc."],
    ["Morgan Stanley", "Morgan Stanley & Co. LLC", "morgan stanley"],
    [
        "BofA",
        "BofA Securities",
        "B of A Securities",
        "Bank of America",
        "Bank of America Securities",
        "Merrill Lynch",
        "BofA/Merrill Lynch",
        "Bank of America Merrill Lynch",
    ],
    ["Citi", "Citigroup", "Citigroup Global Markets Inc.", "Citi Research"],
    ["Citizens", "Citizens JMP", "JMP Securities", "Citizens Capital Markets"],
    ["Deutsche Bank", "Deutsche Bank AG", "Deutsche Bank Securities"],
    ["RBC Capital", "RBC Capital Markets", "RBC"],
    ["Evercore ISI", "Evercore ISI Group", "Evercore", "Evercore Partners"],
    ["Keybanc", "KeyBanc", "KeyBanc Capital Markets", "Key Banc"],
    ["TD Cowen", "Cowen", "Cowen & Co.", "Cowen and Company, LLC", "Cowen Group"],
    ["TD Securities", "TD"],
    ["Wells Fargo", "Wells Fargo Securities", "Wells Fargo & Company"],
    ["B. Riley", "B. Riley Securities", "B Riley Financial", "B. Riley FBR"],
    ["Piper Sandler", "Piper Sandler & Co.", "Piper Sandler Companies", "Piper Jaffray"],
    ["Sandler O'Neill", "Sandler O\u2019Neill & Partners"],
    ["D.A. Davidson", "DA Davidson", "D A Davidson & Co"],
    ["H.C. Wainwright & Co.", "HC Wainwright"],
    ["Robert W. Baird", "Baird", "Robert W. Baird & Co. Incorporated"],
    ["Stifel", "Stifel, Nicolaus & Company, Incorporated"],
    ["Société Générale", "Societe Generale", "SocGen"],
    ["The Benchmark Company", "Benchmark", "Benchmark Co."],
    ["Redburn Atlantic", "Rothschild & Co Redburn", "Redburn Partners"],
    ["Bernstein", "Sanford C. Bernstein", "AllianceBernstein", "Bernstein SocGen Group"],
    ["Alliance Global Partners"],
    ["Atlantic Equities", "Atlantic Equities LLP"],
    ["Atlantic Capital"],
    ["National Bank", "National Bank Financial"],
    ["National Securities", "National Securities Corp"],
    ["Capital One", "Capital One Securities"],
    ["First Analysis"],
    ["Northland Capital Markets", "Northland Securities"],
    ["Northcoast Research"],
    ["Bank of Montreal", "BMO Capital", "BMO Capital Markets"],
    ["CIBC", "CIBC World Markets", "CIBC Capital Markets"],
    ["Truist", "Truist Securities", "SunTrust Robinson Humphrey"],
    ["Susquehanna", "Susquehanna Financial Group"],
    ["Seaport Global", "Seaport Research Partners"],
    ["KBW", "Keefe, Bruyette & Woods"],
    ["Tigress", "Tigress Financial", "Tigress Financial Partners"],
    ["Goldman", "Goldman Sachs", "The Goldman Sachs Group, Inc."],
    ["UBS", "UBS Group AG"],
    ["Loop Capital", "Loop Capital Markets"],
    ["William Blair", "William Blair & Company"],
    ["Jefferies", "Jefferies Financial Group"],
    ["Oppenheimer", "Oppenheimer & Co. Inc."],
    ["\u6771\u4eac\u8a3c\u5238"],
]


@pytest.mark.parametrize("names", SAME, ids=[names[0] for names in SAME])
def test_names_of_one_firm(names: list[str]) -> None:
    assert {firm_key(name) for name in names} == {firm_key(names[0])}
    assert all(same_firm(one, names[0]) for one in names)


def test_different_firms_stay_different() -> None:
    for ours, theirs in combinations(SAME, 2):
        for one in ours:
            for other in theirs:
                assert not same_firm(one, other), (one, other)


@pytest.mark.parametrize("name", ["", " ", "???", "& - .", "\u0301"])
def test_what_names_no_firm_is_the_same_as_none(name: str) -> None:
    assert firm_key(name) == ""
    assert not same_firm(name, name)


@tried(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_a_key_is_its_own_key_and_knows_no_case_and_no_punctuation(name: str) -> None:
    key = firm_key(name)
    assert key == "".join(key.split())
    assert firm_key(f" {name}. ") == key
    if name.isascii():
        assert firm_key(name.upper()) == firm_key(name.lower()) == key


@pytest.mark.parametrize("hostile", ["a " * 500_000, "capital " * 100_000, "\ufdfa" * 1_000_000])
def test_a_hostile_name_takes_no_time(hostile: str) -> None:
    began = time.perf_counter()
    firm_key(hostile)
    assert time.perf_counter() - began < 0.5
