"""Databases that Umami releases left (tests/db/data), and how to compare what becomes of them."""

import json
import uuid
from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, LiteralString

import psycopg
import sqlalchemy as sa
from psycopg import sql
from sqlalchemy.pool import NullPool

from app.db.engine import DatabaseUrl
from app.db.index_work import at_work
from app.operate.indexes import actions
from tests.db import catalogue

DATA = Path(__file__).parents[1] / "data"

# Each release, and the number of its last migration.
RELEASES = {"2.10.0": 4, "2.13.0": 6, "2.15.0": 7, "2.18.0": 10, "2.20.2": 13, "3.0.3": 14, "3.1.0": 19}


def load(url: str, release: str, schema: str = "public") -> None:
    """Loads the dump of a release, without the extension that the embedded PostgreSQL does not have."""
    dump = (DATA / f"umami-{release}.sql").read_text()
    text = "\n".join(line for line in dump.splitlines() if "EXTENSION" not in line)
    with psycopg.connect(url, autocommit=True) as connection:
        if schema != "public":
            connection.execute(sql.SQL("create schema {}").format(sql.Identifier(schema)))
        connection.execute(text.replace("public.", f'"{schema}".').encode())


def ask(url: str, query: LiteralString, *values: Any) -> list[Any]:
    """The rows of a query, committed."""
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def recorded(release: str) -> dict[str, list[str]]:
    """What Umami's own migrations made of a release: every row as text, by table."""
    tables = json.loads((DATA / f"umami-{release}.after-3.1.0.json").read_text())
    return {table: sorted(json.dumps(row) for row in content["rows"]) for table, content in tables.items()}


def found(url: str, release: str, schema: str = "public") -> dict[str, list[str]]:
    """The same of a database: the columns that were recorded for the release."""
    tables = json.loads((DATA / f"umami-{release}.after-3.1.0.json").read_text())
    rows: dict[str, list[str]] = {}
    with psycopg.connect(url) as connection:
        connection.execute("set timezone to 'UTC'")
        for table, content in tables.items():
            columns = sql.SQL(", ").join(map(sql.Identifier, content["columns"]))
            query = sql.SQL("select {} from {}").format(columns, sql.Identifier(schema, table))
            rows[table] = sorted(json.dumps([_plain(value) for value in row]) for row in connection.execute(query))
    return rows


def contents(url: str, schema: str = "public") -> dict[str, list[Any]]:
    """Every row of every table, with Umami's history and our own tables."""
    with psycopg.connect(url) as connection:
        connection.execute("set timezone to 'UTC'")
        names = connection.execute("select tablename::text from pg_tables where schemaname = %s", [schema]).fetchall()
        return {
            name: connection.execute(
                sql.SQL("select t::text from {} t order by 1").format(sql.Identifier(schema, name)),
            ).fetchall()
            for (name,) in names
        }


def visits(url: str) -> set[frozenset[str]]:
    """Which events share a visit: the ids of each visit's events."""
    groups = defaultdict(set)
    for visit, event in ask(url, "select visit_id::text, event_id::text from website_event"):
        groups[visit].add(event)
    return {frozenset(events) for events in groups.values()}


def session_hours(url: str) -> set[frozenset[str]]:
    """Which events belong to one session and one clock hour."""
    groups = defaultdict(set)
    for session, hour, event in ask(
        url, "select session_id::text, date_trunc('hour', created_at at time zone 'UTC'), event_id::text"
        " from website_event",
    ):
        groups[session, hour].add(event)
    return {frozenset(events) for events in groups.values()}


def history(url: str) -> list[tuple[Any, ...]]:
    """Umami's own record of its migrations, in the order in which they ran."""
    return ask(
        url, "select migration_name, checksum, finished_at >= started_at, logs, rolled_back_at, applied_steps_count"
        " from _prisma_migrations order by started_at, migration_name",
    )


def catalogue_of(url: str, schema: str = "public") -> catalogue.Catalogue:
    """Tables, columns and indexes."""
    with psycopg.connect(url) as connection:
        return catalogue.read(connection, schema)


def with_umamis_indexes(url: str) -> str:
    """`dashi indexes umami`."""
    engine = sa.create_engine("postgresql+psycopg://", creator=DatabaseUrl.parse(url).connect_sync, poolclass=NullPool)
    with at_work(engine) as work:
        actions.go_umami(work, lambda *_: None)
    return url


def definitions(url: str, schema: str = "public") -> list[Any]:
    """How PostgreSQL itself writes every index and constraint, and that each is valid."""
    return ask(
        url,
        "select relname::text, pg_get_indexdef(indexrelid), indisvalid and indisready from pg_index"
        " join pg_class on oid = indexrelid where relnamespace = %s::regnamespace"
        " union all select conname::text, pg_get_constraintdef(oid), convalidated from pg_constraint"
        " where connamespace = %s::regnamespace and contype <> 'n' order by 1, 2",
        schema, schema,
    ) + ask(
        url, "select proname::text from pg_proc where pronamespace = %s::regnamespace", schema,
    )


def _plain(value: Any) -> Any:
    """A value as the recording has it: times as ISO, numerics, ids and bytes as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    return value
