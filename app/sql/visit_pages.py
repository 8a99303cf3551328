"""The first and the last page of a visit (spec 04, section 8.2)."""

from typing import Any, Literal

from sqlalchemy import ColumnElement, Subquery, func, select, tuple_

from app.db.tables import website_event
from app.sql.measures import is_page
from app.sql.scope import EventScope

End = Literal["entry", "exit"]


def end_pages(scope: EventScope, end: End) -> Subquery:
    """One row a visit: visit_id, and url_path of its first (entry) or last (exit) page view in the period.

    Filters do not matter: a visit enters where it enters. Of views at the same moment the event's id decides.
    """
    order = (website_event.c.created_at, website_event.c.event_id)
    return (
        scope.unfiltered().select(website_event.c.visit_id, website_event.c.url_path)
        .where(is_page)
        .distinct(website_event.c.visit_id)
        .order_by(website_event.c.visit_id, *(column if end == "entry" else column.desc() for column in order))
        .subquery("end_page")
    )


def at_end(scope: EventScope, end: End) -> ColumnElement[bool]:
    """The event is at the moment of its visit's first or last page view; several at one moment all are."""
    moment = func.min if end == "entry" else func.max
    visit = (
        scope.unfiltered().select(website_event.c.visit_id, moment(website_event.c.created_at).label("moment"))
        .where(is_page).group_by(website_event.c.visit_id).subquery("visit_end")
    )
    ends: Any = select(visit.c.visit_id, visit.c.moment)
    return tuple_(website_event.c.visit_id, website_event.c.created_at).in_(ends)
