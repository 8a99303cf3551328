"""Statements about the values of one dimension: top pages, browsers, countries (spec 04, sections 8 and 9)."""

from typing import Any, get_args

from sqlalchemy import ColumnElement, Label, Select, func, null, or_, select, tuple_

from app.db.tables import session, website_event
from app.rollups import answers, choose
from app.sql.channels import SOURCE, channel_of
from app.sql.dimensions import DIMENSIONS, Dimension, as_bytes, site_of
from app.sql.filters import COLUMNS, came_from_elsewhere
from app.sql.measures import is_page, over_visits, visitors, whole
from app.sql.rows import Statement, some_rows
from app.sql.scope import EventScope
from app.sql.visit_pages import End, at_end, end_pages

_EVENT = website_event.c

_SUGGESTIONS = 10

# Every type of a list; each has a list of values with their visitors, and a list of all measures.
TYPES = frozenset({*DIMENSIONS, *get_args(End), "channel"})


def top_values(scope: EventScope, kind: str, *, limit: int = 500, offset: int = 0) -> Statement:
    """Values of a dimension with the visitors of each, most visitors first: x, y, and country for places.

    Counts distinct visitors, not views: a reader who reloads counts once. Events by name are the exception, they are
    counted themselves, and those without a name too. Else empty values are left out. Values with as many visitors come
    in their own order. All channels are given, whatever limit and offset are.
    Errors: KeyError for a kind outside TYPES. Source: spec 04, section 8.1.
    """
    if cells := choose.for_list(scope, kind):
        return answers.top_values(cells, limit=limit, offset=offset)
    if kind == "channel":
        return top_channels(scope)
    if kind == "event":
        values = _top_events(scope)
    elif kind in ("entry", "exit"):
        values = _top_end_pages(scope, kind)  # type: ignore[arg-type]
    elif DIMENSIONS[kind].of_session:
        values = _top_of_sessions(scope, kind)
    else:
        values = _top_of_events(scope, kind)
    return some_rows(values.order_by(values.selected_columns.y.desc(), *_ties(values)), limit, offset)


def _ties(values: Select[Any]) -> list[ColumnElement[Any]]:
    return [column for column in values.selected_columns if column.key != "y"]


def _top_events(scope: EventScope) -> Select[Any]:
    dimension = DIMENSIONS["event"]
    rows = scope.keeping_bounces().select(dimension.value.label("x"), func.count().label("y"))
    return rows.where(dimension.counted).group_by(dimension.value)


def _top_of_events(scope: EventScope, kind: str) -> Select[Any]:
    dimension = DIMENSIONS[kind]
    value = as_bytes(dimension.value).label("x")
    return scope.select(value, visitors.label("y")).where(dimension.value != "", dimension.counted).group_by("x")


def _top_of_sessions(scope: EventScope, kind: str) -> Select[Any]:
    # The sessions that have such an event, so that PostgreSQL asks once a visitor and can do it on several processors.
    dimension = DIMENSIONS[kind]
    active = scope.select(_EVENT.session_id).where(dimension.counted)
    value, *place = _keys(dimension, "x")
    rows = select(value, func.count().label("y"), *place).where(
        session.c.website_id == scope.website_id, session.c.session_id.in_(active.correlate(None)))
    return rows.where(dimension.value != "").group_by(value, *place)


def _keys(dimension: Dimension, name: str) -> list[Label[Any]]:
    """The value of a session's dimension, and the country of a place."""
    country = [as_bytes(session.c.country).label("country")] if dimension.with_country else []
    return [as_bytes(dimension.value).label(name), *country]


def _top_end_pages(scope: EventScope, end: End) -> Select[Any]:
    page = end_pages(scope, end)
    rows = select(as_bytes(page.c.page).label("x"), func.count(page.c.session_id.distinct()).label("y"))
    if scope != scope.unfiltered():
        chosen = scope.select(_EVENT.visit_id, _EVENT.session_id).where(is_page)
        rows = rows.where(tuple_(page.c.visit_id, page.c.session_id).in_(chosen))
    return rows.where(page.c.page != "").group_by("x")


def _counted(pairs: Select[Any]) -> Select[Any]:
    """How many sessions each x of pairs (x, session) has."""
    rows = pairs.subquery("pair")
    return select(rows.c.x, func.count().label("y")).group_by(rows.c.x)


# Channels

def top_channels(scope: EventScope) -> Select[Any]:
    """The channels that visitors came by, with the visitors of each; one who came by several counts in each."""
    rows = scope.select(SOURCE.label("source"), _EVENT.session_id).where(is_page).distinct().cte("rows")
    channels = channel_of(rows)
    pairs = select(channels.c.name.label("x"), rows.c.session_id).join(rows, rows.c.source == channels.c.source)
    counted = _counted(pairs.distinct())
    return counted.order_by(counted.selected_columns.y.desc(), counted.selected_columns.x)


# All measures

def expanded(scope: EventScope, kind: str, *, limit: int = 500, offset: int = 0) -> Statement:
    """Values of a dimension with all five measures, most visitors first: name, country for places, pageviews, visitors,
    visits, bounces, totaltime.

    The measures are those of a value within a visit: one that sees /a once and /b once bounces from both. For events,
    `pageviews` counts them. Values without a name are left out.
    Errors: KeyError for a kind outside TYPES. Source: spec 04, section 8.3.
    """
    if cells := choose.for_list(scope, kind, expanded=True):
        return answers.expanded(cells, limit=limit, offset=offset)
    if kind == "channel":
        return _expanded_channels(scope)
    if kind in ("entry", "exit"):
        values = _expanded_ends(scope, kind)  # type: ignore[arg-type]
    elif DIMENSIONS[kind].of_session:
        values = _expanded_of_sessions(scope, kind)
    else:
        values = _expanded_values(scope, kind)
    return some_rows(values, limit, offset)


def _expanded_values(scope: EventScope, kind: str) -> Select[Any]:
    dimension = DIMENSIONS[kind]
    if kind == "event":
        scope = scope.keeping_bounces()
    value = site_of(dimension.value) if kind == "domain" else dimension.value
    visit = scope.visits(as_bytes(value).label("name"), where=(dimension.value != "") & dimension.counted)
    return _measured(visit, visit.c.name)


def _expanded_of_sessions(scope: EventScope, kind: str) -> Select[Any]:
    # Visits first, then the value of their session: once a visit, not once an event.
    dimension = DIMENSIONS[kind]
    visit = scope.visits(where=dimension.counted)
    keys = _keys(dimension, "name")
    rows = scope.with_sessions(visit, *keys)
    return _measured(rows, *(rows.c[key.name] for key in keys)).where(rows.c.name != "")


def _expanded_ends(scope: EventScope, end: End) -> Select[Any]:
    ends = is_page & (_EVENT.url_path != "") & at_end(scope, end)
    visit = scope.visits(as_bytes(_EVENT.url_path).label("name"), where=ends)
    return _measured(visit, visit.c.name)


def _expanded_channels(scope: EventScope) -> Select[Any]:
    """The measures are those of a source within a visit: one that comes by two sources of a channel bounces twice."""
    rows = select(scope.visits(SOURCE.label("source"), where=is_page)).cte("rows")
    channels = channel_of(rows)
    visit = select(channels.c.name, rows).join(rows, rows.c.source == channels.c.source).subquery("visit")
    # Umami divides by nothing here, and sends what JSON makes of it.
    return _measured(visit, visit.c.name).add_columns(null().label("y"))


def _measured(visit: Any, *keys: ColumnElement[Any]) -> Select[Any]:
    measures = {name: measure.label(name) for name, measure in over_visits(visit).items()}
    order = (measures["visitors"].desc(), measures["visits"].desc(), *keys)
    return select(*keys, *measures.values()).group_by(*keys).order_by(*order)


# Suggestions

def frequent_values(scope: EventScope, name: str, patterns: tuple[str, ...]) -> Select[Any]:
    """The ten values that most events have, of all types, as they are stored: value (may be null or empty), count.

    `patterns` are LIKE patterns of which one must match, where there are any. Source: spec 04, section 8.5.
    """
    column = COLUMNS[name]
    value: ColumnElement[Any]
    if column.table is session:
        active = scope.select(_EVENT.session_id, func.count().label("events")).group_by(_EVENT.session_id).subquery()
        found = scope.with_sessions(active, column.label("value"))
        value, count = found.c.value, whole(func.sum(found.c.events)).label("count")
        rows = select(value, count)
    else:
        value, count = column, func.count().label("count")
        rows = scope.select(value.label("value"), count, with_session=True)
    if name == "referrer":
        rows = rows.where(came_from_elsewhere, column != "")
    if patterns:
        rows = rows.where(or_(*(value.ilike(pattern) for pattern in patterns)))
    return rows.group_by(value).order_by(count.desc(), value).limit(_SUGGESTIONS)
