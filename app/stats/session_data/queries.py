"""Statements about what sites told of their sessions (spec 04, section 11.5)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select

from app.db.tables import session_data, website_event
from app.sql.own_data import shown_value
from app.sql.rows import some_rows
from app.sql.scope import EventScope

_DATA = session_data.c
_MOST_PROPERTIES, _MOST_VALUES = 500, 100


def properties(scope: EventScope) -> Select[Any]:
    """Keys with the sessions that have them: propertyName, total; the most frequent first."""
    return _sessions_by(scope, _DATA.data_key.label("propertyName"), _MOST_PROPERTIES)


def values(scope: EventScope, key: str) -> Select[Any]:
    """The values of one key with the sessions that have them: value, total; the most frequent first."""
    return _sessions_by(scope, shown_value(session_data).label("value"), _MOST_VALUES, _DATA.data_key == key)


def _sessions_by(scope: EventScope, value: Any, limit: int, *where: ColumnElement[bool]) -> Select[Any]:
    """Sessions with any event in scope, by a value of their data, whenever that was told."""
    active = scope.keeping_bounces().select(website_event.c.session_id).distinct().subquery("active")
    known = scope.with_sessions(active)
    total = func.count(_DATA.session_id.distinct()).label("total")
    rows = (
        select(value, total).join_from(known, session_data, _is_of(scope, known)).where(*where).group_by(value)
    )
    return some_rows(rows.order_by(total.desc(), value), limit)


def _is_of(scope: EventScope, active: Subquery) -> ColumnElement[bool]:
    return (_DATA.session_id == active.c.session_id) & (_DATA.website_id == scope.website_id)
