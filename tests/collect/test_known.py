"""What collection remembers of websites, links, pixels and sessions."""

import asyncio
from types import SimpleNamespace
from uuid import uuid4

import pytest

from app.collect.known import LIFE_SECONDS, RETRY_SECONDS, Directory, Sessions
from tests.collect.front import CHROME, ask, visit


class Table:
    """A table to remember, and how often it was read."""

    def __init__(self, **rows):
        self.rows, self.reads, self.error, self.gate = rows, 0, None, None

    async def load(self, known):
        """Gives the rows, unless they are those whose stamp is known."""
        self.reads += 1
        rows, gate = dict(self.rows), self.gate
        if gate is not None:
            await gate.wait()
        if self.error:
            raise self.error
        stamp = str(rows)
        return stamp, None if stamp == known else rows


@pytest.fixture
def clock(monkeypatch):
    """The time of what is remembered: `clock.now += 1`."""
    clock = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr("app.collect.known.time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


async def test_a_table_is_read_once_for_many_questions(clock):
    table = Table(a=1, b=2)
    directory = Directory(table.load)
    assert directory.at_hand("a") is None
    assert await asyncio.gather(*(directory.find(key) for key in "abab")) == [1, 2, 1, 2]
    assert directory.at_hand("a") == 1
    assert table.reads == 1


async def test_what_is_old_is_read_again_when_somebody_asks(clock):
    table = Table(a=1)
    directory = Directory(table.load)
    await directory.find("a")
    table.rows = {}
    clock.now += LIFE_SECONDS
    assert await directory.find("a") == 1
    clock.now += 0.1
    assert directory.at_hand("a") is None
    assert await directory.find("a") is None


async def test_what_has_not_changed_is_known_on(clock):
    table = Table(a=1)
    directory = Directory(table.load)
    await directory.find("a")
    before = directory._rows
    clock.now += LIFE_SECONDS + 0.1
    assert await directory.find("a") == 1
    assert directory.at_hand("a") == 1
    assert directory._rows is before
    assert table.reads == 2


@pytest.mark.parametrize("change", [
    "insert into website (website_id, name) values (gen_random_uuid(), 'x')",
    "update website set name = name",
    "update website set deleted_at = now()",
    "delete from website where name = 'second'",
    "with gone as (delete from website where name = 'second') "
    "insert into website (website_id, name) values (gen_random_uuid(), 'second')",
])
async def test_whatever_changes_a_table_changes_its_stamp(server, change):
    await server.connection.execute(
        "insert into website (website_id, name) values (gen_random_uuid(), 'first'), (gen_random_uuid(), 'second')")
    stamp, rows = await server.known._load_websites(None)
    assert rows
    assert await server.known._load_websites(stamp) == (stamp, None)
    await server.connection.execute(change)
    changed, rows = await server.known._load_websites(stamp)
    assert changed != stamp
    assert rows
    assert await server.known._load_websites(changed) == (changed, None)


@pytest.mark.parametrize("kind, statement", [
    ("links", "insert into link (link_id, name, slug, url) values (gen_random_uuid(), 'x', 's', 'https://a.example/')"),
    ("pixels", "insert into pixel (pixel_id, name, slug) values (gen_random_uuid(), 'x', 's')"),
])
async def test_links_and_pixels_are_stamped_too(server, kind, statement):
    load = getattr(server.known, kind)._load
    assert await load(None) == ((0, 0), {})
    await server.connection.execute(statement)
    stamp, rows = await load((0, 0))
    assert list(rows) == ["s"]
    assert await load(stamp) == (stamp, None)


async def test_unknown_keys_ask_the_database_once_a_second(clock):
    table = Table()
    directory = Directory(table.load)
    for _ in range(1_000):
        assert await directory.find(str(uuid4())) is None
    assert table.reads == 1
    clock.now += RETRY_SECONDS + 0.1
    table.rows = {"new": 1}
    assert await directory.find("new") == 1
    assert table.reads == 2


async def test_a_large_table_is_read_a_twentieth_of_the_time_at_most(clock):
    table = Table()
    directory = Directory(table.load)

    async def slowly(known):
        clock.now += 0.1
        return await table.load(known)

    directory = Directory(slowly)
    await directory.find("x")
    clock.now += 1.8
    await directory.find("x")
    assert table.reads == 1
    clock.now += 0.3
    await directory.find("x")
    assert table.reads == 2


async def test_a_database_that_is_away_leaves_what_was_known(clock):
    table = Table(a=1)
    directory = Directory(table.load)
    await directory.find("a")
    table.error = OSError()
    clock.now += 60
    assert await directory.find("a") == 1
    with pytest.raises(OSError):
        await directory.find("b")


async def test_a_database_that_is_silent_keeps_nobody_waiting_for_long(monkeypatch):
    monkeypatch.setattr("app.collect.known.PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr("app.collect.known.READING_SECONDS", 0.3)
    monkeypatch.setattr("app.collect.known.LIFE_SECONDS", 0.0)
    table = Table(a=1)
    directory = Directory(table.load)
    assert await directory.find("a") == 1
    table.gate = asyncio.Event()  # the connection is silent from now on
    await asyncio.sleep(0.01)
    async with asyncio.timeout(0.2):
        assert [await directory.find("a") for _ in range(100)] == [1] * 100
        with pytest.raises(TimeoutError):
            await directory.find("b")
    assert table.reads == 2
    await asyncio.sleep(0.3)
    table.gate, table.rows = None, {"b": 2}  # a new connection answers
    assert await directory.find("b") == 2


async def test_a_caller_who_goes_away_does_not_end_the_reading_of_others(clock):
    table = Table(a=1)
    table.gate = asyncio.Event()
    directory = Directory(table.load)
    first, second = (asyncio.create_task(directory.find("a")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    table.gate.set()
    assert await second == 1
    assert table.reads == 1


async def test_a_reading_that_began_before_a_change_does_not_hide_it(clock):
    table = Table(old=1)
    table.gate = old_gate = asyncio.Event()
    directory = Directory(table.load)
    early = asyncio.create_task(directory.find("old"))
    await asyncio.sleep(0)
    table.rows, table.gate = {"new": 2}, None
    clock.now += 0.1
    directory.forget()
    assert await directory.find("new") == 2
    old_gate.set()
    await early
    assert directory.at_hand("new") == 2


async def test_ten_thousand_invented_websites_cost_a_handful_of_queries(server, site, monkeypatch):
    reads = []
    load = server.known.websites._load

    async def counting(known):
        reads.append(1)
        return await load(known)

    monkeypatch.setattr(server.known.websites, "_load", counting)
    headers = {"user-agent": CHROME}
    for _ in range(10_000):
        body = b'{"type":"event","payload":{"website":"%s"}}' % str(uuid4()).encode()
        answer = await ask(server.app, "POST", "/api/send", headers, [body])
        assert answer.status == 400
    assert len(reads) < 20  # one a second
    assert len(server.known.websites._rows) < 100
    await site.record(visit())


async def test_a_flood_of_unknown_slugs_costs_as_little(server, monkeypatch):
    reads = []
    load = server.known.pixels._load

    async def counting(known):
        reads.append(1)
        return await load(known)

    monkeypatch.setattr(server.known.pixels, "_load", counting)
    for number in range(1_000):
        assert (await ask(server.app, "GET", f"/p/{number}", {"user-agent": CHROME})).status == 404
    assert len(reads) < 5


async def test_a_website_that_another_process_makes_is_seen_within_seconds(server):
    await server.add_site()
    site_id = str(uuid4())
    body = {"type": "event", "payload": {"website": site_id}}
    assert (await server.send(body)).status_code == 400
    await server.connection.execute("insert into website (website_id, name) values (%s, 'x')", [site_id])
    await asyncio.sleep(RETRY_SECONDS + 0.1)
    assert (await server.send(body)).status_code == 200


async def test_a_reset_by_another_process_has_sessions_written_again(server, site):
    await site.record(visit(id="u"))
    await server.connection.execute("delete from session where website_id = %s", [site.id])
    await server.connection.execute("update website set reset_at = now() where website_id = %s", [site.id])
    server.known.websites.forget()  # instead of waiting for its life to end
    await site.record(visit(id="u"))
    assert len(await site.rows("session")) == 1


async def test_without_a_database_known_websites_are_collected_and_unknown_ones_answered_503(server, site, monkeypatch):
    async def away(_known):
        raise OSError

    await site.record(visit("/1"))
    for directory in (server.known.websites, server.known.pixels):
        monkeypatch.setattr(directory, "_load", away)
        directory.forget()
    await site.record(visit("/2"))
    answer = await server.send({"type": "event", "payload": {"website": str(uuid4())}})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    answer = await server.send([{"type": "event", "payload": {"website": str(uuid4())}}], "/api/batch")
    assert answer.json()["details"][0]["response"]["error"]["status"] == 503
    assert (await server.http.get("/p/unknown")).status_code == 503


def test_sessions_are_remembered_as_many_as_fit(clock):
    sessions = Sessions(size=10, life_seconds=60)
    for number in range(25):
        sessions.add(str(number))
    remembered = [number for number in range(25) if str(number) in sessions]
    assert remembered == list(range(10, 25))
    clock.now += 61
    sessions.add("x")
    clock.now += 61
    sessions.add("y")
    assert "x" in sessions
    assert "24" not in sessions
    sessions.clear()
    assert "y" not in sessions
