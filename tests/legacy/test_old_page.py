"""A page that was made for Umami 1 and never changed, in a real browser against a running server."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.async_api import Browser

from tests.server.running import CHROME, Running
from tests.tracker.test_main_job import until

PAGE = """<!DOCTYPE html><html><head><title>Shop</title>
<script async defer data-website-id="{website}" src="{server}/umami.js"></script></head>
<body><button id="buy" class="big umami--click--buy-button">Buy</button></body></html>"""


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Running]:
    server = Running(tmp_path, DATABASE_URL=database_url)
    yield server
    server.stop()


@pytest.fixture
def page_url(tmp_path: Path, running: Running) -> Iterator[str]:
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text(PAGE.format(server=running.url, website=running.add_website()), "utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    yield f"http://localhost:{site.server_port}/"
    site.shutdown()


async def test_a_page_with_the_script_tag_of_umami_1_is_counted(
    browser: Browser, running: Running, page_url: str,
) -> None:
    context = await browser.new_context(user_agent=CHROME, locale="en-US")
    page = await context.new_page()
    await page.goto(page_url + "?a=1")
    await until(lambda: running.count() == 1)
    await page.click("#buy")
    await until(lambda: running.count() == 2)
    await page.evaluate("history.pushState({}, '', '/pricing')")
    await until(lambda: running.count() == 3)
    await page.evaluate("umami('called')")
    await until(lambda: running.count() == 4)
    await page.evaluate("umami.trackEvent('order', {price: 9.5})")
    await until(lambda: running.count() == 5)
    await page.evaluate("umami.trackEvent('old', 'custom')")
    await until(lambda: running.count() == 6)
    await page.evaluate("umami.trackView('/virtual', '/from')")
    await until(lambda: running.count() == 7)
    # A class that comes later counts too.
    await page.evaluate("document.body.insertAdjacentHTML('beforeend', '<i id=x class=umami--click--late>x</i>')")
    await page.click("#x")
    await until(lambda: running.count() == 8)
    await page.evaluate("localStorage.setItem('umami.disabled', 1); umami('refused')")
    await context.close()

    with psycopg.connect(running.database_url) as connection:
        rows = connection.execute(
            "select url_path, url_query, event_name, referrer_path from website_event order by event_id").fetchall()
        visits = connection.execute("select count(distinct visit_id) from website_event").fetchone()
        data = connection.execute("select data_key, data_type from event_data").fetchall()
    assert [row[:3] for row in rows] == [
        ("/", "a=1", None), ("/", "a=1", "buy-button"), ("/pricing", "", None), ("/pricing", "", "called"),
        ("/pricing", "", "order"), ("/pricing", "", "old"), ("/virtual", "", None), ("/pricing", "", "late")]
    assert (rows[2][3], rows[6][3]) == ("/", "/from")
    assert (visits, data) == ((1,), [("price", 2)])
