"""Totals of a period beside those of the one before, for releases that told what had changed."""

from typing import Any

from app.legacy.call import Call, Query, milliseconds

NAMES = ("pageviews", "visitors", "visits", "bounces", "totaltime")


async def earlier(call: Call, query: Query, *, whole_minutes: bool = False) -> Any:
    """The totals of the period before that of `query` (`startAt`, `endAt`), which is as long."""
    start, end = milliseconds(query, "startAt"), milliseconds(query, "endAt")
    length = end - start
    if whole_minutes:
        length -= length % 60_000
    path = f"/api/websites/{call.params['website_id']}/stats"
    return await call.get(path, {**query, "startAt": start - length, "endAt": end - length})


def changed(found: Any, before: Any) -> dict[str, dict[str, int]]:
    """Totals with what has changed since the period before."""
    return {name: {"value": found[name], "change": found[name] - before[name]} for name in NAMES}
