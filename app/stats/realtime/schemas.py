"""What happens now, and its answer. It is asked without a form: Umami validates nothing here, and all names of filters
act.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from app.errors import BadRequest
from app.lib.dates import now, zone_name
from app.lib.ids import UUID
from app.sql.buckets import Buckets
from app.sql.filters import Filter, dimension, read_filter
from app.sql.periods import UNITS, Unit
from app.stats.schemas import Country, Point
from app.web.answers import Answer

_HALF_AN_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Realtime:
    """The last half hour and the minute that runs, filtered by what a query string holds."""

    query: Mapping[str, str]
    end: datetime

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Realtime":
        return cls(query, now())

    @property
    def start(self) -> datetime:
        return self.end.replace(second=0, microsecond=0) - _HALF_AN_HOUR

    @property
    def buckets(self) -> Buckets:
        """Minutes, unless another unit is asked for. Errors: BadRequest for an unknown zone, where Umami fails."""
        unit: Unit = next((unit for unit in UNITS if unit == self.query.get("unit")), "minute")
        asked = self.query.get("timezone", "")
        if asked in ("", "utc"):
            return Buckets(unit)
        zone = zone_name(asked)
        if zone is None:
            raise BadRequest("Invalid timezone")
        return Buckets(unit, zone)

    def filters(self, query: Mapping[str, str]) -> dict[str, Filter]:
        """All filters, whether numbered or not."""
        named = {key: dimension(key) for key in query}
        return {key: read_filter(name, query[key]) for key, name in named.items() if name}

    def replaced(self, chosen: dict[str, Filter]) -> dict[str, Filter]:
        """As they are."""
        return chosen

    def saved(self, name: str) -> str | None:
        """The id of a segment or cohort; empty is none. Errors: BadRequest for what is no id, where Umami fails."""
        text = self.query.get(name)
        if text and not UUID.fullmatch(text):
            raise BadRequest("Invalid UUID")
        return text or None


class RealtimeEvent(Answer):
    """An event, or the session whose oldest event stands before it here."""

    kind: Literal["event", "pageview", "session"] = Field(
        alias="__type", description="`event` has a name; all other events are page views.")
    session_id: uuid.UUID
    event_name: str | None
    created_at: datetime
    browser: str | None
    os: str | None
    device: str | None
    country: Country
    url_path: str
    referrer_domain: str | None
    hostname: str | None


class RealtimeSeries(Answer):
    """Page views and visitors by minute, or by the unit that was asked for."""

    views: list[Point]
    visitors: list[Point]


class RealtimeTotals(Answer):
    """Sums of the series and of the events: who is active in three minutes is three visitors here."""

    views: int
    visitors: int
    events: int = Field(description="Those with a name, among the last hundred events.")
    countries: int


class RealtimeAnswer(Answer):
    """The last half hour: its last hundred events, what they have in common, and its series."""

    countries: dict[str, int] = Field(description="Sessions by country.")
    urls: dict[str, int] = Field(description="Events by path.")
    referrers: dict[str, int] = Field(description="Events by the domain of their referrer.")
    events: list[RealtimeEvent] = Field(description="Newest first.")
    series: RealtimeSeries
    totals: RealtimeTotals
    timestamp: int = Field(description="Now, in milliseconds after 1970.")
