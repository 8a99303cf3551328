"""Periods and their units: arithmetic on instants (spec 04, sections 2.1 and 3)."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal, get_args

from app.lib.dates import from_epoch_ms, shifted, year_before

Unit = Literal["year", "month", "day", "hour", "minute"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_NAMED = re.compile(r"(-?\d{1,6})(hour|day|week|month|year)", re.ASCII)
_BETWEEN = re.compile(r"range:(-?\d{1,16}):(-?\d{1,16})", re.ASCII)

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


def cohort_period(text: object, moment: datetime, zone: tzinfo = UTC) -> tuple[datetime, datetime]:
    """The dates of a cohort: `range:<ms>:<ms>`, or so many units back and the current one whole (spec 04, section 6).

    `30day` so spans 31 calendar days. Weeks begin on Sunday, and units on the clock of `zone`, the server's.
    Errors: ValueError for any other text.
    """
    if not isinstance(text, str):
        raise ValueError("no dates")
    if between := _BETWEEN.fullmatch(text):
        first, last = map(int, between.groups())
        return from_epoch_ms(first), from_epoch_ms(last)
    named = _NAMED.fullmatch(text)
    if not named:
        raise ValueError("no dates")
    back, unit = int(named[1]), named[2]
    current = _start_of(unit, moment.astimezone(zone).replace(tzinfo=None))
    try:
        start, end = _earlier(current, unit, back), _earlier(current, unit, -1) - timedelta(milliseconds=1)
    except OverflowError as error:
        raise ValueError("no dates") from error
    return start.replace(tzinfo=zone).astimezone(UTC), end.replace(tzinfo=zone).astimezone(UTC)


def _start_of(unit: str, local: datetime) -> datetime:
    hour = local.replace(minute=0, second=0, microsecond=0)
    if unit == "hour":
        return hour
    day = hour.replace(hour=0)
    if unit == "week":
        return day - timedelta(days=(day.weekday() + 1) % 7)
    return {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}[unit]


def _earlier(local: datetime, unit: str, count: int) -> datetime:
    if unit in ("month", "year"):
        months = local.year * 12 + local.month - 1 - count * (12 if unit == "year" else 1)
        if not 12 <= months < 120_000:
            raise OverflowError
        return local.replace(year=months // 12, month=months % 12 + 1)
    return local - count * {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}[unit]
