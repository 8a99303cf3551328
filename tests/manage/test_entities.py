"""Links, pixels, boards, the dashboard, segments and saved reports (spec 03, sections 4, 6 and 7)."""

from typing import Any

import pytest

from tests.web.server import ADMIN, NOT_FOUND, UNAUTHORIZED, Server, bad_request, invalid, some_id

LINK = {"name": "l", "url": "https://x.example", "slug": "linkslug1"}
PIXEL = {"name": "p", "slug": "pixelslug1"}
GOAL = {"type": "goal", "name": "g", "parameters": {}}


@pytest.mark.parametrize("url", [
    "javascript:alert(1)", "JavaScript:alert(1)", " \t\njavascript:alert(1)", "java\nscript:alert(1)",
    "data:text/html,x", "vbscript:x", "\x01javascript:x",
])
async def test_links_to_scripts_are_refused(server: Server, url: str) -> None:
    made = await server.made("/api/links", LINK)
    assert await server.post("/api/links", {**LINK, "slug": "another", "url": url}) == (400, invalid(url="Invalid URL"))
    assert await server.post(f"/api/links/{made['id']}", {"url": url}) == (400, invalid(url="Invalid URL"))


@pytest.mark.parametrize("url", ["notaurl", "https://javascript:x@e.example", "/javascript:", "myapp://open", ""])
async def test_other_addresses_are_stored_as_they_are(server: Server, url: str) -> None:
    assert (await server.made("/api/links", {**LINK, "url": url}))["url"] == url


@pytest.mark.parametrize("path, body", [("/api/links", LINK), ("/api/pixels", PIXEL)])
async def test_a_taken_slug_is_refused(server: Server, path: str, body: dict[str, str]) -> None:
    taken = (400, bad_request("That slug is already taken."))
    await server.made(path, body)
    assert await server.post(path, body) == taken
    other = await server.made(path, {**body, "slug": "anotherslug"})
    assert await server.post(f"{path}/{other['id']}", {"slug": body["slug"]}) == taken


@pytest.mark.parametrize("path", ["/api/links", "/api/pixels", "/api/boards"])
async def test_what_does_not_exist_is_null_for_an_admin_and_refused_to_others(server: Server, path: str) -> None:
    await server.user("alice")
    for thing in (some_id(), "zzz"):
        assert await server.get(f"{path}/{thing}") == (200, None)
        assert await server.post(f"{path}/{thing}", {}) == (404, NOT_FOUND)
        assert await server.delete(f"{path}/{thing}") == (404, NOT_FOUND)
        assert await server.get(f"{path}/{thing}", as_="alice") == (401, UNAUTHORIZED)


async def test_a_deleted_link_is_gone_and_so_is_what_it_shared(server: Server) -> None:
    link = await server.made("/api/links", LINK)
    share = await server.made(f"/api/links/{link['id']}/shares", {"name": "s"})
    assert (await server.get(f"/api/share/{share['slug']}"))[1]["websiteId"] == link["id"]
    await server.delete(f"/api/links/{link['id']}")
    assert await server.get(f"/api/share/{share['slug']}") == (404, NOT_FOUND)


async def test_an_open_board_is_a_mixed_one_and_its_parameters_are_kept(server: Server) -> None:
    site = await server.website()
    board = {"type": "open", "name": "b", "parameters": {"websiteId": site, "website_id": 1, "rows": [{"a": None}]}}
    made = await server.made("/api/boards", board)
    assert (made["type"], made["description"], made["parameters"]) == ("mixed", "", board["parameters"])
    assert list(made["parameters"]) == ["rows", "websiteId", "website_id"]
    status, answer = await server.post("/api/boards", {**board, "parameters": {"linkId": "x"}})
    assert (status, answer["error"]["properties"]["parameters"]["properties"]["linkId"]["errors"]) == (
        400, ["Invalid UUID"])
    changed = await server.made(f"/api/boards/{made['id']}", {"type": "dashboard", "parameters": {"b": 1}})
    assert (changed["type"], changed["parameters"]) == ("dashboard", {"b": 1})


async def test_the_dashboard_is_a_board_with_the_id_of_its_user(server: Server) -> None:
    assert await server.get("/api/dashboard") == (200, None)
    made = await server.made("/api/dashboard", {"parameters": {"a": 1}})
    assert (made["id"], made["type"], made["name"], made["description"], made["parameters"]) == (
        ADMIN, "dashboard", "Dashboard", "", {"a": 1})
    assert (await server.made("/api/dashboard", {"name": "Mine"}))["parameters"] == {}
    assert (await server.get("/api/boards"))[1]["count"] == 0


async def test_segments_belong_to_one_website(server: Server) -> None:
    site, other = await server.website(), await server.website()
    parameters: dict[str, Any] = {
        "filters": [{"name": "browser", "operator": "eq", "value": "chrome", "more": 1}], "match": "any"}
    segment = {"type": "segment", "name": "s", "parameters": parameters}
    made = await server.made(f"/api/websites/{site}/segments", segment)
    assert made["parameters"]["filters"] == [{"name": "browser", "value": "chrome", "operator": "eq"}]
    for method in ("GET", "DELETE"):
        assert await server.ask(method, f"/api/websites/{other}/segments/{made['id']}") == (404, NOT_FOUND)
    assert await server.post(f"/api/websites/{other}/segments/{made['id']}", segment) == (404, NOT_FOUND)
    wrong = {**segment, "parameters": {"filters": [{"name": "browser", "operator": "is", "value": ""}]}}
    status, answer = await server.post(f"/api/websites/{site}/segments", wrong)
    filters = answer["error"]["properties"]["parameters"]["properties"]["filters"]
    assert (status, filters["items"][0]["properties"]["operator"]["errors"][0][:30]) == (
        400, "Invalid option: expected one o")


async def test_a_report_does_not_move_to_a_website_of_somebody_else(server: Server) -> None:
    await server.user("alice")
    site, other = await server.website(as_="alice"), await server.website()
    made = await server.made("/api/reports", {**GOAL, "websiteId": site, "description": "d"}, as_="alice")
    moved = await server.post(f"/api/reports/{made['id']}", {**GOAL, "websiteId": other}, as_="alice")
    assert moved == (401, UNAUTHORIZED)
    kept = await server.made(f"/api/reports/{made['id']}", {**GOAL, "websiteId": site}, as_="alice")
    assert kept["description"] == "d"
    assert await server.post("/api/reports", {**GOAL, "websiteId": some_id()}) == (404, NOT_FOUND)
    assert await server.get(f"/api/reports/{some_id()}", as_="alice") == (404, NOT_FOUND)
