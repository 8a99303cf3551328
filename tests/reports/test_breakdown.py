"""Breakdowns (spec 05, section 9; the numbers are those of data set A)."""

from typing import Any

import pytest

from app.reports.breakdown.schemas import BreakdownRow
from tests.reports.sites import ask, refused, site_a, tied
from tests.web.server import Server

ONCE = ("1", 1, 1, 1, "0")
DIMENSIONS = (
    "path", "referrer", "title", "query", "os", "browser", "device", "country", "region", "city", "tag", "hostname",
    "distinctId", "language", "event", "utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm")
_OPTIONS = "|".join(f'"{name}"' for name in DIMENSIONS)


def rows(names: list[str], *found: tuple[tuple[str, int, int, int, str], list[str | None]]) -> list[dict[str, Any]]:
    measures = ("views", "visitors", "visits", "bounces", "totaltime")
    return [{**dict(zip(measures, row, strict=True)), **dict(zip(names, values, strict=True))} for row, values in found]


def test_a_row_is_described_with_all_measures_and_every_dimension() -> None:
    described = [field.alias for field in BreakdownRow.model_fields.values()]
    assert described == ["views", "visitors", "visits", "bounces", "totaltime", *DIMENSIONS]


@pytest.mark.parametrize("names, found", [
    (["path"], [(("4", 3, 4, 4, "0"), ["/"]), (("3", 3, 3, 3, "0"), ["/pricing"]),
                (ONCE, ["/blog/a"]), (ONCE, ["/blog/b"]), (ONCE, ["/docs"])]),
    (["os", "country"], [
        (("4", 1, 2, 0, "180"), ["Windows 10", "US"]), (("3", 1, 2, 1, "60"), ["iOS", "FR"]),
        (("2", 1, 1, 0, "2700"), ["Mac OS", "GB"]), (("1", 1, 1, 1, "0"), ["Android OS", "US"])]),
    (["referrer", "utmSource"], [
        (("5", 3, 4, 3, "60"), ["example.com", None]), (ONCE, ["bing.com", None]), (ONCE, ["google.com", "google"]),
        (ONCE, ["reddit.com", None]), (ONCE, ["t.co", "twitter"]), (ONCE, [None, None])]),
])
async def test_page_views_are_broken_down_by_several_dimensions(
    server: Server, names: list[str], found: list[Any],
) -> None:
    site = await site_a(server)
    answer = await ask(server, site, "breakdown", {"eventType": 2}, fields=names)
    assert tied(answer, "visitors") == tied(rows(names, *found), "visitors")
    assert [(row["visitors"], row["views"]) for row in answer] == [(row[1], row[0]) for row, _ in found]
    assert list(answer[0]) == ["views", "visitors", "visits", "bounces", "totaltime", *names]


@pytest.mark.parametrize("wrong, messages", [
    ({}, {"errors": ["Invalid input: expected array, received undefined"]}),
    ({"fields": ["os", "url"]}, {"errors": [], "items": [
        None, {"errors": [f"Invalid option: expected one of {_OPTIONS}"]}]}),
    ({"fields": []}, {"errors": ["Too small: expected array to have >=1 items"]}),
    ({"fields": ["os", "os"]}, {"errors": ["Invalid input: each field once"]}),
])
async def test_wrong_fields_are_refused(server: Server, wrong: dict[str, Any], messages: dict[str, Any]) -> None:
    assert await refused(server, await server.website(), "breakdown", **wrong) == {"fields": messages}
