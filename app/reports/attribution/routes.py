"""POST /api/reports/attribution (spec 05, section 8)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.attribution.queries import LISTS, conversions, touches
from app.reports.attribution.schemas import AttributionAnswer, AttributionParameters
from app.reports.lists import by_list
from app.reports.schemas import ReportRequest
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/attribution", response_model=AttributionAnswer)
async def attribution(
    scope: Annotated[EventScope, report_scope(AttributionParameters)], ask: ReportRequest[AttributionParameters],
    conn: ReadConn,
) -> dict[str, Any]:
    """What brought the visitors who converted: their first touch in the period, or their last one before."""
    asked = ask.parameters
    found = await conn.execute(touches(scope, asked.type, asked.step, first=asked.model == "first-click"))
    total = (await conn.execute(conversions(scope, asked.type, asked.step))).one()
    return {**by_list(LISTS, found, "name", "value"), "total": total}
