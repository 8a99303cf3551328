"""What the triggers cost those who write: COPY with and without them, in alternating pairs (`--copy URL`).

The database has rollups, and is changed: rows are added, and its rollups are to be made anew afterwards.
"""

import statistics
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import psycopg

_PAIRS, _SECONDS = 20, 1.5
_TABLE = "public.website_event"


def measure(url: str) -> None:
    """Prints the rows a second of both, and the median of the pairs."""
    with psycopg.connect(url, autocommit=True) as connection:
        for rows in (64, 500):
            pairs = []
            for number in range(_PAIRS):
                found = {}
                for with_triggers in ((True, False) if number % 2 else (False, True)):
                    _switch(connection, with_triggers)
                    found[with_triggers] = _rows_a_second(connection, rows)
                pairs.append((found[True], found[False]))
            _switch(connection, True)
            ratios = sorted(with_them / without - 1 for with_them, without in pairs)
            quarter = len(ratios) // 4
            means = [statistics.mean(pair[side] for pair in pairs) for side in (0, 1)]
            print(f"{rows} rows a commit: {means[0]:,.0f} rows/s with triggers, {means[1]:,.0f} without; "
                  f"of {_PAIRS} pairs the median {statistics.median(ratios):+.1%}, "
                  f"quartiles {ratios[quarter]:+.1%} and {ratios[-quarter - 1]:+.1%}", flush=True)


def _switch(connection: psycopg.Connection[Any], on: bool) -> None:
    for name in ("rollup_late", "rollup_deleted", "rollup_updated", "rollup_emptied"):
        connection.execute(f"alter table {_TABLE} {'enable' if on else 'disable'} trigger {name}")


_COPY = (f"copy {_TABLE} (event_id, website_id, session_id, visit_id, created_at, url_path, url_query, page_title,"
         " hostname) from stdin")


def _rows_a_second(connection: psycopg.Connection[Any], rows: int) -> float:
    website_id, written = uuid.uuid4(), 0
    began = time.perf_counter()
    while (spent := time.perf_counter() - began) < _SECONDS:
        now, visitor = datetime.now(UTC), uuid.uuid4()
        with connection.transaction(), connection.cursor().copy(_COPY) as copy:
            for _ in range(rows):
                copy.write_row((uuid.uuid4(), website_id, visitor, visitor, now, "/pricing", "", "Pricing", "a.b"))
        written += rows
    return written / spent
