"""Connections to PostgreSQL: the URL as Umami writes it, and the pools that a server holds."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

# Members of Prisma's URLs that libpq does not know. They steer its pool and its client, not the server.
_PRISMA_ONLY = {
    "schema", "connection_limit", "pool_timeout", "socket_timeout", "pgbouncer", "statement_cache_size", "sslidentity",
    "sslaccept", "single_use_connections", "max_idle_connection_lifetime", "max_connection_lifetime",
}


@dataclass(frozen=True)
class DatabaseUrl:
    """A `DATABASE_URL` in two parts: what libpq takes, and the schema that Umami reads from it."""

    conninfo: str
    schema: str

    @classmethod
    def parse(cls, text: str) -> "DatabaseUrl":
        """Reads `postgres://` and `postgresql://` with `?schema=`, `sslmode` and the rest of libpq's words.

        Errors: ValueError for another scheme or a text that libpq cannot read; it never repeats the password.
        """
        parts = urlsplit(text.strip())
        if parts.scheme not in ("postgres", "postgresql"):
            raise ValueError("DATABASE_URL must begin with postgresql:// or postgres://")
        query = parse_qsl(parts.query, keep_blank_values=True)
        schema = next((value for name, value in query if name == "schema"), "") or "public"
        kept = urlencode([(name, value) for name, value in query if name not in _PRISMA_ONLY])
        conninfo = urlunsplit(("postgresql", parts.netloc, parts.path, kept, ""))
        try:
            psycopg.conninfo.conninfo_to_dict(conninfo)
        except psycopg.ProgrammingError as error:
            raise ValueError(f"DATABASE_URL cannot be read: {error}") from None
        return cls(conninfo, schema)

    async def connect(self, *, autocommit: bool = False) -> psycopg.AsyncConnection[Any]:
        """A connection of psycopg's own, in UTC and in the URL's schema."""
        connection = await psycopg.AsyncConnection.connect(self.conninfo, autocommit=True)
        await connection.execute(
            "select set_config('TimeZone', 'UTC', false), set_config('search_path', %s, false)",
            [sql.Identifier(self.schema).as_string(connection)],
        )
        if not autocommit:
            await connection.set_autocommit(False)
        return connection


class Database:
    """The pools of one server process: `engine` writes, `reader` reads (a replica where there is one)."""

    def __init__(self, url: str, replica_url: str = "", *, pool_size: int = 10) -> None:
        self.url = DatabaseUrl.parse(url)
        self.engine = self._engine(self.url, pool_size)
        self.reader = self._engine(DatabaseUrl.parse(replica_url), pool_size) if replica_url else self.engine

    @staticmethod
    def _engine(url: DatabaseUrl, pool_size: int) -> AsyncEngine:
        return create_async_engine(
            "postgresql+psycopg://", async_creator=url.connect, pool_size=pool_size, max_overflow=0, pool_timeout=10,
            pool_pre_ping=True, pool_recycle=1800,
        )

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction that commits at the end, or rolls back with an exception."""
        async with self.engine.begin() as connection:
            yield connection

    async def close(self) -> None:
        """Gives all connections back."""
        await self.engine.dispose()
        if self.reader is not self.engine:
            await self.reader.dispose()
