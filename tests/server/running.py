"""A real `dashi serve` in a process of its own, and a client that loads it: for tests that only sockets can show."""

import asyncio
import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import orjson
import psutil
import psycopg

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
WEBSITE = "b1600000-0000-4000-8000-000000000001"


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """`dashi serve` in an empty folder: on its embedded database, or on `DATABASE_URL` of `environment`."""

    def __init__(self, folder: Path, *, command: Sequence[object] = (sys.executable, "-m", "app.cli"),
                 wait: bool = True, **environment: str) -> None:
        self.folder, self.port = folder, free_port()
        self._command = [*map(str, command), "serve"]
        self.url = f"http://127.0.0.1:{self.port}"
        kept = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")
        clean = {name: value for name, value in os.environ.items() if name in kept}
        self._environment = {
            **clean, "HOSTNAME": "127.0.0.1", "PORT": str(self.port), "TZ": "UTC", "APP_SECRET": "test", **environment,
        }
        self.database_url = environment.get("DATABASE_URL", "")
        self.start(wait=wait)

    def start(self, *, wait: bool = True) -> None:
        """Starts the server, and waits until it answers."""
        self.log = self.folder / "dashi.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, cwd=self.folder, env=self._environment, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )
        if wait:
            self.await_ready()

    def await_ready(self) -> None:
        """Waits until the server answers."""
        deadline = time.monotonic() + 60
        while True:
            try:
                if httpx.get(self.url + "/api/heartbeat", timeout=2).status_code == 200:
                    break
            except httpx.TransportError:
                pass
            assert self.process.poll() is None, f"the server ended: {self.log.read_text()}"
            assert time.monotonic() < deadline, f"the server does not answer: {self.log.read_text()}"
            time.sleep(0.05)
        if not self._environment.get("DATABASE_URL"):
            self.database_url = f"postgresql://postgres@/dashi?host={self.folder.resolve()}/data/postgres"

    def add_website(self, website_id: str = WEBSITE) -> str:
        """Puts a website into the database."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            connection.execute(
                "insert into website (website_id, name, domain) values (%s, 'Test', 'example.com')", [website_id]
            )
        return website_id

    def count(self, table: str = "website_event") -> int:
        """The rows of a table."""
        with psycopg.connect(self.database_url, autocommit=True) as connection:
            query = psycopg.sql.SQL("select count(*) from {}").format(psycopg.sql.Identifier(table))
            return connection.execute(query).fetchone()[0]

    def workers(self) -> list[psutil.Process]:
        """The worker processes, where there are several (WORKERS)."""
        children = psutil.Process(self.process.pid).children()
        return [child for child in children if any("spawn_main" in word for word in child.cmdline())]

    def rss_mb(self) -> float:
        """Resident memory of the server process, in MB; of all of them, where there are several."""
        processes = [psutil.Process(self.process.pid), *self.workers()]
        return sum(process.memory_info().rss for process in processes) / 1e6

    def kill(self) -> None:
        """kill -9, as if the power had gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ends the server in the orderly way; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=40)


@dataclass
class Load:
    """What a load sent and what came back: the ids of the visitors whose hits were answered 200, and other answers."""

    answered: list[str] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)
    slowest_refusal: float = 0.0
    broken: int = 0
    sent: int = 0
    answered_at: list[float] = field(default_factory=list)


def hit(website: str, distinct: str, **more: object) -> bytes:
    """The body of a page view of the visitor `distinct`."""
    payload = {"website": website, "url": "/p?a=1", "hostname": "example.com", "title": "P", "id": distinct, **more}
    return orjson.dumps({"type": "event", "payload": payload})


def request_bytes(body: bytes, path: str = "/api/send") -> bytes:
    """An HTTP request as a browser of the test sends it."""
    return (
        f"POST {path} HTTP/1.1\r\nhost: localhost\r\nuser-agent: {CHROME}\r\ncontent-type: application/json\r\n"
        f"x-forwarded-for: 81.2.69.142\r\ncontent-length: {len(body)}\r\n\r\n"
    ).encode() + body


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return int(head[0].split()[1]), headers, body


async def load(
    server: Running, website: str, *, connections: int, seconds: float, name: str = "v",
    stop: asyncio.Event | None = None, again: bool = False, result: Load | None = None,
) -> Load:
    """Keeps `connections` busy with page views, each of a visitor of its own.

    Until the time is over, `stop` is set, or all are broken; with `again` a broken one connects anew. `result` can be
    looked at meanwhile.
    """
    result = result or Load()
    until = time.monotonic() + seconds
    numbers = itertools.count(connections)

    def going_on() -> bool:
        return time.monotonic() < until and not (stop and stop.is_set())

    async def one(number: int) -> None:
        await connected(number)
        while again and going_on():
            await asyncio.sleep(0.05)
            await connected(next(numbers))

    async def connected(number: int) -> None:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        except OSError:
            result.broken += 1
            return
        sent = 0
        try:
            while going_on():
                distinct = f"{name}{number}-{sent}"
                sent += 1
                result.sent += 1
                began = time.monotonic()
                writer.write(request_bytes(hit(website, distinct)))
                status, _, _ = await read_answer(reader)
                if status == 200:
                    result.answered.append(distinct)
                    result.answered_at.append(time.monotonic())
                else:
                    result.refused[status] = result.refused.get(status, 0) + 1
                    result.slowest_refusal = max(result.slowest_refusal, time.monotonic() - began)
                    await asyncio.sleep(0.05)
        except (OSError, asyncio.IncompleteReadError):
            result.broken += 1
        finally:
            writer.close()

    await asyncio.gather(*(one(number) for number in range(connections)))
    return result


def stored_visitors(database_url: str) -> list[str]:
    """The visitors of all stored page views, one entry a view."""
    query = "select s.distinct_id from website_event e join session s on s.session_id = e.session_id"
    with psycopg.connect(database_url, autocommit=True) as connection:
        return [row[0] for row in connection.execute(query)]
