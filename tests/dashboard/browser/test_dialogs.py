"""What opens above a page: WCAG 2.2 A and AA by axe-core in both lights and widths, room, targets, and the keyboard.

Each is opened by Enter on what opens it and closed by Escape, which gives the focus back.
"""

from dataclasses import dataclass
from pprint import pformat
from typing import Any

import pytest
from playwright.async_api import Locator

from app.demo import ids
from tests.dashboard.browser.board import Board
from tests.dashboard.browser.pages import EMPTY, MONTH, SITE
from tests.dashboard.browser.rules import violations
from tests.dashboard.browser.test_every_page import DESK, PHONE

HEIGHT = 768
DROP, SHEET, MENU = ".drop-box", "dialog[open]", ".menu"
# What a box may hold besides its head: the most presses of Tab that walk once around it.
MOST_STOPS = 150


@dataclass(frozen=True)
class Opens:
    """What opens a box (the first of its kind on the page), by which key, and what to press in it then."""

    opener: str
    box: str = DROP
    key: str = "Enter"
    then: str | None = None
    is_of_desk: bool = False


FILTERS = {"filters": Opens("[data-shortcut='/']")}
DELETE = {"delete": Opens("main .drop.danger > button:text-is('Delete')")}
SHARES = {"new share": Opens("main a[href*='share=new']", SHEET)}

# By the page on which they are, the smallest that has them: axe-core reads all of it. It is loaded once for all.
DIALOGS: dict[str, dict[str, Opens]] = {
    f"{EMPTY}{MONTH}&country=eq.DE&compare=range:1700000000000:1700600000000": {
        **FILTERS,
        "ranges": Opens("[data-shortcut=c]"),
        "dates to compare with": Opens(".own-dates > button"),
        "save as segment": Opens(".save-box > button"),
        "websites": Opens("[data-shortcut=ctrl-k]"),
        "reports": Opens("nav.pages .drop > button", is_of_desk=True),
        "user": Opens(".top .drop.end > button"),
        "keys": Opens("[aria-label=Keys]", SHEET, is_of_desk=True),
    },
    f"{SITE}{MONTH}": {
        "menu of a row": Opens("section[aria-label=Pages] a.filter-link", MENU, "Shift+F10"),
        "long list": Opens("section[aria-label=Devices] .panel-foot a", SHEET),
    },
    f"{SITE}{MONTH}&view=path": {"menu of a row of a list": Opens("dialog tbody a.filter-link", MENU, "Shift+F10")},
    f"{SITE}/sessions{MONTH}": {"session": Opens(".who-link", SHEET)},
    f"{SITE}/events{MONTH}&tab=activity": {
        "session of an event": Opens("main a[href*='session=']", SHEET),
        "properties of an event": Opens("main a[href*='opened=']", ".event-properties"),
    },
    f"{SITE}/goals{MONTH}": {
        "new goal": Opens("main a[href*='add=1']", SHEET),
        "goal": Opens("main a[href*='edit=']", SHEET),
        "delete a goal": Opens("main a[href*='edit=']", SHEET, then="dialog .drop.danger > button"),
    },
    f"{SITE}/funnels{MONTH}&edit={ids.FUNNEL}": DELETE,
    f"{SITE}/breakdown{MONTH}": {"fields": Opens("main .drop.fields > button")},
    f"{SITE}/segments": {
        "new segment": Opens("main a[href*='add=1']", SHEET), "segment": Opens("main a[href*='edit=']", SHEET),
    },
    f"{SITE}/cohorts": {
        "new cohort": Opens("main a[href*='add=1']", SHEET), "cohort": Opens("main a[href*='edit=']", SHEET),
    },
    f"{SITE}/replays{MONTH}": {
        "replay": Opens("main a[href*='replay=']", SHEET),
        "player": Opens("main a[href*='replay=']", SHEET, then="dialog .to-play button"),
        "keep a replay": Opens("main a[href*='replay=']", SHEET, then="dialog .sheet-head .drop > button"),
    },
    f"{SITE}/settings": {
        **SHARES, **DELETE,
        "share": Opens("main a[href*='share=']:not([href*='share=new'])", SHEET),
        "transfer": Opens("main .drop > button:text-is('Transfer')"),
        "reset": Opens("main .drop > button:text-is('Reset')"),
    },
    "/websites": {"new website": Opens("main .main-drop > button"), "team": Opens(".top .drop > button")},
    "/links": {"new link": Opens("main .main-drop > button")},
    f"/links/{ids.LINKS[0]}/edit": DELETE | SHARES,
    "/pixels": {"new pixel": Opens("main .main-drop > button")},
    f"/boards/{ids.BOARD}/edit": DELETE | SHARES,
    "/settings/teams": {"join": Opens("main .drop.end > button"), "new team": Opens("main .main-drop > button")},
    f"/settings/teams/{ids.TEAM}": {
        **DELETE,
        "new code": Opens("main .drop.danger > button:text-is('New code')"),
        "new member": Opens("main .drop > button:text-is('Add member')"),
        "role": Opens("main .drop.end > button:has-text('Role')"),
        "remove": Opens("main .drop.danger > button:has-text('Remove')"),
    },
    "/admin/users": {"new user": Opens("main .main-drop > button")},
    f"/admin/users/{ids.EDITOR}": DELETE,
    f"/share/{ids.SHARE_SLUG}{MONTH}": {
        **FILTERS, "looks": Opens(".top .drop.end > button"),
    },
}

SMALL = """(box, least) => [...box.querySelectorAll('a, button, select, input, summary')].filter(each => {
    const whole = (each.closest('label') ?? each).getBoundingClientRect();
    return each.checkVisibility() && whole.width && whole.height < least && !each.closest('p, svg');
}).map(each => each.outerHTML.slice(0, 160))"""
WIDE = "document.documentElement.scrollWidth - innerWidth"
# What is longer than a page can be reached by scrolling it; what stays in its place cannot.
CUT = """box => { const {left, right, top, bottom} = box.getBoundingClientRect();
    const stays = getComputedStyle(box).position === 'fixed';
    return [left >= -1, right <= innerWidth + 1, !stays || top >= -1, !stays || bottom <= innerHeight + 1] }"""


async def look(board: Board, opens: Opens) -> list[Any]:
    """What is wrong with what is open, in light on a desk and in dark on a phone, which it leaves."""
    page, faults = board.page, []
    box = page.locator(opens.box).first
    for width, scheme in ((DESK, "light"), (PHONE, "dark"))[:1 if opens.is_of_desk else 2]:
        await page.set_viewport_size({"width": width, "height": HEIGHT})
        await page.emulate_media(color_scheme=scheme)
        await board.settle()
        if opens.box == MENU and not await box.count():  # it closes as the window changes
            await page.keyboard.press(opens.key)
        faults += [(width, *fault) for fault in await violations(page, opens.box)]
        if await page.evaluate(WIDE) > 0:
            faults.append((width, "the page can be scrolled sideways"))
        if not all(await box.evaluate(CUT)):
            faults.append((width, "cut by the window", await box.bounding_box()))
        if width == PHONE:
            faults += [(width, "small", each) for each in await box.evaluate(SMALL, 39.5)]
    return faults


async def stays_inside(board: Board, box: Locator) -> list[str]:
    """What outside of a modal sheet Tab comes to; a browser's own bars are `body` to the page."""
    strays, first = [], await box.evaluate("() => window.first = document.activeElement")
    assert first is not None
    for stop in range(MOST_STOPS):
        await board.page.keyboard.press("Tab")
        where = await box.evaluate("""box => document.activeElement === document.body ? 'around'
            : box.contains(document.activeElement) ? 'inside' : document.activeElement.outerHTML.slice(0, 120)""")
        if where == "around" and stop:
            return strays
        if where not in {"around", "inside"}:
            strays.append(where)
    return [*strays, f"no end after {MOST_STOPS} stops"]


async def leave(board: Board, opens: Opens, opener: Locator) -> list[str]:
    """Presses Escape: it closes what is above, and that alone, and the focus is where it was."""
    page, faults = board.page, []
    inner = page.locator(f"{SHEET} {DROP}")
    if opens.then and await inner.count():
        await page.keyboard.press("Escape")
        await board.settle()
        if await inner.count() or not await page.locator(SHEET).count():
            faults.append("Escape closes the sheet below, or not the box")
    is_inside = await page.locator(SHEET).count() and opens.box == MENU
    await page.keyboard.press("Escape")
    await board.settle()
    if await page.locator(opens.box).count() or (is_inside and not await page.locator(SHEET).count()):
        faults.append("Escape leaves it open, or closes what is below")
    elif not await opener.evaluate("each => each === document.activeElement"):
        faults.append("the focus is at " + await page.evaluate("document.activeElement.outerHTML.slice(0, 160)"))
    return faults


@pytest.mark.parametrize("path", [pytest.param(path, id=f"{path.partition('?')[0]}: {', '.join(boxes)}")
                                  for path, boxes in DIALOGS.items()])
async def test_what_opens_above_a_page_can_be_read_and_left_by_all(new_board, path):
    board = await new_board(color_scheme="light", viewport={"width": DESK, "height": HEIGHT})
    page = await board.open(path)
    faults: dict[str, list[Any]] = {}
    for name, opens in DIALOGS[path].items():
        opener = page.locator(opens.opener).first
        await opener.scroll_into_view_if_needed()
        await board.settle()
        await opener.focus()
        await page.keyboard.press(opens.key)
        await page.locator(opens.box).first.wait_for()
        await board.settle()
        if opens.then:
            await page.locator(opens.then).first.focus()
            await page.keyboard.press("Enter")
            await board.settle()
        found = await look(board, opens)
        if opens.box == SHEET and not opens.then:
            found += await stays_inside(board, page.locator(SHEET))
        if opens.box in {DROP, SHEET, MENU}:  # the rest is a part of the page
            found += await leave(board, opens, opener)
        await page.set_viewport_size({"width": DESK, "height": HEIGHT})
        await page.emulate_media(color_scheme="light")
        if found:
            faults[name] = found
    assert not faults, pformat(faults, width=160)
