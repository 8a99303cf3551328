"""What happens now: /api/realtime/:id (spec 04, section 7.8)."""

from typing import Annotated, Any

from app.access import check
from app.lib.dates import epoch_ms
from app.sql.buckets import Buckets
from app.sql.scope import EventScope
from app.sql.series import views_and_visitors
from app.stats.realtime import queries, rules
from app.stats.realtime.schemas import Realtime, RealtimeAnswer
from app.web.connection import ReadConn
from app.web.permissions import Id, allowed, path_id
from app.web.route import Exchange, late, new_router
from app.web.scope import scope_of

router = new_router()


async def _question(exchange: Exchange) -> tuple[EventScope, Buckets]:
    website_id, query = path_id(exchange.request.path_params["website_id"]), exchange.request.query_params
    await allowed(exchange, check.view_website, website_id)
    ask = Realtime.of(query)
    scope = await scope_of(
        exchange, website_id, ask, match=query.get("match"), segment_id=ask.saved("segment"),
        cohort_id=ask.saved("cohort"), exclude_bounces=bool(query.get("excludeBounce")))
    return scope, ask.buckets


@router.get("/api/realtime/{website_id}", response_model=RealtimeAnswer)
async def realtime(
    website_id: Id, question: Annotated[tuple[EventScope, Buckets], late(_question)], conn: ReadConn,
) -> dict[str, Any]:
    """The last half hour by time, and its last hundred events."""
    scope, buckets = question
    events = (await conn.execute(queries.activity(scope))).mappings().all()
    series = rules.series_of((await conn.execute(views_and_visitors(scope, buckets))).all())
    shown = rules.summary(events)
    totals = rules.totals(series, events, len(shown["countries"]))
    return {**shown, "series": series, "totals": totals, "timestamp": epoch_ms(scope.end)}
