"""PURE: a match becomes an alert, with all that the message says."""

from tocsin.alerts.compose import LATE, compose, key_of, message_of

__all__ = ["LATE", "compose", "key_of", "message_of"]
