"""Statements of the overview: totals, series, and who is here now (spec 04, section 7)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select

from app.db.tables import website_event
from app.sql.buckets import Buckets
from app.sql.measures import is_page, visitors, whole
from app.sql.scope import EventScope

_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)


def totals(scope: EventScope) -> Select[int, int, int, int, int]:
    """One row: pageviews, visitors, visits, bounces, totaltime in whole seconds.

    A visit is a pair of session and visit; one with a single page view is a bounce, whatever else happened in it; where
    bounces are excluded there are none. The seconds between first and last view are cut visit by visit, then summed.
    Source: spec 04, section 7.3.
    """
    views, first, last = func.count(), func.min(website_event.c.created_at), func.max(website_event.c.created_at)
    visit = scope.select(
        website_event.c.session_id, website_event.c.visit_id, views.label("views"),
        func.floor(func.extract("epoch", last - first)).label("seconds"),
    ).where(is_page).group_by(website_event.c.session_id, website_event.c.visit_id).subquery()
    bounces = literal(0) if scope.exclude_bounces else whole(func.sum(case((visit.c.views == 1, 1), else_=0)))
    return select(
        whole(func.sum(visit.c.views)).label("pageviews"),
        func.count(visit.c.session_id.distinct()).label("visitors"),
        func.count(visit.c.visit_id.distinct()).label("visits"),
        bounces.label("bounces"),
        whole(func.sum(visit.c.seconds)).label("totaltime"),
    )


def views_by_time(scope: EventScope, buckets: Buckets) -> Select[Any]:
    """Page views of each bucket that has any: x its label, y their number; ascending."""
    return _series(scope, buckets, func.count())


def visitors_by_time(scope: EventScope, buckets: Buckets) -> Select[Any]:
    """Visitors of each bucket that has any. One who is active in three buckets counts in each of them."""
    return _series(scope, buckets, visitors)


def _series(scope: EventScope, buckets: Buckets, measure: ColumnElement[int]) -> Select[Any]:
    return scope.select(buckets.label().label("x"), measure.label("y")).where(is_page).group_by("x").order_by("x")


def visitors_since(website_id: str, moment: datetime) -> Select[Any]:
    """The number of sessions with any event since a moment, reset or not."""
    recent = and_(website_event.c.website_id == website_id, website_event.c.created_at >= moment)
    return select(visitors.label("visitors")).where(recent)


def first_and_last_event(website_id: str) -> Select[Any]:
    """When the website's first and last event of this millennium were, of any type, reset or not; else nulls."""
    kept = and_(website_event.c.website_id == website_id, website_event.c.created_at >= _OLDEST)
    moment = website_event.c.created_at
    return select(func.min(moment).label("startDate"), func.max(moment).label("endDate")).where(kept)
