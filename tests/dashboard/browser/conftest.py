"""A server with the demo data of `dashi dev`, and a tab of Chromium that is signed in."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn
from playwright.async_api import Browser

from app.db.embedded import EmbeddedServer
from app.demo import fill
from app.main import create_app
from app.settings import Settings
from tests.conftest import _database
from tests.dashboard.browser.board import HEARING, SHIFTS, Board
from tests.dashboard.browser.truth import Truth


@pytest.fixture(scope="session")
async def dashi_database(postgres: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """The URL of the database of `dashi`, for who counts by themselves."""
    async with _database(postgres, template) as url:
        yield url


@pytest.fixture(scope="session")
async def dashi(dashi_database: str) -> AsyncIterator[str]:
    """The address of a server with the demo data. Tests that write use websites of their own."""
    async with serving_demo(dashi_database) as address:
        yield address


@asynccontextmanager
async def serving_demo(database_url: str, now: int | None = None) -> AsyncIterator[str]:
    """The address of a server with the demo data up to `now`, in seconds; up to this moment if not said."""
    settings = Settings(_env_file=None, DATABASE_URL=database_url, APP_SECRET="test", ENABLE_TEST_CONSOLE="1")
    await asyncio.to_thread(fill, settings, now)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical"))
    server.capture_signals = nullcontext  # Ctrl+C is for pytest
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://localhost:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = server.force_exit = True
    await serving


@pytest.fixture(scope="session")
async def token(dashi: str) -> str:
    async with httpx.AsyncClient(base_url=dashi) as client:
        answer = await client.post("/api/auth/login", json={"username": "admin", "password": "umami"})
        return answer.json()["token"]


@pytest.fixture
def truth(dashi_database: str) -> Iterator[Truth]:
    """Counts by plain SQL of what `dashi` has stored."""
    # Parameters are bound by the client: PostgreSQL takes none where a table is made.
    with psycopg.connect(dashi_database, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("set time zone 'UTC'")
        yield Truth(connection)


@pytest.fixture
async def new_board(browser: Browser, dashi: str, token: str) -> AsyncIterator[Callable[..., Awaitable[Board]]]:
    """Makes tabs of browsers that know nothing of each other: `board = await new_board(viewport=PHONE)`.

    What goes wrong on a page without anybody looking for it fails the test: exceptions, refusals of the policy.
    """
    async with AsyncExitStack() as stack:
        boards = []

        async def make(*, signed_in: bool = True, storage: dict[str, Any] | None = None, **options: Any) -> Board:
            kept = {**({"auth": token} if signed_in else {}), **(storage or {})}
            context = await browser.new_context(**{
                "viewport": {"width": 1366, "height": 768}, "locale": "en-US", "timezone_id": "Europe/Berlin",
                **options,
            })
            stack.push_async_callback(context.close)
            lines = [f"localStorage.setItem('umami.{name}', {json.dumps(json.dumps(value))});"
                     for name, value in kept.items()]
            # Once a browser, as if it had been there before: signing out must last.
            await context.add_init_script(
                f"if (!localStorage.getItem('seen')) {{ localStorage.setItem('seen', 1); {''.join(lines)} }}\n"
                f"{SHIFTS}{HEARING}")
            board = Board(dashi, context, await context.new_page())
            board.listen()
            boards.append(board)
            return board

        yield make
        assert [problem for board in boards for problem in board.problems] == []


@pytest.fixture
async def board(new_board: Callable[..., Awaitable[Board]]) -> Board:
    return await new_board()
