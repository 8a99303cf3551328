"""The server as an ASGI application: its resources, its routers, and what starts and stops with it."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI

from app import __version__
from app.access.sessions import Sessions
from app.collect.known import Known
from app.collect.pipeline import Pipeline
from app.collect.routes import Collector
from app.collect.writer import Writer
from app.dashboard.routes import router as dashboard_router
from app.dashboard.tracker import nested_endpoints
from app.db.changes import SHARE, WEBSITE, Changes
from app.db.engine import Database
from app.db.readiness import Readiness
from app.db.redis import Redis
from app.legacy.collect import OldCollection
from app.legacy.front import translating
from app.legacy.release import release
from app.legacy.table import TABLE
from app.lib.recent import Recent
from app.lib.tokens import secret_of
from app.manage.routes import router as manage_router
from app.operate.metrics import Family, answering
from app.operate.readings import families
from app.reports.routes import router as reports_router
from app.settings import Settings
from app.stats.routes import router as stats_router
from app.web import docs, errors
from app.web.caller import Callers
from app.web.requests import RequestLog
from app.web.surface import Surface, api_headers, page_headers

if TYPE_CHECKING:
    from app.operate.rollups.keeper import Keeper

log = logging.getLogger("dashi")

# What /api/realtime found out is good for others that long. An answer is up to some 50 kB, so all are some megabytes.
_LIVE_SECONDS, _LIVE_ANSWERS = 5.0, 64


def create_app(settings: Settings, *, metrics_folder: Path | None = None) -> Surface:
    """The application for `settings`, whose DATABASE_URL must be set and migrated by now (`cli` sees to both).

    With a `metrics_folder` this process answers there what it has counted (`operate/metrics.py`).
    """
    database = Database(settings.database_url, settings.database_replica_url)
    known = Known(database.engine)
    secret = secret_of(settings.app_secret or settings.database_url)
    pipeline = Pipeline(settings, secret, known)
    writer = Writer(
        database.url, known.sessions, group_ms=settings.commit_group_ms, group_hits=settings.commit_group_hits,
        queue_hits=settings.queue_limit_hits, wait_seconds=settings.queue_wait_seconds,
    )
    collector = Collector(
        settings, database, known, pipeline, writer,
        api_headers=api_headers(settings), page_headers=page_headers(settings), send_paths=_send_paths(settings),
    )

    redis = Redis(settings.redis_url, settings.redis_timeout_seconds) if settings.redis_url else None
    changes = Changes(redis)
    callers = Callers(secret, Sessions(redis, changes) if redis else None)
    changes.on(WEBSITE, known.forget)
    changes.on(SHARE, callers.forget_share)

    requests = RequestLog(settings.log_slow_seconds)
    keeper = _keeper(settings)

    def read_metrics() -> list[Family]:
        return families(collector, pipeline, writer, database, requests, keeper.readings if keeper else [])

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        writer.start()
        changes.start()
        if keeper is not None:
            keeper.start()
        try:
            async with answering(metrics_folder, read_metrics):
                yield
        finally:
            # First the hits that wait, then the connections they need.
            await writer.close()
            callers.close()
            if keeper is not None:
                await asyncio.to_thread(keeper.close)
            await changes.close()
            if redis is not None:
                await redis.close()
            await database.close()

    app = FastAPI(title="Dashi", version=__version__, lifespan=lifespan, openapi_url=None)
    app.state.settings, app.state.secret, app.state.database, app.state.known = settings, secret, database, known
    app.state.callers, app.state.changes, app.state.redis = callers, changes, redis
    app.state.readiness = Readiness(database.engine)
    app.state.live = Recent(_LIVE_ANSWERS, _LIVE_SECONDS)
    errors.install(app)
    app.include_router(dashboard_router(settings))
    app.include_router(reports_router)  # before the saved ones, whose ids would take the names of these
    app.include_router(manage_router)
    app.include_router(stats_router)
    docs.install(app, settings)
    now = release(settings.api_compat)
    headers = api_headers(settings)
    old = OldCollection(collector, now, limit=settings.send_limit_bytes, headers=headers)
    return Surface(
        app, collector, settings, requests, posts=old.posts, translating=translating(app, TABLE, now, headers))


def _keeper(settings: Settings) -> "Keeper | None":
    if settings.rollups == "off":
        return None
    # Imported late: a server without rollups is spared the memory.
    from app.operate.rollups.keeper import Keeper

    return Keeper(settings)


def _send_paths(settings: Settings) -> list[str]:
    """Where else hits may be posted to: the operator's own path, and beside scripts whose name lies in a folder."""
    own = ["/" + settings.collect_api_endpoint.lstrip("/")] if settings.collect_api_endpoint else []
    return [*own, *nested_endpoints(settings)]
