"""What all reports have in common: bodies, refusals, permission, dates, filters (spec 05, section 1)."""

from typing import Any

import pytest

from app.reports.routes import REPORTS
from app.reports.schemas import PARAMETERS
from tests.reports.sites import MARCH, ask, refused, segment, site_a
from tests.web.server import NOBODY, UNAUTHORIZED, Server, invalid, some_id

# Parameters with which each report can be run.
RUNS: dict[str, dict[str, Any]] = {name: parameters.example for name, parameters in PARAMETERS.items()}
OBJECT = "Invalid input: expected object, received"


def test_every_report_says_what_it_is_asked() -> None:
    routes = {route.path for report in REPORTS for route in report.router.routes}
    assert routes == {f"/api/reports/{name}" for name in RUNS}
    assert len(RUNS) >= 9


def body_of(report: str, website_id: str, **more: Any) -> dict[str, Any]:
    return {"websiteId": website_id, "type": report, "filters": {}, "parameters": {**MARCH, **RUNS[report]}, **more}


@pytest.mark.parametrize("report", RUNS)
async def test_a_report_is_for_those_who_may_see_the_website(server: Server, report: str) -> None:
    site = await server.website()
    await server.user("alice")
    path, body = f"/api/reports/{report}", body_of(report, site)
    for who in (NOBODY, "alice"):
        assert await server.post(path, body, as_=who) == (401, UNAUTHORIZED)
    slug = (await server.made(f"/api/websites/{site}/shares", {"name": "s"}))["slug"]
    token = (await server.get(f"/api/share/{slug}", as_=NOBODY))[1]["token"]
    share = {"x-umami-share-token": token}
    assert (await server.post(path, body, as_=NOBODY, headers=share))[0] == 401
    assert (await server.post(path, body, as_=NOBODY, headers={**share, "x-umami-share-context": "1"}))[0] == 200
    for website_id in (site, site.upper(), some_id()):
        assert (await server.post(path, {**body, "websiteId": website_id}))[0] == 200


@pytest.mark.parametrize("report", RUNS)
async def test_a_report_is_only_posted(server: Server, report: str) -> None:
    for method, status in (("GET", 405), ("PUT", 405), ("DELETE", 405), ("OPTIONS", 204)):
        assert await server.ask(method, f"/api/reports/{report}") == (status, None)


@pytest.mark.parametrize("report", RUNS)
async def test_members_that_no_report_knows_are_dropped(server: Server, report: str) -> None:
    body = body_of(report, await server.website(), more=1)
    body["parameters"] |= {"timezone": "Europe/Berlin", "unit": "day", "more": {}}
    body["filters"] = {"browser1": "gt.5", "search": 5, "page": "x", "excludeBounce": "1"}
    assert (await server.post(f"/api/reports/{report}", body))[0] == 200


@pytest.mark.parametrize("report", RUNS)
async def test_filters_segments_and_cohorts_act_on_every_report(server: Server, report: str) -> None:
    site = await site_a(server)
    nobody = {"name": "browser", "operator": "eq", "value": "lynx"}
    saved = await segment(server, site, filters=[nobody])
    cohort = await segment(
        server, site, filters=[nobody], dateRange="10year", action={"type": "path", "value": "/"})
    everything = await ask(server, site, report, **RUNS[report])
    nothing = await ask(server, await server.website(), report, **RUNS[report])
    assert await ask(server, site, report, {"country": "c.", "referrer": "neq.x"}, **RUNS[report])
    for filters in ({"browser": "lynx"}, {"segment": saved}, {"cohort": cohort}):
        found = await ask(server, site, report, filters, **RUNS[report])
        if report == "revenue":
            assert found["total"]["total_sessions"] == 4
        else:
            assert (found, everything != nothing) == (nothing, True)


@pytest.mark.parametrize("content", [None, b"{", b"{'a': 1}", b'{"a": NaN}', b'{"a": 01}', b"[1,]"])
async def test_what_is_no_json_is_refused_twice_over(server: Server, content: bytes | None) -> None:
    refusal = invalid(f"{OBJECT} undefined", f"{OBJECT} undefined")
    assert await server.post("/api/reports/goal", content=content, as_=NOBODY) == (400, refusal)


async def test_a_body_that_is_no_object_is_refused_twice_over(server: Server) -> None:
    for body, kind in (([], "array"), ("x", "string"), (5, "number"), (True, "boolean")):
        assert await server.post("/api/reports/utm", body, as_=NOBODY) == (
            400, invalid(f"{OBJECT} {kind}", f"{OBJECT} {kind}"))


async def test_a_body_is_read_whatever_its_type_and_the_last_of_two_members_counts(server: Server) -> None:
    site = await server.website()
    text = f'\ufeff{{"type": "goal", "websiteId": "{site}", "filters": {{}}, "parameters": {{"startDate": 0, ' \
           '"endDate": 1}, "type": "utm"}'
    headers = {"content-type": "text/plain"}
    assert (await server.post("/api/reports/utm", content=text.encode(), headers=headers))[0] == 200


_STRING, _DATE = "Invalid input: expected string, received", "Invalid input: expected date, received Date"


@pytest.mark.parametrize("change, messages", [
    ({}, {}),
    ({"filters": None}, {"filters": {"errors": [f"{OBJECT} null"]}}),
    ({"filters": []}, {"filters": {"errors": [f"{OBJECT} array"]}}),
    ({"type": "insights"}, {"type": {"errors": ["Invalid input"]}}),
    ({"type": 5, "parameters": 5}, {"type": {"errors": ["Invalid input"]}}),
    ({"websiteId": "zz"}, {"websiteId": {"errors": ["Invalid UUID"]}}),
    ({"websiteId": 5}, {"websiteId": {"errors": [f"{_STRING} number"]}}),
    ({"parameters": None}, {"parameters": {"errors": [f"{OBJECT} null"]}}),
    ({"parameters": {}}, {"parameters": {"errors": [], "properties": {
        "startDate": {"errors": [_DATE]}, "endDate": {"errors": [_DATE]},
        "type": {"errors": [f"{_STRING} undefined"]}, "value": {"errors": [f"{_STRING} undefined"]}}}}),
    ({"filters": {"browser": 5}}, {"filters": {"errors": [], "properties": {
        "browser": {"errors": [f"{_STRING} number"]}}}}),
    ({"filters": {"os": None, "segment": "x", "match": "some", "excludeBounce": True, "eventType": None}}, {
        "filters": {"errors": [], "properties": {
            "os": {"errors": [f"{_STRING} null"]}, "segment": {"errors": ["Invalid UUID"]},
            "eventType": {"errors": ["Too small: expected number to be >0"]},
            "excludeBounce": {"errors": [f"{_STRING} boolean"]},
            "match": {"errors": ['Invalid option: expected one of "all"|"any"']}}}}),
])
async def test_a_wrong_body_is_refused_before_anybody_asks_whose(
    server: Server, change: dict[str, Any], messages: dict[str, Any],
) -> None:
    status, answer = await server.post("/api/reports/goal", body_of("goal", some_id(), **change), as_=NOBODY)
    if not messages:
        assert (status, answer) == (401, UNAUTHORIZED)
        return
    assert status == 400
    assert answer["error"]["properties"] == messages


async def test_an_empty_object_lacks_a_website_filters_and_a_type(server: Server) -> None:
    status, answer = await server.post("/api/reports/goal", {}, as_=NOBODY)
    assert (status, answer) == (400, invalid(
        websiteId=f"{_STRING} undefined", filters=f"{OBJECT} undefined", type="Invalid input"))
    assert list(answer["error"]["properties"]) == ["websiteId", "filters", "type"]


@pytest.mark.parametrize("start, end, total", [
    (1709251200000, 1709855999999, 4), ("2024-03-01", "2024-03-07", 4), (0, "2024-03-02", 2), (None, 1e13, 4),
    (False, 8.64e15, 4), ("2024-03-04T08:00:30.000Z", "2024-03-04T08:00:30.000999Z", 1),
    ("2024-03-07", "2024-03-01", 0), (-8.64e15, True, 0),
])
async def test_dates_are_texts_or_milliseconds(server: Server, start: Any, end: Any, total: int) -> None:
    site = await site_a(server)
    found = await ask(server, site, "goal", type="path", value="/", startDate=start, endDate=end)
    assert found["total"] == total


@pytest.mark.parametrize("date", ["", "1709251200000", 8.65e15, "2024-13-01", "yesterday", [], {}])
async def test_what_is_no_date_is_refused(server: Server, date: Any) -> None:
    assert await refused(server, await server.website(), "goal", type="path", value="/", startDate=date) == {
        "startDate": {"errors": [_DATE]}}


async def test_the_path_names_the_report_and_the_type_what_is_checked(server: Server) -> None:
    site = await site_a(server)
    utm = await ask(server, site, "utm")
    assert await server.made("/api/reports/utm", body_of("goal", site)) == utm
    assert await server.made("/api/reports/retention", body_of("utm", site)) == await ask(server, site, "retention")
    without = {**body_of("goal", site), "parameters": MARCH}
    assert (await server.post("/api/reports/utm", without))[0] == 400
    assert (await server.post("/api/reports/funnel", body_of("utm", site)))[0] == 400


async def test_an_unknown_segment_or_cohort_is_refused(server: Server) -> None:
    for name in ("segment", "cohort"):
        body = body_of("goal", await server.website(), filters={name: some_id()})
        assert (await server.post("/api/reports/goal", body))[0] == 404
