"""Statements about the data that came with events (spec 04, sections 10.3 to 10.6)."""

from typing import Any

from sqlalchemy import ColumnElement, Numeric, Select, cast, func, select

from app.db.tables import event_data, session, website_event
from app.sql.own_data import columns_of, data_of_event, has_data, shown_value
from app.sql.rows import some_rows
from app.sql.scope import EventScope

_EVENT, _DATA = website_event.c, event_data.c
_TOTAL = func.count().label("total")
_NAME, _KEY = _EVENT.event_name.label("eventName"), _DATA.data_key.label("propertyName")
_TYPE, _VALUE = _DATA.data_type.label("dataType"), shown_value(event_data).label("value")

_MOST_VALUES, _MOST_PROPERTIES = 100, 500


def events_with_data(scope: EventScope) -> Select[Any]:
    """The events that came with data, whichever types they have."""
    rows = scope.keeping_bounces().select(_EVENT.event_id, _EVENT.website_id, _EVENT.event_name, _EVENT.created_at)
    return rows.where(has_data(scope))


def data_of_page(scope: EventScope, *, limit: int, offset: int) -> Select[Any]:
    """The data of a page of those events, the newest first; rows of one event need not be neighbours."""
    newest = events_with_data(scope).order_by(_EVENT.created_at.desc(), _EVENT.event_id.desc())
    page = some_rows(newest, limit, offset).subquery("page")
    return (
        select(*_whose(page), *columns_of(event_data))
        .join(page, page.c.event_id == _DATA.website_event_id)
        .where(_DATA.website_id == scope.website_id, scope.in_period(_DATA.created_at))
        .order_by(_DATA.created_at.desc(), page.c.event_id.desc(), _DATA.data_key, _DATA.event_data_id)
    )


def data_of_one(website_id: str, event_id: str) -> Select[Any]:
    """The data of one event of this website."""
    return (
        select(*_whose(website_event), *columns_of(event_data))
        .join(website_event, _EVENT.event_id == _DATA.website_event_id)
        .where(_DATA.website_event_id == event_id, _DATA.website_id == website_id, _EVENT.website_id == website_id)
        .order_by(_DATA.data_key, _DATA.event_data_id)
    )


def _whose(event: Any) -> tuple[ColumnElement[Any], ...]:
    return (event.c.website_id.label("websiteId"), event.c.event_id.label("eventId"),
            event.c.event_name.label("eventName"))


def by_event(scope: EventScope, *, with_values: bool) -> Select[Any]:
    """How often events of each name came with each key: eventName, propertyName, dataType, total.

    With the stored values of each key where one name is asked for, else without them and 500 rows at most.

    The period is that of the data, not of the events. Umami has a list of all names in its documents, and fails on it.
    Source: spec 04, section 10.5.
    """
    groups = [_EVENT.event_name, _DATA.data_key, _DATA.data_type]
    shown: list[ColumnElement[Any]] = [_NAME, _KEY, _TYPE]
    if with_values:
        groups.append(_DATA.string_value)
        shown.append(_DATA.string_value.label("propertyValue"))
    rows = (
        select(*shown, _TOTAL).select_from(event_data)
        .join(website_event, _EVENT.event_id == _DATA.website_event_id)
        .where(_DATA.website_id == scope.website_id, scope.in_period(_DATA.created_at))
        .where(*scope.keeping_bounces().matching())
        .group_by(*groups)
        .order_by(*groups[:3], _TOTAL.desc(), *groups[3:])
    )
    if scope.needs_session:
        rows = rows.join(session, scope.has_session(website_event))
    return rows if with_values else some_rows(rows, _MOST_PROPERTIES)


def _of_events(scope: EventScope, *columns: ColumnElement[Any]) -> Select[Any]:
    """Rows of data that came with the events in scope."""
    return scope.keeping_bounces().select(*columns).join(event_data, data_of_event(scope))


def fields(scope: EventScope) -> Select[Any]:
    """Keys with their types and values: propertyName, dataType, value, total. By type, not by total, as in Umami."""
    rows = _of_events(scope, _KEY, _TYPE, _VALUE, _TOTAL).group_by(_DATA.data_key, _DATA.data_type, "value")
    return some_rows(rows.order_by(_DATA.data_type.desc(), _DATA.data_key, "value"), _MOST_VALUES)


def properties(scope: EventScope) -> Select[Any]:
    """Keys of each event name: eventName, propertyName, total; the most frequent first."""
    rows = _of_events(scope, _NAME, _KEY, _TOTAL).group_by(_EVENT.event_name, _DATA.data_key)
    return some_rows(rows.order_by(_TOTAL.desc(), _EVENT.event_name, _DATA.data_key), _MOST_PROPERTIES)


def values(scope: EventScope, key: str) -> Select[Any]:
    """The values of one key: value, total; the most frequent first."""
    rows = _of_events(scope, _VALUE, _TOTAL).where(_DATA.data_key == key).group_by("value")
    return some_rows(rows.order_by(_TOTAL.desc(), "value"), _MOST_VALUES)


def totals(scope: EventScope) -> Select[Any]:
    """One row: events and properties (different ones), and records, which is text on the wire and null without any."""
    records = cast(func.nullif(func.count(), 0), Numeric)
    return _of_events(
        scope, func.count(_EVENT.event_id.distinct()).label("events"),
        func.count(_DATA.data_key.distinct()).label("properties"), records.label("records"),
    )
