"""The dashboard as a person uses it, and what the API answered meanwhile."""

import asyncio
import csv
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.async_api import BrowserContext, Error, Page, Request, Response, Route

from app.demo import WEBSITE

PATIENCE_MS = 20_000

# Layout shift so far, as browsers count it (Cumulative Layout Shift without its windows: the sum).
SHIFTS = """
window.shift = 0;
new PerformanceObserver(list => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({type: 'layout-shift', buffered: true});
"""

# How many answers a page has not read to their end, and which it has. What a browser tells of its network comes
# later, on a busy machine much later.
HEARING = """
(() => {
    const ask = window.fetch;
    window.underway = 0;
    window.heard = [];
    window.fetch = async (...question) => {
        window.underway++;
        let answer;
        try {
            answer = await ask(...question);
            return answer.clone();
        } finally {
            Promise.resolve(answer?.text())
                .then(() => answer?.ok && window.heard.push(answer.url), () => undefined)
                .finally(() => window.underway--);
        }
    };
})();
"""

# A frame for what a click changes, and one for what is asked thereby. What an answer leads to needs as long again.
TAKE_HEARD = """() => new Promise(done => {
    const before = window.heard?.length;
    requestAnimationFrame(() => setTimeout(() => requestAnimationFrame(() => {
        const hasJustHeard = window.heard?.length !== before;
        done([(window.underway ?? 0) > 0 || hasJustHeard, window.heard?.splice(0) ?? []]);
    }), 20));
})"""


@dataclass
class Board:
    """One tab. What it asks of the API is in `calls`, and the last answer to each question in `answers`."""

    origin: str
    context: BrowserContext
    page: Page
    calls: list[str] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    _busy: dict[Request, str] = field(default_factory=dict)
    # Answers that the page has read, and that have not been told here yet.
    _untold: Counter[str] = field(default_factory=Counter)
    _has_loaded: bool = False

    def listen(self) -> None:
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("request", self._asked)
        self.page.on("requestfinished", lambda request: asyncio.ensure_future(self._answered(request)))
        self.page.on("requestfailed", lambda request: self._busy.pop(request, None))
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("console", lambda line: self.problems.append(line.text) if line.type == "error" else None)

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https"):
            self.hosts.add(parts.netloc)
        if request.resource_type == "script":
            self._busy[request], self._has_loaded = "", True
        elif "/api/" in parts.path:
            about = self.about(request.url)
            # A running day is compared with the day before by a second question of the same kind, in any order.
            for other, name in list(self._busy.items()):
                if name == about and start_of(other.url) < start_of(request.url):
                    self._busy[other] = about + " before"
                elif name == about and start_of(other.url) > start_of(request.url):
                    about += " before"
            self._busy[request] = about
            self.calls.append(f"{request.method} {about}")

    async def _answered(self, request: Request) -> None:
        response: Response | None = None
        try:
            response = await request.response()
            if response and self._busy.get(request) and response.status == 200:
                self.answers[self._busy[request]] = json.loads(await response.text())
        except (Error, ValueError):
            pass  # The tab was closed or went to another page meanwhile, or a test answers with nonsense.
        finally:
            if self._busy.pop(request, None) and response and response.ok:
                self._untold[request.url] -= 1

    @staticmethod
    def about(url: str) -> str:
        """What a URL asks for: its path below /api, the type of a list, and if it is for a comparison."""
        parts = urlsplit(url)
        query = parse_qs(parts.query)
        kind = "?" + query["type"][0] if "type" in query else ""
        before = " before" if parts.path.endswith("/metrics") and query["limit"] == ["500"] else ""
        return parts.path.rpartition("/api")[2].replace(WEBSITE, "W") + kind + before

    def answer(self, what: str) -> Any:
        """The last answer to a question about the demo website: `stats`, `metrics?path`."""
        return self.answers[f"/websites/W/{what}"]

    async def open(self, path: str = f"/websites/{WEBSITE}") -> Page:
        """Goes there and waits until all has been answered."""
        await self.page.goto(self.origin + path)
        await self.page.wait_for_selector("main")
        await self.settle()
        return self.page

    async def turn(self, path: str) -> None:
        """Goes there as a step of the history does: without a load."""
        await self.page.evaluate(
            "to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate')); }", path)
        await self.rest()

    async def arrive(self, pattern: str) -> None:
        """Waits until the address is like this; pages change it without loading anything."""
        await self.page.wait_for_url(pattern, wait_until="commit")

    async def settle(self) -> None:
        """Waits until nothing is on its way, and what has come is on the page."""
        async with asyncio.timeout(PATIENCE_MS / 1000):
            while True:
                underway, heard = await self.page.evaluate(TAKE_HEARD)
                self._untold.update(url for url in heard if "/api/" in urlsplit(url).path)
                if underway or self._busy or any(count > 0 for count in self._untold.values()) \
                        or await self.page.locator("[aria-busy=true]").count():
                    await asyncio.sleep(0.02)
                elif not self._has_loaded:
                    return
                self._has_loaded = False  # what has been loaded may draw something, and ask

    async def rest(self) -> None:
        """Settles, also where an answer lets a panel come into sight that asks for more."""
        for _ in range(2):
            await self.settle()

    async def click(self, selector: str, **options: Any) -> None:
        await self.page.click(selector, **options)
        await self.settle()

    async def table(self, within: str = "main") -> list[list[str]]:
        """The lines of the file that a CSV button makes, its head first; `within` tells which button."""
        async with self.page.expect_download() as download:
            await self.page.click(f"{within} button:has-text('CSV')")
        text = Path(await (await download.value).path()).read_bytes().decode("utf-8-sig")
        return list(csv.reader(StringIO(text, newline="")))

    async def reach(self, title: str) -> None:
        """Scrolls to a panel, whose question is asked only then."""
        await self.page.locator(f"section[aria-label='{title}']").scroll_into_view_if_needed()
        await self.settle()

    async def values(self, selector: str) -> list[float]:
        """The exact numbers that stand in some places."""
        texts = await self.page.locator(selector).evaluate_all("all => all.map(each => each.dataset.v)")
        return [float(text) for text in texts if text is not None]

    async def query(self) -> dict[str, str]:
        """The parameters of the address."""
        return {name: values[-1] for name, values in parse_qs(urlsplit(self.page.url).query).items()}

    async def instead(self, pattern: str, answer: Callable[[Route], Awaitable[None]]) -> None:
        """Lets a call of the API be answered by the test."""
        await self.page.route(f"**/api/websites/*/{pattern}", answer)


def start_of(url: str) -> int:
    """The beginning of the period that a URL asks about."""
    return int(parse_qs(urlsplit(url).query).get("startAt", ["0"])[0])


def cards_of(stats: dict[str, int]) -> list[float]:
    """The numbers of the five cards, by the definitions of Umami's interface."""
    visits = stats["visits"]
    rates = [min(stats["bounces"], visits) / visits, stats["totaltime"] / visits] if visits else []
    return [stats["visitors"], visits, stats["pageviews"], *rates]
