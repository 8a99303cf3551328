"""What revenue is asked with, and its answer (spec 05, section 11)."""

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.reports.schemas import BodyUnit, Parameters
from app.sql.periods import Unit
from app.web.answers import Answer, BucketLabel, Numeral
from app.web.validation import Maybe, Text, TimeZone


class RevenueParameters(Parameters):
    """The currency, in capitals; how the series is cut; and with which period to compare."""

    report: ClassVar[str] = "revenue"
    example: ClassVar[dict[str, Any]] = {"currency": "USD"}

    currency: Text
    unit: Maybe[BodyUnit] = None
    timezone: Maybe[TimeZone] = None
    compare: Maybe[Literal["prev", "yoy"]] = None

    @property
    def cut(self) -> Unit:
        """The unit of the series, whatever the period's length."""
        return self.unit or "day"


class RevenueBucket(Answer):
    """Revenue of the events of a name in a bucket of time."""

    x: str
    t: BucketLabel
    y: Numeral
    count: int


class RevenuePlace(Answer):
    """Revenue of a country."""

    name: str | None
    value: Numeral


class RevenueRegion(Answer):
    """Revenue of a region."""

    country: str | None
    name: str | None
    value: Numeral


class RevenueTotals(Answer):
    """Revenue of a period, per event and per visitor. `total_sessions` is of all visitors, whatever the filters are."""

    model_config = ConfigDict(alias_generator=None)

    sum: Numeral | None
    count: int
    unique_count: int
    total_sessions: int
    average: float
    arpu: float


class RevenueTotal(RevenueTotals):
    """The same, with that of the compared period."""

    comparison: RevenueTotals


class RevenueAnswer(Answer):
    """Revenue by time, place, and by what brought the visitors who paid."""

    chart: list[RevenueBucket]
    total: RevenueTotal
    country: list[RevenuePlace]
    region: list[RevenueRegion]
    referrer: list[RevenuePlace] = Field(description="By the first touch of the visitor in the period.")
    channel: list[RevenuePlace]
