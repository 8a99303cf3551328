"""Totals, series, and who is here now (spec 04, sections 1 to 3 and 7; the numbers are those of section 16)."""

from typing import Any

import pytest

from tests.stats.visits import END, MARCH, START, example_site
from tests.web.server import NOBODY, UNAUTHORIZED, Server, invalid, some_id

NOTHING = {"pageviews": 0, "visitors": 0, "visits": 0, "bounces": 0, "totaltime": 0}
_NO_DATES = "Either startAt+endAt or startDate+endDate must be provided"


def totals(pageviews: int, visitors: int, visits: int, bounces: int, totaltime: int) -> dict[str, int]:
    return {"pageviews": pageviews, "visitors": visitors, "visits": visits, "bounces": bounces, "totaltime": totaltime}


async def test_totals_count_views_visitors_visits_bounces_and_time(server: Server) -> None:
    site = await example_site(server)
    assert await server.get(f"/api/websites/{site}/stats?{MARCH}") == (
        200, {**totals(8, 4, 5, 2, 430), "comparison": NOTHING})


async def test_statistics_begin_with_the_last_reset_and_compare_with_what_was_before(server: Server) -> None:
    site = await example_site(server)
    await server.sql("update website set reset_at = '2024-03-11T00:00Z'")
    assert await server.get(f"/api/websites/{site}/stats?{MARCH}") == (
        200, {**totals(4, 2, 2, 0, 360), "comparison": totals(4, 2, 3, 2, 70)})


async def test_a_year_before_is_compared_by_the_calendar(server: Server) -> None:
    site = await example_site(server)
    later = f"startAt={START + 365 * 86_400_000}&endAt={END + 365 * 86_400_000}&compare=yoy"
    assert await server.get(f"/api/websites/{site}/stats?{later}") == (
        200, {**NOTHING, "comparison": totals(8, 4, 5, 2, 430)})


@pytest.mark.parametrize("query, views", [
    ("", [("2024-03-10T06:00:00Z", 2), ("2024-03-10T07:00:00Z", 1), ("2024-03-10T12:00:00Z", 1),
          ("2024-03-11T10:00:00Z", 2), ("2024-03-12T10:00:00Z", 2)]),
    ("&timezone=America/Los_Angeles", [
        ("2024-03-09 22:00:00", 2), ("2024-03-09 23:00:00", 1), ("2024-03-10 05:00:00", 1), ("2024-03-11 03:00:00", 2),
        ("2024-03-12 03:00:00", 2)]),
    ("&unit=day&timezone=UTC", [
        ("2024-03-10 00:00:00", 4), ("2024-03-11 00:00:00", 2), ("2024-03-12 00:00:00", 2)]),
    ("&unit=day&timezone=utc", [
        ("2024-03-10T00:00:00Z", 4), ("2024-03-11T00:00:00Z", 2), ("2024-03-12T00:00:00Z", 2)]),
    ("&unit=month", [("2024-03-01T00:00:00Z", 8)]),
    ("&unit=year", [("2024-01-01T00:00:00Z", 8)]),
])
async def test_views_are_put_in_buckets_of_the_asked_zone(
    server: Server, query: str, views: list[tuple[str, int]],
) -> None:
    site = await example_site(server)
    _, answer = await server.get(f"/api/websites/{site}/pageviews?{MARCH}{query}")
    assert answer["pageviews"] == [{"x": label, "y": count} for label, count in views]
    assert [row["x"] for row in answer["sessions"]] == [label for label, _ in views]
    assert list(answer) == ["pageviews", "sessions"]


async def test_visitors_count_once_in_each_bucket(server: Server) -> None:
    site = await example_site(server)
    _, answer = await server.get(f"/api/websites/{site}/pageviews?{MARCH}&unit=day")
    assert [row["y"] for row in answer["sessions"]] == [2, 1, 1]
    _, answer = await server.get(f"/api/websites/{site}/pageviews?{MARCH}&unit=year")
    assert answer["sessions"] == [{"x": "2024-01-01T00:00:00Z", "y": 4}]


async def test_a_compared_series_tells_both_periods(server: Server) -> None:
    site = await example_site(server)
    await server.sql("update website set reset_at = '2024-03-11T00:00Z'")
    _, answer = await server.get(f"/api/websites/{site}/pageviews?{MARCH}&unit=day&compare=prev")
    assert answer == {
        "pageviews": [{"x": "2024-03-11T00:00:00Z", "y": 2}, {"x": "2024-03-12T00:00:00Z", "y": 2}],
        "sessions": [{"x": "2024-03-11T00:00:00Z", "y": 1}, {"x": "2024-03-12T00:00:00Z", "y": 1}],
        "startDate": "2024-03-11T00:00:00.000Z", "endDate": "2024-03-31T23:59:59.999Z",
        "compare": {
            "pageviews": [{"x": "2024-03-10T00:00:00Z", "y": 4}], "sessions": [{"x": "2024-03-10T00:00:00Z", "y": 2}],
            "startDate": "2024-02-19T00:01:00.000Z", "endDate": "2024-03-11T00:00:59.999Z",
        },
    }


async def test_the_two_hours_of_a_fall_back_are_one_bucket(server: Server) -> None:
    site = await example_site(server)
    for number, at in enumerate(["2024-11-03T05:30Z", "2024-11-03T06:30Z"]):
        await server.sql(
            "update website_event set created_at = %s where event_id = (select event_id from website_event "
            "where url_path like '/blog%%' and event_type = 1 order by url_path offset %s limit 1)", at, number)
    query = "startAt=1730592000000&endAt=1730678400000&unit=hour&timezone=America/New_York"
    assert await server.get(f"/api/websites/{site}/pageviews?{query}") == (200, {
        "pageviews": [{"x": "2024-11-03 01:00:00", "y": 2}], "sessions": [{"x": "2024-11-03 01:00:00", "y": 1}]})


async def test_both_ends_of_a_period_belong_to_it(server: Server) -> None:
    site = await example_site(server)
    first = 1710052200123
    for start, end, views in [(first, first, 1), (first + 1, first + 1, 0), (first - 1, first - 1, 0)]:
        assert (await server.get(f"/api/websites/{site}/stats?startAt={start}&endAt={end}"))[1]["pageviews"] == views


async def test_dates_in_words_count_where_there_are_no_others(server: Server) -> None:
    site = await example_site(server)
    path = f"/api/websites/{site}/stats"
    assert (await server.get(f"{path}?startDate=2024-03-01&endDate=2024-04-01"))[1]["pageviews"] == 8
    assert (await server.get(f"{path}?startDate=2024-03-01&endDate=2024-04-01&startAt=0&endAt=1"))[1]["pageviews"] == 0


@pytest.mark.parametrize("query", ["startAt=&endAt=", "startAt=0&endAt=8.64e15", "startAt=-8.64e15&endAt=-8.64e15",
                                   "startAt=5&endAt=-5", "startAt=1e12&endAt=+1e12&unit=minute"])
async def test_odd_periods_are_answered(server: Server, query: str) -> None:
    site = await server.website()
    assert await server.get(f"/api/websites/{site}/stats?{query}") == (200, {**NOTHING, "comparison": NOTHING})
    for compare in ("prev", "yoy"):
        assert (await server.get(f"/api/websites/{site}/pageviews?{query}&compare={compare}"))[0] == 200


@pytest.mark.parametrize("query, answer", [
    ("", invalid(_NO_DATES)),
    ("startAt=x&endAt=y", invalid(startAt="Invalid input: expected number, received NaN",
                                  endAt="Invalid input: expected number, received NaN")),
    ("startAt=9e15&endAt=1", invalid(startAt="Invalid input: expected date, received Date")),
    (f"{MARCH}&unit=week", invalid(unit="Invalid unit")),
    (f"{MARCH}&timezone=Mars/Base", invalid(timezone="Invalid timezone")),
])
async def test_a_wrong_question_is_refused_before_anybody_asks_whose(
    server: Server, query: str, answer: dict[str, Any],
) -> None:
    for path in ("stats", "pageviews"):
        assert await server.get(f"/api/websites/{some_id()}/{path}?{query}", as_=NOBODY) == (400, answer)


@pytest.mark.parametrize("path", ["active", "daterange", f"stats?{MARCH}", f"pageviews?{MARCH}"])
async def test_statistics_are_for_those_who_may_see_the_website(server: Server, path: str) -> None:
    site = await server.website()
    await server.user("alice")
    assert await server.get(f"/api/websites/{site}/{path}", as_=NOBODY) == (401, UNAUTHORIZED)
    assert await server.get(f"/api/websites/{site}/{path}", as_="alice") == (401, UNAUTHORIZED)
    for website_id in (site, some_id(), "zzz"):
        assert (await server.get(f"/api/websites/{website_id}/{path}"))[0] == 200


async def test_the_range_of_a_website_is_that_of_its_events(server: Server) -> None:
    site = await example_site(server)
    await server.sql("update website set reset_at = now()")
    await server.sql("update website_event set created_at = '1999-12-31' where event_type = 5")
    assert await server.get(f"/api/websites/{site}/daterange") == (
        200, {"startDate": "2024-03-10T06:30:00.123Z", "endDate": "2024-03-12T10:07:00.000Z"})
    assert await server.get(f"/api/websites/{some_id()}/daterange") == (200, {"startDate": None, "endDate": None})


async def test_active_visitors_are_those_of_the_last_five_minutes(server: Server) -> None:
    site = await server.website()
    assert await server.get(f"/api/websites/{site}/active") == (200, {"visitors": 0})
    for browser, url in [("Chrome/1", "/"), ("Chrome/1", "/b"), ("Firefox/2", "/")]:
        hit = {"type": "event", "payload": {"website": site, "hostname": "site.example", "url": url}}
        await server.made("/api/send", hit, as_=NOBODY, headers={"user-agent": f"Mozilla/5.0 {browser}"})
    assert await server.get(f"/api/websites/{site}/active") == (200, {"visitors": 2})
    await server.sql("update website_event set created_at = now() - interval '5 minutes 1 second'")
    assert await server.get(f"/api/websites/{site}/active") == (200, {"visitors": 0})
