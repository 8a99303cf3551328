"""The first and the last page of a visit (spec 04, section 8.2)."""

from typing import Any, Literal

from sqlalchemy import ColumnElement, Subquery, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on

from app.db.tables import website_event
from app.sql.measures import is_page
from app.sql.scope import EventScope

End = Literal["entry", "exit"]

_EVENT = website_event.c


def end_order(end: End) -> tuple[ColumnElement[Any], ...]:
    """By which the views of a visit are sorted, so that the one at this end comes first. Of views at the same moment
    the event's id decides."""
    columns = (_EVENT.created_at, _EVENT.event_id)
    return columns if end == "entry" else tuple(column.desc() for column in columns)


def end_pages(scope: EventScope, end: End) -> Subquery:
    """Rows (visit_id, session_id, page): the path of a visit's first (entry) or last (exit) page view in the period.

    One row for each session that took part in the visit.

    Filters do not matter: a visit enters where it enters. Of views at the same moment the event's id decides.
    """
    # One row a session and visit first: nearly all visits have one session, so that the window has little left to do.
    views = (
        scope.unfiltered().select(
            _EVENT.visit_id, _EVENT.session_id, _EVENT.url_path, _EVENT.created_at, _EVENT.event_id)
        .where(is_page)
        .ext(distinct_on(_EVENT.visit_id, _EVENT.session_id))
        .order_by(_EVENT.visit_id, _EVENT.session_id, *end_order(end))
        .subquery("view")
    )
    moment = (views.c.created_at, views.c.event_id) if end == "entry" else (
        views.c.created_at.desc(), views.c.event_id.desc())
    page = func.first_value(views.c.url_path).over(partition_by=views.c.visit_id, order_by=moment)
    return select(views.c.visit_id, views.c.session_id, page.label("page")).subquery("end_page")


def at_end(scope: EventScope, end: End) -> ColumnElement[bool]:
    """The event is at the moment of its visit's first or last page view; several at one moment all are."""
    moment = func.min if end == "entry" else func.max
    visit = (
        scope.unfiltered().select(website_event.c.visit_id, moment(website_event.c.created_at).label("moment"))
        .where(is_page).group_by(website_event.c.visit_id).subquery("visit_end")
    )
    ends: Any = select(visit.c.visit_id, visit.c.moment)
    return tuple_(website_event.c.visit_id, website_event.c.created_at).in_(ends)
