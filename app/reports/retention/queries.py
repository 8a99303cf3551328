"""The statement of retention (spec 05, section 7)."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, cast, func, select, type_coerce

from app.db.tables import website_event
from app.sql.buckets import Buckets
from app.sql.scope import EventScope

_LAST_DAY = 31


def returning_visitors(scope: EventScope, zone: str | None) -> Select[Any]:
    """date (its label), day, visitors, returnVisitors: of the visitors first seen on a date, how many left anything so
    many days later, up to 31.

    `first` is within the period, and by the events in scope. Filters do not matter to what visitors do otherwise, so
    that a day may be negative. Only days with anybody are given, in order.
    """
    days = Buckets("day", zone)
    who = website_event.c.session_id
    moment: ColumnElement[Any] = days.moment().label("day")
    active = scope.unfiltered().select(who, moment).distinct().cte("active")
    seen = active if scope == scope.unfiltered() else scope.select(who, moment).distinct().cte("seen")
    cohort = select(seen.c.session_id, func.min(seen.c.day).label("first")).group_by(seen.c.session_id).cte("cohort")
    size = select(cohort.c.first, func.count().label("visitors")).group_by(cohort.c.first).cte("size")
    # Days of a calendar, whatever hours those of a zone have.
    later = type_coerce(cast(active.c.day, Date) - cast(cohort.c.first, Date), Integer)
    cell = (
        select(cohort.c.first, later.label("day"), func.count().label("returned"))
        .join(active, active.c.session_id == cohort.c.session_id)
        .where(later <= _LAST_DAY).group_by(cohort.c.first, later).cte("cell")
    )
    columns: tuple[ColumnElement[Any], ...] = (
        days.label(cell.c.first).label("date"), cell.c.day, size.c.visitors, cell.c.returned.label("returnVisitors"))
    return (
        select(*columns).join_from(cell, size, size.c.first == cell.c.first).order_by(cell.c.first, cell.c.day)
    )
