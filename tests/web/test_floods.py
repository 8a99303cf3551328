"""Floods of logins and of invented tokens, against a running server: who else is served meanwhile, and how fast."""

import asyncio
import itertools
import os
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator

import httpx
import pytest

from tests.server.running import WEBSITE, Running, hit, read_answer, request_bytes

Question = Callable[[], Awaitable[object]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, module_database: str) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("floods"), DATABASE_URL=module_database)
    server.add_website()
    yield server
    server.stop()


async def milliseconds(ask: Question, times: int, pause: float) -> list[float]:
    """How long each of so many questions took."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await ask()
        took.append((time.perf_counter() - began) * 1000)
        await asyncio.sleep(pause)
    return took


def p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100)[98]


async def best_of(rounds: int, measure: Callable[[], Awaitable[float]], enough: float) -> float:
    """The least of so many measurements: what else the machine does only ever adds to one. Ends with one in bounds."""
    best = await measure()
    for _ in range(rounds - 1):
        if best < enough:
            break
        best = min(best, await measure())
    return best


async def test_200_wrong_logins_in_a_row_are_slowed_and_hold_up_nobody_else(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url) as http:

        async def login(address: str, password: str) -> httpx.Response:
            return await http.post(
                "/api/auth/login", json={"username": "admin", "password": password}, headers={"x-real-ip": address})

        async def hammer() -> Counter[int]:
            return Counter([(await login("192.0.2.1", f"guess {number}")).status_code for number in range(200)])

        async def heartbeat() -> None:
            assert (await http.get("/api/heartbeat")).status_code == 200

        quiet = p99(await milliseconds(heartbeat, 100, 0.005))
        hammering = asyncio.create_task(hammer())
        busy = p99(await milliseconds(heartbeat, 400, 0.003))
        owner = await login("192.0.2.2", "umami")
        statuses = await hammering
        print(f"p99 of /api/heartbeat: {quiet:.1f} ms before, {busy:.1f} ms during 200 wrong logins")
        assert owner.status_code == 200
        assert set(statuses) == {401, 429}
        assert statuses[401] <= 12  # ten at once, then one in fifteen seconds
        assert busy < max(100, 3 * quiet)


async def test_many_at_once_who_guess_hold_up_nobody_else(running: Running) -> None:
    """Each from an address of their own, so that each costs a bcrypt."""
    numbers = itertools.count(1)
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as http:

        async def guess() -> int:
            number = next(numbers)
            sent = {"username": f"name {number}", "password": "guess"}
            address = {"x-real-ip": f"198.51.100.{number}"}
            return (await http.post("/api/auth/login", json=sent, headers=address)).status_code

        async def heartbeat() -> None:
            assert (await http.get("/api/heartbeat")).status_code == 200

        async def busy() -> float:
            flood = [asyncio.create_task(guess()) for _ in range(40)]
            await asyncio.sleep(0.1)
            found = p99(await milliseconds(heartbeat, 100, 0.005))
            assert set(await asyncio.gather(*flood)) <= {401, 503}
            return found

        found = await best_of(8, busy, 500)
        print(f"p99 of /api/heartbeat: {found:.1f} ms while 40 guess at once")
        assert found < 500  # one after another on the event loop they would hold it for two seconds and more


async def test_a_flood_of_invented_bearer_tokens_slows_collection_to_no_more_than_twice(running: Running) -> None:
    numbers, statuses = itertools.count(1), Counter[int]()
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)

    async def collect() -> None:
        writer.write(request_bytes(hit(WEBSITE, f"flood-{next(numbers)}")))
        assert (await read_answer(reader))[0] == 200

    async def invent(stop: asyncio.Event) -> None:
        """Tokens of the right length and alphabet, a new one each time: each costs its 10,000 rounds."""
        answers, asking = await asyncio.open_connection("127.0.0.1", running.port)
        while not stop.is_set():
            token = os.urandom(200).hex()
            asking.write(
                f"GET /api/me HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n".encode())
            statuses[(await read_answer(answers))[0]] += 1
        asking.close()

    async def slower() -> float:
        """How many times as long a hit takes under the flood as just before it."""
        normal = p99(await milliseconds(collect, 300, 0.002))
        stop = asyncio.Event()
        flood = [asyncio.create_task(invent(stop)) for _ in range(8)]
        await asyncio.sleep(0.3)
        flooded = p99(await milliseconds(collect, 300, 0.002))
        stop.set()
        await asyncio.gather(*flood)
        print(f"p99 of /api/send: {normal:.1f} ms, {flooded:.1f} ms under invented tokens ({statuses.total()} so far)")
        # Normal is 10 ms at 64 connections (README). One that asks alone waits 2 ms, which any other process doubles.
        return flooded / max(normal, 10)

    await milliseconds(collect, 50, 0)
    times = await best_of(15, slower, 2)
    writer.close()
    assert set(statuses) <= {401, 503}
    assert times < 2


async def test_what_cannot_be_a_token_costs_no_hashing(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url) as http:
        began = time.perf_counter()
        for number in range(200):
            answer = await http.get("/api/me", headers={"authorization": f"Bearer nonsense-{number}"})
            assert answer.status_code == 401

        assert (time.perf_counter() - began) / 200 < 0.02
