"""Our own tables are in the database as the queries know them."""

import psycopg
from sqlalchemy.dialects import postgresql

from app.db import own_tables

_COLUMNS = """
    select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull from pg_attribute a
    where a.attrelid = %s::regclass and a.attnum > 0 order by a.attnum
"""
_SAME = {"timestamp(6) with time zone": "timestamptz(6)", "TIMESTAMP(6) WITH TIME ZONE": "timestamptz(6)"}


async def test_each_of_our_tables_has_the_columns_that_the_migration_makes(database_url: str) -> None:
    dialect = postgresql.dialect()
    with psycopg.connect(database_url) as connection:
        for name, table in own_tables.metadata.tables.items():
            made = [(column, _SAME.get(kind, kind), required)
                    for column, kind, required in connection.execute(_COLUMNS, [name])]
            known = []
            for column in table.columns:
                kind = column.type.compile(dialect=dialect)
                known.append((column.name, _SAME.get(kind, kind.lower()), not column.nullable))
            assert made == known


def test_our_tables_are_told_from_umamis_by_their_names() -> None:
    assert all(name.startswith("dashi_") for name in own_tables.metadata.tables)
