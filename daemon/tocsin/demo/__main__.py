"""`python -m tocsin.demo`: both boxes by hand, for a person or another program to look at."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator

import click

from tocsin.demo.edgar import EdgarBox
from tocsin.demo.filings import MadeFiling, accession_number, plain_filing
from tocsin.demo.slack import SlackBox, render
from tocsin.demo.story import COMPANIES, HAYR, rule_files, story

_CHANNELS = ("#ai-desk", "#tocsin-ops")


@click.command()
@click.option("--every", default=3.0, show_default=True, help="Seconds between two filings.")
@click.option("--rules", "show_rules", is_flag=True, help="Print the story's rules and stop.")
def main(every: float, show_rules: bool) -> None:
    """Runs a made EDGAR and a made Slack until Ctrl-C, and shows what arrives in Slack."""
    if show_rules:
        click.echo("\n".join(rule_files().values()), nl=False)
        return
    with EdgarBox() as edgar, SlackBox(_CHANNELS) as slack:
        for company in COMPANIES:
            edgar.list_company(company)
        click.echo(f"edgar:\n  www: {edgar.www}\n  data: {edgar.data}")
        click.echo(f"slack:\n  api: {slack.api}\n  token: {slack.token}")
        click.echo(f"channels: {', '.join(_CHANNELS)}\nCtrl-C stops.\n")
        told: set[str] = set()
        try:
            for filing, why in _filings(edgar):
                edgar.publish(filing)
                click.echo(f"EDGAR  {filing.form:8} {filing.accession}  {why}")
                threading.Event().wait(every)
                _show_new(slack, told)
        except KeyboardInterrupt:
            click.echo(f"\nhighest rate {edgar.highest_rate}/s, blocked {edgar.blocked_requests}")


def _filings(edgar: EdgarBox) -> Iterator[tuple[MadeFiling, str]]:
    """What is filed in the story, again and again, with filings between that nobody reads."""
    first, noise = 1, itertools.count(1)
    while True:
        scenes = story(edgar.now(), first=first)
        first += len(scenes)
        for scene in scenes:
            if not isinstance(scene.happens, MadeFiling):
                continue
            yield scene.happens, scene.why
            number = accession_number(next(noise), edgar.now().year, "9900000001")
            yield plain_filing(number, "424B2", HAYR, "A made prospectus."), "noise"


def _show_new(slack: SlackBox, told: set[str]) -> None:
    for channel in _CHANNELS:
        for message in slack.messages(channel):
            if message.ts not in told:
                told.add(message.ts)
                click.echo(f"SLACK  {channel}  {render(message.text)}")


if __name__ == "__main__":
    main()
