"""The grammar of `tocsin.yaml`: its sections, and how each value is written."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, model_validator

from tocsin.model import Severity
from tocsin.yamltext import Section, choice, each_text, from_text, quote

# "no more than 10 requests per second, regardless of the number of machines" (sec.gov, fair access)
MOST_REQUESTS = 10
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)")
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_IDENTITY = re.compile(r"[!-~][ -~]*\s[!-~]+@[!-~]+\.[!-~]+|[!-~]+@[!-~]+\.[!-~]+\s[ -~]*[!-~]")


def duration(text: str) -> dt.timedelta:
    """`500ms`, `1s`, `10m`, `2h`, `400d`."""
    found = _DURATION.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{quote(text)} is not a duration: write it as 500ms, 1s, 10m, 2h or 400d")
    return dt.timedelta(**{_UNITS[found[2]]: float(found[1])})


def _interval(text: str) -> dt.timedelta:
    span = duration(text)
    if span < dt.timedelta(milliseconds=100):
        raise ValueError(f"{quote(text)} is too often: at least 100ms")
    return span


def _address(text: str) -> str:
    # Not quoted back: a webhook's address is a secret.
    try:
        parts = urlsplit(text.strip())
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good:
        raise ValueError("this is not an address: it begins with https:// (or http://) and a host")
    return text.strip().rstrip("/")


def _identity(text: str) -> str:
    if not _IDENTITY.fullmatch(text.strip()):
        raise ValueError(
            f"{quote(text)} is no identity that the SEC accepts: a company and an e-mail address,"
            " such as Example Capital ops@example.com"
        )
    return text.strip()


def _requests(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d?", text.strip()) or int(text) > MOST_REQUESTS:
        raise ValueError(f"{quote(text)} must be a whole number from 1 to {MOST_REQUESTS}, the SEC's limit")
    return int(text)


def _time(text: str) -> dt.time:
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if not found:
        raise ValueError(f'{quote(text)} is not a time of day such as "23:30"')
    return dt.time(int(found[1]), int(found[2]))


def _path(text: str) -> Path:
    if not text.strip():
        raise ValueError("a folder is missing")
    return Path(text.strip()).expanduser()


def _not_empty(text: str) -> str:
    if not text.strip():
        raise ValueError("this is empty: give it a value")
    return text.strip()


Duration = Annotated[dt.timedelta, from_text(duration)]
Interval = Annotated[dt.timedelta, from_text(_interval)]
Address = Annotated[str, from_text(_address)]
Text = Annotated[str, from_text(_not_empty)]


class LatestSection(Section):
    EXAMPLE: ClassVar[str] = "{every: 1s, off_hours: 30s}"
    every: Interval = dt.timedelta(seconds=1)
    off_hours: Interval = dt.timedelta(seconds=30)


class SubmissionsSection(Section):
    EXAMPLE: ClassVar[str] = "{every: 10m}"
    every: Interval = dt.timedelta(minutes=10)


class DailyIndexSection(Section):
    EXAMPLE: ClassVar[str] = '{at: "23:30"}'
    at: Annotated[dt.time, from_text(_time)] = dt.time(23, 30)


class BaselineSection(Section):
    EXAMPLE: ClassVar[str] = "{since: 400d}, or false"
    since: Duration = dt.timedelta(days=400)


def _or_false(given: object) -> object:
    said = given.strip().lower() if isinstance(given, str) else None
    return None if said in {"false", "no", "off"} else {} if said in {"true", "yes", "on"} else given


class EdgarSection(Section):
    EXAMPLE: ClassVar[str] = "{requests_per_second: 8}"
    www: Address = "https://www.sec.gov"
    data: Address = "https://data.sec.gov"
    requests_per_second: Annotated[int, from_text(_requests)] = 8
    latest: LatestSection = LatestSection()
    submissions: SubmissionsSection = SubmissionsSection()
    daily_index: DailyIndexSection = DailyIndexSection()
    baseline: Annotated[BaselineSection | None, BeforeValidator(_or_false)] = BaselineSection()


class SlackSection(Section):
    EXAMPLE: ClassVar[str] = '{token: "${SLACK_BOT_TOKEN}"}'
    api: Address = "https://slack.com/api"
    token: Text | None = None


class ChannelSection(Section):
    EXAMPLE: ClassVar[str] = '{channel: "#ai-desk"}'
    channel: Text


class WebhookSection(Section):
    EXAMPLE: ClassVar[str] = '{url: "${OPS_HOOK}"}'
    url: Address


class ConsoleSection(Section):
    EXAMPLE: ClassVar[str] = "{}"


class ReceiverSection(Section):
    EXAMPLE: ClassVar[str] = '{slack: {channel: "#ai-desk"}}'
    slack: ChannelSection | None = None
    webhook: WebhookSection | None = None
    console: ConsoleSection | None = None

    @model_validator(mode="after")
    def one_kind(self) -> ReceiverSection:
        kinds = [kind for kind in (self.slack, self.webhook, self.console) if kind is not None]
        if len(kinds) != 1:
            raise ValueError("a receiver is one of slack, webhook and console: {console: {}} prints messages")
        return self


class BranchSection(Section):
    EXAMPLE: ClassVar[str] = "{severity: [critical], receiver: desk}"
    severity: Annotated[tuple[Severity, ...], each_text(choice({s.value: s for s in Severity}))]
    receiver: Text


class RouteSection(Section):
    EXAMPLE: ClassVar[str] = "{receiver: desk}"
    receiver: Text
    routes: tuple[BranchSection, ...] = ()


class SwitchSection(Section):
    EXAMPLE: ClassVar[str] = '{url: "${SWITCH_URL}"}'
    url: Address
    every: Interval = dt.timedelta(minutes=1)


def _a_minute(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,3}", text.strip()):
        raise ValueError(f"{quote(text)} must be a whole number from 1 to 9999: requests a minute")
    return int(text)


def sent_key(text: str) -> str:
    """A key as a request can hold it. Raises ValueError, which does not quote it."""
    if not text.strip() or not text.strip().isascii() or not text.strip().isprintable():
        raise ValueError(
            "this is no key: it is empty, or has characters that no request can hold (a curly quote?)"
        )
    return text.strip()


class FeedSection(Section):
    """What every feed takes; an adapter's own section adds its keys.

    Without `base` the vendor's own address is asked, without `every` and `a_minute` (requests a minute) as often as
    its smallest plan allows. A feed that tells nothing new for `stale_after`, nights and weekends not counted, is
    told to ops; without it, it may be silent for ever.
    """

    EXAMPLE: ClassVar[str] = '{use: fmp, key: "${FMP_KEY}", every: 60s, stale_after: 1d}'
    use: Text
    base: Address | None = None
    key: Annotated[str | None, from_text(sent_key)] = None
    every: Interval | None = None
    stale_after: Duration | None = None
    a_minute: Annotated[int | None, from_text(_a_minute)] = None


class File(Section):
    EXAMPLE: ClassVar[str] = "identity: Example Capital ops@example.com"
    identity: Annotated[str, from_text(_identity)]
    rules: Annotated[Path, from_text(_path)] = Path("rules")
    state: Annotated[Path, from_text(_path)] = Path("state")
    edgar: EdgarSection = EdgarSection()
    feeds: Annotated[dict[str, Any], Field(default_factory=dict)]
    slack: SlackSection | None = None
    receivers: Annotated[dict[str, ReceiverSection], Field(min_length=1)]
    route: RouteSection | None = None
    ops: Annotated[tuple[str, ...], each_text(_not_empty)] = ()
    dead_mans_switch: SwitchSection | None = None
    metrics: Text | None = None
