"""Some rows of many, and rows of several statements."""

from typing import Any

from sqlalchemy import BigInteger, Select, TextualSelect, literal, select, union_all

# A statement that gives rows: put together of expressions, or written out with blanks (`rollups/blanks.py`).
Statement = Select[Any] | TextualSelect

# The most that PostgreSQL takes as a limit or an offset.
MOST_ROWS = 2**63 - 1


def some_rows(rows: Select[Any], limit: int, offset: int = 0) -> Select[Any]:
    """So many `rows`, after so many others. SQLAlchemy alone would bind both as four bytes, and 2^31 is a number that
    clients send for `all`."""
    return rows.limit(literal(limit, BigInteger)).offset(literal(min(offset, MOST_ROWS), BigInteger))


def side_by_side(*statements: Statement) -> Select[Any]:
    """The rows of several statements, in the order of those; they may be computed at the same time."""
    numbered = (select(statement.subquery(), literal(number).label("place"))
                for number, statement in enumerate(statements))
    rows = union_all(*numbered).subquery("rows")
    return select(*(column for column in rows.c if column.key != "place")).order_by(rows.c.place)
