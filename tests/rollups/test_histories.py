"""Whatever has happened, and however far maintenance is: cells answer what events answer, digit by digit."""

import asyncio
from random import Random
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.rollups.histories import History, empty, play

_SEEDS = st.integers(0, 2**32)
_FEW = st.integers(1, 14)


class Histories(RuleBasedStateMachine):
    """What may happen to a website, in any order. Hypothesis leaves out what a difference does not need; what a rule
    does in detail is the seed's."""

    def __init__(self, url: str, compared: list[int]) -> None:
        super().__init__()
        self.compared = compared
        self.connection: psycopg.Connection[Any] = psycopg.connect(url, autocommit=True)
        self.connection.execute("set timezone = 'UTC'")
        empty(self.connection)
        self.history = History(url, Random(0))
        self.history.maintainer.install()

    @initialize(seed=_SEEDS, rows=st.integers(1, 40))
    def begin(self, seed: int, rows: int) -> None:
        self.history.random = Random(seed)
        self.history.record(self.connection, rows)
        self.history.step()
        self.history.finish()

    @rule(rows=_FEW)
    def record(self, rows: int) -> None:
        """Late ones too: what lies before the end of the cells."""
        self.history.record(self.connection, rows)

    @rule(rows=_FEW)
    def delete(self, rows: int) -> None:
        self.history.delete(self.connection, rows)

    @rule(rows=_FEW)
    def update(self, rows: int) -> None:
        self.history.update(self.connection, rows)

    @rule()
    def reset(self) -> None:
        self.history.reset(self.connection)

    @rule()
    def identify(self) -> None:
        self.history.identify(self.connection)

    @rule()
    def adopt_orphan(self) -> None:
        self.history.adopt_orphan(self.connection)

    @rule(kind=st.sampled_from(("advance", "merge", "build", "compact")))
    def maintain(self, kind: str) -> None:
        self.history.step(kind)

    @rule()
    def build_all(self) -> None:
        self.history.finish()

    @invariant()
    def is_the_same(self) -> None:
        differences = asyncio.run(self.history.differences(1))
        assert not differences, "\n".join([*self.history.log, *differences[:3]])

    def teardown(self) -> None:
        self.compared.append(self.history.compared)
        self.connection.close()
        self.history.engine.dispose()


def test_of_any_history_all_statistics_are_the_same(module_database: str) -> None:
    compared: list[int] = []
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        lambda: Histories(module_database, compared), settings=settings(
            max_examples=6, stateful_step_count=8, deadline=None, derandomize=True,
            suppress_health_check=list(HealthCheck)))
    assert sum(compared) > 0


@pytest.mark.parametrize("seed", [6])
async def test_of_these_histories_all_statistics_are_the_same(module_database: str, seed: int) -> None:
    assert (await play(module_database, seed, steps=3, questions=2)).compared > 0
