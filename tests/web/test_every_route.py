"""A walk over every route and method of the app, as everybody there may be: whom each lets pass (spec 02, section 5).

Each route says its rule (`x-permission`); one that says none fails here. The rules are told anew below, as sets of
people, so that a route with the wrong rule and a rule with a mistake both come to light. All requests of the walk are
asked of the same world: what they write is rolled back.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncConnection

from app.dashboard.pages import page_routes
from app.db.engine import Database
from app.main import create_app
from app.settings import Settings
from app.web.route import RULE
from app.web.surface import _flat
from tests.reports.test_requests import RUNS, body_of
from tests.web.server import NOBODY, UNAUTHORIZED, Server, serving, some_id

# Files, and what anybody may know of the server.
FILES = {
    "/script.js", "/umami.js", "/recorder.js", "/telemetry.js", "/favicon.ico", "/robots.txt",
    "/api/scripts/telemetry",
    "/api/config",
}

# `reader` has an account that may only view, and is in no team; `author` owns things of their own; the others are in
# the team that owns the other things. Of the three who come with a share, one comes with that of what is asked for.
IN_TEAM = {"viewer": "team-view-only", "member": "team-member", "manager": "team-manager", "owner": "team-owner"}
ACCOUNTS = {"stranger", "reader", "author", "admin", *IN_TEAM}
SHARES = {"share of it", "share of another"}
PEOPLE = [NOBODY, *sorted(ACCOUNTS), *sorted(SHARES)]
MAKERS = ACCOUNTS - {"reader"}


@dataclass(frozen=True)
class World:
    """One thing of each kind, of the author's own or of the team's; ids by the names that paths give them."""

    ids: dict[str, str]
    of_team: bool
    tokens: dict[str, str]

    @property
    def viewers(self) -> set[str]:
        return {*IN_TEAM, "admin"} if self.of_team else {"author", "admin"}

    @property
    def changers(self) -> set[str]:
        return self.viewers - {"viewer"}


def permitted(rule: str, world: World) -> set[str]:
    """Who passes a rule."""
    name = rule.partition("(")[0]
    shared = {"share of it"}
    match name:
        case "open":
            return set(PEOPLE)
        case "signed in, or a share":
            return {*ACCOUNTS, *SHARES}
        case "signed in":
            return ACCOUNTS
        case "admin":
            return {"admin"}
        case "the user of the path, or admin":
            return {"author", "admin"}
        case "canCreateTeam; for another ownerId admin":
            return MAKERS
        case "canCreateWebsite, with teamId also canCreateTeamWebsite":
            return {"member", "manager", "owner", "admin"} if world.of_team else MAKERS
        case "canViewTeam":
            return {*IN_TEAM, "admin"}
        case "canUpdateTeam":
            return {"manager", "owner", "admin"}
        case "canDeleteTeamUser":
            return {"author", "manager", "owner", "admin"}  # the author is the one who is to be removed
        case "canDeleteTeam":
            return {"owner", "admin"}
        case "canViewWebsite":
            return world.viewers | shared
        case "canViewReport":
            return world.viewers | shared | {"author"}
        case "canViewLink" | "canViewPixel" | "canViewBoard" | "canViewEntity of what is shared":
            return world.viewers
        case "canUpdateReport" | "canDeleteReport":
            return world.changers | {"author"}
        case (
            "canUpdateWebsite" | "canDeleteWebsite" | "canUpdateLink" | "canDeleteLink" | "canUpdatePixel"
            | "canDeletePixel" | "canUpdateBoard" | "canDeleteBoard" | "canUpdateEntity"
            | "canUpdateEntity of what is shared" | "canDeleteEntity of what is shared"
        ):
            return world.changers
        case "canTransferWebsiteToUser":
            # The body asks to take the team's website oneself, or to give one's own to the team.
            return {"owner"} if world.of_team else set()
    raise AssertionError(f"a rule that this test does not know: {rule}")


# Enough of a query or body for every schema, so that the walk reaches permission.
PERIOD = {"startAt": "0", "endAt": "86400000", "unit": "day", "timezone": "UTC"}
BY_QUERY = {
    "/api/websites/{website_id}/segments": {"type": "segment"},
    "/api/websites/{website_id}/reports": {},
    "/api/reports": {},
    "/api/dashi/regions": {"codes": "US-CA"},
}
BODY = {
    "username": "name", "password": "password", "role": "user", "currentPassword": "password", "name": "name",
    "newPassword": "password", "accessCode": "code", "domain": "d", "url": "u", "slug": "long-slug", "type": "segment",
    "shareType": 1, "parameters": {}, "isSaved": True,
}
BY_BODY = {
    "/api/auth/login": {"username": "admin", "password": "umami"},
    "/api/boards": {"type": "mixed"}, "/api/boards/{board_id}": {"type": "mixed"}, "/api/reports": {"type": "goal"},
    "/api/reports/{report_id}": {"type": "goal"}, "/api/teams/{team_id}/users": {"role": "team-member"},
    "/api/teams/{team_id}/users/{user_id}": {"role": "team-member"},
    **{f"/api/reports/{report}": body_of(report, "") for report in RUNS},
}


def app() -> FastAPI:
    return create_app(Settings(_env_file=None, DATABASE_URL="postgresql://unused/"))._app


def routes() -> list[tuple[str, str, str | None]]:
    """Method, path and rule of every route of the app."""
    return [
        (method, route.path, (getattr(route, "openapi_extra", None) or {}).get(RULE))
        for route in _flat(app().routes) for method in sorted(route.methods or ()) if method != "HEAD"
    ]


ALL = routes()
RULED = [(method, path, rule) for method, path, rule in ALL if rule is not None]


def test_every_route_states_its_rule_but_for_files() -> None:
    # The dashboard's pages are files too: they hold nothing, and ask the API for everything.
    pages = {route.path for route in page_routes(Settings(_env_file=None))}
    assert not {path for path in pages if path.startswith("/api")}
    assert {path for _, path, rule in ALL if rule is None} == FILES | pages
    assert len(RULED) > 80


def test_no_route_is_declared_twice() -> None:
    declared = [(method, path) for method, path, _ in ALL]
    assert len(declared) == len(set(declared))


async def things(server: Server, website: str, as_: str, team_id: str | None) -> dict[str, str]:
    """One thing of each kind, made by `as_`; their ids."""
    where = {"teamId": team_id} if team_id else {}
    prefix = "team" if team_id else "own"
    link = await server.made("/api/links", {
        "name": "l", "url": "https://e.com/", "slug": f"{prefix}-link", **where}, as_=as_)
    pixel = await server.made("/api/pixels", {"name": "p", "slug": f"{prefix}-pixel", **where}, as_=as_)
    board = await server.made("/api/boards", {"type": "mixed", "name": "b", **where}, as_=as_)
    segment = await server.made(
        f"/api/websites/{website}/segments", {"type": "segment", "name": "s", "parameters": {}}, as_=as_)
    report = await server.made("/api/reports", {
        "websiteId": website, "type": "goal", "name": "r", "parameters": {}}, as_="admin")
    await server.sql(
        "update report set user_id = %s where report_id = %s returning 1", server.ids["author"], report["id"])
    share = await server.made(f"/api/websites/{website}/shares", {
        "name": "s", "parameters": {"replays": True}}, as_=as_)
    return {
        "website_id": website, "link_id": link["id"], "pixel_id": pixel["id"], "board_id": board["id"],
        "segment_id": segment["id"], "report_id": report["id"], "share_id": share["id"], "slug": share["slug"],
    }


@asynccontextmanager
async def undone(database: Database) -> AsyncIterator[AsyncConnection]:
    async with database.engine.connect() as connection:
        try:
            yield connection
        finally:
            await connection.rollback()


@pytest.fixture(scope="module")
async def worlds(template: str, postgres: Any) -> AsyncIterator[tuple[Server, list[World]]]:
    """A server with all these people and things."""
    from tests.conftest import _database

    async with _database(postgres, template) as url, serving(url) as server:
        for name in sorted(ACCOUNTS - {"admin"}):
            await server.user(name, "view-only" if name == "reader" else "user")
        team_id = await server.team("owner", viewer="team-view-only", member="team-member", manager="team-manager")
        found = []
        slug = (await server.made(
            f"/api/websites/{await server.website()}/shares", {"name": "another"}))["slug"]
        another = (await server.get(f"/api/share/{slug}", as_=NOBODY))[1]["token"]
        for of_team in (False, True):
            maker = "owner" if of_team else "author"
            website = await server.website(maker, **({"teamId": team_id} if of_team else {}))
            ids = await things(server, website, maker, team_id if of_team else None)
            token = (await server.get(f"/api/share/{ids['slug']}", as_=NOBODY))[1]["token"]
            ids |= {"team_id": team_id, "user_id": server.ids["author"]}
            found.append(World(ids, of_team, {"share of it": token, "share of another": another}))
        for name in ACCOUNTS:
            await server.token(name)
        state: Any = server.http._transport.app._app.state  # type: ignore[attr-defined]
        state.database.transaction = lambda: undone(state.database)
        yield server, found


async def ask(server: Server, world: World, method: str, path: str, who: str) -> tuple[int, Any]:
    address = path
    for part in path.split("/"):
        if part.startswith("{"):
            address = address.replace(part, world.ids.get(part[1:-1], some_id()))
    body, query = None, {}
    if method == "POST":
        body = {
            **BODY, "entityId": world.ids["website_id"],
            "userId": world.ids["user_id"], **({"teamId": world.ids["team_id"]} if world.of_team else {}),
            **BY_BODY.get(path, {}), "websiteId": world.ids["website_id"],
        }
        if path.endswith("/transfer"):
            whom = {"userId": server.ids.get(who, some_id())} if world.of_team else {}
            body = whom or {"teamId": world.ids.get("team_id", some_id())}
    elif method == "GET":
        query = BY_QUERY.get(path, {**PERIOD, "type": "path"})
        query = {**query, "websiteId": world.ids["website_id"], **QUERY_MORE}
    share = world.tokens.get(who)
    headers = {"x-umami-share-token": share, "x-umami-share-context": "1"} if share else {}
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return await server.ask(
        method, f"{address}?{text}" if text else address, body, as_=NOBODY if share else who, headers=headers)


QUERY_MORE = {"event": "e", "propertyName": "p", "eventName": "e", "period": "day", "search": "", "currency": "EUR"}


@pytest.mark.parametrize("who", PEOPLE, ids=lambda who: who or "nobody")
async def test_each_route_lets_pass_whom_its_rule_permits_and_nobody_else(
    worlds: tuple[Server, list[World]], who: str,
) -> None:
    server, both = worlds
    wrong = []
    for world in both:
        for method, path, rule in RULED:
            assert rule is not None
            status, answer = await ask(server, world, method, path, who)
            if who in permitted(rule, world):
                fine = status not in (401, 403, 405) and status < 500
            else:
                fine = status == 401 and list(answer) == ["error"] and answer["error"]["code"] == "unauthorized"
            if not fine:
                wrong.append((method, path, rule, "team" if world.of_team else "own", status, answer))
    assert wrong == []


async def test_nobody_is_told_no_more_than_that(worlds: tuple[Server, list[World]]) -> None:
    server, both = worlds
    for method, path, rule in RULED:
        if rule != "open":
            assert await ask(server, both[0], method, path, NOBODY) == (401, UNAUTHORIZED), path


async def test_what_does_not_exist_is_answered_to_a_stranger_like_what_is_anothers(
    worlds: tuple[Server, list[World]],
) -> None:
    server, _ = worlds
    nothing = World({"user_id": some_id(), "website_id": some_id()}, False, {})
    for method, path, rule in RULED:
        if rule is not None and rule.startswith("can") and "{" in path:
            status, _ = await ask(server, nothing, method, path, "stranger")
            assert status in (401, 404), (method, path)


async def test_an_admin_crashes_nothing_that_does_not_exist(worlds: tuple[Server, list[World]]) -> None:
    server, _ = worlds
    nothing = World({"user_id": some_id(), "website_id": some_id()}, False, {})
    for method, path, _rule in RULED:
        status, answer = await ask(server, nothing, method, path, "admin")
        assert status < 500, (method, path, answer)


