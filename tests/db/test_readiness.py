"""/api/ready: whether the database answers, asked once a second at most."""

import asyncio

import httpx
import pytest
from sqlalchemy import event

from app.db import readiness
from app.db.engine import Database
from app.db.readiness import Readiness
from tests.collect.front import lifespan, serving, settings_for
from tests.web.test_surface import NOWHERE, app_with, ask


async def test_a_flood_of_questions_asks_the_database_once(database_url):
    database, asked = Database(database_url), []
    event.listen(database.engine.sync_engine, "before_cursor_execute", lambda *more: asked.append(more[2]))
    ready = Readiness(database.engine)
    try:
        assert all(await asyncio.gather(*(ready.holds() for _ in range(200))))
        assert len(asked) == 1
    finally:
        await database.close()


async def test_a_database_that_comes_back_is_noticed_after_a_second(database_url, monkeypatch):
    moment = 1000.0
    monkeypatch.setattr(readiness.time, "monotonic", lambda: moment)
    database = Database(database_url)
    ready = Readiness(Database(NOWHERE).engine)
    try:
        assert not await ready.holds()
        ready._engine = database.engine
        assert not await ready.holds()
        moment += 1.1
        assert await ready.holds()
    finally:
        await database.close()


async def test_the_route_says_ok_and_nothing_else(database_url):
    async with serving(database_url) as server:
        answer = await server.http.get("/api/ready")
        assert (answer.status_code, answer.json()) == (200, {"ok": True})


async def test_without_a_database_the_server_lives_but_is_not_ready():
    app = app_with()
    assert (await ask(app, "GET", "/api/heartbeat")).status == 200
    answer = await ask(app, "GET", "/api/ready")
    assert answer.status == 503
    assert answer.json() == {"error": {"message": "Service unavailable", "code": "unavailable", "status": 503}}
    assert answer.headers["retry-after"] == "1"


async def test_a_database_that_is_silent_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(readiness, "_PATIENCE_SECONDS", 0.2)
    silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(60), "127.0.0.1", 0)
    port = silent.sockets[0].getsockname()[1]
    database = Database(f"postgresql://nobody@127.0.0.1:{port}/none?sslmode=disable")
    try:
        async with asyncio.timeout(2):
            assert not await Readiness(database.engine).holds()
    finally:
        await database.close()
        silent.close()


@pytest.mark.parametrize("base, path", [("", "/api/ready"), ("/stats", "/stats/api/ready")])
async def test_it_moves_with_the_base_path(database_url, base, path):
    from app.main import create_app

    app = create_app(settings_for(database_url, BASE_PATH=base))
    async with lifespan(app), httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as http:
        assert (await http.get(path)).status_code == 200
