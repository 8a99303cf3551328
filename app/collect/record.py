"""Chunks of session recordings: what is stored of one (spec 01, section 4)."""

import asyncio
import gzip
import math
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import sqlalchemy as sa

from app.db.tables import session_replay
from app.lib import js
from app.lib.ids import new_id

_LARGEST_INDEX = 2**31 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_MS = 253_402_300_799_999  # the end of the year 9999, the last that Python's datetime knows


def recorded_so_far(website_id: str, visit_id: str) -> "sa.Select[int, float]":
    """How many chunks of a visit are stored, and how many seconds they span."""
    span = sa.func.extract("epoch", session_replay.c.ended_at - session_replay.c.started_at)
    return sa.select(sa.func.count(), sa.cast(sa.func.coalesce(sa.func.sum(span), 0), sa.Float)).where(
        session_replay.c.website_id == website_id, session_replay.c.visit_id == visit_id
    )


async def chunk_row(website_id: str, session_id: str, visit_id: str, payload: dict[str, Any]) -> "sa.Insert":
    """The statement that stores a chunk. The events are compressed off the event loop: they may be megabytes.

    A `timestamp` beyond the column (Umami: 500) counts as none, that is, as now.
    """
    events = payload["events"]
    now = time.time()
    index = payload.get("timestamp") or int(now)
    if not -_LARGEST_INDEX <= index <= _LARGEST_INDEX:
        index = int(now)
    moments = [ms for event in events if (ms := _moment(event)) is not None] or [index * 1000]
    packed = await asyncio.to_thread(_pack, events)
    return sa.insert(session_replay).values(
        replay_id=new_id(), website_id=website_id, session_id=session_id, visit_id=visit_id, chunk_index=index,
        events=packed, event_count=len(events), started_at=_time(min(moments)), ended_at=_time(max(moments)),
        created_at=_time(int(now * 1000)),
    )


def _moment(event: Any) -> float | None:
    if not isinstance(event, dict) or "timestamp" not in event:
        return None
    ms = js.to_number(event["timestamp"])
    return ms if math.isfinite(ms) and 0 < ms <= _LAST_MS else None


def _time(milliseconds: float) -> datetime:
    return _EPOCH + timedelta(milliseconds=int(milliseconds))


def _pack(events: list[Any]) -> bytes:
    try:
        text = orjson.dumps(events)
    except orjson.JSONEncodeError:  # deeper than orjson goes
        text = js.json_text(events, 2**31).encode()
    return gzip.compress(text, 6)
