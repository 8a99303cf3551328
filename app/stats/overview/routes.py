"""The overview of a website: active, daterange, stats, pageviews (spec 04, section 7)."""

from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query

from app.lib.dates import now
from app.sql.periods import previous_period
from app.sql.scope import EventScope
from app.stats.overview import queries
from app.stats.overview.schemas import Active, ComparedPageviews, DateRangeAnswer, Pageviews, WebsiteStats
from app.web.connection import ReadConn
from app.web.permissions import Id, ViewWebsite
from app.web.route import new_router
from app.web.scope import DateRange, KeptScope, SeriesScope, ServerZone, ViewBuckets

router = new_router()

_ACTIVE = timedelta(minutes=5)


@router.get("/api/websites/{website_id}/active", response_model=Active)
async def active(website_id: Id, caller: ViewWebsite, conn: ReadConn) -> Any:
    """How many visitors did anything in the last five minutes."""
    return (await conn.execute(queries.visitors_since(website_id, now() - _ACTIVE))).one()


@router.get("/api/websites/{website_id}/daterange", response_model=DateRangeAnswer)
async def date_range(website_id: Id, caller: ViewWebsite, conn: ReadConn) -> Any:
    """When the first and the last event happened."""
    return (await conn.execute(queries.first_and_last_event(website_id))).one()


@router.get("/api/websites/{website_id}/stats", response_model=WebsiteStats)
async def stats(
    scope: KeptScope, ask: Annotated[DateRange, Query()], zone: ServerZone, conn: ReadConn,
) -> dict[str, Any]:
    """Totals of the period, and of the one before it or a year before it."""
    compared = scope.over(*previous_period(scope.start, scope.end, ask.compare or "prev", zone))
    current, comparison = (await conn.execute(queries.totals(scope, compared))).mappings()
    return {**current, "comparison": comparison}


@router.get("/api/websites/{website_id}/pageviews", response_model=Pageviews | ComparedPageviews)
async def pageviews(
    scope: SeriesScope, buckets: ViewBuckets, ask: Annotated[DateRange, Query()], zone: ServerZone, conn: ReadConn,
) -> dict[str, Any]:
    """Page views and visitors by time; with `compare` those of the compared period too, by their own dates."""

    async def series(of: EventScope) -> dict[str, Any]:
        rows = (await conn.execute(queries.series(of, buckets))).all()
        return {"pageviews": [{"x": row.x, "y": row.views} for row in rows],
                "sessions": [{"x": row.x, "y": row.visitors} for row in rows]}

    current = await series(scope)
    if ask.compare is None:
        return current
    other = scope.over(*previous_period(scope.start, scope.end, ask.compare, zone))
    return {
        **current, "startDate": scope.start, "endDate": scope.end,
        "compare": {**await series(other), "startDate": other.start, "endDate": other.end},
    }
