"""The made vendors, asked by bare HTTP: their shapes, their doors, and the language that tells them what happens."""

import datetime as dt
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from lxml import etree

from tests.clock import ManualClock
from tests.samples import samples
from tocsin.demo.box import Fault
from tocsin.demo.vendor_doors import PLACES
from tocsin.demo.vendors import CARRIES, KEYS, Target, VendorBox, VendorRules

CUT = Target("PLZA", "Northgate Securities", "Ines Park", before="40", to="33")
TODAY = dt.date(2026, 5, 26)
RATINGS = "/api/v2.1/calendar/ratings"
MASSIVE = "/benzinga/v1/ratings"
TARGET_NEWS = "/stable/price-target-latest-news"
GRADES_NEWS = "/stable/grades-latest-news"


@pytest.fixture
def clock() -> ManualClock:
    """A Tuesday in May, 16:05:13 in New York."""
    return ManualClock()


@pytest.fixture
def box(clock: ManualClock) -> Iterator[VendorBox]:
    with VendorBox(now=clock.now) as one:
        yield one


def ask(box: VendorBox, path: str, key: str | None = None, **params: Any) -> httpx.Response:
    """One question, with the key of whose path it is, or with another."""
    headers = {}
    for start, name, header in (
        ("/api/v2", "benzinga", ""),
        ("/api/v1/consensus", "benzinga", ""),
        ("/benzinga/", "massive", "Authorization"),
        ("/stable/", "fmp", ""),
        ("/fred/", "fred", ""),
        ("/api/v1/", "finnhub", "X-Finnhub-Token"),
        ("/desk", "json", "X-Api-Key"),
    ):
        if path.startswith(start):
            good = key if key is not None else KEYS[name]
            if header:
                headers[header] = f"Bearer {good}".strip() if name == "massive" else good
            else:
                params[{"benzinga": "token", "fmp": "apikey", "fred": "api_key"}[name]] = good
            break
    return httpx.get(f"{box.url}{path}", params=params or None, headers=headers)


def told(box: VendorBox, path: str, **params: Any) -> Any:
    answer = ask(box, path, **params)
    assert answer.status_code == 200, answer.text
    return json.loads(answer.text, parse_float=Decimal)


# --- shapes -----------------------------------------------------------------------------------------------


def test_benzinga_tells_an_action_in_texts_and_eastern_time(box: VendorBox) -> None:
    cut = box.told(CUT)
    (row,) = told(box, RATINGS)["ratings"]
    assert (row["id"], row["ticker"], row["name"]) == (cut, "PLZA", "Plaza Platforms Inc.")
    assert (row["analyst"], row["analyst_name"]) == ("Northgate Securities", "Ines Park")
    assert (row["pt_prior"], row["pt_current"], row["pt_pct_change"]) == ("40.00", "33.0000", "-17.50")
    assert (row["action_pt"], row["action_company"], row["rating_current"]) == ("Lowers", "", "")
    assert (row["date"], row["time"], row["updated"]) == ("2026-05-26", "16:05:13", 1779825913)
    assert int(row["id"][:8], 16) == row["updated"]
    assert len(row["id"]) == 24


@pytest.mark.parametrize(
    "recorded", ["Benzinga-get-ratings*", "OpenBB-finance-api.benzinga*"], ids=["example", "twenty rows"]
)
def test_benzingas_rows_have_the_keys_and_kinds_of_recorded_ones(box: VendorBox, recorded: str) -> None:
    rows = json.loads(samples("targets", recorded)[0].read_text())["ratings"]
    box.told(CUT)
    (ours,) = told(box, RATINGS)["ratings"]
    for row in rows:
        theirs = {name: type(value) for name, value in row.items() if name not in {"cusip", "isin"}}
        assert theirs.items() <= {name: type(value) for name, value in ours.items()}.items()


@pytest.mark.parametrize(
    ("path", "recorded"),
    [
        (TARGET_NEWS, "OpenBB-finance-financialmodelingprep*"),
        ("/stable/grades", "kenshin579-grades.json"),
        ("/stable/grades-consensus", "kenshin579-grades-consensus.json"),
        ("/stable/price-target-consensus", "kenshin579-price-target-consensus.json"),
        ("/api/v1/stock/recommendation", "SalZaki-recommendation-AAPL.json"),
        ("/api/v1/stock/price-target", "KevWK314-priceTarget.json"),
        ("/api/v1/consensus-ratings", "Benzinga-get-consensus-ratings*"),
    ],
)
def test_rows_have_the_keys_of_recorded_ones(box: VendorBox, path: str, recorded: str) -> None:
    theirs = json.loads(samples("targets", recorded)[0].read_text())
    box.told(Target("PLZA", "Harbor Street", before="40", to="33", rating_before="Buy", rating="Hold"))
    box.consensus("PLZA", buys=12, holds=5, sells=2, mean="36.20", high="50", low="24")
    asked = {"parameters[tickers]": "PLZA"} if "consensus-ratings" in path else {"symbol": "PLZA"}
    ours = told(box, path, **asked)
    if isinstance(theirs, list):
        assert isinstance(ours, list)
        theirs, ours = theirs[0], ours[0]
    assert theirs.keys() <= ours.keys()


def test_benzingas_consensus_is_weighed_as_the_recorded_one_is(box: VendorBox) -> None:
    recorded = json.loads(samples("targets", "Benzinga-get-consensus-ratings*")[0].read_text())
    counts = recorded["aggregate_ratings"]
    box.consensus(
        "PLZA",
        strong_buys=counts["strong_buy"],
        buys=counts["buy"],
        holds=counts["hold"],
        sells=counts["sell"],
        mean="36.20",
    )
    ours = told(box, "/api/v1/consensus-ratings", **{"parameters[tickers]": "PLZA"})
    assert float(ours["consensus_rating_val"]) == pytest.approx(recorded["consensus_rating_val"])
    assert ours["consensus_rating"] == recorded["consensus_rating"]
    assert ours["unique_analyst_count"] == recorded["unique_analyst_count"]
    assert ours["low_price_target"] is None


def test_one_action_is_told_by_all_who_carry_actions(box: VendorBox) -> None:
    upgrade = Target(
        "PLZA", "Harbor Street", "Oskar Vane", before="33", to="41.50", rating_before="Hold", rating="Buy"
    )
    made = box.told(upgrade)
    (massive,) = told(box, MASSIVE)["results"]
    (target,) = told(box, TARGET_NEWS)
    (news,) = told(box, GRADES_NEWS)
    (grade,) = told(box, "/stable/grades", symbol="PLZA")
    (finnhub,) = told(box, "/api/v1/stock/upgrade-downgrade", symbol="PLZA")
    (note,) = told(box, "/desk.json")["desk"]["notes"]
    assert massive["benzinga_id"] == note["ref"] == made
    assert (massive["rating_action"], massive["price_target_action"]) == ("upgrades", "raises")
    assert (massive["previous_price_target"], massive["price_target"]) == (33, Decimal("41.50"))
    assert (massive["time"], massive["last_updated"]) == ("16:05:13", "2026-05-26T20:05:13Z")
    assert (target["priceTarget"], target["publishedDate"]) == (Decimal("41.50"), "2026-05-26T20:05:13.000Z")
    assert (news["previousGrade"], news["newGrade"], news["action"]) == ("Hold", "Buy", "upgrade")
    assert (grade["date"], grade["gradingCompany"]) == ("2026-05-26", "Harbor Street")
    assert (finnhub["fromGrade"], finnhub["toGrade"], finnhub["action"]) == ("Hold", "Buy", "up")
    assert finnhub["gradeTime"] == 1779825913
    assert (note["was"], note["now"], note["time"]) == ("33.00", "41.50", "2026-05-26T20:05:13+00:00")


def test_figures_keep_every_digit_in_json(box: VendorBox) -> None:
    box.quote("PLZA", "31.20000000000000000001", previous_close="33.90")
    answer = ask(box, "/api/v1/quote", symbol="PLZA")
    assert '"c": 31.20000000000000000001,' in answer.text
    assert told(box, "/api/v1/quote", symbol="HRAK")["c"] == 0


def test_what_is_not_told_is_empty_with_the_one_and_absent_with_the_other(box: VendorBox) -> None:
    box.told(Target("PLZA", "Quillmark Research", to="52"))
    (benzinga,) = told(box, RATINGS)["ratings"]
    (massive,) = told(box, MASSIVE)["results"]
    assert (benzinga["pt_prior"], benzinga["pt_pct_change"], benzinga["analyst_name"]) == ("", "", "")
    assert benzinga["action_pt"] == "Announces"
    assert not {"previous_price_target", "analyst", "rating", "rating_action"} & massive.keys()


def test_share_classes_are_written_as_each_vendor_writes_them(box: VendorBox) -> None:
    box.told(Target("HRAK-B", "Northgate Securities", before="40", to="33", rating="Buy"))
    box.consensus("HRAK-B", buys=1, holds=0, sells=0, mean="40")
    assert told(box, RATINGS)["ratings"][0]["ticker"] == "HRAK.B"
    assert told(box, TARGET_NEWS)[0]["symbol"] == "HRAK-B"
    assert told(box, "/api/v1/stock/upgrade-downgrade", symbol="HRAK.B")[0]["symbol"] == "HRAK.B"
    assert told(box, "/benzinga/v1/consensus-ratings/HRAK.B")["results"][0]["ticker"] == "HRAK.B"


def test_results_are_told_for_the_days_that_are_asked_for(box: VendorBox) -> None:
    box.result("PLZA", 2026, 2, eps="0.42", eps_estimate="0.51", revenue=1_210_000_000, day=TODAY)
    box.result("HRAK", 2026, 2, eps_estimate="1.10", day=TODAY + dt.timedelta(days=9))
    path = "/api/v1/calendar/earnings"
    (row,) = told(box, path, **{"from": "2026-05-20", "to": "2026-05-26"})["earningsCalendar"]
    assert (row["symbol"], row["epsActual"], row["epsEstimate"]) == ("PLZA", Decimal("0.42"), Decimal("0.51"))
    assert (row["revenueActual"], row["revenueEstimate"], row["quarter"]) == (1_210_000_000, None, 2)
    assert len(told(box, path)["earningsCalendar"]) == 2


def test_rates_are_told_by_whom_they_belong_to(box: VendorBox) -> None:
    box.rate("DGS10", TODAY, "4.62")
    box.rate("DGS10", TODAY - dt.timedelta(days=1), None)
    box.rate("SOFR", TODAY, "4.31")
    box.rate("SOFR30DAYAVG", TODAY, "4.29")
    fred = told(box, "/fred/series/observations", series_id="DGS10", file_type="json", sort_order="desc")
    assert [(row["date"], row["value"]) for row in fred["observations"]] == [
        ("2026-05-26", "4.62"),
        ("2026-05-25", "."),
    ]
    (sofr,) = told(box, "/api/rates/secured/sofr/last/10.json")["refRates"]
    assert (sofr["effectiveDate"], sofr["type"], sofr["percentRate"]) == (
        "2026-05-26",
        "SOFR",
        Decimal("4.31"),
    )
    (average,) = told(box, "/api/rates/secured/sofrai/last/10.json")["refRates"]
    assert (average["type"], average["average30day"]) == ("SOFRAI", Decimal("4.29"))
    assert ask(box, "/api/rates/secured/prime/last/10.json").status_code == 404


def test_the_treasury_tells_a_month_and_marks_what_it_has_not(box: VendorBox) -> None:
    box.rate("DGS10", TODAY, "4.62")
    box.rate("DGS2", dt.date(2026, 4, 30), "4.10")
    path = "/resource-center/data-chart-center/interest-rates/pages/xml"

    def month(name: str) -> etree._Element:
        asked = {"data": "daily_treasury_yield_curve", "field_tdr_date_value_month": name}
        return etree.fromstring(ask(box, path, **asked).content)

    space = {"d": "http://schemas.microsoft.com/ado/2007/08/dataservices"}
    may = month("202605")
    assert may.findtext(".//d:NEW_DATE", namespaces=space) == "2026-05-26T00:00:00"
    assert may.findtext(".//d:BC_10YEAR", namespaces=space) == "4.62"
    two_years = may.find(".//d:BC_2YEAR", space)
    assert two_years is not None
    assert "true" in two_years.attrib.values()
    assert month("202604").findtext(".//d:BC_2YEAR", namespaces=space) == "4.10"
    assert month("202601").find(".//d:NEW_DATE", space) is None


def test_headlines_are_well_formed_whatever_they_say(box: VendorBox) -> None:
    hostile = "Plaza & Sons <unveils> ]]> a “rack”"
    box.headline(hostile, "https://www.example.com/rack?a=1&b=2", "PLZA")
    feed = etree.fromstring(ask(box, "/news.rss").content)
    assert feed.findtext(".//item/title") == hostile
    assert feed.findtext(".//item/link") == "https://www.example.com/rack?a=1&b=2"
    assert feed.findtext(".//item/pubDate") == "Tue, 26 May 2026 20:05:13 GMT"
    assert told(box, "/desk.json")["desk"]["wire"][0]["tickers"] == ["PLZA"]


# --- the language -----------------------------------------------------------------------------------------


def test_only_those_who_are_named_tell(box: VendorBox) -> None:
    box.told(CUT, only={"fmp"})
    assert len(told(box, TARGET_NEWS)) == 1
    assert told(box, RATINGS) == {"ratings": []}
    assert told(box, MASSIVE) == {"status": "OK", "request_id": "made"}
    with pytest.raises(ValueError, match=r"^fred tell no actions: benzinga, finnhub, fmp, json, massive do$"):
        box.told(CUT, only={"fred"})


def test_a_correction_has_the_same_id_and_a_later_change(box: VendorBox, clock: ManualClock) -> None:
    cut = box.told(CUT)
    clock.advance(600)
    box.correct(cut, to="44")
    (row,) = told(box, RATINGS)["ratings"]
    assert (row["id"], row["time"], row["updated"]) == (cut, "16:05:13", 1779825913 + 600)
    assert (row["pt_current"], row["action_pt"]) == ("44.0000", "Raises")
    (massive,) = told(box, MASSIVE, **{"last_updated.gte": "2026-05-26T20:15:13Z"})["results"]
    assert massive["price_target"] == 44
    assert "results" not in told(box, MASSIVE, **{"last_updated.gte": "2026-05-26T20:15:14Z"})


def test_a_withdrawn_action_is_gone_and_benzinga_says_so(box: VendorBox, clock: ManualClock) -> None:
    cut = box.told(CUT)
    clock.advance(60)
    box.withdraw(cut)
    assert told(box, RATINGS) == {"ratings": []}
    assert told(box, TARGET_NEWS) == []
    removed = {"removed": [{"id": cut, "type": "ratings", "updated": 1779825973}]}
    for path in ("/api/v2.1/calendar-removed/", "/api/v2/calendar-removed"):
        assert told(box, path, type="ratings", updated=1779825900) == removed
    assert told(box, "/api/v2.1/calendar-removed/", updated=1779825974) == {"removed": []}
    with pytest.raises(KeyError, match="no vendor shows the action"):
        box.withdraw(cut)


def test_who_is_frozen_goes_on_answering_what_it_answered(box: VendorBox) -> None:
    box.told(CUT)
    box.freeze("benzinga")
    second = box.told(Target("PLZA", "Lindmere Capital", before="38", to="30"))
    box.correct(second, to="29")
    assert [row["analyst"] for row in told(box, RATINGS)["ratings"]] == ["Northgate Securities"]
    assert len(told(box, TARGET_NEWS)) == 2
    box.thaw("benzinga")
    assert {row["pt_current"] for row in told(box, RATINGS)["ratings"]} == {"33.0000", "29.0000"}
    box.freeze()
    box.rate("SOFR", TODAY, "4.31")
    assert told(box, "/api/rates/secured/sofr/last/10.json") == {"refRates": []}


@pytest.mark.parametrize(
    ("before", "to", "word"),
    [
        ("Buy", "Hold", "Downgrades"),
        ("Underweight", "Overweight", "Upgrades"),
        ("Buy", "buy", "Maintains"),
        (None, "Outperform", "Initiates Coverage On"),
    ],
)
def test_what_a_firm_does_follows_from_its_ratings(
    box: VendorBox, before: str | None, to: str, word: str
) -> None:
    box.rated("PLZA", "Harbor Street", before=before, to=to)
    (row,) = told(box, RATINGS)["ratings"]
    assert (row["action_company"], row["action_pt"], row["pt_current"]) == (word, "", "")


def test_what_the_box_cannot_know_must_be_said(box: VendorBox) -> None:
    with pytest.raises(ValueError, match=r"is Splendid to Grim an upgrade\?"):
        box.rated("PLZA", "Harbor Street", before="Splendid", to="Grim")
    with pytest.raises(ValueError, match="tells a target, a rating, or both"):
        box.told(Target("PLZA", "Harbor Street"))
    box.rated("PLZA", "Harbor Street", before="Splendid", to="Grim", did="Downgrades")
    assert told(box, RATINGS)["ratings"][0]["action_company"] == "Downgrades"


def test_what_is_told_of_earlier_is_dated_earlier(box: VendorBox, clock: ManualClock) -> None:
    box.told(CUT, at=clock.now() - dt.timedelta(days=3))
    assert told(box, RATINGS)["ratings"][0]["date"] == "2026-05-23"
    since = int(clock.now().timestamp()) - 60
    assert told(box, RATINGS, **{"parameters[updated]": since}) == {"ratings": []}


# --- pages ------------------------------------------------------------------------------------------------


def test_pages_hold_each_row_once(box: VendorBox, clock: ManualClock) -> None:
    for number in range(7):
        box.told(Target("PLZA", f"Firm {number}", before="40", to="33"))
        clock.advance(1)
    benzinga = [told(box, RATINGS, page=page, pagesize=3)["ratings"] for page in range(4)]
    assert [len(rows) for rows in benzinga] == [3, 3, 1, 0]
    assert [row["analyst"] for rows in benzinga for row in rows] == [f"Firm {n}" for n in range(6, -1, -1)]
    changed = told(box, RATINGS, **{"parameters[updated]": 1779825913 + 2})["ratings"]
    assert [row["analyst"] for row in changed] == [f"Firm {n}" for n in range(2, 7)]
    fmp = [told(box, TARGET_NEWS, page=page, limit=5) for page in range(2)]
    assert [len(rows) for rows in fmp] == [5, 2]


def test_massives_next_page_is_an_address_without_the_key(box: VendorBox) -> None:
    for number in range(3):
        box.told(Target("PLZA", f"Firm {number}", before="40", to="33"))
    first = told(box, MASSIVE, limit=2)
    following = httpx.URL(first["next_url"])
    second = told(box, following.path, **dict(following.params))
    assert [row["firm"] for row in first["results"] + second["results"]] == ["Firm 0", "Firm 1", "Firm 2"]
    assert "next_url" not in second
    assert KEYS["massive"] not in first["next_url"]


# --- the doors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        (
            RATINGS,
            401,
            {
                "ok": False,
                "errors": [
                    {
                        "code": "auth_failed",
                        "id": "unauthorized",
                        "value": "Invalid or missing authentication token",
                    }
                ],
            },
        ),
        (MASSIVE, 401, {"status": "ERROR", "request_id": f"{401:032x}", "error": "Unknown API Key"}),
        ("/api/v1/quote", 401, {"error": "Invalid API key."}),
        (
            "/fred/series/observations",
            400,
            {
                "error_code": 400,
                "error_message": "Bad Request.  The value for variable api_key is not registered.",
            },
        ),
    ],
)
@pytest.mark.parametrize("key", ["wrong", ""])
def test_a_wrong_key_is_refused_in_the_vendors_own_words(
    box: VendorBox, path: str, status: int, said: Any, key: str
) -> None:
    answer = ask(box, path, key=key)
    assert (answer.status_code, answer.json()) == (status, said)


def test_fmp_refuses_a_wrong_key_with_its_error_message(box: VendorBox) -> None:
    answer = ask(box, TARGET_NEWS, key="wrong")
    assert answer.status_code == 401
    assert answer.json()["Error Message"].startswith("Invalid API KEY.")


def test_a_key_is_taken_where_each_vendor_takes_it(box: VendorBox) -> None:
    url = box.url
    assert httpx.get(f"{url}/api/v1/quote", params={"token": KEYS["finnhub"]}).status_code == 200
    assert httpx.get(f"{url}{MASSIVE}", params={"apiKey": KEYS["massive"]}).status_code == 200
    headers = {"Authorization": f"token {KEYS['benzinga']}"}
    assert httpx.get(f"{url}{RATINGS}", headers=headers).status_code == 200
    assert httpx.get(f"{url}{MASSIVE}", headers=headers).status_code == 401
    assert httpx.get(f"{url}/desk.json", params={"key": KEYS["json"]}).status_code == 200
    assert httpx.get(f"{url}/news.rss").status_code == 200
    # Another vendor's key opens nothing.
    assert ask(box, TARGET_NEWS, key=KEYS["finnhub"]).status_code == 401


def test_a_plan_leaves_paths_out(box: VendorBox) -> None:
    box.rules = VendorRules(plan={"/stable/grades-latest": 402, "/api/v1/stock/price-target": 403})
    unpaid = ask(box, GRADES_NEWS)
    assert (unpaid.status_code, unpaid.headers["content-type"]) == (402, "text/plain; charset=utf-8")
    assert unpaid.text.startswith("Exclusive Endpoint")
    forbidden = ask(box, "/api/v1/stock/price-target", symbol="PLZA")
    assert (forbidden.status_code, forbidden.json()) == (
        403,
        {"error": "You don't have access to this resource."},
    )
    assert ask(box, TARGET_NEWS).status_code == 200


@pytest.mark.parametrize("says", [True, False])
def test_a_limit_lasts_until_a_minute_after_the_first(clock: ManualClock, says: bool) -> None:
    with VendorBox(VendorRules(a_minute={"finnhub": 2}, retry_after=says), clock.now) as box:
        assert ask(box, "/api/v1/quote").status_code == 200
        clock.advance(20)
        assert ask(box, "/api/v1/quote").status_code == 200
        # A wrong key is turned away before it counts.
        assert ask(box, "/api/v1/quote", key="wrong").status_code == 401
        over = ask(box, "/api/v1/quote")
        assert (over.status_code, over.headers.get("retry-after")) == (429, "40" if says else None)
        assert over.json()["error"].startswith("API limit reached.")
        assert ask(box, RATINGS).status_code == 200
        clock.advance(40)
        assert ask(box, "/api/v1/quote").status_code == 200


def test_what_is_nowhere_is_answered_by_whom_it_would_be(box: VendorBox) -> None:
    nobody = ask(box, "/api/v1/consensus-ratings", **{"parameters[tickers]": "PLZA"})
    assert (nobody.status_code, nobody.json()["errors"][0]["code"]) == (404, "no_data_found")
    no_series = ask(box, "/fred/series/observations", series_id="DGS99", file_type="json")
    assert (no_series.status_code, no_series.json()["error_message"]) == (
        400,
        "Bad Request.  The series does not exist.",
    )
    for path in ("/stable/no-such", "/benzinga/v1/no-such", "/api/v1/no-such", "/elsewhere", "/"):
        assert ask(box, path).status_code == 404
    assert (ask(box, "/stable/grades", symbol="PLZA").json(), ask(box, "/stable/grades").json()) == ([], [])


def test_a_file_is_served_as_it_is_behind_the_door(box: VendorBox) -> None:
    box.serve_file(RATINGS, b'{"ratings": [}', headers=(("X-Made", "yes"),))
    answer = ask(box, RATINGS, page=3)
    assert (answer.content, answer.headers["x-made"]) == (b'{"ratings": [}', "yes")
    assert ask(box, RATINGS, key="wrong").status_code == 401


def test_faults_strike_behind_the_door(box: VendorBox) -> None:
    box.fail(Fault.status(503, "down"), on="/stable/", times=1)
    assert ask(box, TARGET_NEWS, key="wrong").status_code == 401
    assert [ask(box, TARGET_NEWS).status_code for _ in range(2)] == [503, 200]


def test_every_vendor_carries_something_and_has_its_place(box: VendorBox) -> None:
    assert frozenset().union(*CARRIES.values()) == PLACES.keys()
    assert KEYS.keys() < PLACES.keys()
    assert len({box.base(vendor) for vendor in PLACES}) == 3
