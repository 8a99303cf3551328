"""What uvicorn's protocol lacks, on real connections: that a refusal is heard. Limits are tested in tests/server."""

import asyncio
from collections.abc import Iterator

import pytest

from app.web.protocol import _LINGER_BYTES
from tests.server.running import Running, read_answer, request_bytes


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, module_database: str) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("protocol"), DATABASE_URL=module_database)
    yield server
    server.stop()


async def refused(running: Running, length: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection whose hit is announced as too long; its refusal is not read yet."""
    reader, writer = await asyncio.open_connection("127.0.0.1", running.port)
    writer.write(request_bytes(b"").replace(b"content-length: 0", b"content-length: %d" % length))
    return reader, writer


async def test_a_client_that_sends_on_after_a_refusal_can_read_the_refusal(running):
    """A reset in answer to what it sends would have the system throw the refusal away."""
    reader, writer = await refused(running, 3_000_000)
    for _ in range(30):
        writer.write(b"x" * 100_000)
        await writer.drain()
        await asyncio.sleep(0.002)
    status, headers, _ = await read_answer(reader)
    assert (status, headers["connection"]) == (413, "close")
    assert await asyncio.wait_for(reader.read(), 1) == b""  # that nothing follows is said at once
    writer.close()


async def test_what_is_sent_after_a_refusal_is_no_request(running):
    reader, writer = await refused(running, 300_000)
    writer.write(b"x" * 300_000 + b"GET /api/heartbeat HTTP/1.1\r\nhost: x\r\n\r\n")
    assert (await reader.read()).count(b"HTTP/1.1 ") == 1
    writer.close()


async def test_who_sends_on_without_end_is_cut_off(running):
    _, writer = await refused(running, 10 * _LINGER_BYTES)
    sent = 0
    with pytest.raises(OSError):
        while sent < 3 * _LINGER_BYTES:
            writer.write(b"x" * 1_000_000)
            await writer.drain()
            sent += 1_000_000
    assert sent >= _LINGER_BYTES / 2
