"""Shares: what somebody sees who was given an address, and what they are kept from."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from app.demo import ids
from tests.dashboard.browser.board import cards_of
from tests.dashboard.browser.faults import BETWEEN_FRAMES

SHARE = f"/share/{ids.SHARE_SLUG}"
PHONE = {"width": 360, "height": 740}
PATIENCE_S = 30
HREFS = "all => all.map(each => each.getAttribute('href'))"


@pytest.fixture
async def admin(dashi: str, token: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=dashi, headers=headers, timeout=PATIENCE_S) as client:
        yield client


@pytest.mark.parametrize("signed_in", [False, True], ids=["a stranger", "the owner"])
async def test_a_share_shows_what_its_token_alone_may_see(new_board, signed_in):
    board = await new_board(signed_in=signed_in)
    sent = []
    board.page.on("request", lambda request: sent.append(request) if "/api/" in request.url else None)
    page = await board.open(f"{SHARE}?date=7day")
    assert await board.values("[data-card]") == cards_of(board.answer("stats"))
    asked = [request for request in sent if f"/api{SHARE}" not in request.url]
    assert len(asked) == len(sent) - 1
    assert not [request.url for request in sent if "authorization" in request.headers]
    assert {request.headers["x-umami-share-context"] for request in asked} == {"1"}
    assert {request.headers["x-umami-share-token"] for request in asked} == {board.answers[SHARE]["token"]}
    assert not [request.url for request in asked if "/auth/" in request.url or "/share" in request.url]
    # No sites, no settings, nothing to change, and no way out.
    assert await page.locator("nav.pages > a").all_inner_texts() == ["Overview", "Events", "Sessions", "Live"]
    leading = await page.locator("a[href]:not([target])").evaluate_all(HREFS)
    assert [href for href in leading if not href.startswith((SHARE, "#"))] == []
    assert await page.evaluate("sessionStorage.length + Object.keys(localStorage).length") == (2 if signed_in else 1)


async def test_the_pages_of_a_share_hand_on_the_range_and_open_sessions(new_board):
    board = await new_board(signed_in=False)
    page = await board.open(f"{SHARE}?date=7day")
    await board.click("header >> text=Sessions")
    assert page.url.endswith(f"{SHARE}/sessions?date=7day")
    await page.locator(".sessions tbody tr").first.wait_for()
    rows = board.answer("sessions")["data"]
    await board.click(".who-link >> nth=0")
    assert await page.locator("dialog .session-who code").inner_text() == rows[0]["id"]
    assert await page.locator("dialog .tabs a").all_inner_texts() == ["Activity", "Properties"]
    await board.click("dialog .sheet-head a")
    assert page.url.endswith(f"{SHARE}/sessions/{rows[0]['id']}?date=7day")
    assert await page.locator(".session-who code").inner_text() == rows[0]["id"]
    await page.go_back()
    await page.go_back()
    await board.settle()
    assert not await page.locator("dialog").count()
    await board.click("header .pages .drop button")
    reports = await page.locator("header .choices a").evaluate_all(HREFS)
    assert reports[0] == f"{SHARE}/reports?date=7day" and all(href.startswith(SHARE) for href in reports)
    await board.click("header .choices >> text=Goals")
    assert await page.locator(".goal").count() == len(ids.GOALS)
    assert await page.locator("text=Edit").count() == await page.locator("text=Add goal").count() == 0


async def test_a_share_hides_what_is_switched_off_and_ends_with_its_row(new_board, admin):
    body = {"name": "Small", "parameters": {"events": True, "overview": False}}
    share = (await admin.post(f"/api/websites/{ids.WEBSITE}/shares", json=body)).json()
    board = await new_board(signed_in=False, viewport=PHONE)
    page = await board.open(f"/share/{share['slug']}?date=7day&tab=activity")
    await board.arrive("**/events?date=7day**")  # the first that there is
    await board.settle()
    assert await page.locator("nav.bottom").count() == 0  # one page has no others
    assert board.answer("events")["data"] and await page.locator("a.who-link").count() == 0
    board.calls.clear()
    await page.goto(f"{page.url.split('?')[0]}?session={board.answer('events')['data'][0]['sessionId']}")
    await board.settle()
    assert not [call for call in board.calls if "/sessions/" in call] and not await page.locator("dialog").count()
    await board.open(f"/share/{share['slug']}/sessions")
    assert "There is nothing at this address." in await page.inner_text("main")

    await board.open(f"/share/{share['slug']}/events")
    await admin.delete(f"/api/share/id/{share['id']}")
    await page.keyboard.press("t")  # another range: asks anew
    await page.locator("text=This share does not exist").wait_for()
    assert "/share/" in page.url
    board.problems.clear()  # the console tells of refused calls


async def test_nothing_jumps_where_a_share_opens_after_its_page_has_been_painted(new_board):
    board = await new_board(signed_in=False, viewport=PHONE)
    come = asyncio.Event()

    async def wait(route):
        await come.wait()
        await route.continue_()

    await board.page.route(f"**/api{SHARE}", wait)
    await board.page.goto(f"{board.origin}{SHARE}?date=7day")
    await board.page.wait_for_selector("main .skeleton")
    for _ in range(3):
        await board.page.evaluate(BETWEEN_FRAMES)
    come.set()
    await board.page.wait_for_selector("[data-card]")
    await board.settle()
    assert await board.page.evaluate("shift") <= 0.02


async def test_an_unknown_share_says_so_and_nobody_has_to_sign_in(new_board):
    board = await new_board(signed_in=False)
    page = await board.open("/share/nobody-knows/events")
    assert await page.locator("main p").inner_text() == "This share does not exist, or no longer."
    assert page.url.endswith("/share/nobody-knows/events") and board.calls == ["GET /share/nobody-knows"]
    board.problems.clear()  # the console tells of the 404


async def test_a_frame_without_storage_shows_a_share_as_its_address_fixes_it(new_board):
    board = await new_board(signed_in=False)
    await board.context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('denied', 'SecurityError'); }})")
    page = await board.open(f"{SHARE}/events?embed=1&theme=dark&timezone=Asia/Tokyo&date=7day")
    assert await page.locator("header.top, nav.bottom").count() == 0
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert await page.locator("abbr").first.get_attribute("title") == "Asia/Tokyo"
    await board.open(f"{SHARE}?theme=dark&timezone=Asia/Tokyo&date=7day")
    await board.click("header >> text=Events")
    assert await board.query() == {"theme": "dark", "timezone": "Asia/Tokyo", "date": "7day"}
    await board.click("header .end > button")
    await page.select_option("header select >> nth=0", "light")
    assert await page.evaluate("document.documentElement.dataset.theme") == "light"
    assert "theme" not in await board.query()
