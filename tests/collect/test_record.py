"""POST /api/record: spec 01, section 4."""

import gzip
import json
import time
from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson
import pytest

from app.lib.tokens import secret_of, sign
from tests.collect.front import GOOGLEBOT, SECRET, Site, visit

KEY = secret_of(SECRET).encode()
OK = {"ok": True}
MOMENT = 1_791_211_032


@pytest.fixture
async def site(server):
    """A website that records."""
    return await server.add_site(replay_enabled=True)


@pytest.fixture
async def token(site):
    """The token of a visitor of the website."""
    return (await site.record(visit()))[0]["cache"]


async def record(site, events, token=None, *, extra=None, **headers):
    if token is not None:
        headers["x_umami_cache"] = token
    body = {"type": "record", "payload": {"website": site.id, "events": events, **(extra or {})}}
    return await site.server.send(body, "/api/record", **headers)


def message(answer):
    return answer.status_code, answer.json()["error"]["message"]


async def test_a_chunk_is_stored_under_session_and_visit_of_the_token(site):
    session_id, visit_id = str(uuid4()), str(uuid4())
    token = sign({"sessionId": session_id, "visitId": visit_id}, KEY)
    first, second = {"type": 4, "timestamp": 1_791_211_033_500, "data": "é😀"}, {"timestamp": "1791211032250"}
    events = [first, second, {"x": 1}, 5, None]
    answer = await record(site, events, token, extra={"timestamp": MOMENT})
    assert (answer.status_code, answer.json()) == (200, OK)
    row = await site.row("session_replay")
    assert row.pop("replay_id").version == 7
    assert gzip.decompress(row.pop("events")) == json.dumps(events, ensure_ascii=False, separators=(",", ":")).encode()
    assert abs((row.pop("created_at") - datetime.now(UTC)).total_seconds()) < 10
    assert row == {
        "website_id": UUID(site.id), "session_id": UUID(session_id), "visit_id": UUID(visit_id), "chunk_index": MOMENT,
        "event_count": 5, "started_at": datetime.fromtimestamp(MOMENT, UTC).replace(microsecond=250_000),
        "ended_at": datetime.fromtimestamp(MOMENT + 1, UTC).replace(microsecond=500_000),
    }
    assert await site.rows("session") == await site.rows("website_event") == []


async def test_each_refusal_comes_in_its_order(server, site, token):
    unknown = Site(server, str(uuid4()))
    off = await server.add_site()
    crawler = {"user_agent": GOOGLEBOT, "x_forwarded_for": "203.0.113.1"}
    assert (await server.send({"type": "record"}, "/api/record", **crawler)).status_code == 400
    assert (await record(unknown, [], **crawler)).json() == OK
    assert message(await record(unknown, [1], **crawler)) == (400, "Missing session token.")
    assert message(await record(unknown, [1], "", **crawler)) == (400, "Missing session token.")
    assert message(await record(unknown, [1], "x", **crawler)) == (400, "Invalid session token.")
    assert message(await record(unknown, [1], token, **crawler)) == (400, "Website not found.")
    assert (await record(off, [1], token, **crawler)).json() == {"ok": False, "reason": "replay_disabled"}
    assert (await record(site, [1], token, **crawler)).json() == {"beep": "boop"}
    assert message(await record(site, [1], token, x_forwarded_for="203.0.113.1")) == (403, "Forbidden")
    assert await site.rows("session_replay") == []
    assert (await record(site, [1], token)).json() == OK


@pytest.mark.parametrize("claims", [
    {"sessionId": str(uuid4())}, {"visitId": str(uuid4())}, {}, {"sessionId": "", "visitId": str(uuid4())},
    {"sessionId": "x", "visitId": "y"}, {"sessionId": 5, "visitId": 5},
    {"sessionId": str(uuid4()), "visitId": str(uuid4()), "shareId": "x"},
    {"sessionId": str(uuid4()), "visitId": str(uuid4()), "userId": "x"},
])
async def test_a_token_must_name_session_and_visit_and_be_of_this_kind(site, claims):
    assert message(await record(site, [1], sign(claims, KEY))) == (400, "Invalid session token.")


async def test_a_soft_deleted_website_records_on(server, token):
    site = await server.add_site(replay_enabled=True, deleted_at=datetime.now(UTC))
    assert (await record(site, [1], token)).json() == OK
    assert len(await site.rows("session_replay")) == 1


async def test_the_website_of_the_token_is_not_compared_and_its_age_is_no_matter(server, site):
    token = sign({"websiteId": str(uuid4()), "sessionId": str(uuid4()), "visitId": str(uuid4()), "iat": 5}, KEY)
    assert (await record(site, [1], token)).json() == OK


@pytest.mark.parametrize("timestamp", [None, 0, "", 2**31, 2**40, -(2**31)])
async def test_a_chunk_without_a_moment_or_one_beyond_the_column_has_the_present(site, token, timestamp):
    extra = {} if timestamp is None else {"timestamp": timestamp}
    assert (await record(site, [1], token, extra=extra)).json() == OK
    row = await site.row("session_replay")
    assert abs(row["chunk_index"] - time.time()) < 10
    assert row["started_at"] == row["ended_at"] == datetime.fromtimestamp(row["chunk_index"], UTC)


@pytest.mark.parametrize("timestamps", [[], [0], [-5], ["x"], [None], [{}], ["soon"], [10**400], [2.0**70]])
async def test_moments_of_events_that_are_none_are_left_out(site, token, timestamps):
    events = [{"timestamp": value} for value in timestamps] + [{"type": 1}]
    content = b'{"type":"record","payload":{"website":"%s","timestamp":%d,"events":%s}}' % (
        site.id.encode(), MOMENT, json.dumps(events).encode()
    )
    assert (await site.server.send(content, "/api/record", x_umami_cache=token)).json() == OK
    row = await site.row("session_replay")
    assert row["started_at"] == row["ended_at"] == datetime.fromtimestamp(MOMENT, UTC)


async def test_chunks_of_one_index_stand_beside_each_other(site, token):
    for _ in range(2):
        assert (await record(site, [1], token, extra={"timestamp": MOMENT})).json() == OK
    assert len(await site.rows("session_replay")) == 2


async def test_two_hundred_events_are_taken_and_one_more_is_not(site, token):
    assert (await record(site, [1] * 200, token)).json() == OK
    answer = await record(site, [1] * 201, token)
    assert answer.json()["error"]["properties"]["payload"]["properties"] == {
        "events": {"errors": ["Too big: expected array to have <=200 items"]},
    }


async def test_agent_and_address_of_the_body_are_not_meant(site, token):
    extra = {"userAgent": GOOGLEBOT, "ip": "203.0.113.1"}
    assert (await record(site, [1], token, extra=extra)).json() == OK
    assert (await record(site, [1], token, extra={"userAgent": 5, "ip": []})).json() == OK


@pytest.mark.parametrize("event", [
    b"[" * 900 + b"]" * 900, b'"\\ud800\\u0000"', b"1e999", b"9" * 5_000, b'{"timestamp":1e400}', b'{"__proto__":1}',
], ids=["deep", "surrogate and NUL", "infinite", "long", "infinite moment", "proto"])
async def test_a_hostile_event_is_stored_as_json_that_can_be_read(site, token, event):
    content = b'{"type":"record","payload":{"website":"%s","events":[%s]}}' % (site.id.encode(), event)
    answer = await site.server.send(content, "/api/record", x_umami_cache=token)
    assert answer.json() == OK
    assert len(orjson.loads(gzip.decompress((await site.row("session_replay"))["events"]))) == 1


async def test_a_database_that_is_away_is_told_with_503(site, token, monkeypatch):
    def away(*_):
        raise OSError

    monkeypatch.setattr(site.server.collector._database, "transaction", away)
    answer = await record(site, [1], token)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


async def test_no_more_of_a_visit_is_stored_than_the_website_records_plus_a_chunk(server, token):
    site = await server.add_site(replay_enabled=True, replay_config='{"maxDuration": 20000}')

    def chunk(second):
        return [{"timestamp": (MOMENT + second) * 1000}, {"timestamp": (MOMENT + second + 15) * 1000}]

    answers = [(await record(site, chunk(second), token)).json() for second in (0, 15, 30, 45)]
    assert answers == [OK, OK, {"ok": False, "reason": "replay_limit"}, {"ok": False, "reason": "replay_limit"}]
    assert len(await site.rows("session_replay")) == 2


async def test_a_million_small_chunks_are_cut_off_by_their_number(server_with):
    async with server_with(REPLAY_LIMIT_CHUNKS="3") as server:
        site = await server.add_site(replay_enabled=True)
        token = (await site.record(visit()))[0]["cache"]
        answers = [(await record(site, [{"timestamp": MOMENT * 1000}], token)).json()["ok"] for _ in range(5)]
        assert answers == [True, True, True, False, False]
        assert len(await site.rows("session_replay")) == 3
