"""POST /api/reports/performance (spec 05, section 12)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.performance import queries
from app.reports.performance.rules import named
from app.reports.performance.schemas import METRICS, PerformanceAnswer, PerformanceParameters
from app.reports.schemas import ReportRequest
from app.sql.buckets import Buckets
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/performance", response_model=PerformanceAnswer)
async def performance(
    scope: Annotated[EventScope, report_scope(PerformanceParameters)], ask: ReportRequest[PerformanceParameters],
    conn: ReadConn,
) -> dict[str, Any]:
    """How fast pages were. Filters of sessions act here as elsewhere; Umami fails on them."""
    asked = ask.parameters
    buckets = Buckets(asked.cut, asked.timezone)
    chart = (await conn.execute(queries.by_time(scope, asked.measured, buckets))).mappings()
    everything = (await conn.execute(queries.of_all(scope))).mappings().one()
    answer: dict[str, Any] = {
        "chart": [{"t": row["t"], **named(row["percentiles"])} for row in chart],
        "summary": {**{metric: named(everything[metric], nothing=0) for metric in METRICS},
                    "count": everything["count"]},
    }
    for group in queries.GROUPS:
        rows = (await conn.execute(queries.by_value(scope, asked.measured, group))).mappings()
        answer[group] = [
            {"name": row["name"], **named(row["percentiles"]), "count": row["count"]} for row in rows]
    return answer
