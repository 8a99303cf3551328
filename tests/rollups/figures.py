"""How quickly a large database answers from cells and from events: `python -m tests.rollups --figures URL --raw`.

The database has rollups, built as a whole, and no server. It is changed: an hour of events is added after all others,
once, and not put into cells. Times in milliseconds.
"""

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import psycopg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from app.db.engine import DatabaseUrl
from app.rollups.ask import with_cells
from app.sql.buckets import Buckets
from app.sql.filters import Filter
from app.sql.periods import previous_period
from app.sql.saved import filtered
from app.sql.scope import EventScope
from app.stats.metrics.queries import expanded, top_values
from app.stats.overview.queries import series, totals

_ZONES = ("UTC", "America/New_York", "Asia/Kolkata")
_TIMES = 7
_LISTS = ("path", "title", "referrer", "channel", "country", "region", "city", "browser", "os", "device", "entry",
          "exit", "event")
_SETTINGS = sa.text("select set_config('work_mem', '64MB', true), set_config('jit', 'off', true), "
                    "set_config('plan_cache_mode', 'force_custom_plan', true)")


@dataclass(frozen=True)
class Question:
    """Something a dashboard asks: as a statement, and as a request."""

    name: str
    most: int  # milliseconds, of the acceptance list
    ask: Callable[[EventScope], Any]
    path: str
    query: str
    start: datetime
    end: datetime
    zone: str | None = None
    only: tuple[str, str] | None = None  # filtered by one value

    def scope(self, website_id: str) -> EventScope:
        plain = EventScope(website_id, self.start, self.end)
        return filtered(plain, [Filter(self.only[0], "eq", self.only[1])], match_any=False) if self.only else plain

    def url(self, website_id: str) -> str:
        at = (int(moment.timestamp() * 1000) for moment in (self.start, self.end))
        only = f"&{self.only[0]}={self.only[1]}" if self.only else ""
        return "/api/websites/{}/{}?startAt={}&endAt={}{}&{}".format(website_id, self.path, *at, only, self.query)


def questions(end: datetime) -> list[Question]:
    """Those of the acceptance list, of a year that ends at a moment."""
    year, months, month = end - timedelta(days=365), end - timedelta(days=212), end - timedelta(days=30)

    def compared(of: EventScope) -> Any:
        return totals(of, of.over(*previous_period(of.start, of.end, "prev", "UTC")))

    def by(unit: Any, zone: str) -> Callable[[EventScope], Any]:
        return lambda of: series(of, Buckets(unit, zone))

    def listed(kind: str) -> Callable[[EventScope], Any]:
        return lambda of: top_values(of, kind, limit=10)

    found = [Question("overview, compared", 60, compared, "stats", "", year, end)]
    for zone in _ZONES:
        found += [
            Question(f"series by month, {zone}", 100, by("month", zone), "pageviews", f"unit=month&timezone={zone}",
                     year, end, zone),
            Question(f"series of 7 months by day, {zone}", 150, by("day", zone), "pageviews",
                     f"unit=day&timezone={zone}", months, end, zone),
            Question(f"series of a month by hour, {zone}", 100, by("hour", zone), "pageviews",
                     f"unit=hour&timezone={zone}", month, end, zone)]
    found += [Question(f"list of {kind}", 100, listed(kind), "metrics", f"type={kind}&limit=10", year, end)
              for kind in _LISTS]
    found += [Question(f"expanded {kind}", 300, lambda of, kind=kind: expanded(of, kind, limit=50),  # type: ignore[misc]
                       "metrics/expanded", f"type={kind}&limit=50", year, end) for kind in ("path", "country")]
    for only in (("country", "US"), ("path", "/pricing"), ("referrer", "google.com"), ("city", "London")):
        found.append(Question(f"overview, {only[0]}={only[1]}", 100, compared, "stats", "", year, end, only=only))
        found.append(Question(f"series by month, {only[0]}={only[1]}", 100, by("month", "UTC"), "pageviews",
                              "unit=month&timezone=UTC", year, end, "UTC", only))
    return found


def hour_of_events(url: str) -> tuple[str, datetime]:
    """The largest website, and the end of an hour of events after its last one that no cell tells of."""
    with psycopg.connect(url) as connection:
        connection.execute("set time zone 'UTC'")
        row = connection.execute(
            "select site, website_id::text, built_to from rollup.site where is_whole order by events desc limit 1"
        ).fetchone()
        assert row is not None, "build the rollups first"
        number, website_id, _ = row
        last = _last(connection, website_id)
        hour = last.replace(minute=0, second=0, microsecond=0)
        told = connection.execute("select count(*) from website_event where website_id = %s and created_at >= "
                                  "(select built_to from rollup.site where site = %s)", [website_id, number]).fetchone()
        if told == (0,):
            # Behind the backs of the triggers: no cell tells of a moment after the last event, so that they may as well
            # end there, and the events that are added are as new to them as if they had just come.
            end = hour + timedelta(hours=1)
            connection.execute("set local session_replication_role = replica")
            connection.execute("update rollup.site set built_to = %s, closed_at = now() where site = %s", [end, number])
            connection.execute(
                "insert into website_event select (jsonb_populate_record(e, jsonb_build_object('event_id', "
                "gen_random_uuid(), 'created_at', e.created_at + interval '1 hour' * %s))).* from website_event e "
                "where website_id = %s and created_at >= %s and created_at < %s",
                [10, website_id, end - timedelta(hours=10), end - timedelta(hours=9)])
            connection.commit()
            last = _last(connection, website_id)
        return website_id, last.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1, milliseconds=-1)


def _last(connection: psycopg.Connection[Any], website_id: str) -> datetime:
    row = connection.execute("select max(created_at) from website_event where website_id = %s", [website_id]).fetchone()
    assert row is not None
    moment: datetime = row[0]
    return moment


async def as_statements(url: str, website_id: str, asked: list[Question], *, with_raw: bool) -> None:
    """A line each: the median from cells, and once from events, right after it."""
    engine = create_async_engine(
        "postgresql+psycopg://", async_creator=DatabaseUrl.parse(url).connect, poolclass=NullPool)
    for one in asked:
        async with engine.connect() as conn:
            await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            await conn.execute(_SETTINGS)
            scope = one.scope(website_id)
            kept = await with_cells(conn, scope, one.zone)
            assert kept.kept is not None
            kept.kept.used.clear()
            times, rows = await _timed(conn, lambda one=one, kept=kept: one.ask(kept), _TIMES)  # type: ignore[misc]
            line = f"{one.name:40} {_spread(times)}  {'/'.join(sorted(kept.kept.used)):6} bar {one.most:3}"
            if with_raw:
                raw, expected = await _timed(conn, lambda one=one, scope=scope: one.ask(scope), 1)  # type: ignore[misc]
                same = "same" if rows == expected else "DIFFERENT"
                line += f"  events {raw[0]:7.0f}  x{raw[0] / statistics.median(times):.0f}  {same}"
            print(line, flush=True)
    await engine.dispose()


async def _timed(conn: AsyncConnection, ask: Callable[[], Any], times: int) -> tuple[list[float], Any]:
    taken, rows = [], None
    for _ in range(times):
        began = time.perf_counter()
        rows = (await conn.execute(ask())).all()
        taken.append((time.perf_counter() - began) * 1000)
    return taken, rows


def _spread(times: list[float]) -> str:
    return f"{statistics.median(times):6.1f} ({min(times):.1f} to {max(times):.1f})"


async def as_requests(url: str, website_id: str, asked: list[Question]) -> None:
    """The same through a server of its own, which does not go on with cells; then all of a first page at once."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "DATABASE_URL": url, "HOSTNAME": "127.0.0.1", "PORT": str(port), "APP_SECRET": "figures",
             "ROLLUPS": "on", "ROLLUP_ADVANCE_SECONDS": "100000000", "STATISTICS_TIMEOUT_SECONDS": "600"})
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=600) as http:
            await _up(http)
            login = await http.post("/api/auth/login", json={"username": "admin", "password": "umami"})
            http.headers["authorization"] = f"Bearer {login.json()['token']}"
            for one in asked:
                times, way = await _requested(http, one.url(website_id), _TIMES + 1)
                print(f"{one.name:40} {_spread(times[1:])}  {way:6} bar {one.most:3}", flush=True)
            page = [one.url(website_id) for one in asked if one.name in {
                "overview, compared", "series by month, America/New_York", *(f"list of {kind}" for kind in (
                    "path", "entry", "exit", "referrer", "channel", "browser", "os", "device", "country", "event"))}]
            taken = []
            for _ in range(_TIMES + 1):
                began = time.perf_counter()
                await asyncio.gather(*(_requested(http, path, 1) for path in page))
                taken.append((time.perf_counter() - began) * 1000)
            print(f"{f'first page, {len(page)} requests':40} {_spread(taken[1:])}  {'':6} bar 500", flush=True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


async def _up(http: httpx.AsyncClient) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            if (await http.get("/api/ready")).status_code == 200:
                return
        except httpx.TransportError:
            pass
        assert time.monotonic() < deadline, "the server does not start"
        await asyncio.sleep(0.2)


async def _requested(http: httpx.AsyncClient, path: str, times: int) -> tuple[list[float], str]:
    taken, way = [], ""
    for _ in range(times):
        began = time.perf_counter()
        answer = await http.get(path)
        taken.append((time.perf_counter() - began) * 1000)
        assert answer.status_code == 200, answer.text
        way = answer.headers.get("server-timing", "")
    return taken, way


def measure(url: str, *, with_raw: bool) -> None:
    """Prints all figures; those of events, which take long, with the statements alone."""
    website_id, end = hour_of_events(url)
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "select count(*) from website_event e join rollup.site s using (website_id) "
            "where website_id = %s and created_at >= built_to and created_at <= %s", [website_id, end]).fetchone()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M}, load {os.getloadavg()[0]:.1f}; a year up to {end:%Y-%m-%d %H:%M:%S}, "
          f"of which {row[0] if row else 0} rows are in no cell")
    asked = questions(end)
    print("as statements: median (least to most)")
    asyncio.run(as_statements(url, website_id, asked, with_raw=with_raw))
    if not with_raw:
        print("as requests")
        asyncio.run(as_requests(url, website_id, asked))
    print(f"load {os.getloadavg()[0]:.1f}")
