"""The items of Form 8-K as a rule names them, and as a message says them."""

from __future__ import annotations

import re

from tocsin.form_items import CURRENT_REPORT
from tocsin.yamltext import meant, quote

# As a message says them, where the title is long or says little.
_SAID = {
    "2.03": "new debt or other direct financial obligation",
    "2.04": "event that accelerates or increases debt",
    "3.01": "notice of delisting or failure to meet a listing rule",
    "4.01": "change of auditor",
    "4.02": "non-reliance on previously issued financial statements",
    "5.01": "change in control",
    "5.02": "departure or appointment of directors or officers",
    "5.03": "amended articles or bylaws, or change of fiscal year",
    "5.04": "trading suspended under employee benefit plans",
    "5.05": "code of ethics amended or waived",
}
_KEPT = ("ABS", "Regulation FD", "Securities Act")
_NAMES = {
    "material agreement": "1.01",
    "agreement terminated": "1.02",
    "bankruptcy": "1.03",
    "cybersecurity incident": "1.05",
    "acquisition": "2.01",
    "results": "2.02",
    "new debt": "2.03",
    "debt acceleration": "2.04",
    "restructuring": "2.05",
    "impairment": "2.06",
    "delisting": "3.01",
    "unregistered sale": "3.02",
    "auditor change": "4.01",
    "non-reliance": "4.02",
    "change of control": "5.01",
    "officer change": "5.02",
    "bylaws": "5.03",
    "vote": "5.07",
    "regulation fd": "7.01",
    "other events": "8.01",
}


def said(item: str) -> str:
    """What an item is about: `non-reliance on previously issued financial statements`."""
    if item in _SAID:
        return _SAID[item]
    title = CURRENT_REPORT.get(item, "")
    return title if title.startswith(_KEPT) else title.lower()


def parse_item(text: str) -> str:
    """`4.02`, `Item 4.02`, `non-reliance`. It is a text: `5.10` is never 5.1. ValueError says what is right."""
    word = " ".join(text.split()).lower().removeprefix("item ").strip()
    if word in CURRENT_REPORT:
        return word
    if word in _NAMES:
        return _NAMES[word]
    if re.fullmatch(r"[0-9]{1,2}(?:\.[0-9]{1,4})?", word):
        chapter, _, item = word.partition(".")
        turned = f"{chapter}.{item[::-1]}"  # 4.10 for 4.01
        close = turned if turned in CURRENT_REPORT else meant(f"{chapter}.{item or '00'}", CURRENT_REPORT)
        raise ValueError(
            f"{quote(text)} is no item of Form 8-K" + (f': did you mean "{close}"?' if close else "")
        )
    close = meant(word, _NAMES)
    hint = f'did you mean "{close}"?' if close else f"write its number, or one of {', '.join(_NAMES)}"
    raise ValueError(f"{quote(text)} is no item of Form 8-K: {hint}")
