"""Making and dropping an index beside whatever reads and writes meanwhile: for `dashi indexes`, and for rollups.

Each by a statement that keeps nobody from the table (CONCURRENTLY); of several processes one at a time. What is to be
done is read from the catalogue, so that a run which was killed is simply started again; an index that it left half made
goes first.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

from app.db import indexes
from app.db.indexes import FOR_ROLLUPS, TABLES, UMAMI, FoundIndex, Index

LOCK_SECONDS = 5
POLL_SECONDS = 0.5
OTHER_RUN_SECONDS = 10.0  # until PostgreSQL has noticed that the run before was killed
_ANOTHERS_WORK_SECONDS = 3600.0  # it may be making the same
_LOCK_KEY = 0x64617369

# Sorting takes memory; PostgreSQL's 64 MB are little for tens of millions of rows. A statement whose client is gone
# would otherwise work on to its end (PostgreSQL 14 and later can look, on Linux).
_PREPARE = (
    "set statement_timeout = 0",
    "set lock_timeout = 0",
    "select set_config('maintenance_work_mem',"
    " greatest(pg_size_bytes(current_setting('maintenance_work_mem')), 268435456) / 1024 || 'kB', false)",
    "select set_config(name, '1s', false) from pg_settings"
    " where name = 'client_connection_check_interval' and version() like '%linux%'",
)

# Where in the making of an index each phase begins, and how much of the time it takes; they come in this order.
_PHASES = {
    "building index: scanning table": (0.0, 0.35, "blocks"),
    "building index: sorting live tuples": (0.35, 0.0, "tuples"),
    "building index: loading tuples in tree": (0.35, 0.35, "tuples"),
    "index validation: scanning index": (0.7, 0.1, "blocks"),
    "index validation: sorting tuples": (0.8, 0.0, "tuples"),
    "index validation: scanning table": (0.8, 0.2, "blocks"),
}

Say = Callable[[str], object]
Tell = Callable[[str, float, str], object]  # of which index how much is done (0 to 1), and what is being done


@dataclass(frozen=True)
class Worker:
    """The one process that changes indexes."""

    engine: sa.Engine
    connection: sa.Connection
    say: Say

    def found(self) -> indexes.Found:
        return indexes.read(self.connection)

    def run(self, statement: str) -> None:
        """A statement that is a transaction by itself. Errors: ValueError, with the reason in words."""
        try:
            self.connection.exec_driver_sql(statement)
        except DBAPIError as error:
            if isinstance(error.orig, psycopg.errors.LockNotAvailable):
                raise
            raise ValueError(_reason(error)) from error


@contextmanager
def at_work(engine: sa.Engine, say: Say = print, *, wait_seconds: float | None = None) -> Iterator[Worker]:
    """A connection that may change indexes, and is the only one that does.

    `engine` does not keep connections. Another process that is at it is waited for.
    Errors: ValueError where the user does not own the tables, or the other one is not done in time.
    """
    engine = engine.execution_options(isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in _PREPARE:
            connection.execute(sa.text(statement))
        _check_owner(connection)
        _lock(connection, OTHER_RUN_SECONDS if wait_seconds is None else wait_seconds)
        yield Worker(engine, connection, say)


def for_rollups(engine: sa.Engine, say: Say) -> None:
    """Makes the index that rollups ask for the rows of a visit, where there is none; else only looks.

    Errors: as `at_work` and `make`.
    """
    with engine.connect() as connection:
        if _finds_visits(connection):
            return
    with at_work(engine, say, wait_seconds=_ANOTHERS_WORK_SECONDS) as work:
        if not _finds_visits(work.connection):
            for index in FOR_ROLLUPS:
                say(f"making the index {index.name}, which rollups need")
                make(work, index)


def after_rollups(engine: sa.Engine, say: Say) -> None:
    """Drops that index where it is all that a lean database has too much, now that the schema of rollups is gone."""
    with engine.connect() as connection:
        spare = [index.name for index in indexes.read(connection).unneeded]
    if spare == [index.name for index in FOR_ROLLUPS]:
        with at_work(engine, say, wait_seconds=_ANOTHERS_WORK_SECONDS) as work:
            for name in spare:
                drop(work, name)


def _finds_visits(connection: sa.Connection) -> bool:
    ways = [*FOR_ROLLUPS, *(index for index in UMAMI if index.columns == ("website_id", "visit_id", "created_at"))]
    return len(indexes.read(connection).missing(ways)) < len(ways)


def make(work: Worker, index: Index, tell: Tell = lambda *_: None) -> None:
    """Makes an index anew. Errors: ValueError, with the reason in words; nothing but a broken index is left then."""
    for leftover in work.found().present([index]):
        drop(work, leftover.name)
    table, name = _quoted(work.connection, index.table), _quoted(work.connection, index.name)
    # While it waits for the table others would wait behind it, so it asks for a moment at a time.
    _patiently(work, index.table, lambda: _touch(work, table))
    with _watched(work, index.name, tell):
        work.run(f"create index concurrently {name} on {table} {index.definition}")


def repack(work: Worker, index: FoundIndex, tell: Tell = lambda *_: None) -> None:
    """Makes an index anew beside the old one, which goes then. Errors: as `make`; `drop_leftovers` removes the rest."""
    table = _quoted(work.connection, index.table)
    _patiently(work, index.table, lambda: _touch(work, table))
    with _watched(work, index.name, tell):
        work.run(f"reindex index concurrently {_quoted(work.connection, index.name)}")


def drop_leftovers(work: Worker) -> None:
    """Drops what a `repack` left that was killed."""
    for index in work.found().leftovers:
        drop(work, index.name)


def drop(work: Worker, name: str) -> None:
    """Drops an index; one that is half dropped too."""
    _patiently(work, name, lambda: work.run(f"drop index concurrently if exists {_quoted(work.connection, name)}"))


def _check_owner(connection: sa.Connection) -> None:
    others = connection.scalars(_NOT_OURS, {"tables": list(TABLES)}).all()
    if others:
        raise ValueError(
            f"The database's user does not own the tables {', '.join(others)}, and only their owner may change their "
            "indexes: connect as Umami does.")


_NOT_OURS = sa.text("""
    select relname::text from pg_class
    where relnamespace = quote_ident(current_schema())::regnamespace and relname = any(:tables) and relkind = 'r'
        and not pg_has_role(relowner, 'usage')
    order by 1
""")


def _lock(connection: sa.Connection, wait_seconds: float) -> None:
    """The lock is the connection's: it ends with it."""
    until = time.monotonic() + wait_seconds
    schema = sa.func.hashtext(sa.func.current_schema())
    while not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_LOCK_KEY, schema))):
        if time.monotonic() > until:
            raise ValueError(
                "Another `dashi indexes` is at work, or what PostgreSQL still does for one that was killed. Try later.")
        time.sleep(POLL_SECONDS)


def _touch(work: Worker, table: str) -> None:
    # A statement of its own, as a transaction block would have to end before the index is made.
    work.run(f"do $$ begin lock table {table} in share update exclusive mode; end $$")


def _patiently(work: Worker, what: str, act: Callable[[], None]) -> None:
    """Tries again where somebody else holds a lock: nobody waits behind us for longer than a few seconds."""
    work.run(f"set lock_timeout = '{LOCK_SECONDS}s'")
    told = False
    try:
        while True:
            try:
                return act()
            except OperationalError:
                if not told:
                    work.say(f"{what}: waiting for a transaction that uses it")
                    told = True
    finally:
        if not work.connection.invalidated and not work.connection.closed:
            work.run("set lock_timeout = 0")


@contextmanager
def _watched(work: Worker, name: str, tell: Tell) -> Iterator[None]:
    """Tells how far the connection's statement is, by another connection."""
    over = threading.Event()
    pid = work.connection.scalar(sa.select(sa.func.pg_backend_pid()))

    def watch() -> None:
        try:
            with work.engine.connect() as connection:
                while not over.wait(POLL_SECONDS):
                    row = connection.execute(_PROGRESS, {"pid": pid}).first()
                    if row:
                        tell(name, _share(*row), _phase(*row))
        except DBAPIError:
            return  # progress is a courtesy: the work goes on without, and tells itself what is wrong

    tell(name, 0.0, "")
    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)
    tell(name, 1.0, "")


_PROGRESS = sa.text("""
    select phase, blocks_done, blocks_total, tuples_done, tuples_total, nullif(current_locker_pid, 0)
    from pg_stat_progress_create_index where pid = :pid
""")


def _share(phase: str, *done: int | None) -> float:
    """How much of the index is made: 0 to 1. While it waits there is nothing to tell, and 0."""
    begin, share, unit = _PHASES.get(phase, (0.0, 0.0, "blocks"))
    part, whole = done[:2] if unit == "blocks" else done[2:4]
    return begin + share * min((part or 0) / whole, 1.0) if whole else begin


def _phase(phase: str, *more: int | None) -> str:
    locker = f" (of process {more[4]})" if more[4] else ""
    return phase.removeprefix("building index: ").removeprefix("index ") + locker


def _reason(error: DBAPIError) -> str:
    cause = error.orig
    said = getattr(getattr(cause, "diag", None), "message_primary", None) or str(cause).strip()
    match cause:
        case psycopg.errors.DiskFull():
            return f"{said}. Give the database's server more disk, then run it again; what was done stays."
        case psycopg.errors.InsufficientPrivilege():
            return f"The database's user lacks a permission: {said}."
        case psycopg.OperationalError() if cause.diag.sqlstate is None:
            return f"The connection broke ({said}). Run it again; it goes on from there."
    return f"The database refused: {said}. What was done stays."


def _quoted(connection: sa.Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
