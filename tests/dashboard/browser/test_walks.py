"""Clicks at random on every page: what is shown is what was answered, and its address says all of it."""

import pytest

from tests.dashboard.browser.pages import all_pages
from tests.dashboard.browser.walk import Walk

STEPS = 4
STARTS = (
    "overview", "events", "sessions", "live", "performance", "compare", "breakdown", "reports", "goals", "funnels",
    "journeys", "retention", "utm", "revenue", "attribution", "segments", "cohorts", "replays", "link", "board",
)

@pytest.mark.parametrize("seed, start", list(enumerate(STARTS, 1)), ids=STARTS)
async def test_a_walk_never_shows_a_number_that_nobody_answered_and_its_address_shows_the_same(new_board, seed, start):
    walk = Walk(await new_board(viewport={"width": 1366, "height": 2400}), seed)
    await walk.begin(all_pages()[start])
    for number in range(1, STEPS + 1):
        address, before = walk.page.url, await walk.looks()
        await walk.step()
        if number == 2 and walk.page.url != address:
            await walk.back(address, before)
    await walk.open_anew(await new_board(viewport={"width": 1366, "height": 2400}))
