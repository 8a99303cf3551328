"""Attribution (spec 05, section 8; the numbers are those of data set A and of the conversions there)."""

from typing import Any

import pytest

from tests.reports.sites import ask, refused, site_a, site_k
from tests.web.server import Server

LISTS = ("referrer", "paidAds", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")


def brought(total: tuple[int, int, int], **lists: dict[str, int]) -> dict[str, Any]:
    found = {name: [{"name": key, "value": value} for key, value in lists.get(name, {}).items()] for name in LISTS}
    return {**found, "total": dict(zip(("pageviews", "visitors", "visits"), total, strict=True))}


_SPRING: dict[str, Any] = dict(
    paidAds={"Facebook / Meta": 1, "Google Ads": 1}, utm_medium={"cpc": 1, "social": 1}, utm_campaign={"spring": 1})


@pytest.mark.parametrize("model, kind, step, filters, answer", [
    ("first-click", "event", "signup", {}, brought(
        (3, 3, 3), referrer={"bing.com": 1, "google.com": 1, "t.co": 1}, utm_source={"google": 2, "twitter": 1},
        **_SPRING)),
    ("last-click", "event", "signup", {}, brought((3, 3, 3))),
    ("last-click", "event", "signup", {"eventType": 1}, brought((3, 3, 3))),
    ("last-click", "path", "/pricing", {}, brought(
        (3, 3, 3), referrer={"google.com": 1, "t.co": 1}, utm_source={"google": 1, "twitter": 1}, **_SPRING)),
    ("first-click", "path", "/pri*", {}, brought((0, 0, 0))),
    ("first-click", "event", "signup", {"path": "/blog/b"}, brought(
        (1, 1, 1), referrer={"bing.com": 1}, utm_source={"google": 1})),
])
async def test_conversions_are_attributed_to_a_touch(
    server: Server, model: str, kind: str, step: str, filters: dict[str, Any], answer: dict[str, Any],
) -> None:
    site = await site_a(server)
    found = await ask(server, site, "attribution", filters, model=model, type=kind, step=step, currency="USD")
    assert found == answer
    assert list(found) == [*LISTS, "total"]


@pytest.mark.parametrize("model, referrers", [
    ("first-click", ["a.com", "b.com", "c.com", "d.com"]), ("last-click", ["a.com", "b.com", "d.com"])])
async def test_all_events_of_the_moment_of_a_touch_count(server: Server, model: str, referrers: list[str]) -> None:
    site = await site_k(server)
    assert await ask(server, site, "attribution", model=model, type="event", step="buy") == brought(
        (4, 3, 3), referrer=dict.fromkeys(referrers, 1), paidAds={"Google Ads": 1}, utm_source={"s1": 1, "s2": 1})


async def test_a_wrong_attribution_is_refused(server: Server) -> None:
    assert await refused(server, await server.website(), "attribution", model="firstClick", type="url") == {
        "model": {"errors": ['Invalid option: expected one of "first-click"|"last-click"']},
        "type": {"errors": ['Invalid option: expected one of "path"|"event"']},
        "step": {"errors": ["Invalid input: expected string, received undefined"]},
    }
