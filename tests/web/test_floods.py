"""Floods of logins and of invented tokens, against a running server: who else is served meanwhile, and how fast."""

import asyncio
import os
import statistics
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.running import WEBSITE, Running, hit, read_answer, request_bytes

Question = Callable[[], Awaitable[object]]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("floods"))
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


async def test_200_wrong_logins_in_a_row_are_slowed_and_hold_up_nobody_else(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url) as http:

        async def login(address: str, password: str) -> httpx.Response:
            return await http.post(
                "/api/auth/login", json={"username": "admin", "password": password}, headers={"x-real-ip": address})

        async def hammer() -> Counter[int]:
            return Counter([(await login("192.0.2.1", f"guess {number}")).status_code for number in range(200)])

        async def heartbeat() -> None:
            assert (await http.get("/api/heartbeat")).status_code == 200

        quiet = await milliseconds(heartbeat, 100, 0.005)
        hammering = asyncio.create_task(hammer())
        busy = await milliseconds(heartbeat, 100, 0.005)
        owner = await login("192.0.2.2", "umami")
        statuses = await hammering
        print(f"p99 of /api/heartbeat: {p99(quiet):.1f} ms before, {p99(busy):.1f} ms during 200 wrong logins")
        assert owner.status_code == 200
        assert set(statuses) == {401, 429}
        assert statuses[401] <= 12  # ten at once, then one in fifteen seconds
        assert p99(busy) < 50


async def test_many_at_once_who_guess_hold_up_nobody_else(running: Running) -> None:
    """Each from an address of their own, so that each costs a bcrypt."""
    async with httpx.AsyncClient(base_url=running.url, timeout=60) as http:

        async def guess(number: int) -> int:
            sent = {"username": f"name {number}", "password": "guess"}
            address = {"x-real-ip": f"198.51.100.{number}"}
            return (await http.post("/api/auth/login", json=sent, headers=address)).status_code

        async def heartbeat() -> None:
            assert (await http.get("/api/heartbeat")).status_code == 200

        flood = [asyncio.create_task(guess(number)) for number in range(60)]
        await asyncio.sleep(0.1)
        busy = await milliseconds(heartbeat, 100, 0.005)
        assert set(await asyncio.gather(*flood)) <= {401, 503}
        print(f"p99 of /api/heartbeat: {p99(busy):.1f} ms while 60 guess at once")
        assert p99(busy) < 100


async def test_a_flood_of_invented_bearer_tokens_slows_collection_to_no_more_than_twice(running: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    sent = 0

    async def collect() -> None:
        nonlocal sent
        sent += 1
        writer.write(request_bytes(hit(WEBSITE, f"flood-{sent}")))
        assert (await read_answer(reader))[0] == 200

    async def invent(stop: asyncio.Event, statuses: Counter[int]) -> None:
        """Tokens of the right length and alphabet, a new one each time: each costs its 10,000 rounds."""
        async with httpx.AsyncClient(base_url=running.url, timeout=30) as http:
            while not stop.is_set():
                token = os.urandom(200).hex()
                answer = await http.get("/api/me", headers={"authorization": f"Bearer {token}"})
                statuses[answer.status_code] += 1

    await milliseconds(collect, 50, 0)
    normal = p99(await milliseconds(collect, 300, 0.002))
    stop, statuses = asyncio.Event(), Counter[int]()
    flood = [asyncio.create_task(invent(stop, statuses)) for _ in range(8)]
    await asyncio.sleep(0.3)
    flooded = p99(await milliseconds(collect, 300, 0.002))
    stop.set()
    await asyncio.gather(*flood)
    writer.close()
    print(f"p99 of /api/send: {normal:.1f} ms, {flooded:.1f} ms under {sum(statuses.values())} invented tokens")
    assert set(statuses) <= {401, 503}
    # The client of this test shares the cores with the server, so that some of what is measured is its own waiting.
    assert flooded < max(2 * normal, 25)


async def test_what_cannot_be_a_token_costs_no_hashing(running: Running) -> None:
    async with httpx.AsyncClient(base_url=running.url) as http:
        began = time.perf_counter()
        for number in range(200):
            answer = await http.get("/api/me", headers={"authorization": f"Bearer nonsense-{number}"})
            assert answer.status_code == 401
        assert time.perf_counter() - began < 200 * 0.005


def test_a_server_of_two_workers_counts_guesses_together(tmp_path: Path) -> None:
    server = Running(tmp_path, WORKERS="2")
    try:
        statuses = Counter[int]()
        for _ in range(16):  # a connection each, so that both workers are asked
            sent = {"username": "admin", "password": "wrong"}
            statuses[httpx.post(server.url + "/api/auth/login", json=sent).status_code] += 1
        assert statuses == {401: 10, 429: 6}
    finally:
        server.stop()
