"""The table of translations as a whole: who may ask each row, and which row a request finds."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.legacy.release import V1, V2, V3, Release, read_release
from app.legacy.rows import Row
from app.legacy.table import TABLE
from app.web.permissions import OPEN
from tests.stats.visits import END, START, Site
from tests.web.server import NOBODY, Server, some_id

PERIOD = {
    "startAt": START, "endAt": END, "start_at": START, "end_at": END, "unit": "day", "tz": "UTC", "timezone": "UTC",
    "type": "browser", "propertyName": "p", "eventName": "e", "startDate": "2024-03-01", "endDate": "2024-03-31",
}
DATES = {"startDate": "2024-03-01", "endDate": "2024-03-31"}
# Enough for every row to come to where it asks for permission.
BODY = {
    "name": "n", "domain": "d", "username": "somebody", "password": "password", "role": "user", "type": "funnel",
    "dateRange": DATES, "window": 1, "steps": [{"type": "url", "value": "/"}, {"type": "url", "value": "/a"}],
    "urls": ["/", "/a"], "fields": [{"name": "url"}], "goals": [{"type": "url", "value": "/", "goal": 1}],
    "currency": "USD", "model": "firstClick", "columns": {"p": "sum"}, "timezone": "UTC", "startAt": START,
    "endAt": END, "start_at": START, "end_at": END, "accessCode": "code", "current_password": "password",
    "new_password": "password", "currentPassword": "password", "newPassword": "password",
}
# What a body alone decides about: who asks for oneself, or with the password.
NOT_ABOUT_A_THING = {
    "signed in", "signed in, or a share", OPEN, "canCreateWebsite", "canUpdateWebsite(websiteId)",
    "canCreateWebsite; with website_id canUpdateWebsite", "canCreateWebsite, with teamId also canCreateTeamWebsite",
}


def text_of(release: Release) -> str:
    return f"v{release.major}.{release.minor}"


def requests_of(row: Row, site: str) -> Iterator[tuple[str, str, Any]]:
    """The row's first and last release, path and body."""
    path = row.path
    for name, value in (("website_id", site), ("user_id", some_id()), ("share_id", "nothing"), ("id", some_id()),
                        ("team_id", some_id()), ("report_id", some_id())):
        path = path.replace(f"{{{name}}}", value)
    steps = BODY["steps"] if "journey" not in path else 3
    body = {**BODY, "steps": steps, "websiteId": site, "websiteIds": [site], "parameters": {}, "user_id": some_id(),
            "teamId": some_id()}
    if path.startswith("/api/reports/") and row.method == "POST" and "{" not in row.path:
        del body["parameters"]
    query = "&".join(f"{name}={value}" for name, value in {**PERIOD, "websiteId": site}.items())
    for release in {row.first, row.last}:
        yield text_of(release), f"{path}?{query}", body if row.method == "POST" else None


async def answers(server: Server, row: Row, site: str, as_: str) -> list[tuple[int, Any]]:
    return [
        await server.ask(row.method, path, body, as_=as_, headers={"x-umami-compat": release})
        for release, path, body in requests_of(row, site)
    ]


def id_of(row: Row) -> str:
    return f"{row.method} {row.path} {text_of(row.first)} {text_of(row.last)}"


@pytest.fixture(scope="module")
async def stranger(shared: Server) -> str:
    """An account that owns nothing."""
    await shared.user("stranger-to-all", "view-only")
    await shared.token("stranger-to-all")
    return "stranger-to-all"


@pytest.mark.parametrize("row", TABLE.rows, ids=id_of)
async def test_a_row_is_closed_to_whom_its_rule_does_not_name(
    shared: Server, march: Site, stranger: str, row: Row,
) -> None:
    for status, answer in await answers(shared, row, march.id, NOBODY):
        assert status in ((200, 401, 404) if row.rule == OPEN else (401,)), answer
    if row.rule not in NOT_ABOUT_A_THING:
        for status, answer in await answers(shared, row, march.id, stranger):
            assert status in (401, 404), answer


@pytest.mark.parametrize("row", [row for row in TABLE.rows if row.method == "GET"], ids=id_of)
async def test_a_row_crashes_for_nobody(shared: Server, march: Site, row: Row) -> None:
    for site in (march.id, some_id(), "12", "x"):
        for status, answer in await answers(shared, row, site, "admin"):
            assert status < 500, answer
    status, answer = await shared.get(row.path, headers={"x-umami-compat": text_of(row.last)})
    assert status < 500, answer


def test_every_row_says_what_it_answers_and_no_two_answer_the_same() -> None:
    for row in TABLE.rows:
        assert row.rule and row.answer.__doc__ and row.first <= row.last, row
        assert row.first.major == row.last.major or row.path == "/api/config"
        others = [one for one in TABLE.rows if one != row and (one.method, one.path) == (row.method, row.path)]
        assert not any(one.first <= row.last and row.first <= one.last for one in others), row


@pytest.mark.parametrize(("text", "release"), [
    ("v1", V1), ("v2", V2), ("v3", V3), ("2", V2), ("V2.12", Release(2, 12)), ("v2.12.1", Release(2, 12)),
    (" v3.0 ", Release(3, 0)), ("v1.99", V1), ("v4", None), ("", None), ("v2.x", None), ("v2,v1", None),
])
def test_a_release_is_read_from_its_name(text: str, release: Release | None) -> None:
    assert read_release(text) == release


@pytest.mark.parametrize(("method", "path", "release", "first"), [
    ("GET", "/api/websites", V3, None),
    ("GET", "/api/websites", V2, Release(2, 0)),
    ("GET", "/api/websites", V1, Release(1, 0)),
    ("GET", "/api/website/x", V3, Release(1, 0)),  # no other generation has the path
    ("GET", "/api/website/x", V2, Release(1, 0)),
    ("GET", "/api/accounts/x", V3, Release(1, 39)),
    ("GET", "/api/realtime/init", V3, Release(1, 0)),  # a word before a parameter
    ("GET", "/api/realtime/x", Release(2, 11), Release(2, 0)),
    ("GET", "/api/realtime/x", V2, None),
    ("PUT", "/api/website/x", V3, None),
    ("GET", "/api/users", V3, None),
    ("GET", "/api/teams/x/y", V2, None),
])
def test_a_request_finds_its_row(method: str, path: str, release: Release, first: Release | None) -> None:
    found = TABLE.find(method, path, release)
    assert (found[0].first if found else None) == first
