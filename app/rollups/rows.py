"""Rows of events with a sign, and what is counted of them: the one thing that cells and corrections are made of.

Each row stands on one side: +1 where it counts now (or after a change), -1 where the cells had it (or before). What is
counted is what `app/sql` says; its expressions are only put onto these rows instead of the table.
"""

import functools
from typing import Any, TypeVar

from sqlalchemy import CTE, ColumnElement, FromClause, Subquery, Text, cast, func, null, select
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.schema import Column
from sqlalchemy.sql.visitors import iterate, replacement_traverse

from app.db.tables import session, website_event
from app.rollups.dimensions import Rolled
from app.rollups.tables import EVENT_COLUMNS
from app.sql.channels import SOURCE, channel_of
from app.sql.measures import VISIT, is_page
from app.sql.scope import SAME_SESSION
from app.sql.visit_pages import End, end_order

_AGGREGATES = ("count", "max", "min", "sum")

_ALWAYS = ("website_id", "session_id", "visit_id")

T = TypeVar("T", bound=ColumnElement[Any])


def onto(expression: T, rows: FromClause) -> T:
    """An expression on `website_event`, on rows that have the columns of it."""

    def replaced(element: Any, **_: Any) -> Any:
        is_ours = isinstance(element, Column) and element.table is website_event
        return rows.c[element.key] if is_ours else None

    moved: T = replacement_traverse(expression, {}, replaced)
    return moved


@functools.cache
def columns_of(rolled: Rolled) -> tuple[str, ...]:
    """The columns of rows that a dimension looks at, in the order of the table."""
    looked_at = SOURCE if rolled.kind == "channel" else rolled.dimension.value
    used = {element.key for expression in (looked_at, rolled.counted(), is_page, *end_order("entry"))
            for element in iterate(expression) if isinstance(element, Column) and element.table is website_event}
    return tuple(name for name in EVENT_COLUMNS if name in used or name in _ALWAYS)


def valued(rows: FromClause, rolled: Rolled, *, with_session: bool = False, value: ColumnElement[Any] | None = None,
           ) -> Subquery | CTE:
    """Rows that count in a dimension: side, x their value, country, k what visits are told apart by besides, and
    session_id, visit_id, created_at, inside.

    `value` takes the place of the dimension's.
    """
    if rolled.kind == "channel":
        return _with_channels(rows)
    if rolled.kind in ("entry", "exit"):
        return _ends(rows, "entry" if rolled.kind == "entry" else "exit")
    dimension = rolled.dimension
    shown = dimension.value if value is None else value
    # A char(2) as text has no blanks at its end; `choose` and `answers` know.
    x = onto(shown, rows).label("x") if value is not None else cast(onto(shown, rows), Text).label("x")
    country = cast(session.c.country, Text) if dimension.with_country else cast(null(), Text)
    found = select(rows.c.side, x, country.label("country"), cast(null(), Text).label("k"), *_carried(rows)).where(
        onto(rolled.counted(), rows))
    if with_session or dimension.of_session:
        found = found.join_from(rows, session, onto(SAME_SESSION, rows))
    return found.subquery("valued")


def _carried(rows: FromClause) -> list[ColumnElement[Any]]:
    return [rows.c.session_id, rows.c.visit_id, rows.c.created_at, rows.c.inside]


def _with_channels(rows: FromClause) -> CTE:
    """Rows with their channel, and k the source: a visit of two sources bounces from each."""
    source = select(rows.c.side, onto(SOURCE, rows).label("source"), *_carried(rows)).where(onto(is_page, rows)).cte(
        "sourced").prefix_with("MATERIALIZED")
    named = channel_of(source)
    return select(
        source.c.side, named.c.name.label("x"), cast(null(), Text).label("country"), source.c.source.label("k"),
        source.c.session_id, source.c.visit_id, source.c.created_at, source.c.inside,
    ).join(named, named.c.source == source.c.source).cte("valued")


def _ends(rows: FromClause, end: End) -> Subquery:
    """A row for each session of a visit, at the moment of the visit's first or last page view, x its path; inside if
    that view is."""
    window: dict[str, Any] = {
        "partition_by": (rows.c.side, rows.c.visit_id), "order_by": [onto(column, rows) for column in end_order(end)]}
    at_end = {name: func.first_value(rows.c[name]).over(**window).label(name)
              for name in ("url_path", "created_at", "inside")}
    view = select(rows.c.side, rows.c.session_id, rows.c.visit_id, *at_end.values()).where(
        onto(is_page, rows)).subquery("view")
    found = select(
        view.c.side, cast(view.c.url_path, Text).label("x"), cast(null(), Text).label("country"),
        cast(null(), Text).label("k"), view.c.session_id, view.c.visit_id, view.c.created_at, view.c.inside,
    ).where(view.c.url_path != "").distinct()
    return found.subquery("valued")


def visits_of(rows: FromClause) -> Subquery:
    """What `valued` gives as a row for each value within a visit of a session: what `over_visits` measures, of the rows
    inside, and `whole` if there are no others; first_at and last_at."""
    keys = (rows.c.side, rows.c.x, rows.c.country, rows.c.k)
    inside = rows.c.inside
    measures = [measure for measure in VISIT if measure.key in ("views", "seconds")]
    of_rows = [filtered(onto(measure, rows), inside) for measure in measures]
    return (
        select(
            *keys, rows.c.session_id, rows.c.visit_id, *of_rows, func.bool_and(inside).label("whole"),
            func.min(rows.c.created_at).label("first_at"), func.max(rows.c.created_at).label("last_at"),
        )
        .group_by(*keys, rows.c.session_id, rows.c.visit_id).having(func.bool_or(inside)).subquery("visit")
    )


def filtered(measure: Any, condition: ColumnElement[bool]) -> Any:
    """An expression over aggregates, with each of these over the rows of a condition alone."""
    def replaced(element: Any, **_: Any) -> Any:
        is_aggregate = isinstance(element, FunctionElement) and getattr(element, "name", "") in _AGGREGATES
        return element.filter(condition) if is_aggregate else None

    return replacement_traverse(measure, {}, replaced)
