"""Data that came with events: event-data and what is below it (spec 04, sections 10.3 to 10.6)."""

from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import func, select

from app.sql.scope import EventScope
from app.stats.event_data import queries, rules
from app.stats.event_data.schemas import (
    EventData,
    EventDataRow,
    EventDataStats,
    EventDataValues,
    EventField,
    EventKey,
    EventKeyValue,
    EventProperty,
    EventValue,
    EventWithData,
)
from app.web.connection import ReadConn
from app.web.paging import Page
from app.web.permissions import Id, ViewWebsite
from app.web.route import new_router
from app.web.rows import PageOf
from app.web.scope import WholeRangeAndFilters, scope_by

router = new_router()

_Scope = Annotated[EventScope, scope_by(WholeRangeAndFilters)]


@router.get("/api/websites/{website_id}/event-data", response_model=PageOf[EventWithData])
async def event_data(
    scope: Annotated[EventScope, scope_by(EventData)], ask: Annotated[EventData, Query()], conn: ReadConn,
) -> Page:
    """Events with their data, newest first."""
    count = await conn.scalar(select(func.count()).select_from(queries.events_with_data(scope).subquery()))
    offset = ask.page_size * (ask.page - 1)
    found = await conn.execute(queries.data_of_page(scope, limit=ask.page_size, offset=offset))
    return {"data": rules.by_event(found.mappings()), "count": count, "page": ask.page, "pageSize": ask.page_size}


@router.get("/api/websites/{website_id}/event-data/events", response_model=list[EventKey] | list[EventKeyValue])
async def event_data_events(
    scope: _Scope, ask: Annotated[WholeRangeAndFilters, Query()], conn: ReadConn,
) -> Any:
    """Keys by event name; with their values for one name."""
    return (await conn.execute(queries.by_event(scope, with_values=bool(ask.event)))).all()


@router.get("/api/websites/{website_id}/event-data/fields", response_model=list[EventField])
async def event_data_fields(scope: _Scope, conn: ReadConn) -> Any:
    """Keys and their values."""
    return (await conn.execute(queries.fields(scope))).all()


@router.get("/api/websites/{website_id}/event-data/properties", response_model=list[EventProperty])
async def event_data_properties(scope: _Scope, conn: ReadConn) -> Any:
    """Keys of each event name."""
    return (await conn.execute(queries.properties(scope))).all()


@router.get("/api/websites/{website_id}/event-data/stats", response_model=EventDataStats)
async def event_data_stats(scope: _Scope, conn: ReadConn) -> Any:
    """How much data there is."""
    return (await conn.execute(queries.totals(scope))).one()


@router.get("/api/websites/{website_id}/event-data/values", response_model=list[EventValue])
async def event_data_values(
    scope: Annotated[EventScope, scope_by(EventDataValues)], ask: Annotated[EventDataValues, Query()], conn: ReadConn,
) -> Any:
    """The values of one key."""
    return (await conn.execute(queries.values(scope, ask.property_name))).all()


@router.get("/api/websites/{website_id}/event-data/{event_id}", response_model=list[EventDataRow])
async def event_data_of_one(website_id: Id, event_id: Id, caller: ViewWebsite, conn: ReadConn) -> Any:
    """The data of one event."""
    return (await conn.execute(queries.data_of_one(website_id, event_id))).all()
