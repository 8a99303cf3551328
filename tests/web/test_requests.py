"""Which requests are logged, and what of them."""

import json
import logging
from collections.abc import Iterator

import pytest

from app.logs import Json
from app.web.requests import RequestLog
from tests.collect.front import LONDON, serving
from tests.web.test_surface import app_with, ask


@pytest.fixture
def lines() -> Iterator[list[dict[str, object]]]:
    """What is logged meanwhile, as entries of JSON."""
    found: list[dict[str, object]] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(json.loads(Json().format(record)))

    keep, log = Keep(), logging.getLogger("dashi")
    level = log.level
    logging.root.addHandler(keep)
    log.setLevel(logging.INFO)
    yield found
    logging.root.removeHandler(keep)
    log.setLevel(level)


def of_requests(lines: list[dict[str, object]], *routes: str) -> list[dict[str, object]]:
    """What is told of requests to these routes; a server of another test may still be ending one of its own."""
    return [{name: line[name] for name in ("message", "method", "route", "status")}
            for line in lines if line["logger"] == "dashi.requests" and line.get("route") in routes]


@pytest.mark.parametrize("method, path, route", [
    ("GET", "/api/ready", "/api/ready"),
    ("GET", "/api/share/a-secret-slug?token=secret", "/api/share/{slug}"),
    ("GET", "/p/a-secret-slug", "/p/{slug}"),
])
async def test_a_request_that_failed_by_our_fault_is_one_line_with_the_path_of_its_route(lines, method, path, route):
    answer = await ask(app_with(), method, path, {"user-agent": "a-secret-agent", "x-forwarded-for": LONDON})
    assert answer.status >= 500
    logged = of_requests(lines, route)
    assert logged == [{"message": "a request failed", "method": method, "route": route, "status": answer.status}]
    assert "secret" not in json.dumps(lines) and LONDON not in json.dumps(lines)


async def test_a_request_that_went_well_is_not_logged_nor_is_one_that_is_refused(lines, database_url):
    async with serving(database_url) as server:
        site = await server.add_site()
        await site.record({"type": "event", "payload": {"url": "/"}})
        assert (await server.http.get("/api/heartbeat")).status_code == 200
        assert (await server.http.get("/api/me")).status_code == 401
        assert (await server.send({})).status_code == 400
    assert of_requests(lines, "/api/send", "/api/heartbeat", "/api/me", "/api/websites") == []


async def test_a_request_that_took_long_is_logged_also_a_hit(lines, database_url):
    async with serving(database_url, LOG_SLOW_SECONDS=0.000001) as server:
        site = await server.add_site()
        await site.record({"type": "event", "payload": {"url": "/"}})
        await server.http.get("/api/heartbeat")
    assert of_requests(lines, "/api/send", "/api/heartbeat") == [
        {"message": "a request took long", "method": "POST", "route": "/api/send", "status": 200},
        {"message": "a request took long", "method": "GET", "route": "/api/heartbeat", "status": 200},
    ]
    assert all(0 < line["seconds"] < 60 for line in lines if "seconds" in line)


async def test_the_line_names_the_kind_of_the_databases_error(lines):
    await ask(app_with(), "GET", "/api/share/slug")
    told = [line["reason"] for line in lines if line.get("route") == "/api/share/{slug}"]
    assert told == ["OperationalError"]


def test_what_is_logged_is_counted(lines):
    log = RequestLog(slow_seconds=1)
    for status, seconds in ((503, 0.1), (500, 2.0), (200, 1.5), (404, 0.1), (200, 0.9)):
        log.note("POST", "/api/send", status, seconds)
    assert (log.failed, log.slow, len(of_requests(lines, "/api/send"))) == (2, 2, 3)
