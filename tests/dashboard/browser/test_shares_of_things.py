"""Shares of links, pixels and boards: the same numbers as the thing itself, nothing to edit, and no way out of it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from app.demo import ids
from tests.dashboard.browser.truth import TALL

MONTH = "?date=30day"
LINK, PIXEL, BOARD = f"/links/{ids.LINKS[0]}", f"/pixels/{ids.PIXEL}", f"/boards/{ids.BOARD}"
THINGS = [pytest.param(2, ids.LINKS[0], LINK, id="link"), pytest.param(3, ids.PIXEL, PIXEL, id="pixel"),
          pytest.param(4, ids.BOARD, BOARD, id="board")]
HREFS = "all => all.map(each => each.getAttribute('href'))"
ROWS = "all => all.map(row => row.innerText)"


@pytest.fixture
async def share(dashi: str, token: str) -> AsyncIterator[Callable[[int, str], Awaitable[str]]]:
    """Shares something as long as a test runs: `slug = await share(2, link_id)`."""
    made = []
    async with httpx.AsyncClient(base_url=dashi, headers={"Authorization": f"Bearer {token}"}) as admin:
        async def make(kind: int, thing: str) -> str:
            answer = await admin.post("/api/share", json={
                "entityId": thing, "shareType": kind, "name": "To all", "slug": f"of-{thing[-12:]}", "parameters": {}})
            assert answer.status_code == 200, answer.text
            made.append(answer.json())
            return f"/share/{made[-1]['slug']}"

        yield make
        for each in made:
            await admin.delete(f"/api/share/id/{each['id']}")


@pytest.mark.parametrize("kind, thing, path", THINGS)
async def test_a_share_shows_the_numbers_of_the_thing_itself_and_nothing_to_change(new_board, share, kind, thing, path):
    address = await share(kind, thing)
    owner = await new_board(viewport=TALL)
    await owner.open(path + MONTH)
    await owner.rest()
    board = await new_board(signed_in=False, viewport=TALL)
    asked = []
    board.page.on("request", lambda request: asked.append(request) if "/api/" in request.url else None)
    page = await board.open(address + MONTH)
    await board.rest()
    numbers = await board.values("main [data-v]")
    assert len(numbers) > 20
    assert numbers == await owner.values("main [data-v]")
    rows = await owner.page.locator("main tbody tr").evaluate_all(ROWS)
    assert rows == await page.locator("main tbody tr").evaluate_all(ROWS)
    assert await page.inner_text("h1") == await owner.page.inner_text("h1")

    # By its token alone, and only about what is shared: no other pages, nothing of the account.
    assert not [request.url for request in asked if "authorization" in request.headers]
    assert not [call for call in board.calls if re.search("/(auth|me|teams|segments|shares)(/|$)", call)]
    assert await page.locator("nav.pages, nav.bottom").count() == 0
    assert await page.locator("main").get_by_text("Edit", exact=True).count() == 0
    assert await page.locator("button:has-text('Save as segment'), a[href*='/design']").count() == 0
    leading = await page.locator("a[href]:not([target])").evaluate_all(HREFS)
    assert leading and [href for href in leading if not href.startswith((f"{address}?", "#"))] == []
    # Nothing leads to where one is already: a link changes what is shown.
    here = page.url.removeprefix(board.origin)
    unmoved = "all => all.filter(each => !each.ariaCurrent).map(each => each.getAttribute('href'))"
    assert here not in await page.locator("main a[href]").evaluate_all(unmoved)

    await page.locator("main tbody a.filter-link").first.click()
    await board.rest()
    assert len(await board.query()) == 2
    assert await board.values("[data-card=visitors]") < await owner.values("[data-card=visitors]")
    await page.go_back()
    await board.rest()
    assert await board.values("main [data-v]") == numbers
    for suffix in ("/edit", "/design", "/events", "/settings"):
        await board.turn(address + suffix)
        assert "There is nothing at this address." in await page.inner_text("main")


async def test_the_whole_lists_of_a_shared_link_open_there_and_those_of_a_board_are_not_offered(new_board, share):
    board = await new_board(signed_in=False, viewport=TALL)
    page = await board.open(await share(2, ids.LINKS[0]) + MONTH)
    await board.rest()
    await board.click("section[aria-label=Places] .panel-foot a")
    assert await board.query() == {"date": "30day", "view": "country"}
    rows = board.answers[f"/websites/{ids.LINKS[0]}/metrics/expanded?country"]
    assert (await board.values("dialog td[data-v]"))[::5] == [row["visitors"] for row in rows]
    await board.turn(await share(4, ids.BOARD) + MONTH)
    assert await page.locator(".panel-foot button").count() == 3
    assert await page.locator(".panel-foot a").count() == 0


@pytest.mark.parametrize("kind, thing, path", THINGS)
async def test_the_address_of_a_share_fixes_theme_language_and_frame(new_board, share, kind, thing, path):
    address = await share(kind, thing)
    board = await new_board(signed_in=False, color_scheme="light")
    page = await board.open(f"{address}?date=7day&embed=1&theme=dark&lang=de-DE&timezone=Asia/Tokyo")
    await board.rest()
    assert await page.locator("header.top, nav.bottom").count() == 0
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert await page.evaluate("document.documentElement.lang") == "de-DE"
    assert "7 Tage" in await page.inner_text("main")
    assert await page.locator("abbr").first.get_attribute("title") == "Asia/Tokyo"


async def test_an_owner_who_opens_a_share_sees_what_others_see(new_board, share):
    board = await new_board(viewport=TALL)
    page = await board.open(await share(4, ids.BOARD) + MONTH)
    await board.rest()
    assert await page.locator("main").get_by_text("Edit", exact=True).count() == 0
    assert not [call for call in board.calls if "/auth/" in call]
    assert len(await board.values("main [data-v]")) > 20
