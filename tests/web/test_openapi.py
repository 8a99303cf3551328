"""/openapi.json and /docs: that they tell of every route, truly, and ask no other host."""

import re

import pytest

from app.manage.routes import SUBJECTS as MANAGED
from app.reports.routes import REPORTS
from app.stats.routes import SUBJECTS as STATISTICS
from app.web import rows, shapes
from app.web.answers import Answer
from app.web.openapi import operations
from app.web.route import RULE, Route
from app.web.surface import _flat
from tests.web.described import APP, DOCUMENT, OPERATIONS, described
from tests.web.server import NOBODY, Server, serving


@pytest.mark.parametrize("model, columns", [
    (rows.WebsiteRow, shapes.WEBSITE), (rows.UserRow, shapes.USER), (rows.TeamRow, shapes.TEAM),
    (rows.TeamUserRow, shapes.TEAM_USER), (rows.LinkRow, shapes.LINK), (rows.PixelRow, shapes.PIXEL),
    (rows.BoardRow, shapes.BOARD), (rows.ShareRow, shapes.SHARE), (rows.SegmentRow, shapes.SEGMENT),
    (rows.ReportRow, shapes.REPORT), (rows.SavedReplayRow, shapes.SAVED_REPLAY),
])
def test_a_row_is_described_with_its_columns_in_their_order(model: type[Answer], columns: shapes.Columns) -> None:
    assert [field.alias for field in model.model_fields.values()] == [column.name for column in columns]


def test_every_route_of_the_api_is_described() -> None:
    known = {
        (method.lower(), route.path) for route in _flat(APP.routes) for method in route.methods or ()
        if route.path.startswith("/api/") and method != "HEAD" and route.path != "/api/scripts/telemetry"
    }
    collection = {("post", "/api/send"), ("post", "/api/batch"), ("post", "/api/record"), ("get", "/p/{slug}"),
                  ("get", "/q/{slug}")}
    assert set(OPERATIONS) == known | collection


def test_a_second_path_of_collection_is_described_too() -> None:
    _, found = described(COLLECT_API_ENDPOINT="/collect", BASE_PATH="/stats")
    assert "post" in found["paths"]["/collect"]
    assert found["servers"] == [{"url": "/stats"}]


@pytest.mark.parametrize("key", sorted(OPERATIONS), ids=" ".join)
def test_each_operation_says_who_may_call_and_how_it_refuses(key: tuple[str, str]) -> None:
    operation = OPERATIONS[key]
    assert operation[RULE] in operation["description"]
    statuses = set(operation["responses"])
    assert "422" not in statuses
    if operation[RULE] == "open":
        assert operation["security"] == []
    else:
        assert {"login": []} in operation["security"]
        assert {"401", "503"} <= statuses
    if "requestBody" in operation:
        assert {"400", "413"} <= statuses
    for status in statuses - {"200", "307"}:
        schema = operation["responses"][status]["content"]["application/json"]["schema"]
        assert schema == {"$ref": "#/components/schemas/Refusal"}
    for status in statuses & {"429", "503"}:
        assert "Retry-After" in operation["responses"][status]["headers"]


def test_everything_kept_and_every_question_has_a_described_answer() -> None:
    for subject in (*MANAGED, *REPORTS, *STATISTICS):
        for route in subject.router.routes:
            assert isinstance(route, Route)
            for method in route.methods or ():
                response = OPERATIONS[(method.lower(), route.path)]["responses"]["200"]
                assert response["content"]["application/json"]["schema"], route.path


def test_names_of_operations_are_words_and_each_its_own() -> None:
    names = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(names) == len(set(names))
    assert all(re.fullmatch("[a-z][A-Za-z]*", name) for name in names), names


def test_parameters_of_statistics_are_described() -> None:
    stats = OPERATIONS[("get", "/api/websites/{website_id}/stats")]
    assert {"startAt", "browser", "match"} <= {parameter["name"] for parameter in stats["parameters"]}
    assert {"share": [], "shareContext": []} in stats["security"]


def test_reports_are_open_to_shares_and_may_not_find_a_segment() -> None:
    goal = OPERATIONS[("post", "/api/reports/goal")]
    assert goal[RULE] == "canViewWebsite(websiteId)"
    assert {"share": [], "shareContext": []} in goal["security"]
    assert "404" in goal["responses"]


async def test_the_document_is_served_and_the_same_for_everybody(server: Server) -> None:
    answer = await server.http.get("/openapi.json")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json()["openapi"].startswith("3.1")
    assert set(answer.json()["paths"]) == set(DOCUMENT["paths"])


async def test_the_page_for_people_tells_of_every_operation_without_script_or_another_host(server: Server) -> None:
    answer = await server.http.get("/docs")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for path, method, _ in operations(DOCUMENT):
        assert f"<b>{method.upper()}</b> <code>{path}</code>" in answer.text
    assert "<script" not in answer.text
    assert "//" not in re.sub(r"<pre>.*?</pre>", "", answer.text, flags=re.S)
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_docs_can_be_turned_off(database_url: str) -> None:
    async with serving(database_url, DISABLE_DOCS="1") as server:
        for path in ("/docs", "/openapi.json"):
            assert (await server.get(path, as_=NOBODY))[0] == 404
