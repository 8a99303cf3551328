"""Revenue (spec 05, section 11; the numbers are those of worked example R)."""

from typing import Any

import pytest

from tests.reports.sites import MAY, ask, refused, site_r
from tests.web.server import Server

BEFORE = {"sum": "50", "count": 1, "unique_count": 1, "total_sessions": 1, "average": 50, "arpu": 50}
R = {
    "chart": [
        {"x": "buy", "t": "2024-05-02T00:00:00Z", "y": "19.99", "count": 1},
        {"x": "buy", "t": "2024-05-03T00:00:00Z", "y": "6.01", "count": 2},
        {"x": "upgrade", "t": "2024-05-03T00:00:00Z", "y": "100", "count": 1},
        {"x": "buy", "t": "2024-05-04T00:00:00Z", "y": "0.3333", "count": 1}],
    "total": {"sum": "126.3333", "count": 5, "unique_count": 4, "total_sessions": 4, "average": 25.266659999999998,
              "arpu": 31.583325, "comparison": BEFORE},
    "country": [{"name": "US", "value": "125"}, {"name": "FR", "value": "1"}, {"name": None, "value": "0.3333"}],
    "region": [
        {"country": "US", "name": "US-NY", "value": "100"}, {"country": "US", "name": "US-CA", "value": "25"},
        {"country": "FR", "name": None, "value": "1"}, {"country": None, "name": None, "value": "0.3333"}],
    "referrer": [
        {"name": "x.com", "value": "100"}, {"name": "google.com", "value": "25"}, {"name": None, "value": "1.3333"},
        {"name": "", "value": "0.3333"}],
    "channel": [
        {"name": "organicSocial", "value": "100"}, {"name": "paidAds", "value": "25"},
        {"name": "Unknown", "value": "1.3333"}, {"name": "direct", "value": "0.3333"}],
}


async def totals(server: Server, site: str, filters: dict[str, Any] | None = None, **asked: Any) -> dict[str, Any]:
    answer = await ask(server, site, "revenue", filters, **{**MAY, "currency": "USD", **asked})
    found: dict[str, Any] = answer["total"]
    return found


async def test_revenue_is_told_by_time_place_and_origin_and_compared(server: Server) -> None:
    site = await site_r(server)
    answer = await ask(server, site, "revenue", **MAY, currency="USD")
    assert answer == R
    assert list(answer) == list(R)
    assert list(answer["total"]) == list(R["total"])


async def test_a_currency_in_small_letters_matches_nothing(server: Server) -> None:
    site = await site_r(server)
    nothing = {"sum": None, "count": 0, "unique_count": 0, "average": 0, "arpu": 0}
    lists: dict[str, Any] = {name: [] for name in R}
    assert await ask(server, site, "revenue", **MAY, currency="usd") == {**lists, "total": {
        **nothing, "total_sessions": 4, "comparison": {**nothing, "total_sessions": 1}}}


@pytest.mark.parametrize("filters, found", [
    ({"browser": "chrome"}, ("25.3333", 3, 2, 4, 8.444433333333334, 6.333325)),
    ({"referrer": "google.com"}, (None, 0, 0, 4, 0, 0)),
    ({"eventType": 1}, (None, 0, 0, 4, 0, 0)),
    ({"path": "/cart"}, ("126.3333", 5, 4, 4, 25.266659999999998, 31.583325)),
])
async def test_filters_are_about_the_event_that_brought_the_revenue(
    server: Server, filters: dict[str, Any], found: tuple[Any, ...],
) -> None:
    site = await site_r(server)
    assert tuple((await totals(server, site, filters)).values())[:6] == found


async def test_what_a_page_view_brought_counts_only_without_filters(server: Server) -> None:
    site = await site_r(server)
    await server.sql("update website_event set event_type = 1 where event_name = 'upgrade'")
    assert (await totals(server, site))["sum"] == "126.3333"
    assert (await totals(server, site, {"path": "/cart"}))["sum"] == "26.3333"


async def test_a_year_before_can_be_compared(server: Server) -> None:
    site = await site_r(server)
    later = {"startDate": "2025-05-01T00:00:00Z", "endDate": "2025-05-01T23:59:59Z", "compare": "yoy"}
    assert (await totals(server, site, **later))["comparison"] == BEFORE


async def test_the_unit_is_the_one_asked_for_and_a_day_otherwise(server: Server) -> None:
    site = await site_r(server)
    asked = {**MAY, "currency": "USD", "unit": "hour", "timezone": "America/Los_Angeles"}
    assert (await ask(server, site, "revenue", **asked))["chart"][0]["t"] == "2024-05-02 03:00:00"
    hour = {"startDate": "2024-05-02T10:00:00Z", "endDate": "2024-05-02T11:00:00Z", "currency": "USD"}
    assert (await ask(server, site, "revenue", **hour))["chart"][0]["t"] == "2024-05-02T00:00:00Z"


async def test_revenue_begins_with_the_last_reset_and_is_compared_with_what_was_before(server: Server) -> None:
    site = await site_r(server)
    await server.sql("update website set reset_at = '2024-05-03T10:00Z'")
    found = await totals(server, site)
    assert (found["sum"], found["count"], found["total_sessions"], found["comparison"]["sum"]) == (
        "101.3333", 3, 3, "25")


@pytest.mark.parametrize("medium, channel", [("xCPy", "paidSocial"), ("Paid", "paidSocial"), ("p", "organicSocial")])
async def test_what_is_paid_is_told_by_any_part_of_the_medium(server: Server, medium: str, channel: str) -> None:
    site = await site_r(server)
    await server.sql("update website_event set utm_medium = %s where referrer_domain = 'x.com'", medium)
    answer = await ask(server, site, "revenue", **MAY, currency="USD")
    assert answer["channel"][0] == {"name": channel, "value": "100"}


@pytest.mark.parametrize("wrong, messages", [
    ({}, {"currency": "Invalid input: expected string, received undefined"}),
    ({"currency": "USD", "unit": "week", "compare": "x"}, {
        "unit": "Invalid unit", "compare": 'Invalid option: expected one of "prev"|"yoy"'}),
    ({"currency": "USD", "unit": 5}, {"unit": "Invalid input: expected string, received number"}),
])
async def test_a_wrong_question_about_revenue_is_refused(
    server: Server, wrong: dict[str, Any], messages: dict[str, str],
) -> None:
    assert await refused(server, await server.website(), "revenue", **wrong) == {
        name: {"errors": [message]} for name, message in messages.items()}
