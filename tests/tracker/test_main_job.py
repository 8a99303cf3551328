"""The main job, end to end: a page with our script in a real browser, a running server, a number over the API."""

import asyncio
import functools
import http.server
import threading
import time

import httpx
import psycopg
import pytest
from playwright.async_api import Browser

from tests.server.running import CHROME, Running

PAGE = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Caf\u00e9 &amp; more</title>
<script defer src="{server}/script.js" data-website-id="{website}" data-performance="true" data-tag="A"></script></head>
<body><h1>Shop</h1><button id="buy" data-umami-event="buy" data-umami-event-plan="pro">Buy</button></body></html>"""


@pytest.fixture
def server(tmp_path):
    running = Running(tmp_path)
    yield running
    running.stop()


@pytest.fixture
def page_url(tmp_path, server, website):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE.format(server=server.url, website=website), "utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://localhost:{site.server_port}/"
    site.shutdown()


@pytest.fixture
def api(server):
    with httpx.Client(base_url=server.url) as client:
        answer = client.post("/api/auth/login", json={"username": "admin", "password": "umami"})
        client.headers["authorization"] = f"Bearer {answer.json()['token']}"
        yield client


@pytest.fixture
def website(api):
    return api.post("/api/websites", json={"name": "Shop", "domain": "localhost"}).json()["id"]


def rows(server, query):
    with psycopg.connect(server.database_url, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(query).fetchall()


async def until(condition):
    deadline = time.monotonic() + 15
    while not await asyncio.to_thread(condition):
        assert time.monotonic() < deadline, "what the page does is not stored"
        await asyncio.sleep(0.05)


async def test_a_page_view_in_a_browser_is_counted_over_the_api(browser: Browser, server, api, website, page_url):
    size = {"width": 1440, "height": 900}
    context = await browser.new_context(user_agent=CHROME, locale="en-US", screen=size, viewport=size)
    page = await context.new_page()
    await page.goto(page_url + "?utm_source=news&q=1#top")
    await until(lambda: server.count() == 1)
    await page.click("#buy")
    await until(lambda: server.count() == 2)
    await page.evaluate("history.pushState({}, '', '/pricing')")
    # The first part's performance goes with the change of page, the view of the new one 300 ms later.
    await until(lambda: server.count() == 4)
    events = rows(server, "select * from website_event order by event_id")
    await page.evaluate("umami.identify('user-1', {plan: 'pro'})")
    await until(lambda: server.count("session_data") == 1)
    await context.close()

    first, bought, *rest = events
    assert {name: first[name] for name in (
        "url_path", "url_query", "utm_source", "page_title", "event_type", "event_name", "hostname", "tag",
        "referrer_domain")} == {
        "url_path": "/#top", "url_query": "utm_source=news&q=1", "utm_source": "news", "page_title": "Caf\u00e9 & more",
        "event_type": 1, "event_name": None, "hostname": "localhost", "tag": "A", "referrer_domain": None}
    assert (bought["event_type"], bought["event_name"]) == (2, "buy")
    vitals = next(event for event in rest if event["event_type"] == 5)
    assert vitals["ttfb"] is not None
    assert vitals["url_path"] == "/"
    moved = next(event for event in rest if event["event_type"] == 1)
    assert (moved["url_path"], moved["referrer_path"], moved["referrer_domain"]) == ("/pricing", "/", "localhost")
    # One visit of one session, though the first answer's token came between.
    assert len({event["session_id"] for event in events}) == 1
    assert len({event["visit_id"] for event in events}) == 1

    data = rows(server, "select data_key, string_value, data_type from event_data")
    assert data == [{"data_key": "plan", "string_value": "pro", "data_type": 1}]
    sessions = rows(
        server, "select browser, os, device, screen, language, distinct_id from session order by created_at"
    )
    anonymous = {"browser": "chrome", "os": "Windows 10", "device": "laptop", "screen": "1440x900", "language": "en-US"}
    assert sessions == [{**anonymous, "distinct_id": None}, {**anonymous, "distinct_id": "user-1"}]

    now = int(time.time() * 1000)
    period = {"startAt": now - 3_600_000, "endAt": now + 1000}
    stats = api.get(f"/api/websites/{website}/stats", params=period).json()
    assert {name: stats[name] for name in ("pageviews", "visitors", "visits", "bounces")} == {
        "pageviews": 2, "visitors": 1, "visits": 1, "bounces": 0}
    views = api.get(f"/api/websites/{website}/pageviews", params={**period, "unit": "hour", "timezone": "UTC"}).json()
    assert sum(bucket["y"] for bucket in views["pageviews"]) == 2
