"""A server for each module of tests; each test has a website of its own, so that they do not disturb each other."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.collect.front import Server, Site, serving


@pytest.fixture(scope="module")
async def server(module_database: str) -> AsyncIterator[Server]:
    """The server of a module."""
    async with serving(module_database) as running:
        yield running


@pytest.fixture
async def site(server: Server) -> Site:
    """A website of this test's own."""
    return await server.add_site()


@pytest.fixture
def server_with(module_database: str) -> Callable[..., AbstractAsyncContextManager[Server]]:
    """Further servers with other settings: `async with server_with(BASE_PATH="/stats") as server`."""

    def start(**changes: Any) -> AbstractAsyncContextManager[Server]:
        return serving(module_database, **changes)

    return start
