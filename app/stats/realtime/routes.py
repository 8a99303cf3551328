"""What happens now: /api/realtime/:id (spec 04, section 7.8)."""

from dataclasses import replace
from functools import partial
from typing import Annotated

from fastapi import Response

from app.access import check
from app.db.engine import Database
from app.lib.dates import epoch_ms
from app.lib.recent import Recent
from app.settings import Settings
from app.sql.buckets import Buckets
from app.sql.scope import EventScope
from app.sql.series import views_and_visitors
from app.stats.realtime import queries, rules
from app.stats.realtime.schemas import Realtime, RealtimeAnswer
from app.web.answers import JSONResponse, to_json
from app.web.connection import Pools, read_only
from app.web.permissions import Id, allowed, path_id
from app.web.route import App, Exchange, late, new_router
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
    website_id: Id, question: Annotated[tuple[EventScope, Buckets], late(_question)], database: Pools, app: App,
) -> Response:
    """The last half hour by time, and its last hundred events.

    Fifty people who watch a site ask every ten seconds each. Whoever may see it gets the same answer as the one who
    asked the same of this process some seconds before, so that they cost no more than one who asks all the time.
    """
    scope, buckets = question
    recent: Recent[tuple[EventScope, Buckets], bytes] = app.state.live
    # Until when is no part of the question: it is now for all of them. The beginning is: a minute later it is another
    # half hour, and after a reset another still.
    same = (replace(scope, end=scope.start), buckets)
    return Response(await recent.answer(same, partial(_now, database, app.state.settings, scope, buckets)),
                    media_type=JSONResponse.media_type)


async def _now(database: Database, settings: Settings, scope: EventScope, buckets: Buckets) -> bytes:
    async with read_only(database, settings) as conn:
        events = (await conn.execute(queries.activity(scope))).mappings().all()
        series = rules.series_of((await conn.execute(views_and_visitors(scope, buckets))).all())
    shown = rules.summary(events)
    totals = rules.totals(series, events, len(shown["countries"]))
    return to_json({**shown, "series": series, "totals": totals, "timestamp": epoch_ms(scope.end)})
