"""What `--older-than` means."""

import re
from calendar import monthrange
from datetime import datetime, timedelta

_AGE = re.compile(r"(\d{1,5})\s*(y|years?|m|months?|w|weeks?|d|days?)", re.I)


def moment_before(now: datetime, age: str) -> datetime:
    """The instant so long before `now`: `2y`, `18months`, `6w` or `400d`; years and months by the calendar, in UTC.

    Where the month is too short its last day counts: a month before 31 March is the end of February.
    Errors: ValueError for any other text, and for no time at all: that would be everything.
    """
    found = _AGE.fullmatch(age.strip())
    number = int(found[1]) if found else 0
    if not found or not number:
        raise ValueError(f"--older-than takes an age such as 2y, 18months, 6w or 400d, not {age!r}.")
    unit = found[2][0].lower()
    try:
        if unit in "wd":
            return now - timedelta(days=number * (7 if unit == "w" else 1))
        months = now.year * 12 + now.month - 1 - number * (12 if unit == "y" else 1)
        year, month = months // 12, months % 12 + 1
        return now.replace(year=year, month=month, day=min(now.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        raise ValueError(f"{age} ago lies before the year 1.") from None
