"""Statements of the overview: totals, series, and who is here now (spec 04, section 7)."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal, select

from app.db.tables import website_event
from app.rollups import answers, choose
from app.sql.buckets import Buckets
from app.sql.measures import is_page, over_visits, visitors, whole
from app.sql.rows import Statement, side_by_side
from app.sql.scope import EventScope
from app.sql.series import views_and_visitors

_OLDEST = datetime(2000, 1, 1, tzinfo=UTC)


def totals(*scopes: EventScope) -> Select[Any]:
    """A row for each scope, in their order: pageviews, visitors, visits, bounces, totaltime in whole seconds.

    A visit is a pair of session and visit; one with a single page view is a bounce, whatever else happened in it; where
    bounces are excluded there are none. As one statement, so that PostgreSQL can read two periods at once.
    Source: spec 04, section 7.3.
    """
    return side_by_side(*(_totals(scope) for scope in scopes))


def _totals(scope: EventScope) -> Statement:
    cells = choose.for_totals(scope)
    return answers.totals(cells) if cells else _totals_of_events(scope)


def _totals_of_events(scope: EventScope) -> Select[Any]:
    measures = over_visits(scope.visits(where=is_page))
    if scope.exclude_bounces:
        measures["bounces"] = literal(0)
    columns: list[Any] = [whole(measure).label(name) for name, measure in measures.items()]
    return select(*columns)


def series(scope: EventScope, buckets: Buckets) -> Statement:
    """Page views and visitors by time; as `views_and_visitors`."""
    cells = choose.for_series(scope, buckets)
    return answers.series(cells, buckets) if cells else views_and_visitors(scope, buckets)


def visitors_since(website_id: str, moment: datetime) -> Select[Any]:
    """The number of sessions with any event since a moment, reset or not."""
    recent = and_(website_event.c.website_id == website_id, website_event.c.created_at >= moment)
    return select(visitors.label("visitors")).where(recent)


def first_and_last_event(website_id: str) -> Select[Any]:
    """When the website's first and last event of this millennium were, of any type, reset or not; else nulls."""
    kept = and_(website_event.c.website_id == website_id, website_event.c.created_at >= _OLDEST)
    moment = website_event.c.created_at
    return select(func.min(moment).label("startDate"), func.max(moment).label("endDate")).where(kept)
