"""What happens now (spec 04, section 7.8)."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from app.lib import memory
from app.stats.realtime import schemas
from app.stats.realtime.rules import summary
from tests.stats.visits import Site
from tests.web.server import NOBODY, some_id


async def now_at(site: Site, query: str = "") -> Any:
    """The body of an answer that must succeed."""
    status, body = await site.server.get(f"/api/realtime/{site.id}?{query}")
    assert status == 200, body
    return body


async def hit(site: Site, url: str, who: str = "Chrome", **payload: Any) -> None:
    """A hit of this moment."""
    body = {"type": "event", "payload": {"website": site.id, "hostname": "example.com", "url": url, **payload}}
    await site.server.made("/api/send", body, as_=NOBODY, headers={"user-agent": f"Mozilla/5.0 {who}/120"})


async def test_live_visits_are_shown_at_once(site: Site) -> None:
    await hit(site, "/", referrer="https://news.example/x")
    await hit(site, "/pricing")
    await hit(site, "/pricing", name="signup")
    await hit(site, "/", who="Firefox")
    answer = await now_at(site)
    assert list(answer) == ["countries", "urls", "referrers", "events", "series", "totals", "timestamp"]
    assert (answer["urls"], answer["referrers"]) == ({"/": 2, "/pricing": 2}, {"news.example": 1})
    assert [(one["__type"], one["urlPath"], one["browser"]) for one in answer["events"]] == [
        ("pageview", "/", "firefox"), ("session", "/", "firefox"), ("event", "/pricing", "chrome"),
        ("pageview", "/pricing", "chrome"), ("pageview", "/", "chrome"), ("session", "/", "chrome")]
    assert set(answer["events"][0]) == {
        "__type", "sessionId", "eventName", "createdAt", "browser", "os", "device", "country", "urlPath",
        "referrerDomain", "hostname"}
    visitors = sum(point["y"] for point in answer["series"]["visitors"])  # 2, or 3 where a minute ended in between
    assert answer["totals"] == {"views": 3, "visitors": visitors, "events": 1, "countries": 0}
    assert sum(point["y"] for point in answer["series"]["views"]) == 3
    now = datetime.now(UTC)
    assert abs(answer["timestamp"] - now.timestamp() * 1000) < 60_000
    assert answer["series"]["views"][-1]["x"][:13] in {
        f"{moment:%Y-%m-%dT%H}" for moment in (now, now - timedelta(minutes=1))}


@pytest.mark.parametrize("query, urls", [
    ("entry=/a", {"/a": 1}), ("exit=c.b", {"/b": 1}), ("path1=/a&path2=/b&match=any", {"/a": 1, "/b": 1}),
    ("browser=chrome", {"/a": 1, "/b": 1}), ("eventType=1,2", {"/a": 1, "/b": 1}), ("eventType=neq.1", {}),
    ("domain=x", {}), ("startAt=0&endAt=1", {"/a": 1, "/b": 1}), ("match=foo&path=/a", {"/a": 1}),
    ("excludeBounce=1", {"/a": 1, "/b": 1}), ("cohort=&segment=", {"/a": 1, "/b": 1}),
])
async def test_all_filters_act_without_a_number(site: Site, query: str, urls: dict[str, int]) -> None:
    for url in ("/a", "/b"):
        await hit(site, url)
    assert (await now_at(site, query))["urls"] == urls


@pytest.mark.parametrize("query, form", [
    ("", "%Y-%m-%dT%H:%M:00Z"), ("unit=foo", "%Y-%m-%dT%H:%M:00Z"), ("unit=year", "%Y-01-01T00:00:00Z"),
    ("timezone=UTC&unit=hour", "%Y-%m-%d %H:00:00"), ("timezone=&unit=day", "%Y-%m-%dT00:00:00Z"),
    ("timezone=utc&unit=month", "%Y-%m-01T00:00:00Z"),
])
async def test_the_last_half_hour_is_cut_as_asked(site: Site, query: str, form: str) -> None:
    before = datetime.now(UTC)
    await hit(site, "/")
    labels = [point["x"] for point in (await now_at(site, query))["series"]["visitors"]]
    assert labels in ([before.strftime(form)], [datetime.now(UTC).strftime(form)])


@pytest.mark.parametrize("query", ["timezone=Foo", "segment=x", "cohort=x", "path=re.("])
async def test_what_cannot_be_read_is_refused(site: Site, query: str) -> None:
    status, body = await site.server.get(f"/api/realtime/{site.id}?{query}")
    assert (status, body["error"]["code"]) == (400, "bad-request")


async def test_nothing_happens_on_an_unknown_website(site: Site) -> None:
    status, body = await site.server.get(f"/api/realtime/{some_id()}")
    assert (status, body["totals"], body["events"]) == (
        200, {"views": 0, "visitors": 0, "events": 0, "countries": 0}, [])
    assert (await site.server.get(f"/api/realtime/{site.id}", as_=NOBODY))[0] == 401


async def test_what_was_before_the_half_hour_or_a_reset_is_not_now(site: Site) -> None:
    await hit(site, "/")
    await site.server.sql("update website_event set created_at = now() - interval '32 minutes' where website_id = %s",
                          site.id)
    await hit(site, "/b")
    assert (await now_at(site))["urls"] == {"/b": 1}
    await site.server.sql("update website set reset_at = now() + interval '1 minute' where website_id = %s", site.id)
    assert (await now_at(site))["urls"] == {}


async def test_many_who_watch_get_the_answer_of_the_first_for_five_seconds(
    site: Site, monkeypatch: pytest.MonkeyPatch,
) -> None:
    noon = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
    monkeypatch.setattr(schemas, "now", lambda: noon)  # two questions on both sides of a minute are not the same
    await hit(site, "/")
    await site.server.sql("update website_event set created_at = %s where website_id = %s", noon, site.id)
    first, *others = await asyncio.gather(*(now_at(site) for _ in range(5)))
    assert first["urls"] == {"/": 1} and all(other == first for other in others)
    await site.server.sql("update website_event set url_path = '/new' where website_id = %s", site.id)
    assert await now_at(site) == first
    assert (await now_at(site, "unit=hour"))["urls"] == {"/new": 1}  # another question
    assert (await now_at(site, "path=/new"))["urls"] == {"/new": 1}
    passed = time.monotonic() + 5.001
    monkeypatch.setattr(memory, "time", SimpleNamespace(monotonic=lambda: passed))
    assert (await now_at(site))["urls"] == {"/new": 1}


async def test_an_answer_that_others_have_had_is_not_for_everybody(site: Site) -> None:
    await hit(site, "/")
    await now_at(site)
    assert (await site.server.get(f"/api/realtime/{site.id}", as_=NOBODY))[0] == 401
    await site.server.user(name := f"stranger-{site.id}")
    assert (await site.server.get(f"/api/realtime/{site.id}", as_=name))[0] == 401


def test_a_summary_counts_a_country_once_a_session_and_an_address_each_time() -> None:
    def event(session: str, country: str | None, url: str, name: str | None = None) -> dict[str, Any]:
        return {"sessionId": session, "country": country, "urlPath": url, "referrerDomain": "", "eventName": name}

    newest_first = [event("b", "GB", ""), event("a", "FR", "/2", "x"), event("a", "US", "/1"), event("c", None, "/1")]
    shown = summary(newest_first)
    assert list(shown["countries"].items()) == [("US", 1), ("GB", 1)]
    assert list(shown["urls"].items()) == [("/1", 2), ("/2", 1)]
    assert shown["referrers"] == {}
    assert [(one["__type"], one["sessionId"]) for one in shown["events"]] == [
        ("pageview", "b"), ("session", "b"), ("event", "a"), ("pageview", "a"), ("session", "a"), ("pageview", "c"),
        ("session", "c")]
