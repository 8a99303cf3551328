"""dashi user reset-password."""

import asyncio
import io
import time

import pytest

from app.db.engine import DatabaseUrl
from app.lib.tokens import seal, secret_of
from tests.operate.conftest import Dashi
from tests.web.server import ADMIN, NOBODY, Server


async def signs_in(server: Server, password: str) -> bool:
    status, _ = await server.post("/api/auth/login", {"username": "admin", "password": password}, as_=NOBODY)
    return status == 200


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


async def test_a_password_from_standard_input_replaces_the_old_one(server, dashi: Dashi, monkeypatch, capsys):
    typed(monkeypatch, "correct horse\n")
    code = await asyncio.to_thread(dashi, "user", "reset-password", "admin", DATABASE_URL=server.url)
    assert code == 0
    assert "correct horse" not in capsys.readouterr().out
    assert await signs_in(server, "correct horse")
    assert not await signs_in(server, "umami")


async def test_a_password_can_be_made_up(server, dashi: Dashi, capsys):
    code = await asyncio.to_thread(dashi, "user", "reset-password", "admin", "--generate", DATABASE_URL=server.url)
    password = capsys.readouterr().out.split()[-1]
    assert code == 0 and len(password) == 20
    assert await signs_in(server, password)


async def test_it_ends_all_logins_of_that_user_and_of_no_other(server, dashi: Dashi):
    await server.user("other")
    earlier = {"userId": ADMIN, "role": "admin", "iat": int(time.time()) - 10}
    server.tokens["admin"] = seal(earlier, secret_of("conformance"))
    assert (await server.get("/api/me"))[0] == 200
    await server.token("other")
    await asyncio.to_thread(dashi, "user", "reset-password", "admin", "--generate", DATABASE_URL=server.url)
    assert (await server.get("/api/me"))[0] == 401
    assert (await server.get("/api/me", as_="other"))[0] == 200


@pytest.mark.parametrize("name, text, said", [
    ("admin", "short\n", "8 to 255 characters"), ("admin", "", "8 to 255 characters"),
    ("admin", "x" * 256, "8 to 255 characters"), ("nobody", "long enough\n", "no user 'nobody'"),
])
async def test_what_cannot_be_done_is_said_and_changes_nothing(server, dashi, monkeypatch, capsys, name, text, said):
    typed(monkeypatch, text)
    assert await asyncio.to_thread(dashi, "user", "reset-password", name, DATABASE_URL=server.url) == 1
    assert said in capsys.readouterr().err
    assert await signs_in(server, "umami")


@pytest.mark.parametrize("typed_twice, code", [(["new password"] * 2, 0), (["new password", "new pasword"], 1)])
async def test_at_a_terminal_it_is_asked_for_twice(server, dashi: Dashi, monkeypatch, typed_twice, code):
    answers = iter(typed_twice)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(answers))
    assert await asyncio.to_thread(dashi, "user", "reset-password", "admin", DATABASE_URL=server.url) == code
    assert await signs_in(server, "umami") is bool(code)


async def test_a_database_that_is_not_migrated_is_told_of(empty_database, dashi: Dashi, capsys):
    url = await empty_database()
    assert await asyncio.to_thread(dashi, "user", "reset-password", "admin", "--generate", DATABASE_URL=url) == 1
    assert "dashi migrate" in capsys.readouterr().err
    async with await DatabaseUrl.parse(url).connect(autocommit=True) as connection:
        assert await (await connection.execute("select relname from pg_class where relname = 'user'")).fetchall() == []
