"""Moments: the salts that change with month, week, day and hour, and times as rows hold them.

Calendar units begin in the server's local time (environment variable TZ), as in Umami (spec 01, section 2.5).
"""

import re
import time
from functools import lru_cache

from app.lib.ids import sha512

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{3})(Z|\+([0-9]{2}):([0-9]{2}))?)?"
)


def utc_string(seconds: int) -> str:
    """`Thu, 01 Jan 2026 00:00:00 GMT`: what V8's toUTCString gives, in which years before 0 are `-0001`."""
    t = time.gmtime(seconds)
    year = f"{'-' if t.tm_year < 0 else ''}{abs(t.tm_year):04d}"
    clock = f"{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d}"
    return f"{_DAYS[t.tm_wday]}, {t.tm_mday:02d} {_MONTHS[t.tm_mon - 1]} {year} {clock} GMT"


def _local(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    """The second of a local time; of two that read alike (a night in autumn) the first, as JavaScript does.

    Errors: OverflowError beyond what the C library knows.
    """
    in_summer = int(time.mktime((year, month, day, hour, minute, second, 0, 0, 1)))
    if time.localtime(in_summer)[3:5] == (hour, minute):
        return in_summer
    return int(time.mktime((year, month, day, hour, minute, second, 0, 0, -1)))


def start_of(unit: str, seconds: int) -> int:
    """The second at which the local month, week (from Sunday), day or hour of `seconds` began."""
    t = time.localtime(seconds)
    if unit == "hour":
        return _local(t.tm_year, t.tm_mon, t.tm_mday, t.tm_hour)
    if unit == "day":
        return _local(t.tm_year, t.tm_mon, t.tm_mday)
    if unit == "week":
        return _local(t.tm_year, t.tm_mon, t.tm_mday - (t.tm_wday + 1) % 7)
    return _local(t.tm_year, t.tm_mon, 1)


@lru_cache(maxsize=4096)
def _salt_of_hour(unit: str, hour: int) -> str:
    return sha512(utc_string(start_of(unit, hour)))


def salt(unit: str, seconds: int) -> str:
    """The salt of the unit that `seconds` lies in: the hash of the text of its beginning.

    Remembered by quarter of an hour: every zone's hours, days, weeks and months begin at one.
    """
    return _salt_of_hour(unit, seconds - seconds % 900)


@lru_cache(maxsize=256)
def _second_text(seconds: int) -> tuple[str, str]:
    t = time.gmtime(seconds)
    era = "" if t.tm_year > 0 else " BC"
    year = t.tm_year if t.tm_year > 0 else 1 - t.tm_year
    clock = f"{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d}"
    return f"{year:04d}-{t.tm_mon:02d}-{t.tm_mday:02d} {clock}", f"+00{era}"


def timestamptz(milliseconds: int) -> str:
    """A moment as PostgreSQL reads it, in UTC, to the millisecond; also beyond the years of Python's datetime."""
    seconds, rest = divmod(milliseconds, 1000)
    text, era = _second_text(seconds)
    return f"{text}.{rest:03d}{era}"


def read_date(text: str) -> int | None:
    """The moment, in milliseconds, that a date-like value of event data names; None where it is no date.

    Date-like is `YYYY-MM-DDTHH:MM:SS`, with `.mmm` local time, with `.mmmZ` or `.mmm+HH:MM` that zone (spec 01,
    section 2.8). Days run over (30 February is a day in March), as in V8; anything else impossible is no date.
    """
    match = _DATE.fullmatch(text)
    if not match:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    past_midnight = hour == 24 and minute == second == int(match[7] or 0) == 0
    if not (1 <= month <= 12 and 1 <= day <= 31 and minute < 60 and second < 60 and (hour < 24 or past_midnight)):
        return None
    if match[9] and (int(match[9]) > 23 or int(match[10]) > 59):
        return None
    seconds = _days_before(year, month) * 86_400 + (day - 1) * 86_400 + hour * 3600 + minute * 60 + second
    if not match[8]:
        try:
            seconds = _local(year, month, day, hour, minute, second)
        except OverflowError:
            return None
    elif match[9]:
        seconds -= int(match[9]) * 3600 + int(match[10]) * 60
    return seconds * 1000 + int(match[7] or 0)


def _days_before(year: int, month: int) -> int:
    """Days from 1970-01-01 to the first of a month of the Gregorian calendar, also before it was invented."""
    year -= month <= 2
    era, of_era = year // 400, year % 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def iso(milliseconds: int) -> str:
    """`2024-01-02T01:04:05.123Z`, as toISOString writes it: beyond the years 0 to 9999 with sign and six digits."""
    seconds, rest = divmod(milliseconds, 1000)
    t = time.gmtime(seconds)
    year = f"{t.tm_year:04d}" if 0 <= t.tm_year <= 9999 else f"{t.tm_year:+07d}"
    return f"{year}-{t.tm_mon:02d}-{t.tm_mday:02d}T{t.tm_hour:02d}:{t.tm_min:02d}:{t.tm_sec:02d}.{rest:03d}Z"
