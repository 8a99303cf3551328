"""Time as rollups count it: hours, quarters of an hour, days and months since 1900, in UTC.

Whole numbers that are never negative, so that a division cuts them the same way in PostgreSQL and here. What is older
is never kept.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Integer, cast, func, literal

BEGIN = datetime(1900, 1, 1, tzinfo=UTC)
_BEGIN_DAY = BEGIN.date()

MICROSECOND = timedelta(microseconds=1)
HOURS_A_DAY, QUARTERS_A_DAY = 24, 96

_SECONDS_TO_1970 = 2_208_988_800
_FIRST_DAY: ColumnElement[Any] = literal(_BEGIN_DAY, Date)


def slot_at(moment: datetime, slots_a_day: int) -> int:
    """The slot that a moment lies in."""
    return (moment - BEGIN) // (timedelta(days=1) / slots_a_day)


def next_slot(moment: datetime, slots_a_day: int) -> int:
    """The first slot that begins at a moment or after it."""
    return -((BEGIN - moment) // (timedelta(days=1) / slots_a_day))


def nearest_slot(moment: datetime, slots_a_day: int) -> int:
    """The slot whose beginning is nearest to a moment."""
    return slot_at(moment + timedelta(days=1) / slots_a_day / 2, slots_a_day)


def begin_of(slot: int, slots_a_day: int) -> datetime:
    """When a slot begins."""
    return BEGIN + slot * (timedelta(days=1) / slots_a_day)


def month_of(day: int) -> int:
    """The month that a day is in."""
    on = _BEGIN_DAY + timedelta(days=day)
    return on.year * 12 + on.month - 1


def first_day(month: int) -> int:
    """The first day of a month."""
    return (date(month // 12, month % 12 + 1, 1) - _BEGIN_DAY).days


def slot_column(moment: ColumnElement[Any], slots_a_day: int) -> ColumnElement[int]:
    """The slot that a moment lies in, in PostgreSQL.

    `date_part` gives floating numbers, which are exact to a microsecond for 285 years around 1970.
    """
    seconds = cast(func.floor(func.date_part("epoch", moment)), BigInteger) + _SECONDS_TO_1970
    return cast(seconds // literal(86_400 // slots_a_day, BigInteger), Integer)


def month_column(day: ColumnElement[Any]) -> ColumnElement[int]:
    """The month that a day is in, in PostgreSQL."""
    on = _FIRST_DAY + day
    return cast(func.date_part("year", on) * 12 + func.date_part("month", on) - 1, Integer)
