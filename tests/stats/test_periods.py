"""Periods and their units (spec 04, sections 2.1 and 3)."""

from datetime import UTC, datetime

import pytest

from app.sql.periods import Unit, effective_unit, previous_period


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize("end, unit", [
    ("2024-03-01T00:59:59.999", "minute"), ("2024-03-01T01:00:59.999", "minute"), ("2024-03-01T01:01", "hour"),
    ("2024-02-01", "minute"), ("2024-03-31T23:59:59.999", "hour"), ("2024-04-01", "day"), ("2024-10-31", "day"),
    ("2024-11-01", "month"), ("2026-03-31", "month"), ("2026-04-01", "year"),
])
def test_a_period_has_a_unit_of_its_own(end: str, unit: Unit) -> None:
    assert effective_unit(at("2024-03-01"), at(end)) == unit


@pytest.mark.parametrize("end, asked, unit", [
    ("2024-03-01T00:30", "hour", "hour"), ("2024-03-02", "minute", "hour"), ("2024-03-02", "year", "year"),
    ("2024-06-01", "hour", "day"), ("2025-03-01", "day", "month"), ("2030-01-01", "month", "month"),
    ("2030-01-01", "day", "year"),
])
def test_another_unit_is_admitted_where_the_period_is_long_enough(end: str, asked: Unit, unit: Unit) -> None:
    assert effective_unit(at("2024-03-01"), at(end), asked) == unit


@pytest.mark.parametrize("start, end, mode, expected", [
    ("2024-03-01", "2024-03-31T23:59:59.999", "prev", ("2024-01-30T00:01", "2024-03-01T00:00:59.999")),
    ("2024-03-02", "2024-03-01", "prev", ("2024-03-03", "2024-03-02")),
    ("0001-01-01", "0001-01-02", "prev", ("0001-01-01", "0001-01-01")),
    ("2024-02-29T12:00", "2024-03-01", "yoy", ("2023-02-28T12:00", "2023-03-01")),
    ("0001-01-01", "2024-03-01", "yoy", ("0001-01-01", "2023-03-01")),
])
def test_the_compared_period_lies_before(start: str, end: str, mode: str, expected: tuple[str, str]) -> None:
    assert previous_period(at(start), at(end), mode) == (at(expected[0]), at(expected[1]))  # type: ignore[arg-type]
