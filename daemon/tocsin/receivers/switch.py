"""The dead man's switch: an address that raises the alarm when it is not called."""

from __future__ import annotations

import httpx
import structlog

log = structlog.get_logger("tocsin")


async def reset_dead_mans_switch(url: str) -> None:
    """Calls the address that raises the alarm when it is not called. Its own failure is only logged: the
    alarm that follows says it better."""
    try:
        async with httpx.AsyncClient(timeout=10) as client:
            answer = await client.get(url)
        if answer.is_error:
            log.warning("the dead man's switch answers with an error", status=answer.status_code)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("the dead man's switch cannot be reached", why=type(error).__name__)
