"""Rows of data put together by event (spec 04, section 10.3)."""

from collections.abc import Iterable, Mapping
from typing import Any

_OF_EVENT = ("websiteId", "eventId", "eventName")


def by_event(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One object an event, in order of its first row, with the others as its `eventProperties`."""
    events: dict[str, dict[str, Any]] = {}
    for row in rows:
        own = {name: row[name] for name in _OF_EVENT}
        event = events.setdefault(row["eventId"], {**own, "eventProperties": []})
        event["eventProperties"].append({name: value for name, value in row.items() if name not in own})
    return list(events.values())
