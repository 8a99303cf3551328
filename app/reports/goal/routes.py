"""POST /api/reports/goal (spec 05, section 4)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.goal.queries import visitors_who_reached
from app.reports.goal.schemas import GoalAnswer, GoalParameters
from app.reports.schemas import ReportRequest
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/goal", response_model=GoalAnswer)
async def goal(
    scope: Annotated[EventScope, report_scope(GoalParameters)], ask: ReportRequest[GoalParameters], conn: ReadConn,
) -> Any:
    """How many visitors reached a page or an event."""
    return (await conn.execute(visitors_who_reached(scope, ask.parameters.type, ask.parameters.value))).one()
