"""Rules as traders write them, and what they say of a filing or of a bulletin. Pure: no clock, no file, no network.

    rules = load({"rules/desk.yaml": content}).bind({"SMCI": "0001375365"})
    for rule in rules.for_issuer(reading.issuer.cik):
        match = judge(rule, reading, history)         # of a filing; `rules.hearers` tells who hears a bulletin

YAML is read as text (`tocsin.yamltext`), held against the models of `grammar`, and becomes closures: a new
condition is a section of keys, a function that decides, and a line in `when.CONDITIONS`.
"""

from tocsin.rules.active import is_active, next_active
from tocsin.rules.filings.novelty import passages
from tocsin.rules.filings.phrases import Phrases
from tocsin.rules.history import Filed, History, NoHistory, OnlyProse
from tocsin.rules.insiders.holding import of_holding
from tocsin.rules.insiders.household import retold
from tocsin.rules.reports.comparable import confirms
from tocsin.rules.reports.quarters import Quarters
from tocsin.rules.rule import IfUnknown, Rule, judge, match_of, waited_for
from tocsin.rules.ruleset import BoundRules, RuleSet, load
from tocsin.rules.threshold import Threshold
from tocsin.rules.watch import Company, Watch

__all__ = [
    "BoundRules",
    "Company",
    "Filed",
    "History",
    "IfUnknown",
    "NoHistory",
    "OnlyProse",
    "Phrases",
    "Quarters",
    "Rule",
    "RuleSet",
    "Threshold",
    "Watch",
    "confirms",
    "is_active",
    "judge",
    "load",
    "match_of",
    "next_active",
    "of_holding",
    "passages",
    "retold",
    "waited_for",
]
