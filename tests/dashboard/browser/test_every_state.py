"""What every page shows while it waits, when something fails, and where there is nothing."""

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Route

from tests.dashboard.browser.pages import EMPTY, OF_A_WEBSITE, SITE, all_pages
from tests.dashboard.browser.test_every_page import NONSENSE

# Calls that no panel makes: who one is, which website this is, whose names stand in menus.
NO_DATA = re.compile(r"/api/(auth/verify|config|heartbeat|websites/[0-9a-f-]{36}|dashi/.*)(\?.*)?$")
FAULTS: dict[str, dict[str, Any] | None] = {
    "500": {"status": 500, "body": ""}, "403": {"status": 403, "json": {"error": {"message": "No.", "status": 403}}},
    "cut off": None, "nonsense": {"status": 200, "body": "<html>"},
}


async def with_data(board: Any, deal: Any) -> None:
    async def answer(route: Route) -> None:
        if NO_DATA.search(route.request.url):
            await route.continue_()
        else:
            await deal(route)

    await board.page.route("**/api/**", answer)


def numbered(pages: dict[str, str]) -> list[Any]:
    return [pytest.param(path, list(FAULTS)[index % len(FAULTS)], id=f"{name}, {list(FAULTS)[index % len(FAULTS)]}")
            for index, (name, path) in enumerate(pages.items())]


@pytest.mark.parametrize("path, fault", numbered(all_pages()))
async def test_every_fault_is_told_in_its_panel_and_can_be_tried_again(board, path, fault):
    async def fail(route: Route) -> None:
        answer = FAULTS[fault]
        await (route.fulfill(**answer) if answer else route.abort())

    await with_data(board, fail)
    page = await board.open(path)
    alerts = page.locator("main [role=alert], dialog [role=alert]")
    assert await alerts.count() > 0
    for panel in await page.locator("main section.panel:visible").all():
        assert await panel.locator("[role=alert], .note, form, pre").count() > 0, await panel.inner_text()
    await page.unroute("**/api/**")
    for _ in range(40):
        retry = page.locator("[role=alert] button:visible")
        if not await retry.count():
            break
        await retry.first.click()
        await board.settle()
    assert await page.locator("[role=alert]:visible").count() == 0
    board.problems.clear()  # the browser's own words on failed requests


@pytest.mark.parametrize("path", [pytest.param(path, id=name) for name, path in all_pages().items()])
async def test_nothing_is_said_to_be_empty_while_it_is_waited_for_and_nothing_jumps(board, path):
    come = asyncio.Event()

    async def late(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await with_data(board, late)
    page = board.page
    await page.goto(board.origin + path)
    await page.wait_for_selector("main")
    await page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    assert await page.locator("[data-empty]").count() == 0
    assert await page.locator("[role=alert]").count() == 0
    come.set()
    await board.settle()
    assert await page.evaluate("shift") <= 0.02


@pytest.mark.parametrize("rest", [pytest.param(rest, id=name) for name, rest in OF_A_WEBSITE.items()])
async def test_a_website_without_visits_shows_no_numbers_that_are_none(board, rest):
    page = await board.open(EMPTY + rest.replace(SITE, ""))
    text = await page.inner_text("main")
    assert [word for word in NONSENSE if word in text] == []
    assert text.strip()
