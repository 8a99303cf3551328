"""dashi website reset."""

import asyncio

import pytest

from tests.operate.conftest import Dashi
from tests.stats.visits import example
from tests.web.server import Server

EMPTIED = ("website_event", "session", "event_data", "session_data", "revenue", "session_replay")


async def rows(server: Server, website_id: str) -> dict[str, int]:
    """How many rows a website has, by table."""
    return {table: (await server.sql(f"select count(*) from {table} where website_id = %s", website_id))[0][0]  # noqa: S608
            for table in EMPTIED}


async def test_what_was_collected_goes_and_what_people_made_stays(server, dashi: Dashi, capsys):
    site, other = await example(server), await example(server)
    await server.made("/api/reports", {
        "websiteId": site.id, "type": "goal", "name": "G", "description": "", "parameters": {}})
    before = await rows(server, other.id)
    code = await asyncio.to_thread(dashi, "website", "reset", site.id.upper(), "--yes", DATABASE_URL=server.url)
    assert code == 0 and "'Site' is empty" in capsys.readouterr().out
    assert set((await rows(server, site.id)).values()) == {0}
    assert await rows(server, other.id) == before
    assert before["website_event"] == 12
    kept = await server.sql("select reset_at is not null, (select count(*) from report) from website"
                            " where website_id = %s", site.id)
    assert kept == [(True, 1)]


@pytest.mark.parametrize("named", ["one.example", "One"])
async def test_a_website_may_be_named_by_its_domain_or_name(server, dashi: Dashi, named):
    await server.website(name="One", domain="one.example")
    assert await asyncio.to_thread(dashi, "website", "reset", named, "--yes", DATABASE_URL=server.url) == 0


async def test_a_name_that_several_have_is_refused_with_their_ids(server, dashi: Dashi, capsys):
    ids = {await server.website(), await server.website()}
    assert await asyncio.to_thread(dashi, "website", "reset", "Site", "--yes", DATABASE_URL=server.url) == 1
    said = capsys.readouterr().err
    assert all(website_id in said for website_id in ids)


@pytest.mark.parametrize("answer, code", [("YES", 0), ("", 1), ("what?", 1)])
async def test_it_asks_before_it_deletes(server, dashi: Dashi, monkeypatch, answer, code):
    site = await example(server)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    assert await asyncio.to_thread(dashi, "website", "reset", site.id, DATABASE_URL=server.url) == code
    assert (await rows(server, site.id))["website_event"] == (12 if code else 0)


async def test_where_nobody_can_be_asked_it_wants_to_be_told(server, dashi: Dashi, capsys):
    site = await example(server)
    assert await asyncio.to_thread(dashi, "website", "reset", site.id, DATABASE_URL=server.url) == 1
    assert "--yes" in capsys.readouterr().err
    assert (await rows(server, site.id))["website_event"] == 12


@pytest.mark.parametrize("text", ["nothing", "0b0e0000-0000-4000-8000-00000000ffff"])
async def test_an_unknown_website_is_told_of(server, dashi: Dashi, capsys, text):
    assert await asyncio.to_thread(dashi, "website", "reset", text, "--yes", DATABASE_URL=server.url) == 1
    assert text in capsys.readouterr().err
