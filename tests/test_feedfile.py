"""The section `feeds` of the configuration: every wrong line told with its place, no secret in any text."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tocsin import config
from tocsin.errors import Wrong
from tocsin.feeds.adapters import FEEDS, USABLE, kinds_told

GOOD = (
    "identity: Example Capital ops@example.com\nreceivers:\n  screen: {console: {}}\nops: [screen]\nfeeds:\n"
)
SECRET = "s3cret-key-of-nobody"


def read(tmp_path: Path, feeds: str, environment: dict[str, str] | None = None) -> config.Config:
    file = tmp_path / "tocsin.yaml"
    file.write_text(GOOD + feeds)
    return config.load(file, environment or {}, USABLE)


def test_the_example_of_the_interface_is_right(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        "  targets: {use: fmp, base: https://financialmodelingprep.com, key: '${FMP_KEY}', every: 60s, stale_after: 1d}\n",
        {"FMP_KEY": SECRET},
    )
    (feed,) = settings.feeds
    assert (feed.name, feed.keys.use, feed.keys.key) == ("targets", "fmp", SECRET)
    assert feed.keys.base == "https://financialmodelingprep.com"
    assert (feed.keys.every, feed.keys.stale_after) == (dt.timedelta(seconds=60), dt.timedelta(days=1))
    assert settings.warnings == ()
    assert SECRET not in repr(settings)
    assert "price_target" in kinds_told(feed.keys)


def test_a_key_can_be_a_credential_of_systemd(tmp_path: Path) -> None:
    (tmp_path / "targets_key").write_text(f"{SECRET}\n")
    settings = read(tmp_path, "  targets: {use: fmp}\n", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert settings.feeds[0].keys.key == SECRET


def test_a_credential_that_is_no_key_is_told_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "targets_key").write_text("\u2019s3cret\u2019")
    with pytest.raises(Wrong) as wrong:
        read(tmp_path, "  targets: {use: fmp}\n", {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert "the credential targets_key: this is no key" in str(wrong.value)
    assert "s3cret" not in str(wrong.value)


def test_a_vendor_without_its_key_is_warned_of(tmp_path: Path) -> None:
    settings = read(tmp_path, "  targets: {use: fmp}\n")
    assert [str(warning).partition(": ")[2] for warning in settings.warnings] == [
        "warning: the feed targets has no key, and fmp answers nobody without: give it `key`"
    ]


@pytest.mark.parametrize("use", FEEDS)
def test_each_adapter_says_what_it_tells_and_how_often_it_is_asked(use: str) -> None:
    adapter = FEEDS[use]
    assert dt.timedelta(seconds=1) <= adapter.EVERY
    assert USABLE[use].keys is adapter.KEYS


WRONG = [
    ("  targets:\n", ["6:3: targets is empty: give it a value"]),
    ("  targets: fmp\n", [
        '6:12: expected a feed such as {use: fmp, key: "${FMP_KEY}", every: 60s, stale_after: 1d}, got the text "fmp"'
    ]),
    ("  targets: {key: abc}\n", [f'6:12: "use" is missing: which vendor? There is {", ".join(USABLE)}']),
    ("  targets: {use: fpm}\n", ['6:18: no feed "fpm" is known: did you mean "fmp"?']),
    ("  targets: {use: bloomberg}\n", [f'6:18: no feed "bloomberg" is known: there is {", ".join(USABLE)}']),
    ("  Targets: {use: fmp, key: a}\n", [
        '6:3: "Targets" is no name of a feed: lower-case letters, digits, - and _'
    ]),
    ("  latest: {use: fmp, key: a}\n", [
        '6:3: "latest" is what EDGAR\'s own is called: give the feed another name'
    ]),
    ("  targets: {use: fmp, key: a, evry: 60s}\n", ['6:31: unknown key "evry": did you mean "every"?']),
    ("  targets: {use: fmp, key: a, every: 60}\n", [
        '6:38: "60" is not a duration: write it as 500ms, 1s, 10m, 2h or 400d'
    ]),
    ("  targets: {use: fmp, key: a, base: fmp.com}\n", [
        "6:37: this is not an address: it begins with https:// (or http://) and a host"
    ]),
    ("  targets: {use: fmp, key: a, a_minute: none}\n", [
        '6:41: "none" must be a whole number from 1 to 9999: requests a minute'
    ]),
    ("  targets: {use: fmp, key: '\u2019abc\u2019'}\n", [
        "6:28: this is no key: it is empty, or has characters that no request can hold (a curly quote?);"
        ' "\u2019" in it is right single quotation mark, not what it looks like'
    ]),
    ("  targets: {use: fmp, key: '${FMP_KEY}'}\n", ["6:28: the environment variable FMP_KEY is not set"]),
]  # fmt: skip


@pytest.mark.parametrize(("feeds", "said"), WRONG)
def test_wrong_feeds(tmp_path: Path, feeds: str, said: list[str]) -> None:
    with pytest.raises(Wrong) as wrong:
        read(tmp_path, feeds)
    file = tmp_path / "tocsin.yaml"
    assert [str(problem).removeprefix(f"{file}:") for problem in wrong.value.problems] == said
