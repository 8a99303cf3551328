"""Several who write at once, somebody who keeps cells meanwhile, and somebody who compares."""

import asyncio
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import psycopg

from tests.rollups.histories import WEBSITE, History, empty

_HOURS = 6


class Crowd:
    """Writers on one website whose commits come late, or never."""

    def __init__(self, url: str, seed: int, *, writers: int = 4, longest_seconds: float = 3.0) -> None:
        self.url, self.seed, self.longest = url, seed, longest_seconds
        with psycopg.connect(url, autocommit=True) as connection:
            empty(connection)
        self.history = History(url, Random(seed))
        self.history.begin, self.history.days = datetime.now(UTC) - timedelta(hours=_HOURS), 1
        self.history.maintainer.advance_seconds = 0
        self.history.maintainer.chunk_rows, self.history.maintainer.few_rows = 200, 0
        self.history.maintainer.merge_rows = 20
        self.history.maintainer.install()
        with psycopg.connect(url) as connection:
            for _ in range(20):
                self.history.record(connection, 5)
        self.stop = threading.Event()
        self.committed = 0
        self.rounds = 0
        self.failed: list[BaseException] = []
        self._threads = [threading.Thread(target=self._guarded, args=(self._write, number))
                         for number in range(writers)]
        self._keeping = threading.Thread(target=self._guarded, args=(self._keep,))

    async def compare(self, seconds: float, *, keep: bool = True) -> None:
        """Compares for so long. Errors: AssertionError for a difference."""
        for thread in [*self._threads, *([self._keeping] if keep else [])]:
            thread.start()
        try:
            ends = time.monotonic() + seconds
            while time.monotonic() < ends and not self.failed:
                differences = await self.history.differences(1)
                assert not differences, f"seed {self.seed}: " + "\n".join(differences[:2])
        finally:
            self.stop.set()
            for thread in [*self._threads, *([self._keeping] if keep else [])]:
                await asyncio.to_thread(thread.join)
        assert not self.failed, self.failed

    async def end(self) -> None:
        """Compares once more, after everything is built and taken in."""
        await self.build()
        differences = await self.history.differences(5)
        assert not differences, f"seed {self.seed}: " + "\n".join(differences[:2])
        await self.history.reader.dispose()

    async def build(self) -> None:
        """Builds everything."""
        deadline = time.monotonic() + 60
        while True:
            more = await asyncio.to_thread(self.history.maintainer.round)
            one = self.history.maintainer.sites(WEBSITE)[0]
            if not more and one.is_whole:
                break
            assert time.monotonic() < deadline, "never built"

    def _guarded(self, act: Any, *given: Any) -> None:
        try:
            act(*given)
        except BaseException as error:
            self.failed.append(error)
            self.stop.set()

    def _keep(self) -> None:
        while not self.stop.is_set():
            self.history.maintainer.round()
            self.rounds += 1

    def _write(self, number: int) -> None:
        random = Random(self.seed * 100 + number)
        with psycopg.connect(self.url) as connection:
            while not self.stop.is_set():
                connection.isolation_level = (
                    psycopg.IsolationLevel.REPEATABLE_READ if random.random() < 0.3 else None)
                try:
                    connection.execute("select 1 from website_event limit 1")  # the snapshot, where there is one
                    self.stop.wait(random.random() * self.longest / 2)
                    self._some(connection, random)
                    self.stop.wait(random.random() * self.longest / 2)
                    if random.random() < 0.1:
                        connection.rollback()
                    else:
                        connection.commit()
                        self.committed += 1
                except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected):
                    connection.rollback()

    def _some(self, connection: psycopg.Connection[Any], random: Random) -> None:
        history, now = self.history, datetime.now(UTC)
        kind = random.random()
        if kind < 0.6:
            for _ in range(random.randrange(1, 6)):
                session_id = random.choice(history.sessions[:60])
                history.insert(connection, session_id, random.choice(history.visits[:80]),
                               now - timedelta(milliseconds=random.randrange(1500)), random)
        elif kind < 0.8:
            for _ in range(random.randrange(1, 4)):
                history.insert(connection, random.choice(history.sessions[:60]), random.choice(history.visits[:80]),
                               now - timedelta(seconds=random.randrange(_HOURS * 3600)), random)
        elif kind < 0.93:
            history.delete(connection, random.randrange(1, 5))
        else:
            history.update(connection, random.randrange(1, 4))


def keep_and_kill(url: str, seconds: float) -> None:
    """Keeps cells in a process of its own, and kills that so long after it began."""
    process = subprocess.Popen([sys.executable, "-m", "tests.rollups.keeping", url], stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"ready\n"
    time.sleep(seconds)
    process.kill()
    process.wait()
