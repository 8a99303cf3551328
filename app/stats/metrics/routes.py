"""Lists of the values of a dimension: metrics, metrics/expanded, values, export (spec 04, sections 8, 9 and 13)."""

from typing import Annotated, Any

from fastapi import Query

from app.errors import BadRequest
from app.lib.csv_files import csv_of, zip_of
from app.sql.scope import EventScope
from app.stats.metrics import queries, rules
from app.stats.metrics.schemas import (
    ExpandedChannelRow,
    ExpandedPlaceRow,
    ExpandedRow,
    Export,
    ExportAnswer,
    MetricRow,
    Metrics,
    PlaceMetricRow,
    SuggestedValue,
    Values,
)
from app.web.connection import ReadConn
from app.web.route import new_router
from app.web.scope import kept_scope_by, scope_by

router = new_router()

# The files of an export, and the dimension that each of them lists.
_FILES = {
    "events.csv": "event", "pages.csv": "path", "referrers.csv": "referrer", "browsers.csv": "browser",
    "os.csv": "os", "devices.csv": "device", "countries.csv": "country",
}


@router.get("/api/websites/{website_id}/metrics", response_model=list[MetricRow] | list[PlaceMetricRow])
async def metrics(
    scope: Annotated[EventScope, kept_scope_by(Metrics)], ask: Annotated[Metrics, Query()], conn: ReadConn,
) -> Any:
    """The most frequent values of one dimension: top pages, browsers, countries."""
    _require_type(ask.type)
    return (await conn.execute(queries.top_values(scope, ask.type, limit=ask.limit, offset=ask.offset))).all()


@router.get(
    "/api/websites/{website_id}/metrics/expanded",
    response_model=list[ExpandedRow] | list[ExpandedPlaceRow] | list[ExpandedChannelRow],
)
async def expanded_metrics(
    scope: Annotated[EventScope, kept_scope_by(Metrics)], ask: Annotated[Metrics, Query()], conn: ReadConn,
) -> Any:
    """The same values with all measures of each."""
    _require_type(ask.type)
    return (await conn.execute(queries.expanded(scope, ask.type, limit=ask.limit, offset=ask.offset))).all()


@router.get("/api/websites/{website_id}/values", response_model=list[SuggestedValue])
async def values(
    scope: Annotated[EventScope, scope_by(Values)], ask: Annotated[Values, Query()], conn: ReadConn,
) -> Any:
    """Suggestions for a filter: the values that most events have."""
    return (await conn.execute(queries.frequent_values(scope, ask.type, rules.read_search(ask.search)))).all()


@router.get("/api/websites/{website_id}/export", response_model=ExportAnswer)
async def export(
    scope: Annotated[EventScope, kept_scope_by(Export)], ask: Annotated[Export, Query()], conn: ReadConn,
) -> dict[str, str]:
    """The 500 most frequent values of seven dimensions, a CSV file each, in a ZIP.

    Memory stays flat whatever the period holds: no list is longer, and one is read after another.
    """
    files = {}
    for name, dimension in _FILES.items():
        rows = await conn.execute(queries.top_values(scope, dimension))
        files[name] = csv_of(((row.x, row.y) for row in rows), raw=bool(ask.raw))
    return {"zip": zip_of(files)}


def _require_type(kind: str) -> None:
    # The words of a schema would give the list of types; Umami gives nothing.
    if kind not in queries.TYPES:
        raise BadRequest
