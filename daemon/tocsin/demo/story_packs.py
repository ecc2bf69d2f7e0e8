"""The rules of the demo: the shipped packs themselves, watching the made companies, and one rule beside them."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from types import MappingProxyType

import tocsin
from tocsin.demo.companies import ACME, GLUM, HRAK, PLZA
from tocsin.errors import TocsinError

# The packs that tell the story, and whom their watchlist watches here: a ticker or a CIK, as you like.
WATCHED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ai-hardware.yaml": (f"{ACME.symbol}", f"{GLUM.symbol}", HRAK.cik),
        "ai-platforms.yaml": (f"{PLZA.symbol}",),
    }
)
_LIST = re.compile(r"(?m)^(  [a-z-]+: )\[[A-Z, ]+\]$")
_INSTALLED = "share/tocsin/rules"


def rule_files() -> dict[str, str]:
    """The demo's rule files, text by name. Raises TocsinError where the packs are not installed."""
    files = {name: _watching(name, pack_text(name), companies) for name, companies in WATCHED.items()}
    own = resources.files("tocsin.demo").joinpath("rules", "story.yaml").read_text("utf-8")
    return {**files, "story.yaml": own}


def pack_text(name: str) -> str:
    """A shipped pack, word for word: of the checkout that this runs from, else as it was installed."""
    for file in _places(name):
        if file.is_file():
            return file.read_text("utf-8")
    raise TocsinError(
        f"the rule pack {name} is not installed: it comes with tocsin, as {_INSTALLED}/{name} below"
        " the environment that pip installs into"
    )


def _places(name: str) -> Iterator[Path]:
    yield Path(tocsin.__file__).parents[2] / "rules" / name
    try:
        files = importlib.metadata.files("tocsin") or []
    except importlib.metadata.PackageNotFoundError:
        return
    yield from (Path(str(file.locate())) for file in files if f"{file}".endswith(f"{_INSTALLED}/{name}"))


def _watching(name: str, text: str, companies: tuple[str, ...]) -> str:
    """The pack with its one watchlist filled anew, and nothing else changed."""
    changed, lists = _LIST.subn(rf"\g<1>[{', '.join(companies)}]", text)
    if lists != 1:
        raise TocsinError(f"the rule pack {name} has {lists} watchlists of tickers, and the demo fills one")
    return changed
