"""POST /api/reports/utm (spec 05, section 10)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.lists import by_list
from app.reports.schemas import ReportRequest
from app.reports.utm.queries import PARAMETERS, views_by_parameter
from app.reports.utm.schemas import UtmAnswer, UtmParameters
from app.sql.scope import EventScope
from app.web.connection import ReadConn

router = new_report_router()


@router.post("/api/reports/utm", response_model=UtmAnswer)
async def utm(
    scope: Annotated[EventScope, report_scope(UtmParameters)], ask: ReportRequest[UtmParameters], conn: ReadConn,
) -> dict[str, Any]:
    """With which UTM parameters page views came."""
    return by_list(PARAMETERS, await conn.execute(views_by_parameter(scope)), "utm", "views")
