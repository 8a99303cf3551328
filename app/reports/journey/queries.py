"""The statement of journeys (spec 05, section 6)."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Select, Text, cast, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.db.tables import website_event
from app.sql.scope import EventScope

_EVENT = website_event.c
_MOST = 100


def journeys(scope: EventScope, steps: int, start: str | None, end: str | None) -> Select[Any]:
    """path (the first `steps` steps of a visit), count (of visits): most visits first, the first 100.

    A step is an event of any type, by its name or else its page. Repeated ones are steps of their own. `start` and
    `end` are the first and last step that a journey must have, as far as it is told; empty means any.
    """
    # A name that is empty is none.
    step = cast(func.coalesce(func.nullif(_EVENT.event_name, ""), _EVENT.url_path), Text)
    ordered = func.array_agg(aggregate_order_by(step, _EVENT.created_at, _EVENT.event_id), type_=ARRAY(Text))
    visit = scope.select(ordered[1:steps].label("path")).group_by(_EVENT.visit_id).subquery("visit")
    path: ColumnElement[Any] = visit.c.path
    count = func.count().label("count")
    rows = select(path, count).group_by(path).order_by(count.desc(), path).limit(_MOST)
    if start:
        rows = rows.where(path[1] == start)
    if end:
        rows = rows.where(path[func.cardinality(path)] == end)
    return rows
