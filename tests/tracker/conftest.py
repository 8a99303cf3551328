"""A tab of Chromium and a small server for all tests of tracker and recorder, and a site of its own for each."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import nullcontext

import pytest
import uvicorn
from playwright.async_api import Browser, Page

from app.dashboard.tracker import script_text
from app.settings import Settings
from hatch_build import build
from tests.tracker.site import PATIENCE_SECONDS, LocalServer, Site

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def built_script() -> str:
    """The built file, up to date with its source; the server's settings are not in it yet."""
    return (build() / "tracker" / "script.js").read_text("utf-8")


@pytest.fixture(scope="session")
def script(built_script: str) -> str:
    """The tracker as a server without settings hands it out."""
    return script_text(built_script, Settings(_env_file=None, COLLECT_API_ENDPOINT="", COLLECT_API_HOST=""))


@pytest.fixture(scope="session")
def recorder() -> str:
    """The recorder as a server without settings hands it out."""
    text = (build() / "recorder" / "recorder.js").read_text("utf-8")
    return script_text(text, Settings(_env_file=None, COLLECT_API_HOST=""))


@pytest.fixture(scope="session")
async def local_server(script: str, recorder: str) -> AsyncIterator[LocalServer]:
    app = LocalServer(script)
    app.scripts["/recorder.js"] = recorder
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="critical"))
    server.capture_signals = nullcontext  # Ctrl+C is for pytest
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    app.port = server.servers[0].sockets[0].getsockname()[1]
    yield app
    server.should_exit = server.force_exit = True
    await serving


@pytest.fixture(scope="session")
async def tab(browser: Browser) -> AsyncIterator[Page]:
    """One tab for all tests, since opening one takes longer than most of them: their host names keep them apart.

    Its screen is 1440x900 and its language English.
    """
    size = {"width": 1440, "height": 900}
    tab = await browser.new_page(locale="en-US", screen=size, viewport=size)
    tab.set_default_timeout(PATIENCE_SECONDS * 1000)
    yield tab
    await tab.close()


@pytest.fixture
async def site(tab: Page, local_server: LocalServer) -> AsyncIterator[Site]:
    """A site of this test's own."""
    site = Site(f"t{next(_numbers)}.shop.example", local_server.port, tab)
    local_server.sites[site.host] = site
    tab.on("request", site.note)
    yield site
    tab.remove_listener("request", site.note)
    if site.hold:
        site.hold.set()
    del local_server.sites[site.host]
