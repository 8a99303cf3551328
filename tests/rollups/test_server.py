"""A server with ROLLUPS=on: the same answers, and a word on how they were found."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.stats.visits import MARCH, Site, example
from tests.web.server import Server, serving

QUESTIONS = [
    "stats", "pageviews", "pageviews?unit=day&timezone=America/Los_Angeles",
    "pageviews?unit=month&timezone=Asia/Kolkata", "pageviews?compare=yoy", "stats?path=/x",
    "stats?referrer=google.com,t.co", "stats?browser=chrome",
    *(f"metrics{part}?type={kind}" for part in ("", "/expanded") for kind in (
        "path", "entry", "exit", "referrer", "domain", "channel", "event", "language", "country", "region", "city",
        "title", "hostname")),
    "metrics?type=path&limit=2&offset=1", "metrics?type=path&search=blog",
]


@pytest.fixture(scope="module")
async def march(module_database: str) -> AsyncIterator[Site]:
    """The worked example of the spec, on a server that keeps rollups."""
    async with serving(module_database) as server:
        site = await example(server)
    async with serving(
            module_database, ROLLUPS="on", ROLLUP_CLOSE_SECONDS=2, ROLLUP_ADVANCE_SECONDS=1) as server:
        rolled = Site(server, site.id, site.ids)
        for _ in range(300):
            server.ways.clear()
            await rolled.ask("stats")
            if server.ways["rollup"]:
                break
            await asyncio.sleep(0.1)
        yield rolled


@pytest.fixture(scope="module")
async def plain(module_database: str) -> AsyncIterator[Server]:
    """A server on the same database that knows of no rollups."""
    async with serving(module_database) as server:
        yield server


@pytest.mark.parametrize("question", QUESTIONS)
async def test_each_answer_is_the_same(march: Site, plain: Server, question: str) -> None:
    path, _, query = question.partition("?")
    server = march.server
    server.ways.clear()
    found = await march.ask(path, query)
    assert set(server.ways) - {""}
    assert found == await Site(plain, march.id).ask(path, query)
    assert set(plain.ways) == {""}


async def test_the_answer_says_whether_it_is_of_cells_or_of_events(march: Site) -> None:
    for question, way in (("stats", "rollup"), ("stats?query=a", "raw"), ("metrics?type=path", "rollup"),
                          ("metrics?type=query", "raw")):
        path, _, query = question.partition("?")
        token = await march.server.token("admin")
        answer = await march.server.http.get(
            f"/api/websites/{march.id}/{path}?{MARCH}&{query}", headers={"authorization": f"Bearer {token}"})
        assert answer.headers["server-timing"] == way, question


async def test_a_hit_is_counted_before_the_cells_have_it(march: Site) -> None:
    server = march.server
    dates = "startAt=1709251200000&endAt=4000000000000"
    before = (await march.ask("stats", dates=dates))["pageviews"]
    server.ways.clear()
    await march.record("13 10:00")
    assert (await march.ask("stats", dates=dates))["pageviews"] == before + 1
    assert server.ways["rollup"] == 1


async def test_a_replica_of_which_nothing_is_kept_is_asked_for_events(server: Server) -> None:
    async with serving(server.url, ROLLUPS="on", ROLLUP_ADVANCE_SECONDS=10**6) as other:
        status, _ = await other.get(f"/api/websites/{await other.website()}/stats?{MARCH}")
        assert status == 200
        assert other.ways["raw"] == 1
