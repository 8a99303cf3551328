"""Events put in buckets of time, and the labels of those on the wire (spec 04, section 2.2)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, func, literal

from app.db.tables import website_event
from app.sql.periods import Unit

# Text of the labels: the clock of a zone without offset, or UTC in ISO form.
_LOCAL: ColumnElement[str] = literal("YYYY-MM-DD HH24:MI:SS", Text)
_UTC: ColumnElement[str] = literal('YYYY-MM-DD"T"HH24:MI:SS"Z"', Text)


@dataclass(frozen=True)
class Buckets:
    """How a series is cut: by which unit, on the clock of which zone.

    Without a zone, or with exactly `utc`, labels are UTC in ISO form; with any other (`UTC` too) they are that zone's
    wall clock. The two hours of a fall-back have the same reading of the clock, and so are one bucket.
    """

    unit: Unit
    zone: str | None = None

    def moment(self, instant: ColumnElement[Any] = website_event.c.created_at) -> ColumnElement[Any]:
        """When the bucket of an instant begins, by its clock: the key to group by, as each has one label."""
        return func.date_trunc(self.unit, instant if self.is_utc else local_time(self.zone or "", instant))

    def label(self, moment: ColumnElement[Any]) -> ColumnElement[str]:
        """The label of a bucket. Connections are in UTC (`db/engine`), so `to_char` is too."""
        return func.to_char(moment, _UTC if self.is_utc else _LOCAL)

    @property
    def is_utc(self) -> bool:
        """Labels are UTC in ISO form."""
        return self.zone in (None, "utc")


def local_time(zone: str, instant: ColumnElement[Any] = website_event.c.created_at) -> ColumnElement[Any]:
    """What the clock of a zone shows at an instant."""
    return func.timezone(zone, instant)
