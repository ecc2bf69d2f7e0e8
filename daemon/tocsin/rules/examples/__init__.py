"""The examples under a rule's `tests`: filings in a few words, and what the rule is to say of the last one.

    tests:
      - name: fires on a large sale
        given:
          - sale: {by: officer, shares: 340k, price: $37.94}
        expect: fires

Filings stand in the order in which they become public; `nothing: 140d` lets so many days pass, for rules that
ring by the clock. `readings` makes the filings whole, and `tocsin.trial` runs them.
"""

from tocsin.rules.examples.example import Example, ExampleKeys, read_examples
from tocsin.rules.examples.filings import ANY_COMPANY, cik_of, ends, readings
from tocsin.rules.examples.given import FILINGS, AroundKeys, Given

__all__ = [
    "ANY_COMPANY",
    "FILINGS",
    "AroundKeys",
    "Example",
    "ExampleKeys",
    "Given",
    "cik_of",
    "ends",
    "read_examples",
    "readings",
]
