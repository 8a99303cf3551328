"""Routers of app/dashboard on an application of their own, with settings from environment variables."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack

import httpx
import pytest
from fastapi import FastAPI

from app.dashboard.routes import router
from app.settings import Settings
from hatch_build import build


@pytest.fixture(scope="session", autouse=True)
def built_files() -> None:
    """The files for browsers, up to date with their sources."""
    build()


@pytest.fixture
async def serve(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[..., httpx.AsyncClient]]:
    """A client of a server with these environment variables: `client = serve(TRACKER_SCRIPT_NAME="a, b")`."""
    async with AsyncExitStack() as stack:

        def start(**variables: str) -> httpx.AsyncClient:
            for name, value in variables.items():
                monkeypatch.setenv(name, value)
            app = FastAPI()
            app.include_router(router(Settings(_env_file=None)))
            client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://dashi.test")
            stack.push_async_callback(client.aclose)
            return client

        yield start
