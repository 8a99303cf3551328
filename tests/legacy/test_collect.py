"""Payloads as the trackers of 1.x and 2.x send them, what is stored of them, and how they are answered (spec 07,
section 2)."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.collect.conftest import server, server_with, site
from tests.collect.front import GOOGLEBOT, Server, Site

__all__ = ["server", "server_with", "site"]

NOWHERE = "6f0c1c3e-3b1e-4d53-9b45-0d2d3e1c7a11"
PAGE = {"hostname": "example.com", "screen": "1920x1080", "language": "en-US", "url": "/a?x=1"}
BLOCKED = "198.51.100.7"

ServerWith = Callable[..., AbstractAsyncContextManager[Server]]


def v1(kind: str, website: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "payload": {"website": website, **PAGE, **more}}


@pytest.mark.parametrize("content_type", ["application/json", "text/plain;charset=UTF-8"])
async def test_a_page_view_of_the_tracker_of_1_x_is_stored_and_answered_with_a_bare_token(
    site: Site, content_type: str,
) -> None:
    body = v1("pageview", site.id, referrer="https://www.google.com/search?q=a")
    answer = await site.server.send(body, "/api/collect", content_type=content_type)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.text.count(".") == 2 and "{" not in answer.text
    row = await site.row("website_event")
    assert {name: row[name] for name in (
        "event_type", "event_name", "url_path", "url_query", "page_title", "referrer_domain", "hostname")} == {
        "event_type": 1, "event_name": None, "url_path": "/a", "url_query": "x=1", "page_title": None,
        "referrer_domain": "google.com", "hostname": "example.com"}
    session = await site.row("session")
    assert (session["browser"], session["screen"], session["language"]) == ("chrome", "1920x1080", "en-US")
    # As a header since 1.29, in the payload before that.
    for more, headers in (({}, {"x_umami_cache": answer.text}), ({"cache": answer.text}, {})):
        again = await site.server.send(v1("pageview", site.id, **more), "/api/collect", **headers)
        assert again.status_code == 200
    rows = await site.rows("website_event")
    assert len({row["visit_id"] for row in rows}) == 1


@pytest.mark.parametrize(("sent", "name", "data"), [
    # until 1.36
    ({"event_type": "click", "event_value": "signup"}, "signup", {"event_type": "click"}),
    ({"event_type": "custom", "event_value": "buy"}, "buy", {}),
    ({"event_type": "click", "event_value": "x" * 60}, "x" * 50, {"event_type": "click"}),
    # from 1.37
    ({"event_name": "buy", "event_data": {"price": 9.5}}, "buy", {"price": "9.5000"}),
    ({"event_name": "buy"}, "buy", {}),
    ({"event_name": "buy", "event_data": ["not an object"]}, "buy", {}),
])
async def test_events_of_1_x_are_stored_with_name_and_data(
    site: Site, sent: dict[str, Any], name: str, data: dict[str, str],
) -> None:
    answer = await site.server.send(v1("event", site.id, **sent), "/api/collect")
    assert answer.status_code == 200
    row = await site.row("website_event")
    assert (row["event_type"], row["event_name"], row["url_path"]) == (2, name, "/a")
    stored = {row["data_key"]: row["string_value"] for row in await site.rows("event_data")}
    assert stored == data
    if data == {"price": "9.5000"}:
        assert (await site.row("event_data"))["data_type"] == 2


async def test_what_is_too_long_for_1_x_is_cut_and_not_refused(site: Site) -> None:
    body = v1("pageview", site.id) | {}
    body["payload"] |= {"hostname": "h" * 300, "language": "l" * 40, "screen": "1" * 20, "url": "/" + "u" * 600}
    assert (await site.server.send(body, "/api/collect")).status_code == 200
    row = await site.row("website_event")
    assert (len(row["hostname"]), len(row["url_path"])) == (100, 500)


# Release, user agent, address, body: status, type and text of the answer.
BOT, PEER = {"user_agent": GOOGLEBOT}, {"x_forwarded_for": BLOCKED}
REFUSALS_V1 = [
    ("v1", BOT, {}, 200, "{}"),
    ("v1.38", BOT, {}, 401, "401 Unauthorized"),
    ("v1.20", BOT, {}, 200, "{}"),
    ("v1", PEER, {}, 403, "403 Forbidden"),
    ("v1.33", PEER, {}, 403, "403 Forbidden"),
    ("v1.32", PEER, {}, 200, "{}"),
    ("v1", {}, {"type": "x"}, 400, "400 Bad Request"),
    ("v1", {}, {"payload": None}, 400, "400 Bad Request"),
    ("v1", {}, {"website": "7"}, 400, "400 Bad Request"),
    ("v1", {}, {"website": NOWHERE}, 400, "Website not found."),
]


@pytest.mark.parametrize(("release", "headers", "wrong", "status", "text"), REFUSALS_V1)
async def test_refusals_of_collect_are_those_of_the_release(
    site: Site, release: str, headers: dict[str, str], wrong: dict[str, Any], status: int, text: str,
) -> None:
    body = v1("pageview", wrong.get("website", site.id))
    body |= {name: value for name, value in wrong.items() if name != "website"}
    answer = await site.server.send(body, "/api/collect", x_umami_compat=release, **headers)
    assert (answer.status_code, answer.text) == (status, text)
    assert await site.rows("website_event") == []


async def test_until_1_27_the_token_came_in_double_quotes(site: Site) -> None:
    answer = await site.server.send(v1("pageview", site.id), "/api/collect", x_umami_compat="v1.27")
    assert isinstance(json.loads(answer.text), str)


async def test_what_is_no_object_or_too_large_is_refused_by_collect(server: Server) -> None:
    assert (await server.send(b"nonsense", "/api/collect")).status_code == 400
    assert (await server.send(b"[]", "/api/collect")).status_code == 400
    assert (await server.send(b" " * 300_000, "/api/collect")).status_code == 413
    assert (await server.http.get("/api/collect")).status_code == 405
    assert (await server.http.options("/api/collect")).headers["access-control-max-age"] == "86400"


# Payloads of the trackers of 2.x: what they send, and what is stored.
SENT_BY_V2 = [
    pytest.param({"url": "/a?x=1", "referrer": ""}, {"url_path": "/a", "url_query": "x=1"}, id="2.0"),
    pytest.param({"url": "/a", "referrer": "/before"}, {"url_path": "/a", "referrer_path": "/before"}, id="2.0 inner"),
    pytest.param(
        {"url": "/a%20b?q=%C3%A9", "title": "Caf%C3%A9%20%26%20more"},
        {"url_path": "/a b", "url_query": "q=%C3%A9", "page_title": "Caf\u00e9 & more"}, id="2.10 encoded"),
    pytest.param({"title": "100% sure"}, {"page_title": "100% sure"}, id="2.9 not encoded"),
    pytest.param({"url": "https://example.com/a?x=1"}, {"url_path": "/a", "url_query": "x=1"}, id="2.16 absolute"),
    pytest.param({"name": "buy", "data": {"plan": "pro"}}, {"event_type": 2, "event_name": "buy"}, id="2.0 event"),
    pytest.param({"tag": "A"}, {"tag": "A"}, id="2.14 tag"),
]


@pytest.mark.parametrize(("payload", "stored"), SENT_BY_V2)
async def test_payloads_of_2_x_are_stored(site: Site, payload: dict[str, Any], stored: dict[str, Any]) -> None:
    body = {"type": "event", "payload": {"website": site.id, **PAGE, **payload}}
    answer = await site.server.send(body, x_umami_cache="undefined")
    assert answer.status_code == 200
    row = await site.row("website_event")
    assert {name: row[name] for name in stored} == stored
    # Until 2.15 trackers send back the whole text that they were answered.
    assert (await site.server.send(body, x_umami_cache=answer.text, authorization="Bearer None")).status_code == 200
    assert len({row["visit_id"] for row in await site.rows("website_event")}) == 1


async def test_identification_of_2_3_is_stored(site: Site) -> None:
    body = {"type": "identify", "payload": {"website": site.id, **PAGE, "data": {"plan": "pro"}}}
    assert (await site.server.send(body)).status_code == 200
    assert (await site.row("session_data"))["data_key"] == "plan"


ANSWERS = [
    # release, a crawler's answer, status and body for an unknown website
    ("v2.0", "{}", 400, f"Website not found: {NOWHERE}"),
    ("v2.6", "{}", 400, f"Website not found: {NOWHERE}."),
    ("v2.9", "{}", 403, f"Website not found: {NOWHERE}."),
    ("v2.12", '{"beep":"boop"}', 404, f"Website not found: {NOWHERE}."),
    ("v2.15", '{"beep":"boop"}', 404, f"Website not found: {NOWHERE}."),
    ("v2.16", '{"beep":"boop"}', 400, '{"error":"Website not found."}'),
    ("v2.17", '{"beep":"boop"}', 400, '{"error":"Website not found."}'),
    ("v2", '{"beep":"boop"}', 400, '{"error":"Website not found."}'),
]


@pytest.fixture(scope="module")
async def old(module_database: str) -> AsyncIterator[Server]:
    """A server whose operator asked for 2.x."""
    from tests.collect.front import serving

    async with serving(module_database, API_COMPAT="v2.15") as running:
        yield running


@pytest.mark.parametrize(("release", "crawler", "status", "text"), ANSWERS)
async def test_answers_of_send_are_those_of_the_release(
    old: Server, release: str, crawler: str, status: int, text: str,
) -> None:
    site = await old.add_site()
    body = {"type": "event", "payload": {"website": site.id, **PAGE}}
    answer = await old.send(body, x_umami_compat=release)
    assert answer.status_code == 200
    if release in ("v2.0", "v2.6", "v2.9", "v2.12", "v2.15"):
        assert answer.text.count(".") == 2 and "{" not in answer.text
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    elif release == "v2.16":
        assert set(answer.json()) == {"cache"}
    else:
        assert set(answer.json()) == {"cache", "sessionId", "visitId"}
    assert (await old.send(body, x_umami_compat=release, user_agent=GOOGLEBOT)).text == crawler
    unknown = await old.send({"type": "event", "payload": {"website": NOWHERE, **PAGE}}, x_umami_compat=release)
    assert (unknown.status_code, unknown.text) == (status, text)


async def test_the_setting_alone_makes_send_answer_with_a_plain_token(old: Server) -> None:
    site = await old.add_site()
    first = await old.send({"type": "event", "payload": {"website": site.id, **PAGE}})
    assert first.text.count(".") == 2
    second = await old.send({"type": "event", "payload": {"website": site.id, **PAGE}}, x_umami_cache=first.text)
    assert second.status_code == 200 and second.headers["access-control-allow-origin"] == "*"
    wrong = await old.send({"type": "nonsense", "payload": {"website": site.id}})
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    blocked = await old.send({"type": "event", "payload": {"website": site.id}}, x_forwarded_for=BLOCKED)
    assert (blocked.status_code, blocked.text) == (403, "403 Forbidden")


async def test_an_operators_own_path_takes_what_1_x_sends_and_what_is_sent_today(server_with: ServerWith) -> None:
    async with server_with(API_COMPAT="v1", COLLECT_API_ENDPOINT="/api/mine", TRACKER_SCRIPT_NAME="count, x.js") as old:
        site = await old.add_site()
        page = {"type": "event", "payload": {"website": site.id, **PAGE}}
        for body in (v1("pageview", site.id), v1("event", site.id, event_name="buy")):
            assert (await old.send(body, "/api/mine")).text.count(".") == 2
        for path in ("/api/mine", "/api/send"):
            assert set((await old.send(page, path)).json()) == {"cache", "sessionId", "visitId"}
        refused = await old.send({"type": "x"}, "/api/mine")
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "bad-request")
        assert (await old.send(b"no json", "/api/mine")).status_code == 400
        assert [row["event_name"] for row in await site.rows("website_event")] == [None, "buy", None, None]
        scripts = {path: (await old.http.get(path)).text for path in ("/count", "/count.js", "/x.js", "/umami.js")}
        assert scripts["/count.js"] == scripts["/umami.js"] != scripts["/count"] == scripts["/x.js"]
    async with server_with(COLLECT_API_ENDPOINT="/api/mine", TRACKER_SCRIPT_NAME="count") as new:
        assert (await new.send(v1("pageview", site.id), "/api/mine")).status_code == 400
        assert (await new.http.get("/count.js")).status_code == 404


async def test_send_is_the_collectors_own_unless_an_operator_asks_for_2_x(server: Server, old: Server) -> None:
    assert server.app._posts["/api/send"] == server.collector.send
    assert old.app._posts["/api/send"] != old.collector.send
