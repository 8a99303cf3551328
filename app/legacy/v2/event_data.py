"""Event data of 2.x, at its three places (spec 07, section 5.4)."""

from collections import Counter
from typing import Any

from app.errors import BadRequest
from app.legacy import queries
from app.legacy.call import Call, Query, instant
from app.legacy.labels import clock
from app.legacy.release import release
from app.legacy.rows import Rows
from app.legacy.v2.parameters import filters_of, translated
from app.legacy.v2.statistics import VIEW
from app.lib.dates import zone_name
from app.sql.buckets import Buckets
from app.sql.periods import UNITS

rows = Rows()


def _place(call: Call, name: str) -> str:
    website_id = call.query.get("websiteId")
    if not website_id or "/" in website_id:
        raise BadRequest
    return f"/api/websites/{website_id}/event-data/{name}"


def _asked(call: Call) -> Query:
    query = translated(call.query, call.release, call.path)
    return {name: query[name] for name in query if name not in ("websiteId", "field")}


@rows.answers("GET", "/api/event-data/stats", "v2.3 v2.12", rule=VIEW, free=True)
async def stats(call: Call) -> dict[str, Any]:
    """How much data there is."""
    found = await call.get(_place(call, "stats"), _asked(call))
    return {"events": found["events"], "fields": found["properties"], "records": found["records"]}


@rows.answers("GET", "/api/event-data/fields", "v2.3 v2.12", rule=VIEW, free=True)
async def fields(call: Call) -> list[dict[str, Any]]:
    """Fields and how often they came; from 2.5 on with their values, and before that with these for one field."""
    query, field = _asked(call), call.query.get("field")
    if call.release >= release("v2.5"):
        found = await call.get(_place(call, "fields"), query)
        return [
            {"fieldName": row["propertyName"], "dataType": row["dataType"], "fieldValue": row["value"],
             "total": row["total"]}
            for row in found if not field or row["propertyName"] == field
        ]
    if field:
        found = await call.get(_place(call, "values"), {**query, "propertyName": field})
        return [{"field": field, "value": row["value"], "total": row["total"]} for row in found]
    totals: Counter[tuple[str, int]] = Counter()
    for row in await call.get(_place(call, "events"), query):
        totals[row["propertyName"], row["dataType"]] += row["total"]
    return [{"field": name, "type": kind, "total": total} for (name, kind), total in totals.most_common(100)]


@rows.answers("GET", "/api/event-data/events", "v2.4 v2.12", rule=VIEW, free=True)
async def events(call: Call) -> list[dict[str, Any]]:
    """Fields by event name; with their values for one name."""
    found = await call.get(_place(call, "events"), _asked(call))
    names = {"propertyName": "fieldName", "propertyValue": "fieldValue"}
    return [{names.get(name, name): value for name, value in row.items()} for row in found]


@rows.answers("GET", "/api/websites/{website_id}/event-data/properties", "v2.13 v2.20", rule=VIEW)
async def properties(call: Call) -> list[dict[str, Any]]:
    """Properties by event name, or one of them."""
    found = await call.get(call.path, _asked(call))
    wanted = call.query.get("propertyName")
    return [row for row in found if not wanted or row["propertyName"] == wanted]


@rows.answers("GET", "/api/websites/{website_id}/event-data/values", "v2.13 v2.20", rule=VIEW)
async def values(call: Call) -> list[dict[str, Any]]:
    """The values of a property, of events of one name where one is given."""
    query, name = _asked(call), call.query.get("eventName")
    if name:
        query["event"] = filters_of({"event": name}, call.release)["event"]
    return list(await call.get(call.path, query))


@rows.answers("POST", "/api/websites/{website_id}/eventData", "v2.0 v2.2", rule=VIEW, free=True)
async def event_data(call: Call) -> list[dict[str, Any]]:
    """How many events came with this data: in all, by name, by page and by time, as far as these are asked for."""
    body = await call.body()
    series = body.get("timeSeries")
    buckets = None
    if isinstance(series, dict):
        unit, zone = series.get("unit"), series.get("timezone")
        if unit not in UNITS or (zone is not None and zone_name(str(zone)) is None):
            raise BadRequest
        buckets = Buckets(unit, str(zone) if zone else "UTC")
    name, page, wanted = body.get("eventName"), body.get("urlPath"), body.get("filters") or []
    if not isinstance(wanted, list) or not all(isinstance(one, dict) for one in wanted):
        raise BadRequest
    pairs = [(str(one.get("eventKey")), one.get("eventValue")) for one in wanted]
    chosen = filters_of({"event": name, "url": page}, call.release)
    start, end = instant(body.get("startAt")), instant(body.get("endAt"))
    async with call.statistic(call.params["website_id"], start, end, chosen) as (scope, conn):
        found = (await conn.execute(queries.events_with(
            scope, pairs, by_name=bool(name), by_page=bool(page), buckets=buckets))).mappings().all()
    return [{**row, **({"t": clock(row["t"])} if "t" in row else {})} for row in found]
