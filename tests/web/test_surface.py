"""What is the same for every request: spec 01, section 1; spec 01b, sections 5.1 and 5.2."""

import json
from urllib.parse import urljoin

import pytest

from app.main import create_app
from tests.collect.front import CHROME, ask, lifespan, settings_for

NOWHERE = "postgresql://nobody@127.0.0.1:1/none"  # nothing here asks a database
CORS = {
    "access-control-allow-origin": "*", "access-control-allow-headers": "*",
    "access-control-allow-methods": "GET, DELETE, POST, PUT", "access-control-max-age": "86400",
    "cache-control": "no-cache",
}
# Umami's also allows 'unsafe-eval' and 'unsafe-inline' scripts; ours is stricter on purpose.
POLICY = (
    "default-src 'self'; img-src 'self' https: data:; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'self' ;"
)
EVERYWHERE = {"x-dns-prefetch-control": "on", "content-security-policy": POLICY, "x-content-type-options": "nosniff"}
HTML = "private, no-cache, no-store, max-age=0, must-revalidate"
UNDEFINED = "Invalid input: expected object, received undefined"


def app_with(**changes):
    return create_app(settings_for(NOWHERE, **changes))


@pytest.fixture(scope="module")
def app():
    return app_with()


def has(answer, headers):
    return {name: answer.headers.get(name) for name in headers} == headers


@pytest.mark.parametrize(("method", "path", "status"), [
    ("POST", "/api/send", 400), ("POST", "/api/batch", 400), ("POST", "/api/record", 400),
    ("GET", "/api/heartbeat", 200), ("GET", "/api/send", 405), ("OPTIONS", "/api/send", 204),
    ("POST", "/api/heartbeat", 405), ("GET", "/api/nothing", 404), ("GET", "/api/me", 401),
    ("POST", "/api/auth/login", 400), ("GET", "/api/heartbeat/", 308), ("HEAD", "/api/heartbeat", 200),
    ("GET", "//api/heartbeat", 308),
])
async def test_every_answer_below_api_may_be_read_by_any_site(app, method, path, status):
    answer = await ask(app, method, path, {"origin": "https://a.com"})
    assert answer.status == status
    assert has(answer, {**EVERYWHERE, **CORS})
    assert "access-control-allow-credentials" not in answer.headers
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/", 200), ("GET", "/script.js", 200), ("GET", "/robots.txt", 200), ("GET", "/nothing", 404),
    ("GET", "/robots.txt/", 308), ("POST", "/p/x", 405), ("OPTIONS", "/q/x", 204), ("GET", "/API/heartbeat", 404),
])
async def test_every_other_answer_has_the_headers_of_pages(app, method, path, status):
    answer = await ask(app, method, path)
    assert answer.status == status
    assert has(answer, EVERYWHERE)
    assert path == "/script.js" or not [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/api/send", "/api/record"])
async def test_refused_bodies_are_json_without_a_charset(app, path):
    answer = await ask(app, "POST", path, {"user-agent": CHROME})
    assert (answer.status, answer.headers["content-type"]) == (400, "application/json")
    assert answer.json() == {"error": {
        "message": "Bad request", "code": "bad-request", "status": 400, "errors": [UNDEFINED],
    }}
    assert answer.headers["content-length"] == str(len(answer.body))


@pytest.mark.parametrize("path", ["/api/send", "/api/batch", "/api/record"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
async def test_a_wrong_method_is_405_and_empty(app, path, method):
    answer = await ask(app, method, path, chunks=[b"{}"])
    assert (answer.status, answer.body, answer.headers["allow"]) == (405, b"", "OPTIONS, POST")


@pytest.mark.parametrize(("path", "allow"), [
    ("/api/send", "OPTIONS, POST"), ("/api/batch", "OPTIONS, POST"), ("/api/record", "OPTIONS, POST"),
    ("/api/heartbeat", "GET, HEAD, OPTIONS"), ("/p/x", "GET, HEAD, OPTIONS"), ("/q/x", "GET, HEAD, OPTIONS"),
])
async def test_options_tell_the_methods_and_look_at_no_header(app, path, allow):
    preflight = {"origin": "null", "access-control-request-method": "PATCH", "access-control-request-headers": "x"}
    answer = await ask(app, "OPTIONS", path, preflight)
    assert (answer.status, answer.body, answer.headers["allow"]) == (204, b"", allow)
    assert "content-length" not in answer.headers
    assert "content-type" not in answer.headers


async def test_the_heartbeat_asks_no_database(app):
    answer = await ask(app, "GET", "/api/heartbeat")
    assert (answer.status, answer.json()) == (200, {"ok": True})


@pytest.mark.parametrize("path", [
    "/", "/script.js", "/recorder.js", "/robots.txt", "/favicon.ico", "/api/heartbeat", "/api/config",
])
async def test_head_is_get_without_its_body(app, path):
    head, get = await ask(app, "HEAD", path), await ask(app, "GET", path)
    assert (head.status, head.headers, head.body) == (get.status, get.headers, b"")
    assert get.body


@pytest.mark.parametrize("path", ["/nothing", "/api", "/p", "/q", "/p/a/b", "/API/send", "/Script.js", "/p/a%2Fb"])
async def test_an_unknown_path_is_a_page_that_says_so(app, path):
    answer = await ask(app, "GET", path)
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert answer.headers["cache-control"] == HTML
    assert b"404" in answer.body
    head = await ask(app, "HEAD", path)
    assert (head.status, head.body) == (404, b"")


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/health", "/api/version", "/api/send/more", "/api/websites/x/nothing"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
async def test_an_unknown_path_below_api_is_json(app, path, method):
    answer = await ask(app, method, path)
    assert answer.status == 404
    assert answer.json() == {"error": {"message": "Not found", "code": "not-found", "status": 404}}


@pytest.mark.parametrize(("target", "location"), [
    ("/api/send/", "/api/send"), ("/api/heartbeat/?a=1&b=%20", "/api/heartbeat?a=1&b=%20"), ("/p/x/", "/p/x"),
    ("/script.js/", "/script.js"), ("//api/heartbeat", "/api/heartbeat"), ("/api//heartbeat?x", "/api/heartbeat?x"),
    ("///", "/"), ("//", "/"), ("/a///b//", "/a/b"), ("/%20/", "/%20"), ("/a/?", "/a"),
])
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
async def test_idle_slashes_are_taken_out_with_308(app, method, target, location):
    answer = await ask(app, method, target, chunks=[b"{}"])
    assert (answer.status, answer.headers["location"], answer.body) == (308, location, b"")


@pytest.mark.parametrize("target", [
    "//evil.com", "//evil.com/", "///evil.com/", "/\\evil.com/", "/\\/evil.com/", "\\\\evil.com/", "/\\\\evil.com//",
    "//\\evil.com", "/%5Cevil.com/", "/%2F/evil.com", "/%2Fevil.com/", "//%2Fevil.com", "/.//evil.com",
    "/..//evil.com/",
    "//user@evil.com/", "//evil.com:80//", "/ /evil.com/", "/\t/evil.com/", "\t//evil.com/",
    "/%09/evil.com/", "//evil.com?//x/", "/https://evil.com/",
    "/a/..//evil.com",
])
async def test_no_redirect_leads_to_another_site(app, target):
    answer = await ask(app, "GET", target)
    if answer.status == 308:
        location = answer.headers["location"]
        assert "\\" not in location
        assert urljoin("https://stats.example.com/a/b", location).startswith("https://stats.example.com/")
        assert not [letter for letter in location if letter <= " "]  # a browser drops tabs and line breaks
        assert not location.startswith("//")


@pytest.mark.parametrize("target", ["/x%2F", "/api/send%2F", "/%2F%2Fx", "/p/%2F", "/x%2Fy/"])
async def test_an_escaped_slash_is_no_separator_and_never_redirected_to_itself(app, target):
    seen = set()
    for _ in range(5):
        answer = await ask(app, "GET", target)
        if answer.status != 308:
            break
        assert target not in seen
        seen.add(target)
        target = answer.headers["location"]
    assert answer.status == 404


@pytest.mark.parametrize("target", [
    "/%00", "/%ff%fe", "/%", "/%zz", "/" + "a" * 60_000, "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/.env",
    "/static/../app/settings.py", "/p/%00", "/q/%ff", "/p/" + "x" * 5_000, "/api/websites/%00", "*", "",
    "/?" + "a" * 60_000, "/ü", "/script.js%00", "/<script>alert(1)</script>",
])
async def test_odd_paths_are_answered_and_never_echoed(app, target):
    answer = await ask(app, "GET", target)
    assert answer.status in (200, 308, 400, 401, 404, 503)
    assert b"<script>alert" not in answer.body
    assert b"root:" not in answer.body


async def test_below_a_base_path_everything_moves():
    app = app_with(BASE_PATH="/stats")
    assert (await ask(app, "GET", "/stats/api/heartbeat")).json() == {"ok": True}
    assert (await ask(app, "POST", "/stats/api/send")).status == 400
    assert (await ask(app, "GET", "/stats/script.js")).status == 200
    assert (await ask(app, "GET", "/stats")).status == 200
    assert (await ask(app, "OPTIONS", "/stats/p/x")).status == 204
    redirects = {"/stats/": "/stats", "/stats/?a": "/stats?a", "/stats//api/send/": "/stats/api/send"}
    for target, location in redirects.items():
        answer = await ask(app, "GET", target)
        assert (answer.status, answer.headers["location"]) == (308, location)
    for path in ("/", "/api/heartbeat", "/api/send", "/script.js", "/statsx", "/stat", "/STATS", "/p/x", "/x/stats"):
        answer = await ask(app, "GET", path)
        assert answer.status == 404
        assert not answer.headers.keys() & (EVERYWHERE.keys() | CORS.keys() - {"cache-control"})


@pytest.mark.parametrize("base_path", ["stats", "/stats/", "stats/"])
async def test_a_base_path_needs_no_care_with_slashes(base_path):
    app = app_with(BASE_PATH=base_path)
    assert (await ask(app, "GET", "/stats/api/heartbeat")).status == 200


@pytest.mark.parametrize(("endpoint", "path"), [
    ("/api/zz", "/api/zz"), ("collect", "/collect"), ("/deep/er", "/deep/er"),
])
async def test_the_second_path_of_send_behaves_in_everything_like_the_first(endpoint, path):
    app = app_with(COLLECT_API_ENDPOINT=endpoint, BASE_PATH="/base")
    for own in ("/base" + path, "/base/api/send"):
        answers = [await ask(app, method, own) for method in ("POST", "GET", "OPTIONS")]
        assert [answer.status for answer in answers] == [400, 405, 204]
        assert all(has(answer, {**EVERYWHERE, **CORS}) for answer in answers)
    answer = await ask(app, "POST", f"/base{path}/")
    assert (answer.status, answer.headers["location"]) == (308, "/base" + path)


async def test_settings_that_change_headers():
    app = app_with(CORS_MAX_AGE="5", FORCE_SSL="0", ALLOWED_FRAME_URLS="https://a.com https://b.com")
    for path in ("/api/heartbeat", "/", "/nothing", "/api/nothing", "/api/send", "/x/"):
        answer = await ask(app, "GET", path)
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains; preload"
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self' https://a.com https://b.com;")
        if path.startswith("/api/"):
            assert answer.headers["access-control-max-age"] == "5"
    app = app_with(CORS_MAX_AGE="", FORCE_SSL="", ALLOWED_FRAME_URLS="")
    answer = await ask(app, "GET", "/api/heartbeat")
    assert has(answer, {**EVERYWHERE, **CORS})
    assert "strict-transport-security" not in answer.headers


async def test_a_header_stands_once(app):
    seen = []

    async def send(message):
        if message["type"] == "http.response.start":
            seen.append([name.lower() for name, _ in message["headers"]])

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    for method, path in (("GET", "/"), ("GET", "/api/heartbeat"), ("GET", "/script.js"), ("POST", "/api/send"),
                         ("GET", "/api/nothing"), ("OPTIONS", "/api/heartbeat"), ("GET", "/api/me")):
        scope = {
            "type": "http", "http_version": "1.1", "scheme": "http", "method": method, "path": path, "headers": [],
            "raw_path": path.encode(), "query_string": b"", "root_path": "", "client": None, "server": ("x", 1),
        }
        await app(scope, receive, send)
    assert len(seen) == 7
    for names in seen:
        assert len(names) == len(set(names)), names


async def test_a_fault_of_ours_is_answered_in_umamis_shape_without_details(monkeypatch):
    app = app_with()

    async def fails(*_):
        raise RuntimeError("inner words")

    monkeypatch.setattr(app._collector, "send", fails)
    monkeypatch.setitem(app._posts, "/api/send", fails)
    answer = await ask(app, "POST", "/api/send")
    assert (answer.status, json.loads(answer.body)["error"]) == (
        500, {"message": "Server error", "code": "server-error", "status": 500},
    )
    assert has(answer, {**EVERYWHERE, **CORS})


async def test_starting_and_ending_need_no_database():
    async with lifespan(app_with()):
        pass


def test_literal_segments_win_over_parameters(app):
    """The surface tells methods by the path with the fewest parameters, as FastAPI must choose it too."""
    assert app._paths.find("/api/websites/x/stats") == ("/api/websites/{website_id}/stats", {"GET"})
    assert app._paths.find("/api/teams/join") == ("/api/teams/join", {"POST"})
    assert app._paths.find("/api/teams/x") == ("/api/teams/{team_id}", {"GET", "POST", "DELETE"})
    assert app._paths.find("/nothing") == ("", None)
