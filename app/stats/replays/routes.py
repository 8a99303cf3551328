"""Recordings of visits: lists, one of them, and those that are kept (spec 04, section 12)."""

import asyncio
from typing import Annotated, Any

from fastapi import Query
from sqlalchemy import and_

from app.db.tables import session, session_replay, session_replay_saved
from app.lib.dates import now
from app.sql.scope import EventScope
from app.stats.replays import queries, rules
from app.stats.replays.schemas import (
    Playback,
    ReplayRow,
    Replays,
    ReplaysOfSession,
    SavedReplay,
    SavedReplays,
    Saving,
)
from app.web.answers import OK, Ok
from app.web.connection import Conn, ReadConn
from app.web.ids import NewId
from app.web.paging import Page, contains, page_of
from app.web.permissions import Id, UpdateWebsite, ViewWebsite
from app.web.route import new_router
from app.web.rows import PageOf, SavedReplayRow
from app.web.scope import scope_by

router = new_router()


def _found(search: str | None) -> Any:
    return contains(search, session.c.distinct_id, session.c.city, session.c.browser, session.c.os, session.c.device)


@router.get("/api/websites/{website_id}/replays", response_model=PageOf[ReplayRow])
async def replays(
    scope: Annotated[EventScope, scope_by(Replays)], ask: Annotated[Replays, Query()], conn: ReadConn,
) -> Page:
    """Recordings, newest first; the id of each is its visit's."""
    return await page_of(conn, queries.replays(scope, _found(ask.search)), ask, *queries.NEWEST)


@router.get("/api/websites/{website_id}/sessions/{session_id}/replays", response_model=PageOf[ReplayRow])
async def replays_of_session(
    session_id: Id, scope: Annotated[EventScope, scope_by(ReplaysOfSession)],
    ask: Annotated[ReplaysOfSession, Query()], conn: ReadConn,
) -> Page:
    """The recordings of one session, newest first."""
    of_session = and_(session_replay.c.session_id == session_id, _found(ask.search))
    return await page_of(conn, queries.replays(scope, of_session), ask, *queries.NEWEST)


@router.get("/api/websites/{website_id}/replays/saved", response_model=PageOf[SavedReplayRow])
async def saved_replays(
    website_id: Id, ask: Annotated[SavedReplays, Query()], caller: ViewWebsite, conn: ReadConn,
) -> Page:
    """The recordings that are kept, newest first."""
    found = queries.saved(website_id, contains(ask.search, session_replay_saved.c.name))
    newest = (session_replay_saved.c.created_at.desc(), session_replay_saved.c.saved_replay_id)
    return await page_of(conn, found, ask, *newest)


@router.get("/api/websites/{website_id}/replays/saved/{visit_id}", response_model=SavedReplay)
async def saved_replay(website_id: Id, visit_id: Id, caller: ViewWebsite, conn: ReadConn) -> dict[str, bool]:
    """Whether a recording is kept."""
    found = (await conn.execute(queries.saved_one(website_id, visit_id))).one_or_none()
    return {"isSaved": found is not None}


@router.post("/api/websites/{website_id}/replays/saved/{visit_id}", response_model=Ok)
async def save_replay(
    website_id: Id, visit_id: Id, body: Saving, caller: UpdateWebsite, new_id: NewId, conn: Conn,
) -> dict[str, bool]:
    """Keeps a recording, or keeps it no longer; both may be said twice."""
    if body.is_saved:
        await conn.execute(queries.keep(
            saved_replay_id=new_id(), name=body.name or "", website_id=website_id, visit_id=visit_id,
            created_at=now(), updated_at=now()))
    else:
        await conn.execute(queries.forget(website_id, visit_id))
    return OK


@router.get("/api/websites/{website_id}/replays/{visit_id}", response_model=Playback)
async def replay(website_id: Id, visit_id: Id, caller: ViewWebsite, conn: ReadConn) -> dict[str, Any]:
    """A recording with all its events."""
    parts = (await conn.execute(queries.chunks(website_id, visit_id))).all()
    # A long recording has some hundred MB of JSON: a second of work that hits must not wait for.
    return await asyncio.to_thread(rules.playback, parts)
