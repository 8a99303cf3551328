"""Places: from headers and from MaxMind's test database, with the rows that Umami stored for the same requests."""

import logging
import os
import shutil
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.lib.addresses import client_address
from app.lib.geo import NOWHERE, Place, Places

CONFORMANCE = Path(__file__).parents[1] / "conformance"
DATABASE = CONFORMANCE / "GeoIP2-City-Test.mmdb"
LONDON = Place("GB", "GB-ENG", "London")


def recorded() -> list[Any]:
    """The steps of the recorded scenario that were collected, each with the place of its session row."""
    steps = [orjson.loads(line) for line in (CONFORMANCE / "scenario.jsonl").read_bytes().splitlines()]
    rows = next(step for step in steps if step.get("rows") == "session")
    at = [rows["columns"].index(name) for name in ("country", "region", "city")]
    places = {row[0]: tuple(row[index] for index in at) for row in rows["expect"]}
    cases = []
    for step in steps:
        if step.get("group") == "collect-edges" and isinstance(step["expect"].get("body"), dict):
            session_id = step["expect"]["body"].get("sessionId")
            if session_id in places:
                cases.append(pytest.param(step, places[session_id], id=step["id"]))
    return cases


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(str(DATABASE))


@pytest.mark.parametrize("step, expected", recorded())
def test_a_recorded_visitor_is_where_umami_found_them(
    places: Places, step: dict[str, Any], expected: tuple[str | None, ...],
) -> None:
    payload_ip = step["body"]["payload"].get("ip")
    ip = client_address(step["headers"], "127.0.0.1", "", payload_ip)
    assert places.find(ip, step["headers"], from_payload=bool(payload_ip)) == expected


@pytest.mark.parametrize("ip, place", [
    ("81.2.69.142", LONDON),
    ("81.2.69.142:80", LONDON),
    ("::ffff:81.2.69.142", LONDON),
    ("2001:218::5", Place("JP")),
    ("[2001:218::5]", Place("JP")),
    ("[2001:218::5]:443", Place("JP")),
    ("203.0.113.5", NOWHERE),  # no record
    ("anything", NOWHERE),
    ("", NOWHERE),
    ("1" * 100_000, NOWHERE),
])
def test_the_database_knows_the_place_of_an_address(places: Places, ip: str, place: Place) -> None:
    assert places.find(ip, {}, from_payload=False) == place
    assert places.find(ip, {}, from_payload=False) == place  # also when remembered


@pytest.mark.parametrize("headers, place", [
    ({"cf-ipcountry": "DE", "cf-region-code": "BY", "cf-ipcity": "K\u00c3\u00b6ln"}, Place("DE", "DE-BY", "Köln")),
    ({"cf-ipcountry": "DE", "cf-ipcity": "M%C3%BCnchen"}, Place("DE", None, "München")),
    ({"cf-ipcountry": "DE", "cf-ipcity": "50%/M%C3%BC"}, Place("DE", None, "50%/M%C3%BC")),
    ({"cf-ipcountry": "DE", "cf-ipcity": "M%FCnchen"}, Place("DE", None, "M%FCnchen")),
    ({"cf-ipcountry": "DE", "cf-ipcity": "M\u00fcnchen"}, Place("DE", None, "M\ufffdnchen")),  # a byte of Latin-1
    ({"cf-ipcountry": "DE", "cf-ipcity": "\u6771\u4eac"}, Place("DE", None, "東京")),
    ({"cf-ipcountry": "XX", "cf-region-code": "1"}, Place("XX", "XX-1")),
    ({"cf-ipcountry": "US", "cf-region-code": "US-CA"}, Place("US", "US-CA")),
    ({"cf-ipcountry": "US", "cf-region-code": ""}, Place("US")),
    ({"x-vercel-ip-country": "US", "x-vercel-ip-country-region": "CA", "x-vercel-ip-city": "San%20Francisco"},
     Place("US", "US-CA", "San Francisco")),
    ({"cloudfront-viewer-country": "JP"}, Place("JP")),
    ({"cloudfront-viewer-country": "JP", "cloudfront-viewer-country-region": "13", "cloudfront-viewer-city": "Tokyo"},
     Place("JP", "JP-13", "Tokyo")),
    ({"eo-ipcountry": "CN", "eo-region-code": "SD", "eo-ipcity": "Jinan"}, Place("CN", "CN-SD", "Jinan")),
    ({"cf-ipcountry": "DE", "x-vercel-ip-country": "US", "x-vercel-ip-city": "Austin"}, Place("DE")),
    ({"cf-ipcountry": "", "cf-ipcity": "Bonn", "x-vercel-ip-country": "US"}, Place("US")),
    ({"cf-ipcity": "Bonn"}, LONDON),
    ({"x-umami-client-country": "FR"}, LONDON),  # Only Umami's own cloud reads it.
])
def test_the_first_proxy_that_names_a_country_wins(places: Places, headers: dict[str, str], place: Place) -> None:
    assert places.find("81.2.69.142", headers, from_payload=False) == place


@pytest.mark.parametrize("country, region, city, place", [
    ("DEU", "BY", "Bonn", Place(None, None, "Bonn")),  # cut to DE it might be right, cut from CHE it were wrong
    ("D", "BY", "", NOWHERE),
    ("D\0E", "B\0Y", "Bo\0nn", Place("DE", "DE-BY", "Bonn")),
    ("DE", "x" * 30, "y" * 80, Place("DE", "DE-" + "x" * 17, "y" * 50)),
])
def test_what_does_not_fit_the_columns_is_dropped_or_cut(
    places: Places, country: str, region: str, city: str, place: Place,
) -> None:
    headers = {"cf-ipcountry": country, "cf-region-code": region, "cf-ipcity": city}
    assert places.find("81.2.69.142", headers, from_payload=False) == place


@pytest.mark.parametrize("ip", ["127.0.0.1", "10.0.0.1", "192.168.0.1", "::1", "fe80::1", "::ffff:10.0.0.1"])
def test_a_local_visitor_has_no_place_whatever_the_headers_say(places: Places, ip: str) -> None:
    assert places.find(ip, {"cf-ipcountry": "DE"}, from_payload=False) == NOWHERE


def test_headers_are_not_about_an_address_from_the_payload(places: Places) -> None:
    assert places.find("81.2.69.142", {"cf-ipcountry": "DE"}, from_payload=True) == LONDON


def test_headers_can_be_switched_off() -> None:
    places = Places(str(DATABASE), skip_headers=True)
    assert places.find("81.2.69.142", {"cf-ipcountry": "DE"}, from_payload=False) == LONDON


def test_without_a_database_places_are_empty_and_that_is_said_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture,
) -> None:
    places = Places(str(tmp_path / "none.mmdb"))
    assert places.find("127.0.0.1", {}, from_payload=False) == NOWHERE
    assert places.find("81.2.69.142", {"cf-ipcountry": "DE"}, from_payload=False) == Place("DE")
    assert caplog.records == []
    for ip in ("81.2.69.142", "2.125.160.216", "81.2.69.142"):
        assert places.find(ip, {}, from_payload=False) == NOWHERE
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "81.2.69.142" not in caplog.text


def test_a_file_that_is_no_database_is_told_and_harms_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture,
) -> None:
    file = tmp_path / "geo.mmdb"
    file.write_bytes(b"nonsense")
    assert Places(str(file)).find("81.2.69.142", {}, from_payload=False) == NOWHERE
    assert "cannot be used" in caplog.text


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock forward, by seconds."""
    passed = 0.0
    monotonic = time.monotonic
    monkeypatch.setattr("app.lib.geo.time.monotonic", lambda: monotonic() + passed)

    def forward(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    return forward


def test_a_database_that_arrives_later_is_opened_within_a_minute(tmp_path: Path, later: Any) -> None:
    file = tmp_path / "geo.mmdb"
    places = Places(str(file))
    assert places.find("81.2.69.142", {}, from_payload=False) == NOWHERE
    shutil.copy(DATABASE, file)
    assert places.find("81.2.69.142", {}, from_payload=False) == NOWHERE
    later(61)
    assert places.find("81.2.69.142", {}, from_payload=False) == LONDON


def test_a_replaced_database_is_opened_again_and_a_bad_or_missing_one_leaves_the_old(
    tmp_path: Path, later: Any,
) -> None:
    file, other = tmp_path / "geo.mmdb", tmp_path / "other"
    shutil.copy(DATABASE, file)
    places = Places(str(file))
    first = places._reader
    assert places.find("81.2.69.142", {}, from_payload=False) == LONDON
    later(61)
    places.find("81.2.69.142", {}, from_payload=False)
    assert places._reader is first  # nothing changed

    shutil.copy(DATABASE, other)
    other.replace(file)
    later(61)
    assert places.find("81.2.69.142", {}, from_payload=False) == LONDON
    second = places._reader
    assert second is not first

    other.write_bytes(b"nonsense")
    other.replace(file)
    later(61)
    assert places.find("2.125.160.216", {}, from_payload=False) == Place("GB", "GB-ENG", "Boxford")
    os.unlink(file)  # noqa: PTH108
    later(61)
    assert places.find("89.160.20.112", {}, from_payload=False) == Place("SE", "SE-E", "Linköping")
    assert places._reader is second
