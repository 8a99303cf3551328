"""The three hands that the same trips are made by: a mouse at a desk, a thumb on a phone, a keyboard alone."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

from playwright.async_api import Locator

from tests.dashboard.browser.board import Board

DESK, PHONE = {"width": 1366, "height": 768}, {"width": 360, "height": 740}
# More presses of Tab than any page has places to go to.
FARTHEST = 250


class Hand(ABC):
    """What somebody does to a page. `presses` and `keys` count what was pressed: clicks or taps, and shortcuts."""

    options: ClassVar[dict[str, Any]]  # of the browser

    def __init__(self, board: Board) -> None:
        self.board, self.page = board, board.page
        self.presses = self.keys = 0

    async def press(self, what: Locator, *, waits: bool = True) -> None:
        """A link, button or switch. Waits for what comes of it."""
        self.presses += 1
        await self.push(what.first)
        if waits:
            await self.board.settle()

    @abstractmethod
    async def push(self, what: Locator) -> None: ...

    @abstractmethod
    async def write(self, what: Locator, text: str) -> None:
        """Into a field, instead of what is there."""

    @abstractmethod
    async def choose(self, what: Locator, name: str) -> None:
        """An option of a select, by its words."""

    async def shortcut(self, key: str, *instead: Sequence[str]) -> None:
        """A key of the dashboard; who has none presses, and chooses from selects, what is named `instead`."""
        self.keys += 1
        await self.page.keyboard.press(key)
        await self.board.settle()

    @abstractmethod
    async def bar(self, chart: Locator, index: int, count: int) -> None:
        """One of the bars of a chart."""

    async def go(self, name: str) -> None:
        """To another page of the website, by the bar that this window has."""
        await self.press(self.page.locator("nav.pages, nav.bottom").get_by_role("link", name=name, exact=True))

    async def report(self, name: str) -> None:
        """To one of the reports."""
        await self.press(self.page.locator("nav.pages .drop > button"))
        await self.press(self.page.locator("nav.pages .choices").get_by_role("link", name=name, exact=True))


async def place_of_bar(chart: Locator, index: int, count: int) -> tuple[float, float]:
    """Where in a chart a bar stands: the numbers beside it take 44 pixels on one side, and 8 are free on the other."""
    await chart.scroll_into_view_if_needed()
    box = await chart.bounding_box()
    assert box
    return 44 + (box["width"] - 52) * (index + 0.5) / count, box["height"] / 2


class Mouse(Hand):
    options: ClassVar = {"viewport": DESK}

    async def push(self, what: Locator) -> None:
        await what.click()

    async def write(self, what: Locator, text: str) -> None:
        await what.click(click_count=3)
        await self.page.keyboard.type(text)

    async def choose(self, what: Locator, name: str) -> None:
        await what.select_option(label=name)  # the browser draws the list itself
        await self.board.settle()

    async def bar(self, chart: Locator, index: int, count: int) -> None:
        self.presses += 1
        x, y = await place_of_bar(chart, index, count)
        await chart.click(position={"x": x, "y": y})
        await self.board.settle()


class Touch(Hand):
    options: ClassVar = {"viewport": PHONE, "has_touch": True, "is_mobile": True}

    async def push(self, what: Locator) -> None:
        await what.tap()

    async def write(self, what: Locator, text: str) -> None:
        await what.tap()
        await what.evaluate("field => field.select()")  # by a long press, which no driver of a browser has
        await self.page.keyboard.type(text)

    async def choose(self, what: Locator, name: str) -> None:
        self.presses += 1
        await what.select_option(label=name)  # the browser draws the list itself
        await self.board.settle()

    async def shortcut(self, key: str, *instead: Sequence[str]) -> None:
        for selector, *option in instead:
            if option:
                await self.choose(self.page.locator(selector), *option)
            else:
                await self.press(self.page.locator(selector))

    async def bar(self, chart: Locator, index: int, count: int) -> None:
        self.presses += 1
        x, y = await place_of_bar(chart, index, count)
        await chart.tap(position={"x": x, "y": y})
        await self.board.settle()

    async def report(self, name: str) -> None:
        await self.go("Reports")
        await self.press(self.page.locator(".kinds").get_by_role("link", name=name))


class Keyboard(Hand):
    """Nothing is pressed or written to that the keys have not come to."""

    options: ClassVar = {"viewport": DESK}

    async def reach(self, what: Locator) -> None:
        """Presses Tab until something has the focus; fails if it never comes."""
        await what.wait_for()
        for _ in range(FARTHEST):
            if await what.evaluate("each => each === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {what}")

    async def push(self, what: Locator) -> None:
        await self.reach(what)
        is_switch = await what.evaluate("each => each.type === 'checkbox'")
        await self.page.keyboard.press("Space" if is_switch else "Enter")

    async def write(self, what: Locator, text: str) -> None:
        await self.reach(what)
        await self.page.keyboard.press("Control+A")
        await self.page.keyboard.type(text)

    async def choose(self, what: Locator, name: str) -> None:
        await self.reach(what)
        await self.page.keyboard.press("Home")
        for _ in range(await what.locator("option").count()):
            if await what.evaluate("each => each.selectedOptions[0].label") == name:
                break
            await self.page.keyboard.press("ArrowDown")
        assert await what.evaluate("each => each.selectedOptions[0].label") == name
        await self.board.settle()

    async def bar(self, chart: Locator, index: int, count: int) -> None:
        self.presses += 1
        await self.reach(chart)
        for _ in range(index + 1):
            await self.page.keyboard.press("ArrowRight")
        await self.page.keyboard.press("Enter")
        await self.board.settle()
