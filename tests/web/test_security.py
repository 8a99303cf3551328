"""The lines of shared/design/security.md about signed-in people, shares and what they send, each by its words.

Floods are in test_floods.py; the walk over all routes is test_every_route.py; passwords and guesses in tests/manage.
"""

import hashlib
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest

from app.lib.tokens import seal, secret_of, sign
from tests.conftest import _database
from tests.web.server import ADMIN, NOBODY, Server, serving, some_id

SECRET = secret_of("conformance")
PERIOD = "startAt=0&endAt=86400000"


@pytest.fixture(scope="module")
async def one_server(template: str, postgres: Any) -> AsyncIterator[Server]:
    """One server for all that leaves nothing behind that others would see."""
    async with _database(postgres, template) as url, serving(url) as running:
        yield running


async def opened(server: Server, site: str, **parameters: bool) -> tuple[str, dict[str, str]]:
    """A new share of a website: its id, and the headers of who has it."""
    share = await server.made(f"/api/websites/{site}/shares", {"name": "Share", "parameters": parameters})
    _, shown = await server.get(f"/api/share/{share['slug']}", as_=NOBODY)
    return share["id"], {"x-umami-share-token": shown["token"], "x-umami-share-context": "1"}


async def status_of(server: Server, path: str, headers: dict[str, str]) -> int:
    return (await server.get(path, as_=NOBODY, headers=headers))[0]


async def test_a_share_of_website_a_does_not_read_b(server: Server) -> None:
    a, b = await server.website(), await server.website()
    _, headers = await opened(server, a)
    for path in ("", f"/stats?{PERIOD}", "/active", f"/metrics?{PERIOD}&type=path", "/segments?type=segment"):
        assert await status_of(server, f"/api/websites/{a}{path}", headers) == 200
        assert await status_of(server, f"/api/websites/{b}{path}", headers) == 401


async def test_a_deleted_share_reads_nothing_also_in_another_process_after_seconds(
    server: Server, monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("app.web.caller._SHARE_SECONDS", 0.0)
    site = await server.website()
    share_id, headers = await opened(server, site)
    async with serving(server.url) as other:
        assert await status_of(other, f"/api/websites/{site}", headers) == 200
        await server.delete(f"/api/share/id/{share_id}")
        assert await status_of(other, f"/api/websites/{site}", headers) == 401


@pytest.mark.parametrize("parameters, status", [
    ({"overview": True}, 401), ({}, 401), ({"replays": False}, 401), ({"overview": True, "replays": True}, 200),
])
async def test_a_share_of_the_overview_does_not_read_replays(
    server: Server, parameters: dict[str, bool], status: int,
) -> None:
    site = await server.website()
    _, headers = await opened(server, site, **parameters)
    assert await status_of(server, f"/api/websites/{site}", headers) == 200
    for path in (f"replays?{PERIOD}", f"replays/{some_id()}", "replays/saved", f"replays/saved/{some_id()}",
                 f"sessions/{some_id()}/replays?{PERIOD}"):
        assert await status_of(server, f"/api/websites/{site}/{path}", headers) == status, path


async def test_what_a_share_shows_is_asked_at_each_request(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.caller._SHARE_SECONDS", 0.0)
    site = await server.website()
    share_id, headers = await opened(server, site, replays=True)
    assert await status_of(server, f"/api/websites/{site}/replays/saved", headers) == 200
    await server.made(f"/api/share/id/{share_id}", {"name": "s", "slug": "another-slug", "parameters": {}})
    assert await status_of(server, f"/api/websites/{site}/replays/saved", headers) == 401


async def test_a_share_writes_nothing(server: Server) -> None:
    site = await server.website()
    share_id, headers = await opened(server, site, overview=True, replays=True)
    for method, path, body in (
        ("POST", f"/api/websites/{site}", {"name": "x"}), ("DELETE", f"/api/websites/{site}", None),
        ("POST", f"/api/websites/{site}/reset", None), ("POST", f"/api/websites/{site}/shares", {"name": "x"}),
        ("POST", f"/api/websites/{site}/segments", {"type": "segment", "name": "x", "parameters": {}}),
        ("DELETE", f"/api/share/id/{share_id}", None), ("POST", "/api/auth/sso", None),
        ("POST", "/api/me/password", {"currentPassword": "umami", "newPassword": "password"}),
        ("POST", f"/api/websites/{site}/replays/saved/{some_id()}", {"isSaved": True}),
        ("POST", "/api/reports", {"websiteId": site, "type": "goal", "name": "x", "parameters": {}}),
    ):
        assert (await server.ask(method, path, body, as_=NOBODY, headers=headers))[0] == 401, path


def forged(algorithm: str, key: str | None) -> str:
    claims = {"shareId": some_id(), "websiteId": some_id()}
    if algorithm == "none":
        return jwt.encode(claims, None, algorithm="none")
    return jwt.encode(claims, key, algorithm=algorithm)


@pytest.mark.parametrize("algorithm, key", [("none", None), ("HS256", "another secret" * 8), ("HS512", "x" * 64)])
async def test_a_forged_share_token_is_no_token(one_server: Server, algorithm: str, key: str | None) -> None:
    site = await one_server.website()
    headers = {"x-umami-share-token": forged(algorithm, key), "x-umami-share-context": "1"}
    assert await status_of(one_server, f"/api/websites/{site}", headers) == 401
    assert await status_of(one_server, "/api/me", headers) == 401


async def test_a_token_of_one_kind_never_serves_as_another(server: Server) -> None:
    site = await server.website()
    share_id, headers = await opened(server, site)
    share = headers["x-umami-share-token"]
    login = seal({"userId": ADMIN, "role": "admin", "iat": 1760000000}, SECRET)
    hit = {"type": "event", "payload": {"website": site, "hostname": "site.example", "url": "/"}}
    browser = {"user-agent": "Mozilla/5.0"}
    collection = (await server.made("/api/send", hit, as_=NOBODY, headers=browser))["cache"]
    # A share or a collection token never signs in.
    for token in (share, collection):
        assert await status_of(server, "/api/me", {"authorization": f"Bearer {token}"}) == 401
    # A login or a collection token never is a share, nor a login's claims in the clothes of one.
    plain = sign({"userId": ADMIN, "role": "admin", "shareId": share_id, "iat": 1}, SECRET.encode())
    for token in (login, collection, plain):
        as_share = {"x-umami-share-token": token, "x-umami-share-context": "1"}
        assert await status_of(server, f"/api/websites/{site}", as_share) == 401
    # A share token is no visit: the hit is a new visitor's, whatever the token says.
    for token in (share, login):
        answer = await server.made("/api/send", hit, as_=NOBODY, headers={**browser, "x-umami-cache": token})
        assert answer["cache"] != token


async def test_ids_of_others_in_bodies_are_asked_about(server: Server) -> None:
    await server.user("alice")
    site, other = await server.website("admin"), await server.website("alice")
    team = await server.team("admin")
    own = await server.made("/api/reports", {
        "websiteId": other, "type": "goal", "name": "x", "parameters": {}}, as_="alice")
    for path, body in (
        ("/api/reports", {"websiteId": site, "type": "goal", "name": "x", "parameters": {}}),
        (f"/api/reports/{own['id']}", {"websiteId": site, "type": "goal", "name": "x", "parameters": {}}),
        ("/api/share", {"entityId": site, "shareType": 1, "name": "x", "parameters": {}}),
        ("/api/websites", {"name": "x", "domain": "x", "teamId": team}),
        ("/api/links", {"name": "x", "url": "x", "slug": "long-slug", "teamId": team}),
        ("/api/pixels", {"name": "x", "slug": "long-slug", "teamId": team}),
        ("/api/boards", {"type": "mixed", "name": "x", "teamId": team}),
        ("/api/teams", {"name": "x", "ownerId": ADMIN}),
        (f"/api/websites/{other}/transfer", {"teamId": team}),
        (f"/api/websites/{other}/transfer", {"userId": ADMIN}),
    ):
        assert (await server.post(path, body, as_="alice"))[0] == 401, path


async def test_a_shared_board_shows_only_what_its_owner_may_see(server: Server) -> None:
    await server.user("alice")
    site = await server.website("admin")
    board = await server.made("/api/boards", {
        "type": "website", "name": "x", "parameters": {"websiteId": site}}, as_="alice")
    share = await server.made(f"/api/boards/{board['id']}/shares", {"name": "x"}, as_="alice")
    _, shown = await server.get(f"/api/share/{share['slug']}", as_=NOBODY)
    assert shown["websiteIds"] == []
    headers = {"x-umami-share-token": shown["token"], "x-umami-share-context": "1"}
    assert await status_of(server, f"/api/websites/{site}/stats?{PERIOD}", headers) == 401


@pytest.mark.parametrize("member", [
    {"role": "admin"}, {"createdBy": some_id()}, {"passwordHash": "x"}, {"userId": some_id()}, {"deletedAt": 1},
    {"__proto__": {"role": "admin"}}, {"resetAt": "2020-01-01"},
])
async def test_members_that_the_schema_does_not_name_are_ignored(server: Server, member: dict[str, Any]) -> None:
    alice = await server.user("alice")
    made = await server.made("/api/websites", {"name": "x", "domain": "x", **member}, as_="alice")
    assert (made["userId"], made["createdBy"], made["deletedAt"], made["resetAt"]) == (alice, alice, None, None)
    changed = await server.made(f"/api/users/{alice}", {"username": "other", **member}, as_="alice")
    assert (changed["id"], changed["role"], changed["username"]) == (alice, "user", "alice")
    team = (await server.made("/api/teams", {"name": "x", **member}, as_="alice"))[1]
    assert (team["userId"], team["role"]) == (alice, "team-owner")


@pytest.mark.parametrize("query", [
    "unit=hour');drop table website;--", "timezone=UTC'--", "type=url_path)--", "page=1;select", "pageSize=1)--",
])
async def test_sql_in_words_of_lists_is_refused(one_server: Server, query: str) -> None:
    site = await one_server.website()
    path = f"/api/websites/{site}/metrics?{PERIOD}&{query}" if "type" in query else (
        f"/api/websites?{query}" if "page" in query else f"/api/websites/{site}/pageviews?{PERIOD}&{query}")
    assert (await one_server.get(path))[0] == 400


@pytest.mark.parametrize("text", ["'; drop table website; --", "\\", "%", "_", "\u202e", "\U0001f600", "a" * 10_000])
async def test_sql_in_values_is_a_value(server: Server, text: str) -> None:
    await server.website()
    answer = await server.http.get(
        "/api/websites", params={"search": text}, headers={"authorization": f"Bearer {await server.token('admin')}"})
    assert answer.status_code == 200
    assert await server.sql("select count(*) from website") == [(1,)]


async def test_passwords_are_bcrypt_of_cost_10_and_in_no_answer(server: Server) -> None:
    await server.user("alice")
    rows = await server.sql('select password from "user"')
    assert all(row[0].startswith(("$2a$10$", "$2b$10$")) for row in rows)
    for path in ("/api/admin/users", "/api/me", "/api/websites", "/api/teams", "/api/admin/websites"):
        _, answer = await server.get(path)
        assert "$2" not in str(answer)
        assert "password" not in str(answer).lower()


async def test_tokens_and_passwords_are_in_no_log(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG", logger="dashi")
    caplog.set_level("DEBUG", logger="app")
    token = await server.token("admin")
    await server.post("/api/auth/login", {"username": "admin", "password": "the wrong secret"}, as_=NOBODY)
    await server.post("/api/me/password", {"currentPassword": "another secret", "newPassword": "a third secret"})
    await server.post("/api/auth/logout")
    assert token not in caplog.text
    assert "secret" not in caplog.text
    ended = await server.sql("select encode(token_hash, 'hex') from dashi_ended_token")
    assert ended == [(hashlib.sha256(token.encode()).hexdigest(),)]


async def test_a_management_body_of_megabytes_is_refused(one_server: Server) -> None:
    status, answer = await one_server.ask("POST", "/api/websites", content=b'{"name":"' + b"x" * 2_000_000 + b'"}')
    assert (status, answer["error"]["code"]) == (413, "too-large")


@pytest.mark.parametrize("content", [
    b"[" * 100_000, b'{"a":' * 100_000, b'{"parameters":{"n":1' + b"0" * 10_000 + b"}}", b'{"name":NaN}', b"\xff\xfe",
    b'{"name":"\\ud800","domain":"\\u0000"}', b'{"type":"goal","parameters":{"x":1e999}}',
])
@pytest.mark.parametrize("path", ["/api/websites", "/api/boards", "/api/reports", "/api/dashboard", "/api/share"])
async def test_hostile_json_is_refused_or_stored_and_crashes_nothing(
    one_server: Server, path: str, content: bytes,
) -> None:
    status, _ = await one_server.ask("POST", path, content=content)
    assert status in (200, 400, 401, 404)


@pytest.mark.parametrize("number, kept", [
    (b"1e300", 1e300), (b"1" + b"0" * 30, 1e30), (b"1e999", None), (b"-1e999", None), (b"18446744073709551616", 2**64),
    (b"1" + b"0" * 5_000, None),
])
async def test_numbers_of_any_size_are_kept_as_javascript_keeps_them(
    one_server: Server, number: bytes, kept: float | None,
) -> None:
    content = b'{"type":"mixed","name":"x","parameters":{"n":' + number + b',"list":[' + number + b"]}}"
    status, made = await one_server.ask("POST", "/api/boards", content=content)
    assert status == 200
    assert made["parameters"] == {"n": kept, "list": [kept]}
    assert (await one_server.get(f"/api/boards/{made['id']}"))[1]["parameters"] == made["parameters"]
