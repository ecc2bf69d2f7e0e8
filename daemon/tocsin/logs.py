"""Structured logs on standard error: a line of JSON under systemd, readable on a terminal."""

from __future__ import annotations

import logging
import os
import sys

import structlog


def configure(*, verbose: bool = False) -> None:
    """Sends our log and the libraries' through one pipe.

    JSON wherever no person reads along: `JOURNAL_STREAM` is set by systemd when standard error goes to
    the journal (systemd.exec(5)).
    """
    as_json = "JOURNAL_STREAM" in os.environ or not sys.stderr.isatty()
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if as_json
        else [structlog.dev.ConsoleRenderer()]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    # At INFO it writes every address that is asked, and a vendor's key may stand in one.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("tocsin").setLevel(logging.DEBUG if verbose else logging.INFO)
    # It warns of every poll that is left out because the one before still waits: a slow EDGAR is told elsewhere.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
