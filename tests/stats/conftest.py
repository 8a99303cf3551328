"""Tests of this folder may ask a whole server: one of their own, or one that all share and none changes for others."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.conftest import _database
from tests.stats.visits import Site, example, recorded_site
from tests.web.server import Server, server, serving

__all__ = ["server"]


@pytest.fixture(scope="package")
async def shared(template: str, postgres: Any) -> AsyncIterator[Server]:
    """One server for tests that change nothing but websites of their own."""
    async with _database(postgres, template) as url, serving(url) as running:
        yield running


@pytest.fixture(scope="package")
async def march(shared: Server) -> Site:
    """The website of the worked example, only to be read."""
    return await example(shared)


@pytest.fixture
async def site(shared: Server) -> Site:
    """A website of the test's own."""
    return await recorded_site(shared)
