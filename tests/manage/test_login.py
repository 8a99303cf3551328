"""Signing in (spec 02, section 3)."""

import bcrypt
import pytest

from app.lib import passwords
from app.manage.login.rules import Guesses
from tests.web.server import ADMIN, NOBODY, UNAUTHORIZED, Server, bad_request

REFUSED = {"error": {"message": "Unauthorized", "code": "incorrect-username-password", "status": 401}}


async def test_login_tells_the_user_and_the_teams(server: Server) -> None:
    team = await server.team("admin")
    answer = await server.made("/api/auth/login", {"username": "admin", "password": "umami"}, as_=NOBODY)
    assert list(answer["user"]) == ["id", "username", "role", "createdAt", "isAdmin", "teams"]
    assert answer["user"]["teams"] == [{"id": team, "name": "Team", "logoUrl": None}]
    assert (await server.post("/api/auth/verify"))[1] == answer["user"]


@pytest.mark.parametrize("username, password", [
    ("admin", "wrong"), ("Admin", "umami"), (" admin", "umami"), ("nobody", "umami"), ("admin", ""), ("", ""),
    ("admin", "umami" + "x" * 100),
])
async def test_a_wrong_name_or_password_is_refused_alike(server: Server, username: str, password: str) -> None:
    sent = {"username": username, "password": password}
    assert await server.post("/api/auth/login", sent, as_=NOBODY) == (401, REFUSED)


async def test_an_unknown_user_costs_a_hash_as_a_known_one_does(monkeypatch: pytest.MonkeyPatch) -> None:
    checked = []
    monkeypatch.setattr(bcrypt, "checkpw", lambda password, hashed: checked.append(hashed) or True)
    assert await passwords.matches("any", None) is False
    assert [hashed[:7] for hashed in checked] == [b"$2b$10$"]


async def test_only_the_first_72_bytes_of_a_password_count(server: Server) -> None:
    long = "ü" * 36 + "tail"
    await server.made("/api/users", {"username": "long", "password": long, "role": "user"})
    for password, status in [("ü" * 36 + "other", 200), ("ü" * 36, 200), ("ü" * 35 + "x", 401)]:
        assert (await server.post(
            "/api/auth/login", {"username": "long", "password": password}, as_=NOBODY))[0] == status


async def test_a_soft_deleted_user_does_not_sign_in(server: Server) -> None:
    await server.sql('update "user" set deleted_at = now() where user_id = %s', ADMIN)
    sent = {"username": "admin", "password": "umami"}
    assert await server.post("/api/auth/login", sent, as_=NOBODY) == (401, REFUSED)


async def test_single_sign_on_needs_redis(server: Server) -> None:
    assert await server.post("/api/auth/sso", as_=NOBODY) == (401, UNAUTHORIZED)
    assert await server.post("/api/auth/sso") == (400, bad_request("Redis is disabled"))


async def test_a_new_password_counts_from_now_on(server: Server) -> None:
    await server.user("alice")
    await server.made("/api/me/password", {
        "currentPassword": "password-of-alice", "newPassword": "another one"}, as_="alice")
    for password, status in [("password-of-alice", 401), ("another one", 200)]:
        assert (await server.post(
            "/api/auth/login", {"username": "alice", "password": password}, as_=NOBODY))[0] == status


def test_guesses_are_slowed_but_never_locked_out() -> None:
    guesses = Guesses()
    waits = []
    for _ in range(12):
        waits.append(guesses.delay("name"))
        guesses.failed("name")
    assert waits == [0, 0, 0, 0, 0, 0.25, 0.5, 1, 2, 4, 4, 4]
    assert guesses.delay("another") == 0
    guesses.succeeded("name")
    assert guesses.delay("name") == 0


def test_guesses_are_remembered_of_so_many_names_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guesses, "REMEMBERED", 2)
    guesses = Guesses()
    for name in ("first", "second", "third"):
        for _ in range(6):
            guesses.failed(name)
    assert [guesses.delay(name) > 0 for name in ("first", "second", "third")] == [False, True, True]
