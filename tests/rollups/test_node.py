"""A Node Umami that writes into the same database meanwhile: it knows of no rollups, and no answer is behind."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from random import Random

import psycopg
import pytest

from tests.rollups.node import NodeUmami
from tests.stats.visits import Site
from tests.web.server import Server, serving

DATES = "startAt=1704067200000&endAt=4000000000000"  # from 2024 on
QUESTIONS = (
    "stats", "stats?country=US", "pageviews?unit=hour&timezone=UTC", "pageviews?unit=month&timezone=America/New_York",
    *(f"metrics?type={kind}" for kind in ("path", "entry", "exit", "country", "browser", "referrer", "channel",
                                          "event", "title")), "metrics/expanded?type=path")


@pytest.fixture
async def servers(database_url: str) -> AsyncIterator[tuple[Server, Server]]:
    """One that keeps rollups, as quickly as can be, and one that knows of none."""
    async with serving(database_url, ROLLUPS="on", ROLLUP_CLOSE_SECONDS=2, ROLLUP_ADVANCE_SECONDS=0.3,
                       ROLLUP_MERGE_ROWS=3) as server, serving(database_url) as plain:
        yield server, plain


async def same(servers: tuple[Server, Server], website_id: str, questions: tuple[str, ...]) -> None:
    for question in questions:
        path, _, query = question.partition("?")
        server, plain = (Site(server, website_id) for server in servers)
        assert await server.ask(path, query, DATES) == await plain.ask(path, query, DATES), question


async def test_each_of_its_events_is_counted_at_once_and_exactly(servers: tuple[Server, Server]) -> None:
    server, _ = servers
    website_id = await server.website()
    random = Random(3)
    with psycopg.connect(server.url, autocommit=True) as connection:
        node = NodeUmami(connection, website_id, random)
        views = 0

        async def count() -> int:
            return int((await Site(server, website_id).ask("stats", dates=DATES))["pageviews"])

        node.hit()
        views += 1
        # Cells come with the first rounds of maintenance, which may take longer than all that follows.
        async with asyncio.timeout(30):
            while not server.ways["rollup"]:
                assert await count() == views
                await asyncio.sleep(0.05)
        for number in range(80):
            kind = random.random()
            if kind < 0.1:
                node.hit(event_type=2, event_name="buy")
            elif kind < 0.2 and node.visits:
                node.identify()
                views += 1
            elif kind < 0.35:  # payload.timestamp
                node.hit(created_at=datetime.now(UTC) - timedelta(seconds=random.randrange(40 * 86_400)))
                views += number <= 50  # what was before a reset is not asked for
            else:
                node.hit()
                views += 1
            assert await count() == views
            if number in (20, 45, 79):
                await same(servers, website_id, QUESTIONS)
            if number == 50:
                node.reset()
                views = 0
                assert await count() == 0
        # Most of this was answered from cells, and maintenance went on all the time.
        assert server.ways["rollup"] > 30
        # What came after the reset is put in as well, once it is closed: a quick machine is here before.
        events = 0
        async with asyncio.timeout(30):
            while not events > 0:
                await asyncio.sleep(0.05)
                [(events,)] = await server.sql("select events from rollup.site where website_id = %s", website_id)


async def test_a_website_that_it_deletes_is_gone_and_others_are_not(servers: tuple[Server, Server]) -> None:
    server, _ = servers
    ids = [await server.website() for _ in range(2)]
    with psycopg.connect(server.url, autocommit=True) as connection:
        nodes = [NodeUmami(connection, website_id, Random(number)) for number, website_id in enumerate(ids)]
        for _ in range(10):
            for node in nodes:
                node.hit()
        await same(servers, ids[0], QUESTIONS)
        nodes[0].delete_website()
        assert (await Site(server, ids[0]).answer("stats", dates=DATES))[0] == (
            await Site(servers[1], ids[0]).answer("stats", dates=DATES))[0]
        nodes[1].hit()
        await same(servers, ids[1], QUESTIONS)
        assert (await Site(server, ids[1]).ask("stats", dates=DATES))["pageviews"] == 11
