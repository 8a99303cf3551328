"""Statements for what the present API has no answer to: usage, rows of the last half hour, event data summed up."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select, true

from app.db.tables import event_data, report, revenue, session, team, team_user, website, website_event
from app.sql.buckets import Buckets
from app.sql.filters import came_from_elsewhere
from app.sql.measures import CUSTOM_EVENT, is_custom_event, is_page
from app.sql.own_data import data_of_event
from app.sql.rows import some_rows
from app.sql.scope import EventScope
from app.web.shapes import REPORT

_EVENT, _DATA = website_event.c, event_data.c
_MOST_RECENT = 1_000

# Of the numbers that came with events; `count` is of all values, whatever they are.
AGGREGATES: dict[str, Callable[..., ColumnElement[Any]]] = {
    "count": func.count, "sum": func.sum, "avg": func.avg, "min": func.min, "max": func.max,
}


def events_with(
    scope: EventScope, pairs: Sequence[tuple[str, Any]], *, by_name: bool = False, by_page: bool = False,
    buckets: Buckets | None = None,
) -> Select[Any]:
    """x (how many custom events came with all these values), and eventName, urlPath and t where these are asked for."""
    keys: list[Any] = []
    if by_name:
        keys.append(_EVENT.event_name.label("eventName"))
    if by_page:
        keys.append(_EVENT.url_path.label("urlPath"))
    if buckets:
        keys.append(buckets.label(buckets.moment()).label("t"))
    rows = scope.select(func.count().label("x"), *keys).where(is_custom_event, *_came_with(scope, pairs))
    return rows.group_by(*keys).order_by(keys[-1] if buckets else func.count().desc())


def _came_with(scope: EventScope, pairs: Sequence[tuple[str, Any]]) -> list[ColumnElement[bool]]:
    """For each pair: the event has a value of that key, and where one is given that value."""
    other = event_data.alias("other")  # a statement may read event data itself
    return [
        exists().where(
            other.c.website_event_id == _EVENT.event_id, other.c.website_id == scope.website_id,
            other.c.data_key == key, _is(other, value),
        ).correlate(website_event)
        for key, value in pairs
    ]


def _is(data: Any, value: Any) -> ColumnElement[bool]:
    if value is None:
        return true()
    if isinstance(value, bool):
        return cast("ColumnElement[bool]", data.c.string_value == str(value).lower())
    if isinstance(value, int | float):
        return cast("ColumnElement[bool]", data.c.number_value == value)
    return cast("ColumnElement[bool]", data.c.string_value == str(value))


def aggregates(
    scope: EventScope, columns: Sequence[tuple[str, str]], pairs: Sequence[tuple[str, Any]] = (),
) -> Select[Any]:
    """One row: for each pair of a field and one of AGGREGATES what that makes of the field's values, as c0, c1, ...

    Of custom events that came with all of `pairs`. Errors: KeyError for another aggregate.
    """
    def of(field: str, name: str) -> ColumnElement[Any]:
        value = literal(1) if name == "count" else _DATA.number_value
        return AGGREGATES[name](case((_DATA.data_key == field, value)))

    measures = [of(field, name).label(f"c{number}") for number, (field, name) in enumerate(columns)]
    rows = scope.select(*measures).join(event_data, data_of_event(scope))
    return rows.where(is_custom_event, *_came_with(scope, pairs))


def revenue_of(
    scope: EventScope, amount: str, visitor: str, buckets: Buckets | None = None,
) -> Select[Any]:
    """sum, avg, count (of a number that came with events) and uniqueCount (different values of what names a visitor),
    in all, or for each bucket with its label as `time`."""
    keys = [buckets.label(buckets.moment()).label("time")] if buckets else []
    number = case((_DATA.data_key == amount, _DATA.number_value))
    whom = case((_DATA.data_key == visitor, _DATA.string_value))
    rows = scope.select(
        *keys, func.sum(number).label("sum"), func.avg(number).label("avg"), func.count(number).label("count"),
        func.count(whom.distinct()).label("uniqueCount"),
    ).join(event_data, data_of_event(scope)).where(is_custom_event)
    return rows.group_by(*keys).order_by(*keys)


def currencies(scope: EventScope) -> Select[Any]:
    """The currencies in which there was revenue in a period, in order."""
    name = func.upper(revenue.c.currency)
    paid = (revenue.c.website_id == scope.website_id, scope.in_period(revenue.c.created_at))
    return select(name).where(*paid).distinct().order_by(name)


def usage(user_id: str, start: datetime, end: datetime) -> Select[Any]:
    """The user's websites, deleted ones too, with the events and the values of event data of a period."""
    def count(table: Any) -> Any:
        return select(func.count()).where(
            table.c.website_id == website.c.website_id, table.c.created_at.between(start, end)).scalar_subquery()

    return select(
        website.c.website_id.label("websiteId"), website.c.name.label("websiteName"),
        count(website_event).label("websiteEventUsage"), count(event_data).label("eventDataUsage"),
        website.c.deleted_at.label("deletedAt"),
    ).where(website.c.user_id == user_id).order_by(website.c.name, website.c.website_id)


def own_reports(user_id: str) -> Select[Any]:
    """The reports that a user saved, and those about websites of the user's teams."""
    teams = select(website.c.website_id).join(team_user, team_user.c.team_id == website.c.team_id).join(
        team, team.c.team_id == website.c.team_id).where(team_user.c.user_id == user_id, team.c.deleted_at.is_(None))
    living = exists().where(website.c.website_id == report.c.website_id, website.c.deleted_at.is_(None))
    mine = or_(report.c.user_id == user_id, report.c.website_id.in_(teams))
    return select(*REPORT).where(mine, living).order_by(report.c.created_at.desc(), report.c.report_id)


def referrers(scope: EventScope) -> Select[Any]:
    """x (the whole address of a referrer) and y (page views that came from there), most first, none of the site itself.

    Only its parts are stored, so that each is one of https.
    """
    query = case((func.coalesce(_EVENT.referrer_query, "") != "", func.concat("?", _EVENT.referrer_query)), else_="")
    address = func.concat("https://", _EVENT.referrer_domain, _EVENT.referrer_path, query).label("x")
    rows = scope.select(address, func.count().label("y")).where(
        is_page, _EVENT.referrer_domain != "", came_from_elsewhere)
    return rows.group_by("x").order_by(func.count().desc(), address)


def recent(website_ids: Sequence[str], since: datetime, kind: str) -> Select[Any]:
    """The page views, events or sessions of some websites since a moment, newest first."""
    if kind == "session":
        rows = select(session).where(session.c.website_id.in_(website_ids), session.c.created_at >= since)
        return some_rows(rows.order_by(session.c.created_at.desc(), session.c.session_id), _MOST_RECENT)
    of_kind = _EVENT.event_type == CUSTOM_EVENT if kind == "event" else is_page
    rows = select(website_event).where(and_(
        _EVENT.website_id.in_(website_ids), _EVENT.created_at >= since, of_kind))
    return some_rows(rows.order_by(_EVENT.created_at.desc(), _EVENT.event_id), _MOST_RECENT)
