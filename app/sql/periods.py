"""Periods and their units: arithmetic on instants (spec 04, sections 2.1 and 3)."""

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, get_args

from app.lib.dates import shifted, year_before

Unit = Literal["year", "month", "day", "hour", "minute"]
UNITS: tuple[Unit, ...] = get_args(Unit)

# From the longest period to the shortest: the unit, and the ones that may be asked for instead.
_BY_YEAR: tuple[Unit, ...] = ("year", "month")
_BY_MONTH: tuple[Unit, ...] = ("month", "year")
_BY_DAY: tuple[Unit, ...] = ("day", "month", "year")
_BY_HOUR: tuple[Unit, ...] = ("hour", "day", "month", "year")
_BY_MINUTE: tuple[Unit, ...] = ("minute", "hour", "day", "month", "year")


def effective_unit(start: datetime, end: datetime, asked: Unit | None = None, zone: tzinfo = UTC) -> Unit:
    """The unit of a series: the one asked for where the period's length admits it, else that length's own.

    Months are counted on the calendar of `zone`, the server's. A period that ends before it starts counts as short.
    """
    allowed = _allowed(start, end, zone)
    return asked if asked in allowed else allowed[0]


def _allowed(start: datetime, end: datetime, zone: tzinfo) -> tuple[Unit, ...]:
    length = end - start
    if length < timedelta(minutes=61):
        return _BY_MINUTE
    if length < timedelta(days=31):
        return _BY_HOUR
    first, last = start.astimezone(zone), end.astimezone(zone)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months <= 7:
        return _BY_DAY
    return _BY_MONTH if months <= 24 else _BY_YEAR


def previous_period(
    start: datetime, end: datetime, mode: Literal["prev", "yoy"] = "prev", zone: tzinfo = UTC,
) -> tuple[datetime, datetime]:
    """The period to compare with: as many whole minutes earlier as it is long, or a calendar year earlier.

    A period that ends at :59.999 so overlaps its predecessor by a minute less a millisecond, as in Umami.
    """
    if mode == "yoy":
        return year_before(start, zone), year_before(end, zone)
    seconds = (end - start) / timedelta(seconds=1)
    back = -timedelta(minutes=int(seconds / 60))
    return shifted(start, back), shifted(end, back)
