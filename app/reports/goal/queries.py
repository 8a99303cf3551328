"""The statement of a goal (spec 05, section 4)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from app.db.tables import website_event
from app.sql.measures import CUSTOM_EVENT, PAGE_VIEW
from app.sql.scope import EventScope
from app.sql.steps import reached


def visitors_who_reached(scope: EventScope, kind: str, value: str) -> Select[Any]:
    """num: the visitors in scope who saw that page, or caused that event; total: all visitors in scope.

    Whoever left events of any type is a visitor.
    """
    counted = website_event.c.event_type == (PAGE_VIEW if kind == "path" else CUSTOM_EVENT)
    # By visitor first: both numbers are then of rows, where count(distinct) would sort all events twice.
    visitor = scope.select(
        func.bool_or(counted & reached(kind, value)).label("reached"),
    ).group_by(website_event.c.session_id).subquery("visitor")
    numbers: tuple[ColumnElement[Any], ...] = (
        func.count().filter(visitor.c.reached).label("num"), func.count().label("total"))
    return select(*numbers).select_from(visitor)
