"""Fetches a location database in MaxMind's format and puts it in place: what `dashi geo download` does.

Only an operator starts it, and only from the address that they set; the server itself calls nobody. Standard library
only, http and https only. What arrives is recognised by its first bytes, as addresses need not end in a telling name.
"""

import gzip
import os
import tarfile
import tempfile
import urllib.parse
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, cast
from urllib.error import HTTPError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    UnknownHandler,
)

import maxminddb

_MAXMIND = "https://download.maxmind.com/app/geoip_download?edition_id=GeoLite2-City&suffix=tar.gz&license_key="
_TIMEOUT_SECONDS = 60
_CHUNK_BYTES = 1 << 18
_LIMIT_BYTES = 2 << 30  # Sixteen times the largest City database: an archive that unpacks to more is a trap.
_GZIP = b"\x1f\x8b"
_TAR, _TAR_AT = b"ustar", 257


class DownloadError(Exception):
    """The database could not be fetched; the message says why and names no key. What was in place still is."""


def download(url: str, path: Path, license_key: str = "") -> None:
    """Fetches the database at `url` (`.mmdb`, also in `.gz` or `.tar.gz`) and replaces the file at `path` with it.

    Without `url`, GeoLite2-City comes from MaxMind with `license_key`. The file is opened and asked for an address
    before it takes the old one's place, in one step. Progress is shown on stderr if that is a terminal.
    """
    if not url and not license_key:
        raise DownloadError(
            "Nothing says where the location database is. Set GEO_DATABASE_URL to the address of a .mmdb, .mmdb.gz or "
            ".tar.gz file, or MAXMIND_LICENSE_KEY to the key of a MaxMind account (free) to fetch GeoLite2-City.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _temporary_beside(path) as fetched, _temporary_beside(path) as unpacked:
            _fetch(url or _MAXMIND + urllib.parse.quote(license_key, safe=""), fetched)
            _unpack(fetched, unpacked)
            _check(Path(unpacked.name))
            _put_in_place(unpacked, path)
    except OSError as error:
        raise DownloadError(f"{path} cannot be written: {error.strerror or error}") from error


@contextmanager
def _temporary_beside(path: Path) -> Iterator[IO[bytes]]:
    # In the same folder, as only a rename within one file system is a single step.
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            yield file
        finally:
            Path(file.name).unlink(missing_ok=True)  # gone already where it was put in place


def _fetch(url: str, into: IO[bytes]) -> None:
    from tqdm import tqdm

    shown = url.partition("?")[0]  # The query may hold a key.
    with _answer(url, shown) as answer:
        length = int(answer.headers.get("content-length") or 0)
        with tqdm(total=length or None, unit="B", unit_scale=True, desc=shown, disable=None) as bar:
            while chunk := _chunk(answer, shown):
                _write(chunk, into)
                bar.update(len(chunk))
    if length and into.tell() != length:
        raise DownloadError(f"{shown} broke off after {into.tell()} of {length} bytes.")
    into.flush()


def _answer(url: str, shown: str) -> HTTPResponse:
    # urllib without its handlers for files, data and FTP, to which a redirect could lead too.
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPRedirectHandler, HTTPDefaultErrorHandler,
                    HTTPErrorProcessor, UnknownHandler):
        opener.add_handler(handler())
    try:
        return cast(HTTPResponse, opener.open(url, timeout=_TIMEOUT_SECONDS))
    except HTTPError as error:
        error.close()
        raise DownloadError(f"{shown} answered {error.code} {error.reason}.") from None
    except (OSError, HTTPException) as error:
        reason = getattr(error, "reason", None) or type(error).__name__
        raise DownloadError(f"{shown} cannot be fetched: {reason}.") from None
    except ValueError:
        raise DownloadError(f"{shown} is no http or https address.") from None


def _chunk(answer: HTTPResponse, shown: str) -> bytes:
    try:
        return answer.read(_CHUNK_BYTES)
    except (OSError, HTTPException) as error:
        raise DownloadError(f"{shown} broke off: {error}.") from None


def _write(chunk: bytes, into: IO[bytes]) -> None:
    into.write(chunk)
    if into.tell() > _LIMIT_BYTES:
        raise DownloadError(f"The location database is larger than {_LIMIT_BYTES} bytes.")


def _unpack(fetched: IO[bytes], into: IO[bytes]) -> None:
    """Copies the database: the fetched bytes as they are, unzipped, or the first `.mmdb` file of an archive."""
    fetched.seek(0)
    is_zipped = fetched.read(len(_GZIP)) == _GZIP
    fetched.seek(0)
    if not is_zipped:
        _copy(fetched, into)
        return
    try:
        with cast(IO[bytes], gzip.open(fetched)) as plain:
            is_archive = plain.read(_TAR_AT + len(_TAR))[_TAR_AT:] == _TAR
            plain.seek(0)
            if is_archive:
                _copy_member(plain, into)
            else:
                _copy(plain, into)
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise DownloadError(f"The fetched archive is damaged: {error}.") from None


def _copy_member(archive: IO[bytes], into: IO[bytes]) -> None:
    # Only the bytes of one plain file leave the archive; names and links in it are never followed.
    with tarfile.open(fileobj=archive, mode="r|") as tar:
        for member in tar:
            if member.isfile() and member.name.endswith(".mmdb") and (content := tar.extractfile(member)):
                _copy(content, into)
                return
    raise DownloadError("There is no .mmdb file in the fetched archive.")


def _copy(source: IO[bytes], into: IO[bytes]) -> None:
    while chunk := source.read(_CHUNK_BYTES):
        _write(chunk, into)
    into.flush()


def _check(path: Path) -> None:
    try:
        with maxminddb.open_database(os.fspath(path)) as reader:
            reader.get("1.1.1.1")
    except (ValueError, maxminddb.InvalidDatabaseError) as error:
        raise DownloadError(f"What was fetched is no location database in MaxMind's format: {error}") from None


def _put_in_place(file: IO[bytes], path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    Path(file.name).chmod(0o644)  # Temporary files are their owner's only; the server may be another user.
    Path(file.name).replace(path)
