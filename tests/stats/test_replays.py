"""Recordings of visits (spec 04, section 12; spec 05, section 14)."""

import gzip
import json
from types import SimpleNamespace
from typing import Any

import pytest

from app.stats.replays.rules import events_of, in_time, playback
from tests.stats.visits import Site, insert
from tests.web.server import NOBODY, Server, invalid, some_id

NOTHING = {"sessionId": None, "events": [], "startedAt": None, "endedAt": None, "eventCount": 0, "chunkCount": 0}


def packed(*events: Any) -> bytes:
    return gzip.compress(json.dumps(list(events)).encode())


async def chunk(site: Site, session: str, visit: str, index: int, started: str, ended: str, **more: Any) -> None:
    """A part of a recording, from `started` to `ended` on 10 March at 10:00."""
    day = "2024-03-10T10:00:"
    await insert(site.server, "session_replay", {
        "replay_id": some_id(), "website_id": site.id, "session_id": session, "visit_id": visit, "chunk_index": index,
        "events": "\\x" + packed(*more.pop("events", [])).hex(), "event_count": 2, "started_at": f"{day}{started}Z",
        "ended_at": f"{day}{ended}Z", "created_at": "2024-03-10T10:00:10Z", **more})


@pytest.fixture
async def recorded(site: Site) -> Site:
    """Two visits: V1 of Chrome in two parts, V2 of Firefox in one. V1 saw /a."""
    site.ids.update({name: some_id() for name in ("S1", "S2", "V1", "V2")})
    for name, browser in [("S1", "chrome"), ("S2", "firefox")]:
        await insert(site.server, "session", {
            "session_id": site.ids[name], "website_id": site.id, "browser": browser, "city": "London"})
    await insert(site.server, "website_event", {
        "event_id": some_id(), "website_id": site.id, "session_id": site.ids["S1"], "visit_id": site.ids["V1"],
        "created_at": "2024-03-10T10:00:00Z", "url_path": "/a", "event_type": 1})
    one, two = (site.ids["S1"], site.ids["V1"]), (site.ids["S2"], site.ids["V2"])
    await chunk(site, *one, 2, "01.000", "03.0006", events=[{"timestamp": 3000}, {"timestamp": "1000"}],
                created_at="2024-03-10T10:00:20Z")
    await chunk(site, *one, 1, "00.000", "00.500", events=[{"timestamp": 0}, {"timestamp": 500}])
    await chunk(site, *two, 1, "05.000", "06.000", created_at="2024-03-10T10:00:30Z")
    return site


async def test_recordings_are_listed_newest_first(recorded: Site) -> None:
    page = await recorded.ask("replays")
    assert (page["count"], page["page"], page["pageSize"], len(page)) == (2, 1, 20, 4)
    assert page["data"][1] == {
        "id": recorded.ids["V1"], "sessionId": recorded.ids["S1"], "websiteId": recorded.id, "browser": "chrome",
        "os": None, "device": None, "country": None, "city": "London", "eventCount": 4, "chunkCount": 2,
        "startedAt": "2024-03-10T10:00:00.000Z", "endedAt": "2024-03-10T10:00:03.000Z", "duration": 2501,
        "createdAt": "2024-03-10T10:00:20.000Z"}


@pytest.mark.parametrize("query, visits", [
    ("", ["V2", "V1"]), ("search=FIRE", ["V2"]), ("search=lond", ["V2", "V1"]), ("search=zz", []), ("path=/a", ["V1"]),
    ("path=/b", []), ("pageSize=1", ["V2"]), ("page=2&pageSize=1", ["V1"]), ("excludeBounce=1", ["V2", "V1"]),
    ("browser=chrome", ["V1"]), ("browser=firefox", []),  # Umami fails on these two: the visit must have an event
    ("path=/a&browser=firefox&match=any", ["V1"]),
])
async def test_recordings_are_filtered_by_their_visits_events(recorded: Site, query: str, visits: list[str]) -> None:
    assert [one["id"] for one in (await recorded.ask("replays", query))["data"]] == [
        recorded.ids[name] for name in visits]


async def test_parts_outside_the_period_do_not_count(recorded: Site) -> None:
    await recorded.server.sql("update session_replay set created_at = '2024-05-01' where website_id = %s "
                              "and chunk_index = 2", recorded.id)
    assert [one["chunkCount"] for one in (await recorded.ask("replays"))["data"]] == [1, 1]


async def test_the_recordings_of_a_session_are_its_own(recorded: Site) -> None:
    for name, visits in [("S1", ["V1"]), ("S2", ["V2"])]:
        page = await recorded.ask(f"sessions/{recorded.ids[name]}/replays", "path=/nothing")
        assert ([one["id"] for one in page["data"]], page["count"]) == ([recorded.ids[visit] for visit in visits], 1)
    assert (await recorded.ask(f"sessions/{recorded.ids['S2']}/replays", "path1=/a"))["count"] == 0
    assert (await recorded.ask("sessions/zz/replays"))["count"] == 0


async def test_a_recording_plays_its_events_by_time(recorded: Site) -> None:
    assert await recorded.ask(f"replays/{recorded.ids['V1']}") == {
        "sessionId": recorded.ids["S1"], "startedAt": "2024-03-10T10:00:00.000Z", "endedAt": "2024-03-10T10:00:03.000Z",
        "events": [{"timestamp": 0}, {"timestamp": 500}, {"timestamp": "1000"}, {"timestamp": 3000}], "eventCount": 4,
        "chunkCount": 2}
    assert await recorded.ask(f"replays/{some_id()}") == NOTHING
    assert await recorded.ask("replays/zz") == NOTHING


async def test_a_recording_is_kept_and_forgotten(recorded: Site) -> None:
    path = f"/api/websites/{recorded.id}/replays/saved/{recorded.ids['V1']}"
    ask = recorded.server.get
    assert await ask(path) == (200, {"isSaved": False})
    for body in ({"isSaved": True, "name": "First"}, {"isSaved": True, "name": "Again"}):  # Umami fails on the second
        assert await recorded.server.post(path, body) == (200, {"ok": True})
    assert await ask(path) == (200, {"isSaved": True})
    listed = (await ask(f"/api/websites/{recorded.id}/replays/saved?search=f%25ST"))[1]
    assert (listed["count"], listed["search"], len(listed)) == (1, "f%ST", 5)
    one = listed["data"][0]
    assert (one["name"], one["websiteId"], one["visitId"]) == ("First", recorded.id, recorded.ids["V1"])
    assert set(one) == {"id", "name", "websiteId", "visitId", "createdAt", "updatedAt"}
    assert (await ask(f"/api/websites/{recorded.id}/replays/saved?search=zz"))[1]["data"] == []
    assert "search" not in (await ask(f"/api/websites/{recorded.id}/replays/saved"))[1]
    for _ in range(2):
        assert await recorded.server.post(path, {"isSaved": False}) == (200, {"ok": True})
    assert await ask(path) == (200, {"isSaved": False})


@pytest.mark.parametrize("body, problem", [
    ({"isSaved": "true"}, {"isSaved": "Invalid input: expected boolean, received string"}),
    ({}, {"isSaved": "Invalid input: expected boolean, received undefined"}),
    ({"isSaved": True, "name": "x" * 101}, {"name": "Too big: expected string to have <=100 characters"}),
    ({"isSaved": True, "name": None}, {"name": "Invalid input: expected string, received null"}),
])
async def test_what_is_kept_is_said_in_a_boolean(site: Site, body: Any, problem: dict[str, str]) -> None:
    path = f"/api/websites/{site.id}/replays/saved/{some_id()}"
    assert await site.server.post(path, body) == (400, invalid(**problem))


async def test_keeping_needs_permission_to_change_the_website(server: Server) -> None:
    website_id = await server.website()
    await server.user("viewer")
    await server.team("viewer")
    path = f"/api/websites/{website_id}/replays/saved/{some_id()}"
    for as_ in (NOBODY, "viewer"):
        assert (await server.post(path, {"isSaved": True}, as_=as_))[0] == 401
    assert await server.get(f"/api/websites/{website_id}/replays") == (
        400, invalid("Either startAt+endAt or startDate+endDate must be provided"))


@pytest.mark.parametrize("times, order", [
    ([3, None, 1], [2, 0, 1]), ([1, 1, 0], [2, 0, 1]), (["2", 1], [1, 0]), ([None, None], [0, 1]), ([], []),
])
def test_events_without_a_time_stay_behind_their_predecessor(times: list[Any], order: list[int]) -> None:
    events = [{"timestamp": time, "n": n} if time is not None else {"n": n} for n, time in enumerate(times)]
    assert [event["n"] for event in in_time(events)] == order


@pytest.mark.parametrize("stored", [
    b"", b"x", gzip.compress(b"{}", mtime=0), gzip.compress(b"nonsense", mtime=0), b"\x1f\x8b\x08"])
def test_a_part_that_cannot_be_read_adds_no_events(stored: bytes) -> None:
    assert events_of(stored) == []


def test_a_recording_takes_its_start_from_the_first_part_and_its_end_from_the_last() -> None:
    parts = [SimpleNamespace(session_id=name, started_at=f"start {name}", ended_at=f"end {name}",
                             events=packed(None, name)) for name in "ab"]
    assert playback(parts) == {
        "sessionId": "a", "startedAt": "start a", "endedAt": "end b", "events": [None, "a", None, "b"],
        "eventCount": 4, "chunkCount": 2}
