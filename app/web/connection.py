"""Connections as routes ask for them, opened after the caller's permission (see `web/route.py`)."""

from typing import Annotated

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.engine import Database
from app.web.route import Exchange, late

# The longest a statistic may take, so that one hard question does not hold a connection for good.
_READ_SECONDS = 60


async def _write(exchange: Exchange) -> AsyncConnection:
    return await exchange.connection()


async def _read(exchange: Exchange) -> AsyncConnection:
    await exchange.release()
    conn: AsyncConnection = await exchange.enter(exchange.database.reader.connect())
    await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    await conn.execute(select(func.set_config("statement_timeout", f"{_READ_SECONDS}s", True)))
    return conn


async def _pools(exchange: Exchange) -> Database:
    await exchange.release()
    return exchange.database


# The pools themselves, for the few routes that must not hold a connection while they compute.
Pools = Annotated[Database, late(_pools)]

# The transaction of the request: it commits with the answer, or rolls back with a refusal.
Conn = Annotated[AsyncConnection, late(_write)]

# One REPEATABLE READ READ ONLY transaction: all numbers of an answer are of the same moment.
ReadConn = Annotated[AsyncConnection, late(_read)]
