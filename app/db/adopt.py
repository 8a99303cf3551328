"""What a database holds before we touch it: nothing, an Umami, or something we keep our hands off (spec 06, 3 and 4).

Umami's own history, `_prisma_migrations`, is the truth: checksums, steps and names we do not know are ignored, as
Prisma ignores them. Nothing here writes.
"""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.db import tables as umami

# Umami's migrations in order, each with the release that ends there (spec 06, section 3.2).
MIGRATIONS = {
    "01_init": "2.0 to 2.2",
    "02_report_schema_session_data": "2.3 or 2.4",
    "03_metric_performance_index": "2.5 to 2.9",
    "04_team_redesign": "2.10",
    "05_add_visit_id": "2.11",
    "06_session_data": "2.11 to 2.13",
    "07_add_tag": "2.14 to 2.17",
    "08_add_utm_clid": "2.18",
    "09_update_hostname_region": "2.18",
    "10_add_distinct_id": "2.18",
    "11_add_segment": "2.19",
    "12_update_report_parameter": "2.19",
    "13_add_revenue": "2.19 or 2.20",
    "14_add_link_and_pixel": "3.0",
    "15_add_share": "3.1 (in the making)",
    "16_boards": "3.1 (in the making)",
    "17_remove_duplicate_key": "3.1 (in the making)",
    "18_add_performance": "3.1 (in the making)",
    "19_add_session_replay": "3.1.0",
}

TABLES = frozenset({
    "board", "event_data", "link", "pixel", "report", "revenue", "segment", "session", "session_data",
    "session_replay", "session_replay_saved", "share", "team", "team_user", "user", "website", "website_event",
})

VERSION_TABLE = "dashi_alembic_version"
_HISTORY = "_prisma_migrations"


class MigrationRefused(Exception):
    """The database is not one we may migrate, or not as it is. The message says why and what to do.

    Nothing was changed, but for the steps of a takeover that came before one that failed.
    """


@dataclass(frozen=True)
class Found:
    """What the schema holds: no tables at all, or an Umami that lacks these migrations of 3.1.0 (often none)."""

    empty: bool
    missing: tuple[str, ...] = ()
    newer: tuple[str, ...] = ()  # migrations that came after 3.1.0


def examine(connection: Connection, schema: str, *, allow_newer: bool = False) -> Found:
    """Reads what the schema holds.

    With `allow_newer` (the setting ALLOW_NEWER_UMAMI) a newer Umami passes while it has every table and column that we
    use, whatever its migrations are called (spec 08, section 3).
    Errors: MigrationRefused for Umami 1, for one newer than 3.1.0, for a migration that broke off (Prisma's P3009),
    and for tables that are not Umami's (P3005).
    """
    tables = _tables(connection, schema)
    if _HISTORY not in tables:
        return _without_history(tables)
    names = _finished(connection)
    if "04_add_uuid" in names or _is_version_1(tables):
        raise MigrationRefused(_V1)
    newer = tuple(sorted(name for name in names - set(MIGRATIONS) if _number(name) > len(MIGRATIONS)))
    if newer and not allow_newer:
        raise MigrationRefused(
            f"The database belongs to an Umami newer than 3.1.0 (it has {newer[0]}), which this release does not know. "
            "Set ALLOW_NEWER_UMAMI=1 to try nevertheless, after a backup."
        )
    missing = tuple(name for name in MIGRATIONS if name not in names)
    if len(missing) == len(MIGRATIONS):
        # Prisma makes its table first; an Umami that was stopped right then leaves only that.
        return _without_history(tables - {_HISTORY})
    if not missing and (lost := sorted(TABLES - tables)):
        raise MigrationRefused(
            f"The database says that it is an Umami 3.1.0, but has no table {lost[0]}. Restore it from a backup."
        )
    if newer:
        _check_columns(connection, schema, newer[0])
    return Found(empty=False, missing=missing, newer=newer)


def release_of(missing: tuple[str, ...]) -> str:
    """The Umami release whose database lacks these migrations, in words: `2.10`, `2.14 to 2.17`."""
    before = list(MIGRATIONS)[: list(MIGRATIONS).index(missing[0])]
    return MIGRATIONS[before[-1]] if before else "2"


_V1 = (
    "The database belongs to Umami 1, whose tables are different. Convert it with Umami's own tool "
    "(@umami/migrate-v1-v2), start Umami 2.10 or newer on it once, then start Dashi; or give Dashi an empty database."
)


def _tables(connection: Connection, schema: str) -> frozenset[str]:
    """Names of the schema's tables, without those of extensions."""
    return frozenset(connection.scalars(
        text(
            "select c.relname from pg_class c"
            " where c.relnamespace = (select oid from pg_namespace where nspname = :schema)"
            " and c.relkind in ('r', 'p', 'f') and not exists (select from pg_depend d"
            " where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')"
        ),
        {"schema": schema},
    ))


def _without_history(tables: frozenset[str]) -> Found:
    if _is_version_1(tables):
        raise MigrationRefused(_V1)
    others = sorted(tables - {VERSION_TABLE})
    if others:
        raise MigrationRefused(
            f"The database is not empty, and its tables are not Umami's (there is {others[0]}, but no {_HISTORY}). "
            "Give Dashi a database or a ?schema= of its own."
        )
    if tables:
        raise MigrationRefused(
            f"The database has {VERSION_TABLE}, but none of the tables. Drop that table to start anew, "
            "or restore the database from a backup."
        )
    return Found(empty=True)


def _is_version_1(tables: frozenset[str]) -> bool:
    return "account" in tables and "user" not in tables


def _finished(connection: Connection) -> set[str]:
    rows = connection.execute(
        text("select migration_name, finished_at is not null from _prisma_migrations where rolled_back_at is null")
    ).all()
    broken = sorted(name for name, finished in rows if not finished)
    if broken:
        raise MigrationRefused(
            f"Umami's migration {broken[0]} is not finished: it broke off, or it is running now. Let Umami finish it, "
            "or mend it with `prisma migrate resolve`, then start Dashi again."
        )
    return {name for name, _ in rows}


def _check_columns(connection: Connection, schema: str, migration: str) -> None:
    """Errors: MigrationRefused where a column we use is gone, or where a row of ours would lack one that is new."""
    ours = {(table.name, column.name) for table in umami.metadata.tables.values() for column in table.columns}
    found = {
        (table, column): required
        for table, column, required in connection.execute(
            text(
                "select c.relname, a.attname,"
                " a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = ''"
                " from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped"
                " where c.relnamespace = (select oid from pg_namespace where nspname = :schema)"
                " and c.relname = any(:tables)"
            ),
            {"schema": schema, "tables": sorted(TABLES)},
        )
    }
    refusals = [f"has no column {table}.{column}" for table, column in sorted(ours - set(found))]
    refusals += [f"needs a value for {table}.{column}" for (table, column), required in sorted(found.items())
                 if required and (table, column) not in ours]
    if refusals:
        raise MigrationRefused(
            f"The database belongs to an Umami newer than 3.1.0 (it has {migration}) and {refusals[0]}. "
            "This release cannot work with it."
        )


def _number(name: str) -> int:
    digits = name.partition("_")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0
