"""Whatever has happened, and however far maintenance is: cells answer what events answer, digit by digit."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rollups.histories import play


@settings(max_examples=2, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
async def test_of_any_history_all_statistics_are_the_same(module_database: str, seed: int) -> None:
    await play(module_database, seed, steps=3, questions=2)


@pytest.mark.parametrize("seed", [6])
async def test_of_these_histories_all_statistics_are_the_same(module_database: str, seed: int) -> None:
    assert (await play(module_database, seed, steps=3, questions=2)).compared > 0
