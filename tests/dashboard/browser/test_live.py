"""What happens now: every ten seconds, as long as somebody looks, and without moving what is read."""

import copy
import time
from collections import Counter

import httpx
import pytest

from tests.dashboard.browser.board import Board

AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
)
POLL_MS = 11_100  # ten seconds, and a tenth more at most


@pytest.fixture(scope="module")
async def site(dashi: str, token: str) -> str:
    """A website where forty people have been in the last minutes."""
    async with httpx.AsyncClient(base_url=dashi) as client:
        made = await client.post("/api/websites", json={"name": "Now", "domain": "now.example"},
                                 headers={"authorization": f"Bearer {token}"})
        site = made.json()["id"]
        now = int(time.time())
        for number in range(40):
            headers = {"user-agent": AGENTS[number % 2], "x-forwarded-for": f"81.2.3.{number}",
                       "cf-ipcountry": ("DE", "FR", "GB")[number % 3]}
            payload = {"website": site, "hostname": "now.example", "url": ("/", "/docs", "/docs/a")[number % 3],
                       "referrer": ("https://news.example/", "")[number % 2], "timestamp": now - 30 * number}
            answer = await client.post("/api/send", json={"type": "event", "payload": payload}, headers=headers)
            assert answer.status_code == 200
            if number % 10 == 0:
                named = {**payload, "name": "signup"}
                await client.post("/api/send", json={"type": "event", "payload": named}, headers=headers)
        return site


class Watch:
    """The live page of the site, and answers of the test's own after the first."""

    def __init__(self, board: Board, site: str) -> None:
        self.board, self.site, self.question = board, site, f"/realtime/{site}"

    async def open(self, query: str = "") -> dict:
        await self.board.open(f"/websites/{self.site}/realtime{query}")
        return self.board.answers[self.question]

    async def deal(self, answer: dict | None) -> None:
        """From now on the API says this; None is no answer at all."""
        async def fulfil(route):
            await (route.abort() if answer is None else route.fulfill(json=answer))

        await self.board.page.unroute("**/api/realtime/*")
        await self.board.page.route("**/api/realtime/*", fulfil)

    async def next(self) -> None:
        self.board.calls.clear()
        await self.board.page.clock.fast_forward(POLL_MS)
        await self.board.settle()

    def asked(self) -> int:
        return sum(self.question in call for call in self.board.calls)


@pytest.fixture
async def watch(board: Board, site: str) -> Watch:
    await board.page.clock.install()
    return Watch(board, site)


def later(answer: dict, count: int) -> dict:
    """The same, and some views since."""
    newest = answer["events"][0]
    more = [{**newest, "__type": "pageview", "eventName": None, "urlPath": f"/later/{number}",
             "createdAt": f"2100-01-01T00:00:{number:02}.000Z"} for number in range(count)]
    changed = copy.deepcopy(answer)
    changed["events"] = [*reversed(more), *answer["events"]]
    changed["totals"]["views"] += count
    return changed


async def check(watch: Watch, answer: dict) -> None:
    """Cards, chart, lists and log are the API's."""
    board, totals = watch.board, answer["totals"]
    assert await board.values("[data-card]") == [totals[name] for name in ("views", "visitors", "events", "countries")]
    for title, counts in (("Pages", "urls"), ("Sources", "referrers"), ("Places", "countries")):
        shown = await board.values(f"section[aria-label={title}] td[data-v]")
        assert shown == sorted(answer[counts].values(), reverse=True)[:15]
    await board.click("figure >> text=As table")
    shown = await board.values("figure td[data-v]")
    assert len(shown) == 2 * 31
    assert (sum(shown[0::2]), sum(shown[1::2])) == (totals["views"], totals["visitors"])
    rows = await board.page.locator(".entry").evaluate_all(
        "all => all.map(each => [each.dataset.kind, each.dataset.session])")
    assert rows == [[entry["__type"], entry["sessionId"]] for entry in answer["events"]]


async def test_all_that_is_shown_is_what_the_api_said(watch, site):
    answer = await watch.open()
    await check(watch, answer)
    assert answer["totals"] == {**answer["totals"], "views": 40, "events": 4, "countries": 3}
    sessions = Counter(entry["country"] for entry in answer["events"] if entry["__type"] == "session")
    assert answer["countries"] == dict(sessions)
    share = await watch.board.page.locator("section[aria-label=Places] td.share").first.inner_text()
    assert share == f"{max(sessions.values()) / 40:.0%}"


async def test_a_word_filters_all_of_the_page_kind_and_search_its_log_and_the_address_holds_them(watch, new_board):
    board, page = watch.board, watch.board.page
    whole = await watch.open()
    await board.click(".entry .where a >> text=Germany >> nth=0")
    assert await board.query() == {"country": "eq.DE"}
    filtered = board.answers[watch.question]
    assert 0 < len(filtered["events"]) < len(whole["events"]) and set(filtered["countries"]) == {"DE"}
    await board.click(".log-panel .tabs >> text=Views")
    await page.fill(".log-panel input[type=search]", "firefox")
    await board.arrive("**search=firefox")
    assert await board.query() == {"country": "eq.DE", "kind": "views", "search": "firefox"}
    shown = await page.locator(".entry").evaluate_all("all => all.map(each => each.dataset.session)")
    assert shown == [entry["sessionId"] for entry in filtered["events"]
                     if entry["__type"] == "pageview" and entry["browser"] == "firefox"]
    fresh = await new_board()
    await fresh.page.goto(page.url)
    await fresh.settle()
    assert await fresh.page.locator(".entry").evaluate_all("all => all.map(each => each.dataset.session)") == shown
    await page.go_back()
    await page.go_back()
    await board.settle()
    assert await board.query() == {}
    assert await page.locator(".entry").count() == len(whole["events"])


async def test_a_row_opens_its_session(watch):
    answer = await watch.open()
    await watch.board.page.click(".entry >> nth=2", position={"x": 400, "y": 4})
    assert await watch.board.query() == {"session": answer["events"][2]["sessionId"]}


async def test_it_asks_while_it_is_seen_and_a_pause_holds_it(watch):
    page = watch.board.page
    answer = await watch.open()
    await watch.deal(later(answer, 1))
    await watch.next()
    assert watch.asked() == 1
    assert await page.locator(".entry").first.get_attribute("class") == "entry is-new"
    await page.click("text=Pause")
    await watch.deal(later(answer, 2))
    await watch.next()
    assert watch.asked() == 0 and await page.locator(".is-new").count() == 1
    await watch.board.click("text=Resume")
    assert watch.asked() == 1  # at once
    assert await watch.board.values("[data-card=views]") == [answer["totals"]["views"] + 2]
    await page.evaluate("""() => {
        Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    }""")
    await watch.next()
    assert watch.board.calls == []


async def test_rows_that_come_do_not_move_those_that_are_read_and_are_told_twice_a_minute_at_most(watch):
    board, page = watch.board, watch.board.page
    answer = await watch.open()
    place = "() => document.querySelector('.log-box').scrollTop"
    await page.evaluate("() => document.querySelector('.log-box').scrollTo(0, 400)")
    read = page.locator(f".entry[data-session='{answer['events'][16]['sessionId']}']").first
    before = (await read.bounding_box())["y"]
    for count in (3, 5, 9):
        await watch.deal(later(answer, count))
        await watch.next()
        assert (await read.bounding_box())["y"] == pytest.approx(before, abs=1)
        said = await page.inner_text(".log-panel [role=status]")
        assert said == ("9 new" if count == 9 else "")
    assert await page.evaluate(place) > 400
    await board.click(".to-top")
    assert await page.evaluate(place) == 0
    assert await page.locator(".to-top").count() == 0
    await watch.deal(later(answer, 10))
    await watch.next()
    assert await page.evaluate(place) == 0  # who is at the top sees what is new
    assert "/later/9" in await page.inner_text(".entry >> nth=0")


async def test_what_was_there_stays_while_the_server_is_away(watch):
    board, page = watch.board, watch.board.page
    answer = await watch.open()
    await watch.deal(None)
    await watch.next()
    assert "The server cannot be reached." in await page.inner_text(".trouble [role=alert]")
    assert await page.locator("[role=alert]").count() == 1
    assert await page.locator(".entry").count() == len(answer["events"])
    await watch.deal(answer)
    await board.click(".trouble >> text=Retry")
    assert await page.locator(".trouble").count() == 0
    board.problems.clear()  # the browser's own words on failed requests


async def test_without_visits_it_says_so_and_leads_on(watch):
    board, page = watch.board, watch.board.page
    answer = await watch.open()
    nothing = {**answer, "countries": {}, "urls": {}, "referrers": {}, "events": [],
               "series": {"views": [], "visitors": []}, "totals": dict.fromkeys(answer["totals"], 0)}
    await watch.deal(nothing)
    await watch.next()
    assert await board.values("[data-card]") == [0, 0, 0, 0]
    assert "Nothing in the last 30 minutes." in await page.inner_text("[data-empty=now]")
    assert (await page.get_attribute("[data-empty=now] a", "href")).endswith(f"/websites/{watch.site}")
