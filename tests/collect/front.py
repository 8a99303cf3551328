"""A server in this process, asked through its front door, and the rows that its hits leave."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import httpx
import orjson
import psycopg
from psycopg import sql
from psycopg.rows import dict_row

from app.main import create_app
from app.settings import Settings
from app.web.surface import Surface

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)
GOOGLEBOT = "Googlebot/2.1 (+http://www.google.com/bot.html)"
LONDON = "81.2.69.142"  # GB, GB-ENG, London in MaxMind's test database
SECRET = "conformance"
ORDER = {"session_data": "data_key", "event_data": "data_key"}  # others as they were written

Body = dict[str, Any]


def visit(url: str = "/", **payload: Any) -> Body:
    """The body of a page view, without its website."""
    return {"type": "event", "payload": {"hostname": "example.com", "url": url, **payload}}


def event(name: str, **payload: Any) -> Body:
    """The body of a custom event."""
    return visit("/", name=name, **payload)


def identify(**payload: Any) -> Body:
    """The body of an identification."""
    return {"type": "identify", "payload": payload}


def performance(**payload: Any) -> Body:
    """The body of a performance report."""
    return {"type": "performance", "payload": {"hostname": "example.com", "url": "/", **payload}}


@dataclass(frozen=True)
class Answer:
    """What the bare ASGI application sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


async def ask(
    app: Surface, method: str, target: str, headers: dict[str, str] | None = None, chunks: Iterable[bytes] = (b"",),
) -> Answer:
    """One request as uvicorn hands it on: `target` is not normalised, the body comes in `chunks`."""
    raw_path, _, query = target.partition("?")
    scope = {
        "type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": unquote(raw_path),
        "raw_path": raw_path.encode("latin-1"), "query_string": query.encode("latin-1"), "root_path": "",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in (headers or {}).items()],
        "client": ("127.0.0.1", 50_000), "server": ("127.0.0.1", 3000), "state": {},
    }
    parts = list(chunks)
    received = 0

    async def receive() -> Body:
        nonlocal received
        received += 1
        if received > len(parts):
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": parts[received - 1], "more_body": received < len(parts)}

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return Answer(
        sent[0]["status"], {name.decode().lower(): value.decode("latin-1") for name, value in sent[0]["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@dataclass
class Server:
    """A running application, a client of it, and a connection to its database."""

    app: Surface
    http: httpx.AsyncClient
    connection: psycopg.AsyncConnection[Body]

    async def send(self, body: Any, path: str = "/api/send", **headers: str) -> httpx.Response:
        """Posts a body; `headers` with underscores for hyphens."""
        content = body if isinstance(body, bytes) else orjson.dumps(body)
        return await self.http.post(
            path, content=content, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    async def add_site(self, **columns: Any) -> "Site":
        """A website of its own for a test; the server has heard of it."""
        site = Site(self, str(uuid4()))
        await self.insert("website", website_id=site.id, name="test", **columns)
        return site

    async def insert(self, table: str, **values: Any) -> None:
        await self.connection.execute(
            sql.SQL("insert into {} ({}) values ({})").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(sql.Placeholder() * len(values)),
            ),
            list(values.values()),
        )
        self.known.forget("")

    async def rows(self, table: str, website_id: str) -> list[Body]:
        """The rows of a website, in the order in which they were written."""
        query = sql.SQL("select * from {} where website_id = %s order by {}").format(
            sql.Identifier(table), sql.SQL(ORDER.get(table, "ctid"))
        )
        return await (await self.connection.execute(query, [website_id])).fetchall()

    @property
    def known(self) -> Any:
        return self.app._app.state.known

    @property
    def collector(self) -> Any:
        return self.app._collector

    @property
    def writer(self) -> Any:
        return self.collector._writer


@dataclass
class Site:
    """A website and what its visitors do."""

    server: Server
    id: str

    async def send(self, body: Body, **headers: str) -> httpx.Response:
        """Sends a hit of this website."""
        payload = {"website": self.id, **body["payload"]}
        return await self.server.send({**body, "payload": payload}, **headers)

    async def record(self, *hits: Body, **headers: str) -> list[Body]:
        """Sends hits, each of which must be stored; their answers."""
        answers = []
        for hit in hits:
            answer = await self.send(hit, **headers)
            assert answer.status_code == 200, answer.text
            answers.append(answer.json())
        return answers

    async def rows(self, table: str) -> list[Body]:
        return await self.server.rows(table, self.id)

    async def row(self, table: str) -> Body:
        """The only row of this website."""
        (row,) = await self.rows(table)
        return row


@asynccontextmanager
async def lifespan(app: Surface) -> AsyncIterator[None]:
    """What uvicorn does around serving: startup and shutdown by ASGI's lifespan protocol."""
    to_app: asyncio.Queue[Body] = asyncio.Queue()
    from_app: asyncio.Queue[Body] = asyncio.Queue()
    task = asyncio.create_task(app({"type": "lifespan", "asgi": {"version": "3.0"}}, to_app.get, from_app.put))
    await to_app.put({"type": "lifespan.startup"})
    assert (await from_app.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await to_app.put({"type": "lifespan.shutdown"})
        assert (await from_app.get())["type"] == "lifespan.shutdown.complete"
        await task


def settings_for(database_url: str, **changes: Any) -> Settings:
    """Settings as the recorded Umami had them, but for `changes` by the names of variables."""
    return Settings(_env_file=None, **{
        "DATABASE_URL": database_url, "APP_SECRET": SECRET, "IGNORE_IP": "203.0.113.0/24,198.51.100.7",
        "GEOLITE_DB_PATH": "tests/conformance/GeoIP2-City-Test.mmdb", "HOSTNAME": "127.0.0.1", **changes,
    })


@asynccontextmanager
async def serving(database_url: str, **changes: Any) -> AsyncIterator[Server]:
    """A server on a migrated database."""
    app = create_app(settings_for(database_url, **changes))
    transport = httpx.ASGITransport(app)
    headers = {"user-agent": CHROME, "x-forwarded-for": LONDON}
    async with (
        lifespan(app),
        httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as http,
        await psycopg.AsyncConnection.connect(database_url, autocommit=True, row_factory=dict_row) as connection,
    ):
        yield Server(app, http, connection)
