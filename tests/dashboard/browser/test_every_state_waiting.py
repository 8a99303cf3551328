"""Every page at its first load: it never says too early that there is nothing, and keeps room for what comes."""

import pytest

from tests.dashboard.browser.faults import BARE, BETWEEN_FRAMES, NOTHING, Api, alerts
from tests.dashboard.browser.pages import all_pages

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
MOST_SHIFT = 0.02


@pytest.mark.parametrize("name, path", all_pages().items(), ids=all_pages())
async def test_the_first_load_says_nothing_too_early_and_nothing_jumps_when_the_numbers_come(new_board, name, path):
    board = await new_board(viewport=DESK)
    page, api = board.page, await Api(board).take_over()
    for size in (DESK, PHONE):
        await page.set_viewport_size(size)
        come = api.waits()
        await page.goto(board.origin + path)
        await page.wait_for_selector("main")
        await page.evaluate(BETWEEN_FRAMES)
        assert await page.locator(NOTHING).count() == 0
        assert await alerts(board) == []
        waiting = page.locator("main .skeleton, main [aria-busy=true], dialog [aria-busy=true]")
        assert await waiting.count() > 0 or name in BARE
        come.set()
        await board.settle()
        assert await page.evaluate("shift") <= MOST_SHIFT, size
