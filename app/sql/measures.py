"""What statistics count, as expressions on `website_event` (spec 04, section 0)."""

from sqlalchemy import BigInteger, ColumnElement, cast, func

from app.db.tables import website_event

# Event types: 1 page view, 2 custom event, 3 link, 4 pixel, 5 performance.
PAGE_VIEW, CUSTOM_EVENT, LINK, PIXEL, PERFORMANCE = range(1, 6)

# Hits of links and pixels count as page views; custom events and performance rows do not.
is_page: ColumnElement[bool] = website_event.c.event_type.not_in((CUSTOM_EVENT, PERFORMANCE))

# Distinct sessions, and distinct visits.
visitors: ColumnElement[int] = func.count(website_event.c.session_id.distinct())
visits: ColumnElement[int] = func.count(website_event.c.visit_id.distinct())


def whole(number: ColumnElement[object]) -> ColumnElement[int]:
    """A sum as a number on the wire, 0 where nothing was summed: PostgreSQL sums integers to numeric, which is text."""
    return cast(func.coalesce(number, 0), BigInteger)
