"""Websites, users, teams and oneself in 2.x (spec 07, sections 3 and 5.5)."""

from typing import Any

from app.errors import AppError, BadRequest, NotFound
from app.legacy import queries
from app.legacy.call import ALL, Call, Query, Refused, instant
from app.legacy.release import Release, release
from app.legacy.rows import Rows
from app.legacy.v2.parameters import translated

rows = Rows()

SIGNED_IN, ADMIN, SAME_USER = "signed in", "admin", "the user of the path, or admin"
_ARRAYS_UNTIL = release("v2.4")
_WEBSITE = ("id", "name", "domain", "shareId", "resetAt", "userId", "teamId", "createdBy", "createdAt", "updatedAt",
            "deletedAt")


def website_row(row: Any, then: Release) -> Any:
    """A website with the members it had, and what is nested in it."""
    if row is None:
        return None
    old = {name: row.get(name) for name in _WEBSITE if name not in ("teamId", "createdBy") or then >= release("v2.10")}
    return {**old, **{name: value for name, value in row.items() if isinstance(value, dict) and name != "replayConfig"}}


def team_row(row: Any) -> Any:
    """A team with its relations as they were called."""
    named = {("teamUser" if name == "members" else name): value for name, value in row.items()}
    if "_count" in named:
        named["_count"] = {"website": named["_count"]["websites"], "teamUser": named["_count"]["members"]}
    return named


def page(call: Call, found: list[Any], query: Query, *, order: str, size: int = 10) -> Any:
    """A list as its release gave it: all as an array until 2.4, a page of ten or as many as are asked for later."""
    if call.release <= _ARRAYS_UNTIL:
        return found
    number, length = _positive(query.get("page"), 1), _positive(query.get("pageSize"), size)
    first = (number - 1) * length
    return {"data": found[first : first + length], "count": len(found), "page": number, "pageSize": length,
            "orderBy": query.get("orderBy") or order}


def _positive(text: Any, default: int) -> int:
    try:
        number = int(text)
    except (TypeError, ValueError):
        return default
    return number if 0 < number <= ALL else default


async def everything(call: Call, path: str, query: Query) -> list[Any]:
    """All rows of a list of today."""
    kept = {name: value for name, value in query.items() if name in ("search", "includeTeams")}
    return list((await call.get(path, {**kept, "pageSize": ALL}))["data"])


def _sorted(found: list[Any], query: Query, *, by: str) -> list[Any]:
    key = query.get("orderBy") or by
    if not all(isinstance(row.get(key), str) for row in found):
        key = by
    is_down = query.get("sortDescending") in ("true", "1")
    return sorted(found, key=lambda row: (str(row.get(key) or "").lower(), row["id"]), reverse=is_down)


async def _websites(call: Call, size: int = 10) -> Any:
    query = translated(call.query, call.release, call.path)
    found = _sorted(await everything(call, call.path, query), query, by="name")
    told = [website_row(row, call.release) for row in found]
    if release("v2.5") <= call.release < release("v2.10"):
        told = [{**row, "teamWebsite": []} for row in told]  # a website is in no team beside its owner's
    return page(call, told, query, order="name", size=size)


@rows.answers("GET", "/api/websites", "v2.0 v2.20", rule=SIGNED_IN)
async def websites(call: Call) -> Any:
    """The caller's websites by name."""
    return await _websites(call, size=100 if call.release < release("v2.10") else 10)


@rows.answers("GET", "/api/me/websites", "v2.0 v2.20", rule=SIGNED_IN)
@rows.answers("GET", "/api/users/{user_id}/websites", "v2.0 v2.20", rule=SAME_USER)
@rows.answers("GET", "/api/teams/{team_id}/websites", "v2.0 v2.20", rule="canViewTeam(teamId)")
async def some_websites(call: Call) -> Any:
    """Websites of the caller, of a user, of a team, by name."""
    return await _websites(call)


@rows.answers("POST", "/api/websites", "v2.0 v2.20", rule="canCreateWebsite, with teamId also canCreateTeamWebsite")
@rows.answers("GET", "/api/websites/{website_id}", "v2.0 v2.20", rule="canViewWebsite(websiteId)")
async def website(call: Call) -> Any:
    """A website, new or known."""
    return website_row(await call.same(), call.release)


@rows.answers("POST", "/api/websites/{website_id}", "v2.0 v2.20", rule="canUpdateWebsite(websiteId)")
async def change_website(call: Call) -> Any:
    """Changes a website. It has one share at most: another `shareId` takes its place, null ends it."""
    body = await call.body()
    before = await call.get(call.path)
    known = before.get("shareId") if before else None
    wanted = body.get("shareId")
    if known and wanted == known:
        body = {name: value for name, value in body.items() if name != "shareId"}
    found = await call.post(call.path, body)
    if known and isinstance(wanted, str) and wanted not in ("", known):
        for share in (await call.get(f"{call.path}/shares", {"pageSize": ALL}))["data"]:
            if share["slug"] == known:
                await call.ask("DELETE", f"/api/share/id/{share['id']}")
    return website_row(found, call.release)


@rows.answers("POST", "/api/websites/{website_id}/transfer", "v2.10 v2.20", rule=(
    "canTransferWebsiteToUser(websiteId, userId) or canTransferWebsiteToTeam(websiteId, teamId)"))
async def transfer(call: Call) -> Any:
    """Gives a website to a team, or takes it from one."""
    found = await call.same()
    return website_row({**found, "shareId": (await call.get(f"/api/websites/{found['id']}"))["shareId"]}, call.release)


# Users

@rows.answers("GET", "/api/users", "v2.0 v2.20", rule=ADMIN)
async def users(call: Call) -> Any:
    """All accounts by name. From 2.9 on Umami had them at /api/admin/users alone."""
    query = translated(call.query, call.release, call.path)
    found = _sorted(await everything(call, "/api/admin/users", query), query, by="username")
    names = ("id", "username", "role", "createdAt", "updatedAt", "deletedAt")
    return page(call, [{name: row[name] for name in names} for row in found], query, order="username")


@rows.answers("POST", "/api/users", "v2.0 v2.5", rule=ADMIN)
async def create_user(call: Call) -> Any:
    """A new account; until 2.5 without a word about its role it was a user's."""
    return await call.post(call.path, {"role": "user", **await call.body()})


@rows.answers("GET", "/api/users/{user_id}/usage", "v2.3 v2.20", rule=ADMIN, free=True)
async def usage(call: Call) -> dict[str, Any]:
    """How much was collected for a user's websites in a period."""
    await call.admin()
    start, end = instant(call.query.get("startAt")), instant(call.query.get("endAt"))
    user = await call.get(f"/api/users/{call.params['user_id']}")
    if user is None:
        raise NotFound
    async with call.database() as conn:
        found = [dict(row) for row in (await conn.execute(queries.usage(user["id"], start, end))).mappings()]
    names = ("websiteEventUsage", "eventDataUsage")
    return {**{name: sum(site[name] for site in found) for name in names}, "websites": found}


# Oneself

@rows.answers("POST", "/api/auth/login", "v2.0 v2.20", rule="open")
async def login(call: Call) -> dict[str, Any]:
    """A token, and the user with the members that the release had."""
    found = await call.same()
    names = ["id", "username", "role", "createdAt", "isAdmin"]
    if call.release < release("v2.3"):
        names.remove("role")
    if call.release < release("v2.8"):
        names.remove("isAdmin")
    return {"token": found["token"], "user": {name: found["user"][name] for name in names}}


@rows.answers("GET POST", "/api/auth/verify", "v2.0 v2.20", rule=SIGNED_IN)
async def verify(call: Call) -> Any:
    """The user who asks, by either method: releases differ in which one they take."""
    found = await call.post(call.path)
    user = {name: value for name, value in found.items() if name != "teams"}
    if call.release == release("v2.0"):
        told = await call.get("/api/me")
        return {"token": told.get("token"), "shareToken": told["shareToken"], "user": user}
    return user


@rows.answers("GET", "/api/me", "v2.0 v2.15", rule="signed in, or a share")
async def me(call: Call) -> Any:
    """The user alone; from 2.16 on what today is answered too."""
    return await call.caller()


# Teams

@rows.answers("GET", "/api/teams", "v2.0 v2.20", rule=SIGNED_IN)
@rows.answers("GET", "/api/me/teams", "v2.4 v2.20", rule=SIGNED_IN)
@rows.answers("GET", "/api/users/{user_id}/teams", "v2.4 v2.20", rule=SAME_USER)
async def teams(call: Call) -> Any:
    """Teams by name. From 2.10 to 2.20 Umami had the first path not; nothing is in its place, so we answer it."""
    query = translated(call.query, call.release, call.path)
    found = _sorted(await everything(call, call.path, query), query, by="name")
    return page(call, [team_row(row) for row in found], query, order="name")


@rows.answers("GET", "/api/teams/{team_id}", "v2.0 v2.20", rule="canViewTeam(teamId)")
async def team(call: Call) -> Any:
    """A team with its members."""
    return team_row(await call.same())


@rows.answers("POST", "/api/teams/join", "v2.0 v2.20", rule=SIGNED_IN)
async def join(call: Call) -> Any:
    """The membership, or until 2.9 the team."""
    try:
        found = await call.same()
    except Refused as refused:
        told = refused.answer.json().get("error", {})
        if refused.answer.status == 404 and call.release < release("v2.16"):
            raise NotFound("message.team-not-found") from None
        if told.get("message") == "User is already a team member." and call.release < release("v2.10"):
            raise MethodNotAllowed("message.team-already-member") from None
        raise
    if call.release >= release("v2.10"):
        return found
    return team_row(await call.get(f"/api/teams/{found['teamId']}"))


class MethodNotAllowed(AppError):
    """405, by which 2.x told until 2.9 that somebody is in a team already."""

    status, code = 405, "method-not-allowed"


@rows.answers("POST", "/api/teams/{team_id}/websites", "v2.0 v2.20", rule="canTransferWebsiteToTeam(websiteId, teamId)")
async def give_websites(call: Call) -> Any:
    """Gives websites to a team. Until 2.9 a website could be in several, and stay its user's; now it moves."""
    ids = (await call.body()).get("websiteIds")
    if not isinstance(ids, list) or not ids or not all(isinstance(one, str) and "/" not in one for one in ids):
        raise BadRequest
    moved = [
        await call.post(f"/api/websites/{one}/transfer", {"teamId": call.params["team_id"]}) for one in ids]
    return [{"teamId": row["teamId"], "websiteId": row["id"]} for row in moved]


@rows.answers(
    "DELETE", "/api/teams/{team_id}/websites/{website_id}", "v2.0 v2.20", free=True,
    rule="canTransferWebsiteToUser(websiteId, userId)")
async def take_website(call: Call) -> Any:
    """Takes a website out of a team: it is the caller's from then on."""
    user = await call.caller()
    await call.post(f"/api/websites/{call.params['website_id']}/transfer", {"userId": user["id"]})
    return {"ok": True}
