"""Connections as routes ask for them, opened after the caller's permission (see `web/route.py`)."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from sqlalchemy import ColumnElement, Float, Text, case, cast, column, func, or_, select, table
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.engine import Database
from app.db.readiness import Readiness
from app.db.tables import session, website_event
from app.db.timing import named
from app.settings import Settings
from app.web.route import Exchange, late

_KNOWN_SHARE = 0.8


async def _write(exchange: Exchange) -> AsyncConnection:
    return await exchange.connection()


@asynccontextmanager
async def read_only(database: Database, settings: Settings) -> AsyncIterator[AsyncConnection]:
    """The transaction of a statistic: it reads only, and all that it reads is of the same moment."""
    async with database.reader.connect() as conn:
        await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        with named("settings"):
            await conn.execute(select(*(func.set_config(name, value, True) for name, value in (
                # One hard question must not hold a connection for good.
                ("statement_timeout", f"{settings.statistics_timeout_seconds * 1000:.0f}ms"),
                # With the 4 MB of PostgreSQL's default a year of a big site goes through the disk: twice the time.
                ("work_mem", f"{settings.statistics_memory_mb}MB"),
                # Compiling a statement takes longer than it saves: a month of a big site is a third of a second.
                ("jit", "off"),
                # The best plan for a day is the worst one for a year, so each question gets a plan of its own.
                ("plan_cache_mode", "force_custom_plan"),
                # To look up each row of what is thought to be one row takes a minute if it is a thousand.
                ("enable_nestloop",
                 case((_tables_are_unknown(), "off"), else_=func.current_setting("enable_nestloop"))),
            ))))
        yield conn


def _tables_are_unknown() -> ColumnElement[bool]:
    """PostgreSQL has not analysed the tables of events and sessions, or they have grown much since.

    Its own process does so within a minute or two, but people look at a new website, or one whose history was just
    brought here, before that.
    """
    catalogue = table("pg_class", column("oid"), column("reltuples", Float))
    changed = func.pg_stat_get_mod_since_analyze(catalogue.c.oid)
    unknown = or_(catalogue.c.reltuples <= 0, changed > catalogue.c.reltuples * (1 - _KNOWN_SHARE))
    names = [func.to_regclass(cast(each.name, Text)) for each in (website_event, session)]
    return select(func.bool_or(unknown)).where(catalogue.c.oid.in_(names)).scalar_subquery()


async def reading(exchange: Exchange) -> AsyncConnection:
    """The connection of a statistic, which is the request's last: what it wrote is committed first."""
    if exchange.reader is None:
        await exchange.release()
        exchange.reader = await exchange.enter(read_only(exchange.database, exchange.app.state.settings))
    reader: AsyncConnection = exchange.reader
    return reader


async def _pools(exchange: Exchange) -> Database:
    await exchange.release()
    return exchange.database


async def _readiness(exchange: Exchange) -> Readiness:
    readiness: Readiness = exchange.app.state.readiness
    return readiness


# The pools themselves, for the few routes that must not hold a connection while they compute.
Pools = Annotated[Database, late(_pools)]

# Whether the database answers, as it was a second ago at most.
Ready = Annotated[Readiness, late(_readiness)]

# The transaction of the request: it commits with the answer, or rolls back with a refusal.
Conn = Annotated[AsyncConnection, late(_write)]

# One REPEATABLE READ READ ONLY transaction: all numbers of an answer are of the same moment.
ReadConn = Annotated[AsyncConnection, late(reading)]
