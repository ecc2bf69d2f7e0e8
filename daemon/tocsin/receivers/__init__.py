"""The shore out: a message becomes an outcome, a value that says what may be done next."""

from tocsin.receivers.console import Console
from tocsin.receivers.slack import Slack, Workspace
from tocsin.receivers.webhook import Webhook

__all__ = ["Console", "Slack", "Webhook", "Workspace"]
