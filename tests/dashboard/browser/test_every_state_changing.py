"""Every page while it asks anew: old numbers stay until the new ones come; what fails alone leaves the rest alive."""

import pytest

from tests.dashboard.browser.faults import BETWEEN_FRAMES, NOTHING, UNCHANGING, Api, alerts, numbers, retry, waiting
from tests.dashboard.browser.pages import all_pages


async def change(page, name, path):
    """Another range, another filter, or a search: whatever the page has that asks anew."""
    if "date=30day" in path:
        address = path.replace("date=30day", "date=90day")
    elif name == "retention":
        address = path + "&offset=-1"
    elif name == "live":
        address = path + "?country=eq.DE"
    else:
        return await page.fill("main input[type=search]", "e")
    await page.evaluate("""address => {
        history.pushState(null, '', address);
        dispatchEvent(new PopStateEvent('popstate'));
    }""", address)


# What helps to choose, or gives shares, and is missing without a word.
HELPS = {"utm": "/stats", "revenue": "/event-data/values", "retention": "/daterange"}


@pytest.mark.parametrize("name, path", [each for each in all_pages().items() if each[0] not in UNCHANGING],
                         ids=[name for name in all_pages() if name not in UNCHANGING])
async def test_a_change_keeps_what_is_shown_until_the_new_answers_come_and_one_that_fails_leaves_the_others_alive(
        board, name, path):
    page = await board.open(path)
    if name == "board":  # its parts are asked once they are seen
        await page.locator("main figure").first.wait_for()
        await board.settle()
    api = await Api(board).take_over()
    known, skeletons, before = await numbers(board), await waiting(board), len(board.calls)
    come = api.waits()
    await change(page, name, path)
    await page.locator(".is-old").first.wait_for()
    await page.evaluate(BETWEEN_FRAMES)
    assert await numbers(board) >= known
    assert await waiting(board) <= skeletons  # those that nobody has scrolled to
    assert await page.locator(NOTHING).count() == 0

    asked = {call.partition(" ")[2].removesuffix(" before"): None for call in board.calls[before:]}
    lost = next(about for about in asked if not about.endswith(HELPS.get(name, "/active")))
    api.loses(lost)
    come.set()
    await board.settle()
    told = await alerts(board)
    assert told
    assert [text for text in told if "The server had a fault." not in text] == []
    if len(asked) > 1 and name not in HELPS and name != "attribution":  # they show one answer in all their panels
        assert await page.locator("main td, main [data-v], main figure").count() > 0
    api.works()
    await retry(board)
    assert await alerts(board) == []
    board.problems.clear()  # the browser's own words on failed requests
