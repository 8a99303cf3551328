"""Lists of values with their visitors or all measures, suggestions, exports (spec 04, sections 8, 9, 13 and 16)."""

import base64
import io
import zipfile
from typing import Any

import pytest

from app.stats.metrics.queries import TYPES
from app.stats.metrics.rules import read_search
from tests.stats.visits import MARCH, Site, insert
from tests.web.server import NOBODY, Server, invalid, some_id

NO_DETAILS = {"error": {"message": "Bad request", "code": "bad-request", "status": 400}}


def xy(rows: list[dict[str, Any]]) -> dict[Any, int]:
    """Values with their numbers; the order must be by number, then by value."""
    assert rows == sorted(rows, key=lambda row: (-row["y"], row["x"] is None, row["x"] or ""))
    return {row["x"]: row["y"] for row in rows}


@pytest.mark.parametrize("query, expected", [
    ("type=path", {"/": 2, "/about": 1, "/blog": 1, "/blog/2": 1, "/pricing": 1, "/x": 1}),
    ("type=entry", {"/": 2, "/blog": 1, "/pricing": 1, "/x": 1}),
    ("type=exit", {"/": 1, "/about": 1, "/blog/2": 1, "/pricing": 1, "/x": 1}),
    ("type=referrer", {"google.com": 1, "other.org": 1, "reddit.com": 1, "t.co": 1, "walmart.com": 1}),
    ("type=domain", {"google.com": 1, "other.org": 1, "reddit.com": 1, "t.co": 1, "walmart.com": 1}),
    ("type=title", {"Home": 1}), ("type=query", {"a=1": 1, "utm_source=google&gclid=1": 1}),
    ("type=hostname", {"example.com": 3, "www.example.com": 1}), ("type=tag", {}), ("type=utmTerm", {}),
    ("type=utmMedium", {"cpc": 1, "paid_social": 1, "push": 1}), ("type=utmSource", {"google": 1}),
    ("type=browser", {"chrome": 1, "firefox": 1, "safari": 1}), ("type=distinctId", {"user1": 1}),
    ("type=screen", {"1440x900": 1, "1920x1080": 1, "390x844": 1}), ("type=language", {"en": 2, "fr": 1}),
    ("type=country", {"FR": 1, "GB": 1, "US": 1}), ("type=event", {"signup": 2, "buy": 1}),
    ("type=channel", {"paidAds": 1, "organicSocial": 1, "paidSocial": 1, "referral": 1, "direct": 1}),
    # Limits, halves away from zero
    ("type=path&limit=0", {}), ("type=path&limit=", {}), ("type=path&limit=0.4", {}),
    ("type=path&limit=1.5", {"/": 2, "/about": 1}), ("type=path&limit=2&offset=1", {"/about": 1, "/blog": 1}),
    ("type=path&offset=99", {}), ("type=path&limit=1e18", {"/": 2, "/about": 1, "/blog": 1, "/blog/2": 1,
                                                           "/pricing": 1, "/x": 1}),
    ("type=channel&limit=1&offset=9", {"paidAds": 1, "organicSocial": 1, "paidSocial": 1, "referral": 1, "direct": 1}),
    # Filters choose rows; an entry stays the visit's own
    ("type=path&browser=firefox", {"/": 1, "/pricing": 1}), ("type=entry&path=/blog/2", {"/blog": 1}),
    ("type=exit&path=/about&browser=chrome", {"/about": 1}), ("type=browser&path=/", {"chrome": 1, "firefox": 1}),
    ("type=event&eventType=1", {"signup": 2, "buy": 1}), ("type=event&eventType1=1", {}),
    ("type=event&excludeBounce=1", {"signup": 2, "buy": 1}), ("type=path&eventType=3", {"/x": 1}),
    ("type=path&excludeBounce=1", {"/": 1, "/about": 1, "/blog": 1, "/blog/2": 1}),
    ("type=entry&excludeBounce=1", {"/": 1, "/blog": 1}), ("type=path&event=signup", {}),
    # A search is a filter of the dimension's own name
    ("type=path&search=BLOG", {"/blog": 1, "/blog/2": 1}), ("type=path&search=b_og%25", {"/blog": 1, "/blog/2": 1}),
    ("type=path&search=blog&path=/", {"/blog": 1, "/blog/2": 1}), ("type=path&search=blog&path1=/blog", {"/blog": 1}),
    ("type=path&search=blog&browser=chrome&match=any", {"/": 1, "/about": 1, "/blog": 1, "/blog/2": 1}),
    ("type=entry&search=about", {"/": 1}), ("type=language&search=en-GB", {"en": 1}),
    ("type=domain&search=twitter", {}), ("type=referrer&search=t.co", {"reddit.com": 1, "t.co": 1, "walmart.com": 1}),
    ("type=screen&search=nothing", {"1440x900": 1, "1920x1080": 1, "390x844": 1}),
    ("type=event&search=SIGN", {"signup": 2}), ("type=path&search=", {"/": 2, "/about": 1, "/blog": 1, "/blog/2": 1,
                                                                        "/pricing": 1, "/x": 1}),
])
async def test_values_are_listed_with_their_visitors(march: Site, query: str, expected: dict[Any, int]) -> None:
    assert xy(await march.ask("metrics", query)) == expected


async def test_places_come_with_their_country(march: Site) -> None:
    assert await march.ask("metrics", "type=city") == [
        {"x": "London", "y": 1, "country": "GB"}, {"x": "Los Angeles", "y": 1, "country": "US"},
        {"x": "Paris", "y": 1, "country": "FR"}]
    regions = await march.ask("metrics/expanded", "type=region&limit=1")
    assert regions == [{"name": "GB-ENG", "country": "GB", "pageviews": "2", "visitors": 1, "visits": 2, "bounces": 2,
                        "totaltime": "0"}]


async def test_a_place_without_a_country_is_one_of_its_own(site: Site) -> None:
    rows = [{"session_id": some_id(), "website_id": site.id, "city": "London", "country": country}
            for country in ("GB", "CA", None)]
    await insert(site.server, "session", *rows)
    await insert(site.server, "website_event", *(
        {"event_id": some_id(), "website_id": site.id, "session_id": row["session_id"], "visit_id": some_id(),
         "created_at": "2024-03-10", "url_path": "/", "event_type": 1} for row in rows))
    listed = await site.ask("metrics", "type=city")
    assert [row["country"] for row in listed] == ["CA", "GB", None]
    assert [row["country"] for row in await site.ask("metrics/expanded", "type=city")] == ["CA", "GB", None]


async def test_a_reader_who_reloads_counts_once(site: Site) -> None:
    for at, url in [("10 06:00", "/"), ("10 06:01", "/"), ("10 06:02", "/pricing")]:
        await site.record(at, url)
    await site.record("10 07:00", "/", who="Firefox")
    assert await site.ask("metrics", "type=path") == [{"x": "/", "y": 2}, {"x": "/pricing", "y": 1}]


async def test_events_without_a_name_are_counted_too(site: Site) -> None:
    await site.record("10 06:00", "/", name="signup")
    await site.record("10 06:01", "/", name="signup")
    await site.server.sql("update website_event set event_name = null where website_id = %s and "
                          "created_at = '2024-03-10 06:01Z'", site.id)
    assert await site.ask("metrics", "type=event") == [{"x": "signup", "y": 1}, {"x": None, "y": 1}]
    assert [row["name"] for row in await site.ask("metrics/expanded", "type=event")] == ["signup"]


def measured(pageviews: int, visitors: int, visits: int, bounces: int, totaltime: int) -> dict[str, Any]:
    return {"pageviews": str(pageviews), "visitors": visitors, "visits": visits, "bounces": bounces,
            "totaltime": str(totaltime)}


@pytest.mark.parametrize("query, expected", [
    ("type=path", {"/": (2, 2, 2, 2, 0), "/about": (1, 1, 1, 1, 0), "/blog": (1, 1, 1, 1, 0),
                   "/blog/2": (1, 1, 1, 1, 0), "/pricing": (1, 1, 1, 1, 0), "/x": (2, 1, 1, 0, 60)}),
    ("type=language", {"en": (4, 2, 3, 2, 70), "fr": (2, 1, 1, 0, 300)}),
    ("type=domain", {"twitter.com": (2, 2, 2, 2, 0), "Other": (1, 1, 1, 1, 0), "google.com": (1, 1, 1, 1, 0),
                     "reddit.com": (1, 1, 1, 1, 0)}),
    ("type=referrer", {name: (1, 1, 1, 1, 0) for name in (
        "google.com", "other.org", "reddit.com", "t.co", "walmart.com")}),
    ("type=entry", {"/": (2, 2, 2, 2, 0), "/blog": (1, 1, 1, 1, 0), "/pricing": (1, 1, 1, 1, 0),
                    "/x": (1, 1, 1, 1, 0)}),
    ("type=exit&search=p", {"/pricing": (1, 1, 1, 1, 0)}), ("type=entry&search=about", {}),
    ("type=event", {"signup": (2, 2, 2, 2, 0), "buy": (1, 1, 1, 1, 0)}),
    ("type=path&excludeBounce=1&browser=chrome", {"/": (1, 1, 1, 1, 0), "/about": (1, 1, 1, 1, 0)}),
    ("type=path&limit=1&offset=1", {"/about": (1, 1, 1, 1, 0)}), ("type=tag", {}), ("type=path&limit=0", {}),
])
async def test_values_are_listed_with_all_measures(
    march: Site, query: str, expected: dict[str, tuple[int, ...]],
) -> None:
    rows = await march.ask("metrics/expanded", query)
    assert rows == sorted(rows, key=lambda row: (-row["visitors"], -row["visits"], row["name"]))
    assert rows == [{"name": row["name"], **measured(*expected[row["name"]])} for row in rows]
    assert len(rows) == len(expected)


async def test_channels_are_measured_by_source_within_a_visit(march: Site) -> None:
    rows = {row["name"]: row for row in await march.ask("metrics/expanded", "type=channel&limit=0")}
    assert rows["paidSocial"] == {"name": "paidSocial", **measured(2, 1, 1, 2, 0), "y": None}
    assert set(rows) == {"paidAds", "organicSocial", "paidSocial", "referral", "direct"}


@pytest.mark.parametrize("sessions", [1, 3])
async def test_equal_times_are_told_apart_by_the_events_id(site: Site, sessions: int) -> None:
    visit, ids = some_id(), [some_id() for _ in range(sessions)]
    await insert(site.server, "website_event", *(
        {"event_id": f"{site.id[:35]}{number}", "website_id": site.id, "session_id": ids[number % sessions],
         "visit_id": visit, "created_at": "2024-03-10", "url_path": path, "event_type": 1}
        for number, path in [(2, "/second"), (1, "/first"), (3, "/third")]))
    assert await site.ask("metrics", "type=entry") == [{"x": "/first", "y": sessions}]
    assert await site.ask("metrics", "type=exit") == [{"x": "/third", "y": sessions}]


async def test_a_visit_of_two_sessions_has_one_entry_for_both(site: Site) -> None:
    visit, one, other = some_id(), some_id(), some_id()
    await insert(site.server, "website_event", *(
        {"event_id": some_id(), "website_id": site.id, "session_id": session, "visit_id": visit,
         "created_at": f"2024-03-10 06:0{minute}", "url_path": path, "event_type": 1}
        for minute, (session, path) in enumerate([(one, "/in"), (other, "/mid"), (other, "/out")])))
    assert await site.ask("metrics", "type=entry") == [{"x": "/in", "y": 2}]
    assert await site.ask("metrics", "type=exit&path=/mid") == [{"x": "/out", "y": 1}]
    assert (await site.ask("stats"))["visits"] == 1
    assert await site.ask("metrics/expanded", "type=hostname") == []


@pytest.mark.parametrize("kind", sorted(TYPES))
async def test_each_type_has_both_lists_whatever_is_filtered(march: Site, kind: str) -> None:
    for query in ("", "&browser=chrome&path=/,/about&match=any", "&excludeBounce=1&search=x", "&referrer=c.e"):
        for path in ("metrics", "metrics/expanded"):
            assert isinstance(await march.ask(path, f"type={kind}{query}"), list)


@pytest.mark.parametrize("path", ["metrics", "metrics/expanded"])
async def test_an_unknown_list_is_refused_without_details(march: Site, path: str) -> None:
    for kind in ("foo", "segment", "url", ""):
        assert await march.answer(path, f"type={kind}") == (400, NO_DETAILS)
    assert await march.answer(path, "type=foo", as_=NOBODY) == (
        401, {"error": {"message": "Unauthorized", "code": "unauthorized", "status": 401}})
    assert await march.answer(path) == (400, invalid(type="Invalid input: expected string, received undefined"))
    assert await march.answer(path, "type=path&limit=abc") == (
        400, invalid(limit="Invalid input: expected number, received NaN"))
    for limit in ("limit=-1", "offset=-1", "limit=1e19"):
        assert (await march.answer(path, f"type=path&{limit}"))[0] == 400


# Suggestions

@pytest.mark.parametrize("query, expected", [
    ("type=browser", [("firefox", 4), ("chrome", 3), ("safari", 3), (None, 2)]),
    ("type=path&search=%2Fx,%2FBLOG", [("/x", 2), ("/blog", 1)]), ("type=path&search=/x%252C/pricing", [
        ("/pricing", 3), ("/x", 2)]),
    ("type=path&search=%25", [("/pricing", 3), ("/", 2), ("/about", 2), ("/blog/2", 2), ("/x", 2), ("/blog", 1)]),
    ("type=path&search=LOG", [("/blog/2", 2), ("/blog", 1)]), ("type=path&search=og,zz", []),
    ("type=referrer&limit=1", [("t.co", 3), ("google.com", 1), ("other.org", 1), ("reddit.com", 1),
                               ("walmart.com", 1)]),
    ("type=event", [(None, 9), ("signup", 2), ("buy", 1)]), ("type=distinctId", [(None, 6), ("", 3), ("user1", 3)]),
    ("type=browser&path=/nothing", [("firefox", 4), ("chrome", 3), ("safari", 3), (None, 2)]),
])
async def test_values_are_suggested_by_their_events(march: Site, query: str, expected: list[tuple[Any, int]]) -> None:
    rows = await march.ask("values", query)
    assert rows == [{"value": value, "count": count} for value, count in expected]


async def test_ten_values_are_suggested_at_most(site: Site) -> None:
    for number in range(12):
        await site.record("10 06:00", f"/{number:02}")
    assert [row["value"] for row in await site.ask("values", "type=path")] == [f"/{number:02}" for number in range(10)]


async def test_only_filters_have_suggestions(march: Site) -> None:
    names = ["path", "referrer", "title", "query", "os", "browser", "device", "country", "region", "city", "tag",
             "hostname", "distinctId", "language", "event", "utmSource", "utmMedium", "utmCampaign", "utmContent",
             "utmTerm"]
    message = "Invalid option: expected one of " + "|".join(f'"{name}"' for name in names)
    for query in ("type=segment", "type=screen", ""):
        assert await march.answer("values", query) == (400, invalid(type=message))
    for name in names:
        assert isinstance(await march.ask("values", f"type={name}&search=a"), list)


@pytest.mark.parametrize("text, patterns", [
    (None, ()), ("", ()), ("a", ("%a%",)), ("a,b", ("a", "b")), ("a%2Cb", ("a", "b")), ("%", ("%%%",)),
    (",", ("", "")), ("1,2,3,4,5,6", ("1", "2", "3", "4", "5")), ("%ff,a", ("%ff", "a")), ("c.d_", ("%c.d_%",)),
])
def test_a_search_for_suggestions_is_a_part_or_a_list(text: str | None, patterns: tuple[str, ...]) -> None:
    assert read_search(text) == patterns


# Exports

async def exported(site: Site, query: str = "") -> dict[str, str]:
    """The files of an export, in their order."""
    packed = base64.b64decode((await site.ask("export", query))["zip"])
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        return {name: archive.read(name).decode() for name in archive.namelist()}


async def test_an_export_holds_seven_lists(march: Site) -> None:
    files = await exported(march, "page=7&pageSize=1&browser=chrome")
    assert list(files) == ["events.csv", "pages.csv", "referrers.csv", "browsers.csv", "os.csv", "devices.csv",
                           "countries.csv"]
    assert files["events.csv"] == "x,y\r\nsignup,2\r\nbuy,1"
    assert files["pages.csv"] == "x,y\r\n/,2\r\n/about,1\r\n/blog,1\r\n/blog/2,1\r\n/pricing,1\r\n/x,1"
    assert files["countries.csv"] == "x,y\r\nFR,1\r\nGB,1\r\nUS,1"


async def test_numbered_filters_act_on_an_export(march: Site) -> None:
    files = await exported(march, "browser1=chrome")
    assert files["events.csv"] == "x,y\r\nsignup,1" and files["browsers.csv"] == "x,y\r\nchrome,1"


async def test_an_empty_list_is_an_empty_file(site: Site) -> None:
    assert set((await exported(site)).values()) == {""}


async def test_an_export_of_a_spreadsheet_computes_nothing(site: Site) -> None:
    await site.record("10 06:00", "/", name='=HYPERLINK("http://evil.example")')
    assert (await exported(site))["events.csv"] == 'x,y\r\n"\'=HYPERLINK(""http://evil.example"")",1'
    assert (await exported(site, "raw=1"))["events.csv"] == 'x,y\r\n"=HYPERLINK(""http://evil.example"")",1'


@pytest.mark.parametrize("path", ["metrics?type=path", "metrics/expanded?type=path", "values?type=path", "export?"])
async def test_lists_are_for_those_who_may_see_the_website(server: Server, path: str) -> None:
    website_id = await server.website()
    await server.user("alice")
    for as_ in (NOBODY, "alice"):
        assert (await server.get(f"/api/websites/{website_id}/{path}&{MARCH}", as_=as_))[0] == 401
    assert (await server.get(f"/api/websites/{some_id()}/{path}&{MARCH}"))[0] == 200
