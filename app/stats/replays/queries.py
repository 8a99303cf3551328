"""Statements about recordings of visits (spec 04, section 12; spec 05, section 14)."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Delete, Select, cast, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.db.tables import session, session_replay, session_replay_saved, website_event
from app.sql.scope import EventScope
from app.web.shapes import SAVED_REPLAY

_CHUNK = session_replay.c
_MINE = (session.c.browser, session.c.os, session.c.device, session.c.country, session.c.city)

# Newest first; the visit decides between two of the same moment.
NEWEST = (func.max(_CHUNK.created_at).desc(), _CHUNK.visit_id, _CHUNK.session_id)


def replays(scope: EventScope, where: ColumnElement[bool]) -> Select[Any]:
    """Recordings that arrived in the period, one row a visit of a session; of visits with events in scope, where that
    is more than a period. `where` is about the session or the chunk.

    `duration` is the sum of the chunks' own lengths in ms: the gaps between them do not count.
    """
    lengths = func.sum(func.extract("epoch", _CHUNK.ended_at - _CHUNK.started_at)) * 1000
    rows = (
        select(
            _CHUNK.visit_id.label("id"), _CHUNK.session_id.label("sessionId"), _CHUNK.website_id.label("websiteId"),
            *_MINE, func.sum(_CHUNK.event_count).label("eventCount"), func.count().label("chunkCount"),
            func.min(_CHUNK.started_at).label("startedAt"), func.max(_CHUNK.ended_at).label("endedAt"),
            cast(func.round(lengths), BigInteger).label("duration"), func.max(_CHUNK.created_at).label("createdAt"),
        )
        .select_from(session_replay).join(session, scope.has_session(session_replay))
        .where(_CHUNK.website_id == scope.website_id, scope.in_period(_CHUNK.created_at), where)
        .group_by(_CHUNK.visit_id, _CHUNK.session_id, _CHUNK.website_id, *_MINE)
    )
    if scope.keeping_bounces() == scope.unfiltered():
        return rows
    visit = (
        scope.keeping_bounces().select(website_event.c.session_id, website_event.c.visit_id).distinct()
        .subquery("visit")
    )
    same_visit = (visit.c.session_id == _CHUNK.session_id) & (visit.c.visit_id == _CHUNK.visit_id)
    return rows.join(visit, same_visit)


def chunks(website_id: str, visit_id: str) -> Select[Any]:
    """The parts of a recording in their order."""
    return (
        select(_CHUNK.session_id, _CHUNK.started_at, _CHUNK.ended_at, _CHUNK.events)
        .where(_CHUNK.website_id == website_id, _CHUNK.visit_id == visit_id)
        .order_by(_CHUNK.chunk_index, _CHUNK.created_at, _CHUNK.replay_id)
    )


# Recordings that are kept

_SAVED = session_replay_saved.c


def saved(website_id: str, where: ColumnElement[bool]) -> Select[Any]:
    """The recordings of a website that are kept."""
    return select(*SAVED_REPLAY).where(_SAVED.website_id == website_id, where)


def saved_one(website_id: str, visit_id: str) -> Select[Any]:
    """The entry of a recording that is kept."""
    return select(*SAVED_REPLAY).where(_SAVED.website_id == website_id, _SAVED.visit_id == visit_id)


def keep(**values: Any) -> Any:
    """Keeps a recording; one that is kept already stays as it is."""
    return insert(session_replay_saved).values(**values).on_conflict_do_nothing()


def forget(website_id: str, visit_id: str) -> Delete:
    """Keeps a recording no longer."""
    return delete(session_replay_saved).where(_SAVED.website_id == website_id, _SAVED.visit_id == visit_id)
