"""The quick ones of the faults, in brief, one after another on one server. All: `python -m tests.faults`."""

from collections.abc import Iterator

import pytest

from tests.faults import faults
from tests.faults.around import HEAD, Surroundings


@pytest.fixture(scope="module")
def around(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Surroundings]:
    with Surroundings(tmp_path_factory.mktemp("faults"), QUEUE_WAIT_SECONDS="1.5") as surroundings:
        yield surroundings


@pytest.mark.parametrize("fault", [
    faults.database_stops, faults.redis_dies, faults.idle_connections, faults.disk_fills,
])
async def test_a_fault_loses_and_doubles_no_answered_hit_and_the_server_recovers(around: Surroundings, fault) -> None:
    outcome = await fault(around, brief=True)
    print(f"\n{HEAD}\n{outcome.row}")
    assert outcome.is_good, outcome.row
