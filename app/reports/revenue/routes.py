"""POST /api/reports/revenue (spec 05, section 11)."""

from typing import Annotated, Any

from app.reports.asking import new_report_router, report_scope
from app.reports.revenue import queries
from app.reports.revenue.rules import with_averages
from app.reports.revenue.schemas import RevenueAnswer, RevenueParameters
from app.reports.schemas import ReportRequest
from app.sql.buckets import Buckets
from app.sql.periods import previous_period
from app.sql.scope import EventScope
from app.web.connection import ReadConn
from app.web.scope import ServerZone

router = new_report_router()


@router.post("/api/reports/revenue", response_model=RevenueAnswer)
async def revenue(
    scope: Annotated[EventScope, report_scope(RevenueParameters)], ask: ReportRequest[RevenueParameters],
    zone: ServerZone, conn: ReadConn,
) -> dict[str, Any]:
    """What visitors paid in a currency: by time, in all and compared, by place, and by what brought them."""
    asked = ask.parameters
    currency, buckets = asked.currency, Buckets(asked.cut, asked.timezone)
    compared = scope.over(*previous_period(scope.start, scope.end, asked.compare or "prev", zone))

    async def totals(of: EventScope) -> dict[str, Any]:
        return with_averages((await conn.execute(queries.totals(of, currency))).mappings().one())

    chart = (await conn.execute(queries.by_time(scope, currency, buckets))).all()
    total = {**await totals(scope), "comparison": await totals(compared)}
    parts = {name: (await conn.execute(rows(scope, currency))).all() for name, rows in _PARTS.items()}
    return {"chart": chart, "total": total, **parts}


_PARTS = {
    "country": queries.by_country, "region": queries.by_region, "referrer": queries.by_referrer,
    "channel": queries.by_channel,
}
