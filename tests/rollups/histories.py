"""Random small histories of a website, and whether all statistics are the same of cells and of events."""

import asyncio
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.db.engine import DatabaseUrl
from app.rollups import maintain
from app.rollups.ask import with_cells
from app.rollups.changes import FEW_ROWS
from app.rollups.dimensions import FILTERS
from app.rollups.maintain import Maintainer, Site
from app.sql.buckets import Buckets
from app.sql.filters import Filter
from app.sql.saved import filtered
from app.sql.scope import EventScope
from app.stats.metrics.queries import TYPES, expanded, top_values
from app.stats.overview.queries import series, totals

WEBSITE = "11111111-1111-4111-8111-111111111111"
ZONES = (None, "utc", "UTC", "America/New_York", "Asia/Kolkata", "Asia/Kathmandu", "Australia/Lord_Howe",
         "Europe/London", "America/St_Johns", "America/Havana")
PATHS = ("/", "/a", "/b", "/pricing", "")
HOSTS = ("site.example", "www.site.example", None)
REFERRERS = ("", "site.example", "google.com", "t.co", "walmart.com", None)
PLACES = (("GB", "GB-ENG", "London"), ("CA", "CA-ON", "London"), ("US", "US-CA", "Los Angeles"), ("US", None, None),
          (None, None, "London"), (None, None, None), ("", "", ""))
# Around nights on which clocks are set, in several zones.
MOMENTS = tuple(datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (
    "2024-03-10T06:00", "2024-03-31T00:00", "2024-04-06T14:00", "2024-11-03T04:00", "2024-10-27T00:00",
    "2023-12-31T20:00"))


@dataclass
class History:
    """A website in a database, with rollups that a test moves on by hand."""

    url: str
    random: Random
    engine: sa.Engine = field(init=False)
    reader: AsyncEngine = field(init=False)
    begin: datetime = field(init=False)
    days: int = field(init=False)
    sessions: list[str] = field(default_factory=list)
    visits: list[str] = field(default_factory=list)
    moments: list[datetime] = field(default_factory=list)
    compared: int = 0
    from_cells: int = 0
    log: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = maintain.engine_of(self.url)
        self.reader = create_async_engine(
            "postgresql+psycopg://", async_creator=DatabaseUrl.parse(self.url).connect, poolclass=NullPool)
        self.maintainer = Maintainer(self.engine, close_seconds=2, wait_seconds=5)
        self.begin = self.random.choice(MOMENTS) - timedelta(hours=self.random.randrange(48))
        self.days = self.random.choice((1, 3, 40, 100))

    # What happens

    def moment(self) -> datetime:
        """A moment of the history: often one that has rows already, or the edge of an hour."""
        if self.moments and self.random.random() < 0.3:
            near = self.random.choice(self.moments)
            return near + timedelta(seconds=self.random.choice((0, 1, 60, 1800, 3600, -3600)),
                                    microseconds=self.random.choice((0, 1, 999_999)))
        at = self.begin + timedelta(seconds=self.random.randrange(self.days * 86_400))
        if self.random.random() < 0.2:
            at = at.replace(minute=0, second=0)
        elif self.random.random() < 0.2:
            at = at.replace(minute=59, second=59, microsecond=self.random.choice((999_000, 999_001, 999_999)))
        return at

    def record(self, connection: psycopg.Connection[Any], rows: int) -> None:
        """Some rows: of new and old sessions, in new and old visits."""
        random = self.random
        for _ in range(rows):
            session_id = random.choice(self.sessions) if self.sessions and random.random() < 0.7 else self._session(
                connection)
            visit_id = random.choice(self.visits) if self.visits and random.random() < 0.6 else str(
                uuid.UUID(int=random.getrandbits(128)))
            at = self.moment()
            self.moments.append(at)
            self.visits.append(visit_id)
            self.insert(connection, session_id, visit_id, at, random)

    def _session(self, connection: psycopg.Connection[Any]) -> str:
        random = self.random
        session_id = str(uuid.UUID(int=random.getrandbits(128)))
        self.sessions.append(session_id)
        if random.random() < 0.08:
            return session_id  # an old token after a reset
        self.add_session(connection, session_id)
        return session_id

    def add_session(self, connection: psycopg.Connection[Any], session_id: str) -> None:
        """The row of a session."""
        random = self.random
        connection.execute(
            "insert into session (session_id, website_id, browser, os, device, screen, language, country, region, city,"
            " distinct_id) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [session_id, WEBSITE, random.choice(("chrome", "firefox", None, "")), random.choice(("Linux", "iOS")),
             random.choice(("desktop", "mobile")), random.choice(("1x1", None)),
             random.choice(("en-US", "en-GB", "fr", "EN", None)), *random.choice(PLACES),
             random.choice((None, "somebody"))])

    def insert(
        self, connection: psycopg.Connection[Any], session_id: str, visit_id: str, at: datetime, random: Random,
    ) -> None:
        """A row."""
        row = {
            "event_id": str(uuid.UUID(int=random.getrandbits(128))), "website_id": WEBSITE, "session_id": session_id,
            "visit_id": visit_id, "created_at": at, "event_type": random.choices((1, 2, 3, 5), (12, 3, 1, 1))[0],
            "event_name": random.choice(("signup", "buy", None, "")), "url_path": random.choice(PATHS),
            "url_query": random.choice(("", "gclid=1", None)), "referrer_domain": random.choice(REFERRERS),
            "page_title": random.choice(("Home", "", None)), "tag": random.choice(("a", None)),
            "hostname": random.choice(HOSTS), "utm_source": random.choice(("news", None)),
            "utm_medium": random.choice(("cpc", "push", None)), "utm_campaign": None, "utm_content": None,
            "utm_term": random.choice(("x", None)),
        }
        connection.execute(
            f"insert into website_event ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})",  # noqa: S608
            list(row.values()))

    def delete(self, connection: psycopg.Connection[Any], rows: int) -> None:
        """Deletes some rows."""
        connection.execute("delete from website_event where event_id in "
                           "(select event_id from website_event order by md5(event_id::text || %s) limit %s)",
                           [str(self.random.random()), rows])

    def update(self, connection: psycopg.Connection[Any], rows: int) -> None:
        """Changes some rows, or when they happened."""
        change = self.random.choice((
            "url_path = '/changed'", "created_at = created_at + interval '1 hour'", "created_at = created_at",
            "visit_id = (select visit_id from website_event order by visit_id limit 1)"))
        connection.execute(f"update website_event set {change} where event_id in "  # noqa: S608
                           "(select event_id from website_event order by md5(event_id::text || %s) limit %s)",
                           [str(self.random.random()), rows])

    def adopt_orphan(self, connection: psycopg.Connection[Any]) -> None:
        """A session without a row gets one."""
        found = connection.execute(
            "select e.session_id::text from website_event e left join session s using (session_id) "
            "where s.session_id is null order by 1 limit 1").fetchone()
        if found:
            self.add_session(connection, found[0])

    # What maintenance does

    def site(self) -> Site:
        """The row of the site; its first one where there is none."""
        if not self.maintainer.sites(WEBSITE):
            with self.engine.begin() as connection:
                connection.execute(sa.text("insert into rollup.site (website_id, missed) select :id, last_value "
                                           "from rollup.missed"), {"id": WEBSITE})
        return self.maintainer.sites(WEBSITE)[0]

    def reset(self, connection: psycopg.Connection[Any]) -> None:
        """All that was collected goes, sessions too, in one transaction."""
        with connection.transaction():
            for table in ("website_event", "session"):
                connection.execute(f"delete from {table} where website_id = %s", [WEBSITE])  # noqa: S608
        self.sessions.clear()
        self.visits.clear()

    def identify(self, connection: psycopg.Connection[Any]) -> None:
        """A visitor tells who they are: a session of its own goes on with the visit."""
        if self.visits:
            session_id = str(uuid.UUID(int=self.random.getrandbits(128)))
            self.sessions.append(session_id)
            self.add_session(connection, session_id)
            self.insert(connection, session_id, self.visits[-1], self.moment(), self.random)

    def step(self, kind: str | None = None) -> None:
        """Something of what maintenance does, up to any minute; what it is if not by chance."""
        one, random = self.site(), self.random
        now = datetime.now(UTC)
        if one.built_to is None:
            until = self.begin + timedelta(minutes=random.randrange(self.days * 1440 + 100))
            self._on(one, lambda conn, site: maintain.begin(conn, site, self.maintainer.dimensions, now, until))
            self.log.append(f"begin {until}")
            return
        kind = kind or random.choice(("advance", "advance", "merge", "build", "build", "compact"))
        if kind in ("advance", "merge"):
            until = one.built_to + timedelta(minutes=random.choice((1, 59, 600, 1440, 40_000)))
            merge = kind == "merge"
            if merge:
                until = one.built_to + timedelta(minutes=random.choice((0, 7)))
            few = random.choice((0, 0, FEW_ROWS))  # of few rows all are weighed, of many those that matter
            self._on(one, lambda conn, site: maintain.advance(conn, site, now, until, merge=merge, few_rows=few))
            self.log.append(f"{kind} {until}")
        elif kind == "build" and not one.is_whole:
            assert one.built_from is not None
            back = one.built_from - timedelta(minutes=random.choice((30, 1440, 20_000)))
            begin_at = maintain.BEGIN if back < self.begin else back
            self._on(one, lambda conn, site: maintain.build(conn, site, begin_at))
            self.log.append(f"build {begin_at}")
        elif kind == "compact":
            self._on(one, lambda conn, site: maintain.compact(conn, site.site, 0, 10**6))
            self.log.append("compact")

    def finish(self) -> None:
        """Builds all that is older."""
        if not self.site().is_whole and self.site().built_to:
            self._on(self.site(), lambda conn, site: maintain.build(conn, site, maintain.BEGIN))
            self.log.append("build all")

    def _on(self, one: Site, act: Any) -> None:
        with self.engine.connect() as held:
            self.maintainer._on(held, one.site, act)

    # What is asked

    def question(self) -> EventScope:
        """A period, often at the edges of hours, days and months, and often a filter by one value."""
        random = self.random
        ends = sorted(self.moment() for _ in range(2))
        kind = random.random()
        if kind < 0.3:
            ends = [ends[0].replace(minute=0, second=0, microsecond=0),
                    ends[1].replace(minute=59, second=59, microsecond=999_000)]
        elif kind < 0.6:
            ends = [self.begin.replace(day=1, hour=0, minute=0) - timedelta(days=random.randrange(3)),
                    self.begin + timedelta(days=self.days + 2)]
        scope = EventScope(WEBSITE, *ends)
        if random.random() < 0.5:
            return scope
        name = random.choice(sorted(FILTERS))
        value = random.choice({
            "path": PATHS, "referrer": ("t.co", "google.com", "site.example"), "country": ("US", "GB"),
            "region": ("GB-ENG", "US-CA"), "city": ("London", "Los Angeles"), "language": ("en-US", "EN"),
            "browser": ("chrome", "firefox"), "hostname": ("site.example",), "utmMedium": ("cpc",), "title": ("Home",),
        }.get(name, ("a", "x", "news", "Linux", "desktop")))
        return filtered(scope, [Filter(name, "eq", value)], match_any=False)

    async def differences(self, questions: int) -> list[str]:
        """Where a statistic of cells is another than of events, in words."""
        found = []
        for _ in range(questions):
            async with self.reader.connect() as conn:
                await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                found += await self.compare(conn, self.question())
        return found

    async def compare(self, conn: AsyncConnection, scope: EventScope) -> list[str]:
        """All statistics of one question, in one snapshot."""
        random = self.random
        zone = random.choice(ZONES)
        unit = random.choice(("hour", "day", "month", "year"))
        buckets = Buckets(unit, zone)  # type: ignore[arg-type]
        kept = await with_cells(conn, scope, zone)
        if kept.kept is None:
            return []
        shorter = (scope.start, scope.end - (scope.end - scope.start) / 3)
        asked: list[tuple[str, Callable[[EventScope], Any]]] = [
            ("totals", totals),
            ("totals of two", lambda of: totals(of, of.over(*shorter))),
            (f"series {buckets}", lambda of: series(of, buckets)),
        ]
        for kind in random.sample(sorted(TYPES), 4):
            asked.append((f"top {kind}", partial(top_values, kind=kind)))
            asked.append((f"expanded {kind}", partial(expanded, kind=kind)))
        found = []
        for name, ask in asked:
            kept.kept.used.clear()
            cells = ask(kept)
            if kept.kept.used == {"raw"}:
                continue
            expected, got = await rows_of(conn, ask(scope)), await rows_of(conn, cells)
            self.compared += 1
            if expected != got:
                found.append(f"{name} of {replace(scope)}: {got} instead of {expected}; kept {kept.kept}")
        return found


async def rows_of(conn: AsyncConnection, statement: Any) -> Sequence[Any]:
    """The rows of a statement, with their types."""
    rows = (await conn.execute(statement)).all()
    return [tuple((type(value).__name__, value) for value in row) for row in rows]


def empty(connection: psycopg.Connection[Any]) -> None:
    """A database as it was before any history."""
    connection.execute("drop schema if exists rollup cascade")
    connection.execute("truncate website_event, session")


async def play(url: str, seed: int, *, steps: int = 12, questions: int = 6) -> History:
    """A history from its beginning, compared after each step. Errors: AssertionError for a difference."""
    random = Random(seed)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        empty(connection)
        history = History(url, random)
        history.maintainer.install()
        history.record(connection, random.choice((5, 40, 120)))
        if random.random() < 0.8:
            await asyncio.to_thread(history.step)
            await asyncio.to_thread(history.finish)
        for _ in range(steps):
            happening = random.random()
            if happening < 0.4:
                history.record(connection, random.randrange(1, 15))
            elif happening < 0.5:
                history.delete(connection, random.randrange(1, 5))
            elif happening < 0.6:
                history.update(connection, random.randrange(1, 5))
            elif happening < 0.65:
                history.adopt_orphan(connection)
            else:
                await asyncio.to_thread(history.step)
            if random.random() < 0.1:
                await asyncio.to_thread(history.finish)
            differences = await history.differences(questions)
            assert not differences, f"seed {seed}, {history.log}: " + "\n".join(differences[:3])
    await history.reader.dispose()
    history.engine.dispose()
    return history
