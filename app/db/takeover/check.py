"""What a takeover would find and do, in plain words. Changes nothing: it reads in a read-only transaction.

Times are rough: they come from a table of a million events on a small machine (`_REWRITE_SECONDS`, `_INDEX_SECONDS`).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.db import indexes
from app.db.adopt import MIGRATIONS, VERSION_TABLE, Found, MigrationRefused, examine, release_of
from app.db.engine import DatabaseUrl
from app.db.migrate import await_server
from app.db.takeover.obstacles import obstacles
from app.db.takeover.steps import Step, steps_for
from app.lib.sizes import in_words as _bytes

# Measured: 1,000,000 events with eleven to thirteen indexes, PostgreSQL 18, two cores of a busy virtual machine.
_REWRITE_SECONDS = 20.0  # to write a million rows of website_event and its indexes anew (05: 19.6 s, 09: 12.3 s)
_INDEX_SECONDS = 2.0  # to build one index on a million rows
_INDEX_BYTES = 60  # an entry of such an index

_COUNT_BELOW_BYTES = 32_000_000  # smaller tables are counted, larger ones estimated
_GUESS_BYTES_A_ROW = 200


@dataclass(frozen=True)
class Table:
    """How large a table is: rows (counted or estimated), and bytes with its indexes."""

    name: str
    rows: int
    exact: bool
    size: int

    def __str__(self) -> str:
        about = "" if self.exact else "about "
        return f"{self.name}: {about}{self.rows:,} {'row' if self.rows == 1 else 'rows'}, {_bytes(self.size)}"


def check(url: str, *, allow_newer: bool = False, wait_seconds: float = 5) -> Iterator[str]:
    """The report, a line at a time.

    Errors: as `migrate`, when what was found has been told: the database cannot be used, or not as it is.
    """
    target = DatabaseUrl.parse(url)
    await_server(target, wait_seconds)
    engine = sa.create_engine("postgresql+psycopg://", creator=target.connect_sync, poolclass=NullPool)
    with engine.connect().execution_options(postgresql_readonly=True) as connection:
        yield from _place(connection, target.schema)
        found = examine(connection, target.schema, allow_newer=allow_newer)
        yield f"Found: {_what(connection, target.schema, found)}"
        tables = [] if found.empty else list(_tables(connection, target.schema))
        yield from (f"  {table}" for table in sorted(tables, key=lambda table: -table.size))
        steps = steps_for(found.missing)
        if steps:
            yield from _plan(steps, {table.name: table for table in tables})
            yield from _others(connection)
        elif found.empty:
            yield "To do: create the tables of Umami 3.1.0 and the user admin, which takes a second."
        else:
            yield "To do: nothing to Umami's tables. Tables of our own (dashi_...) are added where they are missing."
        yield from _saving(connection)
        yield "Nothing was changed."
        if found_obstacles := list(obstacles(connection, target.schema, steps)):
            raise MigrationRefused("The database cannot be taken over as it is. " + " ".join(found_obstacles))


def _place(connection: sa.Connection, schema: str) -> Iterator[str]:
    name, user, version, size = connection.execute(sa.text(
        "select current_database(), current_user::text, current_setting('server_version'),"
        " pg_database_size(current_database())"
    )).one()
    info = connection.connection.driver_connection.info  # type: ignore[union-attr]
    yield (
        f"Database: {name} at {info.host}:{info.port}, schema {schema}, as {user}; PostgreSQL {version}, "
        f"{_bytes(size)} in all"
    )


def _what(connection: sa.Connection, schema: str, found: Found) -> str:
    if found.empty:
        return "an empty schema."
    if found.newer:
        return f"an Umami newer than 3.1.0 (it has {', '.join(found.newer)}), with all that 3.1.0 has."
    if found.missing:
        last = list(MIGRATIONS)[list(MIGRATIONS).index(found.missing[0]) - 1]
        return f"the database of Umami {release_of(found.missing)} (its last migration is {last})."
    ours = sa.inspect(connection).has_table(VERSION_TABLE, schema=schema)
    return "the database of Umami 3.1.0" + (", which Dashi already uses." if ours else ".")


def _tables(connection: sa.Connection, schema: str) -> Iterator[Table]:
    rows = connection.execute(
        sa.text(
            "select relname, reltuples::bigint, pg_relation_size(oid), pg_total_relation_size(oid) from pg_class"
            " where relnamespace = (select oid from pg_namespace where nspname = :schema) and relkind = 'r'"
            " and relname in ('event_data', 'report', 'revenue', 'session', 'session_data', 'session_replay',"
            " 'website', 'website_event')"
        ),
        {"schema": schema},
    ).all()
    for name, estimate, heap, total in rows:
        if heap < _COUNT_BELOW_BYTES:
            count = connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name, schema=schema)))
            yield Table(name, count or 0, True, total)
        else:  # a table that was never analysed has no estimate
            yield Table(name, estimate if estimate > 0 else heap // _GUESS_BYTES_A_ROW, False, total)


def _plan(steps: tuple[Step, ...], tables: dict[str, Table]) -> Iterator[str]:
    yield (
        f"To do: {len(steps)} {'step' if len(steps) == 1 else 'steps'}, as Umami's own migrations up to 3.1.0. Each is "
        "one transaction: one that fails or is killed leaves nothing behind, and the next start goes on with it."
    )
    for step in steps:
        yield f"  {step.name}: {step.purpose}"
        if step.rewrites in tables and _seconds(step, tables) >= 1:
            yield f"    {step.rewrites} is written anew and locked meanwhile: nobody else can read it or write to it."
    seconds = sum(_seconds(step, tables) for step in steps)
    yield f"Time: {_duration(seconds)}, roughly."
    yield f"Disk: {_bytes(_disk(steps, tables))} free on the database's server, most of it for the time being."


def _seconds(step: Step, tables: dict[str, Table]) -> float:
    written = tables.get(step.rewrites)
    seconds = _REWRITE_SECONDS * written.rows / 1e6 if written else 0.0
    for name, number in step.new_indexes.items():
        if table := tables.get(name):
            seconds += _INDEX_SECONDS * number * table.rows / 1e6
    return seconds


def _disk(steps: tuple[Step, ...], tables: dict[str, Table]) -> int:
    """The largest table to be written anew, once more and as write-ahead log, and the new indexes, likewise twice."""
    copies = [tables[step.rewrites].size for step in steps if step.rewrites in tables]
    indexes = [
        _INDEX_BYTES * number * tables[name].rows
        for step in steps for name, number in step.new_indexes.items() if name in tables
    ]
    return 2 * (max(copies, default=0) + sum(indexes))


def _saving(connection: sa.Connection) -> Iterator[str]:
    found = indexes.read(connection)
    if found.unneeded:
        yield (
            f"Indexes: no statement uses {len(found.unneeded)} of them, {_bytes(found.saving)}. Umami's stay until "
            "`dashi indexes lean` drops these, beside a running server; `dashi indexes umami` makes them again."
        )


def _others(connection: sa.Connection) -> Iterator[str]:
    others = connection.scalar(sa.text(
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        # Of others' connections a plain user is not told the type.
        " and coalesce(backend_type, 'client backend') = 'client backend'"
    )) or 0
    if others:
        open_now = "1 other connection to the database is" if others == 1 else (
            f"{others} other connections to the database are"
        )
        yield f"Stop Umami first, and whatever else writes: {open_now} open now."
    else:
        yield "No other connection to the database is open now. Keep Umami stopped meanwhile."
    yield "Make a backup first (pg_dump): an older Umami cannot go back to what it had."


def _duration(seconds: float) -> str:
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    if minutes < 90:
        return f"{minutes} {'minute' if minutes == 1 else 'minutes'}"
    return f"{seconds / 3600:.1f} hours"
