"""Comparing what cells answer with what events answer, digit by digit: for what triggers cannot see.

Some hours by chance with all lists, and each month's overview; `full` compares all lists of each month as well. A
difference has the site made anew.
"""

import asyncio
import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from app.db.engine import DatabaseUrl
from app.db.tables import website_event
from app.rollups.ask import with_cells
from app.rollups.dimensions import LISTS
from app.rollups.maintain import Maintainer, Site
from app.rollups.slots import begin_of, first_day, month_of, slot_at
from app.rollups.tables import doubt, site
from app.sql.buckets import Buckets
from app.sql.scope import EventScope
from app.stats.metrics.queries import expanded, top_values
from app.stats.overview.queries import series, totals

_ALL = 10**9
_END = timedelta(milliseconds=1)

Question = tuple[str, Callable[[EventScope], Any]]


def verify(
    url: str, maintainer: Maintainer, one: Site, *, hours: int = 24, full: bool = False,
    on_period: Callable[[], object] = lambda: None,
) -> list[str]:
    """Where they differ, in words; none is as it should be. What was found is kept with the site."""
    found = asyncio.run(_compare(url, one, hours=hours, full=full, on_period=on_period))
    with maintainer.engine.begin() as connection:
        connection.execute(site.update().where(site.c.site == one.site).values(
            verified_at=sa.func.clock_timestamp(), found="; ".join(found)[:2000] or None))
        if found:
            connection.execute(doubt.insert().values(website_id=one.website_id, reason="a verification failed"))
    return found


async def _compare(
    url: str, one: Site, *, hours: int, full: bool, on_period: Callable[[], object],
) -> list[str]:
    engine = create_async_engine(
        "postgresql+psycopg://", async_creator=DatabaseUrl.parse(url).connect, poolclass=NullPool)
    found: list[str] = []
    try:
        async with engine.connect() as conn:
            first = await conn.scalar(sa.select(sa.func.min(website_event.c.created_at)).where(
                website_event.c.website_id == one.website_id))
        if first is None or one.built_from is None or one.built_to is None:
            return []
        for begin, end, questions in _periods(max(first, one.built_from), one.built_to, hours, full):
            start = max(begin, one.built_from)
            async with engine.connect() as conn:
                await conn.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
                found += await _differences(conn, EventScope(one.website_id, start, end), questions)
            on_period()
    finally:
        await engine.dispose()
    return found


def _periods(
    first: datetime, last: datetime, hours: int, full: bool,
) -> Iterator[tuple[datetime, datetime, list[Question]]]:
    overview: list[Question] = [
        ("totals", totals), ("series", partial(series, buckets=Buckets("day", None)))]
    lists: list[Question] = [
        *((f"list of {kind}", partial(top_values, kind=kind, limit=_ALL)) for kind in sorted(LISTS)),
        *((f"expanded list of {kind}", partial(expanded, kind=kind, limit=_ALL)) for kind in sorted(LISTS))]
    slots = (slot_at(first, 24), slot_at(last, 24))
    for _ in range(hours):
        slot = random.randint(*slots)  # noqa: S311 - no secret
        yield begin_of(slot, 24), begin_of(slot + 1, 24) - _END, [*overview, *lists]
    for month in range(month_of(slot_at(first, 1)), month_of(slot_at(last, 1)) + 1):
        start, end = begin_of(first_day(month), 1), begin_of(first_day(month + 1), 1) - _END
        yield start, end, [*overview, *lists] if full else overview


async def _differences(conn: AsyncConnection, scope: EventScope, questions: list[Question]) -> list[str]:
    kept = await with_cells(conn, scope)
    if kept.kept is None:
        return []
    found = []
    for name, ask in questions:
        statement = ask(kept)
        if "rollup" in kept.kept.used:
            expected, got = (await conn.execute(ask(scope))).all(), (await conn.execute(statement)).all()
            if expected != got:
                found.append(f"{name} from {scope.start:%Y-%m-%d %H:%M} to {scope.end:%Y-%m-%d %H:%M}")
        kept.kept.used.clear()
    return found
