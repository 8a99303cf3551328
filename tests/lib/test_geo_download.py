"""Fetching the location database, from a server of our own on 127.0.0.1."""

import gzip
import io
import tarfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from app.lib import geo_download
from app.lib.geo import Places
from app.lib.geo_download import DownloadError, download

DATABASE = (Path(__file__).parents[1] / "conformance" / "GeoIP2-City-Test.mmdb").read_bytes()

Publish = Callable[..., str]


@pytest.fixture
def publish() -> Iterator[Publish]:
    """Serves bytes at a path and returns the address; with `status` and `headers` of choice."""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()

    def add(path: str, body: bytes, status: int = 200, headers: dict[str, str] | None = None) -> str:
        answers[path] = (status, headers or {}, body)
        return f"http://127.0.0.1:{server.server_port}{path}"

    yield add
    server.shutdown()
    server.server_close()


def archive(*members: tuple[str, bytes | str]) -> bytes:
    """A .tar.gz of files (bytes) and symbolic links (text: where to)."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                tar.addfile(info)
            else:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize("name, body", [
    ("/City.mmdb", DATABASE),
    ("/City.mmdb.gz", gzip.compress(DATABASE)),
    ("/City.tar.gz", archive(("GeoLite2_1/LICENSE.txt", b"free"), ("GeoLite2_1/City.mmdb", DATABASE))),
    ("/download?edition=City", archive(("City.mmdb", DATABASE))),  # The address does not tell what it is.
    ("/evil.tar.gz", archive(("link.mmdb", "/etc/passwd"), ("../../escaped.mmdb", DATABASE))),
])
def test_the_database_is_put_in_place_however_it_is_packed(
    tmp_path: Path, publish: Publish, name: str, body: bytes,
) -> None:
    path = tmp_path / "geo" / "City.mmdb"
    download(publish(name, body), path)
    assert path.read_bytes() == DATABASE
    assert path.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in tmp_path.rglob("*") if file.is_file()] == ["City.mmdb"]
    assert Places(str(path)).find("81.2.69.142", {}, from_payload=False).city == "London"


def test_a_redirect_is_followed(tmp_path: Path, publish: Publish) -> None:
    there = publish("/there", DATABASE)
    download(publish("/here", b"", 302, {"Location": there}), tmp_path / "City.mmdb")
    assert (tmp_path / "City.mmdb").read_bytes() == DATABASE


@pytest.mark.parametrize("answer, message", [
    ((b"no", 403, {}), "answered 403 Forbidden"),
    ((b"<html>", 200, {}), "no location database"),
    ((gzip.compress(b"<html>"), 200, {}), "no location database"),
    ((b"", 200, {}), "no location database"),
    ((DATABASE[:-4_000], 200, {}), "no location database"),
    ((DATABASE[:9_000], 200, {"Content-Length": str(len(DATABASE))}), f"broke off after 9000 of {len(DATABASE)} bytes"),
    ((gzip.compress(DATABASE)[:5_000], 200, {}), "damaged"),
    ((archive(("City.mmdb", DATABASE))[:5_000], 200, {}), "damaged"),
    ((archive(("README", b"empty")), 200, {}), "no .mmdb file"),
    ((b"", 302, {"Location": "file:///etc/passwd"}), "302"),
    ((b"", 302, {"Location": "ftp://127.0.0.1/x"}), "cannot be fetched"),
])
def test_whatever_goes_wrong_is_said_and_leaves_the_old_database(
    tmp_path: Path, publish: Publish, answer: tuple[bytes, int, dict[str, str]], message: str,
) -> None:
    path = tmp_path / "City.mmdb"
    path.write_bytes(b"the old one")
    with pytest.raises(DownloadError, match=message) as raised:
        download(publish("/City?license_key=secret", *answer), path)
    assert "secret" not in str(raised.value)
    assert path.read_bytes() == b"the old one"
    assert [file.name for file in tmp_path.iterdir()] == ["City.mmdb"]


@pytest.mark.parametrize("url, message", [
    ("file:///etc/passwd", "cannot be fetched: unknown url type: file"),
    ("ftp://127.0.0.1/City.mmdb", "cannot be fetched: unknown url type: ftp"),
    ("City.mmdb", "no http or https address"),
    ("http://127.0.0.1:1/City.mmdb", "cannot be fetched"),
    ("http://[", "no http or https address"),
])
def test_only_http_is_spoken(tmp_path: Path, url: str, message: str) -> None:
    with pytest.raises(DownloadError, match=message):
        download(url, tmp_path / "City.mmdb")
    assert list(tmp_path.iterdir()) == []


def test_an_archive_that_unpacks_to_too_much_is_given_up(
    tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(geo_download, "_LIMIT_BYTES", 1_000_000)
    with pytest.raises(DownloadError, match="larger than 1000000 bytes"):
        download(publish("/bomb.gz", gzip.compress(bytes(50_000_000))), tmp_path / "City.mmdb")
    assert list(tmp_path.iterdir()) == []


def test_a_license_key_fetches_from_maxmind(
    tmp_path: Path, publish: Publish, monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert geo_download._MAXMIND.startswith("https://download.maxmind.com/app/geoip_download?edition_id=GeoLite2-City&")
    address = publish("/app?suffix=tar.gz&license_key=a%26b", archive(("City.mmdb", DATABASE)))
    monkeypatch.setattr(geo_download, "_MAXMIND", address.removesuffix("a%26b"))
    download("", tmp_path / "City.mmdb", license_key="a&b")
    assert (tmp_path / "City.mmdb").read_bytes() == DATABASE


def test_with_neither_setting_the_message_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match=r"Set GEO_DATABASE_URL .* or MAXMIND_LICENSE_KEY"):
        download("", tmp_path / "City.mmdb")


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, publish: Publish) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DownloadError, match="cannot be written"):
        download(publish("/City.mmdb", DATABASE), tmp_path / "file" / "City.mmdb")
