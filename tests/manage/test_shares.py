"""Shares (spec 03, section 5)."""

from typing import Any

import pytest

from app.manage.shares.rules import ids_of_board
from tests.web.server import NOBODY, NOT_FOUND, UNAUTHORIZED, Server, bad_request, some_id


def component(**members: str) -> dict[str, Any]:
    return {"columns": [{"component": members}]}


def test_a_board_names_its_own_things_then_those_of_its_components_each_once() -> None:
    parameters = {
        "websiteId": "w1", "linkId": "l1", "rows": [
            component(entityType="pixel", entityId="p1"), component(websiteId="w2"), component(websiteId="w1"),
            component(entityType="link", websiteId="w3"), component(entityType="link", entityId="l1"),
        ],
    }
    assert ids_of_board(parameters) == {"websiteIds": ["w1", "w2", "w3"], "pixelIds": ["p1"], "linkIds": ["l1"]}


@pytest.mark.parametrize("parameters", [
    {}, {"rows": None}, {"rows": [None, 5, {}, {"columns": 1}, {"columns": [None, {"component": "x"}]}]},
    {"websiteId": 5, "linkId": None, "rows": [component(entityType="board", entityId="x")]},
    {"rows": [{"columns": [{"component": {"entityType": {}, "entityId": "x"}}]}]},
])
def test_a_board_of_any_shape_names_what_can_be_read(parameters: dict[str, Any]) -> None:
    assert ids_of_board(parameters) == {"websiteIds": [], "pixelIds": [], "linkIds": []}


async def test_a_board_shares_only_what_its_owner_may_see(server: Server) -> None:
    await server.user("mallory")
    foreign, own = await server.website(), await server.website(as_="mallory")
    rows = [component(websiteId=foreign), component(websiteId=own), component(websiteId="no id")]
    board = await server.made("/api/boards", {
        "type": "mixed", "name": "b", "parameters": {"websiteId": foreign, "rows": rows}}, as_="mallory")
    share = await server.made(f"/api/boards/{board['id']}/shares", {"name": "s"}, as_="mallory")
    _, shown = await server.get(f"/api/share/{share['slug']}", as_=NOBODY)
    assert (shown["boardId"], shown["websiteIds"]) == (board["id"], [own])
    headers = {"x-umami-share-token": shown["token"], "x-umami-share-context": "1"}
    assert (await server.get(f"/api/websites/{own}", as_=NOBODY, headers=headers))[0] == 200
    assert (await server.get(f"/api/boards/{board['id']}", as_=NOBODY, headers=headers))[0] == 200
    assert await server.get(f"/api/websites/{foreign}", as_=NOBODY, headers=headers) == (401, UNAUTHORIZED)


async def test_a_team_board_shares_what_a_member_may_see(server: Server) -> None:
    await server.user("alice")
    await server.user("carol")
    team = await server.team("alice", carol="team-member")
    sites = [await server.website(as_="alice", teamId=team), await server.website(as_="carol"), await server.website()]
    board = await server.made("/api/boards", {
        "type": "mixed", "name": "b", "teamId": team, "parameters": {"rows": [component(websiteId=s) for s in sites]},
    }, as_="carol")
    share = await server.made(f"/api/boards/{board['id']}/shares", {"name": "s"}, as_="carol")
    assert (await server.get(f"/api/share/{share['slug']}"))[1]["websiteIds"] == sites[:2]


async def test_shares_are_made_of_what_exists(server: Server) -> None:
    site = await server.website()
    share = {"entityId": site, "name": "s", "parameters": {}}
    made = await server.made("/api/share", {**share, "shareType": "1", "slug": ""})
    assert (made["shareType"], len(made["slug"])) == (1, 16)
    for kind, answer in [(0, bad_request("Unknown share type.")), (None, bad_request("Unknown share type.")),
                         (5, bad_request("Unknown share type."))]:
        assert await server.post("/api/share", {**share, "shareType": kind}) == (400, answer)
    assert await server.post("/api/share", {**share, "shareType": 2}) == (404, NOT_FOUND)
    assert await server.post("/api/share", {**share, "entityId": some_id(), "shareType": 1}) == (404, NOT_FOUND)
    taken = await server.post("/api/share", {**share, "shareType": 1, "slug": made["slug"]})
    assert taken == (400, bad_request("That slug is already taken."))


async def test_an_empty_slug_leaves_the_old_one(server: Server) -> None:
    site = await server.website()
    made = await server.made(f"/api/websites/{site}/shares", {"name": "s"})
    changed = await server.made(f"/api/share/id/{made['id']}", {"name": "t", "slug": "", "parameters": {"a": 1}})
    assert (changed["name"], changed["slug"], changed["parameters"]) == ("t", made["slug"], {"a": 1})


async def test_what_is_missing_is_not_found(server: Server) -> None:
    body = {"name": "t", "slug": "x", "parameters": {}}
    for answer in [
        await server.get(f"/api/share/id/{some_id()}"), await server.delete(f"/api/share/id/{some_id()}"),
        await server.post(f"/api/share/id/{some_id()}", body), await server.get("/api/share/a%00b"),
        await server.post(f"/api/websites/{some_id()}/shares", {"name": "s"}),
    ]:
        assert answer == (404, NOT_FOUND)


async def test_the_list_of_shares_checks_filters_and_ignores_them(server: Server) -> None:
    site = await server.website()
    assert (await server.get(f"/api/websites/{site}/shares?eventType=0&match=x&cohort=1"))[0] == 400
    status, page = await server.get(f"/api/websites/{site}/shares?eventType=2&match=any&search=x")
    assert (status, page) == (200, {"data": [], "count": 0, "page": 1, "pageSize": 20})
