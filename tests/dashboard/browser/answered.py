"""The numbers that an answer of the API lets a page show: its own, and those that pages make of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

Row = dict[str, Any]
Ways = Counter[tuple[str, ...]]


def agrees(shown: list[float], column: list[float], is_sorted: bool) -> bool:
    """Whether a table's column is a member of the rows: the first of them, those that are not empty, some if sorted."""
    full = [number for number in shown if number]
    return shown == column[:len(shown)] or full == [number for number in column if number] or (
        is_sorted and Counter(full) <= Counter(column))


def number_of(value: Any) -> float | None:
    """A number, or a text that is one: sums come as texts."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            return float(value)
        except ValueError:
            return None
    return None


def ratio(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def bounce_rate(row: Row) -> float | None:
    bounces, visits = number_of(row.get("bounces")), number_of(row.get("visits"))
    return None if bounces is None or visits is None else ratio(min(bounces, visits), visits)


def visit_time(row: Row) -> float | None:
    return ratio(number_of(row.get("totaltime")), number_of(row.get("visits")))


def reached(row: Row) -> float | None:
    """The share of visitors who reach a goal."""
    return ratio(number_of(row.get("num")), number_of(row.get("total")))


RATES: tuple[Callable[[Row], float | None], ...] = (bounce_rate, visit_time, reached)


def dicts_of(data: Any) -> Iterator[Row]:
    if isinstance(data, dict):
        yield data
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from dicts_of(each)


def lists_of(data: Any) -> Iterator[list[Row]]:
    """The lists of rows in an answer."""
    if isinstance(data, list):
        yield [row for row in data if isinstance(row, dict)]
    for each in data.values() if isinstance(data, dict) else data if isinstance(data, list) else ():
        yield from lists_of(each)


def columns_of(data: Any) -> Iterator[list[float]]:
    """Each member of the rows of an answer, the rates made of several, and counts by name, the highest first."""
    for rows in lists_of(data):
        members = [lambda row, name=name: number_of(row.get(name)) for name in {name for row in rows for name in row}]
        for value in (*members, *RATES):
            yield [number for number in map(value, rows) if number is not None]
        if rows and "items" in rows[0]:
            yield sorted(map(float, ways_of(rows).values()), reverse=True)
    for row in dicts_of(data):
        yield sorted((number for number in map(number_of, row.values()) if number is not None), reverse=True)


def singles_of(data: Any) -> Iterator[float]:
    """All numbers that may stand alone: members, rates, sums, how many there are, and 0 for what is left out."""
    yield 0
    for row in dicts_of(data):
        found = (*map(number_of, row.values()), *(rate(row) for rate in RATES))
        yield from (number for number in found if number is not None)
    for column in columns_of(data):
        yield from column
        yield sum(column)
        yield len(column)
    rows = data if isinstance(data, list) and data and isinstance(data[0], dict) else []
    if rows and "returnVisitors" in rows[0]:
        yield from returns(rows)
    if rows and "items" in rows[0]:
        yield from steps_of(ways_of(rows))
    for hours in data if isinstance(data, list) and data and isinstance(data[0], list) else ():
        yield from hours


def returns(cells: list[Row]) -> Iterator[float]:
    """All cohorts together, of each day the first ones, which have reached it: how many, and what share came back."""
    sizes = {cell["date"]: cell["visitors"] for cell in cells}
    for last in sizes:
        size = sum(count for date, count in sizes.items() if date <= last)
        yield size
        for day in {cell["day"] for cell in cells}:
            back = [cell["returnVisitors"] for cell in cells if cell["day"] == day and cell["date"] <= last]
            yield sum(back) * 100 / size


def ways_of(rows: list[Row]) -> Ways:
    """Visits by their first steps; what looks equal to people is one way."""
    ways: Ways = Counter()
    for row in rows:
        ways[tuple(label for label in row["items"] if label)] += row["count"]
    return ways


def steps_of(ways: Ways) -> Iterator[float]:
    """Visits at each step, at each label of it, at those that are too many to show, and of those that are traced."""
    through: Counter[tuple[int, str, int, str]] = Counter()
    for way, count in ways.items():
        for at, label in enumerate(way):
            for traced, name in enumerate(way):
                through[at, label, traced, name] += count
    yield from through.values()
    for step in range(max(map(len, ways), default=0)):
        labels = sorted(count for (at, label, *same), count in through.items() if at == step and same == [at, label])
        yield from (sum(labels[:number + 1]) for number in range(len(labels)))
