"""Websites (spec 03, section 1)."""

import pytest

from tests.manage.test_users import MADE, OWNED, filled_tables, filled_website
from tests.web.server import ADMIN, NOBODY, NOT_FOUND, UNAUTHORIZED, Server, bad_request, some_id

HIT = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/129.0"}


async def test_a_deleted_website_takes_along_all_that_was_its_own(server: Server) -> None:
    site = await filled_website(server)
    assert await server.delete(f"/api/websites/{site}") == (200, {"ok": True})
    assert await filled_tables(server) == set()
    assert await server.delete(f"/api/websites/{site}") == (404, NOT_FOUND)


async def test_a_reset_deletes_what_was_collected_and_nothing_else(server: Server) -> None:
    site = await filled_website(server)
    other = await server.website()
    for statement in OWNED.values():
        await server.sql(statement, other)
    assert await server.post(f"/api/websites/{site}/reset") == (200, {"ok": True})
    assert await filled_tables(server) == {*OWNED, *MADE, "website"}
    for table in OWNED:
        assert await server.sql(f'select distinct website_id::text from "{table}"') == [(other,)]  # noqa: S608
    assert (await server.get(f"/api/websites/{site}"))[1]["resetAt"] is not None
    assert await server.post(f"/api/websites/{some_id()}/reset") == (404, NOT_FOUND)


async def test_collection_hears_of_a_new_and_of_a_deleted_website_at_once(server: Server) -> None:
    site = some_id()
    hit = {"type": "event", "payload": {"website": site, "hostname": "site.example", "url": "/"}}
    assert (await server.post("/api/send", hit, as_=NOBODY, headers=HIT))[0] == 400
    await server.website(id=site)
    assert (await server.post("/api/send", hit, as_=NOBODY, headers=HIT))[0] == 200
    await server.delete(f"/api/websites/{site}")
    assert (await server.post("/api/send", hit, as_=NOBODY, headers=HIT))[0] == 400


@pytest.mark.parametrize("path, body", [
    ("/api/websites", {"name": "n", "domain": "d"}), ("/api/links", {"name": "n", "url": "u", "slug": "s"}),
    ("/api/pixels", {"name": "n", "slug": "s"}),
])
async def test_nobody_gets_into_a_website_by_making_something_of_its_id(
    server: Server, path: str, body: dict[str, str],
) -> None:
    site = await server.website()
    await server.user("mallory")
    refused = await server.post(path, {**body, "id": site}, as_="mallory")
    assert refused == (400, bad_request("That ID is already taken."))
    assert await server.get(f"/api/websites/{site}", as_="mallory") == (401, UNAUTHORIZED)


async def test_share_ids_are_published_replaced_and_withdrawn(server: Server) -> None:
    site = await server.website()
    for wish, shown in [({"shareId": "first"}, "first"), ({"shareId": ""}, "first"), ({"shareId": "second"}, "second"),
                        ({"name": "n"}, "second"), ({"shareId": None}, None)]:
        assert (await server.made(f"/api/websites/{site}", wish))["shareId"] == shown
    assert (await server.get(f"/api/websites/{site}/shares"))[1]["count"] == 0


async def test_a_change_of_nothing_leaves_the_time_of_the_last_change(server: Server) -> None:
    site = await server.website()
    before = (await server.get(f"/api/websites/{site}"))[1]
    assert await server.made(f"/api/websites/{site}", {}) == before
    assert (await server.made(f"/api/websites/{site}", {"name": "x"}))["updatedAt"] > before["updatedAt"]


async def test_replay_settings_are_replaced_as_a_whole(server: Server) -> None:
    site = await server.website()
    change = {"replayEnabled": True, "replayConfig": {"sampleRate": 1, "blockSelector": "x", "other": 1}}
    assert (await server.made(f"/api/websites/{site}", change))["replayConfig"] == {
        "sampleRate": 1.0, "blockSelector": "x"}
    assert (await server.made(f"/api/websites/{site}", {"replayConfig": {"maxDuration": 5}}))["replayConfig"] == {
        "maxDuration": 5}
    assert (await server.made(f"/api/websites/{site}", {"replayConfig": None}))["replayConfig"] is None
    assert await server.sql("select replay_config is null from website") == [(True,)]


async def test_lists_are_paged_searched_and_counted(server: Server) -> None:
    sites = sorted([await server.website(name=name) for name in ("Alpha", "beta", "alphabet")])
    _, page = await server.get("/api/websites?pageSize=2&page=2")
    assert ([site["id"] for site in page["data"]], page["count"]) == (sites[2:], 3)
    assert (await server.get("/api/websites?page=9"))[1] == {"data": [], "count": 3, "page": 9, "pageSize": 20}
    _, found = await server.get("/api/websites?search=ALPHA")
    assert (found["count"], found["search"]) == (2, "ALPHA")
    assert found["data"][0]["user"] == {"username": "admin", "id": ADMIN}
    assert (await server.get("/api/websites?search="))[1]["count"] == 3
    assert (await server.get("/api/websites?search=%25_x%5C"))[1]["count"] == 0
    assert (await server.get("/api/me/websites?search=beta"))[1]["count"] == 3
    assert (await server.get("/api/websites?search=a%00b"))[0] == 400


async def test_a_team_site_is_listed_for_its_owner_and_found_by_its_members(server: Server) -> None:
    await server.user("alice")
    team = await server.team("admin", alice="team-view-only")
    site = await server.website(teamId=team)
    assert (await server.get("/api/websites"))[1]["count"] == 0
    assert [row["id"] for row in (await server.get("/api/websites?includeTeams=0"))[1]["data"]] == [site]
    assert (await server.get("/api/websites?includeTeams=1", as_="alice"))[1]["count"] == 0
    assert (await server.get(f"/api/websites/{site}", as_="alice"))[0] == 200
    assert await server.post(f"/api/websites/{site}", {"name": "x"}, as_="alice") == (401, UNAUTHORIZED)
    assert (await server.get("/api/admin/websites"))[1]["data"][0]["team"]["members"][0]["role"] == "team-owner"
