"""`tocsin.yaml` and the environment, read once by the command line and passed down as plain values."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from tocsin.configfile import FeedSection, File, ReceiverSection, RouteSection, SlackSection
from tocsin.errors import Problem, Wrong
from tocsin.feedfile import NO_ADAPTERS, Adapters, read_feeds
from tocsin.model import Branch, Route
from tocsin.yamltext import Mapping as MappingNode
from tocsin.yamltext import (
    Node,
    Place,
    Scalar,
    Sequence,
    expected,
    meant,
    quote,
    read,
    validate,
)

FILE_NAME = "tocsin.yaml"
_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
CREDENTIAL = "slack_bot_token"


# --- what the daemon is handed -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EdgarSettings:
    """`baseline` is how far back the history of a newly watched issuer is read; None: not at all."""

    www: str
    data: str
    requests_per_second: int
    latest_every: dt.timedelta
    latest_off_hours: dt.timedelta
    submissions_every: dt.timedelta
    daily_index_at: dt.time
    baseline: dt.timedelta | None


@dataclass(frozen=True, slots=True)
class SlackSettings:
    api: str
    token: str

    def __repr__(self) -> str:
        return f"SlackSettings(api={self.api!r}, token=…)"


@dataclass(frozen=True, slots=True)
class ReceiverSettings:
    """`address` is the channel of a Slack receiver and the URL of a webhook."""

    kind: Literal["slack", "webhook", "console"]
    address: str = ""


@dataclass(frozen=True, slots=True)
class FeedSettings:
    """`keys` is the section of the feed's own adapter, as it was read; `secrets` is all that the environment put
    into it: whatever it is, it is shown to nobody."""

    name: str
    keys: FeedSection
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"FeedSettings(name={self.name!r}, use={self.keys.use!r}, …)"


@dataclass(frozen=True, slots=True)
class Config:
    """`dead_mans_switch` is an address to call, and how often, while all is well."""

    file: Path
    identity: str
    rules: Path
    state: Path
    edgar: EdgarSettings
    feeds: tuple[FeedSettings, ...]
    slack: SlackSettings | None
    receivers: Mapping[str, ReceiverSettings]
    route: Route
    ops: tuple[str, ...]
    dead_mans_switch: tuple[str, dt.timedelta] | None
    warnings: tuple[Problem, ...]


# --- reading it ---------------------------------------------------------------------------------------


def find(given: str | None, environment: Mapping[str, str]) -> Path:
    """The configuration file: the one named, else `$CONFIGURATION_DIRECTORY`'s, else this folder's."""
    if given:
        return Path(given)
    folder = environment.get("CONFIGURATION_DIRECTORY", "").split(":")[0]
    return Path(folder) / FILE_NAME if folder else Path(FILE_NAME)


def rules_folder(file: Path) -> Path:
    """The rule folder that a configuration names, also when the rest of it is wrong."""
    try:
        root = read(str(file), file.read_bytes()).root
    except OSError:
        root = None
    named = _value(root, "rules")
    return file.parent / (named.text if isinstance(named, Scalar) and named.text else "rules")


def load(file: Path, environment: Mapping[str, str], adapters: Adapters = NO_ADAPTERS) -> Config:
    """The configuration. `adapters` are the sections of those that `feeds` can `use`, by name. Raises `Wrong` with
    everything that is wrong with it."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Wrong(
            [Problem(str(file), 1, 1, f"the configuration cannot be read: {error.strerror}")]
        ) from error
    return parse(file, content, environment, adapters)


def parse(
    file: Path, content: bytes, environment: Mapping[str, str], adapters: Adapters = NO_ADAPTERS
) -> Config:
    """The configuration of a file that has been read. Raises `Wrong` with everything that is wrong with it."""
    tree = read(str(file), content)
    if tree.root is None:
        raise Wrong(list(tree.problems))
    problems = list(tree.problems)
    root = _with_environment(tree.root, environment, problems)
    if not isinstance(root, MappingNode):
        raise Wrong([*problems, expected("a mapping", File.EXAMPLE, root)])
    parsed, wrong = validate(File, root)
    problems += wrong
    problems += _wrong_names(root)
    feeds, wrong, warned = read_feeds(root, adapters, partial(_credential, environment))
    problems += wrong
    if parsed is None or problems:
        raise Wrong(sorted(set(problems)))
    token = _token(parsed, environment)
    if problems := _missing_slack(parsed, root, token):
        raise Wrong(sorted(problems))
    secrets = _secrets(tree.root, environment)
    settings = tuple(
        FeedSettings(name, _placed(keys, file.parent), secrets.get(name, ())) for name, keys in feeds.items()
    )
    made = _config(file, parsed, settings, token, environment, root)
    return replace(made, warnings=(*made.warnings, *warned))


def _secrets(root: Node, environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """What the environment puts into each feed's section, by the feed's name."""
    feeds = _value(root, "feeds")
    if not isinstance(feeds, MappingNode):
        return {}
    return {
        name: tuple(dict.fromkeys(environment.get(found, "") for found in _named(entry.value)))
        for name, entry in feeds.entries.items()
    }


def _named(node: Node) -> Iterator[str]:
    """The variables of the environment that a part of the file names."""
    match node:
        case MappingNode(_, entries):
            for entry in entries.values():
                yield from _named(entry.value)
        case Sequence(_, items):
            for item in items:
                yield from _named(item)
        case Scalar(_, str(text)):
            yield from _VARIABLE.findall(text)


def _with_environment(node: Node, environment: Mapping[str, str], problems: list[Problem]) -> Node:
    """The tree with `${NAME}` replaced; a variable that is not set is an error, not an empty text."""
    match node:
        case MappingNode(place, entries):
            return MappingNode(
                place,
                {
                    key: entry._replace(value=_with_environment(entry.value, environment, problems))
                    for key, entry in entries.items()
                },
            )
        case Sequence(place, items):
            return Sequence(place, tuple(_with_environment(item, environment, problems) for item in items))
        case Scalar(place, str(text)):
            before = len(problems)
            filled = _filled(text, place, environment, problems)
            return Scalar(place, filled, node.comment, told=node.told or len(problems) > before)
        case _:
            return node


def _filled(text: str, place: Place, environment: Mapping[str, str], problems: list[Problem]) -> str:
    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name not in environment:
            problems.append(place.problem(f"the environment variable {name} is not set"))
            return f"${{{name}}}"
        return environment[name]

    return _VARIABLE.sub(value, text)


def _token(parsed: File, environment: Mapping[str, str]) -> str | None:
    """The bot token of the file, else systemd's credential (systemd.exec(5), LoadCredential=)."""
    if parsed.slack and parsed.slack.token:
        return parsed.slack.token
    return _credential(environment, CREDENTIAL)


def _credential(environment: Mapping[str, str], name: str) -> str | None:
    """What systemd hands us under a name; None where it hands nothing."""
    folder = environment.get("CREDENTIALS_DIRECTORY")
    try:
        return (Path(folder) / name).read_text().strip() or None if folder else None
    except OSError:
        return None


def _wrong_names(root: MappingNode) -> list[Problem]:
    """Receivers that are named in the route or for ops and that nobody made."""
    receivers = _value(root, "receivers")
    if not isinstance(receivers, MappingNode):
        return []
    route = _value(root, "route")
    branches = _value(route, "routes")
    ops = _value(root, "ops")
    named = [
        _value(route, "receiver"),
        *(
            _value(branch, "receiver")
            for branch in (branches.items if isinstance(branches, Sequence) else ())
        ),
        *(ops.items if isinstance(ops, Sequence) else (ops,)),
    ]
    problems = [
        problem
        for node in named
        if isinstance(node, Scalar) and (problem := _no_receiver(node, receivers.entries)) is not None
    ]
    if route is None and len(receivers.entries) > 1:
        problems.append(root.place.problem('"route" is missing: say which receiver hears by default'))
    return problems


def _no_receiver(node: Scalar, receivers: Mapping[str, object]) -> Problem | None:
    if node.text is None or node.text.strip() in receivers:
        return None
    return node.place.problem(no_receiver(node.text.strip(), receivers))


def no_receiver(name: str, receivers: Mapping[str, object]) -> str:
    """What is said of a receiver's name that the configuration does not make."""
    close = meant(name, receivers)
    hint = f'did you mean "{close}"?' if close else f"there are {', '.join(sorted(receivers))}"
    return f"no receiver {quote(name)}: {hint}"


def _value(node: Node | None, key: str) -> Node | None:
    entry = node.entries.get(key) if isinstance(node, MappingNode) else None
    return entry.value if entry else None


def _missing_slack(parsed: File, root: MappingNode, token: str | None) -> list[Problem]:
    receivers = root.entries["receivers"].value
    if token or not isinstance(receivers, MappingNode):
        return []
    return [
        entry.key.problem(
            f'the receiver "{name}" needs a Slack token: give slack.token, or the systemd credential {CREDENTIAL}'
        )
        for name, entry in receivers.entries.items()
        if parsed.receivers[name].slack
    ]


def _config(
    file: Path,
    parsed: File,
    feeds: tuple[FeedSettings, ...],
    token: str | None,
    environment: Mapping[str, str],
    root: MappingNode,
) -> Config:
    folder = file.parent
    edgar = parsed.edgar
    state_directory = environment.get("STATE_DIRECTORY", "").split(":")[0]
    slack = parsed.slack or SlackSection()
    route = parsed.route or RouteSection.model_construct(receiver=next(iter(parsed.receivers)), routes=())
    return Config(
        file=file,
        identity=parsed.identity,
        rules=folder / parsed.rules,
        state=Path(state_directory) if state_directory else folder / parsed.state,
        edgar=EdgarSettings(
            www=edgar.www,
            data=edgar.data,
            requests_per_second=edgar.requests_per_second,
            latest_every=edgar.latest.every,
            latest_off_hours=edgar.latest.off_hours,
            submissions_every=edgar.submissions.every,
            daily_index_at=edgar.daily_index.at,
            baseline=edgar.baseline.since if edgar.baseline else None,
        ),
        feeds=feeds,
        # slack_sdk puts method names right behind the address.
        slack=SlackSettings(f"{slack.api}/", token) if token else None,
        receivers={name: _receiver(section) for name, section in parsed.receivers.items()},
        route=Route(
            route.receiver,
            tuple(Branch(frozenset(branch.severity), branch.receiver) for branch in route.routes),
        ),
        ops=parsed.ops,
        dead_mans_switch=(switch.url, switch.every) if (switch := parsed.dead_mans_switch) else None,
        warnings=tuple(_warnings(parsed, root)),
    )


def _placed(keys: FeedSection, folder: Path) -> FeedSection:
    """Paths in a file are relative to that file."""
    paths = {name: folder / path for name, path in keys if isinstance(path, Path)}
    return keys.model_copy(update=paths)


def _receiver(section: ReceiverSection) -> ReceiverSettings:
    if section.slack:
        return ReceiverSettings("slack", section.slack.channel)
    if section.webhook:
        return ReceiverSettings("webhook", section.webhook.url)
    return ReceiverSettings("console")


def _warnings(parsed: File, root: MappingNode) -> list[Problem]:
    """What is right and does nothing, said so that nobody relies on it."""
    told = []
    if not parsed.ops:
        told.append(
            root.place.problem(
                'nobody hears of the daemon\'s own trouble: give "ops" a receiver', warning=True
            )
        )
    if parsed.metrics:
        told.append(
            root.entries["metrics"].key.problem(
                "no metrics are served by this version: metrics has no effect", warning=True
            )
        )
    return told
