"""Statistics of 1.x (spec 07, sections 4.2 and 4.3)."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from app.errors import AppError, BadRequest
from app.legacy import queries
from app.legacy.call import Call, Query, instant, milliseconds
from app.legacy.labels import by_unit
from app.legacy.release import release
from app.legacy.rows import Answering, Rows
from app.legacy.totals import changed, earlier
from app.legacy.v1.things import website_id
from app.lib.dates import wire, zone_name
from app.reports.numbers import plain

rows = Rows()

VIEW = "canViewWebsite(websiteId)"
_UNITS = ("year", "month", "day", "hour")
_SAME_FILTERS = ("os", "browser", "device", "country")
_OF_SESSIONS = ("browser", "os", "device", "country", "language", "screen")
_ALL_VALUES = 10_000
_A_BY_EVENT_TYPE = release("v1.36")  # the last release whose events had a type and a value


def _path(name: str) -> Callable[[Answering], Answering]:
    """Both paths of a statistic: by number until 1.38, by UUID later."""

    def declare(answer: Answering) -> Answering:
        rows.answers("GET", f"/api/website/{{website_id}}/{name}", "v1.0 v1.38", rule=VIEW, free=True)(answer)
        return rows.answers("GET", f"/api/websites/{{website_id}}/{name}", "v1.39 v1.40", rule=VIEW)(answer)

    return declare


def _text(call: Call, name: str) -> str | None:
    """A parameter's value, which 1.x decoded once more than others do."""
    value = call.query.get(name)
    return unquote(value, errors="replace") if value else None


def _filters(call: Call, *names: str) -> Query:
    found: Query = {}
    url, referrer = _text(call, "url"), _text(call, "referrer")
    if url and "url" in names:
        path, _, query = url.partition("?")
        found |= {"path": f"eq.{path}", "query": f"eq.{query}"}
    if referrer and "referrer" in names:
        # It matched any part of an address; the site it names is what is stored of that as one.
        found["referrer"] = f"c.{urlsplit(referrer).hostname or referrer}"
    return found | {name: f"eq.{_text(call, name)}" for name in _SAME_FILTERS if name in names and _text(call, name)}


def _period(call: Call) -> Query:
    return {"startAt": milliseconds(call.query, "start_at"), "endAt": milliseconds(call.query, "end_at")}


def _series(call: Call) -> Query:
    zone, unit = call.query.get("tz", ""), call.query.get("unit")
    if unit not in _UNITS or zone_name(zone) is None:
        raise BadRequest
    return {**_period(call), "unit": unit, "timezone": zone}


_ALL = ("url", "referrer", *_SAME_FILTERS)


@_path("stats")
async def stats(call: Call) -> dict[str, Any]:
    """Totals; from 1.22 on with their change since the period before, which is as long to the millisecond.

    A visit is what is stored as one, where 1.x took what a session did within an hour.
    """
    call.params["website_id"] = await website_id(call)
    query = {**_period(call), **_filters(call, *_ALL)}
    found = await call.get(f"/api/websites/{call.params['website_id']}/stats", query)
    names = {"pageviews": "pageviews", "uniques": "visitors", "bounces": "bounces", "totaltime": "totaltime"}
    if call.release <= release("v1.20"):
        return {old: found[new] for old, new in names.items()}
    changes = changed(found, await earlier(call, query))
    return {old: changes[new] for old, new in names.items()}


@_path("pageviews")
async def pageviews(call: Call) -> dict[str, Any]:
    """Page views and visitors by time; a filter by referrer was not one of visitors."""
    query, filters = _series(call), _filters(call, *_ALL)
    path = f"/api/websites/{await website_id(call)}/pageviews"
    found = await call.get(path, {**query, **filters})
    visitors = found["sessions"]
    if "referrer" in filters:
        del filters["referrer"]
        visitors = (await call.get(path, {**query, **filters}))["sessions"]
    return {
        name: [{"t": by_unit(point["x"], query["unit"]), "y": point["y"]} for point in points]
        for name, points in (("pageviews", found["pageviews"]), ("sessions", visitors))
    }


@_path("events")
async def events(call: Call) -> list[dict[str, Any]]:
    """Events by name and time."""
    query, filters = _series(call), _filters(call, "url")
    name = _text(call, "event_name")
    if name:
        filters["event"] = f"eq.{name}"
    found = await call.get(f"/api/websites/{await website_id(call)}/events/series", {**query, **filters})
    return [{"x": point["x"], "t": by_unit(point["t"], query["unit"]), "y": point["y"]} for point in found]


class _UnknownType(AppError):
    """405, as 1.x answered it."""

    status, code, message = 405, "method-not-allowed", ""


@_path("metrics")
async def metrics(call: Call) -> list[dict[str, Any]]:
    """The values of a dimension, most frequent first: page views for pages and referrers, visitors for the rest."""
    kind, period, site = call.query.get("type"), _period(call), await website_id(call)
    filters = _filters(call, *_ALL)
    if kind in ("url", "query") and (kind == "url" or call.release > _A_BY_EVENT_TYPE):
        return [row for row in await _pages(call, site, period, filters) if kind == "url" or "?" in row["x"]]
    if kind == "referrer":
        start, end = instant(period["startAt"]), instant(period["endAt"])
        async with call.statistic(site, start, end, filters) as (scope, conn):
            return [dict(row) for row in (await conn.execute(queries.referrers(scope))).mappings()]
    if kind in _OF_SESSIONS or kind == "event":
        query = {**period, **filters, "type": kind, "limit": _ALL_VALUES}
        found = await call.get(f"/api/websites/{site}/metrics", query)
        # What the type of an old event was is not stored with its name.
        mark = "custom\t" if kind == "event" and call.release <= _A_BY_EVENT_TYPE else ""
        return [{"x": mark + row["x"] if row["x"] is not None else None, "y": row["y"]} for row in found]
    raise _UnknownType


async def _pages(call: Call, site: str, period: Query, filters: Query) -> list[dict[str, Any]]:
    """Addresses with their query and page views: the present breakdown by both, its first 500."""
    found = await call.post("/api/reports/breakdown", {
        "websiteId": site, "type": "breakdown", "filters": filters,
        "parameters": {
            "startDate": wire(instant(period["startAt"])), "endDate": wire(instant(period["endAt"])),
            "fields": ["path", "query"]},
    })
    told = [
        {"x": row["path"] + (f"?{row['query']}" if row["query"] else ""), "y": int(row["views"])} for row in found]
    return sorted(told, key=lambda row: (-row["y"], row["x"]))


@_path("active")
async def active(call: Call) -> list[dict[str, int]]:
    """Visitors of the last five minutes."""
    return [{"x": (await call.get(f"/api/websites/{await website_id(call)}/active"))["visitors"]}]


@rows.answers("POST", "/api/websites/{website_id}/eventdata", "v1.39 v1.40", rule=VIEW, free=True)
async def event_data(call: Call) -> list[dict[str, Any]]:
    """Fields of event data, each counted or summed up, of events that came with certain values.

    `event_name` chooses events, as was meant; Umami's handler and query called it by two names. `x` is `sum(price)`.
    """
    body = await call.body()
    columns, wanted, name = body.get("columns"), body.get("filters") or {}, body.get("event_name")
    if not isinstance(columns, dict) or not columns or not isinstance(wanted, dict):
        raise BadRequest
    if zone_name(str(body.get("timezone"))) is None or not all(one in queries.AGGREGATES for one in columns.values()):
        raise BadRequest
    site, chosen = await website_id(call), {"event": f"eq.{name}"} if name else {}
    async with call.statistic(site, _moment(body.get("start_at")), _moment(body.get("end_at")), chosen) as asked:
        scope, conn = asked
        row = (await conn.execute(queries.aggregates(scope, list(columns.items()), list(wanted.items())))).one()
    return [
        {"x": f"{aggregate}({field})", "y": plain(float(value or 0))}
        for (field, aggregate), value in zip(columns.items(), row, strict=True)
    ]


def _moment(value: Any) -> datetime:
    return instant(value).astimezone(UTC)
