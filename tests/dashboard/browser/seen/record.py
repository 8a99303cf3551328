"""Records what the tests of pictures compare with: `make pictures-of-tests`. Look at it before you keep it."""

import json
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Route

from app.db.embedded import EmbeddedServer
from hatch_build import STATIC, install
from tests.conftest import _database
from tests.dashboard.browser.conftest import serving_demo
from tests.dashboard.browser.seen import pictures
from tests.dashboard.browser.seen.views import (
    ANSWERS,
    LAYOUT,
    NOW,
    PICTURES,
    SPOKEN,
    VIEWS,
    Answers,
    NewBoard,
    answering,
    boxes,
    name_of,
    open_view,
    spoken,
)


@pytest.fixture(scope="session")
async def dashi(postgres: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """The address of a server with the demo data of one moment."""
    async with _database(postgres, template) as url, serving_demo(url, NOW) as address:
        yield address


async def test_record(new_board: NewBoard, browser: Browser, dashi: str) -> None:
    install(STATIC, with_checks=True)
    answers: Answers = {}

    async def keep(route: Route) -> None:
        path = route.request.url.partition("/api/")[2]
        found = await route.fetch(url=f"{dashi}/api/{path}")
        answers[name_of(route.request)] = await found.json()
        await route.fulfill(response=found)

    for view in VIEWS.values():
        board = await open_view(new_board, view, keep)
        await board.context.close()
    lines = (f"{json.dumps(name)}: {json.dumps(answers[name], separators=(',', ':'))}" for name in sorted(answers))
    ANSWERS.write_text("{\n" + ",\n".join(lines) + "\n}\n")

    layout = {"chromium": browser.version.partition(".")[0], "boxes": {}}
    PICTURES.mkdir(exist_ok=True)
    for name, view in VIEWS.items():
        unknown: list[str] = []
        board = await open_view(new_board, view, answering(answers, unknown))
        assert (name, unknown) == (name, [])
        pictures.keep(await board.page.screenshot(animations="disabled"), PICTURES / f"{name}.png")
        layout["boxes"][name] = await boxes(board.page)
        if name == SPOKEN.stem:
            SPOKEN.write_text(await spoken(board.page))
        await board.context.close()
    LAYOUT.write_text(json.dumps(layout, indent=1) + "\n")
