"""Goals (spec 05, section 4; the numbers are those of data set A)."""

from typing import Any

import pytest

from tests.reports.sites import ask, segment, site_a
from tests.web.server import Server


@pytest.mark.parametrize("filters, kind, value, num, total", [
    ({}, "path", "/pricing", 3, 4),
    ({}, "event", "signup", 3, 4),
    ({}, "anything else", "signup", 3, 4),
    ({}, "path", "/blog/*", 2, 4),
    ({}, "path", "*", 4, 4),
    ({}, "path", "/*/a", 0, 4),
    ({}, "path", "/blog%", 0, 4),
    ({}, "path", "/blog%*", 2, 4),
    ({}, "path", "/bl_g/*", 2, 4),
    ({}, "path", "\\*", 0, 4),
    ({}, "path", "", 0, 4),
    ({"browser": "chrome"}, "event", "signup", 2, 2),
    ({"path": "/pricing"}, "event", "signup", 2, 3),
    ({"eventType": 2}, "path", "/", 3, 4),
    ({"match": "any", "browser": "chrome", "country": "FR"}, "path", "/", 2, 3),
    ({"excludeBounce": "true"}, "path", "/", 3, 4),
    ({"browser1": "gt.5", "foo": 1}, "path", "/", 3, 4),
    ({"browser": "none"}, "path", "/", 0, 0),
])
async def test_a_goal_counts_visitors_who_reached_it(
    server: Server, filters: dict[str, Any], kind: str, value: str, num: int, total: int,
) -> None:
    site = await site_a(server)
    assert await ask(server, site, "goal", filters, type=kind, value=value) == {"num": num, "total": total}


async def test_a_segments_filters_and_match_replace_those_of_the_request(server: Server) -> None:
    site = await site_a(server)
    chosen = await segment(server, site, match="any", filters=[
        {"name": "browser", "operator": "eq", "value": "firefox"},
        {"name": "browser", "operator": "neq", "value": "chrome"}])
    filters = {"browser": "chrome", "match": "all", "segment": chosen}
    assert await ask(server, site, "goal", filters, type="path", value="/pricing") == {"num": 2, "total": 2}


async def test_a_website_without_visits_has_a_goal_of_nobody(server: Server) -> None:
    site = await server.website()
    assert await ask(server, site, "goal", type="path", value="/") == {"num": 0, "total": 0}


async def test_a_pattern_that_ends_in_its_escape_is_refused(server: Server) -> None:
    site = await site_a(server)
    body = {"websiteId": site, "type": "goal", "filters": {}, "parameters": {
        "startDate": 0, "endDate": "2025-01-01", "type": "path", "value": "*\\"}}
    assert (await server.post("/api/reports/goal", body))[0] == 400
