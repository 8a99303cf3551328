"""The tables that queries are built on agree with the database they meet."""

from sqlalchemy.dialects import postgresql

from app.db import adopt, tables
from tests.db import catalogue

DEFAULTS = {"CURRENT_TIMESTAMP": "now"}


def test_tables_are_those_of_the_catalogue():
    assert set(tables.metadata.tables) == set(catalogue.COLUMNS) == adopt.TABLES


def test_columns_agree_with_the_catalogue_in_name_order_type_nullability_and_default():
    dialect = postgresql.dialect()
    for name, table in tables.metadata.tables.items():
        described = []
        for column in table.columns:
            kind = column.type.compile(dialect=dialect).lower()
            default = str(column.server_default.arg) if column.server_default is not None else ""
            words = (
                column.name, catalogue.shortened(kind), "" if column.nullable else "N", DEFAULTS.get(default, default),
            )
            described.append(" ".join(word for word in words if word))
        assert described == catalogue.lines(catalogue.COLUMNS[name])


def test_each_table_has_the_primary_key_of_the_catalogue():
    keys = {line.split()[0].removesuffix("_pkey"): line.split()[1]
            for line in catalogue.lines(catalogue.INDEXES) if line.endswith(" PK")}
    assert {name: table.primary_key.columns.keys() for name, table in tables.metadata.tables.items()} == {
        name: [column] for name, column in keys.items()
    }
