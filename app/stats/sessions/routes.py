"""Sessions: lists, totals, the week, and one of them (spec 04, sections 7.5, 7.7 and 11)."""

from typing import Annotated, Any

from fastapi import Query

from app.db.tables import session
from app.sql.scope import EventScope
from app.stats.schemas import SessionRow
from app.stats.session_page import page_of_sessions
from app.stats.sessions import queries, rules
from app.stats.sessions.schemas import (
    NoSession,
    OneSession,
    SessionEvent,
    SessionProperty,
    Sessions,
    SessionStats,
    WeekAnswer,
    Weekly,
)
from app.web.connection import ReadConn
from app.web.paging import Page, contains
from app.web.permissions import Id, ViewWebsite
from app.web.route import new_router
from app.web.rows import PageOf
from app.web.scope import WholeRange, WholeRangeAndFilters, scope_by

router = new_router()


@router.get("/api/websites/{website_id}/sessions", response_model=PageOf[SessionRow])
async def sessions(
    scope: Annotated[EventScope, scope_by(Sessions)], ask: Annotated[Sessions, Query()], conn: ReadConn,
) -> Page:
    """Sessions by their last event, newest first."""
    found = contains(
        ask.search, session.c.distinct_id, session.c.city, session.c.browser, session.c.os, session.c.device)
    return await page_of_sessions(conn, scope, ask, found)


@router.get("/api/websites/{website_id}/sessions/stats", response_model=SessionStats)
async def session_stats(
    scope: Annotated[EventScope, scope_by(WholeRangeAndFilters)], conn: ReadConn,
) -> dict[str, Any]:
    """Totals over events of all types."""
    found = (await conn.execute(queries.totals(scope))).mappings().one()
    return {name: {"value": value} for name, value in found.items()}


@router.get("/api/websites/{website_id}/sessions/weekly", response_model=WeekAnswer)
async def weekly_sessions(
    scope: Annotated[EventScope, scope_by(Weekly)], ask: Annotated[Weekly, Query()], conn: ReadConn,
) -> rules.Week:
    """Visitors by day of the week and hour."""
    found = await conn.execute(queries.visitors_by_hour(scope, ask.timezone))
    return rules.week_of((row.day, row.hour, row.visitors) for row in found)


@router.get("/api/websites/{website_id}/sessions/{session_id}", response_model=OneSession | NoSession)
async def one_session(website_id: Id, session_id: Id, caller: ViewWebsite, conn: ReadConn) -> Any:
    """A session over all time; an empty object for one that is not known."""
    return (await conn.execute(queries.one_session(website_id, session_id))).one_or_none() or {}


@router.get("/api/websites/{website_id}/sessions/{session_id}/activity", response_model=list[SessionEvent])
async def session_activity(
    session_id: Id, scope: Annotated[EventScope, scope_by(WholeRange)], conn: ReadConn,
) -> Any:
    """The events of a session, newest first."""
    return (await conn.execute(queries.activity(scope, session_id))).all()


@router.get("/api/websites/{website_id}/sessions/{session_id}/properties", response_model=list[SessionProperty])
async def session_properties(website_id: Id, session_id: Id, caller: ViewWebsite, conn: ReadConn) -> Any:
    """What the site told about a session."""
    return (await conn.execute(queries.properties(website_id, session_id))).all()
