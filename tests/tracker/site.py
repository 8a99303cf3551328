"""A site under test: host names of its own, its pages with the tracker, its answers, and a log of what they send.

Nothing here waits for time to pass: tests wait for requests, and where none may come they wait for another one that
was sent later. Timers of the page can be held back and fired by the test (`HELD_TIMERS`).
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, Request

WEBSITE = "6f0c1c3e-3b1e-4d53-9b45-0d2d3e1c7a11"
PATIENCE_SECONDS = 10
CORS = [
    (b"access-control-allow-origin", b"*"), (b"access-control-allow-headers", b"*"),
    (b"access-control-allow-methods", b"GET, DELETE, POST, PUT"),
]

# Keeps the page's timers until `fire(delay)` runs those of that delay, oldest first.
HELD_TIMERS = """
window.timers = [];
window.setTimeout = (call, delay) => timers.push({call, delay});
window.clearTimeout = number => { if (timers[number - 1]) timers[number - 1].delay = null; };
window.fire = delay => {
    const due = timers.filter(timer => timer.delay === delay);
    due.forEach(timer => { timer.delay = null; timer.call(); });
    return due.length;
};
"""


@dataclass
class Hit:
    """One request that a page made, other than for pages and scripts."""

    method: str
    url: str
    headers: dict[str, str]
    text: str

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def type(self) -> str:
        return json.loads(self.text)["type"]

    @property
    def payload(self) -> Any:
        return json.loads(self.text)["payload"]


@dataclass
class Site:
    """The host names of one test, what they serve, and what came in."""

    host: str
    port: int
    tab: Page
    pages: dict[str, str] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    preflights: list[Hit] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)  # for the next POSTs; then the usual ones
    hold: asyncio.Event | None = None  # answers wait for it, if there is one
    sent: list[str] = field(default_factory=list)  # where to, for every POST that Chromium reports
    arrived: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def origin(self) -> str:
        return f"http://{self.host}:{self.port}"

    def other(self, name: str) -> str:
        """The origin of another host of this test."""
        return f"http://{name}.{self.host}:{self.port}"

    def script(self, attributes: str = "", *, src: str = "/script.js", website: str | None = WEBSITE) -> str:
        """The element that loads the tracker; blocking, so that it runs before what follows it."""
        identity = f' data-website-id="{website}"' if website is not None else ""
        return f'<script src="{src}"{identity} {attributes}></script>'

    async def open(
        self, attributes: str = "", *, path: str = "/p?x=1#top", init: str = "", head: str = "", body: str = "",
        website: str | None = WEBSITE, src: str = "/script.js", views: int = 1,
    ) -> Page:
        """The tab with a page of the title "Shop" and the tracker, loaded and its page view come in (or `views`).

        `init` is the text of a script (a block: its constants stay its own), `head` of elements; both come before
        the tracker.
        """
        script = self.script(attributes, src=src, website=website)
        first = f"<!DOCTYPE html><title>Shop</title><script>{{{init}}}</script>{head}"
        self.pages[urlsplit(path).path] = f"{first}{script}<body>{body}"
        await self.visit(path)
        await self.wait_for(views)
        return self.tab

    async def visit(self, path: str) -> Page:
        """The tab with one of the pages, once it has loaded."""
        await self.tab.goto(self.origin + path)
        return self.tab

    def note(self, request: Request) -> None:
        if request.method == "POST" and self.host in request.url:
            self.sent.append(request.url)

    async def wait_for(self, count: int) -> list[Hit]:
        """The hits, once there are that many."""
        async with self.arrived, asyncio.timeout(PATIENCE_SECONDS):
            await self.arrived.wait_for(lambda: len(self.hits) >= count)
        return self.hits

    async def all_hits(self, page: Page) -> list[Hit]:
        """The hits, once all that the page has started to send has come in.

        The page sends another request and waits for its answer. The browser reports its requests in the order of
        their start, so by then it has reported every earlier one, and these are waited for.
        """
        await page.evaluate("fetch('/marker')")
        async with self.arrived, asyncio.timeout(PATIENCE_SECONDS):
            await self.arrived.wait_for(lambda: len(self.hits) >= len(self.sent))
        return self.hits

    def base(self, path: str = "/p?x=1#top", **changes: Any) -> dict[str, Any]:
        """The default payload of a page (spec 01b, 1.12), members in order; changed ones stay in their place."""
        return {
            "website": WEBSITE, "screen": "1440x900", "language": "en-US", "title": "Shop", "hostname": self.host,
            "url": self.origin + path, "referrer": "", **changes,
        }


def body(kind: str, payload: dict[str, Any]) -> str:
    """The text of a request, as JSON.stringify writes it."""
    return json.dumps({"type": kind, "payload": payload}, separators=(",", ":"), ensure_ascii=False)


class LocalServer:
    """Serves all sites on one port, told apart by their host names."""

    def __init__(self, script: str) -> None:
        self.script = script
        self.scripts: dict[str, str] = {}  # by path: others than the ordinary one
        self.sites: dict[str, Site] = {}
        self.port = 0

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        site = self.site_of(headers["host"].partition(":")[0])
        text = b""
        while (message := await receive()).get("more_body"):
            text += message["body"]
        text += message.get("body", b"")
        hit = Hit(scope["method"], f"http://{headers['host']}{scope['path']}", headers, text.decode())
        status, kind, content = await self.answer(site, hit)
        await send({
            "type": "http.response.start", "status": status,
            "headers": [*CORS, (b"content-type", kind.encode()), (b"cache-control", b"no-store")],
        })
        await send({"type": "http.response.body", "body": content.encode()})

    def site_of(self, host: str) -> Site | None:
        return next((site for name, site in self.sites.items() if host == name or host.endswith("." + name)), None)

    async def answer(self, site: Site | None, hit: Hit) -> tuple[int, str, str]:
        if site is None:
            return 404, "text/plain", ""
        if hit.method == "OPTIONS":
            site.preflights.append(hit)
            return 204, "text/plain", ""
        if hit.method == "POST":
            usual = '{"ok":true}' if hit.path.endswith("/api/record") else "{}"
            status, text = site.answers.pop(0) if site.answers else (200, usual)
            async with site.arrived:
                site.hits.append(hit)
                site.arrived.notify_all()
            if site.hold:
                await site.hold.wait()
            return status, "application/json", text
        if hit.path in site.pages:
            return 200, "text/html; charset=utf-8", site.pages[hit.path]
        if hit.path in self.scripts or "script" in hit.path:
            return 200, "application/javascript; charset=UTF-8", self.scripts.get(hit.path, self.script)
        return 200, "text/html; charset=utf-8", "<!DOCTYPE html><title>Elsewhere</title>"
