"""An API that goes wrong as a test says, behind the same pages."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Route

from tests.dashboard.browser.board import Board

# Calls that no panel makes: who one is, which website this is, how the server is set up, what a share shows.
NO_DATA = re.compile(r"/api/(auth/.*|config|share/[^/]+|websites/[0-9a-f-]{36})(\?.*)?$")

# What may come instead of an answer, and what is said of it then. No answer at all is a call that was cut off.
FAULTS: dict[str, tuple[dict[str, Any] | None, str]] = {
    "500": ({"status": 500, "body": ""}, "The server had a fault."),
    "403": ({"status": 403, "json": {"error": {"message": "No.", "status": 403}}}, "You may not see it."),
    "cut off": (None, "The server cannot be reached."),
    "nonsense": ({"status": 200, "content_type": "text/html", "body": "<html>Please sign in</html>"},
                 "The server had a fault."),
}
ODD = {"status": 200, "json": {"odd": True}}
REFUSED = {"status": 401, "json": {"error": {"message": "Unauthorized", "status": 401}}}

# All of a page is on the screen: what nobody has scrolled to asks nothing and shows no error.
WHOLE = {"width": 1366, "height": 4000}
# Pages that ask for nothing but who one is.
BARE = ("board, new", "preferences", "profile")
# Pages without a range, a filter or a search.
UNCHANGING = (*BARE, "settings", "link, settings", "board, settings", "board, arranged", "board, part", "dashboard",
              "teams", "team", "user")
# Whatever says that there is nothing.
NOTHING = "main [data-empty]:visible, main p.state:visible, dialog p.state:visible"
BETWEEN_FRAMES = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))"
# What a careless line shows instead of a number or a word.
CARELESS = ("undefined", "NaN", "[object", "Infinity", "Invalid Date")


async def fail(route: Route, answer: dict[str, Any] | None) -> None:
    await (route.fulfill(**answer) if answer else route.abort())


class Api:
    """What the API does in this tab, which may be changed at any time: for every call, or for those of panels only."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.now: Callable[[Route], Awaitable[None]] | None = None
        self.is_all = False
        self.lost: str | None = None

    async def take_over(self) -> "Api":
        await self.board.page.route("**/api/**", self._answer)
        return self

    async def _answer(self, route: Route) -> None:
        if self.now is None or (not self.is_all and NO_DATA.search(route.request.url)):
            await route.continue_()
        else:
            await self.now(route)

    def gives(self, answer: dict[str, Any] | None, *, to_all: bool = False) -> None:
        self.is_all = to_all

        async def give(route: Route) -> None:
            await fail(route, answer)

        self.now = give

    def works(self) -> None:
        self.now = None

    def waits(self) -> asyncio.Event:
        """Nothing is answered before the event has come; then all is but for what is lost."""
        come = asyncio.Event()
        self.is_all = False

        async def wait(route: Route) -> None:
            await come.wait()
            await self._deal(route)

        self.now = wait
        return come

    def loses(self, about: str) -> None:
        """From now on one question fails: the path below /api and the type of its list."""
        self.lost = about

    async def _deal(self, route: Route) -> None:
        if Board.about(route.request.url) == self.lost:
            await fail(route, FAULTS["500"][0])
        else:
            await route.continue_()


async def alerts(board: Board) -> list[str]:
    """What is said to be wrong, wherever it is: in words, or in a cell's button."""
    return await board.page.locator("main [role=alert], dialog [role=alert]").evaluate_all(
        "all => all.map(each => [each.innerText, each.querySelector('button')?.ariaLabel].join(' '))")


async def press_all(board: Board) -> None:
    """Presses every button that tries again, all at once."""
    await board.page.locator("[role=alert] button").evaluate_all("all => all.forEach(each => each.click())")


async def retry(board: Board) -> None:
    await press_all(board)
    await board.settle()


async def waiting(board: Board) -> int:
    """How many parts of the page still wait."""
    return await board.page.locator("main .skeleton:visible, dialog .skeleton:visible").count()


async def numbers(board: Board) -> int:
    """How many numbers are shown. Those in headings, how many are online, come again by themselves."""
    return await board.page.locator("[data-v]:not(h1 *)").count()
