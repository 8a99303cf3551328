"""What happens now, from the last events (spec 04, section 7.8)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

Event = Mapping[str, Any]


def summary(newest_first: Sequence[Event]) -> dict[str, Any]:
    """`countries, urls, referrers, events` of the last events.

    Countries count sessions, by their oldest event here; addresses and referrers count events of all types. An event
    without a name is a page view. The oldest event of each session stands behind an entry for that session. The maps
    are in order of first occurrence, oldest first.
    """
    countries, urls, referrers = Counter[str](), Counter[str](), Counter[str]()
    entries: list[dict[str, Any]] = []
    seen: set[str] = set()
    for event in reversed(newest_first):
        if event["sessionId"] not in seen:
            seen.add(event["sessionId"])
            entries.append({"__type": "session", **event})
            _count(countries, event["country"])
        entries.append({"__type": "event" if event["eventName"] else "pageview", **event})
        _count(urls, event["urlPath"])
        _count(referrers, event["referrerDomain"])
    return {"countries": countries, "urls": urls, "referrers": referrers, "events": entries[::-1]}


def _count(counter: Counter[str], value: str | None) -> None:
    if value:
        counter[value] += 1


def series_of(rows: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    """Views and visitors by time, each as x and y."""
    return {name: [{"x": row.x, "y": getattr(row, name)} for row in rows] for name in ("views", "visitors")}


def totals(series: Mapping[str, list[dict[str, Any]]], newest_first: Sequence[Event], countries: int) -> dict[str, int]:
    """Sums of the series (a visitor who is active in several minutes counts in each), named events, countries."""
    sums = {name: sum(point["y"] for point in points) for name, points in series.items()}
    return {**sums, "events": sum(1 for event in newest_first if event["eventName"]), "countries": countries}
