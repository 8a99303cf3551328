"""A page that is recorded: its clock, its tracker's token and what it sends are in the hands of the test.

Time passes only by `run_for`. Requests are answered within the page, so that a test need not wait for any.
"""

import json
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from tests.tracker.site import WEBSITE, Site

NOW_MS = 1_791_211_032_500

# Timers and the present, and `pass(milliseconds)` to move on. Scripts keep the order of their timers.
CLOCK = f"""
let now = {NOW_MS}, number = 0;
const timers = new Map();
Date.now = () => now;
window.setTimeout = (call, delay = 0, ...args) => (timers.set(++number, {{at: now + delay, call, args}}), number);
window.clearTimeout = id => timers.delete(id);
window.pass = ms => {{
    const end = now + ms;
    for (;;) {{
        const due = [...timers].filter(([, timer]) => timer.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
        if (!due) break;
        timers.delete(due[0]);
        now = Math.max(now, due[1].at);
        due[1].call(...due[1].args);
    }}
    now = end;
}};
"""

# What stands in for the tracker: `token` is its own, and `asked` how often it was wanted.
TRACKER = """
window.token = 'T1';
window.asked = 0;
window.umami = {getSession: () => (asked++, {cache: token})};
"""

# What stands in for the server: `requests` are those sent to it, `answer` what it says.
SERVER = """
window.requests = [];
window.answer = [200, '{"ok":true}'];
window.fetch = async (url, options) => {
    requests.push({url, ...options});
    if (!answer) throw new TypeError('Failed to fetch');
    const [status, text] = answer;
    return {status, json: async () => JSON.parse(text)};
};
"""

# What reaches the page's own error handlers.
ERRORS = """
window.errors = [];
addEventListener('error', event => errors.push(event.message));
addEventListener('unhandledrejection', event => errors.push(String(event.reason)));
"""

META, FULL_SNAPSHOT, INCREMENTAL = 4, 2, 3
MOUSE_MOVE = 1  # the source of an incremental one


def element(attributes: str = "", *, src: str = "/recorder.js", website: str | None = WEBSITE) -> str:
    """The element that loads the recorder; the lot falls on every page unless the attributes say otherwise."""
    identity = f' data-website-id="{website}"' if website is not None else ""
    rate = "" if "sample-rate" in attributes else " data-sample-rate=1"
    return f'<script src="{src}"{identity}{rate} {attributes}></script>'


@dataclass
class Recording:
    """A page under the recorder."""

    page: Page

    async def run_for(self, milliseconds: float) -> None:
        """Lets time pass on the page."""
        await self.page.evaluate("ms => pass(ms)", milliseconds)

    async def change(self, times: int = 1) -> None:
        """Changes the page, each time in a way of its own: one event each."""
        await self.page.evaluate("""async times => {
            const {dataset} = document.documentElement;
            for (let n = 0; n < times; n++) {
                dataset.change = Number(dataset.change ?? 0) + 1;
                await null;
            }
        }""", times)

    async def requests(self) -> list[dict[str, Any]]:
        """What was sent so far, as it was given to fetch."""
        return await self.page.evaluate("requests")

    async def errors(self) -> list[str]:
        """What the page's own error handlers have heard."""
        return await self.page.evaluate("errors")

    async def chunks(self) -> list[list[dict[str, Any]]]:
        """The events of each request so far."""
        return [json.loads(request["body"])["payload"]["events"] for request in await self.requests()]

    async def sizes(self) -> list[int]:
        """How many events each request so far had."""
        return [len(chunk) for chunk in await self.chunks()]

    async def sent_text(self) -> str:
        """All that has been recorded as text, once rrweb has told what it holds back and that was sent."""
        await self.run_for(1_000)
        await self.run_for(10_000)
        return "\n".join(request["body"] for request in await self.requests())

    async def hide(self) -> None:
        """The page goes into the background."""
        await self.page.evaluate("""() => {
            Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
        }""")


async def open_recorded(
    site: Site, attributes: str = "", *, body: str = "", head: str = "", init: str = "", server: str = SERVER,
    script: str | None = None,
) -> Recording:
    """A page of the site under the recorder, loaded. `init` is the text of a script that runs before all.

    Without `server` requests really go to the site.
    """
    first = f"<!DOCTYPE html><title>Shop</title><script>{{{ERRORS}{CLOCK}{TRACKER}{server}{init}}}</script>{head}"
    site.pages["/p"] = f"{first}{element(attributes) if script is None else script}<body>{body}"
    return Recording(await site.visit("/p"))
