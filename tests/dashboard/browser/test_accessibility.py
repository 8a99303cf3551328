"""axe-core's rules of WCAG 2.2 A and AA on every page, and what a narrow screen and right-to-left need."""

import pytest

from app.demo import WEBSITE
from tests.dashboard.browser.rules import look

OVERVIEW = f"/websites/{WEBSITE}"
PAGES = ["/websites", f"{OVERVIEW}?country=eq.DE&compare=prev&date=30day", f"{OVERVIEW}?view=country"]
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 360, "height": 740}}


async def violations(page, part="html"):
    # As high as the page: what a bar that stays in its place covers just now can be scrolled to.
    height = await page.evaluate("document.documentElement.scrollHeight")
    await page.set_viewport_size({**page.viewport_size, "height": height})
    broken, kept = await look(page, part)
    assert kept > 5  # it has looked
    return broken


@pytest.mark.parametrize("size, scheme", [("desk", "light"), ("phone", "dark")])
async def test_no_page_breaks_a_rule_and_none_scrolls_sideways(new_board, size, scheme):
    board = await new_board(viewport=SIZES[size], color_scheme=scheme)
    for path in PAGES:
        page = await board.open(path)
        for title in await page.locator("section[aria-label]").evaluate_all("all => all.map(each => each.ariaLabel)"):
            if "view=" not in path:
                await board.reach(title)
        assert await violations(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


async def test_the_boxes_that_open_break_no_rule(new_board):
    board = await new_board(color_scheme="dark")
    page = await board.open(OVERVIEW)
    for opener in ("[data-shortcut='c']", "[data-shortcut='/']", "[data-shortcut='ctrl-k']", "[aria-label=admin]"):
        await board.click(opener)
        assert await violations(page, ".drop-box") == [], opener  # it lies above the rest
        await page.keyboard.press("Escape")
        assert await page.locator(".drop-box").count() == 0
        assert await page.evaluate("document.activeElement.getAttribute('aria-expanded')") == "false"


async def test_signing_in_breaks_no_rule(new_board):
    board = await new_board(signed_in=False)
    await board.page.goto(board.origin + "/login")
    await board.page.wait_for_selector("form")
    assert await violations(board.page) == []


async def test_on_a_phone_targets_are_large_enough(new_board):
    board = await new_board(viewport=SIZES["phone"])
    page = await board.open(OVERVIEW)
    targets = page.locator("main a:visible, main button:visible, main select:visible, header button:visible")
    small = await targets.evaluate_all(
        "all => all.filter(each => each.getBoundingClientRect().height < 40).map(each => each.outerHTML.slice(0, 120))")
    assert small == []


async def test_the_users_own_theme_is_there_before_the_first_paint(new_board):
    board = await new_board(storage={"theme": "dark"}, color_scheme="light")
    page = await board.open("/websites")
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    await board.click("[aria-label=admin]")
    await page.select_option(".drop-box select", "system")
    assert await page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
    assert await page.evaluate("localStorage.getItem('umami.theme')") is None
