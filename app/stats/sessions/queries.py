"""Statements about sessions (spec 04, sections 7.5, 7.7 and 11)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.db.tables import session, session_data, website_event
from app.sql.buckets import local_time
from app.sql.dimensions import as_bytes
from app.sql.measures import CUSTOM_EVENT, PAGE_VIEW, is_page, of_type, seconds_between, whole
from app.sql.own_data import columns_of, has_data, without_zeros
from app.sql.rows import some_rows
from app.sql.scope import EventScope
from app.sql.sessions import CLIENT

_EVENT = website_event.c
_MOST_EVENTS = 500


def totals(scope: EventScope) -> Select[Any]:
    """One row about events of all types: pageviews (all rows, not page views alone), visitors, visits, countries,
    events (custom ones). Source: spec 04, section 7.5.
    """
    scope = scope.keeping_bounces()
    visit = scope.select(
        _EVENT.session_id, _EVENT.visit_id, func.count().label("rows"), of_type(CUSTOM_EVENT).label("events"),
    ).group_by(_EVENT.session_id, _EVENT.visit_id).subquery("visit")
    known = scope.with_sessions(visit, as_bytes(session.c.country).label("country"))
    columns: list[Any] = [
        whole(func.sum(known.c.rows)).label("pageviews"),
        func.count(known.c.session_id.distinct()).label("visitors"),
        func.count(known.c.visit_id.distinct()).label("visits"),
        func.count(known.c.country.distinct()).label("countries"),
        whole(func.sum(known.c.events)).label("events"),
    ]
    return select(*columns)


def visitors_by_hour(scope: EventScope, zone: str) -> Select[Any]:
    """Visitors with page views by day of the week (0 is Sunday) and hour of a zone's clock: day, hour, visitors."""
    local = local_time(zone)
    active = scope.select(
        func.date_part("dow", local).label("day"), func.date_part("hour", local).label("hour"), _EVENT.session_id,
    ).where(is_page).distinct().subquery("active")
    return select(active.c.day, active.c.hour, func.count().label("visitors")).group_by(active.c.day, active.c.hour)


def one_session(website_id: str, session_id: str) -> Select[Any]:
    """A session with all its events, of any time: no row for one without events.

    Three of its numbers are sums of sums, and so text on the wire, as in Umami. Source: spec 04, section 11.2.
    """
    visit = select(
        _EVENT.session_id, func.min(_EVENT.created_at).label("first_at"), func.max(_EVENT.created_at).label("last_at"),
        of_type(PAGE_VIEW).label("views"), of_type(CUSTOM_EVENT).label("events"),
    ).where(_EVENT.session_id == session_id).group_by(_EVENT.session_id, _EVENT.visit_id).subquery("visit")
    columns: list[ColumnElement[Any]] = [
        session.c.session_id.label("id"), session.c.distinct_id.label("distinctId"),
        session.c.website_id.label("websiteId"), *CLIENT,
    ]
    return (
        select(
            *columns, func.min(visit.c.first_at).label("firstAt"), func.max(visit.c.last_at).label("lastAt"),
            func.count().label("visits"), func.sum(visit.c.views).label("views"),
            func.sum(visit.c.events).label("events"),
            func.sum(seconds_between(visit.c.first_at, visit.c.last_at)).label("totaltime"),
        )
        .join(visit, visit.c.session_id == session.c.session_id)
        .where(session.c.session_id == session_id, session.c.website_id == website_id)
        .group_by(session.c.session_id)
    )


def activity(scope: EventScope, session_id: str) -> Select[Any]:
    """The last 500 events of a session in the period, newest first; of all types, whatever the filters are."""
    rows = scope.unfiltered().select(
        _EVENT.created_at.label("createdAt"), _EVENT.url_path.label("urlPath"), _EVENT.url_query.label("urlQuery"),
        _EVENT.referrer_domain.label("referrerDomain"), _EVENT.event_id.label("eventId"),
        _EVENT.event_type.label("eventType"), _EVENT.event_name.label("eventName"), _EVENT.visit_id.label("visitId"),
        _EVENT.hostname, has_data(scope).label("hasData"),
    ).where(_EVENT.session_id == session_id)
    return some_rows(rows.order_by(_EVENT.created_at.desc(), _EVENT.event_id.desc()), _MOST_EVENTS)


def properties(website_id: str, session_id: str) -> Select[Any]:
    """What the site told about a session, by key."""
    own = session_data.c
    columns = {column.key: column for column in columns_of(session_data)}
    columns["stringValue"] = without_zeros(own.string_value).label("stringValue")
    return (
        select(own.website_id.label("websiteId"), own.session_id.label("sessionId"), *columns.values())
        .where(own.website_id == website_id, own.session_id == session_id)
        .order_by(own.data_key, own.session_data_id)
    )
