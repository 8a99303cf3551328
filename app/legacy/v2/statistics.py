"""Statistics of 2.x (spec 07, sections 5.3 and 5.4)."""

from typing import Any

from app.errors import BadRequest
from app.legacy.call import Call, Query, milliseconds
from app.legacy.labels import by_unit, clock
from app.legacy.release import release
from app.legacy.rows import Rows
from app.legacy.totals import NAMES, changed, earlier
from app.legacy.v2.parameters import filters_of, translated

rows = Rows()

VIEW = "canViewWebsite(websiteId)"

# Types of a list that 2.x counted by page views, by their names of today; referrers until 2.15.
_BY_VIEWS = frozenset({"path", "title", "query", "hostname", "tag"})
# The visits of so many values are looked at for the ones with most page views.
_CANDIDATES = 10_000
_UNITS = ("year", "month", "day", "hour", "minute")


def asked(call: Call) -> Query:
    """The query with today's names."""
    return translated(call.query, call.release, call.path)


def require_series(query: Query) -> None:
    """2.x had no defaults for them. Errors: BadRequest."""
    if query.get("unit") not in _UNITS or not query.get("timezone"):
        raise BadRequest


@rows.answers("GET", "/api/websites/{website_id}/stats", "v2.0 v2.20", rule=VIEW)
async def stats(call: Call) -> dict[str, Any]:
    """Totals, each with that of the period before, or until 2.11 with the change since then.

    The period before is as many milliseconds earlier as this one is long, from 2.5 on as many whole minutes. Until 2.10
    a visit was what a session did within an hour; here it is a visit, as it is stored.
    """
    query = asked(call)
    found = await call.get(call.path, query)
    if call.release >= release("v2.12"):
        return {name: {"value": found[name], "prev": found["comparison"][name]} for name in NAMES}
    before = await earlier(call, query, whole_minutes=call.release >= release("v2.5"))
    changes = changed(found, before)
    if call.release == release("v2.11"):
        return changes
    return {"pageviews": changes["pageviews"], "uniques": changes["visitors"], "bounces": changes["bounces"],
            "totaltime": changes["totaltime"]}


@rows.answers("GET", "/api/websites/{website_id}/active", "v2.0 v2.20", rule=VIEW)
async def active(call: Call) -> dict[str, int]:
    """Visitors of the last five minutes: as `x` until 2.15, as `visitors` later; clients of both find theirs."""
    visitors = (await call.same())["visitors"]
    return {"visitors": visitors, "x": visitors}


@rows.answers("GET", "/api/websites/{website_id}/pageviews", "v2.0 v2.20", rule=VIEW)
async def pageviews(call: Call) -> dict[str, Any]:
    """Page views and visitors by time; until 2.12 days, months and years are dates."""
    query = asked(call)
    require_series(query)
    found = await call.get(call.path, query)
    for series in (found, found.get("compare", {})):
        for name in ("pageviews", "sessions"):
            series[name] = _labelled(call, series.get(name, ()), "x", query["unit"])
    if "compare" in found and "compare" not in query:
        del found["compare"]
    return dict(found)


def _labelled(call: Call, points: Any, key: str, unit: str) -> list[dict[str, Any]]:
    is_short = call.release <= release("v2.12")
    return [{**point, key: by_unit(point[key], unit) if is_short else clock(point[key])} for point in points]


@rows.answers("GET", "/api/websites/{website_id}/metrics", "v2.0 v2.20", rule=VIEW)
async def metrics(call: Call) -> list[dict[str, Any]]:
    """The most frequent values of a dimension: pages by their views, the rest by visitors."""
    query = asked(call)
    query.setdefault("limit", 500 if call.release >= release("v2.9") else 100)
    if query.get("type") in _BY_VIEWS or (query.get("type") == "referrer" and call.release < release("v2.16")):
        return await by_views(call, call.path, query)
    return list(await call.get(call.path, query))


async def by_views(call: Call, path: str, query: Query) -> list[dict[str, Any]]:
    """x and y of the values with most page views, from the present list with all measures."""
    first, count = milliseconds({"offset": 0, **query}, "offset"), milliseconds(query, "limit")
    found = await call.get(f"{path}/expanded", {**query, "offset": 0, "limit": max(_CANDIDATES, first + count)})
    values = [{"x": row["name"], "y": int(row["pageviews"])} for row in found]
    values.sort(key=lambda value: -value["y"])
    return values[first : first + count]


@rows.answers("GET", "/api/websites/{website_id}/events", "v2.0 v2.12", rule=VIEW)
async def event_series(call: Call) -> list[dict[str, Any]]:
    """Events by name and time. From 2.13 on the path lists events, as it does today."""
    query = asked(call)
    require_series(query)
    name = call.query.get("eventName")
    if name:
        query["event"] = filters_of({"event": name}, call.release)["event"]
    points = await call.get(f"{call.path}/series", query)
    return _labelled(call, points, "t", query["unit"])


@rows.answers("GET", "/api/websites/{website_id}/events/series", "v2.13 v2.20", rule=VIEW)
async def later_event_series(call: Call) -> list[dict[str, Any]]:
    """Events by name and time."""
    query = asked(call)
    require_series(query)
    return _labelled(call, await call.get(call.path, query), "t", query["unit"])


@rows.answers("GET", "/api/websites/{website_id}/values", "v2.5 v2.15", rule=VIEW)
async def values(call: Call) -> list[str]:
    """All values of a dimension, in order. From 2.16 on the most frequent ten with their counts, as today."""
    query = asked(call)
    path = call.path.removesuffix("values") + "metrics"
    found = await call.get(path, {**query, "limit": _CANDIDATES})
    return sorted(row["x"] for row in found if row["x"])


@rows.answers("GET", "/api/websites/{website_id}/daterange", "v2.4 v2.20", rule=VIEW)
async def date_range(call: Call) -> dict[str, Any]:
    """When the first and the last event happened."""
    found = await call.same()
    return {"mindate": found["startDate"], "maxdate": found["endDate"]}
