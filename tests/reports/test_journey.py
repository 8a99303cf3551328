"""Journeys (spec 05, section 6; the numbers are those of data set A)."""

from typing import Any

import pytest

from app.reports.journey.rules import shown
from tests.reports.sites import ask, refused, segment, site_a, site_of, tied
from tests.web.server import Server


def ways(*found: tuple[list[str | None], int]) -> list[dict[str, Any]]:
    return [{"items": items, "count": count} for items, count in found]


_THREE = ways(
    (["/", "/pricing", "signup", None], 2), (["/", None, None], 1), (["/", "/docs", None, None], 1),
    (["/blog/a", "/pricing", None, None], 1), (["signup", "/blog/b", None, None], 1))


@pytest.mark.parametrize("asked, found", [
    ({"steps": 3}, _THREE),
    ({"steps": "3", "startStep": "", "endStep": ""}, _THREE),
    ({"steps": 2}, ways((["/", "/pricing", None], 2), (["/", None], 1), (["/", "/docs", None], 1),
                        (["/blog/a", "/pricing", None], 1), (["signup", "/blog/b", None], 1))),
    ({"steps": 7}, ways((["/", "/pricing", "signup", None], 2), (["/", None], 1), (["/", "/docs", None], 1),
                        (["/blog/a", "/pricing", None], 1), (["signup", "/blog/b", None], 1))),
    ({"steps": 3, "startStep": "/"}, _THREE[:3]),
    ({"steps": 3, "endStep": "signup"}, _THREE[:1]),
    ({"steps": 3, "endStep": "/"}, _THREE[1:2]),
    ({"steps": 3, "eventType": 2}, ways((["signup", None, None], 3))),
    ({"steps": 3, "startStep": "/*"}, []),
])
async def test_visits_are_counted_by_the_way_they_take(
    server: Server, asked: dict[str, Any], found: list[dict[str, Any]],
) -> None:
    site = await site_a(server)
    assert tied(await ask(server, site, "journey", **asked), "count") == tied(found, "count")


async def test_the_type_of_events_is_that_of_a_segment_then_of_the_parameters_then_of_the_filters(
    server: Server,
) -> None:
    site = await site_a(server)
    signups = ways((["signup", None, None], 3))
    assert await ask(server, site, "journey", {"eventType": 2}, steps=3) == signups
    assert await ask(server, site, "journey", {"eventType": 5}, steps=3, eventType=2) == signups
    chosen = await segment(server, site, filters=[{"name": "eventType", "operator": "eq", "value": "5"}])
    assert await ask(server, site, "journey", {"segment": chosen}, steps=3, eventType=2) == ways((["/", None, None], 1))


async def test_ways_that_only_look_equal_stay_apart(server: Server) -> None:
    pages = {"V1": ["/", "/", "/p"], "V2": ["/", "/p", "/p"], "V3": ["/", "/p"]}
    site = await site_of(server, {"S": {}}, [
        ("S", visit, f"02 10:00:0{number}", path, {})
        for visit, paths in pages.items() for number, path in enumerate(paths)], "2024-03")
    assert tied(await ask(server, site, "journey", steps=3), "count") == tied(ways(
        (["/", "/p", None], 1), (["/", "/p", None], 1), (["/", "/p", None, None], 1)), "count")


async def test_a_reset_does_not_hide_journeys_before_it_but_goals(server: Server) -> None:
    site = await site_a(server)
    await server.sql("update website set reset_at = '2024-03-03T00:00Z'")
    assert len(await ask(server, site, "journey", steps=3)) == 5
    assert await ask(server, site, "goal", type="path", value="*") == {"num": 2, "total": 2}


@pytest.mark.parametrize("wrong, messages", [
    ({"steps": 1}, {"steps": {"errors": ["Too small: expected number to be >=2"]}}),
    ({"steps": 8}, {"steps": {"errors": ["Too big: expected number to be <=7"]}}),
    ({"steps": 2.5}, {"steps": {"errors": ["Invalid input: expected int, received number"]}}),
    ({}, {"steps": {"errors": ["Invalid input: expected number, received NaN"]}}),
    ({"steps": 3, "eventType": 0}, {"eventType": {"errors": ["Too small: expected number to be >0"]}}),
    ({"steps": 3, "eventType": 1.5}, {"eventType": {"errors": ["Invalid input: expected int, received number"]}}),
    ({"steps": 3, "startStep": None}, {"startStep": {"errors": ["Invalid input: expected string, received null"]}}),
])
async def test_a_wrong_journey_is_refused(server: Server, wrong: dict[str, Any], messages: dict[str, Any]) -> None:
    assert await refused(server, await server.website(), "journey", **wrong) == messages


@pytest.mark.parametrize("path, steps, items", [
    (list("abcdefg"), 7, list("abcdefg")),
    (["a"], 7, ["a", None]),
    (["a", "b"], 2, ["a", "b", None]),
    (["a"], 2, ["a", None, None]),
    (["a", "a", "b"], 3, ["a", "b", None]),
])
def test_what_a_journey_lacks_is_shown_as_one_null_or_two(path: list[str], steps: int, items: list[str | None]) -> None:
    assert shown(path, steps) == items
