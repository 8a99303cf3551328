"""Statements about events themselves (spec 04, sections 7.6, 10.1 and 10.2)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from app.db.tables import session, website_event
from app.sql.buckets import Buckets
from app.sql.measures import CUSTOM_EVENT, PAGE_VIEW, is_custom_event, visitors, visits, whole
from app.sql.own_data import has_data
from app.sql.rows import side_by_side, some_rows
from app.sql.scope import EventScope

_EVENT = website_event.c

# Newest first; an event's id decides between two of the same moment.
NEWEST = (_EVENT.created_at.desc(), _EVENT.event_id.desc())


def events(scope: EventScope, search: str | None) -> Select[Any]:
    """The events themselves, of all types, with the client of their session. Bounces are never left out.

    Source: spec 04, section 10.1.
    """
    return scope.keeping_bounces().select(
        _EVENT.event_id.label("id"), _EVENT.website_id.label("websiteId"), _EVENT.session_id.label("sessionId"),
        _EVENT.created_at.label("createdAt"), _EVENT.hostname, _EVENT.url_path.label("urlPath"),
        _EVENT.url_query.label("urlQuery"), _EVENT.referrer_path.label("referrerPath"),
        _EVENT.referrer_query.label("referrerQuery"), _EVENT.referrer_domain.label("referrerDomain"),
        session.c.country, session.c.city, session.c.device, session.c.os, session.c.browser,
        _EVENT.page_title.label("pageTitle"), _EVENT.event_type.label("eventType"),
        _EVENT.event_name.label("eventName"), has_data(scope).label("hasData"), with_session=True,
    ).where(_matches(search))


def count_of_events(scope: EventScope, search: str | None) -> Select[Any]:
    """How many events that list has."""
    scope = scope.keeping_bounces()
    by_session = (
        scope.select(_EVENT.session_id, func.count().label("events")).where(_matches(search))
        .group_by(_EVENT.session_id).subquery("by_session")
    )
    return select(whole(func.sum(scope.with_sessions(by_session).c.events)))


def _matches(search: str | None) -> ColumnElement[bool]:
    # Without wildcards of its own a search is for the whole name or path, in any case.
    if not search:
        return true()
    return or_(
        and_(_EVENT.event_name.ilike(search), _EVENT.event_type == CUSTOM_EVENT),
        and_(_EVENT.url_path.ilike(search), _EVENT.event_type == PAGE_VIEW),
    )


def totals(*scopes: EventScope) -> Select[Any]:
    """A row for each scope about custom events: events, visitors, visits, uniqueEvents (different names)."""
    return side_by_side(*(_totals(scope) for scope in scopes))


def _totals(scope: EventScope) -> Select[Any]:
    return scope.keeping_bounces().select(
        func.count().label("events"), visitors.label("visitors"), visits.label("visits"),
        func.count(_EVENT.event_name.distinct()).label("uniqueEvents"),
    ).where(is_custom_event)


def events_by_time(scope: EventScope, buckets: Buckets, most_names: int | None) -> Select[Any]:
    """Custom events of each name and bucket that has any: x, t, y; ascending by time, then by name.

    With `most_names` only events of so many names: the most frequent ones of the period, whatever the filters are.
    """
    scope = scope.keeping_bounces()
    rows = scope.select(_EVENT.event_name, buckets.moment().label("moment"), func.count().label("y"))
    rows = rows.where(is_custom_event)
    if most_names is not None:
        rows = rows.where(_EVENT.event_name.in_(_frequent_names(scope, most_names)))
    found = rows.group_by(_EVENT.event_name, "moment").subquery("found")
    label = buckets.label(found.c.moment).label("t")
    return select(found.c.event_name.label("x"), label, found.c.y).order_by(label, found.c.event_name)


def _frequent_names(scope: EventScope, most: int) -> Select[Any]:
    names = (
        scope.unfiltered().select(_EVENT.event_name).where(is_custom_event)
        .group_by(_EVENT.event_name).order_by(func.count().desc(), _EVENT.event_name)
    )
    return some_rows(names, most).correlate(None)
