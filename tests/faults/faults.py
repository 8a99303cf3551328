"""The faults, each of which happens to a server under load (`around.under_load`).

`brief` shortens what only waits, for the test command. The settings of a fault shorten the server's patience.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx

from tests.faults.around import Outcome, Surroundings, injected, small_disk, under_load, warmed
from tests.server.running import CHROME, WEBSITE, hit, read_answer, request_bytes


def _warm(brief: bool) -> float:
    """Seconds of load before a fault: in brief another fault has been before it."""
    return 0.2 if brief else 2.0


async def kill_9(around: Surroundings, *, brief: bool) -> Outcome:
    """The server is killed, and started again a second later."""
    async def fault() -> None:
        around.server.kill()
        await asyncio.sleep(1)
        await asyncio.to_thread(around.server.start)

    return await under_load("`kill -9` of the server", around, fault)


async def database_stops(around: Surroundings, *, brief: bool) -> Outcome:
    """PostgreSQL stops without a farewell, and comes back."""
    away = 1 if brief else 5

    async def fault() -> None:
        await asyncio.to_thread(around.postgres.stop_at_once)
        await asyncio.sleep(away)
        await asyncio.to_thread(around.postgres.start)

    name = f"PostgreSQL stopped with `-m immediate`, started after {away} s"
    return await under_load(name, around, fault, warm=1 if brief else 2)


async def database_stays_away(around: Surroundings, *, brief: bool) -> Outcome:
    """PostgreSQL is away for longer than a hit waits: hits are refused with 503, and stored again afterwards."""
    async def fault() -> None:
        await asyncio.to_thread(around.postgres.stop_at_once)
        await asyncio.sleep(4)
        await asyncio.to_thread(around.postgres.start)

    return await under_load("the same, but a hit waits for 1 s only (`QUEUE_WAIT_SECONDS`)", around, fault)


async def database_comes_late(around: Surroundings, *, brief: bool) -> Outcome:
    """The server starts before PostgreSQL takes connections: it waits, then serves."""
    before_mb = await warmed(around)
    around.server.stop()
    around.postgres.stop()
    around.server.start(wait=False)

    async def fault() -> None:
        await asyncio.sleep(4)
        await asyncio.to_thread(around.postgres.start)

    return await under_load("PostgreSQL refuses connections at the start for 4 s", around, fault, before_mb=before_mb)


async def redis_dies(around: Surroundings, *, brief: bool) -> Outcome:
    """Redis is killed and restarted, while hits come in and somebody signs in and asks."""
    async def fault() -> None:
        async with httpx.AsyncClient(base_url=around.server.url, timeout=20) as http:
            around.redis.kill()
            await _sign_in_and_ask(http, 1 if brief else 5)
            await asyncio.to_thread(around.redis.start)
            await _sign_in_and_ask(http, 1 if brief else 5)

    return await under_load("Redis killed, started again; logins meanwhile", around, fault, warm=_warm(brief))


async def redis_is_silent(around: Surroundings, *, brief: bool) -> Outcome:
    """Redis takes questions and answers none."""
    async def fault() -> None:
        async with httpx.AsyncClient(base_url=around.server.url, timeout=20) as http:
            around.redis.silence(True)
            await _sign_in_and_ask(http, 5)
            around.redis.silence(False)
            await _sign_in_and_ask(http, 5)

    return await under_load("Redis silent for 5 s; logins meanwhile", around, fault)


async def _sign_in_and_ask(http: httpx.AsyncClient, seconds: float) -> None:
    """Signs in and asks who one is, again and again. All must be answered 200, and soon."""
    slowest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        answer = await http.post("/api/auth/login", json={"username": "admin", "password": "umami"})
        assert answer.status_code == 200, answer.text
        slowest, began = max(slowest, time.monotonic() - began), time.monotonic()
        headers = {"authorization": f"Bearer {answer.json()['token']}"}
        assert (await http.get("/api/me", headers=headers)).status_code == 200
        slowest = max(slowest, time.monotonic() - began)
    # REDIS_TIMEOUT_SECONDS is 0.5, and a password takes its time, under load too.
    assert slowest < 2.5, f"a login took {slowest:.1f} s"


async def disk_fills(around: Surroundings, *, brief: bool) -> Outcome:
    """The disk of the events fills up, and is made larger. In brief, and for other users than root, injected."""
    real = not brief and os.geteuid() == 0
    with contextlib.ExitStack() as disk:
        if real:
            resize = disk.enter_context(small_disk(Path(f"/mnt/dashi-faults-{os.getpid()}"), around.postgres))

        async def fault() -> None:
            free = resize if real else disk.enter_context(injected(around.postgres))
            async with httpx.AsyncClient(headers={"user-agent": CHROME}, timeout=20) as http:
                async with asyncio.timeout(60):
                    while (await http.post(
                        around.server.url + "/api/send", content=hit(WEBSITE, "asker"))).status_code != 503:
                        await asyncio.sleep(0.05)
            await asyncio.sleep(0.5 if brief else 2)
            await asyncio.to_thread(free, 64)

        name = "disk full (a tablespace of 3 MB, then 64 MB)" if real else "disk full (injected)"
        return await under_load(name, around, fault, warm=min(1, _warm(brief)))


async def slow_senders(around: Surroundings, *, brief: bool) -> Outcome:
    """200 clients that send a byte a second, and never end."""
    async def slowly() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", around.server.port)
        writer.write(request_bytes(b"").replace(b"content-length: 0", b"content-length: 1000"))
        closed = asyncio.create_task(reader.read())
        async with asyncio.timeout(20):
            while not closed.done():
                writer.write(b"x")
                await asyncio.wait([closed], timeout=1)
        writer.close()

    async def fault() -> None:
        ends = await asyncio.gather(*(slowly() for _ in range(200)), return_exceptions=True)
        assert not any(isinstance(end, TimeoutError) for end in ends)

    return await under_load("200 clients that send a byte a second", around, fault)


async def large_bodies(around: Surroundings, *, brief: bool) -> Outcome:
    """Bodies of 10 MB to four doors, with their length and in chunks: each is refused with 413."""
    body = b"x" * 10_000_000
    statuses: list[int] = []

    async def post(path: str, *, chunked: bool) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", around.server.port)
        length = b"transfer-encoding: chunked" if chunked else b"content-length: %d" % len(body)
        writer.write(request_bytes(b"", path).replace(b"content-length: 0", length))
        # Whoever does not stop sending may find the connection closed before the answer is read.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            for start in range(0, len(body), 100_000):
                part = body[start:start + 100_000]
                writer.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
                await writer.drain()
            statuses.append((await read_answer(reader))[0])
        writer.close()

    async def fault() -> None:
        until = time.monotonic() + (1 if brief else 5)
        while time.monotonic() < until:
            await asyncio.gather(*(
                post(path, chunked=chunked) for path in ("/api/send", "/api/batch", "/api/record", "/api/auth/login")
                for chunked in (False, True)))
        assert set(statuses) <= {413}, statuses

    return await under_load("bodies of 10 MB, eight at a time", around, fault, warm=_warm(brief))


async def idle_connections(around: Surroundings, *, brief: bool) -> Outcome:
    """2,000 connections that do nothing: half of them said nothing, half have asked once."""
    async def fault() -> None:
        idle = []
        for number in range(2_000):
            _, writer = await asyncio.open_connection("127.0.0.1", around.server.port)
            if number % 2:
                writer.write(b"GET /api/heartbeat HTTP/1.1\r\nhost: localhost\r\n\r\n")
            idle.append(writer)
        await asyncio.sleep(0.5 if brief else 5)
        for writer in idle:
            writer.close()

    return await under_load("2,000 idle connections", around, fault, warm=_warm(brief))


FAULTS: dict[Callable[..., Awaitable[Outcome]], dict[str, str]] = {
    kill_9: {},
    database_stops: {},
    database_stays_away: {"QUEUE_WAIT_SECONDS": "1"},
    database_comes_late: {},
    redis_dies: {},
    redis_is_silent: {},
    disk_fills: {"QUEUE_WAIT_SECONDS": "1"},
    slow_senders: {"BODY_TIMEOUT_SECONDS": "5"},
    large_bodies: {},
    idle_connections: {},
}
