"""Every page when the API fails, in every way: each panel says so, tries again when asked, and the way back is kept."""

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.dashboard.browser.faults import (
    BARE,
    CARELESS,
    FAULTS,
    ODD,
    REFUSED,
    UNCHANGING,
    WHOLE,
    Api,
    alerts,
    numbers,
    press_all,
    retry,
    waiting,
)
from tests.dashboard.browser.pages import all_pages


async def sign_in(board):
    await board.arrive("**/login?next=**")
    await board.page.fill("input[name=username]", "admin")
    await board.page.fill("input[name=password]", "umami")
    await board.page.click("button[type=submit]")
    await board.arrive(lambda url: not urlsplit(url).path.endswith("/login"))
    await board.page.locator("main h1").first.wait_for()
    await board.settle()


async def lives_with_nonsense(board):
    """Answers of another shape than it asked for: what can make nothing of them says so, all else stays."""
    page = board.page
    assert await page.locator("main h1, main [role=alert]").count() > 0
    assert [word for word in CARELESS if word in await page.inner_text("main")] == []
    assert await waiting(board) == 0


@pytest.mark.parametrize("name, path", all_pages().items(), ids=all_pages())
async def test_a_fault_is_told_where_it_is_until_a_retry_gets_through_and_401_leads_back_by_the_login(
        new_board, name, path):
    board = await new_board(viewport=WHOLE)
    page, api = board.page, await Api(board).take_over()
    for fault, (answer, words) in FAULTS.items():
        api.gives(answer, to_all=fault == "500")
        await (board.open(path) if fault == "500" else retry(board))
        told = await alerts(board)
        assert told or name in BARE, fault
        assert [text for text in told if words not in text] == [], fault
        assert await waiting(board) == 0, fault

    if name in UNCHANGING:  # of all others the tests of changes show it
        api.works()
        for _ in range(3):  # what the first answers need in turn
            await retry(board)
        assert await alerts(board) == []
        assert await waiting(board) == 0
        known = await numbers(board)
        api.gives(ODD)
        await page.reload()
        await board.settle()
        await lives_with_nonsense(board)
    else:
        known = None
        api.gives(ODD)
        await retry(board)
        await lives_with_nonsense(board)

    api.gives(REFUSED, to_all=True)
    # Not until all is settled: where nothing but a new load helps, Retry loads anew.
    if await page.locator("[role=alert] button").count():
        await press_all(board)
    else:
        await page.reload()
    if name == "share":  # whoever has no account is sent to no login
        await page.get_by_text("You may not see it.").first.wait_for()
        await board.settle()
        api.works()
        await retry(board)
    else:
        await page.wait_for_selector("form input[name=password]")
        api.works()
        await sign_in(board)
    there, back = urlsplit(path), urlsplit(page.url)
    assert (back.path, parse_qs(back.query)) == (there.path, parse_qs(there.query))
    assert await alerts(board) == []
    assert await waiting(board) == 0
    assert known is None or await numbers(board) == known
    board.problems.clear()  # the browser's own words on failed requests
