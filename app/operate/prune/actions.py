"""Deleting what is old, a bounded transaction at a time, so that a site may be as large as it likes."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from app.operate.prune import queries
from app.operate.prune.queries import Step

# A transaction looks at so many rows: some 50 ms. While sessions are deleted hits wait for the transaction.
BATCH_ROWS = 5_000
BATCH_SESSIONS = 500
_PAUSE_SECONDS = 0.5  # before another try, where a lock was not to be had

Looked = Callable[[int], None]


def count(engine: Engine, website_id: str | None, before: datetime) -> list[tuple[Step, dict[str, int]]]:
    """How many rows are that old, of each table and website; a step that finds none is left out."""
    counted = []
    with engine.connect() as conn:
        for step in queries.steps(before):
            if step.by_key:
                sessions = conn.execute(queries.old_rows_by_website(step, website_id, before))
                rows = {site: number for site, number in sessions}
            else:
                websites = [website_id] if website_id else conn.scalars(queries.website_ids(step.table)).all()
                rows = {site: conn.scalar(queries.old_rows(step, site, before)) or 0 for site in websites}
            if found := {site: number for site, number in rows.items() if number}:
                counted.append((step, found))
            conn.rollback()
    return counted


def prune(
    engine: Engine, step: Step, websites: Sequence[str], before: datetime, deleted: Counter[str], looked: Looked,
) -> None:
    """Deletes the old rows of one table; `deleted` counts them by table, `looked` hears of every batch.

    May be interrupted at any point: what was committed stays deleted, and the next run goes on from there.
    """
    for at_once in ([websites] if step.by_key else [[website] for website in websites]):
        after: tuple[datetime, str] | None = None
        while True:
            rows, gone = _patiently(engine, step, at_once, before, after)
            if not rows:
                break
            after = rows[-1]
            deleted[step.table.name] += gone
            looked(len(rows))


def _patiently(engine: Engine, *batch: Any) -> tuple[Sequence[Any], int]:
    """One batch, tried again where another transaction was in the way."""
    while True:
        try:
            with engine.begin() as conn:
                return _batch(conn, *batch)
        except OperationalError as error:
            if not isinstance(error.orig, (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)):
                raise
        time.sleep(_PAUSE_SECONDS)


def _batch(
    conn: Connection, step: Step, website_ids: Sequence[str], before: datetime, after: tuple[datetime, str] | None,
) -> tuple[Sequence[Any], int]:
    """The rows of the next batch, and how many of them were deleted."""
    limit = BATCH_SESSIONS if step.alone else BATCH_ROWS
    rows = [tuple(row) for row in conn.execute(queries.next_rows(step, website_ids, before, after, limit))]
    if not rows:
        return [], 0
    if step.alone:
        for statement in queries.LOCK_SESSIONS:
            conn.execute(statement)
    return rows, conn.execute(queries.delete_rows(step, [key for _, key in rows])).rowcount
