"""Event data, revenue and the last half hour, of hits that the hot path recorded (spec 07, sections 4.3, 5.4, 5.6)."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from app.legacy.numbers import number_of
from tests.conftest import _database
from tests.stats.visits import MARCH, Site, recorded_site
from tests.web.server import NOBODY, Server, serving

START, END = 1709251200000, 1711929599999
DATES = {"startDate": "2024-03-01T00:00:00Z", "endDate": "2024-03-31T23:59:59.999Z"}


@pytest.fixture(scope="module")
async def server(template: str, postgres: Any) -> AsyncIterator[Server]:
    """A server of this module's own: what happens now is told of all websites of a user."""
    async with _database(postgres, template) as url, serving(url) as running:
        yield running


@pytest.fixture(scope="module")
async def shop(server: Server) -> Site:
    """A website with three orders in March 2024."""
    site = await recorded_site(server)
    for at, name, data in (
        ("10 06:30", "order", {"price": 9.5, "plan": "pro", "gift": True}),
        ("11 06:30", "order", {"price": 20.5, "plan": "free", "gift": False}),
        ("11 07:30", "refund", {"price": 9.5, "revenue": 5, "currency": "EUR"}),
    ):
        await site.record(at, "/shop?a=1", name=name, data=data)
    return site


def compat(release: str) -> dict[str, str]:
    return {"x-umami-compat": release} if release else {}


FIELDS = [
    {"fieldName": "gift", "dataType": 3, "fieldValue": "false", "total": 1},
    {"fieldName": "gift", "dataType": 3, "fieldValue": "true", "total": 1},
]
ORDERS = [("gift", 3, 2), ("plan", 1, 2), ("price", 2, 2)]

# Release, path below event-data, query, answer (5.4).
GETS: list[tuple[str, str, str, Any]] = [
    ("", "stats", "", {"events": 3, "fields": 5, "records": "9"}),
    ("v2.3", "stats", "", {"events": 3, "fields": 5, "records": "9"}),
    ("", "fields", "&field=gift", FIELDS),
    ("v2.5", "fields", "&field=gift", FIELDS),
    ("v2.3", "fields", "&field=plan", [
        {"field": "plan", "value": "free", "total": 1}, {"field": "plan", "value": "pro", "total": 1}]),
    ("v2.3", "fields", "", [
        {"field": "price", "type": 2, "total": 3}, {"field": "gift", "type": 3, "total": 2},
        {"field": "plan", "type": 1, "total": 2}, {"field": "currency", "type": 1, "total": 1},
        {"field": "revenue", "type": 2, "total": 1}]),
    ("", "events", "", [
        *({"eventName": "order", "fieldName": name, "dataType": kind, "total": total} for name, kind, total in ORDERS),
        *({"eventName": "refund", "fieldName": name, "dataType": kind, "total": 1}
          for name, kind in (("currency", 1), ("price", 2), ("revenue", 2)))]),
    ("v2.4", "events", "&event=refund", [
        {"eventName": "refund", "fieldName": "currency", "dataType": 1, "fieldValue": "EUR", "total": 1},
        {"eventName": "refund", "fieldName": "price", "dataType": 2, "fieldValue": "9.5000", "total": 1},
        {"eventName": "refund", "fieldName": "revenue", "dataType": 2, "fieldValue": "5.0000", "total": 1}]),
]


@pytest.mark.parametrize(("release", "path", "query", "answer"), GETS)
async def test_event_data_at_its_first_place(
    server: Server, shop: Site, release: str, path: str, query: str, answer: Any,
) -> None:
    target = f"/api/event-data/{path}?websiteId={shop.id}&{MARCH}{query}"
    found = await server.get(target, headers=compat(release))
    assert found == (200, answer)


LATER: list[tuple[str, str, Any]] = [
    ("stats", "", {"events": 3, "properties": 5, "records": "9"}),
    ("events", "event=refund", [
        {"eventName": "refund", "propertyName": "currency", "dataType": 1, "propertyValue": "EUR", "total": 1},
        {"eventName": "refund", "propertyName": "price", "dataType": 2, "propertyValue": "9.5000", "total": 1},
        {"eventName": "refund", "propertyName": "revenue", "dataType": 2, "propertyValue": "5.0000", "total": 1}]),
    ("properties", "propertyName=price", [
        {"eventName": "order", "propertyName": "price", "total": 2},
        {"eventName": "refund", "propertyName": "price", "total": 1}]),
    ("values", "eventName=order&propertyName=price", [
        {"value": "20.5000", "total": 1}, {"value": "9.5000", "total": 1}]),
    ("fields", "event=refund", [
        {"propertyName": "price", "dataType": 2, "value": "9.5000", "total": 1},
        {"propertyName": "revenue", "dataType": 2, "value": "5", "total": 1},
        {"propertyName": "currency", "dataType": 1, "value": "EUR", "total": 1}]),
]


@pytest.mark.parametrize(("path", "query", "answer"), LATER)
async def test_event_data_below_its_website(
    server: Server, shop: Site, path: str, query: str, answer: Any,
) -> None:
    found = await server.get(f"/api/websites/{shop.id}/event-data/{path}?{MARCH}&{query}", headers=compat("v2"))
    assert found == (200, answer)


@pytest.mark.parametrize(("body", "answer"), [
    ({}, [{"x": 3}]),
    ({"eventName": "order"}, [{"x": 2, "eventName": "order"}]),
    ({"urlPath": "/shop"}, [{"x": 3, "urlPath": "/shop"}]),
    ({"filters": [{"eventKey": "plan", "eventValue": "pro"}]}, [{"x": 1}]),
    ({"filters": [{"eventKey": "price", "eventValue": 9.5}]}, [{"x": 2}]),
    ({"filters": [{"eventKey": "gift", "eventValue": True}]}, [{"x": 1}]),
    ({"filters": [{"eventKey": "gift"}]}, [{"x": 2}]),
    ({"timeSeries": {"unit": "day", "timezone": "UTC"}}, [
        {"x": 1, "t": "2024-03-10 00:00:00"}, {"x": 2, "t": "2024-03-11 00:00:00"}]),
])
async def test_event_data_of_2_0_counts_events(
    server: Server, shop: Site, body: dict[str, Any], answer: Any,
) -> None:
    path, period = f"/api/websites/{shop.id}/eventData", {"startAt": START, "endAt": END}
    assert await server.post(path, {**period, **body}) == (200, answer)


@pytest.mark.parametrize("body", [
    {"startAt": "x"}, {"filters": "x"}, {"filters": ["x"]}, {"timeSeries": {"unit": "week", "timezone": "UTC"}},
    {"timeSeries": {"unit": "day", "timezone": "Mars"}},
])
async def test_wrong_questions_about_event_data_are_refused(
    server: Server, shop: Site, body: dict[str, Any],
) -> None:
    path, period = f"/api/websites/{shop.id}/eventData", {"startAt": START, "endAt": END}
    assert (await server.post(path, {**period, **body}))[0] == 400


SUMS: list[tuple[dict[str, Any], Any]] = [
    ({"columns": {"price": "sum", "plan": "count"}}, [{"x": "sum(price)", "y": 39.5}, {"x": "count(plan)", "y": 2}]),
    ({"columns": {"price": "avg"}, "event_name": "order"}, [{"x": "avg(price)", "y": 15}]),
    ({"columns": {"price": "min"}, "filters": {"plan": "free"}}, [{"x": "min(price)", "y": 20.5}]),
    ({"columns": {"price": "max"}, "filters": {"gift": True}}, [{"x": "max(price)", "y": 9.5}]),
    ({"columns": {"nothing": "sum"}}, [{"x": "sum(nothing)", "y": 0}]),
]


@pytest.mark.parametrize(("body", "answer"), SUMS)
async def test_event_data_of_1_40_is_summed_up(
    server: Server, shop: Site, body: dict[str, Any], answer: Any,
) -> None:
    asked = {"start_at": START, "end_at": END, "timezone": "UTC", **body}
    for who in (shop.id, str(number_of(shop.id))):
        assert await server.post(f"/api/websites/{who}/eventdata", asked) == (200, answer)


@pytest.mark.parametrize("wrong", [
    {"timezone": "Mars"}, {"columns": {}}, {"columns": {"price": "median"}}, {"filters": 1}, {"start_at": None},
])
async def test_a_wrong_sum_is_refused(server: Server, shop: Site, wrong: dict[str, Any]) -> None:
    asked = {"start_at": START, "end_at": END, "timezone": "UTC", "columns": {"price": "sum"}, **wrong}
    assert (await server.post(f"/api/websites/{shop.id}/eventdata", asked))[0] == 400


async def test_goals_of_2_12_sum_up_event_data(server: Server, shop: Site) -> None:
    goals = [{"type": "event-data", "value": "order", "property": "price", "operator": name, "goal": 1}
             for name in ("sum", "average", "count")]
    body = {"websiteId": shop.id, "dateRange": DATES, "goals": goals}
    found = await server.made("/api/reports/goals", body, headers=compat("v2.12"))
    assert [goal["result"] for goal in found] == [30, 15, 2]


async def test_revenue_of_2_13(server: Server, shop: Site) -> None:
    body = {"websiteId": shop.id, "dateRange": {**DATES, "unit": "day"}, "timezone": "UTC", "eventName": "order",
            "revenueProperty": "price", "userProperty": "plan"}
    found = await server.made("/api/reports/revenue", body, headers=compat("v2.13"))
    one = {"count": 1, "uniqueCount": 1}
    assert found == {
        "chart": [{"time": "2024-03-10 00:00:00", "sum": 9.5, "avg": 9.5, **one},
                  {"time": "2024-03-11 00:00:00", "sum": 20.5, "avg": 20.5, **one}],
        "total": {"sum": 30, "avg": 15, "count": 2, "uniqueCount": 2}}
    wrong = {**body, "dateRange": {**DATES, "unit": "week"}}
    assert (await server.post("/api/reports/revenue", wrong, headers=compat("v2.13")))[0] == 400


async def test_revenue_of_2_14(server: Server, shop: Site) -> None:
    body = {"websiteId": shop.id, "dateRange": {**DATES, "unit": "day"}, "timezone": "UTC", "currency": "EUR"}
    found = await server.made("/api/reports/revenue", body, headers=compat("v2.14"))
    total = {"sum": "5", "count": 1, "unique_count": 1}
    assert found == {
        "chart": [{"x": "refund", "t": "2024-03-11 00:00:00", "y": "5"}],
        "country": [{"name": None, "value": "5"}], "total": total, "table": [{"currency": "EUR", **total}]}
    query = f"websiteId={shop.id}&startDate={DATES['startDate']}&endDate={DATES['endDate']}"
    assert await server.get(f"/api/reports/revenue?{query}", headers=compat("v2")) == (200, [{"currency": "EUR"}])


# The last half hour (4.3, 5.4)

@pytest.fixture(scope="module")
async def now(server: Server) -> Site:
    """A website with a page view and an event of this minute."""
    site = await recorded_site(server)
    page = {"website": site.id, "hostname": "example.com", "url": "/now?a=1", "referrer": "https://google.com/x"}
    for more in ({}, {"name": "buy"}):
        await server.made("/api/send", {"type": "event", "payload": {**page, **more}}, as_=NOBODY)
    return site


VIEW_A = ["__id", "view_id", "website_id", "session_id", "created_at", "url", "referrer"]
SESSION_A = ["__id", "session_id", "website_id", "created_at", "session_uuid", "hostname", "browser", "os", "device",
             "screen", "language", "country"]


async def test_realtime_of_1_x(server: Server, now: Site) -> None:
    for release, view, event in (
        ("v1.38", VIEW_A, ["__id", "event_id", "website_id", "session_id", "created_at", "url", "event_name",
                           "event_type", "event_value"]),
        ("v1", ["__id", "pageviewId", "websiteId", "sessionId", "createdAt", "url", "referrer"],
         ["__id", "eventId", "websiteId", "sessionId", "createdAt", "url", "eventName"]),
    ):
        status, found = await server.get("/api/realtime/init", headers=compat(release))
        assert (status, list(found)) == (200, ["websites", "token", "data"])
        data = found["data"]
        assert list(data) == ["pageviews", "sessions", "events", "timestamp"]
        (shown,) = data["pageviews"]
        assert list(shown) == view
        assert (shown["url"], shown["referrer"]) == ("/now?a=1", "https://google.com/x")
        assert [list(row) for row in data["events"]] == [event]
        assert data["events"][0]["__id"].startswith("e") and shown["__id"].startswith("p")
        (session,) = [row for row in data["sessions"] if row["__id"]]
        if release == "v1.38":
            assert list(session) == SESSION_A and session["website_id"] == number_of(now.id)
        token = {"x-umami-share-token": found["token"], **compat(release)}
        for start, count in (("0", 1), (str(int(time.time() * 1000) + 60_000), 0)):
            _, update = await server.get(f"/api/realtime/update?start_at={start}", headers=token)
            assert len(update["pageviews"]) == count
        assert (await server.get("/api/realtime/update?start_at=0", as_=NOBODY, headers=token))[0] == 401
        for wrong, status in ((None, 400), ("nonsense", 401)):
            sent = {**compat(release), **({"x-umami-share-token": wrong} if wrong else {})}
            assert (await server.get("/api/realtime/update?start_at=0", headers=sent))[0] == status
    # The token of an admin shows a stranger nothing.
    await server.user("stranger")
    _, update = await server.get("/api/realtime/update?start_at=0", as_="stranger", headers=token)
    assert update["pageviews"] == []


async def test_realtime_of_2_11(server: Server, now: Site) -> None:
    path = f"/api/realtime/{now.id}"
    status, found = await server.get(path, headers=compat("v2.11"))
    assert (status, list(found)) == (200, ["pageviews", "sessions", "events", "timestamp"])
    (view,), (event,) = found["pageviews"], found["events"]
    assert (view["__type"], view["urlPath"], view["urlQuery"]) == ("pageview", "/now", "a=1")
    assert (event["__type"], event["eventName"], event["websiteId"]) == ("event", "buy", now.id)
    assert found["sessions"][0]["__type"] == "session" and view["timestamp"] <= found["timestamp"]
    _, later = await server.get(f"{path}?startAt={found['timestamp'] + 60_000}", headers=compat("v2.11"))
    assert later["pageviews"] == []
    _, summary = await server.get(path, headers=compat("v2"))
    assert list(summary) == ["countries", "urls", "referrers", "events", "series", "totals", "timestamp"]


async def test_who_is_here_now(server: Server, now: Site) -> None:
    assert await server.get(f"/api/website/{number_of(now.id)}/active") == (200, [{"x": 1}])
    found = await server.get(f"/api/websites/{now.id}/active", headers=compat("v2"))
    assert found == (200, {"visitors": 1, "x": 1})
