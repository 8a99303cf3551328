"""Instants, time zones and dates as JavaScript reads them. Instants are UTC and aware throughout."""

import functools
import re
import zoneinfo
from datetime import UTC, datetime, timedelta, tzinfo
from email.utils import parsedate_to_datetime

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST = datetime(1, 1, 1, tzinfo=UTC)
LAST = datetime(9999, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)

# JavaScript knows instants of so many milliseconds on either side of 1970, and no others.
JS_LIMIT_MS = 8_640_000_000_000_000

_ISO = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?\s*(Z|[+-]\d\d:?\d\d)?)?", re.I,
)


def now() -> datetime:
    """The present instant, cut to whole milliseconds: what Umami stores in its tables."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def wire(moment: datetime) -> str:
    """`YYYY-MM-DDTHH:MM:SS.mmmZ`; microseconds are cut, not rounded (spec 04, section 0.1)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_epoch_ms(ms: float) -> datetime:
    """The instant of so many milliseconds after 1970, cut to whole ones towards zero.

    What lies outside the years 1 to 9999 becomes the first or last instant of them: no event is older or newer.
    Errors: ValueError beyond JavaScript's own range.
    """
    if abs(ms) > JS_LIMIT_MS:
        raise ValueError("not an instant")
    return shifted(EPOCH, timedelta(milliseconds=int(ms)))


def epoch_ms(moment: datetime) -> int:
    """Whole milliseconds after 1970."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def shifted(moment: datetime, by: timedelta) -> datetime:
    """`moment + by`, held within the years 1 to 9999."""
    try:
        return moment + by
    except OverflowError:
        return FIRST if by < timedelta() else LAST


def year_before(moment: datetime, zone: tzinfo = UTC) -> datetime:
    """A calendar year earlier by the clock of `zone`; 29 February becomes the 28th (spec 04, section 3)."""
    local = moment.astimezone(zone)
    if local.year == 1:
        return FIRST
    leap_day = (local.month, local.day) == (2, 29)
    return local.replace(year=local.year - 1, day=28 if leap_day else local.day).astimezone(UTC)


def read_js_date(text: str, zone: tzinfo = UTC) -> datetime:
    """The instant that `new Date(text)` of JavaScript means, for ISO forms and for those of mail headers.

    A date alone is UTC; with a time but no zone it is the clock of `zone`, the server's.
    Errors: ValueError for any other text.
    """
    found = _ISO.fullmatch(text.strip())
    try:
        if not found:
            return _aware(parsedate_to_datetime(text), zone)
        year, month, day, hour, minute, second, fraction, offset = found.groups()
        parts = [int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0)]
        micros = int((fraction or "0")[:3].ljust(3, "0")) * 1000
        local = datetime(*parts, micros, tzinfo=None)  # type: ignore[misc,arg-type]
        if offset is None:
            return _aware(local, zone if hour else UTC)
        if offset in "Zz":
            return _aware(local, UTC)
        minutes = int(offset[1:3]) * 60 + int(offset[-2:])
        return _aware(local, UTC) - timedelta(minutes=minutes if offset[0] == "+" else -minutes)
    except (TypeError, OverflowError) as error:
        raise ValueError("not a date") from error


def _aware(moment: datetime, zone: tzinfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


@functools.cache
def _zones() -> dict[str, str]:
    # `Factory` and `localtime` are in the database of time zones, but no browser knows them (spec 04, section 2.3).
    names = zoneinfo.available_timezones() - {"Factory", "localtime"}
    return {name.lower(): name for name in names} | {"asia/calcutta": "Asia/Kolkata"}


def zone_name(text: str) -> str | None:
    """The name of the time zone that `text` means in any case; None for anything else, offsets too."""
    return _zones().get(text.lower())


def zone_of(text: str) -> tzinfo:
    """The zone of that name, or UTC where there is none: what TZ of the environment says."""
    name = zone_name(text)
    return zoneinfo.ZoneInfo(name) if name else UTC
