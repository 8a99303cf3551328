"""The statement of the report of UTM parameters (spec 05, section 10)."""

from typing import Any

from sqlalchemy import Select, func, or_, select

from app.db.tables import website_event
from app.reports.lists import top_of_each
from app.sql.measures import PAGE_VIEW, whole
from app.sql.scope import EventScope

_EVENT = website_event.c
PARAMETERS = {column.name: column for column in (
    _EVENT.utm_source, _EVENT.utm_medium, _EVENT.utm_campaign, _EVENT.utm_term, _EVENT.utm_content)}

_MOST = 50


def views_by_parameter(scope: EventScope) -> Select[Any]:
    """number (of the parameter), name (its value), value (the page views that came with it): most views first, 50
    values of each parameter. Values differ by case; empty ones are left out."""
    columns = PARAMETERS.values()
    views = scope.select(*columns, func.count().label("views")).where(
        _EVENT.event_type == PAGE_VIEW, or_(*(column != "" for column in columns)),
    ).group_by(*columns).cte("views")
    return top_of_each({
        name: select(views.c[name].label("name"), whole(func.sum(views.c.views)).label("value"))
        .where(views.c[name] != "").group_by(views.c[name])
        for name in PARAMETERS
    }, _MOST)
