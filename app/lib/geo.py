"""Where is a visitor? Country, region and city, from a proxy's headers or from a database in MaxMind's format.

Spec 01, section 2.3. The reader is maxminddb with its C extension; the package geoip2 around it would add aiohttp and
requests for a web service that we do not call. The file is mapped into memory, so that a database of 60 MB does not
weigh on each worker; it must be replaced by renaming another over it, as `dashi geo download` and geoipupdate do.
Writing into it while it is mapped can end the process.
"""

import logging
import os
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from sys import intern
from typing import NamedTuple

import maxminddb

from app.lib.addresses import is_local, resolve_address
from app.lib.urls import decode_component

log = logging.getLogger(__name__)

_CHECK_SECONDS = 60
_CACHED = 8_192  # some 2 MB
_LONGEST = 80  # Longer text is no address.
_REGION_LENGTH, _CITY_LENGTH = 20, 50  # the columns of `session`

# Whoever fills in the country wins entirely: its region and city count even where they are missing.
_PROVIDERS = (
    ("cf-ipcountry", "cf-region-code", "cf-ipcity"),
    ("x-vercel-ip-country", "x-vercel-ip-country-region", "x-vercel-ip-city"),
    ("cloudfront-viewer-country", "cloudfront-viewer-country-region", "cloudfront-viewer-city"),
    ("eo-ipcountry", "eo-region-code", "eo-ipcity"),
)


class Place(NamedTuple):
    """ISO 3166 country (`GB`), region (`GB-ENG`) and English city name, as the columns of `session` take them."""

    country: str | None = None
    region: str | None = None
    city: str | None = None


NOWHERE = Place()


def _fitted(country: str | None, region: str | None, city: str | None) -> Place:
    """A place that fits the columns. A country that is not two letters is dropped, as cut it would be another one."""
    country, region, city = ((text or "").replace("\0", "") for text in (country, region, city))
    if len(country) != 2:
        country = ""
    if not country or not region:
        region = ""
    elif "-" not in region:
        region = f"{country}-{region}"
    return Place(intern(country) or None, intern(region[:_REGION_LENGTH]) or None, intern(city[:_CITY_LENGTH]) or None)


def _header_text(value: str | None) -> str | None:
    """A header's text: its bytes are UTF-8 (they come decoded as Latin-1), and may be percent-encoded on top."""
    if not value:
        return None
    if not value.isascii():
        try:
            value = value.encode("latin-1").decode("utf-8", "replace")
        except UnicodeEncodeError:
            pass  # Whoever passed the headers had decoded them already.
    return decode_component(value)


def _from_headers(headers: Mapping[str, str]) -> Place | None:
    for country_name, region_name, city_name in _PROVIDERS:
        if country := headers.get(country_name):
            region, city = headers.get(region_name), headers.get(city_name)
            return _fitted(_header_text(country), _header_text(region), _header_text(city))
    return None


def _member(record: object, *path: str | int) -> object:
    for key in path:
        if isinstance(record, dict):
            record = record.get(key)
        elif isinstance(record, list) and isinstance(key, int) and key < len(record):
            record = record[key]
        else:
            return None
    return record


def _text(record: object, *path: str | int) -> str | None:
    value = _member(record, *path)
    return value if isinstance(value, str) else None


class Places:
    """Finds places; opens the database at `path`, and opens it again within a minute of its being replaced.

    Without a database visitors have no place, which is logged once; collection goes on.
    """

    def __init__(self, path: str, skip_headers: bool = False) -> None:
        self._path = Path(path)
        self._skip_headers = skip_headers
        self._reader: maxminddb.Reader | None = None
        self._file: tuple[int, int, int] | None = None  # which file was opened last, or could not be
        self._told = False
        self._check_at = 0.0
        self._remembered = lru_cache(_CACHED)(self._look_up)
        self._open_if_replaced()

    def find(self, ip: str, headers: Mapping[str, str], from_payload: bool) -> Place:
        """The place of an address; `from_payload` says that the payload named it, so the headers are not about it.

        Local addresses have no place, whatever the headers say.
        """
        if not ip or is_local(ip):
            return NOWHERE
        if not (from_payload or self._skip_headers) and (place := _from_headers(headers)):
            return place
        if len(ip) > _LONGEST:
            return NOWHERE
        if time.monotonic() >= self._check_at:
            self._open_if_replaced()
        return self._remembered(ip)

    def _look_up(self, ip: str) -> Place:
        if self._reader is None:
            self._tell("There is no usable location database at %s: visitors are counted without a place.", self._path)
            return NOWHERE
        try:
            record = self._reader.get(resolve_address(ip).strip("[]"))
        except (ValueError, TypeError):  # no address, one with a NUL in it, an IPv6 one in a database of IPv4 only
            return NOWHERE
        except maxminddb.InvalidDatabaseError:
            self._tell("The location database at %s is damaged: some visitors are counted without a place.", self._path)
            return NOWHERE
        return _fitted(
            _text(record, "country", "iso_code") or _text(record, "registered_country", "iso_code"),
            _text(record, "subdivisions", 0, "iso_code"),
            _text(record, "city", "names", "en"),
        )

    def _open_if_replaced(self) -> None:
        self._check_at = time.monotonic() + _CHECK_SECONDS
        try:
            stat = self._path.stat()
        except OSError:
            return  # A file that is gone stays open; one that never was is told of when somebody needs it.
        file = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if file == self._file:
            return
        self._file = file
        try:
            reader = maxminddb.open_database(os.fspath(self._path))
        except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
            log.warning("The location database at %s cannot be used: %s", self._path, error)
            return
        # The old reader is not closed but let go: it ends when the last look-up that holds it does.
        self._reader = reader
        self._told = False
        self._remembered.cache_clear()

    def _tell(self, message: str, *values: object) -> None:
        if not self._told:
            self._told = True
            log.warning(message, *values)
