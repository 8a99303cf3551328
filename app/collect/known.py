"""What collection remembers, so that a hit needs no question to the database: websites, short links, pixels, sessions.

A flood of invented ids must cost nothing, and a website that is made, changed or deleted elsewhere must be seen within
seconds. Remembering ids one by one fails the first (each invented id is new), so whole tables are remembered: a server
of this kind holds some thousand websites, links and pixels, a row each. They are looked at again when they are older
than their life and somebody asks, and when somebody asks for an id that is not there, though not more than once a
second. What is looked at is a stamp of the table, and only a table that has changed is read: of 20,000 websites the
reading takes 150 ms of the event loop, the stamp 2 (and 10 of PostgreSQL). (LISTEN would tell sooner, but not behind
pgbouncer.)
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Generic, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db.tables import link, pixel, website

Row = TypeVar("Row")

LIFE_SECONDS = 3.0  # how old what is known may be while it is used
RETRY_SECONDS = 1.0  # how often the database is asked for the sake of ids that are not there
PATIENCE_SECONDS = 2.0  # how long a hit waits for the database before what was known must do
READING_SECONDS = 30.0  # how long a reading may take: one on a connection gone silent must not bar the next


class Directory(Generic[Row]):
    """A table by key, remembered whole and read again when it has aged.

    `load` is given the stamp of what is known, and gives the table's stamp and rows; None for rows that are the same.
    """

    def __init__(self, load: Callable[[object], Awaitable[tuple[object, dict[str, Row] | None]]]) -> None:
        self._load = load
        self._rows: dict[str, Row] = {}
        self._stamp: object = None
        self._read_at = float("-inf")
        self._reading: asyncio.Task[None] | None = None
        self._begun_at = float("-inf")
        self._pause = RETRY_SECONDS

    def at_hand(self, key: str) -> Row | None:
        """The row if it is known and fresh, without waiting. None says nothing: ask `find`."""
        if time.monotonic() - self._read_at > LIFE_SECONDS:
            return None
        return self._rows.get(key)

    async def find(self, key: str) -> Row | None:
        """The row of `key`, or None where there is none. Errors: those of the database, where it must be asked."""
        age = time.monotonic() - self._read_at
        if age > LIFE_SECONDS or (key not in self._rows and age > self._pause):
            try:
                await self._read()
            except Exception:
                # A database that is away, or silent: the hit of a known website may wait in the queue for it.
                if key not in self._rows:
                    raise
        return self._rows.get(key)

    def forget(self) -> None:
        """What is known is outdated: the next question reads it again."""
        self._read_at = float("-inf")
        self._reading = None  # a reading under way may have begun before the change

    async def _read(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading, self._begun_at = asyncio.create_task(self._read_now()), time.monotonic()
            self._reading.add_done_callback(_notice)
        async with asyncio.timeout(max(0, self._begun_at + PATIENCE_SECONDS - time.monotonic())):
            # Shielded: one caller that goes away must not end the reading that others wait for.
            await asyncio.shield(self._reading)

    async def _read_now(self) -> None:
        started, this = time.monotonic(), asyncio.current_task()
        async with asyncio.timeout(READING_SECONDS):
            stamp, rows = await self._load(self._stamp)
        # Else a reading that began later has ended before this one.
        if started > self._read_at and rows is not None:
            self._stamp, self._rows = stamp, rows
        if self._reading is this:
            self._read_at = started
        # A large table is read at most a twentieth of the time.
        self._pause = max(RETRY_SECONDS, 20 * (time.monotonic() - started))


def _notice(reading: "asyncio.Task[None]") -> None:
    """Takes note of a failure that nobody waits for any more, which asyncio would log as forgotten."""
    if not reading.cancelled():
        reading.exception()


class Website(NamedTuple):
    """What collection needs of a website."""

    deleted: bool
    reset_at: datetime | None
    replay_enabled: bool
    replay_seconds: float  # how much of a visit is recorded


class Link(NamedTuple):
    """What a short link needs of its row; a pixel has no address."""

    id: str
    url: str


class Sessions:
    """Ids of sessions whose rows are committed, as many as fit: their hits need not insert them again.

    Two sets, of which the older is thrown away when the younger is full or a minute old. A row that is deleted under
    it (reset of a website) would be missed that long, so a reset that is seen clears it at once.
    """

    def __init__(self, size: int = 20_000, life_seconds: float = 60) -> None:
        self._size, self._life = size, life_seconds
        self._young: set[str] = set()
        self._old: set[str] = set()
        self._turned_at = time.monotonic()

    def __contains__(self, session_id: str) -> bool:
        return session_id in self._young or session_id in self._old

    def add(self, session_id: str) -> None:
        """Remembers a session whose row is committed."""
        now = time.monotonic()
        if len(self._young) >= self._size or now - self._turned_at > self._life:
            self._old, self._young, self._turned_at = self._young, set(), now
        self._young.add(session_id)

    def clear(self) -> None:
        """Forgets all."""
        self._young, self._old = set(), set()


def _seconds(milliseconds: str | None) -> float:
    """A website's own limit of a recording, else the one that the recorder assumes (spec 01b, section 2)."""
    return float(milliseconds) / 1000 if milliseconds and milliseconds.isdecimal() else 300.0


class Known:
    """All that one server process remembers for collection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._resets: dict[str, datetime | None] = {}
        self.websites: Directory[Website] = Directory(self._load_websites)
        self.links: Directory[Link] = Directory(partial(self._load_slugs, link, link.c.link_id, link.c.url))
        self.pixels: Directory[Link] = Directory(partial(self._load_slugs, pixel, pixel.c.pixel_id, sa.literal("")))
        self.sessions = Sessions()

    def forget(self, website_id: str) -> None:
        """A website, link or pixel was made, changed, reset or deleted, here or in a process that told us."""
        self.websites.forget()
        self.links.forget()
        self.pixels.forget()
        self.sessions.clear()

    async def _load_websites(self, known: object) -> tuple[object, dict[str, Website] | None]:
        query = sa.select(
            website.c.website_id, website.c.deleted_at, website.c.reset_at, website.c.replay_enabled,
            website.c.replay_config["maxDuration"].astext.label("replay_ms"),
        )
        async with self._engine.connect() as connection:
            stamp = await _stamp(connection, website)
            if stamp == known:
                return stamp, None
            rows = (await connection.execute(query)).all()
        resets = {row.website_id: row.reset_at for row in rows}
        if any(self._resets[site] != resets.get(site) for site in self._resets):
            self.sessions.clear()  # reset or deleted elsewhere: the rows of its sessions are gone
        self._resets = resets
        return stamp, {
            row.website_id: Website(
                row.deleted_at is not None, row.reset_at, row.replay_enabled, _seconds(row.replay_ms)
            )
            for row in rows
        }

    async def _load_slugs(
        self, table: sa.Table, key: sa.ColumnElement[str], url: sa.ColumnElement[str], known: object,
    ) -> tuple[object, dict[str, Link] | None]:
        async with self._engine.connect() as connection:
            stamp = await _stamp(connection, table)
            if stamp == known:
                return stamp, None
            rows = (await connection.execute(sa.select(table.c.slug, key, url))).all()
        return stamp, {slug: Link(row_id, target) for slug, row_id, target in rows}


async def _stamp(connection: AsyncConnection, table: sa.Table) -> tuple[int, int]:
    """What differs whenever the table does, whoever changed it: its rows, and the sum of their transactions' numbers.

    What is written has a higher number than all before, so that with as many rows the sum has grown. (Of transactions
    that overlap the numbers may fall; then the sum differs all the same, save by a coincidence.)
    Taken before the rows are read: what changes in between makes for one reading more, not for one too few.
    """
    numbers = sa.func.sum(sa.literal_column("xmin::text::bigint", sa.BigInteger))
    rows, total = (await connection.execute(sa.select(sa.func.count(), numbers).select_from(table))).one()
    return rows, int(total or 0)
