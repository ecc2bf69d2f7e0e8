"""What holds for all tests: property tests try the same examples every time, and are not timed."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ours", deadline=None, derandomize=True)
settings.load_profile("ours")
