"""The last half hour as rows, as 1.x and 2.x until 2.11 told of it (spec 07, sections 4.3 and 5.4)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.legacy import queries
from app.legacy.call import Call, instant
from app.lib.dates import now

Row = dict[str, Any]

KINDS = ("pageview", "session", "event")
_WINDOW = timedelta(minutes=30)


def since(text: Any) -> datetime:
    """The moment that a client has seen last; never longer ago than the half hour. Errors: BadRequest."""
    begin = now() - _WINDOW
    return max(instant(text), begin) if text else begin


async def rows_by_kind(call: Call, website_ids: Sequence[str], moment: datetime) -> dict[str, list[Row]]:
    """Page views, sessions and events of websites that the caller may see."""
    async with call.database() as conn:
        return {
            kind: [dict(row) for row in (await conn.execute(queries.recent(website_ids, moment, kind))).mappings()]
            for kind in KINDS
        }


def address(path: str | None, query: str | None) -> str:
    """A page as one text."""
    return f"{path or ''}{'?' if query else ''}{query or ''}"


def referrer(row: Row) -> str | None:
    """Where a page view came from: a whole address, or a path of the same site."""
    path = address(row["referrer_path"], row["referrer_query"])
    if not row["referrer_domain"]:
        return path or None
    return f"https://{row['referrer_domain']}{path}"
