"""A clock that a test sets forward by hand, and a client that EDGAR accepts."""

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest

IDENTITY = "Example Capital ops@example.com"


class Hands:
    """A clock whose hands a test moves: called, it tells the time."""

    def __init__(self, start: dt.datetime) -> None:
        self.time = start

    def __call__(self) -> dt.datetime:
        return self.time

    def forward(self, seconds: float) -> None:
        self.time += dt.timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Hands:
    """A Tuesday in March, 16:05:12 in New York."""
    return Hands(dt.datetime(2026, 3, 10, 20, 5, 12, tzinfo=dt.UTC))


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with httpx.Client(headers={"User-Agent": IDENTITY}, timeout=10) as one:
        yield one
