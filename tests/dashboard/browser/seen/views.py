"""Eight views that hold still: answers recorded once, a clock that stands, one zone, and a font that we bring."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from playwright.async_api import Page, Request, Route

from app.demo import ids
from hatch_build import STATIC
from tests.dashboard.browser.board import Board
from tests.dashboard.browser.pages import EMPTY, MONTH, SITE

ORIGIN = "http://dashi.example"
HERE = Path(__file__).parent
ANSWERS = HERE / "answers.json"
LAYOUT = HERE / "layout.json"
PICTURES = HERE / "pictures"
SPOKEN = HERE / "overview, light.txt"
NOW = 1_781_521_200  # 2026-06-15, a Monday, 11:00 UTC
FONTS = STATIC / "node_modules" / "@fontsource" / "dejavu-sans" / "files"
FONT = "dejavu-sans-latin-{}-normal.woff2"  # by its name only: it has all scripts of DejaVu
DESK, PHONE = {"width": 1280, "height": 1100}, {"width": 360, "height": 1400}

# Text of the same font everywhere; nothing moves, no caret.
STYLE = "".join(
    f"@font-face {{ font-family: Pinned; font-weight: {weight}; src: url(/pinned/{weight}) }}" for weight in (400, 700)
) + "* { font-family: Pinned !important; font-style: normal !important; caret-color: transparent !important }"


@dataclass(frozen=True)
class View:
    path: str
    options: dict[str, Any] = field(default_factory=dict)
    language: str = "en-US"
    signed_in: bool = True
    is_print: bool = False


VIEWS = {
    "overview, light": View(f"{SITE}{MONTH}&compare=prev"),
    "overview, dark": View(f"{SITE}{MONTH}&country=eq.DE", {"color_scheme": "dark"}),
    "overview, phone": View(f"{SITE}{MONTH}", {"viewport": PHONE, "has_touch": True, "is_mobile": True}),
    "overview, Arabic": View(f"{SITE}{MONTH}", language="ar-SA"),
    "share": View(f"/share/{ids.SHARE_SLUG}{MONTH}", signed_in=False),
    "funnel": View(f"{SITE}/funnels{MONTH}&report={ids.FUNNEL}"),
    "print": View(f"{SITE}{MONTH}", {"viewport": {"width": 718, "height": 1047}}, is_print=True),
    "empty": View(EMPTY),
}

NewBoard = Callable[..., Awaitable[Board]]
Answers = dict[str, Any]


def name_of(request: Request) -> str:
    """What tells one question from another, whatever the order of its parameters."""
    parts = urlsplit(request.url)
    query = "&".join(f"{name}={value}" for name, value in sorted(parse_qsl(parts.query)))
    return f"{request.method} {parts.path.rpartition('/api')[2]}?{query} {request.post_data or ''}".rstrip(" ?")


def recorded() -> Answers:
    answers: Answers = json.loads(ANSWERS.read_text())
    return answers


async def open_view(new_board: NewBoard, view: View, answer: Callable[[Route], Awaitable[None]]) -> Board:
    """The view as it stands still; `answer` answers for the API."""
    board = await new_board(signed_in=view.signed_in, storage={"locale": view.language}, bypass_csp=True, **{
        "viewport": DESK, "color_scheme": "light", "reduced_motion": "reduce", **view.options})
    page, server, board.origin = board.page, board.origin, ORIGIN

    async def fetch(route: Route) -> None:
        found = await route.fetch(url=server + route.request.url.removeprefix(ORIGIN))
        is_style = route.request.url.endswith(".css")
        await route.fulfill(response=found, **({"body": await found.text() + STYLE} if is_style else {}))

    # The address is the same whatever port the server has: it is a part of the code to paste.
    await page.route(f"{ORIGIN}/**", fetch)
    await page.route("**/api/**", answer)
    await page.route("**/pinned/*", lambda route: route.fulfill(
        path=FONTS / FONT.format(route.request.url.rpartition("/")[2]), content_type="font/woff2"))
    await page.clock.set_fixed_time(NOW)
    await board.open(view.path)
    size = page.viewport_size
    assert size
    await page.set_viewport_size({**size, "height": 6000})  # all panels are reached
    await board.settle()
    await page.set_viewport_size(size)
    if view.is_print:
        await page.emulate_media(media="print")
    await page.evaluate("document.fonts.ready")
    await board.settle()
    return board


def answering(answers: Answers, unknown: list[str]) -> Callable[[Route], Awaitable[None]]:
    """Answers what was recorded; what was not is noted."""

    async def answer(route: Route) -> None:
        name = name_of(route.request)
        if name in answers:
            await route.fulfill(json=answers[name])
        else:
            unknown.append(name)
            await route.fulfill(status=404, json={"error": {"message": "not recorded", "status": 404}})

    return answer


async def boxes(page: Page) -> dict[str, list[int]]:
    """Where the parts of a page are: left, top, width and height, in pixels."""
    found: dict[str, list[int]] = await page.evaluate("""() => Object.fromEntries(
        [...document.querySelectorAll('header.top, .head, .filter-bar, .cards, main section, nav.bottom')]
        .filter(each => each.checkVisibility()).map(each => {
            const {x, y, width, height} = each.getBoundingClientRect();
            const name = each.getAttribute('aria-label') ?? each.className ?? each.tagName;
            return [name, [x, y + scrollY, width, height].map(Math.round)];
        }))""")
    return found


async def spoken(page: Page) -> str:
    """The page as it is read aloud: headings, figures with their summaries, tables; numbers are all 0."""
    lines = (await page.locator("main").aria_snapshot()).splitlines()
    return "".join(re.sub(r"(?<!level=)\d[\d.,]*", "0", line) + "\n" for line in lines if "/url:" not in line)
