"""A recording put together from its parts (spec 04, section 12.2; spec 05, section 14.3)."""

import math
import zlib
from collections.abc import Sequence
from typing import Any

from app.lib.js import UNDEFINED, parse_json, to_number

_GZIP = 16 + zlib.MAX_WBITS

# A part holds at most 8 MB as it arrives (RECORD_LIMIT_BYTES), but anything may stand in a table that others wrote.
_MOST_BYTES = 256 * 1024 * 1024


def playback(chunks: Sequence[Any]) -> dict[str, Any]:
    """The events of all parts by their time, with the session and start of the first part and the end of the last.

    An event without a usable time stays behind its predecessor. A part that cannot be read adds no events; Umami fails
    on it.
    """
    if not chunks:
        return {"sessionId": None, "events": [], "startedAt": None, "endedAt": None, "eventCount": 0, "chunkCount": 0}
    events = in_time([event for chunk in chunks for event in events_of(chunk.events)])
    return {
        "sessionId": chunks[0].session_id, "events": events, "startedAt": chunks[0].started_at,
        "endedAt": chunks[-1].ended_at, "eventCount": len(events), "chunkCount": len(chunks),
    }


def events_of(packed: bytes) -> list[Any]:
    """The events of a part: a JSON array, packed by gzip; none where it is anything else."""
    unpacking = zlib.decompressobj(_GZIP)
    try:
        text = unpacking.decompress(packed, _MOST_BYTES)
    except zlib.error:
        return []
    value = parse_json(text) if not unpacking.unconsumed_tail else UNDEFINED
    return value if isinstance(value, list) else []


def in_time(events: list[Any]) -> list[Any]:
    """Events by their `timestamp`, in ms; those of the same time keep their order."""
    latest, keys = -math.inf, []
    for event in events:
        time = to_number(event.get("timestamp", UNDEFINED)) if isinstance(event, dict) else math.nan
        latest = latest if math.isnan(time) else time
        keys.append(latest)
    return [events[index] for index in sorted(range(len(events)), key=keys.__getitem__)]
