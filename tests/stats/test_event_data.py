"""Data that came with events (spec 04, sections 10.3 to 10.6)."""

import pytest

from tests.stats.visits import Site
from tests.web.server import NOBODY, Server, invalid, some_id


@pytest.fixture
async def shop(site: Site) -> Site:
    """Three events with data, of two visitors."""
    await site.record("10 06:00", "/", name="purchase", data={
        "plan": "pro", "price": 12.5, "at": "2024-02-01T10:20:30Z"})
    await site.record("10 06:01", "/", name="purchase", data={"plan": "free", "price": 3, "list": [1, "two"]})
    await site.record("11 06:00", "/", who="Firefox", name="signup", data={"plan": "pro", "trial": True})
    return site


async def test_events_are_listed_with_their_data(shop: Site) -> None:
    page = await shop.ask("event-data", "pageSize=2")
    assert (page["count"], page["page"], page["pageSize"]) == (3, 1, 2)
    newest, next_one = page["data"]
    assert (newest["eventName"], next_one["eventName"], newest["websiteId"]) == ("signup", "purchase", shop.id)
    assert [(one["dataKey"], one["stringValue"], one["dataType"]) for one in newest["eventProperties"]] == [
        ("plan", "pro", 1), ("trial", "true", 3)]
    shown = {one["dataKey"]: one for one in next_one["eventProperties"]}
    assert shown["price"] == {"dataKey": "price", "stringValue": "3.0000", "numberValue": "3", "dateValue": None,
                              "dataType": 2, "createdAt": "2024-03-10T06:01:00.000Z"}
    last = (await shop.ask("event-data", "pageSize=2&page=2"))["data"]
    assert [one["numberValue"] for one in last[0]["eventProperties"] if one["dataKey"] == "price"] == ["12.5"]
    assert (await shop.ask("event-data", "page=9")) == {"data": [], "count": 3, "page": 9, "pageSize": 20}
    assert (await shop.ask("event-data", "browser=firefox"))["count"] == 1
    assert (await shop.ask("event-data", "excludeBounce=1"))["count"] == 3


async def test_one_event_shows_its_data(shop: Site) -> None:
    event_id = (await shop.ask("event-data"))["data"][0]["eventId"]
    rows = await shop.ask(f"event-data/{event_id.upper()}")
    assert [(row["eventId"], row["websiteId"], row["eventName"], row["dataKey"]) for row in rows] == [
        (event_id, shop.id, "signup", key) for key in ("plan", "trial")]
    other = await shop.server.website()
    for path in (f"/api/websites/{other}/event-data/{event_id}", f"/api/websites/{shop.id}/event-data/{some_id()}",
                 f"/api/websites/{shop.id}/event-data/zz"):
        assert await shop.server.get(path) == (200, [])


async def test_keys_are_listed_by_event(shop: Site) -> None:
    rows = await shop.ask("event-data/events", "event=purchase")
    assert [(row["propertyName"], row["propertyValue"], row["dataType"], row["total"]) for row in rows] == [
        ("at", "2024-02-01T10:20:30Z", 1, 1), ("list", '[1,"two"]', 5, 1), ("plan", "free", 1, 1),
        ("plan", "pro", 1, 1), ("price", "12.5000", 2, 1), ("price", "3.0000", 2, 1)]
    assert {row["eventName"] for row in rows} == {"purchase"}
    assert [row["propertyName"] for row in await shop.ask("event-data/events", "event=c.sign")] == ["plan", "trial"]
    everything = await shop.ask("event-data/events")
    assert everything == [
        {"eventName": name, "propertyName": key, "dataType": kind, "total": total} for name, key, kind, total in [
            ("purchase", "at", 1, 1), ("purchase", "list", 5, 1), ("purchase", "plan", 1, 2),
            ("purchase", "price", 2, 2), ("signup", "plan", 1, 1), ("signup", "trial", 3, 1)]]
    assert await shop.ask("event-data/events", "browser=firefox&event=purchase") == []


async def test_keys_and_values_are_counted(shop: Site) -> None:
    await shop.server.sql("update event_data set data_type = 4, date_value = '2024-02-01T10:20:30Z' "
                          "where data_key = 'at' and website_id = %s", shop.id)
    assert await shop.ask("event-data/fields") == [
        {"propertyName": key, "dataType": kind, "value": value, "total": total} for key, kind, value, total in [
            ("list", 5, '[1,"two"]', 1), ("at", 4, "2024-02-01T10:00:00Z", 1), ("trial", 3, "true", 1),
            ("price", 2, "12.5000", 1), ("price", 2, "3", 1), ("plan", 1, "free", 1), ("plan", 1, "pro", 2)]]
    assert await shop.ask("event-data/properties") == [
        {"eventName": name, "propertyName": key, "total": total} for name, key, total in [
            ("purchase", "plan", 2), ("purchase", "price", 2), ("purchase", "at", 1), ("purchase", "list", 1),
            ("signup", "plan", 1), ("signup", "trial", 1)]]
    assert await shop.ask("event-data/values", "propertyName=plan") == [
        {"value": "pro", "total": 2}, {"value": "free", "total": 1}]
    assert await shop.ask("event-data/values", "propertyName=price&event=purchase") == [
        {"value": "12.5000", "total": 1}, {"value": "3", "total": 1}]
    assert await shop.ask("event-data/stats") == {"events": 3, "properties": 5, "records": "8"}
    assert await shop.ask("event-data/stats", "event=signup") == {"events": 1, "properties": 2, "records": "2"}


async def test_no_data_is_told_as_null(march: Site) -> None:
    assert await march.ask("event-data/stats") == {"events": 0, "properties": 0, "records": None}
    for name in ("fields", "properties", "events", "values"):
        assert await march.ask(f"event-data/{name}", "propertyName=plan&event=x") == []


async def test_data_outside_the_period_is_not_counted(shop: Site) -> None:
    await shop.server.sql("update event_data set created_at = '2024-04-01' where website_id = %s and data_key = 'plan'",
                          shop.id)
    assert await shop.ask("event-data/stats") == {"events": 3, "properties": 4, "records": "5"}
    assert await shop.ask("event-data/values", "propertyName=plan") == []


async def test_data_of_events_needs_whole_milliseconds_and_a_key(march: Site) -> None:
    nothing = "Invalid input: expected number, received NaN"
    for path in ("", "/events", "/fields", "/properties", "/stats"):
        answer = await march.answer(f"event-data{path}", "", "startDate=2024-03-01&endDate=2024-04-01")
        assert answer == (400, invalid(startAt=nothing, endAt=nothing))
    assert await march.answer("event-data/values") == (
        400, invalid(propertyName="Invalid input: expected string, received undefined"))


async def test_data_of_events_is_for_those_who_may_see_the_website(server: Server) -> None:
    website_id = await server.website()
    for path in ("", "/events", "/fields", "/properties", "/stats", "/values", f"/{some_id()}"):
        query = "startAt=0&endAt=1&propertyName=a"
        assert (await server.get(f"/api/websites/{website_id}/event-data{path}?{query}", as_=NOBODY))[0] == 401
