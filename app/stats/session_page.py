"""A page of sessions, for the two lists that show them: all, and those with revenue."""

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.ext.asyncio import AsyncConnection

from app.sql.scope import EventScope
from app.sql.sessions import count_of_sessions, sessions
from app.web.paging import Page, Paging


async def page_of_sessions(
    conn: AsyncConnection, scope: EventScope, ask: Paging, where: ColumnElement[bool],
) -> Page:
    """`{data, count, page, pageSize}`; `where` is about the session."""
    offset = ask.page_size * (ask.page - 1)
    found = await conn.execute(sessions(scope, where, limit=ask.page_size, offset=offset))
    rows: list[dict[str, Any]] = [dict(row) for row in found.mappings()]
    counts = [row.pop("count") for row in rows]
    # Beyond the end no row carries the count; the first page has no end to be beyond.
    count = counts[0] if counts else await conn.scalar(count_of_sessions(scope, where)) if offset else 0
    return {"data": rows, "count": count, "page": ask.page, "pageSize": ask.page_size}
