"""What happens now is asked without a form: Umami validates nothing here, and all names of filters act."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.errors import BadRequest
from app.lib.dates import now, zone_name
from app.lib.ids import UUID
from app.sql.buckets import Buckets
from app.sql.filters import Filter, dimension, read_filter
from app.sql.periods import UNITS, Unit

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
