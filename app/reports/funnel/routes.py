"""POST /api/reports/funnel (spec 05, section 5)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.funnel.queries import visitors_by_step
from app.reports.funnel.rules import drop_offs
from app.reports.funnel.schemas import FunnelParameters, StepAnswer
from app.reports.schemas import ReportRequest
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/funnel", response_model=list[StepAnswer])
async def funnel(
    scope: Annotated[EventScope, report_scope(FunnelParameters)], ask: ReportRequest[FunnelParameters], conn: ReadConn,
) -> list[dict[str, Any]]:
    """How many visitors went from step to step."""
    steps = ask.parameters.steps
    visitors = (await conn.execute(visitors_by_step(scope, steps, ask.parameters.window))).one()
    return drop_offs(steps, tuple(visitors))
