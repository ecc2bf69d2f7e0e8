"""The demo's story: a server maker's quarter goes wrong while its stock rallies, and a platform spends.

Each scene says in one line what should happen and why. The rules are the shipped packs' (`story_packs`); what was
known before the first scene is in `story_reports.before` and `story_vendors.told_before`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from tocsin.clock import EASTERN
from tocsin.demo import forms, story_insiders, story_vendors
from tocsin.demo.companies import ACME, COMPANIES, GLUM, HAYR, HRAK, PLZA, TINX
from tocsin.demo.filings import MadeFiling, accession_number
from tocsin.demo.quarter import (
    capex_guidance_8k,
    export_review_8k,
    june_10q,
    march_10q,
    proposed_sale,
)
from tocsin.demo.story_packs import rule_files
from tocsin.demo.story_reports import guidance_cut_8k, officer_leaves_8k
from tocsin.demo.story_vendors import Told

__all__ = [
    "ACME",
    "COMPANIES",
    "FIRES",
    "GLUM",
    "HAYR",
    "HRAK",
    "PLZA",
    "TINX",
    "UNVERIFIED",
    "Restart",
    "Scene",
    "Told",
    "capex_guidance_8k",
    "export_review_8k",
    "june_10q",
    "march_10q",
    "proposed_sale",
    "rule_files",
    "story",
    "whose",
]

FIRES = "fires"
UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Restart:
    """The daemon is killed, and started again."""


Happening = MadeFiling | Told | Restart


@dataclass(frozen=True, slots=True)
class Scene:
    """What happens, when (after the story's beginning), and what should come of it.

    `rings` are pairs of a rule and how it rings, `fires` or `unverified`; empty when all stay silent.
    """

    happens: Happening
    why: str
    rings: tuple[tuple[str, str], ...]
    after: dt.timedelta

    @property
    def what(self) -> str:
        match self.happens:
            case MadeFiling() as filing:
                return f"EDGAR accepts a Form {filing.form} of {whose(filing)}"
            case Told() as told:
                return told.what
        return "the daemon is killed and started again"


def whose(filing: MadeFiling) -> str:
    """The name of the company that a filing is about: its issuer, its subject, or else who files it."""
    names = {party.role.casefold(): party.name for party in reversed(filing.parties)}
    return next(names[role] for role in ("issuer", "subject", "filer", *names) if role in names)


def story(
    begins: dt.datetime, *, pause: dt.timedelta = dt.timedelta(seconds=3), first: int = 1
) -> tuple[Scene, ...]:
    """The scenes in order, `pause` apart, told as of an aware time; accession numbers count from `first`."""
    today = begins.astimezone(EASTERN).date()
    told = (*_insiders(today - dt.timedelta(days=1)), *_quarter(begins), *_platform(begins), *_end(begins))
    return tuple(
        Scene(
            happens
            if isinstance(happens, Told | Restart)
            else forms.filing(accession_number(first + number, today.year), happens),
            why,
            tuple((ring, FIRES) if isinstance(ring, str) else ring for ring in rings),
            number * pause,
        )
        for number, (happens, why, rings) in enumerate(told)
    )


_Rings = tuple[str | tuple[str, str], ...]
_Draft = tuple[forms.Form | Told | Restart, str, _Rings]


def _insiders(traded: dt.date) -> tuple[_Draft, ...]:
    return (
        (
            story_insiders.joint_sale(traded),
            "rings: the chief executive and a 10 % holder sold 340,000 shares, thirty rows told once though two"
            " owners report them; no 10b5-1 plan, over $10M",
            ("servers-insiders-dispose", "big-ticket"),
        ),
        (
            story_insiders.kept_for_tax(traded),
            "silent: 360,000 shares kept back for tax (code F) are no sale",
            (),
        ),
        (
            story_insiders.sold_to_cover(traded),
            "silent: a chief executive's 300,000 shares coded S, but a footnote says they paid the tax",
            (),
        ),
        (
            story_insiders.priced_in_footnote(traded),
            "rings unverified: 95,000 shares, the price stands only in a footnote, so over $10M is undecided",
            (("big-ticket", UNVERIFIED),),
        ),
        (
            story_insiders.unwatched(traded),
            "silent: half a million shares, but nobody watches Hayrick",
            (),
        ),
        (proposed_sale(), "silent: 250,000 shares to be sold under a plan made months before", ()),
        (
            story_insiders.trusts_proposed_sale(traded),
            "rings: the trust means to sell for $12.3M, and names no plan",
            ("servers-means-to-sell",),
        ),
    )


def _quarter(begins: dt.datetime) -> tuple[_Draft, ...]:
    return (
        (
            export_review_8k(),
            "rings twice: the board reviews export matters, and insiders had sold before that was known",
            ("servers-export-matters", "servers-sold-before-the-news"),
        ),
        (officer_leaves_8k(), "rings: the chief financial officer resigned", ("servers-governance",)),
        (
            story_vendors.where_analysts_stand(begins),
            "rings twice, once for each rule though three vendors tell it: ten holds to five buys, and the mean"
            " target has come down to $37.25",
            ("servers-analysts-hold", "servers-mean-target-slides"),
        ),
        (
            story_vendors.a_quarters_result(begins),
            "rings: revenue missed what was expected by 17.75 %",
            ("servers-revenue-misses",),
        ),
        (
            guidance_cut_8k(),
            "rings: a press release expects less revenue than before",
            ("servers-guidance-cut",),
        ),
        (
            story_vendors.rally(begins),
            "rings twice: the stock rallies on a miss, and is above the mean target",
            ("servers-rally-on-a-miss", "servers-above-target"),
        ),
        (
            june_10q(),
            "rings four times: debt from $4.9B to $8.8B, $6.6B burned, liabilities up by half on the year, and"
            " insiders had sold before; the review was told already",
            (
                "servers-debt-leaps",
                "servers-burn-cash",
                "servers-liabilities-climb",
                "servers-sold-before-the-news",
            ),
        ),
        (
            story_vendors.two_year_yield(begins),
            "rings once, though two tell it: 26bp in five days",
            ("rate-expectations-move",),
        ),
    )


def _platform(begins: dt.datetime) -> tuple[_Draft, ...]:
    return (
        (
            capex_guidance_8k(),
            "rings three times: $125B to $145B of capital expenditure, a gross margin that slips to 81 %, and four"
            " fifths of the operating cash flow spent",
            ("platforms-raise-capex", "platforms-capex-eats-cash", "platforms-margin-slips"),
        ),
        (
            Restart(),
            "rings: what does not come rings by the clock, a launch in 45 days; nothing is told twice",
            ("platforms-no-launch",),
        ),
        (
            story_vendors.launch_slips(begins),
            "rings: what was to be launched comes later",
            ("platforms-launch-slips",),
        ),
        (story_vendors.launch(begins), "silent: a launch is what was waited for", ()),
    )


def _end(begins: dt.datetime) -> tuple[_Draft, ...]:
    return (
        (story_vendors.target_trimmed(begins), "silent: $38 to $36.50 is no cut of a tenth", ()),
        (
            story_vendors.downgrade(begins),
            "rings once, though three vendors tell it: the second firm that downgrades",
            ("servers-downgraded",),
        ),
        (
            story_vendors.target_cut(begins),
            "rings once, though two vendors tell it: the second firm that cuts its target by a tenth",
            ("servers-target-cuts",),
        ),
    )
