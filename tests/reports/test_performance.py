"""Performance (spec 05, section 12; the numbers are those of the example there)."""

from typing import Any

import pytest

from tests.reports.sites import JUNE, ask, refused, site_p
from tests.web.server import Server

Shares = tuple[float | None, float | None, float | None]
_NONE: Shares = (None, None, None)


def shares(found: Shares) -> dict[str, Any]:
    return dict(zip(("p50", "p75", "p95"), found, strict=True))


def group(*rows: tuple[str | None, Shares, int]) -> list[dict[str, Any]]:
    return [{"name": name, **shares(found), "count": count} for name, found, count in rows]


_DESKTOP, _MOBILE, _HOME = (1500, 1750, 1950), (3750.25, 4125.375, 4425.475), (3000, 3750.25, 4350.45)
SUMMARY = {
    "lcp": shares((2500, 3375.125, 4275.424999999999)), "inp": shares((150, 237.5, 327.49999999999994)),
    "cls": shares((0.0756, 0.1375, 0.22749999999999995)), "fcp": shares((1200, 1800, 2360)),
    "ttfb": shares((250, 675, 875)), "count": 6,
}
ANSWER = {
    "chart": [{"t": "2024-06-01T00:00:00Z", **shares((2000, 2500, 2900))},
              {"t": "2024-06-02T00:00:00Z", **shares((4500.5, 4500.5, 4500.5))},
              {"t": "2024-06-03T00:00:00Z", **shares(_NONE)}],
    "summary": SUMMARY,
    "pages": group(("/b", _NONE, 2), ("/", _HOME, 3), ("/a", (2000, 2000, 2000), 1)),
    "pageTitles": group((None, _NONE, 2), ("Home", _HOME, 3), ("A", (2000, 2000, 2000), 1)),
    "devices": group((None, _NONE, 2), ("mobile", _MOBILE, 2), ("desktop", _DESKTOP, 2)),
    "browsers": group(("safari", _NONE, 2), ("firefox", _MOBILE, 2), ("chrome", _DESKTOP, 2)),
}


async def test_performance_is_told_by_percentiles(server: Server) -> None:
    site = await site_p(server)
    answer = await ask(server, site, "performance", **JUNE)
    assert answer == ANSWER
    assert list(answer) == list(ANSWER)


async def test_the_series_is_of_the_metric_and_the_zone_that_are_asked_for(server: Server) -> None:
    site = await site_p(server)
    answer = await ask(server, site, "performance", **JUNE, metric="inp", timezone="Asia/Tokyo")
    assert answer["chart"] == [
        {"t": "2024-06-01 00:00:00", **shares((100, 100, 100))},
        {"t": "2024-06-02 00:00:00", **shares((200, 275, 335))},
        {"t": "2024-06-03 00:00:00", **shares(_NONE)}]
    assert answer["summary"] == SUMMARY


@pytest.mark.parametrize("filters, pages", [
    ({"path": "/a"}, ["/a"]), ({"title": "A"}, ["/a"]), ({"browser": "chrome"}, ["/a", "/"]),
    ({"device": "mobile"}, ["/"]), ({"eventType": 5, "path": "/b"}, ["/b"]), ({"eventType": 1}, []),
    ({"referrer": "x.com"}, []),
])
async def test_filters_of_events_and_of_sessions_act(
    server: Server, filters: dict[str, Any], pages: list[str],
) -> None:
    site = await site_p(server)
    answer = await ask(server, site, "performance", filters, **JUNE)
    assert [page["name"] for page in answer["pages"]] == pages


async def test_a_website_without_measurements_has_zeros_in_all_and_empty_lists(server: Server) -> None:
    zeros = {name: 0 if name == "count" else shares((0, 0, 0)) for name in SUMMARY}
    lists: dict[str, Any] = {name: [] for name in ANSWER}
    assert await ask(server, await server.website(), "performance") == {**lists, "summary": zeros}


async def test_an_unknown_metric_is_refused(server: Server) -> None:
    assert await refused(server, await server.website(), "performance", metric="fid") == {
        "metric": {"errors": ['Invalid option: expected one of "lcp"|"inp"|"cls"|"fcp"|"ttfb"']}}
