"""PURE: a match becomes an alert, with all that the message says."""

from tocsin.alerts.compose import LATE, compose, key_of, message_of
from tocsin.alerts.fold import FOLD_EVERY, LATELY, Told, Waiting, folded, folds

__all__ = [
    "FOLD_EVERY",
    "LATE",
    "LATELY",
    "Told",
    "Waiting",
    "compose",
    "folded",
    "folds",
    "key_of",
    "message_of",
]
