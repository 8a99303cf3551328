"""Tests of this folder share servers: what old clients send changes only things of their own."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.conftest import _database
from tests.stats.visits import Site, example
from tests.web.server import Server, serving


@pytest.fixture(scope="package")
async def shared_url(template: str, postgres: Any) -> AsyncIterator[str]:
    """The database that all these servers share."""
    async with _database(postgres, template) as url:
        yield url


@pytest.fixture(scope="package")
async def shared(shared_url: str) -> AsyncIterator[Server]:
    """A server with the setting at its default."""
    async with serving(shared_url) as running:
        yield running


@pytest.fixture(autouse=True)
def no_cookie_of_another_test(request: pytest.FixtureRequest) -> Iterator[None]:
    """The client keeps what 1.x sets at login, as a browser would."""
    yield
    if "shared" in request.fixturenames:
        request.getfixturevalue("shared").http.cookies.clear()


@pytest.fixture(scope="package")
async def march(shared: Server) -> Site:
    """The website of the worked example of spec 04, section 16, only to be read."""
    return await example(shared)
