"""PURE: a match becomes an alert, with all that the message says."""

from tocsin.alerts.compose import compose, message_of
from tocsin.alerts.fold import FOLD_EVERY, LATELY, Told, Waiting, folded, folds
from tocsin.alerts.follow_up import answer_to, follow_up, same_figure
from tocsin.alerts.lines import LATE, key_of
from tocsin.alerts.take_back import taken_back

__all__ = [
    "FOLD_EVERY",
    "LATE",
    "LATELY",
    "Told",
    "Waiting",
    "answer_to",
    "compose",
    "folded",
    "folds",
    "follow_up",
    "key_of",
    "message_of",
    "same_figure",
    "taken_back",
]
