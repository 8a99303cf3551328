"""Statements of revenue (spec 05, section 11)."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, Text, and_, func, literal, or_, select

from app.db.tables import revenue, session, website_event
from app.sql.buckets import Buckets
from app.sql.channels import channel
from app.sql.measures import CUSTOM_EVENT, visitors
from app.sql.scope import EventScope

_EVENT = website_event.c
_PAID = (revenue.c.session_id, revenue.c.event_id, revenue.c.event_name, revenue.c.created_at, revenue.c.revenue)


def paid(scope: EventScope, currency: str) -> CTE:
    """The revenue in scope. Stored currencies count in capitals, the one asked for as sent, so that `usd` finds none.

    Where there are filters they are about the custom event that brought the revenue, and what another event brought is
    left out; without filters all counts.
    """
    if scope == scope.unfiltered():
        rows = select(*_PAID).where(revenue.c.website_id == scope.website_id)
    else:
        same_event = and_(
            revenue.c.website_id == _EVENT.website_id, revenue.c.session_id == _EVENT.session_id,
            revenue.c.event_id == _EVENT.event_id)
        rows = scope.select(*_PAID).join(revenue, same_event).where(_EVENT.event_type == CUSTOM_EVENT)
    return rows.where(scope.in_period(revenue.c.created_at), func.upper(revenue.c.currency) == currency).cte("paid")


def by_time(scope: EventScope, currency: str, buckets: Buckets) -> Select[Any]:
    """x (an event's name), t (the label of a bucket), y (the revenue), count; in the order of time."""
    rows = paid(scope, currency)
    moment = buckets.moment(rows.c.created_at).label("moment")
    bucket = select(
        rows.c.event_name, moment, func.sum(rows.c.revenue).label("y"), func.count().label("count"),
    ).group_by(rows.c.event_name, moment).subquery("bucket")
    columns: tuple[ColumnElement[Any], ...] = (
        bucket.c.event_name.label("x"), buckets.label(bucket.c.moment).label("t"), bucket.c.y, bucket.c.count)
    return select(*columns).order_by(bucket.c.moment, bucket.c.event_name)


def totals(scope: EventScope, currency: str) -> Select[Any]:
    """One row: sum, count (of events that brought revenue), unique_count (of their visitors), total_sessions (all
    visitors of the period, whatever the filters are)."""
    rows = paid(scope, currency)
    everybody = scope.unfiltered().select(visitors).scalar_subquery()
    columns: tuple[ColumnElement[Any], ...] = (
        func.sum(rows.c.revenue).label("sum"), func.count(rows.c.event_id.distinct()).label("count"),
        func.count(rows.c.session_id.distinct()).label("unique_count"), everybody.label("total_sessions"))
    return select(*columns)


def by_place(scope: EventScope, currency: str, *places: ColumnElement[Any]) -> Select[Any]:
    """The places and value (the revenue of visitors from there), largest first."""
    payer = _payers(scope, currency)
    value = func.sum(payer.c.value).label("value")
    rows = select(*places, value).join(payer, scope.has_session(payer))
    return rows.group_by(*places).order_by(value.desc(), *places)


def by_country(scope: EventScope, currency: str) -> Select[Any]:
    """name (may be null) and value."""
    return by_place(scope, currency, session.c.country.label("name"))


def by_region(scope: EventScope, currency: str) -> Select[Any]:
    """country, name (of the region; both may be null), value."""
    return by_place(scope, currency, session.c.country, session.c.region.label("name"))


def by_referrer(scope: EventScope, currency: str) -> Select[Any]:
    """name (a domain, the site's own too; empty and null are two) and value."""
    return _by_first_touch(scope, currency, _EVENT.referrer_domain)


def by_channel(scope: EventScope, currency: str) -> Select[Any]:
    """name (Unknown where no rule tells the channel) and value."""
    medium = _EVENT.utm_medium
    # Reports tell paid from organic in their own way.
    is_paid = or_(*(medium.ilike(f"%{part}%") for part in ("cp", "ppc", "retargeting", "paid")))
    name = channel(
        _EVENT.referrer_domain, _EVENT.url_query, medium, _EVENT.utm_source, _EVENT.hostname, is_paid=is_paid)
    return _by_first_touch(scope, currency, func.coalesce(func.nullif(name, ""), literal("Unknown", Text)))


def _payers(scope: EventScope, currency: str) -> CTE:
    rows = paid(scope, currency)
    return select(rows.c.session_id, func.sum(rows.c.revenue).label("value")).group_by(rows.c.session_id).cte("payer")


def _by_first_touch(scope: EventScope, currency: str, name: ColumnElement[Any]) -> Select[Any]:
    """Revenue of visitors by a value of their first event in the period, whatever the filters are; of several events
    at that moment each gets all of it."""
    payer, every = _payers(scope, currency), scope.unfiltered()
    # The payer is joined here and not once more below: PostgreSQL expects few of them, and would compare all with all.
    first = (
        every.select(_EVENT.session_id, func.min(_EVENT.created_at).label("moment"), payer.c.value)
        .join(payer, payer.c.session_id == _EVENT.session_id).group_by(_EVENT.session_id, payer.c.value).cte("first")
    )
    touch = every.select(name.label("name"), first.c.value).join(
        first, and_(first.c.session_id == _EVENT.session_id, first.c.moment == _EVENT.created_at)).subquery("touch")
    value = func.sum(touch.c.value).label("value")
    return select(touch.c.name, value).group_by(touch.c.name).order_by(value.desc(), touch.c.name)
