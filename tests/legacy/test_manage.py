"""Signing in, websites, accounts, users, teams, shares and what happens now, as old clients ask for them (spec 07,
sections 3, 4.3, 5.4, 5.5 and 5.6)."""

from typing import Any

import pytest

from app.legacy.numbers import by_number, number_of
from tests.web.server import ADMIN, NOBODY, UNAUTHORIZED, Server, server, serving, some_id

__all__ = ["server"]

LOGIN = {"username": "admin", "password": "umami"}
TIME = object()  # a text that names a moment


def compat(release: str) -> dict[str, str]:
    return {"x-umami-compat": release}


def shape_of(value: Any) -> Any:
    """The names of members, all the way down, in their order."""
    if isinstance(value, dict):
        return [(name, shape_of(member)) if isinstance(member, dict | list) else name for name, member in value.items()]
    return [shape_of(member) for member in value] if isinstance(value, list) else value


# Login, verify, me, share (3)

@pytest.mark.parametrize(("release", "user"), [
    ("v1.20", None),
    ("v1.30", {"user_id": number_of(ADMIN), "username": "admin", "is_admin": True}),
    ("v1", {"userId": number_of(ADMIN), "username": "admin", "isAdmin": True, "accountUuid": ADMIN}),
    ("v2.0", {"id": ADMIN, "username": "admin", "createdAt": TIME}),
    ("v2.3", {"id": ADMIN, "username": "admin", "role": "admin", "createdAt": TIME}),
    ("v2", {"id": ADMIN, "username": "admin", "role": "admin", "createdAt": TIME, "isAdmin": True}),
])
async def test_login_tells_of_the_user_what_the_release_told(shared: Server, release: str, user: Any) -> None:
    found = await shared.made("/api/auth/login", LOGIN, as_=NOBODY, headers=compat(release))
    assert list(found) == (["token", "user"] if user else ["token"])
    assert isinstance(found["token"], str)
    if user:
        assert list(found["user"]) == list(user)
        assert {**user, "createdAt": None} == {**found["user"], "createdAt": None}


@pytest.mark.parametrize(("release", "answer"), [
    ("v1", "401 Unauthorized"), ("v2.0", "message.incorrect-username-password"),
    ("v2.15", "message.incorrect-username-password"), ("v2.16", {"error": "Unauthorized"}),
    ("v2.17", {"error": "message.incorrect-username-password"}),
    ("v2", {"error": "message.incorrect-username-password"}),
])
async def test_a_wrong_login_is_refused_in_the_words_of_the_release(
    server: Server, release: str, answer: Any,
) -> None:
    wrong = {"username": "nobody-at-all", "password": "wrong-password"}
    assert await server.post("/api/auth/login", wrong, as_=NOBODY, headers=compat(release)) == (401, answer)


@pytest.mark.parametrize(("release", "method", "names"), [
    ("v1.30", "GET", ["user_id", "username", "is_admin", "iat"]),
    ("v1.30", "POST", ["user_id", "username", "is_admin", "iat"]),
    ("v1", "GET", ["userId", "username", "isAdmin", "accountUuid", "iat", "shareToken"]),
    ("v2.0", "GET", ["token", "shareToken", ("user", ["id", "username", "role", "createdAt", "isAdmin"])]),
    ("v2.15", "POST", ["id", "username", "role", "createdAt", "isAdmin"]),
    ("v2.17", "GET", ["id", "username", "role", "createdAt", "isAdmin"]),
    ("v2", "POST", ["id", "username", "role", "createdAt", "isAdmin"]),
    ("v2", "GET", ["id", "username", "role", "createdAt", "isAdmin"]),
])
async def test_verify_answers_both_methods(shared: Server, release: str, method: str, names: list[Any]) -> None:
    status, found = await shared.ask(method, "/api/auth/verify", headers=compat(release))
    assert (status, shape_of(found)) == (200, names)


async def test_me_was_the_user_alone_until_2_15(shared: Server) -> None:
    _, user = await shared.get("/api/me", headers=compat("v2.15"))
    assert list(user) == ["id", "username", "role", "createdAt", "isAdmin"]
    _, found = await shared.get("/api/me", headers=compat("v2.16"))
    assert list(found) == ["token", "shareToken", "user"] and found["user"] == user


async def test_the_cookie_of_1_x_signs_in_where_the_operator_or_a_header_says_so(shared_url: str) -> None:
    async with serving(shared_url, API_COMPAT="v1") as old, serving(shared_url) as new:
        answer = await old.http.post("/api/auth/login", json=LOGIN)
        cookie = answer.headers["set-cookie"]
        token = answer.json()["token"]
        assert cookie == f"umami.auth={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"
        for http in (old.http, new.http):
            http.cookies.clear()
        sent = {"cookie": f"a=b; umami.auth={token}"}
        assert (await old.get("/api/accounts", as_=NOBODY, headers=sent))[0] == 200
        for place, status in (("same-origin", 200), ("none", 200), ("same-site", 401), ("cross-site", 401)):
            from_page = {**sent, "sec-fetch-site": place}
            assert (await old.get("/api/accounts", as_=NOBODY, headers=from_page))[0] == status
        assert (await old.get("/api/teams", as_=NOBODY, headers=sent))[0] == 200  # what 1.x did not have passes too
        assert (await new.get("/api/accounts", as_=NOBODY, headers=sent))[0] == 401
        assert (await new.get("/api/me", as_=NOBODY, headers=sent)) == (401, UNAUTHORIZED)
        assert (await new.get("/api/accounts", as_=NOBODY, headers={**sent, **compat("v1")}))[0] == 200
        # A token in the header counts before it, whatever it is.
        both = {**sent, "authorization": "Bearer nonsense"}
        assert (await old.get("/api/accounts", as_=NOBODY, headers=both))[0] == 401
        out = await old.http.post("/api/auth/logout", headers=sent)
        assert "Max-Age=0" in out.headers["set-cookie"] and out.json() == {}
        assert (await old.get("/api/accounts", as_=NOBODY, headers=sent))[0] == 401


# Shares

@pytest.fixture
async def shares(shared: Server) -> tuple[str, str, str]:
    """A shared website, its slug, and a website that is not shared."""
    website = await shared.website(shareId=f"slug-{some_id()}")
    _, site = await shared.get(f"/api/websites/{website}")
    return website, site["shareId"], await shared.website()


@pytest.mark.parametrize(("release", "names"), [
    ("v1.38", ["websiteId", "token"]), ("v1", ["id", "websiteId", "token"]),
    ("v2", ["shareId", "shareType", ("parameters", ["events", "overview"]), "websiteId", "token"]),
    ("v3.0", ["shareId", "shareType", ("parameters", ["events", "overview"]), "websiteId", "token"]),
])
async def test_a_shares_token_alone_shows_what_is_shared_and_no_more(
    shared: Server, shares: tuple[str, str, str], release: str, names: list[Any],
) -> None:
    website, slug, other = shares
    status, found = await shared.get(f"/api/share/{slug}", as_=NOBODY, headers=compat(release))
    assert (status, shape_of(found)) == (200, names)
    assert found["websiteId"] == (number_of(website) if release == "v1.38" else website)
    sent = {"x-umami-share-token": found["token"], **compat(release)}

    async def status_of(method: str, path: str) -> int:
        return (await shared.ask(method, path, as_=NOBODY, headers=sent))[0]

    dates = "startAt=0&endAt=1000&start_at=0&end_at=1000"
    paths = (f"/api/website/{website}", f"/api/websites/{website}")
    for path in paths:
        assert await status_of("GET", f"{path}/stats?{dates}") == 200
        assert await status_of("GET", f"{path}/active") == 200
        assert await status_of("DELETE", path) == 401
        assert await status_of("POST", f"{path}/reset") == 401
        assert await status_of("GET", f"{path.replace(website, other)}/stats?{dates}") == 401
    assert await status_of("GET", f"/api/websites/{website}/replays?{dates}") in (400, 401)
    for path in ("/api/websites", "/api/accounts", "/api/admin/users", "/api/realtime/init"):
        assert await status_of("GET", path) == 401
    # Today's release asks for the other header, as Umami 3.1 does, at old paths too.
    del sent["x-umami-compat"]
    assert await status_of("GET", f"/api/website/{website}/stats?{dates}") == 401
    assert await status_of("GET", f"/api/websites/{website}/stats?startAt=0&endAt=1000") == 401


async def test_the_setting_alone_opens_old_share_links(shared: Server, shared_url: str) -> None:
    website = await shared.website(shareId=(slug := f"slug-{some_id()}"))
    async with serving(shared_url, API_COMPAT="v3.0") as old:
        token = (await old.get(f"/api/share/{slug}", as_=NOBODY))[1]["token"]
        _, stats = await old.get(
            f"/api/websites/{website}/stats?startAt=0&endAt=1000", as_=NOBODY, headers={"x-umami-share-token": token})
        assert stats["comparison"]["pageviews"] == 0  # in the shape of 3.x
        share = (await shared.get(f"/api/websites/{website}/shares"))[1]["data"][0]["id"]
        await old.delete(f"/api/share/id/{share}")
        status, _ = await old.get(
            f"/api/websites/{website}/active", as_=NOBODY, headers={"x-umami-share-token": token})
        assert status == 401  # a deleted share ends for old clients too


# Websites of 1.x (4.3)

WEBSITE_A = ["website_id", "website_uuid", "user_id", "name", "domain", "share_id", "created_at"]
WEBSITE_B = ["id", "websiteUuid", "userId", "name", "domain", "shareId", "createdAt"]


async def test_websites_of_1_38_are_made_changed_and_deleted_by_number(server: Server) -> None:
    old = compat("v1.38")
    body = {"name": "B", "domain": "b.example", "enable_share_url": True}
    made = await server.made("/api/website", body, headers=old)
    assert list(made) == WEBSITE_A
    assert made["website_id"] == number_of(made["website_uuid"]) and made["user_id"] == number_of(ADMIN)
    assert len(made["share_id"]) == 8
    await server.made("/api/website", {"name": "A", "domain": "a.example", "owner": number_of(ADMIN)}, headers=old)
    _, found = await server.get("/api/websites", headers=old)
    assert [row["name"] for row in found] == ["A", "B"] and found[1] == made
    for who in (made["website_id"], made["website_uuid"]):
        assert await server.get(f"/api/website/{who}", headers=old) == (200, made)
    for enabled, share in ((True, made["share_id"]), (False, None)):
        body = {"website_id": made["website_id"], "name": "C", "domain": "c.example", "enable_share_url": enabled}
        assert await server.post("/api/website", body, headers=old) == (200, {})
        _, changed = await server.get(f"/api/website/{made['website_id']}", headers=old)
        assert changed == {**made, "name": "C", "domain": "c.example", "share_id": share}
    assert await server.post(f"/api/website/{made['website_id']}/reset", headers=old) == (200, {})
    assert await server.delete(f"/api/website/{made['website_id']}", headers=old) == (200, {})
    assert (await server.get(f"/api/website/{made['website_id']}", headers=old))[0] in (200, 404)
    assert len((await server.get("/api/websites", headers=old))[1]) == 1
    wrong = {"name": "D", "domain": "d", "owner": 12}
    assert await server.post("/api/website", wrong, headers=old) == (400, "A website can only be made for oneself.")


async def test_websites_of_1_40_are_made_changed_and_deleted_by_uuid(server: Server) -> None:
    old = compat("v1")
    made = await server.made("/api/websites", {"name": "B", "domain": "b.example", "enableShareUrl": True}, headers=old)
    assert list(made) == WEBSITE_B
    path = f"/api/websites/{made['websiteUuid']}"
    assert await server.get(path, headers=old) == (200, made)
    assert await server.post(path, {"name": "C", "shareId": "another-one"}, headers=old) == (200, {})
    assert (await server.get(path, headers=old))[1]["shareId"] == "another-one"
    assert await server.post(path, {"enableShareUrl": False}, headers=old) == (200, {})
    assert (await server.get(path, headers=old))[1] == {**made, "name": "C", "shareId": None}
    other = await server.made("/api/websites", {"name": "O", "domain": "o", "enableShareUrl": True}, headers=old)
    taken = {"shareId": other["shareId"]}
    assert await server.post(path, taken, headers=old) == (400, "That share ID is already taken.")
    assert await server.post(f"{path}/reset", headers=old) == (200, {})
    assert await server.delete(path, headers=old) == (200, {})


async def test_admins_of_1_x_see_the_websites_of_others(server: Server) -> None:
    old = compat("v1.38")
    await server.user("alice")
    await server.website("alice", name="Of Alice")
    await server.website(name="Of the admin")
    _, found = await server.get("/api/websites?include_all=1", headers=old)
    assert [(row["account"], row["name"]) for row in found] == [("admin", "Of the admin"), ("alice", "Of Alice")]
    assert list(found[0]) == [*WEBSITE_A, "account"]
    _, found = await server.get(f"/api/websites?user_id={number_of(server.ids['alice'])}", headers=old)
    assert [row["name"] for row in found] == ["Of Alice"]
    for query in ("include_all=1", f"user_id={number_of(ADMIN)}"):
        assert (await server.get(f"/api/websites?{query}", as_="alice", headers=old))[0] == 401


# Accounts of 1.x (4.3)

ACCOUNT_A = ["user_id", "username", "is_admin", "created_at", "updated_at"]
ACCOUNT_B = ["id", "username", "isAdmin", "createdAt", "updatedAt", "accountUuid"]


async def test_accounts_of_1_38(server: Server) -> None:
    old, password = compat("v1.38"), "password-of-bob"
    made = await server.made("/api/account", {"username": "bob", "password": password}, headers=old)
    assert list(made) == ACCOUNT_A and made["is_admin"] is False  # and no hash of the password
    again = {"username": "bob", "password": password}
    assert await server.post("/api/account", again, headers=old) == (400, "Account already exists")
    _, found = await server.get("/api/accounts", headers=old)
    assert [row["username"] for row in found] == ["admin", "bob"] and shape_of(found) == [ACCOUNT_A, ACCOUNT_A]
    who = made["user_id"]
    assert (await server.get(f"/api/account/{who}", as_="bob", headers=old))[1]["username"] == "bob"
    assert (await server.get(f"/api/account/{number_of(ADMIN)}", as_="bob", headers=old))[0] == 401
    wrong = {"user_id": who, "current_password": "wrong-password", "new_password": "another-password"}
    path = "/api/account/password"
    assert await server.post(path, wrong, as_="bob", headers=old) == (400, "Current password is incorrect")
    assert (await server.post(path, {**wrong, "current_password": password}, headers=old))[0] == 401
    right = {**wrong, "current_password": password}
    assert await server.post(path, right, as_="bob", headers=old) == (200, {})
    changed = await server.made("/api/account", {"user_id": who, "username": "rob"}, headers=old)
    assert (changed["user_id"], changed["username"]) == (who, "rob")
    own = f"/api/account/{number_of(ADMIN)}"
    assert await server.delete(own, headers=old) == (400, "You cannot delete your own account.")
    assert await server.delete(f"/api/account/{who}", headers=old) == (200, {})


async def test_accounts_of_1_40(server: Server) -> None:
    made = await server.made("/api/accounts", {"username": "bob", "password": "password-of-bob"})
    assert list(made) == ACCOUNT_B and made["id"] == number_of(made["accountUuid"])
    assert shape_of((await server.get("/api/accounts"))[1]) == [ACCOUNT_B, ACCOUNT_B]
    for who in (made["id"], made["accountUuid"]):
        assert (await server.get(f"/api/accounts/{who}"))[1]["username"] == "bob"
    assert (await server.post(f"/api/accounts/{made['id']}", {"username": "rob"}))[1]["username"] == "rob"
    body = {"current_password": "umami", "new_password": "another-password"}
    assert await server.post(f"/api/accounts/{ADMIN}/password", body) == (200, {})
    assert await server.delete(f"/api/accounts/{made['id']}") == (200, {})
    assert (await server.get(f"/api/accounts/{made['id']}"))[0] == 404


# Lists and rows of 2.x (5.5)

ROW_20 = ["id", "name", "domain", "shareId", "resetAt", "userId", "createdAt", "updatedAt", "deletedAt"]
ROW_210 = ["id", "name", "domain", "shareId", "resetAt", "userId", "teamId", "createdBy", "createdAt", "updatedAt",
           "deletedAt"]
PAGE = ["data", "count", "page", "pageSize", "orderBy"]


async def test_websites_of_2_x(server: Server) -> None:
    body = {"name": "B", "domain": "b", "shareId": "share-of-b"}
    made = await server.made("/api/websites", body, headers=compat("v2"))
    assert list(made) == ROW_210
    await server.made("/api/websites", {"name": "a", "domain": "findme.example"})
    path = f"/api/websites/{made['id']}"
    assert await server.get(path, headers=compat("v2")) == (200, made)
    assert list((await server.get(path, headers=compat("v2.9")))[1]) == ROW_20
    # The same share again is no change; another one takes its place; null ends it.
    for share in ("share-of-b", "another-share", None):
        changed = await server.made(path, {"name": "B", "domain": "b", "shareId": share}, headers=compat("v2"))
        assert (list(changed), changed["shareId"]) == (ROW_210, share)
        kept = (await server.get(f"{path}/shares"))[1]["data"]
        assert [row["slug"] for row in kept] == ([share] if share else [])

    for place in ("/api/websites", "/api/me/websites", f"/api/users/{ADMIN}/websites"):
        _, found = await server.get(place, headers=compat("v2.4"))
        assert [row["name"] for row in found] == ["a", "B"]
        _, found = await server.get(f"{place}?page=2&pageSize=1", headers=compat("v2"))
        assert (list(found), found["count"], found["page"], found["pageSize"]) == (PAGE, 2, 2, 1)
        assert [row["name"] for row in found["data"]] == ["B"]
        assert (await server.get(place, headers=compat("v2")))[1]["pageSize"] == 10
    _, found = await server.get("/api/websites", headers=compat("v2.9"))
    assert found["pageSize"] == 100 and found["data"][0]["teamWebsite"] == []
    for release, word in (("v2.5", "filter"), ("v2.15", "query"), ("v2", "search")):
        _, found = await server.get(f"/api/websites?{word}=findme", headers=compat(release))
        assert [row["name"] for row in found["data"]] == ["a"]
    assert await server.post(f"{path}/reset", headers=compat("v2.15")) == (200, {})
    assert await server.delete(path, headers=compat("v2")) == (200, {"ok": True})
    assert (await server.delete(path, headers=compat("v2")))[0] == 404


async def test_users_of_2_x(server: Server) -> None:
    made = await server.made("/api/users", {"username": "bob", "password": "password-of-bob"}, headers=compat("v2.5"))
    assert made["role"] == "user"
    body = {"username": "bob", "password": "password-of-bob", "role": "user"}
    assert await server.post("/api/users", body, headers=compat("v2")) == (400, {"error": "User already exists"})
    names = ["id", "username", "role", "createdAt", "updatedAt", "deletedAt"]
    _, found = await server.get("/api/users", headers=compat("v2.4"))
    assert shape_of(found) == [names, names]
    _, found = await server.get("/api/users?query=bo", headers=compat("v2.8"))
    assert list(found) == PAGE and [row["username"] for row in found["data"]] == ["bob"]
    assert (await server.get("/api/users", as_="bob", headers=compat("v2")))[0] == 401
    assert (await server.get("/api/users"))[0] == 405
    own = (400, {"error": "You cannot delete yourself."})
    assert await server.delete(f"/api/users/{ADMIN}", headers=compat("v2")) == own
    wrong = {"currentPassword": "wrong", "newPassword": "another-password"}
    told = (400, {"error": "Current password is incorrect"})
    assert await server.post("/api/me/password", wrong, headers=compat("v2")) == told


async def test_teams_of_2_x(server: Server) -> None:
    await server.user("alice")
    team, owner = await server.made("/api/teams", {"name": "T"}, headers=compat("v2"))
    assert owner["teamId"] == team["id"] and team["accessCode"].startswith("team_")
    for release, error in (("v2.15", "message.team-not-found"), ("v2", {"error": "Team not found."})):
        answer = await server.post("/api/teams/join", {"accessCode": "x"}, headers=compat(release))
        assert answer == (404, error)
    join = {"accessCode": team["accessCode"]}
    joined = await server.made("/api/teams/join", join, as_="alice", headers=compat("v2.9"))
    assert joined["name"] == "T" and len(joined["teamUser"]) == 2
    again = await server.post("/api/teams/join", join, as_="alice", headers=compat("v2.9"))
    assert again == (405, "message.team-already-member")
    again = await server.post("/api/teams/join", join, as_="alice", headers=compat("v2.10"))
    assert again == (400, "User is already a team member.")

    _, found = await server.get(f"/api/teams/{team['id']}", headers=compat("v2"))
    assert "members" not in found and {row["role"] for row in found["teamUser"]} == {"team-owner", "team-member"}
    for place in ("/api/teams", "/api/me/teams", f"/api/users/{ADMIN}/teams"):
        _, found = await server.get(place, headers=compat("v2"))
        (row,) = found["data"]
        assert list(found) == PAGE
        assert row["_count"] == {"website": 0, "teamUser": 2} and row["teamUser"][0]["user"]["username"]
    assert isinstance((await server.get("/api/teams", headers=compat("v2.4")))[1], list)

    website = await server.website()
    path, body = f"/api/teams/{team['id']}/websites", {"websiteIds": [website]}
    given = await server.made(path, body, headers=compat("v2.9"))
    assert given == [{"teamId": team["id"], "websiteId": website}]
    _, found = await server.get(path, headers=compat("v2.10"))
    assert [row["id"] for row in found["data"]] == [website]
    assert (await server.delete(f"{path}/{website}", as_="alice", headers=compat("v2.9")))[0] == 401
    assert await server.delete(f"{path}/{website}", headers=compat("v2.9")) == (200, {})
    moved = await server.made(f"/api/websites/{website}/transfer", {"teamId": team["id"]}, headers=compat("v2"))
    assert list(moved) == ROW_210 and (moved["teamId"], moved["userId"]) == (team["id"], None)


async def test_saved_reports_of_2_x(server: Server) -> None:
    website = await server.website()
    body = {"websiteId": website, "name": "R", "type": "insights", "description": "", "parameters": {"a": 1}}
    made = await server.made("/api/reports", body, headers=compat("v2.18"))
    assert (made["type"], made["parameters"]) == ("insights", '{"a":1}')
    assert (await server.get(f"/api/reports/{made['id']}"))[1]["type"] == "breakdown"
    _, found = await server.get(f"/api/reports/{made['id']}", headers=compat("v2.18"))
    assert (found["type"], found["parameters"]) == ("insights", {"a": 1})
    for query in ("", f"?websiteId={website}"):
        for release, parameters in (("v2.18", '{"a":1}'), ("v2", {"a": 1})):
            _, listed = await server.get(f"/api/reports{query}", headers=compat(release))
            assert list(listed) == PAGE and [row["parameters"] for row in listed["data"]] == [parameters]
    _, listed = await server.get(f"/api/websites/{website}/reports", headers=compat("v2.5"))
    assert [row["id"] for row in listed["data"]] == [made["id"]]
    await server.user("alice")
    assert (await server.get("/api/reports", as_="alice", headers=compat("v2")))[1]["data"] == []
    changed = await server.made(f"/api/reports/{made['id']}", {**body, "name": "S"}, headers=compat("v2"))
    assert changed["name"] == "S"
    assert (await server.get("/api/reports"))[0] == 400


async def test_the_usage_of_a_user(shared: Server, march: Any) -> None:
    path = f"/api/users/{ADMIN}/usage?startAt=1709251200000&endAt=1711929599999"
    status, found = await shared.get(path)
    assert status == 200 and list(found) == ["websiteEventUsage", "eventDataUsage", "websites"]
    (site,) = [row for row in found["websites"] if row["websiteId"] == march.id]
    assert site == {"websiteId": march.id, "websiteName": "Site", "websiteEventUsage": 12, "eventDataUsage": 0,
                    "deletedAt": None}
    assert found["websiteEventUsage"] == 12
    assert (await shared.get(f"/api/users/{some_id()}/usage?startAt=0&endAt=1"))[0] == 404
    assert (await shared.get(f"/api/users/{ADMIN}/usage"))[0] == 400


# Config, heartbeat, version, refusals (1, 4.1, 5.1)

@pytest.mark.parametrize(("release", "path", "answer"), [
    ("v1", "/api/config", ["basePath", "trackerScriptName", "updatesDisabled", "telemetryDisabled"]),
    ("v2.15", "/api/config", ["basePath", "trackerScriptName", "updatesDisabled", "telemetryDisabled"]),
    ("v1", "/api/heartbeat", []), ("v2.15", "/api/heartbeat", []), ("v2.16", "/api/heartbeat", ["ok"]),
    ("v2.7", "/api/version", ["version"]), ("v2.17", "/api/version", ["version"]),
])
async def test_what_anybody_may_know(shared: Server, release: str, path: str, answer: list[str]) -> None:
    status, found = await shared.get(path, as_=NOBODY, headers=compat(release) if release else {})
    assert (status, list(found)) == (200, answer)


@pytest.mark.parametrize(("release", "method", "path", "status", "answer"), [
    ("v1", "GET", "/api/nothing", 404, "404 Not Found"),
    ("v2.15", "GET", "/api/nothing", 404, "404 Not Found"),
    ("v2", "GET", "/api/nothing", 404, {"error": "Not found"}),
    ("v1", "DELETE", "/api/me", 405, "405 Method Not Allowed"),
    ("v2", "DELETE", "/api/me", 405, None),
    ("v1", "GET", "/api/teams", 401, "401 Unauthorized"),
    ("v2", "GET", "/api/teams", 401, {"error": "Unauthorized"}),
    ("v2.15", "POST", "/api/auth/login", 400, "username: Invalid input: expected string, received undefined"),
    ("v2.5", "POST", "/api/auth/login", 400, "400 Bad Request"),
    ("v2", "POST", "/api/auth/login", 400, {"error": [
        "username: Invalid input: expected string, received undefined",
        "password: Invalid input: expected string, received undefined"]}),
    ("v4", "GET", "/api/me", 400, {"error": {
        "message": "x-umami-compat names no release of Umami.", "code": "bad-request", "status": 400}}),
    ("", "GET", "/api/nothing", 404, {"error": {"message": "Not found", "code": "not-found", "status": 404}}),
    ("", "GET", "/api/website/x", 401, "401 Unauthorized"),
    ("", "PUT", "/api/website/x", 404, {"error": {"message": "Not found", "code": "not-found", "status": 404}}),
    ("v1", "PUT", "/api/website/x", 405, "405 Method Not Allowed"),
    ("v2", "PUT", "/api/website/x", 405, None),
    ("", "OPTIONS", "/api/website/x", 204, None),
    ("v1", "OPTIONS", "/api/website/x", 204, None),
    ("v2.17", "OPTIONS", "/api/version", 204, None),
    ("v2", "OPTIONS", "/api/users", 204, None),
    ("", "GET", "/api/reports/goals", 401, UNAUTHORIZED),  # the id of a report, to 3.x
])
async def test_refusals_are_those_of_the_release(
    shared: Server, release: str, method: str, path: str, status: int, answer: Any,
) -> None:
    body = {} if method == "POST" else None
    headers = compat(release) if release else {}
    found = await shared.ask(method, path, body, as_=NOBODY, headers=headers)
    assert found == (status, answer)


async def test_old_paths_lie_below_the_base_path(shared_url: str) -> None:
    async with serving(shared_url, BASE_PATH="/stats") as below:
        assert (await below.http.get("/stats/api/accounts")).status_code == 401
        assert (await below.http.get("/api/accounts")).status_code == 404
        assert (await below.http.get("/stats/umami.js")).headers["content-type"].startswith("application/javascript")
        assert (await below.http.post("/stats/api/collect", content=b"{}")).status_code == 400


async def test_answers_of_old_paths_carry_the_headers_of_the_api(shared: Server) -> None:
    for path in ("/api/accounts", "/api/website/x", "/api/version"):
        answer = await shared.http.get(path, headers=compat("v2.17"))
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-content-type-options"] == "nosniff"
    head = await shared.http.head("/api/version", headers=compat("v2.17"))
    assert (head.status_code, head.content) == (200, b"")


async def test_nobody_makes_the_database_look_for_a_number(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    number = number_of(await server.website())
    asked: list[int] = []

    def noted(key: Any, wanted: int) -> Any:
        asked.append(wanted)
        return by_number(key, wanted)

    monkeypatch.setattr("app.legacy.v1.things.by_number", noted)
    assert (await server.get(f"/api/website/{number}", as_=NOBODY))[0] == 401
    assert asked == []
    assert (await server.get(f"/api/website/{number}"))[0] == 200
    assert asked == [number]
