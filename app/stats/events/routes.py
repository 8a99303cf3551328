"""Events: events, events/series, events/stats (spec 04, sections 7.6, 10.1 and 10.2)."""

from typing import Annotated, Any

from fastapi import Query

from app.sql.buckets import Buckets
from app.sql.periods import previous_period
from app.sql.scope import EventScope
from app.stats.events import queries
from app.stats.events.schemas import EventPoint, EventRow, Events, EventSeries, EventStats
from app.web.connection import ReadConn
from app.web.paging import Page, page_of
from app.web.route import new_router
from app.web.rows import PageOf
from app.web.scope import DateRange, ServerZone, ViewScope, buckets_by, scope_by

router = new_router()


@router.get("/api/websites/{website_id}/events", response_model=PageOf[EventRow])
async def events(
    scope: Annotated[EventScope, scope_by(Events)], ask: Annotated[Events, Query()], conn: ReadConn,
) -> Page:
    """The events themselves, newest first."""
    rows, count = queries.events(scope, ask.search), queries.count_of_events(scope, ask.search)
    return await page_of(conn, rows, ask, *queries.NEWEST, counted=count)


@router.get("/api/websites/{website_id}/events/series", response_model=list[EventPoint])
async def event_series(
    scope: Annotated[EventScope, scope_by(EventSeries)], buckets: Annotated[Buckets, buckets_by(EventSeries)],
    ask: Annotated[EventSeries, Query()], conn: ReadConn,
) -> Any:
    """Custom events by name and time."""
    return (await conn.execute(queries.events_by_time(scope, buckets, ask.limit))).all()


@router.get("/api/websites/{website_id}/events/stats", response_model=EventStats)
async def event_stats(
    scope: ViewScope, ask: Annotated[DateRange, Query()], zone: ServerZone, conn: ReadConn,
) -> dict[str, Any]:
    """Totals of custom events, and of those of the compared period."""
    compared = scope.over(*previous_period(scope.start, scope.end, ask.compare or "prev", zone))
    current, comparison = (await conn.execute(queries.totals(scope, compared))).mappings()
    return {"data": {**current, "comparison": comparison}}
