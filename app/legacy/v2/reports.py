"""Reports of 2.x: flat bodies in, the shapes of its releases out, and what is saved (spec 07, section 5.6)."""

from typing import Any

import orjson

from app.errors import BadRequest
from app.legacy import queries
from app.legacy.call import ALL, Call, Query, instant
from app.legacy.labels import clock
from app.legacy.release import release
from app.legacy.rows import Rows
from app.legacy.v2.manage import SIGNED_IN, page
from app.legacy.v2.parameters import filter_value, filters_of
from app.legacy.v2.statistics import VIEW, by_views
from app.lib.dates import epoch_ms, read_js_date, zone_name
from app.reports.numbers import plain
from app.sql.buckets import Buckets
from app.sql.periods import UNITS
from app.web.answers import to_json

rows = Rows()

_FIELDS = {"url": "path", "host": "hostname"}
_STEPS = {"url": "path"}
_OLD_STEPS = {"path": "url"}
_OLD_FIELDS = {new: old for old, new in _FIELDS.items()}
# Types of saved reports that have another name today.
_TYPES = {"insights": "breakdown", "goals": "goal"}
_OLD_TYPES = {new: old for old, new in _TYPES.items()}


def is_flat(body: Query) -> bool:
    """Whether a body is one of 2.x: today's has `parameters`."""
    return isinstance(body.get("dateRange"), dict) and "parameters" not in body


async def run(call: Call, name: str, body: Query, **parameters: Any) -> Any:
    """The answer of a report of today to a flat body."""
    dates = body.get("dateRange")
    if not isinstance(dates, dict):
        raise BadRequest
    return await call.post(f"/api/reports/{name}", {
        "websiteId": body.get("websiteId"), "type": name, "filters": _filters(call, body.get("filters")),
        "parameters": {
            "startDate": dates.get("startDate"), "endDate": dates.get("endDate"),
            **{key: value for key, value in parameters.items() if value is not None}},
    })


def _filters(call: Call, given: Any) -> Query:
    """Filters of a body: a list of `{name, operator, value}` (until 2.10 `filter`), or an object by name."""
    if isinstance(given, dict):
        return filters_of(given, call.release)
    found = {}
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict) and one.get("value") not in (None, ""):
            name, value = str(one.get("name")), one["value"]
            operator = one.get("operator") or one.get("filter")
            text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
            is_known = operator in ("eq", "neq", "c", "dnc")
            found[_FIELDS.get(name, name)] = f"{operator}.{text}" if is_known else filter_value(text, call.release)
    return found


def _step(one: Any) -> Any:
    if not isinstance(one, dict):
        raise BadRequest
    return {"type": _STEPS.get(str(one.get("type")), one.get("type")), "value": one.get("value")}


@rows.answers("POST", "/api/reports/funnel", "v2.3 v2.20", rule=VIEW)
async def funnel(call: Call) -> Any:
    """How many visitors went from step to step. Until 2.10 steps were pages, until 2.9 the answer x, y, z."""
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    urls = body.get("urls")
    steps = [{"type": "url", "value": url} for url in urls] if isinstance(urls, list) else body.get("steps")
    if not isinstance(steps, list):
        raise BadRequest
    found = await run(call, "funnel", body, window=body.get("window"), steps=[_step(one) for one in steps])
    told = [{**row, "type": _OLD_STEPS.get(row["type"], row["type"])} for row in found]
    if call.release >= release("v2.10"):
        return told
    return [{"x": row["value"], "y": row["visitors"], "z": (row["dropoff"] or 0) * 100} for row in told]


@rows.answers("POST", "/api/reports/insights", "v2.4 v2.20", rule=VIEW, free=True)
async def insights(call: Call) -> list[dict[str, Any]]:
    """Measures by the values of several fields, most views first."""
    body = await call.body()
    fields = body.get("fields")
    if not isinstance(fields, list) or not fields:
        raise BadRequest
    names = [str(one.get("name") if isinstance(one, dict) else one) for one in fields]
    found = await run(call, "breakdown", body, fields=[_FIELDS.get(name, name) for name in names])
    measures = ["views", "visitors"]
    if call.release >= release("v2.12"):
        measures += ["visits", "bounces", "totaltime"]
    told = [
        {**{name: int(row[name]) for name in measures}, **{name: row[_FIELDS.get(name, name)] for name in names}}
        for row in found
    ]
    return sorted(told, key=lambda row: (-row["views"], -row["visitors"]))


@rows.answers("POST", "/api/reports/retention", "v2.5 v2.20", rule=VIEW)
async def retention(call: Call) -> Any:
    """How many visitors of a day come again; the zone was in `dateRange` until 2.9. Until 2.12 days were dates."""
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    zone = body.get("timezone") or body["dateRange"].get("timezone")
    found = await run(call, "retention", body, timezone=zone)
    is_short = call.release <= release("v2.12")
    return [{**row, "date": row["date"][:10] if is_short else row["date"]} for row in found]


@rows.answers("POST", "/api/reports/utm", "v2.11 v2.20", rule=VIEW)
async def utm(call: Call) -> Any:
    """Page views by the values of each UTM parameter that there is."""
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    found = await run(call, "utm", body)
    return {name: {row["utm"]: row["views"] for row in values} for name, values in found.items() if values}


@rows.answers("POST", "/api/reports/goals", "v2.12 v2.20", rule=VIEW, free=True)
async def goals(call: Call) -> list[dict[str, Any]]:
    """What was reached of each goal: views of a page, events of a name, or a number that came with these."""
    body = await call.body()
    dates, asked, website_id = body.get("dateRange"), body.get("goals"), str(body.get("websiteId"))
    if not isinstance(dates, dict) or not isinstance(asked, list) or "/" in website_id:
        raise BadRequest
    start, end = _date(dates.get("startDate")), _date(dates.get("endDate"))
    period = {"startAt": epoch_ms(start), "endAt": epoch_ms(end), "limit": 1}
    path = f"/api/websites/{website_id}/metrics"
    found: dict[str, list[dict[str, Any]]] = {"url": [], "event": [], "event-data": []}
    for goal in asked:
        if not isinstance(goal, dict) or goal.get("type") not in found:
            raise BadRequest
        kind, value = goal["type"], str(goal.get("value"))
        told = {name: goal[name] for name in ("type", "value", "goal", "operator", "property") if name in goal}
        if kind == "url":
            rows = await by_views(call, path, {**period, "type": "path", "path": f"eq.{value}"})
        elif kind == "event":
            rows = await call.get(path, {**period, "type": "event", "event": f"eq.{value}"})
        else:
            operator = {"average": "avg"}.get(str(goal.get("operator")), str(goal.get("operator") or "count"))
            if operator not in queries.AGGREGATES:
                raise BadRequest
            async with call.statistic(website_id, start, end, {"event": f"eq.{value}"}) as (scope, conn):
                statement = queries.aggregates(scope, [(str(goal.get("property")), operator)])
                rows = [{"y": plain(float(await conn.scalar(statement) or 0))}]
        found[kind].append({**told, "result": rows[0]["y"] if rows else 0})
    return [goal for kind in found.values() for goal in kind]


def _date(text: Any) -> Any:
    try:
        return read_js_date(text) if isinstance(text, str) else instant(text)
    except ValueError:
        raise BadRequest from None


@rows.answers("POST", "/api/reports/journey", "v2.12 v2.20", rule=VIEW)
async def journey(call: Call) -> Any:
    """The ways that most visits take."""
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    return await run(
        call, "journey", body, steps=body.get("steps"), startStep=body.get("startStep") or None,
        endStep=body.get("endStep") or None)


@rows.answers("POST", "/api/reports/revenue", "v2.12 v2.13", rule=VIEW)
async def revenue_of_events(call: Call) -> Any:
    """What a number that came with events of one name sums up to, by time and in all.

    `revenueProperty` holds the number, `userProperty` who brought it. 2.12 failed at it.
    """
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    dates, zone = body["dateRange"], str(body.get("timezone") or "UTC")
    unit = dates.get("unit") or "day"
    if unit not in UNITS or zone_name(zone) is None:
        raise BadRequest
    amount, visitor = str(body.get("revenueProperty")), str(body.get("userProperty"))
    chosen = filters_of({"event": body.get("eventName")}, call.release)
    period = _date(dates.get("startDate")), _date(dates.get("endDate"))
    async with call.statistic(str(body.get("websiteId")), *period, chosen) as (scope, conn):
        chart = (await conn.execute(queries.revenue_of(scope, amount, visitor, Buckets(unit, zone)))).mappings().all()
        total = (await conn.execute(queries.revenue_of(scope, amount, visitor))).mappings().one()
    shown = [{"time": clock(point["time"]), **_money(point)} for point in chart if point["count"]]
    return {"chart": shown, "total": _money(total)}


def _money(row: Any) -> dict[str, Any]:
    return {name: plain(float(row[name] or 0)) for name in ("sum", "avg", "count", "uniqueCount")}


_MONEY = ("sum", "count", "unique_count")


@rows.answers("POST", "/api/reports/revenue", "v2.14 v2.20", rule=VIEW)
async def revenue(call: Call) -> Any:
    """Revenue in a currency by time and country, and the totals of all currencies."""
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    dates, currency = body["dateRange"], body.get("currency")
    options = {"unit": dates.get("unit"), "timezone": body.get("timezone")}
    found = await run(call, "revenue", body, currency=currency, **options)
    table = []
    for name in await _currencies(call, body.get("websiteId"), dates):
        total = found if name == currency else await run(call, "revenue", body, currency=name, **options)
        table.append({"currency": name, **{key: total["total"][key] for key in _MONEY}})
    return {
        "chart": [{name: point[name] for name in ("x", "t", "y")} for point in found["chart"]],
        "country": found["country"],
        "total": {name: found["total"][name] for name in _MONEY},
        "table": table,
    }


@rows.answers("GET", "/api/reports/revenue", "v2.14 v2.20", rule=VIEW)
async def currencies(call: Call) -> list[dict[str, str]]:
    """The currencies of a period."""
    return [{"currency": name} for name in await _currencies(call, call.query.get("websiteId"), call.query)]


async def _currencies(call: Call, website_id: Any, dates: Query) -> list[str]:
    start, end = _date(dates.get("startDate")), _date(dates.get("endDate"))
    async with call.statistic(str(website_id), start, end) as (scope, conn):
        return list(await conn.scalars(queries.currencies(scope)))


@rows.answers("POST", "/api/reports/attribution", "v2.18 v2.20", rule=VIEW)
async def attribution(call: Call) -> Any:
    """What brought the visitors who converted."""
    body = await call.body()
    if not is_flat(body):
        return await call.same()
    steps = body.get("steps")
    if not isinstance(steps, list) or not steps:
        raise BadRequest
    step = _step(steps[0])
    model = {"firstClick": "first-click", "lastClick": "last-click"}.get(str(body.get("model")))
    return await run(
        call, "attribution", body, model=model, type=step["type"], step=step["value"], currency=body.get("currency"))


# What is saved

def _saved(call: Call, row: Any, *, as_text: bool) -> Any:
    if row is None:
        return None
    parameters = row["parameters"]
    if as_text and call.release < release("v2.19"):
        parameters = orjson.dumps(parameters).decode()
    return {**row, "type": _OLD_TYPES.get(row["type"], row["type"]), "parameters": parameters}


def _to_save(body: Query) -> Query:
    return {**body, "type": _TYPES.get(str(body.get("type")), body.get("type"))}


@rows.answers("GET", "/api/reports", "v2.3 v2.20", rule=SIGNED_IN)
async def reports(call: Call) -> Any:
    """The reports of the caller and of the caller's teams; with `websiteId` those of that website."""
    if call.query.get("websiteId"):
        path = f"/api/websites/{call.query['websiteId'].replace('/', '')}/reports"
        found = (await call.get(path, {"pageSize": ALL}))["data"]
    else:
        user = await call.caller()
        async with call.database() as conn:
            found = orjson.loads(to_json((await conn.execute(queries.own_reports(user["id"]))).all()))
    return page(call, [_saved(call, row, as_text=True) for row in found], call.query, order="name")


@rows.answers("GET", "/api/websites/{website_id}/reports", "v2.5 v2.20", rule=VIEW)
async def reports_of_website(call: Call) -> Any:
    """The reports about a website."""
    found = (await call.get(call.path, {"pageSize": ALL}))["data"]
    return page(call, [_saved(call, row, as_text=True) for row in found], call.query, order="name")


@rows.answers("POST", "/api/reports", "v2.3 v2.20", rule="canUpdateWebsite(websiteId)")
@rows.answers("POST", "/api/reports/{report_id}", "v2.3 v2.20", rule="canUpdateReport(reportId)")
async def save(call: Call) -> Any:
    """Saves a report, or changes it."""
    return _saved(call, await call.post(call.path, _to_save(await call.body())), as_text=True)


@rows.answers("GET", "/api/reports/{report_id}", "v2.3 v2.20", rule="canViewReport(reportId)")
async def report(call: Call) -> Any:
    """A saved report, its parameters as an object."""
    return _saved(call, await call.same(), as_text=False)
