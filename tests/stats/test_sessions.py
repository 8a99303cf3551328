"""Sessions: lists, totals, the week, and one of them (spec 04, sections 7.5, 7.7, 11 and 16)."""

from typing import Any

import pytest

from app.stats.sessions.rules import week_of
from tests.stats.visits import END, START, Site, insert
from tests.web.server import invalid, some_id


async def test_sessions_are_listed_by_their_last_event(march: Site) -> None:
    page = await march.ask("sessions")
    assert (page["count"], page["page"], page["pageSize"], len(page)) == (5, 1, 20, 4)
    names = {march.ids[name]: name for name in ("S1", "S2", "S3", "S4")}
    assert [(names[item["id"]], item["hostname"]) for item in page["data"]] == [
        ("S4", "www.example.com"), ("S4", None), ("S3", "example.com"), ("S2", "example.com"), ("S1", "example.com")]
    assert page["data"][3] == {
        "id": march.ids["S2"], "websiteId": march.id, "hostname": "example.com", "browser": "firefox", "os": "Mac OS",
        "device": "laptop", "screen": "1440x900", "language": "en-GB", "country": "GB", "region": "GB-ENG",
        "city": "London", "firstAt": "2024-03-10T07:30:00.000Z", "lastAt": "2024-03-10T12:32:00.000Z", "visits": 2,
        "views": 2, "events": 2, "createdAt": "2024-03-10T12:32:00.000Z"}


@pytest.mark.parametrize("query, names, count", [
    ("pageSize=2&page=2", ["S3", "S2"], 5), ("page=9", [], 5), ("search=LOND", ["S2"], 1), ("search=user", ["S1"], 1),
    ("search=GB", [], 0), ("search=wIn", ["S1"], 1), ("search=lap", ["S2"], 1), ("search=%25", ["S3", "S2", "S1"], 3),
    ("path=/", ["S2", "S1"], 2), ("eventType=3", ["S4"], 1), ("excludeBounce=1&pageSize=1", ["S4"], 5),
    ("hostname=www.example.com", ["S4"], 1), ("country=FR&search=iOS", ["S3"], 1), ("search=&pageSize=1", ["S4"], 5),
])
async def test_a_list_of_sessions_is_filtered_searched_and_paged(
    march: Site, query: str, names: list[str], count: int,
) -> None:
    page = await march.ask("sessions", query)
    assert [item["id"] for item in page["data"]] == [march.ids[name] for name in names]
    assert page["count"] == count


async def test_numbers_of_a_listed_session_are_those_of_the_filtered_events(march: Site) -> None:
    item = (await march.ask("sessions", "path=/pricing"))["data"][0]
    assert (item["visits"], item["views"], item["events"], item["firstAt"]) == (1, 1, 2, "2024-03-10T12:30:00.000Z")


async def test_performance_rows_make_an_item_of_their_own(site: Site) -> None:
    await site.record("10 06:00", "/")
    await site.record("10 06:01", "/", kind="performance", lcp=100)
    page = await site.ask("sessions")
    assert [(item["hostname"], item["views"]) for item in page["data"]] == [(None, 0), ("example.com", 1)]
    assert page["data"][0]["id"] == page["data"][1]["id"]


# Totals and the week

@pytest.mark.parametrize("query, expected", [
    ("", (12, 4, 5, 3, 3)), ("browser=firefox", (4, 1, 2, 1, 2)), ("excludeBounce=1", (12, 4, 5, 3, 3)),
    ("path=/nothing", (0, 0, 0, 0, 0)), ("hostname=www.example.com", (1, 1, 1, 0, 0)), ("eventType=2", (3, 2, 2, 2, 3)),
])
async def test_totals_of_sessions_count_events_of_all_types(
    march: Site, query: str, expected: tuple[int, ...],
) -> None:
    names = ("pageviews", "visitors", "visits", "countries", "events")
    assert await march.ask("sessions/stats", query) == {
        name: {"value": value} for name, value in zip(names, expected, strict=True)}


async def test_a_visit_that_two_sessions_share_is_one_visit(site: Site) -> None:
    visit = some_id()
    for session in (some_id(), some_id()):
        await insert(site.server, "session", {"session_id": session, "website_id": site.id, "country": "GB"})
        await insert(site.server, "website_event", {
            "event_id": some_id(), "website_id": site.id, "session_id": session, "visit_id": visit,
            "created_at": "2024-03-10", "url_path": "/", "event_type": 1})
    totals = await site.ask("sessions/stats")
    assert (totals["visitors"]["value"], totals["visits"]["value"], totals["countries"]["value"]) == (2, 1, 1)


def week(**counts: int) -> list[list[int]]:
    return week_of((int(place[1]), int(place[3:]), number) for place, number in counts.items())


@pytest.mark.parametrize("query, expected", [
    ("timezone=America/Los_Angeles", week(d6h22=1, d6h23=1, d0h05=1, d1h03=1, d2h03=1)),
    ("timezone=utc", week(d0h06=1, d0h07=1, d0h12=1, d1h10=1, d2h10=1)),
    ("timezone=Asia/Kolkata&excludeBounce=1", week(d0h12=1, d1h15=1)),
    ("timezone=UTC&browser=chrome", week(d0h06=1)), ("timezone=UTC&path=/nothing", week()),
])
async def test_a_week_shows_visitors_by_day_and_hour(march: Site, query: str, expected: list[list[int]]) -> None:
    assert await march.ask("sessions/weekly", query) == expected


async def test_sessions_of_a_week_need_a_zone_and_all_totals_whole_milliseconds(march: Site) -> None:
    missing = "Invalid input: expected number, received NaN"
    assert await march.answer("sessions/weekly") == (
        400, invalid(timezone="Invalid input: expected string, received undefined"))
    assert await march.answer("sessions/stats", "", "") == (400, invalid(startAt=missing, endAt=missing))
    assert await march.answer("sessions/stats", "", "startAt=1.5&endAt=2") == (
        400, invalid(startAt="Invalid input: expected int, received number"))


# One session

async def test_one_session_is_told_over_all_time(march: Site) -> None:
    assert await march.ask(f"sessions/{march.ids['S1']}") == {
        "id": march.ids["S1"], "distinctId": "user1", "websiteId": march.id, "browser": "chrome", "os": "Windows 10",
        "device": "desktop", "screen": "1920x1080", "language": "en-US", "country": "US", "region": "US-CA",
        "city": "Los Angeles", "firstAt": "2024-03-10T06:30:00.123Z", "lastAt": "2024-03-10T06:32:00.000Z",
        "visits": 1, "views": "2", "events": "1", "totaltime": "119"}
    for session_id in (some_id(), "zz"):
        assert await march.ask(f"sessions/{session_id}") == {}


async def test_the_activity_of_a_session_is_all_it_did_in_the_period(march: Site) -> None:
    rows = await march.ask(f"sessions/{march.ids['S3']}/activity", "browser=nothing")
    assert [(row["eventId"], row["eventType"]) for row in rows] == [
        (march.ids["10"], 5), (march.ids["9"], 1), (march.ids["8"], 1)]
    assert rows[2] == {
        "createdAt": "2024-03-11T10:00:00.000Z", "urlPath": "/blog", "urlQuery": "a=1", "referrerDomain": "reddit.com",
        "eventId": march.ids["8"], "eventType": 1, "eventName": None, "visitId": march.ids["V4"],
        "hostname": "example.com", "hasData": False}
    late = f"startAt={START + 10 * 86_400_000 + 37_000_000}&endAt={END}"
    assert len(await march.ask(f"sessions/{march.ids['S3']}/activity", "", late)) == 0


async def test_the_properties_of_a_session_are_shown_by_key(site: Site) -> None:
    await site.record("10 06:00", "/", id="user9")
    await site.server.made("/api/send", {"type": "identify", "payload": {
        "website": site.id, "id": "user9", "timestamp": START // 1000 + 900_000,
        "data": {"plan": "pro", "age": 30, "score": 1.25, "note": "1.0000"}}}, as_="",
        headers={"user-agent": "Mozilla/5.0 Chrome/120"})
    session_id = (await site.server.sql("select session_id from session_data where website_id = %s", site.id))[0][0]
    rows = await site.ask(f"sessions/{session_id}/properties")
    assert [(row["dataKey"], row["dataType"], row["stringValue"], row["numberValue"]) for row in rows] == [
        ("age", 2, "30", "30"), ("note", 1, "1", None), ("plan", 1, "pro", None), ("score", 2, "1.2500", "1.25")]
    assert (rows[0]["websiteId"], rows[0]["sessionId"], rows[0]["dateValue"]) == (site.id, str(session_id), None)
    assert await site.ask(f"sessions/{some_id()}/properties") == []


# What was told of sessions

@pytest.fixture
async def told(site: Site) -> Site:
    """Three visitors, of whom the site told something; the third did nothing."""
    for number, plan, price in [(1, "pro", "3.0000"), (2, "pro", "12.5000"), (3, "free", "3.0000")]:
        session = some_id()
        await insert(site.server, "session", {"session_id": session, "website_id": site.id, "browser": f"b{number}"})
        common = {"website_id": site.id, "session_id": session, "created_at": "2020-01-01"}
        await insert(
            site.server, "session_data",
            {**common, "session_data_id": some_id(), "data_key": "plan", "string_value": plan, "data_type": 1},
            {**common, "session_data_id": some_id(), "data_key": "price", "string_value": price, "data_type": 2},
            {**common, "session_data_id": some_id(), "data_key": "day", "date_value": "2024-02-01T10:20:30Z",
             "data_type": 4})
        if number < 3:
            await insert(site.server, "website_event", *({
                "event_id": some_id(), "website_id": site.id, "session_id": session, "visit_id": some_id(),
                "created_at": "2024-03-10", "url_path": path, "event_type": 1} for path in ("/", "/b")))
    return site


async def test_keys_and_values_told_of_sessions_count_active_visitors(told: Site) -> None:
    assert await told.ask("session-data/properties") == [
        {"propertyName": name, "total": 2} for name in ("day", "plan", "price")]
    assert await told.ask("session-data/values", "propertyName=plan") == [{"value": "pro", "total": 2}]
    assert await told.ask("session-data/values", "propertyName=price") == [
        {"value": "12.5000", "total": 1}, {"value": "3", "total": 1}]
    assert await told.ask("session-data/values", "propertyName=day") == [{"value": "2024-02-01T10:00:00Z", "total": 2}]
    assert await told.ask("session-data/values", "propertyName=plan&browser=b1") == [{"value": "pro", "total": 1}]
    assert await told.ask("session-data/properties", "path=/nothing") == []
    assert await told.ask("session-data/values") == []


# Sessions with revenue

async def test_sessions_with_revenue_are_those_that_paid_in_the_period(site: Site) -> None:
    for who, currency in [("Chrome", "usd"), ("Firefox", "EUR"), ("Safari", None)]:
        data = {"revenue": 5, "currency": currency} if currency else {"plan": "x"}
        await site.record("10 06:00", "/shop", who=who, name="purchase", data=data)
        await site.record("10 06:05", "/", who=who)
    page = await site.ask("revenue/sessions", "currency=USD")
    assert [(item["browser"], item["views"], item["events"]) for item in page["data"]] == [("chrome", 1, 1)]
    assert (page["count"], page["page"], page["pageSize"]) == (1, 1, 20)
    assert (await site.ask("revenue/sessions", "currency=usd"))["count"] == 0
    assert (await site.ask("revenue/sessions", "currency=EUR&search=FIRE"))["count"] == 1
    assert (await site.ask("revenue/sessions", "currency=EUR&search=chrome"))["count"] == 0
    await site.server.sql("update revenue set created_at = '2024-05-01' where website_id = %s", site.id)
    assert (await site.ask("revenue/sessions", "currency=USD"))["data"] == []
    assert await site.answer("revenue/sessions") == (
        400, invalid(currency="Invalid input: expected string, received undefined"))


def test_a_week_without_visitors_is_a_table_of_noughts() -> None:
    assert week_of([]) == [[0] * 24] * 7
    counts: Any = [(6.0, 23.0, 5)]
    assert week_of(counts)[6][23] == 5
