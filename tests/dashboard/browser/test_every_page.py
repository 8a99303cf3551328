"""What holds for every page: WCAG 2.2 A and AA by axe-core in light and dark, on desk and phone; room and targets.

And nothing looks clickable that is not.
"""

from typing import Any

import pytest

from tests.dashboard.browser.clickable import suspicious
from tests.dashboard.browser.pages import all_pages
from tests.dashboard.browser.printing import faults_on_paper
from tests.dashboard.browser.rules import CONTRAST, violations

DESK, PHONE = 1366, 360
# What a careless line shows instead of a number or a word.
NONSENSE = ("undefined", "NaN", "[object", "Infinity", "Invalid Date")


async def show_whole(board: Any, width: int) -> None:
    """Lets the window be as high as the page: everything is reached, and no bar that stays covers anything."""
    for _ in range(2):  # what is reached may need more room
        height = await board.page.evaluate("document.documentElement.scrollHeight")
        await board.page.set_viewport_size({"width": width, "height": max(740, min(height, 6000))})
        await board.settle()


@pytest.mark.parametrize("path", [pytest.param(path, id=name) for name, path in all_pages().items()])
async def test_a_page_can_be_read_by_all_in_any_light_and_width(new_board, path):
    board = await new_board(color_scheme="light")
    page = await board.open(path)
    for width in (DESK, PHONE):
        await show_whole(board, width)
        assert await violations(page) == []
        await page.emulate_media(color_scheme="dark" if width == DESK else "light")
        assert await violations(page, rules=CONTRAST) == []
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert await suspicious(page) == []
    assert await faults_on_paper(page) == []
    text = await page.inner_text("main")
    assert [word for word in NONSENSE if word in text] == []
    targets = page.locator("main a:visible, main button:visible, main select:visible, main input:visible, "
                           "header button:visible, nav.bottom a:visible")
    # Words within a line of text may be smaller (WCAG 2.2, 2.5.8), and what a label holds is pressed by the label.
    small = await targets.evaluate_all("""all => all.filter(each => {
        const box = (each.closest('label') ?? each).getBoundingClientRect();
        return box.height < 40 && !each.closest('p, svg');
    }).map(each => each.outerHTML.slice(0, 120))""")
    assert small == []
