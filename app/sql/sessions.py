"""Sessions as a list shows them (spec 04, sections 11.1 and 11.6)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from app.db.tables import session, website_event
from app.sql.measures import CUSTOM_EVENT, PAGE_VIEW, of_type, whole
from app.sql.rows import some_rows
from app.sql.scope import EventScope

_EVENT = website_event.c

# What is known of a session's client and place, in the order of answers.
CLIENT = (
    session.c.browser, session.c.os, session.c.device, session.c.screen, session.c.language, session.c.country,
    session.c.region, session.c.city,
)


def sessions(scope: EventScope, where: ColumnElement[bool], *, limit: int, offset: int) -> Select[Any]:
    """Sessions with the first and last moment and the numbers of their events in scope, the last active first.

    One that was seen on two hostnames is two items; performance rows have none, and so make an item of their own.
    `where` is about the session. Each row carries the `count` of all.
    """
    items = _items(scope)
    # The count is taken along: a second statement would group all events once more.
    found = select(items, func.count().over().label("count")).join(session, scope.has_session(items)).where(where)
    item = some_rows(found.order_by(*_newest(items)), limit, offset).subquery("item")
    return (
        select(
            item.c.session_id.label("id"), session.c.website_id.label("websiteId"), item.c.hostname, *CLIENT,
            item.c.first_at.label("firstAt"), item.c.last_at.label("lastAt"), item.c.visits, item.c.views,
            item.c.events, item.c.last_at.label("createdAt"), item.c.count,
        )
        .join(session, session.c.session_id == item.c.session_id)
        .order_by(*_newest(item))
    )


def count_of_sessions(scope: EventScope, where: ColumnElement[bool]) -> Select[Any]:
    """How many items that list has."""
    items = _items(scope)
    return select(func.count()).join_from(items, session, scope.has_session(items)).where(where)


def _newest(items: Subquery) -> tuple[ColumnElement[Any], ...]:
    return items.c.last_at.desc(), items.c.session_id, items.c.hostname


def _items(scope: EventScope) -> Subquery:
    # By visit first: visits are then counted as rows, where count(distinct) would sort all events.
    keys = (_EVENT.session_id, _EVENT.hostname)
    visit = scope.keeping_bounces().select(
        *keys, func.min(_EVENT.created_at).label("first_at"), func.max(_EVENT.created_at).label("last_at"),
        of_type(PAGE_VIEW).label("views"), of_type(CUSTOM_EVENT).label("events"),
    ).group_by(*keys, _EVENT.visit_id).subquery("visit")
    return (
        select(
            visit.c.session_id, visit.c.hostname, func.min(visit.c.first_at).label("first_at"),
            func.max(visit.c.last_at).label("last_at"), func.count().label("visits"),
            whole(func.sum(visit.c.views)).label("views"), whole(func.sum(visit.c.events)).label("events"),
        )
        .group_by(visit.c.session_id, visit.c.hostname).subquery("items")
    )
