"""Instants and dates as JavaScript reads them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from app.lib.dates import FIRST, LAST, from_epoch_ms, read_js_date, shifted, wire, year_before, zone_of


@pytest.mark.parametrize("text, moment", [
    ("2024", "2024-01-01T00:00:00.000Z"), ("2024-03", "2024-03-01T00:00:00.000Z"),
    ("2024-03-05", "2024-03-05T00:00:00.000Z"), ("2024-03-05T06:07:08.9Z", "2024-03-05T06:07:08.900Z"),
    ("2024-03-05T06:07+02:00", "2024-03-05T04:07:00.000Z"), ("2024-03-05 06:07", "2024-03-05T11:07:00.000Z"),
    ("2024-03-05T06:07:08.123456Z", "2024-03-05T06:07:08.123Z"),
    ("Tue, 05 Mar 2024 06:07:08 GMT", "2024-03-05T06:07:08.000Z"),
])
def test_dates_are_read_as_javascript_reads_them(text: str, moment: str) -> None:
    assert wire(read_js_date(text, ZoneInfo("America/New_York"))) == moment


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "2024-02-30", "5", "12:00", "0000-01-01"])
def test_other_texts_are_no_dates(text: str) -> None:
    with pytest.raises(ValueError):
        read_js_date(text)


@pytest.mark.parametrize("ms, moment", [
    (0, "1970-01-01T00:00:00.000Z"), (1.9, "1970-01-01T00:00:00.001Z"), (-1.9, "1969-12-31T23:59:59.999Z"),
    (8.64e15, wire(LAST)), (-8.64e15, wire(FIRST)),
])
def test_epochs_are_cut_to_whole_milliseconds_and_to_the_years_we_know(ms: float, moment: str) -> None:
    assert wire(from_epoch_ms(ms)) == moment


def test_beyond_javascripts_range_there_are_no_instants() -> None:
    with pytest.raises(ValueError):
        from_epoch_ms(8.64e15 + 1)


def test_microseconds_are_cut_not_rounded_on_the_wire() -> None:
    moment = datetime(2024, 1, 1, 2, 0, 0, 999999, tzinfo=timezone(timedelta(hours=2)))
    assert wire(moment) == "2024-01-01T00:00:00.999Z"


def test_arithmetic_stays_within_the_years_we_know() -> None:
    assert shifted(FIRST, timedelta(days=-1)) == FIRST
    assert shifted(LAST, timedelta(days=1)) == LAST
    assert year_before(datetime(2024, 2, 29, tzinfo=UTC)) == datetime(2023, 2, 28, tzinfo=UTC)


def test_an_unknown_zone_of_the_environment_is_utc() -> None:
    assert zone_of("Mars/Base") is UTC
    assert zone_of("europe/berlin") == ZoneInfo("Europe/Berlin")
