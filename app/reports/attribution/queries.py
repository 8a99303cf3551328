"""Statements of attribution (spec 05, section 8)."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, exists, func, literal, select

from app.db.tables import session, website_event
from app.reports.lists import top_of_each
from app.sql.filters import own_domain
from app.sql.measures import CUSTOM_EVENT, PAGE_VIEW, visitors, visits
from app.sql.scope import EventScope

_EVENT = website_event.c
_MOST = 20

_UTM = (_EVENT.utm_source, _EVENT.utm_medium, _EVENT.utm_campaign, _EVENT.utm_content, _EVENT.utm_term)

# Of several ids of clicks the first of these counts.
_ADS = (
    (_EVENT.gclid, "Google Ads"), (_EVENT.fbclid, "Facebook / Meta"), (_EVENT.msclkid, "Microsoft Ads"),
    (_EVENT.ttclid, "TikTok Ads"), (_EVENT.li_fat_id, "LinkedIn Ads"), (_EVENT.twclid, "Twitter Ads (X)"),
)

LISTS = ("referrer", "paidAds", *(column.name for column in _UTM))


def conversions(scope: EventScope, kind: str, step: str) -> Select[Any]:
    """One row: pageviews (the conversions, events too), visitors, visits."""
    return scope.select(func.count().label("pageviews"), visitors.label("visitors"), visits.label("visits")).where(
        _converts(kind, step))


def touches(scope: EventScope, kind: str, step: str, *, first: bool) -> Select[Any]:
    """number (of the list in LISTS), name, value: how many visitors who converted had a touch of that name; the 20
    names of each list that most had.

    A visitor's touch is the first event in the period, which may be the conversion itself; or the last one before the
    last conversion, for those who have one. Filters do not matter to it. Several events at that moment all count.
    """
    converted = scope.select(_EVENT.session_id, func.max(_EVENT.created_at).label("last")).where(
        _converts(kind, step)).group_by(_EVENT.session_id).cte("converted")
    every = scope.unfiltered()
    moment = func.min(_EVENT.created_at) if first else func.max(_EVENT.created_at)
    found = every.select(_EVENT.session_id, moment.label("moment")).join(
        converted, converted.c.session_id == _EVENT.session_id)
    if not first:
        found = found.where(_EVENT.created_at < converted.c.last)
    at = found.group_by(_EVENT.session_id).cte("at")

    came = case((and_(_EVENT.referrer_domain != "", _EVENT.referrer_domain != own_domain()), _EVENT.referrer_domain))
    ad = case(*((column != "", literal(name, Text)) for column, name in _ADS))
    names: tuple[ColumnElement[Any], ...] = (came.label("referrer"), ad.label("paidAds"), *_UTM)
    touch = every.select(_EVENT.session_id, *names).join(
        at, and_(at.c.session_id == _EVENT.session_id, at.c.moment == _EVENT.created_at)).cte("touch")

    def counted(name: str) -> Select[Any]:
        column = touch.c[name]
        rows = select(column.label("name"), func.count(touch.c.session_id.distinct()).label("value"))
        if name == "referrer":
            rows = rows.where(exists().where(session.c.session_id == touch.c.session_id))
        return rows.where(column != "").group_by(column)

    return top_of_each({name: counted(name) for name in LISTS}, _MOST)


def _converts(kind: str, step: str) -> ColumnElement[bool]:
    # Exactly this page or event: asterisks stand for themselves here.
    if kind == "path":
        return and_(_EVENT.url_path == step, _EVENT.event_type == PAGE_VIEW)
    return and_(_EVENT.event_name == step, _EVENT.event_type == CUSTOM_EVENT)
