"""What a server must survive: being killed, more connections than it can serve, a database that goes away."""

import asyncio
import collections
import signal
import socket
import time

import httpx
import psutil
import psycopg
import pytest

from tests.server.running import CHROME, WEBSITE, Running, hit, load, read_answer, request_bytes, stored_visitors


@pytest.fixture
def server(tmp_path):
    """A server with the embedded database, which tests may kill."""
    running = Running(tmp_path)
    running.add_website()
    yield running
    running.stop()


@pytest.fixture
def started(tmp_path, database_url):
    """Starts servers on a database of the test's own, `started(WORKERS="2")`, with a website."""
    servers = []

    def start(**settings):
        server = Running(tmp_path, DATABASE_URL=database_url, **settings)
        servers.append(server)
        server.add_website()
        return server

    yield start
    for server in servers:
        server.stop()


def assert_stored_once(answered, stored):
    counted = collections.Counter(stored)
    missing = [visitor for visitor in answered if visitor not in counted]
    assert not missing, f"{len(missing)} answered hits are not stored"
    assert max(counted.values(), default=1) == 1, "a hit was stored twice"


async def test_every_answered_hit_survives_kill_9_and_the_next_start_works(server):
    website = "b1600000-0000-4000-8000-000000000001"
    loading = asyncio.create_task(load(server, website, connections=64, seconds=30))
    await asyncio.sleep(1.5)
    server.kill()
    result = await loading
    assert len(result.answered) > 200
    assert result.broken == 64
    # PostgreSQL of the killed server may still be running: the next start must cope with that.
    server.start()
    assert_stored_once(result.answered, stored_visitors(server.database_url))
    answer = httpx.post(server.url + "/api/send", content=hit(website, "after"), headers={"user-agent": CHROME})
    assert answer.status_code == 200
    assert "after" in stored_visitors(server.database_url)


async def test_an_orderly_end_commits_what_waits_and_stops_the_embedded_database(server):
    website = "b1600000-0000-4000-8000-000000000001"
    loading = asyncio.create_task(load(server, website, connections=32, seconds=30))
    await asyncio.sleep(1.5)
    assert await asyncio.to_thread(server.stop) == 0
    result = await loading
    assert len(result.answered) > 100
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.database_url)
    server.start()
    assert_stored_once(result.answered, stored_visitors(server.database_url))


async def test_too_many_connections_are_refused_at_once_and_cost_no_memory(started):
    # A small queue, so that a test's load is "ten times more than it can serve".
    server = started(QUEUE_LIMIT_HITS="40", COMMIT_GROUP_MS="60", COMMIT_GROUP_HITS="40")
    result = await load(server, WEBSITE, connections=400, seconds=4)
    assert result.refused.keys() == {503}
    assert result.refused[503] > 100
    assert result.slowest_refusal < 2
    assert len(result.answered) > 100
    assert_stored_once(result.answered, stored_visitors(server.database_url))
    assert server.rss_mb() < 200
    recovered = time.monotonic()
    after = await load(server, WEBSITE, connections=8, seconds=1)
    assert not after.refused
    assert time.monotonic() - recovered < 5


async def test_a_refusal_says_when_to_come_again(started):
    server = started(QUEUE_LIMIT_HITS="1", COMMIT_GROUP_MS="500")
    async with httpx.AsyncClient(headers={"user-agent": CHROME}) as client:
        answers = await asyncio.gather(*(
            client.post(server.url + "/api/send", content=hit(WEBSITE, f"v{n}")) for n in range(8)
        ))
    refused = [answer for answer in answers if answer.status_code == 503]
    assert refused
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].json()["error"] == {
        "message": "Too many hits are waiting.", "code": "unavailable", "status": 503}
    assert refused[0].headers["access-control-allow-origin"] == "*"


async def test_a_database_connection_that_breaks_loses_and_doubles_nothing(started):
    server = started()
    loading = asyncio.create_task(load(server, WEBSITE, connections=32, seconds=3))
    with psycopg.connect(server.database_url, autocommit=True) as admin:
        for _ in range(10):
            await asyncio.sleep(0.2)
            admin.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity "
                "where backend_type = 'client backend' and datname = current_database() and pid <> pg_backend_pid()"
            )
    result = await loading
    assert not result.refused
    assert result.broken == 0
    assert len(result.answered) > 200
    assert_stored_once(result.answered, stored_visitors(server.database_url))


async def test_an_embedded_postgresql_that_is_killed_is_started_again(server):
    website = "b1600000-0000-4000-8000-000000000001"
    loading = asyncio.create_task(load(server, website, connections=32, seconds=4))
    await asyncio.sleep(1)
    pid_file = server.folder / "data/postgres/postmaster.pid"
    first = int(pid_file.read_text().split()[0])
    psutil.Process(first).kill()
    result = await loading
    assert int(pid_file.read_text().split()[0]) != first
    assert not result.refused
    assert result.broken == 0
    assert len(result.answered) > 200
    assert_stored_once(result.answered, stored_visitors(server.database_url))
    assert server.stop() == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.database_url)


@pytest.fixture(scope="module")
def patient(tmp_path_factory, module_database):
    """A server that gives a request two seconds to arrive."""
    running = Running(
        tmp_path_factory.mktemp("patient"), DATABASE_URL=module_database, BODY_TIMEOUT_SECONDS="2")
    running.add_website()
    yield running
    running.stop()


async def seconds_until_closed(port, *parts, pause=0.2):
    """Sends parts slowly, again and again the last one, until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.monotonic()
    closed = asyncio.create_task(reader.read())
    try:
        for part in parts[:-1]:
            writer.write(part)
        while not closed.done() and time.monotonic() - began < 10:
            writer.write(parts[-1])
            await asyncio.sleep(pause)
    except OSError:
        pass
    finally:
        writer.close()
    return time.monotonic() - began


async def test_a_body_that_arrives_a_byte_at_a_time_is_dropped(patient):
    head = request_bytes(b"").replace(b"content-length: 0", b"content-length: 1000")
    assert 1.5 < await seconds_until_closed(patient.port, head, b"x") < 5


async def test_headers_that_arrive_a_byte_at_a_time_are_dropped(patient):
    assert 1.5 < await seconds_until_closed(patient.port, b"POST /api/send HTTP/1.1\r\nx-a: ", b"x") < 5


async def test_a_connection_that_says_nothing_is_closed(patient):
    assert 1.5 < await seconds_until_closed(patient.port, b"") < 5


async def test_headers_without_end_are_refused(patient):
    reader, writer = await asyncio.open_connection("127.0.0.1", patient.port)
    writer.write(b"POST /api/send HTTP/1.1\r\nx-a: " + b"x" * 80_000)
    assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 431")
    writer.close()


async def test_a_body_of_100_mb_is_refused_before_it_is_read(patient):
    reader, writer = await asyncio.open_connection("127.0.0.1", patient.port)
    writer.write(request_bytes(b"").replace(b"content-length: 0", b"content-length: 100000000"))
    status, headers, _ = await read_answer(reader)
    assert status == 413
    assert headers["connection"] == "close"
    writer.close()


async def test_a_chunked_body_of_100_mb_is_read_no_further_than_the_limit(patient):
    before = patient.rss_mb()
    _, writer = await asyncio.open_connection("127.0.0.1", patient.port)
    head = request_bytes(b"").replace(b"content-length: 0", b"transfer-encoding: chunked")
    writer.write(head)
    sent = 0
    try:
        for _ in range(1_600):
            writer.write(b"10000\r\n" + b"x" * 65_536 + b"\r\n")
            await writer.drain()
            sent += 65_536
    except OSError:
        pass
    assert sent < 20_000_000
    assert patient.rss_mb() - before < 30
    writer.close()


async def test_a_flood_of_slow_connections_leaves_the_others_alone(patient):
    slow = []
    for _ in range(300):
        client = socket.create_connection(("127.0.0.1", patient.port))
        client.send(b"POST /api/send HTTP/1.1\r\ncontent-length: 10\r\n\r\n1")
        slow.append(client)
    async with httpx.AsyncClient(headers={"user-agent": CHROME}) as client:
        began = time.monotonic()
        answer = await client.post(
            patient.url + "/api/send", content=hit("b1600000-0000-4000-8000-000000000001", "quick")
        )
    assert answer.status_code == 200
    assert time.monotonic() - began < 1
    for client in slow:
        client.close()


def test_two_workers_share_one_database_and_end_together(tmp_path):
    server = Running(tmp_path, WORKERS="2")
    try:
        website = server.add_website()
        answers = [
            httpx.post(server.url + "/api/send", content=hit(website, f"w{n}"), headers={"user-agent": CHROME})
            for n in range(20)
        ]
        assert {answer.status_code for answer in answers} == {200}
        assert server.count() == 20
    finally:
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=40)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.database_url)
