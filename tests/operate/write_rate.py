"""How fast a large table takes events, beside an empty one: `python -m tests.operate.write_rate --events 50000000`.

On an embedded PostgreSQL with the settings that everybody has. Two databases of it take turns, so that both meet the
same disk and the same neighbours; the indexes are lean, or with `--by-month` as `dashi indexes lean --by-month` makes
them, in both. Groups of 64 rows go in by COPY, a commit each; they are made before the clock runs. Their event ids sort
by time, as Dashi's do. Visits have 2.6 events and every third is of a known session, as in `make_dataset.py`, and about
a hundred are under way, as on a site with 50 million events a year; with `--strangers` each row is of a session of its
own, the worst that an index on sessions can meet.

50 million events take about 20 minutes and 20 GB. With `--folder` they are kept, and the next run begins at once.
"""

import argparse
import random
import statistics
import tempfile
import time
import uuid
from collections import deque
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg import sql
from tqdm import tqdm

from app.db import embedded, index_work
from app.db.embedded import EmbeddedServer
from app.db.migrate import migrate
from app.lib.ids import new_id
from app.operate.indexes.actions import go_lean
from app.rollups.maintain import engine_of

GROUP = 64
LARGE, EMPTY = "dashi", "empty"
_CHUNK = 500_000
_EVENTS_A_VISIT, _COME_BACK, _UNDER_WAY, _KNOWN = 2.6, 1 / 3, 100, 100_000
_SITE = "b1600000-0000-4000-8000-000000000001"
_COPY = (
    "copy website_event (event_id, website_id, session_id, visit_id, created_at, url_path, url_query, "
    "referrer_domain, page_title, event_type, hostname) from stdin")

# Four events to a session and two to a visit, every eighth a custom event; as wide as events are.
_FILL = """
    insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path, url_query,
        referrer_domain, page_title, event_type, event_name, hostname)
    select uuidv7(at - clock_timestamp()), %(site)s, md5('session' || i / 4)::uuid, md5('visit' || i / 2)::uuid, at,
        '/blog/post-' || i * 7919 %% 1500, case when i %% 7 = 0 then 'utm_source=newsletter&utm_medium=email' end,
        case when i %% 3 = 0 then 'google.com' else 'example.com' end, 'Title /blog/post-' || i * 7919 %% 1500,
        case when i %% 8 = 0 then 2 else 1 end, case when i %% 8 = 0 then 'signup' end, 'example.com'
    from generate_series(%(first)s::bigint, %(last)s::bigint) as i,
        lateral (select %(begin)s::timestamptz + i * (interval '365 days' / %(events)s) as at) as moment
"""
_INDEXES = """
    select indexname, indexdef from pg_indexes
    where tablename = 'website_event' and schemaname = 'public' and indexname <> 'website_event_pkey'
"""


def fill(url: str, events: int) -> None:
    """A year of events that ends now. Errors: ValueError where there are others already."""
    with psycopg.connect(url) as connection:
        there = connection.execute("select reltuples from pg_class where relname = 'website_event'").fetchone()
        if there and there[0] > 0:
            if abs(there[0] / events - 1) > 0.2:
                raise ValueError(f"The folder holds about {there[0]:,.0f} events: name as many, or another folder.")
            return
        # In the transaction that empties the table nothing of it goes into the log, nor do its indexes made anew.
        # That on sessions is as full as one that grew at random places: seven tenths.
        connection.execute("set maintenance_work_mem = '512MB'")
        connection.execute("truncate website_event")
        indexes = connection.execute(_INDEXES).fetchall()
        connection.execute("alter table website_event drop constraint website_event_pkey")
        for name, _ in indexes:
            connection.execute(sql.SQL("drop index {}").format(sql.Identifier(name)))
        begin = datetime.now(UTC) - timedelta(days=365)
        with tqdm(total=events, unit=" events", unit_scale=True, desc="filling") as bar:
            for first in range(0, events, _CHUNK):
                last = min(first + _CHUNK, events) - 1
                connection.execute(
                    _FILL, {"site": _SITE, "first": first, "last": last, "begin": begin, "events": events})
                bar.update(last - first + 1)
        connection.execute("alter table website_event add primary key (event_id)")
        for _, definition in tqdm(indexes, desc="indexes", unit=" indexes"):
            connection.execute(definition)
        connection.execute("alter index website_event_session_id_idx set (fillfactor = 70)")
        connection.execute("reindex index website_event_session_id_idx")
        connection.execute("alter index website_event_session_id_idx reset (fillfactor)")
    with psycopg.connect(url, autocommit=True) as connection:
        print("vacuum", flush=True)
        connection.execute("vacuum (analyze) website_event")


class Visitors:
    """Who comes, one event after another."""

    def __init__(self, *, are_strangers: bool) -> None:
        self._dice = random.Random(1)
        self._stays = 0.0 if are_strangers else 1 - 1 / _EVENTS_A_VISIT
        self._known: deque[uuid.UUID] = deque(maxlen=_KNOWN)
        self._visits = [self._new() for _ in range(_UNDER_WAY)]

    def next(self) -> tuple[uuid.UUID, uuid.UUID]:
        """The session and the visit of the next event."""
        place = self._dice.randrange(_UNDER_WAY)
        found = self._visits[place]
        if self._dice.random() >= self._stays:
            self._visits[place] = self._new()
        return found

    def _new(self) -> tuple[uuid.UUID, uuid.UUID]:
        comes_back = self._stays and self._known and self._dice.random() < _COME_BACK
        session = self._dice.choice(self._known) if comes_back else uuid.uuid4()
        self._known.append(session)
        return session, uuid.uuid4()


def rows(number: int, visitors: Visitors) -> list[bytes]:
    """Groups that COPY takes."""
    groups = []
    for _ in range(number // GROUP):
        now = datetime.now(UTC).isoformat()
        groups.append("".join(
            f"{new_id()}\t{_SITE}\t{session}\t{visit}\t{now}\t/p/{i}\tutm_source=news\tgoogle.com\tPage {i}"
            "\t1\texample.com\n" for i, (session, visit) in enumerate(visitors.next() for _ in range(GROUP))).encode())
    return groups


def write(connection: psycopg.Connection, groups: list[bytes]) -> tuple[float, float]:
    """Rows a second, and bytes of the write-ahead log a row."""
    log = "select pg_current_wal_insert_lsn() - '0/0'"
    before = float(connection.execute(log).fetchone()[0])
    began = time.perf_counter()
    for group in groups:
        with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            copy.write(group)
    seconds = time.perf_counter() - began
    number = len(groups) * GROUP
    return number / seconds, (float(connection.execute(log).fetchone()[0]) - before) / number


def set_indexes(url: str, *, by_month: bool) -> None:
    """Lean, and sessions found as is asked."""
    with index_work.at_work(engine_of(url)) as work, tqdm(total=100, unit="%", desc="lean") as bar:
        def tell(_: object, share: float, phase: str) -> None:
            bar.n = int(share * 100)
            bar.set_postfix_str(phase)

        go_lean(work, lambda *_: None, tell, by_month=by_month)


def measure(server: EmbeddedServer, rounds: int, number: int, visitors: Visitors) -> float:
    """The rate of the large table over that of the empty one, a line a round; the empty one is emptied each time.

    Round 0 does not count: in it a server that has just started reads what others have in memory.
    """
    rates: dict[str, list[float]] = {LARGE: [], EMPTY: []}
    print("| round | table | rows/s | log, bytes a row |\n|---|---|---|---|", flush=True)
    for number_of_round in range(rounds + 1):
        for name in (EMPTY, LARGE) if number_of_round % 2 else (LARGE, EMPTY):
            with psycopg.connect(server.database_url(name), autocommit=True) as connection:
                if name == EMPTY:
                    connection.execute("truncate website_event")
                rate, log = write(connection, rows(number, visitors))
            if number_of_round:
                rates[name].append(rate)
            print(f"| {number_of_round} | {'large' if name == LARGE else 'empty'} | {rate:,.0f} | {log:,.0f} |",
                  flush=True)
    large, empty = (statistics.median(rates[name]) for name in (LARGE, EMPTY))
    print(f"\nmedian: empty {empty:,.0f}, large {large:,.0f} rows/s: {large / empty - 1:+.1%}")
    return large / empty


def main(arguments: list[str] | None = None) -> float:
    """Runs the command line; what it gives is for the test."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--rows", type=int, default=256_000, help="a round and table")
    parser.add_argument("--folder", type=Path, help="keep the databases here")
    parser.add_argument("--by-month", action="store_true", help="find sessions by month")
    parser.add_argument("--strangers", action="store_true", help="nobody comes twice")
    options = parser.parse_args(arguments)
    began = time.monotonic()
    with (
        nullcontext(options.folder) if options.folder else tempfile.TemporaryDirectory(prefix="dashi-rate-") as folder,
        embedded.start(Path(folder)) as server,
    ):
        with psycopg.connect(server.database_url("postgres"), autocommit=True) as connection:
            if connection.execute("select from pg_database where datname = %s", [EMPTY]).fetchone() is None:
                connection.execute(sql.SQL("create database {}").format(sql.Identifier(EMPTY)))
        for name in (LARGE, EMPTY):
            migrate(server.database_url(name))
        fill(server.database_url(LARGE), options.events)
        for name in (LARGE, EMPTY):
            set_indexes(server.database_url(name), by_month=options.by_month)
        result = measure(server, options.rounds, options.rows, Visitors(are_strangers=options.strangers))
    print(f"{time.monotonic() - began:.0f} s in all")
    return result


if __name__ == "__main__":
    main()
