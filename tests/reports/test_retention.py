"""Retention (spec 05, section 7; the numbers are those of data set A)."""

from typing import Any

import pytest

from tests.reports.sites import ask, refused, site_a, site_of
from tests.web.server import Server

Cell = tuple[str, int, int, int, float]


def cells(*rows: Cell) -> list[dict[str, Any]]:
    names = ("date", "day", "visitors", "returnVisitors", "percentage")
    return [dict(zip(names, row, strict=True)) for row in rows]


def days(label: str) -> list[dict[str, Any]]:
    one, two, three = (label.format(number) for number in (1, 2, 3))
    return cells((one, 0, 2, 2, 100), (one, 1, 2, 1, 50), (two, 0, 1, 1, 100), (two, 2, 1, 1, 100),
                 (three, 0, 1, 1, 100))


@pytest.mark.parametrize("zone, rows", [
    ({}, days("2024-03-0{}T00:00:00Z")),
    ({"timezone": "utc"}, days("2024-03-0{}T00:00:00Z")),
    ({"timezone": "UTC"}, days("2024-03-0{} 00:00:00")),
    ({"timezone": "asia/calcutta"}, cells(
        ("2024-03-01 00:00:00", 0, 2, 2, 100), ("2024-03-01 00:00:00", 1, 2, 1, 50),
        ("2024-03-03 00:00:00", 0, 2, 2, 100), ("2024-03-03 00:00:00", 1, 2, 1, 50))),
])
async def test_visitors_of_a_day_come_again_on_later_days(
    server: Server, zone: dict[str, str], rows: list[dict[str, Any]],
) -> None:
    site = await site_a(server)
    assert await ask(server, site, "retention", **zone) == rows


async def test_filters_say_who_is_new_and_not_who_returns(server: Server) -> None:
    site = await site_a(server)
    assert await ask(server, site, "retention", {"path": "/docs"}) == cells(
        ("2024-03-02T00:00:00Z", -1, 1, 1, 100), ("2024-03-02T00:00:00Z", 0, 1, 1, 100))


async def test_who_returns_after_more_than_a_month_is_left_out(server: Server) -> None:
    site = await site_of(server, {"S": {}}, [
        ("S", "V", at, "/", {}) for at in ("01 12:00:00", "31 12:00:00")], "2024-01")
    for day, at in [(31, "2024-02-01T12:00Z"), (32, "2024-02-02T12:00Z")]:
        await server.sql("update website_event set created_at = %s where created_at > '2024-01-02'", at)
        rows = await ask(server, site, "retention", startDate="2024-01-01", endDate="2024-03-01")
        assert [row["day"] for row in rows] == [0, 31][: 1 + (day <= 31)]


@pytest.mark.parametrize("zone", ["+05:30", "", "Mars/Base"])
async def test_an_unknown_zone_is_refused(server: Server, zone: str) -> None:
    assert await refused(server, await server.website(), "retention", timezone=zone) == {
        "timezone": {"errors": ["Invalid timezone"]}}
