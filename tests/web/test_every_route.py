"""A walk over all routes about people and statistics: none may be without a caller, none may crash."""

from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from app.manage.routes import SUBJECTS as MANAGED
from app.stats.routes import SUBJECTS as ASKED
from app.web.route import Route
from tests.web.server import NOBODY, UNAUTHORIZED, Server, some_id

OPEN = {
    ("POST", "/api/auth/login"), ("GET", "/api/heartbeat"), ("GET", "/api/config"), ("GET", "/api/scripts/telemetry"),
    ("GET", "/api/share/{slug}"),
}

# Enough of a query or body for every schema, so that the walk reaches permission.
QUERY = "?startAt=0&endAt=1&type=segment&timezone=utc&currency=USD&propertyName=plan"
BODY = {
    "username": "name", "password": "password", "role": "user", "currentPassword": "password", "name": "name",
    "newPassword": "password", "accessCode": "code", "domain": "d", "url": "u", "slug": "long-slug", "type": "segment",
    "isSaved": True, "entityId": some_id(), "shareType": 1, "parameters": {}, "userId": some_id(), "websiteId": some_id(),
}
BY_PATH = {
    "/api/boards": {"type": "mixed"}, "/api/boards/{board_id}": {"type": "mixed"}, "/api/reports": {"type": "goal"},
    "/api/reports/{report_id}": {"type": "goal"}, "/api/teams/{team_id}/users": {"role": "team-member"},
    "/api/teams/{team_id}/users/{user_id}": {"role": "team-member"},
}
QUERY_BY_PATH = {
    "/api/websites/{website_id}/values": "?startAt=0&endAt=1&type=path",
    "/api/reports": f"?websiteId={some_id()}", "/api/websites/{website_id}/reports": "",
}


def routes() -> Iterator[tuple[str, str, Route]]:
    for subject in (*MANAGED, *ASKED):
        router: APIRouter = subject.router
        for route in router.routes:
            assert isinstance(route, Route)
            yield from ((method, route.path, route) for method in sorted(route.methods or ()))


ALL = [(method, path) for method, path, _ in routes()]


def address(path: str) -> str:
    for part in path.split("/"):
        if part.startswith("{"):
            path = path.replace(part, some_id())
    return path


async def ask(server: Server, method: str, path: str, as_: str) -> tuple[int, object]:
    body = {**BODY, **BY_PATH.get(path, {})} if method == "POST" else None
    query = QUERY_BY_PATH.get(path, QUERY) if method == "GET" else ""
    return await server.ask(method, address(path) + query, body, as_=as_)


def test_no_route_is_declared_twice() -> None:
    assert len(ALL) == len(set(ALL)) > 80


async def test_every_route_but_the_open_ones_refuses_nobody(server: Server) -> None:
    answers = {(method, path): await ask(server, method, path, NOBODY) for method, path in ALL}
    assert {route for route, answer in answers.items() if answer != (401, UNAUTHORIZED)} == OPEN


@pytest.mark.parametrize("role", ["user", "view-only"])
async def test_a_stranger_gets_nothing_of_what_is_not_theirs(server: Server, role: str) -> None:
    await server.user("stranger", role)
    for method, path in ALL:
        status, answer = await ask(server, method, path, "stranger")
        if "{" in path and (method, path) not in OPEN:
            assert status in (401, 404), (method, path, answer)
        if path.startswith("/api/admin"):
            assert status == 401


async def test_an_admin_crashes_nothing(server: Server) -> None:
    for method, path in ALL:
        status, answer = await ask(server, method, path, "admin")
        assert status < 500, (method, path, answer)


def test_all_routes_are_in_the_openapi_document_with_their_schemas() -> None:
    app = FastAPI()
    for subject in (*MANAGED, *ASKED):
        app.include_router(subject.router)
    document = app.openapi()
    for method, path, route in routes():
        described = document["paths"][path][method.lower()]
        assert ("requestBody" in described) == (isinstance(route, APIRoute) and route.body_field is not None)
    stats = document["paths"]["/api/websites/{website_id}/stats"]["get"]["parameters"]
    assert {"startAt", "browser", "match"} <= {parameter["name"] for parameter in stats}
