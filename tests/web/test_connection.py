"""Statistics ask through connections of their own, for a limited time (design/security.md; spec 01b, section 4)."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from app.db.engine import DatabaseUrl
from tests.web.server import Server, serving

MARCH = "startAt=1709251200000&endAt=1711929599999"
NOTHING = {"pageviews": 0, "visitors": 0, "visits": 0, "bounces": 0, "totaltime": 0}


@asynccontextmanager
async def events_locked(server: Server) -> AsyncIterator[None]:
    """Every statement about events waits until the end."""
    async with await DatabaseUrl.parse(server.url).connect() as connection:
        await connection.execute("lock table website_event")
        yield


async def test_a_statistic_that_takes_too_long_is_given_up_with_503(database_url: str) -> None:
    async with serving(database_url, STATISTICS_TIMEOUT_SECONDS=0.2) as server:
        path = f"/api/websites/{await server.website()}/stats?{MARCH}"
        async with events_locked(server):
            status, answer = await server.get(path)
        assert (status, answer["error"]["message"]) == (503, "The question took too long.")
        assert await server.get(path) == (200, {**NOTHING, "comparison": NOTHING})


async def test_statistics_that_wait_keep_no_one_else_waiting(database_url: str) -> None:
    async with serving(database_url) as server:
        website_id = await server.website()
        path = f"/api/websites/{website_id}/stats?{MARCH}"
        async with events_locked(server):
            waiting = [asyncio.create_task(server.get(path)) for _ in range(30)]
            await asyncio.sleep(0.3)
            before = monotonic()
            for other in ("/api/me", f"/api/websites/{website_id}", "/api/heartbeat"):
                assert (await server.get(other))[0] == 200
            assert monotonic() - before < 8  # those who wait for a connection of a pool are refused after ten
            assert not any(task.done() for task in waiting)
        assert [status for status, _ in await asyncio.gather(*waiting)] == [200] * 30


async def test_statistics_are_read_from_the_replica_and_nothing_else_is(
    new_database: Callable[[], Awaitable[str]],
) -> None:
    primary, replica = await new_database(), await new_database()
    async with serving(primary, DATABASE_REPLICA_URL=replica) as server:
        website_id = await server.website(name="Known to the primary only")
        async with await DatabaseUrl.parse(replica).connect(autocommit=True) as connection:
            await connection.execute(
                "insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path)"
                " values (gen_random_uuid(), %s, gen_random_uuid(), gen_random_uuid(), '2024-03-10', '/')",
                [website_id])
        answer: Any = await server.get(f"/api/websites/{website_id}/stats?{MARCH}")
        assert answer[1]["pageviews"] == 1


async def test_hard_questions_of_tables_that_were_never_analysed_are_answered_soon(database_url: str) -> None:
    """PostgreSQL takes what it does not know for nearly empty, and would compare each visit with each other one."""
    async with serving(database_url, STATISTICS_TIMEOUT_SECONDS=5) as server:
        website_id = await server.website()
        async with await DatabaseUrl.parse(database_url).connect(autocommit=True) as connection:
            await connection.execute(
                "insert into session (session_id, website_id, country, created_at)"
                " select md5(n::text)::uuid, %s, 'DE', timestamptz '2024-03-02' from generate_series(1, 1500) n",
                [website_id])
            await connection.execute(
                "insert into website_event (event_id, website_id, session_id, visit_id, created_at, url_path)"
                " select gen_random_uuid(), %s, md5(n::text)::uuid, md5(n::text)::uuid,"
                " timestamptz '2024-03-02' + n * interval '1 minute' + view * interval '1 second', '/' || view"
                " from generate_series(1, 1500) n, generate_series(1, 2) view", [website_id])
        cohort = await server.made(f"/api/websites/{website_id}/segments", {
            "type": "cohort", "name": "Second page",
            "parameters": {"action": {"type": "path", "value": "/2"}, "filters": [],
                           "dateRange": "range:1709251200000:1711929599999"}})
        for kind, first in (("entry", "/1"), ("exit", "/2"), ("browser", None)):
            status, rows = await server.get(
                f"/api/websites/{website_id}/metrics?{MARCH}&type={kind}&country=DE&cohort={cohort['id']}")
            assert (status, rows) == (200, [{"x": first, "y": 1500}] if first else [])
