"""Events put in buckets of time, by their labels on the wire (spec 04, section 2.2)."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, literal_column

from app.db.tables import website_event
from app.sql.periods import Unit

# Text of the labels: the clock of a zone without offset, or UTC in ISO form.
_LOCAL: ColumnElement[str] = literal_column("'YYYY-MM-DD HH24:MI:SS'")
_UTC: ColumnElement[str] = literal_column("'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'")


@dataclass(frozen=True)
class Buckets:
    """How a series is cut: by which unit, on the clock of which zone.

    Without a zone, or with exactly `utc`, labels are UTC in ISO form; with any other (`UTC` too) they are that zone's
    wall clock. The two hours of a fall-back share a label, and so a bucket.
    """

    unit: Unit
    zone: str | None = None

    def label(self) -> ColumnElement[str]:
        """The label of an event's bucket. Connections are in UTC (`db/engine`), so `date_trunc` is too."""
        moment = website_event.c.created_at
        if self.zone in (None, "utc"):
            return func.to_char(func.date_trunc(self.unit, moment), _UTC)
        return func.to_char(func.date_trunc(self.unit, func.timezone(self.zone, moment)), _LOCAL)
