"""What is read beside cells is found by indexes: never the whole table, however large."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from sqlalchemy.dialects.postgresql import psycopg as dialect
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from app.db.engine import DatabaseUrl
from app.rollups.ask import with_cells
from app.rollups.maintain import Maintainer, engine_of
from app.sql.buckets import Buckets
from app.sql.scope import EventScope
from app.stats.metrics.queries import expanded, top_values
from app.stats.overview.queries import series, totals
from tests.rollups.histories import WEBSITE

_ROWS = """
    insert into session (session_id, website_id, country)
    select md5('s' || n)::uuid, %(site)s, 'US' from generate_series(1, 20000) n;
    insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path, page_title)
    select md5('e' || n)::uuid, %(site)s, md5('s' || n / 3)::uuid, md5('v' || n / 3)::uuid,
        now() - interval '60 days' + n * interval '86 s', '/' || n %% 40, repeat('x', 200)
    from generate_series(3, 60000) n;
    analyze website_event; analyze session
"""


@pytest.fixture(scope="module")
async def asked(module_database: str) -> AsyncIterator[tuple[AsyncConnection, EventScope]]:
    """A website of 60,000 events, built, and a question about the odd minutes of 50 days."""
    with psycopg.connect(module_database, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(_ROWS, {"site": WEBSITE})
        maintainer = Maintainer(engine_of(module_database), "path,country,entry,channel", close_seconds=2)
        while maintainer.round():
            pass
        connection.execute("analyze")
    engine = create_async_engine(
        "postgresql+psycopg://", async_creator=DatabaseUrl.parse(module_database).connect, poolclass=NullPool)
    end = datetime.now(UTC)
    async with engine.connect() as conn:
        await conn.execution_options(isolation_level="REPEATABLE READ")
        scope = await with_cells(conn, EventScope(WEBSITE, end - timedelta(days=50, minutes=17), end))
        assert scope.kept is not None
        yield conn, scope


@pytest.mark.parametrize("name", ["totals", "path", "country", "entry", "channel", "expanded path", "day", "month"])
async def test_nothing_scans_or_joins_the_whole_table(asked: tuple[AsyncConnection, EventScope], name: str) -> None:
    conn, scope = asked
    assert scope.kept is not None
    scope.kept.used.clear()
    if name == "totals":
        statement: Any = totals(scope)
    elif name in ("day", "month"):
        statement = series(scope, Buckets(name, None))  # type: ignore[arg-type]
    else:
        ask = expanded if name.startswith("expanded") else top_values
        statement = ask(scope, name.rpartition(" ")[2])
    assert scope.kept.used == {"rollup"}
    compiled = statement.compile(
        dialect=dialect.dialect(), compile_kwargs={"render_postcompile": True})  # type: ignore[no-untyped-call]
    driver: Any = (await conn.get_raw_connection()).driver_connection
    plan = [row[0] for row in await (await driver.execute(f"explain {compiled}", compiled.params)).fetchall()]
    assert not [line for line in plan if "Seq Scan on website_event" in line or "Seq Scan on session" in line], plan
    assert not [line for line in plan if "Hash Cond" in line and "session_id" in line and "website_event" in line], plan
