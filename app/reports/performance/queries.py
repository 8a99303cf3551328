"""Statements of performance (spec 05, section 12)."""

from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Double, Select, cast, func, literal, select, type_coerce

from app.db.tables import session, website_event
from app.reports.performance.schemas import METRICS, Metric
from app.sql.buckets import Buckets
from app.sql.measures import PERFORMANCE
from app.sql.scope import EventScope

_EVENT = website_event.c
_MOST = 500

# By what a metric is told in lists, by their names in the answer.
GROUPS: dict[str, ColumnElement[Any]] = {
    "pages": _EVENT.url_path, "pageTitles": _EVENT.page_title, "devices": session.c.device,
    "browsers": session.c.browser,
}


def _percentiles(metric: Metric) -> ColumnElement[Any]:
    """The three percentiles as an array, by one sort; NULL where nothing was measured. Between two values they lie on
    the line from one to the other."""
    shares = literal([0.5, 0.75, 0.95], ARRAY(Double))
    found = func.percentile_cont(shares).within_group(cast(_EVENT[metric], Double))
    return type_coerce(found, ARRAY(Double))


def _measured(scope: EventScope, *columns: Any, with_session: bool = False) -> Select[Any]:
    return scope.select(*columns, with_session=with_session).where(_EVENT.event_type == PERFORMANCE)


def by_time(scope: EventScope, metric: Metric, buckets: Buckets) -> Select[Any]:
    """t (the label of a bucket) and percentiles, in the order of time."""
    moment = buckets.moment().label("moment")
    bucket = _measured(scope, moment, _percentiles(metric).label("percentiles")).group_by(moment).subquery("bucket")
    return select(buckets.label(bucket.c.moment).label("t"), bucket.c.percentiles).order_by(bucket.c.moment)


def of_all(scope: EventScope) -> Select[Any]:
    """One row: the percentiles of each metric under its name, and count (of measurements)."""
    return _measured(scope, *(_percentiles(metric).label(metric) for metric in METRICS), func.count().label("count"))


def by_value(scope: EventScope, metric: Metric, group: str) -> Select[Any]:
    """name (may be null), percentiles, count (of measurements, also without the metric): the values where it is worst
    first, after those where it was not measured. Errors: KeyError for a group outside GROUPS."""
    column = GROUPS[group]
    found = _measured(
        scope, column.label("name"), _percentiles(metric).label("percentiles"), func.count().label("count"),
        with_session=column.table is session,
    ).group_by(column).subquery("found")
    rows = select(found).order_by(found.c.percentiles[2].desc().nulls_first(), found.c.name)
    return rows if group == "devices" else rows.limit(_MOST)
