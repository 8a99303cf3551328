"""Funnels (spec 05, section 5; the numbers are those of data set A)."""

from typing import Any

import pytest

from tests.reports.sites import ask, refused, site_a
from tests.web.server import Server

TYPE = 'Invalid option: expected one of "path"|"event"'


def path(value: str) -> dict[str, Any]:
    return {"type": "path", "value": value}


def event(value: str, *filters: str) -> dict[str, Any]:
    asked = [dict(zip(("property", "operator", "value"), text.split(), strict=True)) for text in filters]
    return {"type": "event", "value": value, **({"filters": asked} if asked else {})}


async def test_a_funnel_tells_who_came_and_who_was_lost_at_each_step(server: Server) -> None:
    site = await site_a(server)
    steps = [path("/"), path("/pricing"), event("signup")]
    assert await ask(server, site, "funnel", window=30, steps=steps) == [
        {"type": "path", "value": "/", "visitors": 3, "previous": 0, "dropped": 0, "dropoff": None, "remaining": 1},
        {"type": "path", "value": "/pricing", "visitors": 1, "previous": 3, "dropped": 2,
         "dropoff": 0.6666666666666667, "remaining": 0.3333333333333333},
        {"type": "event", "value": "signup", "visitors": 1, "previous": 1, "dropped": 0, "dropoff": 0,
         "remaining": 0.3333333333333333},
    ]
    longer = await ask(server, site, "funnel", window=60, steps=steps)
    assert [(step["visitors"], step["dropoff"], step["remaining"]) for step in longer] == [
        (3, None, 1), (2, 0.33333333333333337, 0.6666666666666666), (2, 0, 0.6666666666666666)]


@pytest.mark.parametrize("window, visitors", [
    (2, [3, 1, 1]), (1.99, [3, 0, 0]), ("60", [3, 2, 2]), (1e21, [3, 2, 2]), (1e-7, [3, 0, 0]), (True, [3, 0, 0])])
async def test_the_window_is_of_minutes_from_step_to_step(server: Server, window: Any, visitors: list[int]) -> None:
    site = await site_a(server)
    answer = await ask(server, site, "funnel", window=window, steps=[path("/"), path("/pricing"), event("signup")])
    assert [step["visitors"] for step in answer] == visitors


@pytest.mark.parametrize("filters, window, steps, visitors", [
    ({}, 1, [path("/pricing"), event("signup")], [3, 2]),
    ({}, 60, [path("/blog/*"), path("*ing")], [2, 1]),
    ({}, 60, [path("/"), event("signup", "plan eq pro", "seats eq 3")], [3, 1]),
    ({}, 60, [path("/"), event("signup", "seats eq 3.0000")], [3, 0]),
    ({}, 60, [path("/"), event("signup", "seats eq 12.5")], [3, 0]),
    ({}, 60, [path("/"), event("signup", "seats eq 12.5000")], [3, 1]),
    ({}, 60, [path("/"), event("signup", "plan neq pro")], [3, 1]),
    ({}, 60, [path("/"), event("signup", "seats c 12", "plan dnc PR")], [3, 1]),
    ({}, 60, [path("/"), event("signup", "zzz neq pro")], [3, 0]),
    ({"path": "/blog/b"}, 60, [event("signup"), path("/blog/b")], [1, 1]),
    ({"eventType": 1}, 60, [path("/pricing"), event("signup")], [3, 2]),
    ({}, 60, [path("/"), path("/nope"), path("/pricing")], [3, 0, 0]),
    ({}, 100000, [path("/blog/a"), path("/")], [1, 1]),
    ({}, 60, [path("/"), path("/")], [3, 3]),
    ({}, 60, [{**path("/"), "filters": event("", "x eq y")["filters"]}, path("/")], [3, 3]),
])
async def test_visitors_of_each_step(
    server: Server, filters: dict[str, Any], window: float, steps: list[dict[str, Any]], visitors: list[int],
) -> None:
    site = await site_a(server)
    answer = await ask(server, site, "funnel", filters, window=window, steps=steps)
    assert [step["visitors"] for step in answer] == visitors
    assert [{name: value for name, value in step.items() if name in ("type", "value", "filters")}
            for step in answer] == steps


async def test_what_is_lost_of_nobody_is_nothing(server: Server) -> None:
    site = await site_a(server)
    answer = await ask(server, site, "funnel", window=60, steps=[path("/"), path("/nope"), path("/pricing")])
    assert [tuple(step.values())[2:] for step in answer] == [(3, 0, 0, None, 1), (0, 3, 3, 1, 0), (0, 0, 0, None, 0)]
    nobody = await ask(server, await server.website(), "funnel", window=60, steps=[path("/"), path("/")])
    assert [tuple(step.values())[2:] for step in nobody] == [(0, 0, 0, None, None)] * 2


@pytest.mark.parametrize("wrong, member, messages", [
    ({"steps": [path("/")]}, "steps", {"errors": ["Too small: expected array to have >=2 items"]}),
    ({"steps": [path("/")] * 9}, "steps", {"errors": ["Too big: expected array to have <=8 items"]}),
    ({"steps": {}}, "steps", {"errors": ["Invalid input: expected array, received object"]}),
    ({"steps": [path("/"), {"type": "url", "value": "/"}]}, "steps", {
        "errors": [], "items": [None, {"errors": [], "properties": {"type": {"errors": [TYPE]}}}]}),
    ({"steps": [path("/"), {**event("e"), "filters": [{"property": "", "operator": "eq"}]}]}, "steps", {
        "errors": [], "items": [None, {"errors": [], "properties": {"filters": {"errors": [], "items": [{
            "errors": [], "properties": {
                "property": {"errors": ["Too small: expected string to have >=1 characters"]},
                "value": {"errors": ["Invalid input: expected string, received undefined"]}}}]}}}]}),
    ({"window": 0}, "window", {"errors": ["Too small: expected number to be >0"]}),
    ({"window": None}, "window", {"errors": ["Too small: expected number to be >0"]}),
    ({"window": "abc"}, "window", {"errors": ["Invalid input: expected number, received NaN"]}),
])
async def test_a_wrong_funnel_is_refused(
    server: Server, wrong: dict[str, Any], member: str, messages: dict[str, Any],
) -> None:
    asked = {"window": 60, "steps": [path("/"), path("/x")], **wrong}
    assert await refused(server, await server.website(), "funnel", **asked) == {member: messages}
