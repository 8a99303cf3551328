"""Runs the steps of a takeover: each in a transaction with the line that records it in Umami's own history."""

import logging
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import errors
from sqlalchemy import Connection

from app.db.adopt import MigrationRefused
from app.db.takeover.obstacles import obstacles
from app.db.takeover.steps import Step, steps_for

log = logging.getLogger(__name__)

LOCK_WAIT_SECONDS = 30  # how long a step waits for a table that somebody else uses; others queue behind it meanwhile
PROGRESS_SECONDS = 30.0

# Building an index sorts in memory; PostgreSQL's 64 MB are little for tens of millions of rows.
_MEMORY = """
    select set_config('maintenance_work_mem',
        greatest(pg_size_bytes(current_setting('maintenance_work_mem')), 268435456) / 1024 || 'kB', true)
"""
# A killed process cannot tell PostgreSQL to stop: without this it would work on to the end of the statement, locks and
# all, before it noticed. PostgreSQL 14 and later can look; not on every system.
_NOTICE_DEATH = """
    select set_config(name, '1s', true) from pg_settings
    where name = 'client_connection_check_interval' and version() like '%linux%'
"""
_RECORD = """
    insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
    values (%s, %s, %s, %s, clock_timestamp(), 1)
"""


def take_over(connection: Connection, schema: str, missing: Sequence[str]) -> None:
    """Brings an Umami that lacks these migrations to 3.1.0, a step and a commit at a time.

    The caller holds the advisory locks. Errors: MigrationRefused for an Umami before 2.10 or with something in the way
    (nothing was changed), and for a step that failed (it was undone; those before it stand, and the next start goes
    on with it).
    """
    steps = steps_for(missing)
    with connection.begin():
        if found := list(obstacles(connection, schema, steps)):
            raise MigrationRefused("The database cannot be taken over as it is. " + " ".join(found))
    began = time.monotonic()
    for number, step in enumerate(steps, start=1):
        log.info("Takeover, step %d of %d, %s: %s", number, len(steps), step.name, step.purpose)
        with _progress(step.name):
            _apply(connection.connection.driver_connection, step)
    log.info("Takeover: the database is that of an Umami 3.1.0 now, after %.0f s.", time.monotonic() - began)
    if any(step.rewrites == "website_event" for step in steps):
        log.info("Takeover: `vacuum website_event` in a quiet hour makes statistics faster (it locks nothing).")


def _apply(connection: Any, step: Step) -> None:
    # psycopg's own transaction: SQLAlchemy would answer a broken connection with the failure of its rollback.
    try:
        with connection.transaction():
            connection.execute(_MEMORY)
            connection.execute(_NOTICE_DEATH)
            connection.execute("select set_config('lock_timeout', %s, true)", [f"{LOCK_WAIT_SECONDS}s"])
            ((began,),) = connection.execute("select clock_timestamp()")
            # Without parameters, so that psycopg takes the file's many statements at once.
            connection.execute(step.sql.encode())
            connection.execute(_RECORD, [str(uuid.uuid4()), step.checksum, step.name, began])
    except psycopg.Error as error:
        raise MigrationRefused(f"The step {step.name} failed and was undone: {_reason(error)}") from error


def _reason(error: psycopg.Error) -> str:
    said = error.diag.message_primary or str(error).strip()
    match error:
        case errors.LockNotAvailable():
            return (
                f"another program kept a table for {LOCK_WAIT_SECONDS} seconds. Stop Umami and whatever else uses the "
                "database, then start again."
            )
        case errors.DiskFull():
            return f"{said}. Give the database's server more disk, then start again."
        case errors.DependentObjectsStillExist() | errors.FeatureNotSupported():
            return f"{said} ({error.diag.message_detail}). Drop what depends on it, such as a view, then start again."
        case psycopg.OperationalError() if error.diag.sqlstate is None:
            return f"the connection broke ({said}). Start again; it goes on from there."
    return f"{said}."


@contextmanager
def _progress(name: str) -> Iterator[None]:
    """Says every half minute that the step is still running."""
    over = threading.Event()

    def tell() -> None:
        began = time.monotonic()
        while not over.wait(PROGRESS_SECONDS):
            log.info("Takeover: %s has been running for %.0f s.", name, time.monotonic() - began)

    thread = threading.Thread(target=tell, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
