"""The five trips that the dashboard is made for (design/dashboard.md, section 4), whatever hand makes them."""

import csv
import io
import itertools
import time
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect
from pypdf import PdfReader

from app.demo import ids
from tests.dashboard.browser.board import Board, cards_of
from tests.dashboard.browser.pages import SITE
from tests.dashboard.browser.printing import faults_on_paper
from tests.dashboard.browser.trips.hands import PHONE, Hand, Touch

SEEN_WITHIN_S = 12
A4_WIDTH_PT = 596
PT_PER_PX = 0.75  # unless the page is shrunk to fit
NewBoard = Callable[..., Awaitable[Board]]
_trips = itertools.count(1)


class Trips:
    """`hand` makes the trip; `new_board` opens other browsers, of those who are told of it."""

    def __init__(self, hand: Hand, new_board: NewBoard, browser: Browser) -> None:
        self.hand, self.board, self.page = hand, hand.board, hand.page
        self.new_board, self.browser = new_board, browser
        # What an earlier trip has left, even one that failed half-way and is made again, is not this one's.
        self._number = next(_trips)

    async def first_day(self) -> None:
        """Sign in, add a website, copy the code, send a hit, see it on Live within 12 s and on the overview."""
        hand, page, board = self.hand, self.page, self.board
        await board.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await page.goto(board.origin)
        await hand.write(page.get_by_label("Username"), "admin")
        await hand.write(page.get_by_label("Password"), "umami")
        await hand.press(page.get_by_role("button", name="Sign in"), waits=False)
        await page.locator("h1", has_text="Websites").wait_for()
        await board.settle()

        await hand.press(page.get_by_role("button", name="Add website"))
        await hand.write(page.get_by_label("Name"), f"First day {self._number}")
        await hand.write(page.get_by_label("Domain"), "first.example")
        await hand.press(page.locator(".drop-box button[type=submit]"), waits=False)
        await page.locator(".first-hit pre", has_text="<script").wait_for()
        await board.settle()
        await hand.press(page.locator(".first-hit").get_by_role("button", name="Copy"))
        await page.locator(".first-hit").get_by_role("button", name="Copied").wait_for()
        code = await page.evaluate("navigator.clipboard.readText()")

        await hand.go("Live")
        await page.locator("[data-empty]").first.wait_for()
        began = time.monotonic()
        await self._visit(code)
        await page.locator(".entry", has_text="/hello").first.wait_for()
        assert time.monotonic() - began <= SEEN_WITHIN_S
        await hand.go("Overview")
        await expect(page.locator("[data-card=visitors]")).to_have_attribute(
            "data-v", "1", timeout=1000 * SEEN_WITHIN_S)
        await expect(page.locator(".first-hit")).to_have_count(0)
        await board.reach("Pages")
        await expect(page.locator("section[aria-label=Pages] .filter-link")).to_have_text(["/hello"])

    async def _visit(self, code: str) -> None:
        """A visitor's browser opens a page with the code that was copied."""
        context = await self.browser.new_context(user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0")
        page = await context.new_page()
        await page.route(f"{self.board.origin}/hello", lambda route: route.fulfill(
            content_type="text/html", body=f"<!doctype html><title>Hello</title>{code}"))
        async with page.expect_response("**/api/send") as response:
            await page.goto(f"{self.board.origin}/hello")
        assert (await response.value).status == 200
        await context.close()

    async def morning(self) -> None:
        """Which website moved, yesterday against the day before, which source grew: 2 clicks and 2 keys."""
        hand, page, board = self.hand, self.page, self.board
        await board.open("/websites")
        rows = page.locator(".sites tbody tr")
        changes = [abs(number_of(text)) for text in await rows.locator("td:nth-child(3)").all_inner_texts()]
        assert max(changes) > 0
        site = rows.nth(changes.index(max(changes))).locator(".site-link")
        asked = f"/websites/{(await site.get_attribute('href') or '').rpartition('/')[2]}".replace(ids.WEBSITE, "W")
        await hand.press(site)
        await hand.shortcut("e", ("[data-shortcut=c]",), (".choices a:text-is('Yesterday')",))
        await hand.shortcut("x", (".picker select", "Previous period"))
        assert await board.query() == {"date": "0day", "offset": "-1", "compare": "prev"}

        stats = board.answers[f"{asked}/stats"]
        assert await board.values("[data-card]") == cards_of(stats)
        assert await board.values(".card-before") == cards_of(stats["comparison"])
        await board.reach("Sources")
        sources = page.locator("section[aria-label=Sources]")
        now = {row["x"]: row["y"] for row in board.answers[f"{asked}/metrics?referrer"]}
        before = {row["x"]: row["y"] for row in board.answers[f"{asked}/metrics?referrer before"]}
        shown = [number_of(text) for text in await sources.locator("tbody td:last-child").all_inner_texts()]
        assert shown == [grown(now[name], before.get(name, 0)) for name in now]
        most = max(now, key=lambda name: (now[name] - before.get(name, 0), bool(name)))
        await hand.press(sources.locator("a.filter-link").nth(list(now).index(most)))
        assert (await board.query())["referrer"] == f"eq.{most}"
        if isinstance(hand, Touch):  # no keys: yesterday is two taps, the comparison one
            assert (hand.presses, hand.keys) == (5, 0)
        else:
            assert (hand.presses, hand.keys) == (2, 2)

    async def why_the_peak(self) -> None:
        """Bar, referrer, page, session; the same in a fresh browser; `Back` undoes step by step."""
        hand, page, board = self.hand, self.page, self.board
        start = f"{SITE}?date=90day"
        await board.open(start)
        values = [point["y"] for point in board.answer("pageviews")["pageviews"]]
        cards = cards_of(board.answer("stats"))
        await page.get_by_role("button", name="As table").wait_for()
        days = await self._days()
        peak = [views for _, views in days].index(max(values))
        await hand.bar(page.locator(".chart svg[role=img]"), peak, len(days))
        assert (await board.query())["date"].startswith("range:")
        assert board.answer("stats")["pageviews"] == max(values)

        addresses = [start, page.url]
        await board.reach("Sources")
        source = page.locator("section[aria-label=Sources] a.filter-link")
        row = next(number for number, each in enumerate(board.answer("metrics?referrer")) if each["x"])
        await hand.press(source.nth(row))
        addresses.append(page.url)
        await board.reach("Pages")
        await hand.press(page.locator("section[aria-label=Pages] a.filter-link"))
        addresses.append(page.url)
        assert set(await board.query()) == {"date", "referrer", "path"}
        await hand.go("Sessions")
        addresses.append(page.url)
        await hand.press(page.locator("tbody .who-link"))
        await page.locator("dialog .session-who code").wait_for()
        await board.settle()
        assert set(await board.query()) == {"date", "referrer", "path", "session"}

        other = await self.new_board(**hand.options)
        await other.open(page.url.removeprefix(board.origin))
        await other.page.locator("dialog .session-who code").wait_for()
        await other.settle()
        assert await other.page.inner_text("main") == await page.inner_text("main")
        assert await other.page.inner_text("dialog") == await page.inner_text("dialog")

        for address in reversed(addresses):
            await page.go_back()
            await board.settle()
            assert page.url.removeprefix(board.origin) == address.removeprefix(board.origin)
        assert await page.locator("dialog, .chip").count() == 0
        assert await board.values("[data-card]") == cards

    async def _days(self) -> list[tuple[date, float]]:
        """The bars of the chart: today and the ninety days before, those without any view too."""
        known = {point["x"][:10]: point["y"] for point in self.board.answer("pageviews")["pageviews"]}
        today = date.fromisoformat(await self.page.evaluate("new Date().toLocaleDateString('sv-SE')"))
        days = [today - timedelta(days=back) for back in range(90, -1, -1)]
        return [(day, known.get(day.isoformat(), 0)) for day in days]

    async def for_the_boss(self) -> None:
        """A share with three tabs, on a phone in German and dark; its file is the API's, its print one page wide."""
        hand, page, board = self.hand, self.page, self.board
        await board.open(f"{SITE}/settings")
        name = f"For the boss {self._number}"
        await hand.press(page.get_by_role("link", name="New share"))
        sheet = page.locator("dialog")
        await hand.write(sheet.get_by_label("Name"), name)
        await hand.press(sheet.get_by_label("Sessions", exact=True))  # besides overview and events
        await hand.press(sheet.get_by_role("button", name="Save"))
        line = page.locator(".things li", has_text=name)
        address = await line.locator(".thing a").inner_text()

        phone = await self.new_board(signed_in=False, **{
            **hand.options, "viewport": PHONE, "locale": "de-DE", "color_scheme": "dark"})
        other = type(hand)(phone)
        await phone.open(address.removeprefix(board.origin) + "?date=30day")
        boss = phone.page
        looks = await boss.evaluate("[document.documentElement.lang, getComputedStyle(document.body).colorScheme]")
        assert looks == ["de-DE", "dark"]
        assert await boss.locator("nav.bottom a").all_inner_texts() == ["Übersicht", "Ereignisse", "Sitzungen"]
        await phone.reach("Seiten")
        async with boss.expect_download() as download:
            await other.press(boss.locator("section[aria-label=Seiten]").get_by_role("button", name="CSV"))
        rows = list(csv.reader(Path(await (await download.value).path()).read_text("utf-8-sig").splitlines()))
        assert rows == [["Pfad", "Besucher"], *([row["x"], str(row["y"])] for row in phone.answer("metrics?path"))]

        titles = await boss.locator("main h2").all_inner_texts()
        for title in titles:
            await phone.reach(title)
        assert await faults_on_paper(boss) == []
        await check_pdf(boss, titles)

        await hand.press(line.get_by_role("link", name="Edit"))
        await hand.press(sheet.get_by_role("button", name="Delete"))
        await hand.write(sheet.locator(".drop-box input"), "DELETE")
        await hand.press(sheet.locator(".drop-box button[type=submit]"))
        await expect(line).to_have_count(0)

    async def conversion(self) -> None:
        """A funnel of three steps with an event and a filter; a segment; another range; edit, delete."""
        hand, page, board = self.hand, self.page, self.board
        name = f"Conversion {self._number}"
        asked: list[Any] = []
        page.on("request", lambda request: asked.append(request.post_data_json)
                if request.url.endswith("/reports/funnel") else None)
        await board.open(SITE)
        await hand.report("Funnels")
        await hand.press(page.get_by_role("link", name="Add funnel"))
        await hand.write(self._step(0).locator("input"), "/")
        await hand.write(self._step(1).locator("input"), "/pricing")
        await hand.press(page.get_by_role("button", name="Add step"))
        await hand.choose(self._step(2).locator("select").first, "Event")
        await hand.write(self._step(2).locator("input"), "signup")
        await hand.write(page.get_by_label("Minutes between steps"), "90")  # leaving a field tells what was typed
        await hand.press(page.locator("[data-shortcut='/']"))
        await hand.choose(page.locator(".filter-box select").first, "Country")
        await hand.press(page.locator(".filter-box .values button", has_text="Germany"))
        assert await page.locator(".chip").inner_text() == "Country is Germany"
        assert asked[-1]["filters"] == {"country": "eq.DE"} and len(asked[-1]["parameters"]["steps"]) == 3

        await hand.press(page.get_by_role("button", name="Save as segment"))
        await hand.write(page.locator(".save-box input"), name)
        await hand.press(page.locator(".save-box button[type=submit]"))
        await expect(page.locator(".chip strong")).to_have_text(name)
        await hand.shortcut("t", ("[data-shortcut=c]",), (".choices a:text-is('Last 30 days')",))
        query = await board.query()
        assert query["date"] == "30day" and "country" not in query
        assert asked[-1]["filters"] == {"segment": query["segment"]}

        await hand.write(page.locator(".save-funnel input").first, name)
        await hand.press(page.get_by_role("button", name="Save", exact=True))
        panel = page.locator(f"section[aria-label='{name}']")
        shown = [int(text) for text in await panel.locator(".step-head .number:not(.share)").evaluate_all(
            "all => all.map(each => each.dataset.v)")]
        assert len(shown) == 3 and shown == sorted(shown, reverse=True) and shown[0] > 0

        await hand.press(panel.get_by_role("link", name="Edit"))
        await hand.write(page.get_by_label("Minutes between steps"), "30")
        await hand.press(page.get_by_role("button", name="Save", exact=True))
        await expect(page.locator(".save-funnel")).to_have_count(0)
        await hand.press(panel.get_by_role("link", name="Edit"))
        await expect(page.get_by_label("Minutes between steps")).to_have_value("30")
        await self._delete(".save-funnel")
        await expect(panel).to_have_count(0)

        await hand.press(page.locator("[data-shortcut='/']"))
        await hand.press(page.locator(".filter-box").get_by_role("link", name="Segments…"))
        await hand.press(page.get_by_role("link", name=f"Edit {name}"))
        await self._delete("dialog")
        await expect(page.locator(".groups li", has_text=name)).to_have_count(0)

    def _step(self, number: int) -> Any:
        return self.page.locator(f"[data-step='{number}']")

    async def _delete(self, where: str) -> None:
        await self.hand.press(self.page.locator(f"{where} .drop.danger > button"))
        await self.hand.write(self.page.locator(f"{where} .drop-box input"), "DELETE")
        await self.hand.press(self.page.locator(f"{where} .drop-box button[type=submit]"))


TRIPS = [Trips.first_day, Trips.morning, Trips.why_the_peak, Trips.for_the_boss, Trips.conversion]


def number_of(change: str) -> float:
    """A change as it is shown, in whole percent; what is new has none."""
    digits = change.strip("▲▼ \n%").replace(",", "").replace("−", "-")
    return float(digits) if digits.lstrip("+-").isdigit() else 0.0


def grown(now: int, before: int) -> float:
    if not before:
        return 0.0
    change = (now - before) / before
    return 0.0 if abs(change) < 0.005 else float(f"{100 * change:.0f}")


async def check_pdf(page: Page, titles: list[str]) -> None:
    """What Chromium prints on A4: every panel, and no text that begins outside of the paper."""
    printed = PdfReader(io.BytesIO(await page.pdf(format="A4")))
    words, outside = "", []

    def note(text: str, page_matrix: list[float], matrix: list[float], *_: Any) -> None:
        nonlocal words
        words += text
        left = matrix[4] * page_matrix[0] + page_matrix[4]
        if text.strip() and not (0 <= left <= A4_WIDTH_PT and round(page_matrix[0], 2) == PT_PER_PX):
            outside.append((text, left, page_matrix))

    for sheet in printed.pages:
        assert round(float(sheet.mediabox.width)) == A4_WIDTH_PT
        sheet.extract_text(visitor_text=note)
    assert outside == []
    flat = "".join(words.split())
    assert [title for title in titles if "".join(title.split()) not in flat] == []
