"""Who asks: login tokens and shares (spec 02, sections 1, 2, 6 and 8)."""

import time
from typing import Any

import pytest

from app.lib.memory import Memory
from app.lib.tokens import seal, secret_of, sign
from app.web.caller import Callers
from tests.web.server import ADMIN, NOBODY, UNAUTHORIZED, Server, some_id

SECRET = secret_of("conformance")


def shared(token: str, context: str = "1") -> dict[str, str]:
    return {"x-umami-share-token": token, **({"x-umami-share-context": context} if context else {})}


async def test_a_token_of_umami_signs_in(server: Server) -> None:
    token = seal({"userId": ADMIN, "role": "admin", "iat": 1760000000}, SECRET)
    status, me = await server.get("/api/me", as_=NOBODY, headers={"authorization": f"anything {token}"})
    assert (status, me["token"], me["shareToken"], me["user"]["username"]) == (200, token, None, "admin")


@pytest.mark.parametrize("header", [
    "", "Bearer", "Bearer ", "Bearer nonsense", "{token}", "Bearer  {token}", "Bearer {token}x",
    "Bearer " + "A" * 400, "Bearer " + "%" * 400, "Bearer " + "A" * 10_000,
])
async def test_what_is_no_login_token_is_nobody(server: Server, header: str) -> None:
    token = seal({"userId": ADMIN, "role": "admin", "iat": 1}, SECRET)
    headers = {"authorization": header.replace("{token}", token)}
    assert await server.get("/api/me", as_=NOBODY, headers=headers) == (401, UNAUTHORIZED)


@pytest.mark.parametrize("claims", [
    {"userId": some_id()}, {"userId": "x"}, {"userId": 5}, {"authKey": "auth:1"}, {},
])
async def test_a_sealed_token_without_an_existing_user_is_nobody(server: Server, claims: dict[str, Any]) -> None:
    headers = {"authorization": f"Bearer {seal(claims, SECRET)}"}
    assert await server.get("/api/me", as_=NOBODY, headers=headers) == (401, UNAUTHORIZED)


async def test_a_plain_token_never_signs_in(server: Server) -> None:
    token = sign({"userId": ADMIN, "role": "admin", "iat": 1}, SECRET.encode())
    assert (await server.get("/api/me", as_=NOBODY, headers={"authorization": f"Bearer {token}"}))[0] == 401


async def test_a_deleted_user_is_out_at_once(server: Server) -> None:
    alice = await server.user("alice")
    assert (await server.get("/api/me", as_="alice"))[0] == 200
    assert await server.delete(f"/api/users/{alice}") == (200, {"ok": True})
    assert (await server.get("/api/me", as_="alice"))[0] == 401


async def test_a_changed_role_counts_at_once_whatever_the_token_says(server: Server) -> None:
    alice = await server.user("alice", "admin")
    assert (await server.get("/api/admin/users", as_="alice"))[0] == 200
    await server.made(f"/api/users/{alice}", {"role": "view-only"})
    assert (await server.get("/api/admin/users", as_="alice"))[0] == 401


async def test_a_share_shows_its_website_and_changes_nothing(server: Server) -> None:
    site, other = await server.website(shareId="slug"), await server.website()
    _, share = await server.get("/api/share/slug", as_=NOBODY)
    headers = shared(share["token"])
    assert (await server.get(f"/api/websites/{site}", as_=NOBODY, headers=headers))[0] == 200
    for status, _ in [
        await server.get(f"/api/websites/{site}", as_=NOBODY, headers=shared(share["token"], context="")),
        await server.get(f"/api/websites/{other}", as_=NOBODY, headers=headers),
        await server.post(f"/api/websites/{site}", {"name": "x"}, as_=NOBODY, headers=headers),
        await server.post(f"/api/websites/{site}/reset", as_=NOBODY, headers=headers),
        await server.delete(f"/api/websites/{site}", as_=NOBODY, headers=headers),
        await server.get("/api/websites", as_=NOBODY, headers=headers),
        await server.post("/api/auth/verify", as_=NOBODY, headers=headers),
        await server.post("/api/teams/join", {"accessCode": "x"}, as_=NOBODY, headers=headers),
    ]:
        assert status == 401


async def test_the_bearer_of_a_share_is_told_so_and_may_log_out(server: Server) -> None:
    await server.website(shareId="slug")
    _, share = await server.get("/api/share/slug", as_=NOBODY)
    status, me = await server.get("/api/me", as_=NOBODY, headers=shared(share["token"]))
    assert status == 200
    assert me["shareToken"].pop("iat") <= time.time()
    assert me == {"shareToken": {name: share[name] for name in share if name != "token"}, "user": None}
    assert await server.post("/api/auth/logout", as_=NOBODY, headers=shared(share["token"])) == (200, {"ok": True})


async def test_a_deleted_share_shows_nothing_more(server: Server) -> None:
    site = await server.website(shareId="slug")
    _, share = await server.get("/api/share/slug", as_=NOBODY)
    headers = shared(share["token"])
    assert (await server.get(f"/api/websites/{site}", as_=NOBODY, headers=headers))[0] == 200
    await server.delete(f"/api/share/id/{share['shareId']}")
    assert (await server.get(f"/api/websites/{site}", as_=NOBODY, headers=headers))[0] == 401


async def test_a_collection_token_shows_nothing(server: Server) -> None:
    site = await server.website()
    hit = {"type": "event", "payload": {"website": site, "hostname": "site.example", "url": "/"}}
    cache = (await server.made("/api/send", hit, as_=NOBODY, headers={"user-agent": "Mozilla/5.0"}))["cache"]
    assert (await server.get(f"/api/websites/{site}", as_=NOBODY, headers=shared(cache)))[0] == 401


async def test_a_share_token_that_names_another_entity_than_its_share_shows_nothing(server: Server) -> None:
    await server.website(shareId="slug")
    other = await server.website()
    _, share = await server.get("/api/share/slug", as_=NOBODY)
    forged = sign({"shareId": share["shareId"], "shareType": 1, "websiteId": other}, SECRET.encode())
    assert (await server.get(f"/api/websites/{other}", as_=NOBODY, headers=shared(forged)))[0] == 401


async def test_a_token_is_unsealed_once_and_a_refused_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    unsealed = []

    def counting(token: str, secret: str) -> dict[str, Any] | None:
        unsealed.append(token)
        return {"userId": ADMIN} if token.startswith("A") else None

    monkeypatch.setattr("app.web.caller.unseal", counting)
    callers = Callers(SECRET)
    for token in ("A" * 400, "B" * 400):
        for _ in range(3):
            await callers._claims(token)
    assert [token[0] for token in unsealed] == ["A", "B"]


def test_a_memory_forgets_the_oldest_and_the_expired() -> None:
    memory: Memory[str, int | None] = Memory(2)
    memory.put("old", 1, 60)
    memory.put("none", None, 60)
    memory.put("gone", 3, -1)
    assert (memory.get("old"), memory.get("none"), memory.get("gone")) == (None, (None,), None)
