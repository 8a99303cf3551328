"""An old request as a translation sees it: what came in, and ways to ask the present API."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import check
from app.collect.bodies import Headers, Receive, Scope, read_body, request_headers
from app.db.timing import name_statements, named
from app.errors import BadRequest, Unauthorized
from app.legacy.asking import ASGI, Answer, ask
from app.legacy.release import Release
from app.lib import js
from app.lib.dates import from_epoch_ms
from app.sql.filters import Filter, dimension, read_filter
from app.sql.scope import EventScope
from app.web.connection import reading
from app.web.permissions import allowed, path_id
from app.web.route import Exchange
from app.web.scope import scope_of

_BODY_LIMIT_BYTES = 1_048_576

# Old lists are sorted by name, today's are in order of id: all rows are fetched, there are not many of them.
ALL = 100_000

Query = dict[str, Any]


class Refused(Exception):
    """The present API refused what it was asked; its refusal is the old request's too."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True)
class Reply:
    """An answer that is more than a body of JSON: with headers of its own, or text."""

    body: Any = field(default_factory=dict)
    headers: Headers = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A period and filters, as `scope_of` takes them."""

    start: datetime
    end: datetime
    chosen: Query = field(default_factory=dict)

    def filters(self, _query: Mapping[str, str]) -> dict[str, Filter]:
        """By the names that filters have today."""
        return {name: read_filter(name, text) for name, text in self.chosen.items() if dimension(name) == name}

    def replaced(self, chosen: dict[str, Filter]) -> dict[str, Filter]:
        return chosen


@dataclass
class Call:
    """One old request. `release` is what its answer is to look like; `params` are of its path."""

    app: FastAPI
    inner: ASGI
    scope: Scope
    receive: Receive
    release: Release
    params: dict[str, str]
    query: Query
    name: str = "legacy"  # of who asks, where the times of statements are told
    _sent: Any = None

    @property
    def method(self) -> str:
        method: str = self.scope["method"]
        return method

    @property
    def path(self) -> str:
        path: str = self.scope["path"]
        return path

    async def body(self) -> Query:
        """The body's members. Errors: BadRequest where it is no object; TooLarge."""
        if self._sent is None:
            self._sent = js.parse_json(
                await read_body(request_headers(self.scope), self.receive, limit=_BODY_LIMIT_BYTES))
        if not isinstance(self._sent, dict):
            raise BadRequest
        return self._sent

    async def ask(self, method: str, path: str, query: Query | None = None, body: Any = None) -> Any:
        """What the present API answers to whoever sent this. Errors: Refused."""
        found = await ask(self.inner, self.scope, method, path, query, body)
        if found.status >= HTTPStatus.BAD_REQUEST or not found.status:
            raise Refused(found)
        return found.json()

    async def get(self, path: str, query: Query | None = None) -> Any:
        return await self.ask("GET", path, query)

    async def post(self, path: str, body: Any = None) -> Any:
        return await self.ask("POST", path, body={} if body is None else body)

    async def same(self, query: Query | None = None) -> Any:
        """What the same request is answered today, with another query where one is given."""
        has_body = self.method == "POST"
        query = self.query if query is None else query
        return await self.ask(self.method, self.path, query, await self.body() if has_body else None)

    @asynccontextmanager
    async def database(self) -> AsyncIterator[AsyncConnection]:
        """A transaction, for what only rows can tell. Whoever uses it has asked for permission."""
        with named(self.name):
            async with self.exchange().database.transaction() as conn:
                yield conn

    @asynccontextmanager
    async def statistic(
        self, website_id: str, start: datetime, end: datetime, filters: Query | None = None,
    ) -> AsyncIterator[tuple[EventScope, AsyncConnection]]:
        """The events of a period, which the sender must be allowed to see, and a connection to count them."""
        exchange = self.exchange()
        async with exchange.running():
            name_statements(self.name)
            website_id = path_id(website_id)
            await allowed(exchange, check.view_website, website_id)
            scope = await scope_of(exchange, website_id, Asked(start, end, filters or {}))
            yield scope, await reading(exchange)

    async def caller(self) -> Any:
        """The user who asks. Errors: Refused for nobody; Unauthorized for a share alone."""
        user = (await self.get("/api/me"))["user"]
        if user is None:
            raise Unauthorized
        return user

    async def admin(self) -> Any:
        """The admin who asks. Errors: Refused and Unauthorized for anybody else."""
        user = await self.caller()
        if not user["isAdmin"]:
            raise Unauthorized
        return user

    def exchange(self) -> Exchange:
        """The request as routes know it."""
        return Exchange(Request({**self.scope, "app": self.app}))


def instant(text: Any) -> datetime:
    """The moment that milliseconds after 1970 name. Errors: BadRequest."""
    try:
        return from_epoch_ms(float(text))
    except (TypeError, ValueError, OverflowError):
        raise BadRequest from None


def milliseconds(query: Query, name: str) -> int:
    """Milliseconds after 1970, as a query has them. Errors: BadRequest, where Umami failed (500)."""
    try:
        return int(float(query[name]))
    except (KeyError, TypeError, ValueError, OverflowError):
        raise BadRequest from None
