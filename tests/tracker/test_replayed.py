"""A visit from end to end: tracker and recorder in Chromium, a real server, its API, and rrweb's own player."""

import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Page

import hatch_build
from tests.server.running import Running
from tests.tracker.recording import FULL_SNAPSHOT, INCREMENTAL, META
from tests.tracker.site import PATIENCE_SECONDS, Site

# Puts the tracker's last word to the recorder into `seen`.
WATCH = """
let tracker, seen;
Object.defineProperty(window, 'umami', {
    set: value => { tracker = {...value, getSession: () => seen = value.getSession()}; },
    get: () => tracker,
});
"""
# `{scripts}` are the elements that a site copies.
SHOP = """<!DOCTYPE html><title>Shop</title>{scripts}
<style>body {{ margin: 0 }} h1 {{ color: rgb(1, 2, 3) }} #box {{ height: 50px; overflow: auto }}</style>
<h1>Tea and cups</h1>
<input id=name><input id=password type=password><textarea id=note></textarea><input id=agree type=checkbox>
<button onclick="document.querySelector('#cart').textContent = 'One cup in the cart'">Buy</button>
<p id=cart>The cart is empty</p>
<div id=box><div style="height:500px">Small print</div></div>
<div class=private>Account of Jane</div>
<div style="height:3000px"></div>
"""
# Plays what was recorded up to its end, at once, and tells what then stands on the page that it shows.
PLAY = """events => {
    const replayer = new rrweb.Replayer(events, {root: document.body, showWarning: false});
    replayer.pause(replayer.getMetaData().totalTime + 1);
    const {contentDocument: shown, contentWindow: view} = replayer.iframe;
    const value = id => shown.getElementById(id).value;
    return {
        title: shown.title, headline: shown.querySelector('h1').textContent,
        colour: view.getComputedStyle(shown.querySelector('h1')).color,
        cart: shown.querySelector('#cart').textContent,
        scrolled: [view.scrollY, shown.querySelector('#box').scrollTop],
        typed: [value('name'), value('password'), value('note')], agreed: shown.querySelector('#agree').checked,
        private: shown.querySelector('.private').textContent, size: [replayer.iframe.width, replayer.iframe.height],
        scripts: [...shown.scripts].filter(script => script.src || script.textContent).length,
    };
}"""


@pytest.fixture(scope="module")
async def server(empty_database: Any, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    """A server of its own; headless browsers count as crawlers unless it is told otherwise."""
    folder = tmp_path_factory.mktemp("replayed")
    server = Running(folder, DATABASE_URL=await empty_database(), DISABLE_BOT_CHECK="1")
    yield server
    server.stop()


@pytest.fixture(scope="module")
def api(server: Running) -> Iterator[httpx.Client]:
    """A client of its API, signed in."""
    with httpx.Client(base_url=server.url) as client:
        answer = client.post("/api/auth/login", json={"username": "admin", "password": "umami"})
        client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        yield client


def new_website(api: httpx.Client, **settings: Any) -> str:
    website = api.post("/api/websites", json={"name": "Shop", "domain": "shop.example"}).json()["id"]
    assert api.post(f"/api/websites/{website}", json=settings).status_code == 200
    return website


async def open_shop(site: Site, server: Running, website: str, attributes: str = "") -> Page:
    """The shop under a tracker that has its token and a recorder that has begun."""
    origin = f"http://stats.{site.host}:{server.port}"
    scripts = f"<script>{WATCH}</script>" + "".join(
        f'<script defer src="{origin}/{name}" data-website-id="{website}" {more}></script>'
        for name, more in (("script.js", ""), ("recorder.js", f"data-sample-rate=1 {attributes}"))
    )
    site.pages["/shop"] = SHOP.format(scripts=scripts)
    await site.visit("/shop")
    await site.tab.wait_for_function("seen?.cache")
    return site.tab


async def hide(page: Page) -> Any:
    """Puts the page into the background, and returns the server's answer to what it sends then."""
    async with page.expect_response("**/api/record") as response:
        await page.evaluate("""() => {
            Object.defineProperty(document, 'visibilityState', {value: 'hidden'});
            document.dispatchEvent(new Event('visibilitychange'));
        }""")
    return await (await response.value).json()


def replays(api: httpx.Client, website: str) -> list[dict[str, Any]]:
    now = int(time.time() * 1000)
    query = {"startAt": now - 60_000, "endAt": now + 60_000}
    return api.get(f"/api/websites/{website}/replays", params=query).json()["data"]


async def test_a_visit_is_read_back_over_the_api_and_played(site, server, api):
    website = new_website(api, replayEnabled=True, replayConfig={"sampleRate": 1, "blockSelector": ".private"})
    page = await open_shop(site, server, website, 'data-block-selector=".private"')
    await page.locator("#name").press_sequentially("Jane Doe")
    await page.fill("#password", "open sesame")
    await page.fill("#note", "Ring twice")
    await page.check("#agree")
    await page.click("button")
    await page.evaluate("document.querySelector('#box').scrollTo(0, 200)")
    await page.mouse.wheel(0, 700)
    await page.wait_for_function("scrollY == 700")
    # rrweb tells of scrolling in steps of a tenth of a second.
    await page.evaluate("new Promise(resolve => setTimeout(resolve, 200))")
    assert await hide(page) == {"ok": True}

    listed, = replays(api, website)
    recording = api.get(f"/api/websites/{website}/replays/{listed['id']}").json()
    events = recording["events"]
    assert (listed["browser"], listed["eventCount"], listed["chunkCount"]) == ("chrome", len(events), 1)
    assert (recording["sessionId"], recording["eventCount"]) == (listed["sessionId"], len(events))
    assert [event["type"] for event in events[:3]] == [META, FULL_SNAPSHOT, INCREMENTAL]
    assert [event["timestamp"] for event in events] == sorted(event["timestamp"] for event in events)
    for secret in ("Jane", "sesame", "Ring"):
        assert secret not in str(recording)

    hatch_build.install(hatch_build.STATIC)
    await site.visit("/player")
    await page.add_script_tag(path=hatch_build.STATIC / "node_modules" / "rrweb" / "umd" / "rrweb.min.js")
    page.set_default_timeout(PATIENCE_SECONDS * 1000)
    assert await page.evaluate(PLAY, events) == {
        "title": "Shop", "headline": "Tea and cups", "colour": "rgb(1, 2, 3)", "cart": "One cup in the cart",
        "scrolled": [700, 200], "typed": ["*" * 8, "*" * 11, "*" * 10], "agreed": False, "private": "",
        "size": ["1440", "900"], "scripts": 0,
    }


async def test_a_website_that_does_not_record_is_sent_one_chunk_and_keeps_none(site, server, api):
    website = new_website(api, replayEnabled=False)
    page = await open_shop(site, server, website)
    assert await hide(page) == {"ok": False, "reason": "replay_disabled"}
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    await page.click("button")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.evaluate("fetch('/marker')")
    assert asked == [f"{site.origin}/marker"]
    assert replays(api, website) == []
