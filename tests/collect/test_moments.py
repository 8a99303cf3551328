import os
import time

import pytest

from app.collect import moments

HOUR, DAY = 3_600, 86_400
OCTOBER_5 = 1_791_211_032  # 2026-10-05T14:37:12Z, a Monday


@pytest.fixture
def local_time(monkeypatch):
    """Sets the zone of the server: `local_time("America/New_York")`."""
    before = os.environ.get("TZ")

    def set_zone(name):
        os.environ["TZ"] = name
        time.tzset()
        moments._salt_of_hour.cache_clear()

    set_zone("UTC")
    yield set_zone
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()
    moments._salt_of_hour.cache_clear()


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (1_767_225_600, "Thu, 01 Jan 2026 00:00:00 GMT"),
    (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"),
    (-62_167_219_201, "Fri, 31 Dec -0001 23:59:59 GMT"), (8_640_000_000_000, "Sat, 13 Sep 275760 00:00:00 GMT"),
])
def test_a_moment_is_written_as_toutcstring_writes_it(seconds, text):
    assert moments.utc_string(seconds) == text


@pytest.mark.parametrize(("zone", "unit", "text"), [
    ("UTC", "month", "Thu, 01 Oct 2026 00:00:00 GMT"),
    ("UTC", "week", "Sun, 04 Oct 2026 00:00:00 GMT"),
    ("UTC", "day", "Mon, 05 Oct 2026 00:00:00 GMT"),
    ("UTC", "hour", "Mon, 05 Oct 2026 14:00:00 GMT"),
    ("America/New_York", "month", "Thu, 01 Oct 2026 04:00:00 GMT"),
    ("America/New_York", "week", "Sun, 04 Oct 2026 04:00:00 GMT"),
    ("America/New_York", "day", "Mon, 05 Oct 2026 04:00:00 GMT"),
    ("America/New_York", "hour", "Mon, 05 Oct 2026 14:00:00 GMT"),
    ("Asia/Kolkata", "day", "Sun, 04 Oct 2026 18:30:00 GMT"),
    ("Asia/Kolkata", "hour", "Mon, 05 Oct 2026 14:30:00 GMT"),
    ("Asia/Kathmandu", "hour", "Mon, 05 Oct 2026 14:15:00 GMT"),
])
def test_units_begin_in_local_time_and_are_written_in_utc(local_time, zone, unit, text):
    local_time(zone)
    assert moments.utc_string(moments.start_of(unit, OCTOBER_5)) == text
    assert moments.salt(unit, OCTOBER_5) == moments.sha512(text)


@pytest.mark.parametrize(("day", "sunday"), [(3, -1), (4, 4), (5, 4), (10, 4), (11, 11)])
def test_a_week_begins_on_the_latest_sunday(local_time, day, sunday):
    seconds = OCTOBER_5 + (day - 5) * DAY
    expected = OCTOBER_5 + ((sunday if sunday > 0 else -3) - 5) * DAY
    assert moments.start_of("week", seconds) == expected - expected % DAY


def test_the_salts_of_the_specs_vectors(local_time):
    assert moments.salt("month", OCTOBER_5).startswith("17b5512795bfa994")
    assert moments.salt("hour", OCTOBER_5).startswith("53701d84fe7af17d")


@pytest.mark.parametrize(("unit", "first", "last"), [
    ("month", 1_790_812_800, 1_793_491_199), ("day", 1_791_158_400, 1_791_244_799),
    ("hour", 1_791_208_800, 1_791_212_399),
])
def test_a_salt_holds_from_the_first_second_of_its_unit_to_the_last(local_time, unit, first, last):
    assert moments.salt(unit, first) == moments.salt(unit, last)
    assert moments.salt(unit, first - 1) != moments.salt(unit, first)
    assert moments.salt(unit, last + 1) != moments.salt(unit, last)


def test_a_salt_is_remembered_by_its_quarter_of_an_hour_and_no_longer(local_time):
    local_time("Asia/Kathmandu")  # hours begin at a quarter past
    quarter = 1_791_209_700
    assert moments.salt("hour", quarter - 1) != moments.salt("hour", quarter)
    assert moments.salt("hour", quarter) == moments.salt("hour", quarter + HOUR - 1)


def test_of_two_equal_hours_in_autumn_the_first_begins_both(local_time):
    local_time("America/New_York")
    first = 1_793_509_200  # 2026-11-01T01:00 in summer time; 02:00 becomes 01:00
    assert {moments.start_of("hour", first + minutes * 60) for minutes in (0, 30, 60, 90, 119)} == {first}
    assert moments.start_of("hour", first + 2 * HOUR) == first + 2 * HOUR
    assert moments.start_of("day", first + 2 * HOUR) == first - HOUR


@pytest.mark.parametrize(("milliseconds", "text"), [
    (0, "1970-01-01 00:00:00.000+00"), (-1, "1969-12-31 23:59:59.999+00"),
    (1_791_211_032_345, "2026-10-05 14:37:12.345+00"),
    (-62_135_596_800_000, "0001-01-01 00:00:00.000+00"), (-62_135_596_800_001, "0001-12-31 23:59:59.999+00 BC"),
    (-210_866_803_200_000, "4714-11-24 00:00:00.000+00 BC"), (8_640_000_000_000_000, "275760-09-13 00:00:00.000+00"),
])
def test_a_moment_is_written_for_postgresql(milliseconds, text):
    assert moments.timestamptz(milliseconds) == text


@pytest.mark.parametrize(("text", "instant"), [
    ("2024-01-02T03:04:05", "2024-01-02T03:04:05.000Z"),
    ("2024-01-02T03:04:05.123", "2024-01-02T03:04:05.123Z"),
    ("2024-01-02T03:04:05.123Z", "2024-01-02T03:04:05.123Z"),
    ("2024-01-02T03:04:05.123+02:00", "2024-01-02T01:04:05.123Z"),
    ("2024-02-30T00:00:00.000Z", "2024-03-01T00:00:00.000Z"),
    ("2024-01-01T24:00:00.000Z", "2024-01-02T00:00:00.000Z"),
    ("0000-01-01T00:00:00.000+00:01", "-000001-12-31T23:59:00.000Z"),
    ("9999-12-31T24:00:00.000Z", "+010000-01-01T00:00:00.000Z"),
])
def test_a_date_like_text_is_an_instant(local_time, text, instant):
    assert moments.iso(moments.read_date(text)) == instant


@pytest.mark.parametrize("text", [
    "2024-01-02T03:04:05Z", "2024-01-02", "2024-01-02T03:04:05+02:00", "2024-01-02T03:04:05.123-05:00",
    "2024-01-02T03:04:05.12", "2024-01-02T03:04:05.1234Z", "2024-01-02 03:04:05", "2024-01-02T03:04",
    " 2024-01-02T03:04:05",
    "2024-01-02T03:04:05\n", "2024-13-45T99:99:99", "2024-00-01T00:00:00", "2024-01-32T00:00:00", "2024-01-01T24:00:01",
    "2024-01-02T03:04:05.123+24:00", "2024-01-02T03:04:05.123+02:60", "٢٠٢٤-01-02T03:04:05",
])
def test_any_other_text_is_none(local_time, text):
    assert moments.read_date(text) is None


def test_a_date_without_a_zone_is_in_the_servers(local_time):
    local_time("America/New_York")
    assert moments.iso(moments.read_date("2024-01-02T03:04:05")) == "2024-01-02T08:04:05.000Z"
    assert moments.iso(moments.read_date("2024-07-02T03:04:05.123")) == "2024-07-02T07:04:05.123Z"
    assert moments.iso(moments.read_date("2024-11-03T01:30:00")) == "2024-11-03T05:30:00.000Z"
    assert moments.iso(moments.read_date("2024-03-10T02:30:00")) == "2024-03-10T07:30:00.000Z"
    assert moments.iso(moments.read_date("2024-01-02T03:04:05.123Z")) == "2024-01-02T03:04:05.123Z"
