"""What the filings of insiders may say in an example: one line of a few words, its figures as in the rules.

What is left out is not stated, but for what every form has: an unchecked 10b5-1 box is a no.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, model_validator

from tocsin.model import Known
from tocsin.rules.examples.figures import (
    Day,
    Shares,
    Stated,
    Text,
    Value,
    not_empty,
    parse_position,
    parse_price,
    parse_shares,
)
from tocsin.rules.insiders.insider_disposal import parse_code
from tocsin.rules.insiders.roles import Role
from tocsin.yamltext import Section, choice, each_text, from_text

_KNOWN = choice(
    {"yes": Known.YES, "no": Known.NO, "unknown": Known.UNKNOWN, "true": Known.YES, "false": Known.NO}
)
_OFFICER = (frozenset((Role.OFFICER,)),)

By = Annotated[tuple[frozenset[Role], ...], each_text(parse_position)]
Who = Annotated[tuple[str, ...], each_text(not_empty("who"))]


class PersonKeys(Section):
    """Who it was."""

    by: By = Field(
        _OFFICER,
        description="What they are: officer (left out: this), director, CEO, CFO, 10% owner; with and where one "
        "person is both. A list is a joint filing of several persons.",
        examples=["CEO and director"],
    )
    who: Who = Field(
        (),
        description="Their names, made up. Left out, the same by is the same person in all filings of an example.",
        examples=["Reyes Dana"],
    )
    title: Text = Field(None, description="The title of the first officer.", examples=["EVP, COO"])
    security: Annotated[str, from_text(not_empty("the class of stock"))] = Field(
        "Common Stock", description="The class of stock.", examples=["Class A Common Stock"]
    )
    indirect: Text = Field(
        None, description="In which way it is owned indirectly; left out: directly.", examples=["By Spouse"]
    )

    @model_validator(mode="after")
    def _everyone_named(self) -> PersonKeys:
        if self.who and len(self.who) != len(self.by):
            raise ValueError(
                f"by names {len(self.by)} and who names {len(self.who)}: there is a name for each person"
            )
        return self


class TradeKeys(PersonKeys):
    """One row of a Form 4: who, how much, and what is left."""

    EXAMPLE: ClassVar[str] = "{by: officer, shares: 340k, price: $37.94, left: 760k}"

    shares: Shares = Field(None, description="How many shares, or unknown.", examples=["340k"])
    price: Annotated[Stated | None, from_text(parse_price)] = Field(
        None, description="At which price, or unknown.", examples=["$37.94"]
    )
    left: Shares = Field(None, description="How many shares are owned afterwards.", examples=["760k"])
    on: Day = Field(
        None,
        description="The day of the trade; left out: the day before the filing.",
        examples=["2026-05-26"],
    )
    plan_10b5_1: Annotated[Known, from_text(_KNOWN)] = Field(
        Known.NO, description="The box for sales under a 10b5-1 plan.", examples=["yes"]
    )
    sell_to_cover: Annotated[Known, from_text(_KNOWN)] = Field(
        Known.NO, description="Whether a footnote says that it paid the tax on a vesting.", examples=["yes"]
    )
    form: Annotated[str, from_text(choice({form.lower(): form for form in ("4", "4/A", "5", "5/A")}))] = (
        Field("4", description="The form: 4 (left out: this), 4/A, 5, 5/A.", examples=["4/A"])
    )


class DisposalKeys(TradeKeys):
    """As a sale, under the code that is given."""

    EXAMPLE: ClassVar[str] = "{code: J, by: 10% owner, shares: 340k}"

    code: Annotated[str, from_text(parse_code)] = Field(
        description="The form's code for it: G, D, F, J…", examples=["J"]
    )


class HoldingKeys(PersonKeys):
    """What a Form 3 tells: who became an insider, and what they own."""

    EXAMPLE: ClassVar[str] = "{by: 10% owner, owned: 4M}"

    owned: Annotated[Stated, from_text(parse_shares)] = Field(description="How many shares.", examples=["4M"])
    form: Annotated[str, from_text(choice({form.lower(): form for form in ("3", "3/A")}))] = Field(
        "3", description="The form: 3 (left out: this) or 3/A.", examples=["3/A"]
    )


class ProposedSaleKeys(Section):
    """What a Form 144 tells: stock that a person means to sell."""

    EXAMPLE: ClassVar[str] = "{shares: 100k, value: $5M}"

    who: Annotated[str, from_text(not_empty("who"))] = Field(
        "Dana Reyes", description="For whose account, made up.", examples=["Dana Reyes"]
    )
    shares: Shares = Field(None, description="How many shares.", examples=["100k"])
    value: Value = Field(None, description="Their market value.", examples=["$5M"])
    about: Day = Field(None, description="The approximate date of the sale.", examples=["2026-05-26"])
    plan_adopted: Day = Field(
        None, description="The day on which a 10b5-1 plan was adopted.", examples=["2026-02-10"]
    )
    security: Annotated[str, from_text(not_empty("the class of stock"))] = Field(
        "Common Stock", description="The class of stock.", examples=["Class A Common Stock"]
    )
