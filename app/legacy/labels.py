"""Moments of series as old releases wrote them: the clock of the zone that was asked for."""

from typing import Any


def clock(label: str) -> str:
    """`2024-03-10T06:00:00Z` and `2024-03-10 06:00:00` as the latter."""
    return f"{label[:10]} {label[11:19]}"


def hour_or_date(label: str, unit: Any) -> str:
    """With the hour for hours (and minutes), else the date alone."""
    return clock(label) if unit in ("hour", "minute") else label[:10]


def by_unit(label: str, unit: Any) -> str:
    """As 1.x and 2.x until 2.12 cut it: `2024-01-01`, `2024-03-01`, `2024-03-10`, `2024-03-10 06:00:00`."""
    if unit == "year":
        return f"{label[:4]}-01-01"
    return f"{label[:7]}-01" if unit == "month" else hour_or_date(label, unit)
