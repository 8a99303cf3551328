"""Connections to PostgreSQL: the URL as Umami writes it, and the pools that a server holds."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from app.db.timing import StatementTimes

# Ours, as Python's urlsplit reads only one host, and which brackets it takes depends on its release.
_URL = re.compile(
    r"postgres(?:ql)?://(?P<place>[^/?#]*)(?P<path>/[^?#]*)?(?:\?(?P<query>[^#]*))?(?P<fragment>#.*)?", re.S,
)
_PLACE = re.compile(r"(?:\[(?P<address>[^\[\]]*)\]|(?P<name>[^\[\]:]*))(?::(?P<port>[0-9]*))?")
_LIBPQ_WORDS = frozenset(option.keyword.decode() for option in Conninfo.get_defaults())
_ENCODE = "Special characters in a user name or password must be percent-encoded, such as %40 for @ and %2F for /."
_SESSION = "select set_config('TimeZone', 'UTC', false), set_config('search_path', %s, false)"


@dataclass(frozen=True)
class DatabaseUrl:
    """A `DATABASE_URL` in its parts: what libpq takes, and what Umami reads from it besides."""

    conninfo: str = field(repr=False)  # holds the password
    schema: str = "public"
    pooled: bool = False  # behind a pooler that hands each transaction another server connection (?pgbouncer=true)

    @classmethod
    def parse(cls, text: str, *, variable: str = "DATABASE_URL", default_schema: str = "public") -> "DatabaseUrl":
        """Reads `postgres://` and `postgresql://` with `?schema=`, `sslmode` and the rest of libpq's words.

        Words that libpq does not know are left out, as Prisma does: they steer its pool and its client. A socket
        stands in the query (`?host=/run/postgresql`) or, percent-encoded, in the place of the host.
        Errors: ValueError, naming `variable`. libpq's own words about a URL quote parts of it, so the messages here
        are ours: none repeats the password.
        """
        parts = _URL.fullmatch(text.strip())
        if parts is None:
            raise ValueError(f"{variable} must begin with postgresql:// or postgres://")
        place, path, written = parts["place"], parts["path"] or "", parts["query"] or ""
        query = dict(parse_qsl(written, keep_blank_values=True))
        try:
            # A bare #, / or ? in the password makes its end, with the @, a part of what follows.
            if parts["fragment"] or "@" in path or ("@" not in place and "@" in written):
                raise ValueError("an @ in the wrong place")
            words = {
                "connect_timeout": "10",
                "fallback_application_name": "dashi",
                **_account(place),
                **_address(place),
                "dbname": unquote(path.removeprefix("/")),
                **{name: value for name, value in query.items() if name in _LIBPQ_WORDS},
                **_encryption(query),
            }
            conninfo = make_conninfo("", **{name: value for name, value in words.items() if value})
        except (ValueError, psycopg.ProgrammingError):
            raise ValueError(f"{variable} cannot be read. {_ENCODE}") from None
        return cls(conninfo, query.get("schema") or default_schema, query.get("pgbouncer") == "true")

    async def connect(self, *, autocommit: bool = False) -> psycopg.AsyncConnection[Any]:
        """A connection of psycopg's own, in UTC and in the URL's schema.

        Errors: psycopg.OperationalError, in libpq's words, which never hold the password.
        """
        connection = await psycopg.AsyncConnection.connect(self.conninfo, autocommit=True)
        try:
            if self.pooled:
                connection.prepare_threshold = None
            await connection.execute(_SESSION, [sql.Identifier(self.schema).as_string(connection)])
            await connection.set_autocommit(autocommit)
        except BaseException:
            await connection.close()
            raise
        return connection

    def connect_sync(self) -> psycopg.Connection[Any]:
        """The same for migrations and tools, in a transaction of psycopg's."""
        connection = psycopg.connect(self.conninfo, autocommit=True)
        try:
            connection.execute(_SESSION, [sql.Identifier(self.schema).as_string(connection)])
            connection.autocommit = False
        except BaseException:
            connection.close()
            raise
        return connection


def _account(place: str) -> dict[str, str]:
    user, _, password = place.rpartition("@")[0].partition(":")
    return {"user": unquote(user), "password": unquote(password)}


def _address(place: str) -> dict[str, str]:
    """Host and port, or several separated by commas; an IPv6 address stands in brackets. Errors: ValueError."""
    hosts, ports = [], []
    for one in place.rpartition("@")[2].split(","):
        match = _PLACE.fullmatch(one)
        if match is None or int(match["port"] or 0) > 65_535:
            raise ValueError("no host and port")
        hosts.append(match["address"] or unquote(match["name"] or ""))
        ports.append(match["port"] or "")
    return {"host": ",".join(hosts), "port": ",".join(ports) if any(ports) else ""}


def _encryption(query: dict[str, str]) -> dict[str, str]:
    """What Umami's driver (node-postgres) understands beyond libpq: `ssl=true` and `sslmode=no-verify`."""
    if query.get("sslmode") == "no-verify" or ("sslmode" not in query and query.get("ssl") in ("true", "1")):
        return {"sslmode": "require"}
    return {}


class Database:
    """The pools of one server process: `engine` for everything but statistics, `reader` for these (of a replica where
    there is one). Two, so that statistics that take long never keep a login or a website's settings waiting.
    """

    def __init__(self, url: str, replica_url: str = "", *, pool_size: int = 10) -> None:
        self.url = DatabaseUrl.parse(url)
        self.times = StatementTimes()
        self.engine = self._engine(self.url, pool_size)
        read_url = self.url
        if replica_url:
            # A replica holds the same schemas, so one that its URL does not name is the first URL's.
            read_url = DatabaseUrl.parse(
                replica_url, variable="DATABASE_REPLICA_URL", default_schema=self.url.schema,
            )
        self.reader = self._engine(read_url, pool_size)

    def _engine(self, url: DatabaseUrl, pool_size: int) -> AsyncEngine:
        engine = create_async_engine(
            "postgresql+psycopg://", async_creator=url.connect, pool_size=pool_size, max_overflow=0, pool_timeout=10,
            pool_pre_ping=True, pool_recycle=1800,
        )
        self.times.watch(engine)
        return engine

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at the end, or rolls back with an exception."""
        async with self.engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Gives all connections back."""
        await self.engine.dispose()
        await self.reader.dispose()
