"""What statistics count, as expressions on `website_event` or on its rows by visit (spec 04, section 0)."""

from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, case, cast, func

from app.db.tables import website_event

# Event types: 1 page view, 2 custom event, 3 link, 4 pixel, 5 performance.
PAGE_VIEW, CUSTOM_EVENT, LINK, PIXEL, PERFORMANCE = range(1, 6)

# Hits of links and pixels count as page views; custom events and performance rows do not.
is_page: ColumnElement[bool] = website_event.c.event_type.not_in((CUSTOM_EVENT, PERFORMANCE))
is_custom_event: ColumnElement[bool] = website_event.c.event_type == CUSTOM_EVENT

# Distinct sessions, and distinct visits.
visitors: ColumnElement[int] = func.count(website_event.c.session_id.distinct())
visits: ColumnElement[int] = func.count(website_event.c.visit_id.distinct())


def whole(number: ColumnElement[Any]) -> ColumnElement[int]:
    """A sum as a number on the wire, 0 where nothing was summed: PostgreSQL sums integers to numeric, which is text."""
    return cast(func.coalesce(number, 0), BigInteger)


def of_type(kind: int) -> ColumnElement[int]:
    """How many events of one type."""
    return func.count().filter(website_event.c.event_type == kind)


def seconds_between(first: ColumnElement[Any], last: ColumnElement[Any]) -> ColumnElement[Any]:
    """Whole seconds from one moment to another, cut and not rounded.

    As floating numbers: `extract` gives decimals, which took a fifth of a statement's time.
    """
    return cast(func.floor(func.date_part("epoch", last - first)), BigInteger)


# A visit of a session as one row: what `EventScope.visits` groups, and what is counted over those rows.
VISIT: tuple[ColumnElement[Any], ...] = (
    website_event.c.session_id, website_event.c.visit_id, func.count().label("views"),
    seconds_between(func.min(website_event.c.created_at), func.max(website_event.c.created_at)).label("seconds"),
)


def over_visits(visit: FromClause) -> dict[str, ColumnElement[Any]]:
    """The five measures of rows by visit: pageviews, visitors, visits, bounces, totaltime.

    A visit with a single row is a bounce. The two sums are numeric, and so text on the wire; seconds were cut visit by
    visit before they are summed.
    """
    return {
        "pageviews": func.sum(visit.c.views),
        "visitors": func.count(visit.c.session_id.distinct()),
        "visits": func.count(visit.c.visit_id.distinct()),
        "bounces": func.count(case((visit.c.views == 1, 1))),
        "totaltime": func.sum(visit.c.seconds),
    }
