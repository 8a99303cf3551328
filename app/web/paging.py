"""Lists: a page of rows with the count of all (spec 03, section 0; spec 04, section 1.4)."""

import math
from typing import Annotated, Any

from pydantic import BeforeValidator
from sqlalchemy import ColumnElement, Select, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from app.sql.rows import MOST_ROWS, some_rows
from app.web.shapes import nested
from app.web.validation import QueryPositive, Schema, Text, fail, read_number

Page = dict[str, Any]


def row_count(value: Any) -> int:
    """A limit or an offset as it is written."""
    # PostgreSQL rounds what is no whole number, halves away from zero.
    rows = math.floor(read_number(value) + 0.5)
    if not 0 <= rows <= MOST_ROWS:
        limit = "small: expected number to be >=0" if rows < 0 else f"big: expected number to be <={MOST_ROWS}"
        raise fail(f"Too {limit}")
    return rows


RowCount = Annotated[int, BeforeValidator(row_count)]


class Paging(Schema):
    """Which page: from 1, of 20 rows unless asked otherwise, without a maximum."""

    page: QueryPositive = 1
    page_size: QueryPositive = 20


class Searching(Paging):
    """A page of what contains a text; empty means everything."""

    search: Text | None = None


def contains(text: str | None, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether one of `columns` contains `text`, in any case. `%`, `_` and `\\` in it keep their LIKE meaning, as in
    Umami (spec 03, section 0)."""
    return or_(*(column.ilike(f"%{text}%") for column in columns)) if text else true()


async def page_of(
    conn: AsyncConnection, rows: Select[Any], ask: Paging, *order: ColumnElement[Any],
    counted: Select[Any] | None = None, **envelope: Any,
) -> Page:
    """`{data, count, page, pageSize, search?}` of `rows` in that order; `envelope` adds members at its end.

    Count and rows are two statements: a page beyond the end has no row that could carry the count. `counted` gives the
    count where there is a quicker way to it than to count `rows`.
    """
    count = await conn.scalar(select(func.count()).select_from(rows.subquery()) if counted is None else counted)
    found = await conn.execute(some_rows(rows.order_by(*order), ask.page_size, ask.page_size * (ask.page - 1)))
    page = {"data": [nested(row) for row in found.mappings()], "count": count, "page": ask.page,
            "pageSize": ask.page_size, **envelope}
    if isinstance(ask, Searching) and ask.search is not None:
        page["search"] = ask.search
    return page
