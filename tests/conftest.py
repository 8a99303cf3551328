"""The databases of the tests: one embedded PostgreSQL a run, a migrated template in it, a clone of that a test.

And one Chromium for all that need a browser.
"""

import asyncio
import gc
import gzip
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cache
from pathlib import Path

import bcrypt
import psycopg
import pytest
from playwright.async_api import Browser, async_playwright
from psycopg import sql

from app.db import embedded
from app.db.embedded import EmbeddedServer
from app.db.migrate import migrate

TEMPLATE = "dashi_template"
_ROOM_BYTES = 4 * 2**30
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # Letters are the same on every machine, for those who compare pictures.
    "--font-render-hinting=none", "--disable-lcd-text", "--force-color-profile=srgb",
    # No name is looked up: each leads to the local server.
    "--host-resolver-rules=MAP * 127.0.0.1", "--no-proxy-server",
    # A process for each host name would cost more time than the tests.
    "--renderer-process-limit=1", "--disable-site-isolation-trials",
]
# The one that has no windows shows the same pages, and takes less than half as long.
_CHROMIUM = ("chromium-headless-shell", "chromium")
_numbers = itertools.count(1)


def pytest_configure() -> None:
    """Looks for what nobody holds any more a hundred times less often: that was a fifth of the time of some files.

    Each of hundreds of servers is a hundred thousand objects.
    """
    gc.set_threshold(70_000, 20, 50)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out, for other users, what only root can do; and lets what a busy machine can spoil be tried three times.

    Whoever drives a browser, or holds a server to its times, meets an answer, a frame or a second that comes too late
    once in some thousand looks. What is wrong fails each time. Reruns are told at the end.
    """
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()) or item.path.parent.name == "server" \
                or item.path.name == "test_floods.py":
            item.add_marker(pytest.mark.flaky(reruns=2))
    if os.geteuid():
        config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("as_root")])
        items[:] = [item for item in items if not item.get_closest_marker("as_root")]


@pytest.fixture(scope="session", autouse=True)
def what_is_slow_is_computed_once() -> Iterator[None]:
    """bcrypt is slow on purpose, 50 ms a call, and tests sign in with the same few passwords hundreds of times.

    Hundreds of servers compress the same files. Each hash, comparison and file is made for real, at its real cost, the
    first time that this process asks for it.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module, function in ((bcrypt, bcrypt.gensalt), (bcrypt, bcrypt.hashpw), (bcrypt, bcrypt.checkpw),
                                 (gzip, gzip.compress)):
            patch.setattr(module, function.__name__, cache(function))
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedServer]:
    """The PostgreSQL of this run. Nothing in it outlives the run, so nothing needs to reach the disk."""
    folder = Path(tempfile.mkdtemp(prefix="dashi-tests-", dir=_in_memory()))
    settings = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off",
                "max_connections": "200"}
    try:
        with embedded.start(folder, settings=settings) as server:
            yield server
            # At once: what an orderly end would write to the files goes away with them.
            server.process.send_signal(signal.SIGQUIT)
            server.process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _in_memory() -> str | None:
    """A folder in memory, where there is room enough: databases are made and dropped there in half the time."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of its own in it
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_BYTES else None


@pytest.fixture(scope="session")
async def template(postgres: EmbeddedServer) -> str:
    """The name of a database that holds a freshly migrated schema and the seed admin. Only ever cloned."""
    async with await _admin(postgres) as admin:
        await admin.execute(sql.SQL("create database {}").format(sql.Identifier(TEMPLATE)))
    await asyncio.to_thread(migrate, postgres.database_url(TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def database_url(postgres: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """The URL of a fresh, migrated database of this test's own."""
    async with _database(postgres, template) as url:
        yield url


@pytest.fixture
async def new_database(postgres: EmbeddedServer, template: str) -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """Makes further fresh, migrated databases: `url = await new_database()`."""
    async with AsyncExitStack() as stack:
        yield lambda: stack.enter_async_context(_database(postgres, template))


@pytest.fixture(scope="module")
async def module_database(postgres: EmbeddedServer, template: str) -> AsyncIterator[str]:
    """A migrated database for all tests of a module."""
    async with _database(postgres, template) as url:
        yield url


@pytest.fixture(scope="session")
def empty_database(postgres: EmbeddedServer) -> Callable[[], Awaitable[str]]:
    """Makes databases without anything in them: `url = await empty_database()`. They stay as long as the server."""

    async def make() -> str:
        async with await _admin(postgres) as admin:
            return postgres.database_url(await _clone(admin, "template0"))

    return make


def chromium() -> str | None:
    """Where Chromium is."""
    return next(filter(None, map(shutil.which, _CHROMIUM)), None)


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium. Its absence is a failure, not a reason to skip: the tracker is what sites depend on."""
    path = chromium()
    if path is None:
        pytest.fail(
            "The tests of tracker and dashboard need Chromium: apt-get install chromium-headless-shell", pytrace=False)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        await browser.close()


@asynccontextmanager
async def _database(postgres: EmbeddedServer, template: str) -> AsyncIterator[str]:
    async with await _admin(postgres) as admin:
        name = await _clone(admin, template)
        try:
            yield postgres.database_url(name)
        finally:
            await admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


async def _clone(admin: psycopg.AsyncConnection, template: str) -> str:
    """A new database like the template; its name."""
    name = f"test_{os.getpid()}_{next(_numbers)}"
    await admin.execute(sql.SQL("create database {} template {} strategy file_copy").format(
        sql.Identifier(name), sql.Identifier(template)))
    return name


async def _admin(postgres: EmbeddedServer) -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(postgres.database_url("postgres"), autocommit=True)
