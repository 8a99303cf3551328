"""The thread that keeps rollups: where it may not, and what it does at night."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from app.db import index_work
from app.operate.rollups import keeper
from app.operate.rollups.verify import verify
from app.rollups.maintain import Maintainer, Site, engine_of
from tests.rollups.histories import WEBSITE
from tests.rollups.test_maintain import OTHER, insert
from tests.web.server import Server, serving

_USER = "collector"
_SWITCHED_ON = {"ROLLUPS": "on", "ROLLUP_ADVANCE_SECONDS": 1, "ROLLUP_CLOSE_SECONDS": 2}


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of the tables' owner, and beside it a user who may read and write them and make nothing."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute(f"drop role if exists {_USER}")
        connection.execute(f"create role {_USER} login")
        connection.execute(f"grant select, insert, update, delete on all tables in schema public to {_USER}")
        insert(connection)
        yield connection
        connection.execute(f"drop owned by {_USER} cascade")
        connection.execute(f"drop role {_USER}")


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How each round ended."""
    monkeypatch.setattr(keeper, "_RETRY_SECONDS", 0.05)
    found: list[str] = []
    whole = Maintainer.round

    def counting(self: Maintainer, **given: Any) -> bool:
        result = "failed"
        try:
            more = whole(self, **given)
            result = "kept"
            return more
        finally:
            found.append(result)

    monkeypatch.setattr(Maintainer, "round", counting)
    return found


async def rounds(ended: list[str], result: str, times: int) -> None:
    ended.clear()
    async with asyncio.timeout(60):
        while ended.count(result) < times:
            await asyncio.sleep(0.02)


def notices(caplog: pytest.LogCaptureFixture) -> list[tuple[str, bool, str]]:
    """Of what rollups told: the level, whether with a traceback, and the reason."""
    return [(record.levelname, record.exc_info is not None, record.fields["reason"])  # type: ignore[attr-defined]
            for record in caplog.records if record.name == "dashi.rollups" and record.levelno >= logging.WARNING]


async def views(server: Server) -> int:
    status, answer = await server.get(f"/api/websites/{WEBSITE}/stats?startAt=0&endAt=4000000000000")
    assert status == 200, answer
    return int(answer["pageviews"])


@pytest.mark.parametrize(("granted", "refused"), [
    ([], "may make no schema in it"),
    (["create on database {0}"], "may make no triggers on website_event and session"),
    (["trigger on session"], "may make no schema in it"),
])
async def test_who_may_not_keep_rollups_is_told_once_and_answered_from_events(
    database_url: str, owner: psycopg.Connection[Any], ended: list[str], caplog: pytest.LogCaptureFixture,
    granted: list[str], refused: str,
) -> None:
    owner.execute("insert into website (website_id, name) values (%s, 'A')", [WEBSITE])
    for right in granted:
        owner.execute(f"grant {right.format(owner.info.dbname)} to {_USER}")
    async with serving(database_url.replace("postgres@", f"{_USER}@"), **_SWITCHED_ON) as server:
        await rounds(ended, "failed", 4)
        assert await views(server) == 1
        assert server.ways["raw"] == 1
    assert [(level, traced) for level, traced, _ in notices(caplog)] == [("WARNING", False)]
    assert refused in notices(caplog)[0][2]
    assert owner.execute("select to_regnamespace('rollup')").fetchone() == (None,)


async def test_rollups_are_kept_from_the_moment_on_that_they_may_be(
    database_url: str, owner: psycopg.Connection[Any], ended: list[str], caplog: pytest.LogCaptureFixture,
) -> None:
    async with serving(database_url.replace("postgres@", f"{_USER}@"), **_SWITCHED_ON):
        await rounds(ended, "failed", 2)
        index_work.for_rollups(engine_of(database_url), print)  # which only the owner may
        owner.execute(f"grant create on database {owner.info.dbname} to {_USER}")
        owner.execute(f"grant trigger on website_event, session to {_USER}")
        await rounds(ended, "kept", 1)
        owner.execute(f"revoke create on database {owner.info.dbname} from {_USER}")
        await rounds(ended, "kept", 1)  # what is made needs no right to make it
    assert {level for level, _, _ in notices(caplog)} == {"WARNING"}


async def test_who_may_not_use_the_rollups_of_another_is_told_once_and_answered_from_events(
    database_url: str, owner: psycopg.Connection[Any], ended: list[str], caplog: pytest.LogCaptureFixture,
) -> None:
    owner.execute("insert into website (website_id, name) values (%s, 'A')", [WEBSITE])
    Maintainer(engine_of(database_url), close_seconds=2).round()
    async with serving(database_url.replace("postgres@", f"{_USER}@"), **_SWITCHED_ON) as server:
        await rounds(ended, "failed", 4)
        assert await views(server) == 1
        assert server.ways["raw"] == 1
    assert [(level, traced) for level, traced, _ in notices(caplog)] == [("WARNING", False)]
    assert "permission denied for schema rollup" in notices(caplog)[0][2]


async def test_at_night_each_site_is_verified_once(
    database_url: str, ended: list[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    verified: list[str] = []

    def counting(url: str, maintainer: Maintainer, one: Site, **given: Any) -> list[str]:
        verified.append(one.website_id)
        return verify(url, maintainer, one, **given)

    monkeypatch.setattr(keeper, "verify", counting)
    monkeypatch.setattr(keeper, "_NIGHT", range(24))
    with psycopg.connect(database_url, autocommit=True) as connection:
        insert(connection)
        insert(connection, website=OTHER)
    async with serving(database_url, **_SWITCHED_ON):
        async with asyncio.timeout(60):
            while len(verified) < 2:
                await asyncio.sleep(0.02)
        await rounds(ended, "kept", 2)
    assert sorted(verified) == sorted([WEBSITE, OTHER])
