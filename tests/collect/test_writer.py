"""Group commit: a bad hit fails alone, a database that is away loses and doubles nothing."""

import asyncio
from contextlib import asynccontextmanager
from uuid import uuid4

import psycopg
import pytest

from app.collect.hits import Hit
from app.errors import BadRequest, Unavailable
from tests.collect.front import Site, event, identify, visit

MOMENT = "2026-10-05 14:37:12.345+00"


def a_hit(site, **event_columns):
    """A hit as the pipeline makes one, with data and revenue, but for `event_columns`."""
    ids = {"website_id": site.id, "session_id": str(uuid4())}
    event_id = str(uuid4())
    row = {
        **ids, "event_id": event_id, "visit_id": str(uuid4()), "created_at": MOMENT, "url_path": "/", "event_type": 1,
        **event_columns,
    }
    data = {
        "event_data_id": str(uuid4()), "website_id": site.id, "website_event_id": event_id, "data_key": "k",
        "data_type": 1, "created_at": MOMENT, "string_value": "v",
    }
    revenue = {
        **ids, "revenue_id": str(uuid4()), "event_id": event_id, "event_name": "n", "currency": "EUR", "revenue": "1",
        "created_at": MOMENT,
    }
    return Hit(ids["session_id"], {**ids, "created_at": MOMENT}, row, [data], revenue)


@asynccontextmanager
async def locked(server):
    """Nobody writes events meanwhile."""
    info = server.connection.info
    async with await psycopg.AsyncConnection.connect(info.dsn, password=info.password) as one:
        await one.execute("lock table website_event in access exclusive mode")
        try:
            yield
        finally:
            await one.rollback()


async def writer_waits(server):
    """Returns when the writer's statement waits for the lock."""
    while True:
        connection = server.writer._connection
        query = "select wait_event_type from pg_stat_activity where pid = %s"
        if connection is not None:
            row = await (await server.connection.execute(query, [connection.info.backend_pid])).fetchone()
            if row and row["wait_event_type"] == "Lock":
                return
        await asyncio.sleep(0.01)


async def end_writers_backend(server):
    await server.connection.execute("select pg_terminate_backend(%s)", [server.writer._connection.info.backend_pid])


async def counts(site):
    return {
        table: len(await site.rows(table))
        for table in ("session", "website_event", "event_data", "revenue", "session_data")
    }


@pytest.mark.parametrize("columns", [
    {"url_path": None}, {"url_path": "x" * 501}, {"url_path": "a\0b"}, {"website_id": "no uuid"},
    {"created_at": "never"}, {"lcp": "1e400"}, {"event_type": "x"}, {"event_type": 2**40}, {"url_path": "\ud800"},
    {"url_path": object()},
], ids=range(10))
async def test_a_bad_hit_fails_alone_and_leaves_nothing(site, columns):
    before, bad, after = (a_hit(site), a_hit(site, **columns), a_hit(site))
    futures = [site.server.writer.submit(hit) for hit in (before, bad, after)]
    neighbours = await asyncio.gather(*(site.send(visit(id=str(number))) for number in range(3)))
    results = await asyncio.gather(*futures, return_exceptions=True)
    assert results[0] is results[2] is None
    assert isinstance(results[1], (BadRequest, Unavailable))
    assert [answer.status_code for answer in neighbours] == [200] * 3
    assert await counts(site) == {"session": 5, "website_event": 5, "event_data": 2, "revenue": 2, "session_data": 0}
    assert bad.session_id not in site.server.known.sessions


@pytest.mark.parametrize("broken", ["event_data", "revenue", "session"])
async def test_whichever_row_is_bad_none_of_its_hit_is_written(site, broken):
    hit = a_hit(site)
    if broken == "event_data":
        hit.event_data[0]["data_key"] = "k" * 501
    elif broken == "revenue":
        hit.revenue["event_name"] = None
    else:
        hit.session["country"] = "DEU"
    with pytest.raises(BadRequest):
        await site.server.writer.submit(hit)
    assert set((await counts(site)).values()) == {0}


async def test_a_bad_hit_among_identifications_fails_alone(site):
    good = [site.send(identify(id=str(number), data={"a": number})) for number in range(3)]
    bad = site.server.writer.submit(a_hit(site, url_path=None))
    answers = await asyncio.gather(*good, bad, return_exceptions=True)
    assert [answer.status_code for answer in answers[:3]] == [200] * 3
    assert isinstance(answers[3], BadRequest)
    assert (await counts(site))["session_data"] == 3


async def test_an_answered_hit_is_committed(site):
    for number in range(20):
        await site.record(visit(f"/{number}"))
        assert len(await site.rows("website_event")) == number + 1


async def test_a_connection_that_breaks_between_hits_is_made_anew(site):
    await site.record(visit("/1"))
    await end_writers_backend(site.server)
    await site.record(visit("/2"))
    assert [row["url_path"] for row in await site.rows("website_event")] == ["/1", "/2"]


async def test_a_connection_that_breaks_amid_a_group_loses_and_doubles_nothing(site):
    await site.record(visit("/0"))
    async with locked(site.server):
        bodies = [event("n", id=str(number), data={"revenue": 1, "currency": "EUR"}) for number in range(10)]
        tasks = [asyncio.create_task(site.send(body)) for body in bodies]
        await writer_waits(site.server)
        await end_writers_backend(site.server)
        await asyncio.sleep(0.1)
    assert [answer.status_code for answer in await asyncio.gather(*tasks)] == [200] * 10
    expected = {"session": 11, "website_event": 11, "event_data": 20, "revenue": 10, "session_data": 0}
    assert await counts(site) == expected


@pytest.mark.parametrize("identified", [False, True])
async def test_a_connection_that_breaks_after_the_commit_doubles_nothing(site, monkeypatch, identified):
    await site.record(visit("/0"))
    writer = site.server.writer
    write, broken = writer._write, []

    async def write_and_break(group):
        await write(group)
        if not broken:
            broken.append(group)
            raise psycopg.OperationalError("the connection was lost")

    monkeypatch.setattr(writer, "_write", write_and_break)
    hits = [a_hit(site) for _ in range(5)]
    if identified:
        hits[2].session_data = [{
            "session_data_id": str(uuid4()), "website_id": site.id, "session_id": hits[2].session_id, "data_key": "k",
            "data_type": 1, "created_at": MOMENT, "distinct_id": None,
        }]
    await asyncio.gather(*(writer.submit(hit) for hit in hits))
    assert len(broken[0]) == 5
    expected = {"session": 6, "website_event": 6, "event_data": 5, "revenue": 5, "session_data": int(identified)}
    assert await counts(site) == expected


async def test_a_storm_of_broken_connections_loses_and_doubles_nothing(site):
    ended = 0

    async def visitor(number):
        hits = [event("n", id=f"{number}.{turn}", data={"t": turn}) for turn in range(15)]
        return [(await site.send(hit)).status_code for hit in hits]

    visitors = asyncio.gather(*(visitor(number) for number in range(20)))
    while not visitors.done():
        if site.server.writer._connection is not None:
            await end_writers_backend(site.server)
            ended += 1
        await asyncio.sleep(0.03)
    statuses = [status for one in await visitors for status in one]
    assert set(statuses) == {200}
    assert ended > 2
    rows = await counts(site)
    assert rows["website_event"] == rows["event_data"] == rows["session"] == len(statuses) == 300


async def test_a_full_queue_answers_503_with_retry_after_and_gets_well_again(server_with):
    async with server_with(QUEUE_LIMIT_HITS=3) as server:
        site = await server.add_site()
        await site.record(visit("/0"))
        await server.insert("pixel", pixel_id=str(uuid4()), name="p", slug="full")
        async with locked(server):
            first = asyncio.create_task(site.send(visit("/1")))
            await writer_waits(server)
            waiting = [asyncio.create_task(site.send(visit(f"/{number}"))) for number in (2, 3, 4)]
            while not server.writer.is_full:
                await asyncio.sleep(0.01)
            answer = await site.send(visit("/5"))
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
            assert answer.json()["error"]["code"] == "unavailable"
            body = {"type": "event", "payload": {"website": site.id}}
            assert (await server.send([body], "/api/batch")).status_code == 503
            assert (await server.send([], "/api/batch")).status_code == 200
            assert (await server.http.get("/p/full")).status_code == 200
        assert [answer.status_code for answer in await asyncio.gather(first, *waiting)] == [200] * 4
        assert [row["url_path"] for row in await site.rows("website_event")] == [f"/{number}" for number in range(5)]


async def test_a_batch_that_overflows_the_queue_tells_which_elements_were_refused(server_with):
    async with server_with(QUEUE_LIMIT_HITS=5) as server:
        site = await server.add_site()
        bodies = [{"type": "event", "payload": {"website": site.id, "url": f"/{number}"}} for number in range(8)]
        summary = (await server.send(bodies, "/api/batch")).json()
        assert [detail["index"] for detail in summary["details"]] == [5, 6, 7]
        assert {detail["response"]["error"]["status"] for detail in summary["details"]} == {503}
        assert len(await site.rows("website_event")) == 5


async def test_a_hit_that_waits_too_long_is_refused_and_not_stored_later(server_with):
    async with server_with(QUEUE_WAIT_SECONDS=0.3) as server:
        site = await server.add_site()
        await site.record(visit("/0"))
        async with locked(server):
            answers = await asyncio.gather(*(site.send(visit(f"/{number}")) for number in range(1, 4)))
            assert {(answer.status_code, answer.headers["retry-after"]) for answer in answers} == {(503, "1")}
        await site.record(visit("/9"))
        assert [row["url_path"] for row in await site.rows("website_event")] == ["/0", "/9"]


async def test_an_end_commits_what_waits_and_refuses_what_comes(server_with):
    async with server_with() as server:
        site = await server.add_site()
        await site.record(visit("/0"))
        async with locked(server):
            first = asyncio.create_task(site.send(visit("/1")))
            await writer_waits(server)
            second = asyncio.create_task(site.send(visit("/2")))
            await asyncio.sleep(0.05)
            closing = asyncio.create_task(server.writer.close())
            await asyncio.sleep(0.05)
            assert (await site.send(visit("/3"))).status_code == 503
        await closing
        assert {(await first).status_code, (await second).status_code} == {200}
        assert [row["url_path"] for row in await site.rows("website_event")] == ["/0", "/1", "/2"]


async def test_a_visitor_who_goes_away_is_counted(site):
    async with locked(site.server):
        task = asyncio.create_task(site.send(visit("/gone")))
        await asyncio.sleep(0.05)
        task.cancel()
    await site.record(visit("/stays"))
    assert {row["url_path"] for row in await site.rows("website_event")} == {"/gone", "/stays"}


async def test_a_visitor_of_many_first_hits_at_once_has_one_session(site):
    answers = await asyncio.gather(*(site.send(visit(f"/{number}", screen=f"{number}x1")) for number in range(50)))
    assert len({answer.json()["sessionId"] for answer in answers}) == 1
    assert len(await site.rows("session")) == 1
    assert len(await site.rows("website_event")) == 50


async def test_two_servers_that_meet_the_same_visitors_do_not_wait_for_each_other(server_with):
    async with server_with() as one, server_with() as other:
        site = await one.add_site()
        other.known.forget("")
        again = Site(other, site.id)
        hits = [identify(id=str(number), data={"a": number, "b": number}) for number in range(60)]
        answers = await asyncio.gather(
            *(site.send(hit) for hit in hits), *(again.send(hit) for hit in reversed(hits))
        )
        assert {answer.status_code for answer in answers} == {200}
        assert len(await site.rows("session")) == 60
        assert len(await site.rows("session_data")) == 120
