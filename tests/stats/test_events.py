"""Events themselves: lists, series, totals (spec 04, sections 7.6, 10.1 and 10.2; the numbers are section 16's)."""

from typing import Any

import pytest

from tests.stats.visits import END, START, Site, insert
from tests.web.server import invalid, some_id


def paths(page: dict[str, Any]) -> list[str]:
    return [item["urlPath"] for item in page["data"]]


async def test_events_are_listed_newest_first_with_their_client(march: Site) -> None:
    page = await march.ask("events", "pageSize=2&page=6")
    assert (page["count"], page["page"], page["pageSize"], len(page)) == (12, 6, 2, 4)
    assert page["data"] == [
        {"id": march.ids[number], "websiteId": march.id, "sessionId": march.ids["S1"], "createdAt": at,
         "hostname": "example.com", "urlPath": path, "urlQuery": "", "referrerPath": None, "referrerQuery": None,
         "referrerDomain": referrer, "country": "US", "city": "Los Angeles", "device": "desktop", "os": "Windows 10",
         "browser": "chrome", "pageTitle": title, "eventType": 1, "eventName": None, "hasData": False}
        for number, at, path, referrer, title in [
            ("2", "2024-03-10T06:31:10.900Z", "/about", "example.com", None),
            ("1", "2024-03-10T06:30:00.123Z", "/", "", "Home")]]


@pytest.mark.parametrize("query, count", [
    ("", 12), ("page=99", 12), ("eventType=2", 3), ("eventType=5", 1), ("event=signup", 2), ("excludeBounce=1", 12),
    ("browser=firefox", 4), ("search=sign", 0), ("search=SIGNUP", 2), ("search=%25sign%25", 2), ("search=/BLOG", 1),
    ("search=/about", 1), ("search=/x", 1), ("search=", 12), ("path=/x&event=buy&match=any", 3), ("country=zz", 0),
    ("search=_", 2),
])
async def test_a_list_of_events_is_filtered_and_searched(march: Site, query: str, count: int) -> None:
    page = await march.ask("events", query)
    assert page["count"] == count
    assert len(page["data"]) == (0 if "page=99" in query else count)


async def test_events_without_a_session_are_in_no_list(site: Site) -> None:
    await site.record("10 06:00", "/")
    await insert(site.server, "website_event", {
        "event_id": some_id(), "website_id": site.id, "session_id": some_id(), "visit_id": some_id(),
        "created_at": "2024-03-10", "url_path": "/lost", "event_type": 1})
    page = await site.ask("events")
    assert (page["count"], paths(page)) == (1, ["/"])
    assert (await site.ask("stats"))["pageviews"] == 2


async def test_an_event_tells_whether_it_came_with_data(site: Site) -> None:
    await site.record("10 06:00", "/", name="plain")
    await site.record("10 06:01", "/", name="rich", data={"plan": "pro"})
    page = await site.ask("events")
    assert [(item["eventName"], item["hasData"]) for item in page["data"]] == [("rich", True), ("plain", False)]
    # Data of another time does not count as this event's.
    await site.server.sql("update event_data set created_at = '2025-01-01' where website_id = %s", site.id)
    assert [item["hasData"] for item in (await site.ask("events"))["data"]] == [False, False]


@pytest.mark.parametrize("query, problem", [
    ("page=0", {"page": "Too small: expected number to be >0"}),
    ("page=", {"page": "Too small: expected number to be >0"}),
    ("pageSize=-5", {"pageSize": "Too small: expected number to be >0"}),
    ("page=1.5", {"page": "Invalid input: expected int, received number"}),
    ("page=x", {"page": "Invalid input: expected number, received NaN"}),
    ("pageSize=9007199254740992", {"pageSize": "Too big: expected int to be <=9007199254740991"}),
])
async def test_a_page_is_a_whole_number_above_nought(march: Site, query: str, problem: dict[str, str]) -> None:
    assert await march.answer("events", query) == (400, invalid(**problem))


async def test_the_largest_pages_are_answered(march: Site) -> None:
    most = "9007199254740991"
    for path in ("events", "sessions", "event-data", "replays", "revenue/sessions"):
        assert (await march.ask(path, f"page={most}&pageSize={most}&currency=USD"))["data"] == []
        assert (await march.ask(path, f"pageSize={most}&currency=USD"))["pageSize"] == int(most)


# Series

def points(*named: tuple[str | None, str, int]) -> list[dict[str, Any]]:
    return [{"x": name, "t": label, "y": number} for name, label, number in named]


@pytest.mark.parametrize("query, expected", [
    ("timezone=UTC&unit=day", points(("buy", "2024-03-10 00:00:00", 1), ("signup", "2024-03-10 00:00:00", 2))),
    ("timezone=utc&unit=month", points(("buy", "2024-03-01T00:00:00Z", 1), ("signup", "2024-03-01T00:00:00Z", 2))),
    ("timezone=America/Los_Angeles&unit=day", points(
        ("signup", "2024-03-09 00:00:00", 1), ("buy", "2024-03-10 00:00:00", 1), ("signup", "2024-03-10 00:00:00", 1))),
    ("timezone=UTC&unit=day&limit=1", points(("signup", "2024-03-10 00:00:00", 2))),
    ("timezone=UTC&unit=day&limit=0.4", []), ("timezone=UTC&unit=day&limit=1.4&event=buy", []),
    ("timezone=UTC&unit=year&limit=", points(("buy", "2024-01-01 00:00:00", 1), ("signup", "2024-01-01 00:00:00", 2))),
    ("timezone=UTC&unit=year&eventType=1", []), ("timezone=UTC&unit=year&browser=chrome", points(
        ("signup", "2024-01-01 00:00:00", 1))),
    ("timezone=UTC&unit=year&excludeBounce=1", points(
        ("buy", "2024-01-01 00:00:00", 1), ("signup", "2024-01-01 00:00:00", 2))),
])
async def test_custom_events_are_counted_by_name_and_time(
    march: Site, query: str, expected: list[dict[str, Any]],
) -> None:
    assert await march.ask("events/series", query) == expected


@pytest.mark.parametrize("dates, query, problem", [
    ("", "timezone=UTC", {"startAt": "Invalid input: expected number, received NaN",
                          "endAt": "Invalid input: expected number, received NaN"}),
    (f"startAt={START}.5&endAt={END}", "timezone=UTC", {"startAt": "Invalid input: expected int, received number"}),
    (f"startAt={START}&endAt={END}", "", {"timezone": "Invalid input: expected string, received undefined"}),
    (f"startAt={START}&endAt={END}", "timezone=+05:30", {"timezone": "Invalid timezone"}),
    (f"startAt={START}&endAt={END}", "timezone=UTC&unit=week", {"unit": "Invalid unit"}),
    (f"startAt={START}&endAt={END}", "timezone=UTC&limit=-1", {"limit": "Too small: expected number to be >=0"}),
])
async def test_a_series_needs_whole_milliseconds_and_a_zone(
    march: Site, dates: str, query: str, problem: dict[str, str],
) -> None:
    assert await march.answer("events/series", query, dates) == (400, invalid(**problem))


# Totals

NONE = {"events": 0, "visitors": 0, "visits": 0, "uniqueEvents": 0}


@pytest.mark.parametrize("query, expected", [
    ("", (3, 2, 2, 2)), ("event=signup", (2, 2, 2, 1)), ("excludeBounce=1", (3, 2, 2, 2)), ("browser=safari", (0,) * 4),
])
async def test_custom_events_are_totalled(march: Site, query: str, expected: tuple[int, ...]) -> None:
    totals = dict(zip(NONE, expected, strict=True))
    assert await march.ask("events/stats", query) == {"data": {**totals, "comparison": NONE}}


async def test_totals_of_events_are_compared(march: Site) -> None:
    later = f"startAt={START + 366 * 86_400_000}&endAt={END + 365 * 86_400_000}"
    answer = await march.ask("events/stats", "compare=yoy", later)
    assert answer["data"] == {**NONE, "comparison": {"events": 3, "visitors": 2, "visits": 2, "uniqueEvents": 2}}
