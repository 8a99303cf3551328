"""dashi prune: what is old goes, in small transactions; what still belongs to something stays."""

import asyncio
import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from app.operate.prune import actions
from app.operate.prune.rules import moment_before
from tests.operate.conftest import Dashi
from tests.stats.visits import insert
from tests.web.server import Server, some_id

NOW = datetime.now(UTC)
OLD, NEW = NOW - timedelta(days=800), NOW - timedelta(days=100)
TABLES = ("session_replay", "session_replay_saved", "revenue", "event_data", "website_event", "session", "session_data")


@pytest.mark.parametrize("age, before", [
    ("2y", "2024-03-31"), ("1year", "2025-03-31"), ("18months", "2024-09-30"), ("1m", "2026-02-28"),
    ("6w", "2026-02-17"), ("400d", "2025-02-24"), (" 1 day ", "2026-03-30"), ("13Months", "2025-02-28"),
    ("25m", "2024-02-29"),
])
def test_an_age_goes_by_the_calendar(age, before):
    assert moment_before(datetime(2026, 3, 31, 12, tzinfo=UTC), age).date().isoformat() == before


@pytest.mark.parametrize("age", ["", "2", "y", "0d", "-1y", "2h", "1.5y", "9999y", "99999d1", "2y;", "٣d" * 9])
def test_no_other_age_is_guessed_at(age):
    with pytest.raises(ValueError, match=r"--older-than|before the year 1"):
        moment_before(datetime(2026, 3, 31, tzinfo=UTC), age)


class History:
    """Rows of a website, written as they would be after years."""

    def __init__(self, server: Server, website_id: str) -> None:
        self.server, self.id = server, website_id

    async def visitor(self, at: datetime, **more: Any) -> str:
        session_id = some_id()
        await insert(self.server, "session", {
            "session_id": session_id, "website_id": self.id, "created_at": str(at), **more})
        return session_id

    async def event(self, session_id: str, at: datetime, *, visit: str | None = None) -> str:
        """An event with a value of data and a revenue."""
        event_id, of = some_id(), {"website_id": self.id, "created_at": str(at)}
        await insert(self.server, "website_event", {
            **of, "event_id": event_id, "session_id": session_id, "visit_id": visit or some_id(), "url_path": "/",
            "event_type": 2})
        await insert(self.server, "event_data", {
            **of, "event_data_id": some_id(), "website_event_id": event_id, "data_key": "k", "data_type": 1})
        await insert(self.server, "revenue", {
            **of, "revenue_id": some_id(), "session_id": session_id, "event_id": event_id, "event_name": "n",
            "currency": "EUR", "revenue": 1})
        return event_id

    async def data(self, session_id: str, at: datetime) -> None:
        await insert(self.server, "session_data", {
            "session_data_id": some_id(), "website_id": self.id, "session_id": session_id, "data_key": "plan",
            "data_type": 1, "string_value": "pro", "created_at": str(at)})

    async def recording(self, session_id: str, *chunks: datetime) -> str:
        visit = some_id()
        for number, at in enumerate(chunks):
            await insert(self.server, "session_replay", {
                "replay_id": some_id(), "website_id": self.id, "session_id": session_id, "visit_id": visit,
                "chunk_index": number, "events": r"\x00", "event_count": 1, "started_at": str(at), "ended_at": str(at),
                "created_at": str(at)})
        await insert(self.server, "session_replay_saved", {
            "saved_replay_id": some_id(), "name": "kept", "website_id": self.id, "visit_id": visit,
            "created_at": str(chunks[0])})
        return visit

    async def left(self) -> dict[str, int]:
        """How many rows are left, by table; those that are empty are left out."""
        counts = {
            table: (await self.server.sql(f"select count(*) from {table} where website_id = %s", self.id))[0][0]  # noqa: S608
            for table in TABLES
        }
        return {table: number for table, number in counts.items() if number}


@pytest.fixture
async def site(server: Server) -> History:
    return History(server, await server.website())


async def prune(dashi: Dashi, server: Server, *more: str, age: str = "2y") -> int:
    return await asyncio.to_thread(dashi, "prune", "--older-than", age, "--yes", *more, DATABASE_URL=server.url)


async def test_old_visits_go_with_all_that_hangs_on_them_and_new_ones_stay(server, site, dashi, capsys):
    gone, kept = await site.visitor(OLD), await site.visitor(NEW)
    for who, at in ((gone, OLD), (gone, OLD), (kept, NEW)):
        await site.event(who, at)
        await site.data(who, at)
        await site.recording(who, at, at)
    assert await prune(dashi, server) == 0
    assert await site.left() == {
        "website_event": 1, "event_data": 1, "revenue": 1, "session": 1, "session_data": 1, "session_replay": 2,
        "session_replay_saved": 1}
    assert await server.sql("select session_id::text from website_event") == [(kept,)]
    said = capsys.readouterr().out
    assert "deleted: " in said and "website_event 2" in said and "session 1" in said
    assert await server.sql("select count(*) from website") == [(1,)]


async def test_a_visitor_who_still_comes_stays_with_all_that_is_known_of_them(server, site, dashi):
    who = await site.visitor(OLD, distinct_id="u1")
    await site.data(who, OLD)
    await site.event(who, OLD)
    await site.event(who, NEW)
    await prune(dashi, server)
    assert await site.left() == {"website_event": 1, "event_data": 1, "revenue": 1, "session": 1, "session_data": 1}


async def test_a_visitor_of_whom_only_newer_data_is_left_stays(server, site, dashi):
    who = await site.visitor(OLD)
    await site.data(who, NEW)
    await prune(dashi, server)
    assert await site.left() == {"session": 1, "session_data": 1}


async def test_a_recording_goes_as_a_whole(server, site, dashi):
    who = await site.visitor(OLD)
    before = moment_before(NOW, "2y")
    await site.recording(who, before - timedelta(hours=1), before + timedelta(hours=1))
    await prune(dashi, server)
    assert await site.left() == {"session_replay": 2, "session_replay_saved": 1, "session": 1}


async def test_links_and_websites_that_are_gone_are_pruned_too(server, dashi):
    orphan = History(server, some_id())
    await orphan.event(await orphan.visitor(OLD), OLD)
    await prune(dashi, server)
    assert await orphan.left() == {}


async def test_one_website_alone_can_be_pruned_or_one_link(server, site, dashi):
    other = History(server, await server.website(domain="other.example"))
    made = await server.made("/api/links", {"name": "L", "url": "https://a.example", "slug": "some-slug"})
    link = History(server, made["id"])
    for one in (site, other, link):
        await one.event(await one.visitor(OLD), OLD)
    assert await prune(dashi, server, "--website", "other.example") == 0
    assert ((await site.left()) != {}, await other.left(), (await link.left()) != {}) == (True, {}, True)
    assert await prune(dashi, server, "--website", link.id) == 0
    assert ((await site.left()) != {}, await link.left()) == (True, {})
    assert await prune(dashi, server, "--website", "nowhere.example") == 1


async def test_a_dry_run_counts_and_deletes_nothing(server, site, dashi, capsys):
    await site.event(await site.visitor(OLD), OLD)
    before = await site.left()
    assert await prune(dashi, server, "--dry-run") == 0
    assert await site.left() == before
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["1", "revenue"], ["1", "event_data"], ["1", "website_event"], ["1", "session"]]


async def test_without_yes_and_without_a_terminal_nothing_is_deleted(server, site, dashi, capsys):
    await site.event(await site.visitor(OLD), OLD)
    before = await site.left()
    assert await asyncio.to_thread(dashi, "prune", "--older-than", "2y", DATABASE_URL=server.url) == 1
    assert "--yes" in capsys.readouterr().err
    assert await site.left() == before


async def test_nothing_old_is_said(server, site, dashi, capsys):
    await site.event(await site.visitor(NEW), NEW)
    assert await prune(dashi, server) == 0
    assert "Nothing is older than" in capsys.readouterr().out


async def test_transactions_are_bounded_and_an_interruption_costs_one_of_them(server, site, dashi, monkeypatch, capsys):
    who = await site.visitor(OLD)
    for hours in range(7):
        await site.event(who, OLD + timedelta(hours=hours // 2))  # also at one and the same moment
    monkeypatch.setattr(actions, "BATCH_ROWS", 2)
    whole, batches = actions._batch, []

    def interrupted(*arguments: Any) -> Any:
        if len(batches) == 9:  # four of revenue, four of data, one of events
            raise KeyboardInterrupt
        done = whole(*arguments)
        batches.append(done[1])
        return done

    monkeypatch.setattr(actions, "_batch", interrupted)
    assert await prune(dashi, server) == 130
    assert set(batches) == {2, 1, 0} and max(batches) == 2
    assert "deleted: revenue 7" in capsys.readouterr().out
    assert (await site.left())["session"] == 1
    monkeypatch.setattr(actions, "_batch", whole)
    assert await prune(dashi, server) == 0
    assert await site.left() == {}


async def test_a_visitor_who_comes_back_while_it_runs_keeps_the_session(server, site, dashi, monkeypatch):
    """The event of a hit that is being committed cannot be seen yet; its session must be there afterwards."""
    monkeypatch.setattr(actions, "_PAUSE_SECONDS", 0.05)
    who = await site.visitor(OLD)
    waited = threading.Event()
    monkeypatch.setattr(actions.time, "sleep", lambda _seconds: waited.set())
    async with await psycopg.AsyncConnection.connect(server.url) as hit:
        await hit.execute("insert into session (session_id, website_id) values (%s, %s) on conflict do nothing",
                          [who, site.id])
        await hit.execute(
            "insert into website_event (event_id, website_id, session_id, visit_id, url_path)"
            " values (gen_random_uuid(), %s, %s, gen_random_uuid(), '/')", [site.id, who])
        pruning = asyncio.create_task(prune(dashi, server))
        assert await asyncio.to_thread(waited.wait, 20), "it did not wait for the hit"
        await hit.commit()
    assert await pruning == 0
    assert await site.left() == {"website_event": 1, "session": 1}
