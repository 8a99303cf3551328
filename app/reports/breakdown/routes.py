"""POST /api/reports/breakdown (spec 05, section 9)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.breakdown.queries import measures_by
from app.reports.breakdown.schemas import BreakdownParameters, BreakdownRow
from app.reports.schemas import ReportRequest
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/breakdown", response_model=list[BreakdownRow])
async def breakdown(
    scope: Annotated[EventScope, report_scope(BreakdownParameters)], ask: ReportRequest[BreakdownParameters],
    conn: ReadConn,
) -> Any:
    """Views, visitors, visits, bounces and time by the values of several dimensions together."""
    return (await conn.execute(measures_by(scope, ask.parameters.fields))).all()
