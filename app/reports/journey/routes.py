"""POST /api/reports/journey (spec 05, section 6)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.journey.queries import journeys
from app.reports.journey.rules import shown
from app.reports.journey.schemas import JourneyAnswer, JourneyParameters
from app.reports.schemas import ReportRequest
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/journey", response_model=list[JourneyAnswer])
async def journey(
    scope: Annotated[EventScope, report_scope(JourneyParameters)], ask: ReportRequest[JourneyParameters],
    conn: ReadConn,
) -> list[dict[str, Any]]:
    """The ways that most visits take. A reset does not matter here: they begin when the request says."""
    asked = ask.parameters
    steps = int(asked.steps)
    whole = scope.over(asked.start_date, asked.end_date)
    rows = (await conn.execute(journeys(whole, steps, asked.start_step, asked.end_step))).mappings()
    return [{"items": shown(row["path"], steps), "count": row["count"]} for row in rows]
