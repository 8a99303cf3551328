"""Tests of this folder may ask a whole server: one of their own, or one that all share and none changes for others."""

import os
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.conftest import _database
from tests.stats.visits import Site, example, recorded_site
from tests.web.server import Server, server, serving

__all__ = ["server"]

# `TEST_ROLLUPS=1 pytest tests/stats` asks all of it of cells, which are brought up to date before each question.
ROLLED = {"ROLLUPS": "on", "ROLLUP_CLOSE_SECONDS": 2, "ROLLUP_ADVANCE_SECONDS": 10**6} if os.environ.get(
    "TEST_ROLLUPS") else {}


@pytest.fixture(scope="package")
async def shared(template: str, postgres: Any) -> AsyncIterator[Server]:
    """One server for tests that change nothing but websites of their own."""
    async with _database(postgres, template) as url, serving(url, **ROLLED) as running:
        running.keeps_rollups = bool(ROLLED)
        yield running


@pytest.fixture(scope="package")
async def march(shared: Server) -> Site:
    """The website of the worked example, only to be read."""
    return await example(shared)


@pytest.fixture
async def site(shared: Server) -> Site:
    """A website of the test's own."""
    return await recorded_site(shared)
