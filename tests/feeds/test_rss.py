"""Headlines: the dialects of feeds, whom a title names, times that are told and times that are guessed, and what is
hostile."""

from __future__ import annotations

import datetime as dt
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from tocsin.errors import Unreadable
from tocsin.feeds.feed import Ask, Wanted
from tocsin.feeds.vendors.rss import Rss, RssSection, plain
from tocsin.feeds.vendors.titles import named_in
from tocsin.model import MARKET, Headline, Issuer, Reading

NOW = dt.datetime(2026, 5, 20, 18, 0, tzinfo=dt.UTC)
NOON = dt.datetime(2026, 5, 20, 12, 0, tzinfo=dt.UTC)
ABOUT = "SMCI,DELL,BRK-B,ON,OPEN"


def rss(*items: str, head: str = "<title>The Wire</title>") -> bytes:
    inner = "".join(f"<item>{one}</item>" for one in items)
    return f"<?xml version='1.0'?><rss version='2.0'><channel>{head}{inner}</channel></rss>".encode()


def read(body: bytes, about: str = ABOUT, **keys: object) -> tuple[Reading, ...]:
    section = RssSection.model_validate({"use": "rss", "url": "https://example.com/feed", **keys})
    return Rss(section).read(Ask("https://example.com/feed", about=about), body, NOW).readings


def one(body: bytes) -> tuple[Reading, Headline]:
    [reading] = read(body)
    [fact] = reading.facts
    assert isinstance(fact, Headline)
    return reading, fact


def headlines(body: bytes) -> list[Headline]:
    return [fact for reading in read(body) for fact in reading.facts if isinstance(fact, Headline)]


# --- dialects -------------------------------------------------------------------------------------------

ITEM = (
    "<title>Super Micro (NASDAQ: SMCI) names a new auditor</title><link>https://example.com/n/1</link>"
    "<guid isPermaLink='false'>n-1</guid><pubDate>Wed, 20 May 2026 08:00:00 EDT</pubDate>"
    "<description>&lt;p&gt;Long&lt;/p&gt;</description><author>a@b.example</author>"
)
RSS_1 = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://example.com/"><title>The Wire</title>
  <link>https://example.com/</link></channel><item rdf:about="n-1"><link>https://example.com/n/1</link>
  <title>Super Micro (NASDAQ: SMCI) names a new auditor</title><dc:date>2026-05-20T08:00:00-04:00</dc:date></item>
  </rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>The Wire</title>
  <entry><id>n-1</id><media:title>A picture</media:title>
  <title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">Super <b>Micro</b> (NASDAQ: SMCI)
  names a new auditor</div></title><link rel="self" href="https://example.com/atom"/>
  <link rel="alternate" href="https://example.com/n/1"/><published>2026-05-20T12:00:00Z</published>
  <updated>2026-05-20T15:00:00Z</updated><author><name>A</name></author></entry></feed>"""


@pytest.mark.parametrize(
    "body", [rss(ITEM), RSS_1.encode(), ATOM.encode()], ids=["RSS 2.0", "RSS 1.0", "Atom"]
)
def test_a_headline_is_the_same_in_every_dialect(body: bytes) -> None:
    reading, fact = one(body)
    assert fact == Headline(
        "Super Micro (NASDAQ: SMCI) names a new auditor",
        "https://example.com/n/1",
        NOON,
        "The Wire",
        (Issuer("", "SMCI", "SMCI"),),
    )
    assert reading.key == "n-1 SMCI"
    assert (reading.head.accepted, reading.issuer.symbol, reading.form) == (NOON, "SMCI", "headline")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_as_declared(encoding: str) -> None:
    text = rss("<title>Société Générale</title>").decode()
    declared = encoding.removesuffix("-sig")
    body = text.replace("<?xml version='1.0'?>", f"<?xml version='1.0' encoding='{declared}'?>").encode(
        encoding
    )
    assert [fact.title for fact in headlines(body)] == ["Société Générale"]


def test_the_id_is_the_guid_else_the_address_else_the_title() -> None:
    keys = [
        one.key
        for one in read(
            rss(
                "<title>A</title><link>https://example.com/a</link><guid>g</guid>",
                "<title>B</title><link>https://example.com/b</link>",
                "<title>C</title>",
                "<title>D</title><guid>%s</guid>" % ("x" * 999),
            )
        )
    ]
    assert keys[:3] == ["g", "https://example.com/b", "C"]
    assert keys[3] is not None
    assert len(keys[3]) < 200


def test_a_headline_told_twice_is_told_once_and_one_without_a_title_not_at_all() -> None:
    again = "<title>A</title><guid>g</guid>"
    assert [
        one.key for one in read(rss(again, again, "<guid>h</guid>", "<title> </title><guid>i</guid>"))
    ] == ["g"]


def test_a_headline_about_two_companies_is_told_for_each() -> None:
    told = read(rss("<title>Dell (NYSE: DELL) and Super Micro (Nasdaq: SMCI) agree</title><guid>g</guid>"))
    assert [(one.key, one.issuer.symbol) for one in told] == [("g DELL", "DELL"), ("g SMCI", "SMCI")]
    assert told[0].facts == told[1].facts


def test_issuers_of_the_configuration_go_before_what_a_title_names() -> None:
    body = rss("<title>Dell (NYSE: DELL) agrees</title><guid>g</guid>")
    assert [one.issuer.symbol for one in read(body, issuers=["smci"])] == ["SMCI"]


def test_a_headline_that_names_nobody_is_the_markets() -> None:
    reading, fact = one(rss("<title>Rates rise</title>"))
    assert (reading.issuer, fact.issuers) == (MARKET, ())


# --- titles ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Super Micro (NASDAQ: SMCI) says", ("SMCI",)),
        ("Super Micro (Nasdaq:SMCI) says", ("SMCI",)),
        ("Berkshire (NYSE: BRK.B; NASDAQ: XYZ) says", ("BRK-B", "XYZ")),
        ("Alphabet (NASDAQ: GOOG, GOOGL) says", ("GOOG", "GOOGL")),
        ("Nobody watches it (NYSE American: ABC)", ("ABC",)),
        ("$SMCI up, $AAPL too", ("SMCI",)),
        ("Super Micro (SMCI) and its (CEO)", ("SMCI",)),
        ("What SMCI says", ("SMCI",)),
        ("SMCI's auditor resigns", ("SMCI",)),
        ("ON semiconductor is ON the rise", ()),
        ("SMCI: what OPEN means", ("SMCI", "OPEN")),
        ("SMCI AND DELL OPEN HIGHER", ()),
        ("SMCI.DE falls in Frankfurt", ()),
        ("pre-SMCI and SMCI-like and XSMCI", ()),
        ("smci without capitals", ()),
        ("US$SMCI", ()),
        ("", ()),
    ],
)
def test_whom_a_title_names(title: str, named: tuple[str, ...]) -> None:
    assert named_in(title, ABOUT.split(",")) == named


@given(st.text(st.sampled_from("ABCSMI$():. NYSEDAQ,-/gs"), max_size=60))
def test_whoever_is_named_without_an_exchange_is_watched(title: str) -> None:
    found = named_in(title, {"SMCI", "A", "ABC"})
    assert ":" in title or set(found) <= {"SMCI", "A", "ABC"}


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("AT&amp;T", "AT&T"),
        ("AT&amp;amp;T", "AT&T"),
        ("<![CDATA[AT&T <b>rises</b>]]>", "AT&T rises"),
        ("&lt;b&gt;Up&lt;/b&gt; &amp;#8221;s", "Up ”s"),
        ("3 &lt; 4 and 5 &gt; 4", "3 < 4 and 5 > 4"),
        ("a\n  b&#9;c", "a b c"),
        ("AT&T &nbsp;rises", "AT&T rises"),
        ("&#8238;evil", "evil"),
    ],
)
def test_titles_are_plain_text(written: str, title: str) -> None:
    assert one(rss(f"<title>{written}</title>"))[1].title == title


def test_a_long_title_is_clipped() -> None:
    assert len(one(rss(f"<title>{'word ' * 5000}</title>"))[1].title) <= 300


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "ftp://example.com/", "/relative", "https://", "x y"]
)
def test_an_address_that_is_none_is_not_told(link: str) -> None:
    assert one(rss(f"<title>A</title><link>{link}</link>"))[1].url is None


def test_a_title_keeps_no_tag() -> None:
    assert plain("<img src=x onerror=alert(1)>Up<br/>") == "Up"
    assert plain("<a<a<a" * 1000) is not None
    assert plain(None) is None


# --- times ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "accepted", "day_only"),
    [
        ("<pubDate>Wed, 20 May 2026 12:00:00 GMT</pubDate>", NOON, False),
        ("<pubDate>20 May 2026 12:00 +0000</pubDate>", NOON, False),
        ("<pubDate>Wed, 20 May 2026 17:30:00 +0530</pubDate>", NOON, False),
        ("<pubDate>2026-05-20T17:30:00+0530</pubDate>", NOON, False),
        ("<pubDate>2026-05-20T12:00:00.500Z</pubDate>", NOON.replace(microsecond=500_000), False),
        # Without a zone only the day is certain.
        ("<pubDate>Wed, 20 May 2026 12:00:00</pubDate>", NOON.replace(hour=4), True),
        ("<pubDate>2026-05-20T12:00:00</pubDate>", NOON.replace(hour=4), True),
        ("<pubDate>2026-05-20</pubDate>", NOON.replace(hour=4), True),
        # feedparser makes days of these, and nobody told them.
        ("<pubDate>2026/5/20 12:00:00</pubDate>", None, False),
        ("<pubDate>2026</pubDate>", None, False),
        ("<pubDate>05-20</pubDate>", None, False),
        ("<pubDate>soon</pubDate>", None, False),
        ("<pubDate>Wed, 20 May 2126 12:00:00 GMT</pubDate>", None, False),
        ("<pubDate>Wed, 20 May 1926 12:00:00 GMT</pubDate>", None, False),
        ("<pubDate>Wed, 32 May 2026 12:00:00 GMT</pubDate>", None, False),
        ("", None, False),
    ],
)
def test_times(said: str, accepted: dt.datetime | None, day_only: bool) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        reading, fact = one(rss(f"<title>A</title>{said}"))
    assert reading.head.accepted == accepted
    assert reading.head.day_only is day_only  # type: ignore[union-attr]
    assert fact.at == (None if day_only else accepted)


def test_an_update_is_the_time_where_nothing_else_is_told() -> None:
    body = ATOM.replace("<published>2026-05-20T12:00:00Z</published>", "")
    assert one(body.encode())[0].head.accepted == NOON.replace(hour=15)


# --- what is no feed ------------------------------------------------------------------------------------

BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
BAD = [
    b"",
    b"{}",
    b"<html><body><p>Maintenance</p></body></html>",
    b"<!doctype html><html></html>",
    b"<rss version='2.0'><channel><title>cut o",
    b"\x4c\x6f\xa7\x94" * 10,
    BOMB.encode() + rss("<title>&b;</title>"),
    ("<?xml version='1.0' encoding='utf-16'?>" + BOMB + "<rss version='2.0'/>").encode("utf-16"),
    b"<?xml version='1.0' encoding='utf-7'?>+ADwAIQ-DOCTYPE<rss version='2.0'/>",
    b"<rss>" * 100_000,
    b"\0" * 1000,
    b"<",
]


@pytest.mark.parametrize("body", BAD)
def test_what_is_no_feed_is_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable) as raised:
        read(body)
    assert len(str(raised.value)) < 250


def test_an_empty_feed_is_an_answer() -> None:
    assert read(rss()) == ()
    assert read(b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title></feed>') == ()


def test_of_a_feed_that_is_cut_off_what_came_is_told() -> None:
    assert [fact.title for fact in headlines(rss("<title>A</title>", "<title>B</title>")[:-25])][:1] == ["A"]


@pytest.mark.parametrize(
    "body",
    [
        rss("<title>A</title><author>a@" + "a." * 200_000 + "!</author>"),
        rss("<title>A</title>" + "".join(f"<category>c{n}</category>" for n in range(20_000))),
        rss("<title>A</title>").replace(
            b"<rss ", b"<rss " + b" ".join(b"a%d=''" % n for n in range(30_000)) + b" "
        ),
        rss("<title>A" + "<b/>" * 100_000 + "</title>"),
    ],
    ids=["author", "categories", "attributes", "elements"],
)
def test_what_feedparser_would_take_minutes_for_is_left_out_before(body: bytes) -> None:
    """Each takes it half a minute or more; here the size of a feed is all that counts."""
    assert [fact.title for fact in headlines(body)] == ["A"]


@given(st.lists(st.sampled_from(["<item>", "</item>", "<title>", "</title>", "<", "&", "]]>", "<![CDATA[", "<!--",
    "&#1114112;", "&#xD800;", "<link/>", "<pubDate>x</pubDate>", "é", "\0", "<guid>", "A SMCI", "<a:b>"]), max_size=25))  # fmt: skip
def test_no_feed_raises_anything_but_unreadable(pieces: list[str]) -> None:
    body = b"<rss version='2.0'><channel><item><title>x</title></item>" + "".join(pieces).encode()
    for tail in (b"", b"</channel></rss>"):
        try:
            read(body + tail)
        except Unreadable:
            continue


# --- asking and the configuration -----------------------------------------------------------------------


def test_each_address_is_asked_once_as_a_whole_and_never_shown() -> None:
    keys = RssSection.model_validate(
        {
            "use": "rss",
            "url": ["https://example.com/a?token=x", "https://example.com/b", "https://example.com/b"],
        }
    )
    asks = list(Rss(keys).asks(Wanted(("SMCI", "DELL"), (), frozenset({"headline"}), NOW), None))
    assert [ask.path for ask in asks] == ["https://example.com/a?token=x", "https://example.com/b"]
    assert all(ask.secret for ask in asks)
    assert {ask.about for ask in asks} == {"SMCI,DELL"}
    assert list(Rss(keys).asks(Wanted(("SMCI",), (), frozenset({"rate"}), NOW), None)) == []


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "example.com/secret", "https://", "https://a b/secret", ""]
)
def test_a_wrong_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(ValidationError, match="this is not the address of a feed") as raised:
        RssSection.model_validate({"use": "rss", "url": url})
    assert all("secret" not in error["msg"] for error in raised.value.errors())


def test_a_wrong_ticker_is_refused() -> None:
    with pytest.raises(ValidationError, match="is not a ticker such as SMCI"):
        RssSection.model_validate({"use": "rss", "url": "https://example.com", "issuers": ["Super Micro!"]})
