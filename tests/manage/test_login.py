"""Signing in (spec 02, section 3)."""

import asyncio
import hashlib
import time

import bcrypt
import pytest

from app.lib import passwords
from app.lib.tokens import seal, secret_of
from tests.web.server import ADMIN, NOBODY, UNAUTHORIZED, Server, bad_request, serving

SECRET = secret_of("conformance")

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


async def test_logout_ends_the_login_for_good_and_no_other(server: Server) -> None:
    first = await server.token("admin")
    del server.tokens["admin"]
    await asyncio.sleep(1.01)  # a token of the same second may be the same, but for its salt
    assert await server.token("admin") != first
    bearer = {"authorization": f"Bearer {first}"}
    assert await server.post("/api/auth/logout", as_=NOBODY, headers=bearer) == (200, {"ok": True})
    assert await server.get("/api/me", as_=NOBODY, headers=bearer) == (401, UNAUTHORIZED)
    assert await server.post("/api/auth/logout", as_=NOBODY, headers=bearer) == (401, UNAUTHORIZED)
    assert (await server.get("/api/me"))[0] == 200


async def test_a_logout_holds_in_other_workers_and_after_a_restart(server: Server) -> None:
    token = await server.token("admin")
    async with serving(server.url) as other:
        bearer = {"authorization": f"Bearer {token}"}
        assert (await other.get("/api/me", as_=NOBODY, headers=bearer))[0] == 200
        await server.post("/api/auth/logout")
        assert (await other.get("/api/me", as_=NOBODY, headers=bearer))[0] == 401


async def test_tokens_are_nowhere_in_clear(server: Server) -> None:
    token = await server.token("admin")
    await server.post("/api/auth/logout")
    assert await server.sql("select token_hash, user_id::text from dashi_ended_token") == [
        (hashlib.sha256(token.encode()).digest(), ADMIN)]


@pytest.mark.parametrize("by", ["alice", "admin"])
async def test_a_new_password_ends_the_other_logins_of_the_user(server: Server, by: str) -> None:
    alice = await server.user("alice")
    old = seal({"userId": alice, "role": "user", "iat": int(time.time()) - 10}, SECRET)  # as a Node Umami makes them
    bearer = {"authorization": f"Bearer {old}"}
    for name in ("alice", "admin"):
        await server.token(name)
    if by == "alice":
        await server.made("/api/me/password", {
            "currentPassword": "password-of-alice", "newPassword": "another one"}, as_="alice")
        assert (await server.get("/api/me", as_="alice"))[0] == 200
    else:
        await server.made(f"/api/users/{alice}", {"password": "another one"})
    assert await server.get("/api/me", as_=NOBODY, headers=bearer) == (401, UNAUTHORIZED)
    assert (await server.get("/api/me"))[0] == 200
    later = seal({"userId": alice, "role": "user", "iat": int(time.time()) + 1}, SECRET)
    assert (await server.get("/api/me", as_=NOBODY, headers={"authorization": f"Bearer {later}"}))[0] == 200


async def test_a_token_that_does_not_say_when_it_was_issued_is_an_old_one(server: Server) -> None:
    alice = await server.user("alice")
    claims = [{"userId": alice, "role": "user", "iat": iat} for iat in ("x", -1, 1e300, True, [], 0)]
    tokens = [seal(one, SECRET) for one in [{"userId": alice, "role": "user"}, *claims]]
    for changed, status in ((False, 200), (True, 401)):
        if changed:
            await server.made(f"/api/users/{alice}", {"password": "another one"})
        for token in tokens:
            bearer = {"authorization": f"Bearer {token}"}
            assert (await server.get("/api/me", as_=NOBODY, headers=bearer))[0] == status


async def test_deleting_a_user_deletes_what_is_kept_about_the_logins(server: Server) -> None:
    alice = await server.user("alice")
    await server.made("/api/me/password", {
        "currentPassword": "password-of-alice", "newPassword": "another one"}, as_="alice")
    await server.post("/api/auth/logout", as_="alice")
    await server.delete(f"/api/users/{alice}")
    assert await server.sql(
        "select user_id from dashi_ended_token union all select user_id from dashi_login_cutoff"
        " union all select user_id from dashi_login_place where user_id = %s", alice) == []


async def test_a_new_password_counts_from_now_on(server: Server) -> None:
    await server.user("alice")
    await server.made("/api/me/password", {
        "currentPassword": "password-of-alice", "newPassword": "another one"}, as_="alice")
    for password, status in [("password-of-alice", 401), ("another one", 200)]:
        assert (await server.post(
            "/api/auth/login", {"username": "alice", "password": password}, as_=NOBODY))[0] == status
