"""A whole server in the test's own process, and people who ask it things. Each success must be as the document says."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest
import sqlalchemy as sa

from app.db.engine import DatabaseUrl
from app.legacy.release import V3
from app.legacy.table import TABLE
from app.main import create_app
from app.rollups.maintain import Maintainer, engine_of
from app.settings import Settings
from tests.web.described import path_of, problems

ADMIN = "41e2b680-648e-4b09-bcd7-3e2b10c06264"
NOBODY = ""

Answer = tuple[int, Any]


@dataclass
class Server:
    """Requests to one server, each as somebody: `await server.get("/api/me", as_="admin")`."""

    url: str
    http: httpx.AsyncClient
    tokens: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    keeps_rollups: bool = False  # they are brought up to date before each question about a website
    ways: Counter[str] = field(default_factory=Counter)  # how statistics were answered
    is_old: bool = False  # it answers as an earlier Umami, which the API's document does not describe

    async def ask(
        self, method: str, path: str, body: Any = None, *, as_: str = "admin", headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Status and body of an answer; `as_` NOBODY sends no token."""
        sent = dict(headers or {})
        if as_:
            sent["authorization"] = f"Bearer {await self.token(as_)}"
        if self.keeps_rollups and method == "GET" and path.startswith("/api/websites/"):
            await asyncio.to_thread(self._advance, path.split("/")[3])
        options: dict[str, Any] = {"json": body} if body is not None else {"content": content} if content else {}
        answer = await self.http.request(method, path, headers=sent, **options)
        self.ways[answer.headers.get("server-timing", "")] += 1
        is_json = answer.content and answer.headers.get("content-type") == "application/json"
        found = answer.json() if is_json else answer.text or None
        is_old = self.is_old or "x-umami-compat" in sent or "start_at=" in path
        is_old = is_old or TABLE.find(method, path.partition("?")[0], V3) is not None
        if answer.status_code == 200 and is_json and path_of(path) and not is_old:
            assert problems(method, path, found) == [], "not as /openapi.json describes it"
        return answer.status_code, found

    def _advance(self, website_id: str) -> None:
        with suppress(sa.exc.DataError):  # tests ask about what is no id too
            Maintainer(engine_of(self.url), close_seconds=2, advance_seconds=0, merge_rows=1).round(
                website_id=website_id)

    async def get(self, path: str, **how: Any) -> Answer:
        return await self.ask("GET", path, **how)

    async def post(self, path: str, body: Any = None, **how: Any) -> Answer:
        return await self.ask("POST", path, body, **how)

    async def delete(self, path: str, **how: Any) -> Answer:
        return await self.ask("DELETE", path, **how)

    async def made(self, path: str, body: Any, **how: Any) -> Any:
        """The body of a POST that must succeed."""
        status, answer = await self.post(path, body, **how)
        assert status == 200, answer
        return answer

    async def token(self, name: str) -> str:
        if name not in self.tokens:
            password = "umami" if name == "admin" else f"password-of-{name}"
            answer = await self.made("/api/auth/login", {"username": name, "password": password}, as_=NOBODY)
            self.tokens[name] = answer["token"]
        return self.tokens[name]

    async def user(self, name: str, role: str = "user") -> str:
        """A new account; gives its id."""
        body = {"username": name, "password": f"password-of-{name}", "role": role}
        self.ids[name] = (await self.made("/api/users", body))["id"]
        return self.ids[name]

    async def website(self, as_: str = "admin", **more: Any) -> str:
        """A new website; gives its id."""
        body = {"name": "Site", "domain": "site.example", **more}
        return str((await self.made("/api/websites", body, as_=as_))["id"])

    async def team(self, as_: str, **members: str) -> str:
        """A new team with these members (name=role), owned by `as_`; gives its id."""
        team_id = str((await self.made("/api/teams", {"name": "Team"}, as_=as_))[0]["id"])
        for name, role in members.items():
            await self.made(f"/api/teams/{team_id}/users", {"userId": self.ids[name], "role": role}, as_=as_)
        return team_id

    async def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement on the server's database, for what no route can do or tell."""
        async with await DatabaseUrl.parse(self.url).connect(autocommit=True) as connection:
            cursor: psycopg.AsyncCursor[Any] = await connection.execute(statement, values)
            return await cursor.fetchall() if cursor.description else []


@asynccontextmanager
async def serving(database_url: str, **settings: Any) -> AsyncIterator[Server]:
    """A server on this database, its collection running."""
    surface = create_app(Settings(
        _env_file=None, DATABASE_URL=database_url,
        **{"APP_SECRET": "conformance", "TZ": "UTC", "DISABLE_BOT_CHECK": True, **settings}))
    app = surface._app
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=surface, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://dashi.test") as http:
            yield Server(database_url, http, is_old="API_COMPAT" in settings)


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[Server]:
    """A server on a fresh database."""
    async with serving(database_url) as running:
        yield running


def some_id() -> str:
    """An id that nothing has."""
    return str(uuid4())


UNAUTHORIZED = {"error": {"message": "Unauthorized", "code": "unauthorized", "status": 401}}
NOT_FOUND = {"error": {"message": "Not found", "code": "not-found", "status": 404}}


def bad_request(message: str) -> dict[str, Any]:
    """The body of a refusal with a message of its own."""
    return {"error": {"message": message, "code": "bad-request", "status": 400}}


def invalid(*whole: str, **properties: str) -> dict[str, Any]:
    """The body of a failed validation: messages of the whole form, then one for each member."""
    tree: dict[str, Any] = {"errors": list(whole)}
    if properties:
        tree["properties"] = {name: {"errors": [message]} for name, message in properties.items()}
    return {"error": {"message": "Bad request", "code": "bad-request", "status": 400, **tree}}
