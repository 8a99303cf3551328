"""The long runs: `python -m tests.rollups --comparisons 10000`, `--seconds 60`, `--kills 200`.

On a PostgreSQL of their own, which is gone afterwards; but `--figures URL` and `--copy URL`, which
measure a large database.
"""

import argparse
import asyncio
import tempfile
import time
from pathlib import Path
from random import Random

import psycopg

from app.db import embedded
from app.db.migrate import migrate
from tests.rollups import copying, figures
from tests.rollups.crowds import Crowd, keep_and_kill
from tests.rollups.histories import play

_SETTINGS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "autovacuum": "off"}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--comparisons", type=int, default=0, help="random histories until so many were compared")
    parser.add_argument("--seconds", type=float, default=0, help="writers, maintenance and a reader at once")
    parser.add_argument("--kills", type=int, default=0, help="so many times maintenance is killed")
    parser.add_argument("--figures", metavar="URL", help="how quickly this database, built before, answers")
    parser.add_argument("--raw", action="store_true", help="with --figures: and from events, with the ratio")
    parser.add_argument("--copy", metavar="URL", help="what triggers cost those who write into this database")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.copy:
        copying.measure(options.copy)
        return
    if options.figures:
        figures.measure(options.figures, with_raw=options.raw)
        return
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of its own in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder, embedded.start(
            Path(folder), settings=_SETTINGS) as server:
        url = server.database_url("postgres")
        migrate(url)
        if options.comparisons:
            asyncio.run(_histories(url, options.seed, options.comparisons))
        if options.seconds:
            asyncio.run(_crowd(url, options.seed, options.seconds))
        if options.kills:
            asyncio.run(_kills(url, options.seed, options.kills))


async def _histories(url: str, seed: int, wanted: int) -> None:
    began, compared, first = time.monotonic(), 0, seed
    while compared < wanted:
        compared += (await play(url, seed, questions=10)).compared
        seed += 1
        if seed % 10 == 0:
            print(f"seeds {first} to {seed - 1}: {compared:,} comparisons, 0 differences, "
                  f"{time.monotonic() - began:.0f} s", flush=True)
    print(f"seeds {first} to {seed - 1}: {compared:,} comparisons, 0 differences, {time.monotonic() - began:.0f} s")


async def _crowd(url: str, seed: int, seconds: float) -> None:
    crowd = Crowd(url, seed)
    await crowd.compare(seconds)
    await crowd.end()
    print(f"{crowd.committed:,} commits, {crowd.rounds:,} rounds, {crowd.history.compared:,} comparisons, "
          f"0 differences in {seconds:.0f} s")


async def _kills(url: str, seed: int, kills: int) -> None:
    random = Random(seed)
    crowd = Crowd(url, seed, writers=2, longest_seconds=0.5)
    await crowd.build()
    for number in range(kills):
        keep_and_kill(url, 0.2 + random.random() * 2)
        differences = await crowd.history.differences(2)
        assert not differences, differences[:2]
        with psycopg.connect(url) as connection:
            crowd.history.record(connection, 25)
            crowd.history.delete(connection, 2)
        if number % 20 == 19:
            print(f"{number + 1} kills, {crowd.history.compared:,} comparisons, 0 differences", flush=True)
    await crowd.end()
    print(f"{kills} kills, {crowd.history.compared:,} comparisons, 0 differences")


if __name__ == "__main__":
    main()
