"""A week as a table (spec 04, section 7.7)."""

from collections.abc import Iterable

Week = list[list[int]]


def week_of(counts: Iterable[tuple[int, int, int]]) -> Week:
    """Seven days of 24 hours, from Sunday on, with the number of each (day, hour, number); 0 where there is none."""
    week = [[0] * 24 for _ in range(7)]
    for day, hour, number in counts:
        week[int(day)][int(hour)] = number
    return week
