"""Several conditions in one rule: what rings, what holds, and what one thing after another is."""

from __future__ import annotations

import pytest

from tocsin import trial
from tocsin.errors import Wrong
from tocsin.rules import load

WHEN = "rules:\n  - {{id: a, watch: SMCI, when: {when}}}\n"

RULES = """
rules:
  - id: level-of-the-report-itself
    watch: SMCI
    when:
      all:
        - mention: {any_of: [subpoena]}
        - metric: {name: total_debt, is: over $5B}
    tests:
      - name: debt was over $5B, and this report says that it is no more
        given:
          - 10-Q: {end: 2026-03-31, total_debt: $6B}
          - 10-Q: {end: 2026-06-30, total_debt: $4B, says: We got a subpoena.}
        expect: silent
      - name: an 8-K says it while the last report has debt of $6B
        given:
          - 10-Q: {end: 2026-03-31, total_debt: $6B}
          - 8-K: {says: We got a subpoena.}
        expect: fires
      - name: an 8-K says it and no report is known
        given:
          - 8-K: {says: We got a subpoena.}
        expect: undecided
  - id: not-by-the-report-itself
    watch: SMCI
    when:
      all:
        - mention: {any_of: [subpoena]}
        - not: {metric: {name: revenue, rises: over 10%}}
    tests:
      - name: revenue leapt a quarter ago, and not in this report
        given:
          - 10-Q: {end: 2026-03-31, revenue: $3B}
          - 10-Q: {end: 2026-06-30, revenue: $5B}
          - 10-Q: {end: 2026-09-30, revenue: $5B, says: We got a subpoena.}
        expect: fires
      - name: revenue leaps in this report
        given:
          - 10-Q: {end: 2026-03-31, revenue: $3B}
          - 10-Q: {end: 2026-06-30, revenue: $5B, says: We got a subpoena.}
        expect: silent
  - id: either
    watch: SMCI
    when: {any: [{insider_sale: {shares: over 100k}}, {filing: {item: 4.02}}]}
    tests:
      - {name: the sale, given: [{sale: {shares: 200k}}], expect: fires}
      - {name: the item, given: [{8-K: {item: 4.02}}], expect: fires}
      - {name: neither, given: [{8-K: {item: 5.02}}], expect: silent}
  - id: in-order
    watch: SMCI
    when:
      sequence:
        within: 45d
        steps:
          - insider_sale: {shares: over 50k}
          - filing: {item: 5.02}
          - filing: {item: 4.02}
    tests:
      - name: sale, officer, accounts
        given:
          - {sale: {shares: 60k}, filed: 2026-05-01}
          - {8-K: {item: 5.02}, filed: 2026-05-20}
          - {8-K: {item: 4.02}, filed: 2026-06-10}
        expect: fires
      - name: the officer left before the sale
        given:
          - {8-K: {item: 5.02}, filed: 2026-04-20}
          - {sale: {shares: 60k}, filed: 2026-05-01}
          - {8-K: {item: 4.02}, filed: 2026-06-10}
        expect: silent
      - name: the sale was too long ago
        given:
          - {sale: {shares: 60k}, filed: 2026-04-01}
          - {8-K: {item: 5.02}, filed: 2026-05-20}
          - {8-K: {item: 4.02}, filed: 2026-06-10}
        expect: silent
      - name: the middle is missing
        given:
          - {sale: {shares: 60k}, filed: 2026-05-01}
          - {8-K: {item: 4.02}, filed: 2026-06-10}
        expect: silent
"""


@pytest.mark.parametrize("tried", trial.run(load({"r.yaml": RULES.encode()})), ids=lambda one: one.example)
def test_what_rings(tried: trial.Tried) -> None:
    assert tried.green, str(tried)


WRONG = {
    "{not: {filing: {}}}": '"not" alone would ring on everything else: put it into all, beside what happens',
    "{any: []}": "any is empty: list conditions such as {insider_sale: {shares: over 100k}}",
    "{all: {filing: {}}}": "expected a list of conditions such as [{insider_sale: {shares: over 100k}}, ...], got a mapping",
    "{any: [{not: {filing: {}}}]}": '"not" in any would ring on everything else: not stands in all',
    "{all: [{not: {filing: {}}}]}": "all needs something that happens beside what is not so",
    "{all: [{filing: {}}, {not: {not: {filing: {}}}}]}": "not of not is the thing itself: write it without both",
    "{sequence: {within: 5d, steps: [{filing: {}}]}}": "a sequence has two steps or more: one alone is a condition",
    "{sequence: {within: 5d, steps: [{filing: {}}, {not: {filing: {}}}]}}": "a step is something that happens: not stands in all",
    "{sequence: {steps: [{filing: {}}, {filing: {}}]}}": '"within" is missing',
    "{any: [{filing: {}, metric: {name: cash, is: under $1}}]}": "an entry of any takes one condition, and filing is there: put both into all or any, or give metric a"
    " rule of its own",
    "{any: [" + "{filing: {}}," * 51 + "]}": "any holds 51 conditions: at most 50",
}


@pytest.mark.parametrize(("when", "said"), WRONG.items())
def test_what_is_wrong_and_what_would_be_right(when: str, said: str) -> None:
    with pytest.raises(Wrong) as caught:
        load({"r.yaml": WHEN.format(when=when).encode()})
    (problem,) = caught.value.problems
    assert problem.message == said
