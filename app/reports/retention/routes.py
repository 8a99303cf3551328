"""POST /api/reports/retention (spec 05, section 7)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.numbers import plain
from app.reports.retention.queries import returning_visitors
from app.reports.retention.schemas import RetentionAnswer, RetentionParameters
from app.reports.schemas import ReportRequest
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/retention", response_model=list[RetentionAnswer])
async def retention(
    scope: Annotated[EventScope, report_scope(RetentionParameters)], ask: ReportRequest[RetentionParameters],
    conn: ReadConn,
) -> list[dict[str, Any]]:
    """How many visitors of a day come again on later days."""
    rows = (await conn.execute(returning_visitors(scope, ask.parameters.timezone))).mappings()
    return [{**row, "percentage": plain(row["returnVisitors"] * 100 / row["visitors"])} for row in rows]
