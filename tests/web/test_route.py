"""The order of checks in a request, and when its work is committed (spec 02, section 7)."""

import pytest

from tests.web.server import NOBODY, UNAUTHORIZED, Server, bad_request, invalid, some_id


async def test_a_request_is_validated_before_anybody_asks_who_sent_it(server: Server) -> None:
    site = await server.website()
    too_small = invalid(page="Too small: expected number to be >0")
    assert await server.get("/api/websites?page=0", as_=NOBODY) == (400, too_small)
    assert await server.get("/api/websites?page=", as_=NOBODY) == (400, too_small)
    assert await server.post(f"/api/websites/{site}", {"name": 5}, as_=NOBODY) == (
        400, invalid(name="Invalid input: expected string, received number"))
    assert await server.post(f"/api/websites/{site}", {"name": "x"}, as_=NOBODY) == (401, UNAUTHORIZED)


@pytest.mark.parametrize("content", [b"", b"{not json", b"\xff", b"NaN", b"[" * 100_000])
async def test_a_body_that_is_no_json_counts_as_undefined(server: Server, content: bytes) -> None:
    expected = invalid("Invalid input: expected object, received undefined")
    assert await server.ask("POST", "/api/users", content=content, as_=NOBODY) == (400, expected)


async def test_a_body_is_read_as_json_whatever_its_content_type_says(server: Server) -> None:
    status, made = await server.ask(
        "POST", "/api/teams", content=b'{"name":"Team"}', headers={"content-type": "text/plain"})
    assert (status, made[0]["name"]) == (200, "Team")


async def test_a_body_longer_than_management_needs_is_not_read(server: Server) -> None:
    body = b'{"name":"' + b"x" * 2_000_000 + b'"}'
    status, answer = await server.ask("POST", "/api/teams", content=body)
    assert (status, answer["error"]["code"]) == (413, "too-large")


async def test_the_last_value_of_a_repeated_parameter_counts(server: Server) -> None:
    _, page = await server.get("/api/websites?pageSize=1&pageSize=3&unknown=1")
    assert page == {"data": [], "count": 0, "page": 1, "pageSize": 3}


async def test_a_refusal_undoes_what_the_request_has_done(server: Server) -> None:
    site = await server.website(shareId="taken")
    other = await server.website()
    changed = await server.post(f"/api/websites/{other}", {"name": "Renamed", "shareId": "taken"})
    assert changed == (400, bad_request("That share ID is already taken."))
    assert (await server.get(f"/api/websites/{other}"))[1]["name"] == "Site"
    refused = await server.post("/api/websites", {"name": "New", "domain": "x.example", "shareId": "taken"})
    assert refused == (400, bad_request("That share ID is already taken."))
    assert (await server.get("/api/websites"))[1]["count"] == 2
    assert (await server.get(f"/api/websites/{site}"))[1]["shareId"] == "taken"


@pytest.mark.parametrize("path", ["/api/teams/join", "/api/users"])
async def test_a_literal_path_wins_over_a_parameter_for_every_method(server: Server, path: str) -> None:
    assert await server.get(path) == (405, None)


async def test_an_unknown_path_is_not_found(server: Server) -> None:
    status, answer = await server.get(f"/api/nothing/{some_id()}")
    assert (status, answer["error"]["code"]) == (404, "not-found")


async def test_a_text_that_no_column_holds_is_refused(server: Server) -> None:
    site = await server.website()
    status, answer = await server.post(f"/api/websites/{site}", {"name": "x" * 101})
    assert (status, answer["error"]["message"]) == (400, "value too long for type character varying(100)")


async def test_an_unexpected_error_is_answered_without_details(server: Server) -> None:
    await server.token("admin")
    await server.sql('alter table "team" rename to "team_away"')
    assert await server.get("/api/teams") == (
        500, {"error": {"message": "Server error", "code": "server-error", "status": 500}})


@pytest.mark.parametrize("content, received", [
    (b"null", "null"), (b"[]", "array"), (b'"x"', "string"), (b"5", "number"),
])
async def test_a_body_that_is_no_object_is_refused_by_its_type(server: Server, content: bytes, received: str) -> None:
    expected = invalid(f"Invalid input: expected object, received {received}")
    assert await server.ask("POST", "/api/users", content=content, as_=NOBODY) == (400, expected)


async def test_head_is_answered_like_get_without_a_body(server: Server) -> None:
    site = await server.website()
    assert await server.ask("HEAD", f"/api/websites/{site}") == (200, None)
    assert await server.ask("HEAD", f"/api/websites/{site}", as_=NOBODY) == (401, None)
