"""The configurations of docs/proxy.md, run by real proxies before real servers."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from app.settings import Settings
from tests.collect.front import CHROME, LONDON
from tests.server.running import WEBSITE, Running, free_port, hit

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "proxy.md").read_text()
BLOCKED = "127.0.0.9"
# What a visitor may try, each to be another visitor in London.
LIES = {name: LONDON for name in ("true-client-ip", "cf-connecting-ip", "x-real-ip", "x-forwarded-for", "forwarded")}


def examples(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


@dataclass
class Proxied:
    """Addresses of a proxy: of a host of Dashi's own, of a path of another host, and behind a CDN."""

    host: str
    path: str
    cdn: str = ""


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory, module_database: str) -> Iterator[list[Running]]:
    """A server on a host of its own, and one below /stats."""
    settings = {
        "DATABASE_URL": module_database, "CLIENT_IP_HEADER": "x-real-ip", "IGNORE_IP": BLOCKED,
        "GEOLITE_DB_PATH": str(TOP / "tests" / "conformance" / "GeoIP2-City-Test.mmdb"),
    }
    host = Running(tmp_path_factory.mktemp("host"), **settings)
    started = [host, _Below(tmp_path_factory.mktemp("path"), **settings)]
    host.add_website()
    yield started
    for server in started:
        server.stop()


class _Below(Running):
    """A server with BASE_PATH: it answers there, and so it is asked there whether it has started."""

    def __init__(self, folder: Path, **settings: str) -> None:
        super().__init__(folder, wait=False, BASE_PATH="/stats", **settings)
        self.url += "/stats"
        self.await_ready()


def running(command: list[str], folder: Path, ports: list[int]) -> Iterator[None]:
    """A proxy, from when it takes connections until it is ended."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, env={"HOME": str(folder)})
    try:
        deadline = time.monotonic() + 20
        for port in ports:
            while socket.socket().connect_ex(("127.0.0.1", port)):
                assert process.poll() is None and time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def nginx(servers: list[Running], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    folder, ports = tmp_path_factory.mktemp("nginx"), [free_port() for _ in range(3)]
    host, path, believed = examples("nginx")
    upstream, host = re.fullmatch(r"(upstream.*?\n}\n)(.*)", host, re.DOTALL).groups()
    below = upstream.replace("upstream dashi", "upstream below")
    believed = believed.replace("192.0.2.0/24", "127.0.0.0/8")
    behind_cdn = host.replace("client_max_body_size", f"{believed}client_max_body_size")
    texts = [
        upstream.replace("127.0.0.1:3000", f"127.0.0.1:{servers[0].port}"),
        below.replace("127.0.0.1:3000", f"127.0.0.1:{servers[1].port}"),
        host, path.replace("http://dashi", "http://below"), behind_cdn,
    ]
    for number, port in zip((2, 3, 4), ports, strict=True):
        texts[number], changed = re.subn(r"listen 80;", f"listen 127.0.0.1:{port};", texts[number])
        assert changed == 1
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in (
        "client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(
        f"user root;\ndaemon off;\npid {folder}/pid;\nerror_log stderr;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{temporary}{''.join(texts)}}}\n")
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    yield from proxied(program, ["-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")], folder, ports)


@pytest.fixture(scope="module")
def caddy(servers: list[Running], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    folder, ports = tmp_path_factory.mktemp("caddy"), [free_port() for _ in range(2)]
    texts = []
    for example, port, server in zip(examples("caddy"), ports, servers, strict=True):
        text, changed = re.subn(r"^(stats\.)?example\.com \{", f"http://127.0.0.1:{port} {{", example)
        assert changed == 1
        texts.append(text.replace("127.0.0.1:3000", f"127.0.0.1:{server.port}"))
    (folder / "Caddyfile").write_text("{\nadmin off\nauto_https off\n}\n" + "".join(texts))
    yield from proxied(shutil.which("caddy"), ["run", "--adapter", "caddyfile", "--config", "Caddyfile"], folder, ports)


def proxied(program: str | None, arguments: list[str], folder: Path, ports: list[int]) -> Iterator[Proxied]:
    assert program, "not installed: tests/run.sh does it"
    for _ in running([program, *arguments], folder, ports):
        yield Proxied(*(f"http://127.0.0.1:{port}" for port in ports))


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def proxy(request: pytest.FixtureRequest) -> Proxied:
    return request.getfixturevalue(request.param)


def send(url: str, address: str = "127.0.0.2", **headers: str) -> httpx.Response:
    """A page view from a visitor at `address` of this machine."""
    with httpx.Client(transport=httpx.HTTPTransport(local_address=address)) as http:
        agent = {"user-agent": CHROME}
        body = hit(WEBSITE, "").replace(b'"id":""', b'"tag":"t"')
        return http.post(url + "/api/send", content=body, headers={**agent, **headers})


@pytest.mark.parametrize("where", ["host", "path"])
def test_the_visitors_address_is_the_connections_whatever_they_say(proxy: Proxied, where: str):
    url = proxy.host if where == "host" else proxy.path + "/stats"
    honest = send(url).json()["sessionId"]
    assert send(url, "127.0.0.3").json()["sessionId"] != honest
    for name, value in LIES.items():
        assert send(url, **{name: value}).json()["sessionId"] == honest, name
    assert send(url, **LIES).json()["sessionId"] == honest
    # The address that is left out is the one that the proxy sees.
    assert send(url, BLOCKED, **LIES).status_code == 403


def test_who_goes_round_the_proxy_chooses_an_address(servers: list[Running]):
    """Why the page says to let nobody reach Dashi but the proxy."""
    assert send(servers[0].url, BLOCKED).status_code == 403
    assert send(servers[0].url, BLOCKED, **{"x-real-ip": LONDON}).status_code == 200


def test_behind_a_cdn_the_address_is_the_one_that_it_writes(nginx: Proxied, module_database: str):
    answer = send(nginx.cdn, **{"x-forwarded-for": f"203.0.113.77, {LONDON}", "true-client-ip": "203.0.113.78"})
    with psycopg.connect(module_database) as connection:
        place = connection.execute(
            "select country, city from session where session_id = %s", [answer.json()["sessionId"]]).fetchone()
    assert place == ("GB", "London")


@pytest.mark.parametrize("path, status, location", [
    ("/stats/api/heartbeat", 200, None), ("/stats/api/ready", 200, None), ("/stats/script.js", 200, None),
    ("/stats", 200, None), ("/stats/", 308, "/stats"), ("/stats/api/heartbeat/", 308, "/stats/api/heartbeat"),
    ("/stats/nothing", 404, None),
])
def test_below_a_path_everything_is_found(proxy: Proxied, path: str, status: int, location: str | None):
    answer = httpx.get(proxy.path + path)
    assert answer.status_code == status
    assert "x-dns-prefetch-control" in answer.headers, "it is not Dashi's answer"
    assert answer.headers.get("location") == location


@pytest.mark.parametrize("path", ["/", "/script.js", "/api/heartbeat", "/statsx", "/p/x"])
def test_the_rest_of_that_host_is_none_of_dashis_business(proxy: Proxied, path: str):
    assert "x-dns-prefetch-control" not in httpx.get(proxy.path + path).headers


def test_the_tracker_posts_below_the_path(proxy: Proxied):
    """It cuts its own address at the last slash (spec 01b, section 1.2), so its file must be below the path."""
    script = httpx.get(proxy.path + "/stats/script.js")
    assert script.headers["access-control-allow-origin"] == "*"
    assert "/api/send" in script.text and "/stats/api/send" not in script.text
    preflight = httpx.options(proxy.path + "/stats/api/send")
    assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")


def test_many_hits_share_connections_to_the_server(proxy: Proxied, servers: list[Running]):
    for number in range(30):
        assert send(proxy.host, f"127.0.0.{20 + number}").status_code == 200
    established = [one for one in psutil.Process(servers[0].process.pid).net_connections("tcp")
                   if one.status == psutil.CONN_ESTABLISHED and one.laddr.port == servers[0].port]
    assert 1 <= len(established) <= 6  # of this proxy, and of the other one a few seconds ago


def test_a_kept_connection_is_given_up_before_the_server_closes_it():
    limit = Settings.model_fields["keep_alive_timeout"].default / 1000
    kept = [float(text) for text in re.findall(r"keepalive(?:_timeout)? (\d+)s", PAGE)]
    assert len(kept) == 3 and all(seconds < limit for seconds in kept)


def test_no_limit_of_a_proxy_comes_before_dashis_own():
    largest = Settings.model_fields["record_limit_bytes"].default
    sizes = re.findall(r"(?:client_max_body_size|max_size) (\d+)m", PAGE, re.IGNORECASE)
    assert len(sizes) == 3 and all(int(size) * 10**6 > largest for size in sizes)
    slowest = Settings.model_fields["statistics_timeout_seconds"].default
    waits = re.findall(r"proxy_read_timeout (\d+)s", PAGE)
    assert len(waits) == 2 and all(int(seconds) > slowest for seconds in waits)


@pytest.mark.parametrize("path, size, status", [
    ("/api/send", 200_000, 400), ("/api/send", 300_000, 413), ("/api/record", 8_000_000, 400),
    ("/api/record", 8_500_000, 413),
])
def test_bodies_that_are_too_long_are_refused_by_dashi_in_its_own_words(proxy: Proxied, path, size, status):
    answer = httpx.post(proxy.host + path, content=b'{"x":"' + b"x" * size + b'"}', timeout=20)
    assert answer.status_code == status
    assert answer.json()["error"]["status"] == status
    assert answer.headers["access-control-allow-origin"] == "*"


def test_nobody_gets_a_websocket(proxy: Proxied):
    upgrade = {"connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
               "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ=="}
    answer = httpx.get(proxy.host + "/api/heartbeat", headers=upgrade)
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
