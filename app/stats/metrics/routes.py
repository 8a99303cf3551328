"""Lists of the values of a dimension: metrics, metrics/expanded, values (spec 04, sections 8 and 9)."""

from typing import Annotated, Any

from fastapi import Query

from app.errors import BadRequest
from app.sql.scope import EventScope
from app.stats.metrics import queries, rules
from app.stats.metrics.schemas import Metrics, Values
from app.web.connection import ReadConn
from app.web.route import new_router
from app.web.scope import scope_by

router = new_router()


@router.get("/api/websites/{website_id}/metrics")
async def metrics(
    scope: Annotated[EventScope, scope_by(Metrics)], ask: Annotated[Metrics, Query()], conn: ReadConn,
) -> Any:
    """The most frequent values of one dimension: top pages, browsers, countries."""
    _require_type(ask.type)
    return (await conn.execute(queries.top_values(scope, ask.type, limit=ask.limit, offset=ask.offset))).all()


@router.get("/api/websites/{website_id}/metrics/expanded")
async def expanded_metrics(
    scope: Annotated[EventScope, scope_by(Metrics)], ask: Annotated[Metrics, Query()], conn: ReadConn,
) -> Any:
    """The same values with all measures of each."""
    _require_type(ask.type)
    return (await conn.execute(queries.expanded(scope, ask.type, limit=ask.limit, offset=ask.offset))).all()


@router.get("/api/websites/{website_id}/values")
async def values(
    scope: Annotated[EventScope, scope_by(Values)], ask: Annotated[Values, Query()], conn: ReadConn,
) -> Any:
    """Suggestions for a filter: the values that most events have."""
    return (await conn.execute(queries.frequent_values(scope, ask.type, rules.read_search(ask.search)))).all()


def _require_type(kind: str) -> None:
    # The words of a schema would give the list of types; Umami gives nothing.
    if kind not in queries.TYPES:
        raise BadRequest
