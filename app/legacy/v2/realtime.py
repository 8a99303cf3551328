"""What happens now, and what a server told of itself, in 2.x (spec 07, sections 5.1 and 5.4)."""

from typing import Any

from pydantic.alias_generators import to_camel

from app.dashboard.routes import configuration
from app.legacy.call import Call
from app.legacy.recent import KINDS, Row, rows_by_kind, since
from app.legacy.rows import Rows
from app.legacy.v2.statistics import VIEW
from app.lib.dates import epoch_ms, now
from app.web.permissions import path_id

rows = Rows()

_EVENT = ("event_id", "website_id", "session_id", "visit_id", "created_at", "url_path", "url_query", "referrer_domain",
          "page_title", "event_name")


@rows.answers("GET", "/api/realtime/{website_id}", "v2.0 v2.11", rule=VIEW)
async def realtime(call: Call) -> dict[str, Any]:
    """The rows of the last half hour, or since `startAt`. From 2.12 on their summary, as today."""
    await call.get(f"/api/websites/{call.params['website_id']}/active")  # asks for the permission
    found = await rows_by_kind(call, [path_id(call.params["website_id"])], since(call.query.get("startAt")))
    told: dict[str, Any] = {f"{kind}s": [_told(kind, row) for row in found[kind]] for kind in KINDS}
    return {**told, "timestamp": epoch_ms(now())}


def _told(kind: str, row: Row) -> Row:
    names = [name for name in row if name != "distinct_id"] if kind == "session" else list(_EVENT)
    own = {to_camel(name): row[name] for name in names}
    key = "sessionId" if kind == "session" else "eventId"
    return {"id": row["session_id" if kind == "session" else "event_id"],
            **{name: value for name, value in own.items() if name != key or kind == "session"},
            "__type": kind, "timestamp": epoch_ms(row["created_at"])}


@rows.answers("GET", "/api/config", "v1.37 v2.15", rule="open")
async def config(call: Call) -> dict[str, Any]:
    """What a user interface may know without login."""
    settings = call.app.state.settings
    told = configuration(settings)
    return {
        "basePath": settings.base_path, "trackerScriptName": told.get("trackerScriptName", ""),
        "updatesDisabled": told["updatesDisabled"], "telemetryDisabled": told["telemetryDisabled"],
    }


@rows.answers("GET", "/api/version", "v2.7 v2.17", rule="open")
async def version(call: Call) -> dict[str, Any]:
    """The version of this server."""
    return {"version": call.app.version}
