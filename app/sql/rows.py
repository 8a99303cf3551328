"""Some rows of many."""

from typing import Any

from sqlalchemy import BigInteger, Select, literal

# The most that PostgreSQL takes as a limit or an offset.
MOST_ROWS = 2**63 - 1


def some_rows(rows: Select[Any], limit: int, offset: int = 0) -> Select[Any]:
    """So many `rows`, after so many others. SQLAlchemy alone would bind both as four bytes, and 2^31 is a number that
    clients send for `all`."""
    return rows.limit(literal(limit, BigInteger)).offset(literal(min(offset, MOST_ROWS), BigInteger))
