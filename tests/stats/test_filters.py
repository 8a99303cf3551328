"""Filters, segments and cohorts (spec 04, sections 4 to 6; the numbers are those of section 16)."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from app.errors import BadRequest
from app.sql.filters import Filter, dimension, read_filter, saved_filter
from app.sql.periods import cohort_period
from app.sql.saved import cohort_scope, with_segment
from tests.stats.visits import MARCH, START, Site, example_site
from tests.web.server import Server, invalid, some_id

NAMES = ("pageviews", "visitors", "visits", "bounces", "totaltime")


@pytest.mark.parametrize("text, operator, value", [
    ("chrome", "eq", "chrome"), ("eq.t.co", "eq", "t.co"), ("c.land", "c", "land"), ("dnc.", "dnc", ""),
    ("re.^/a.b", "re", "^/a.b"), ("C.land", "eq", "C.land"), ("x.land", "eq", "x.land"), ("", "eq", ""),
    ("c.two\nlines", "eq", "c.two\nlines"), ("c.end\n", "eq", "c.end\n"),
    ("t.co", "eq", "t.co"), ("s.example", "eq", "s.example"),  # Umami fails on these two
])
def test_a_filter_is_read_from_the_query_string(text: str, operator: str, value: str) -> None:
    assert read_filter("referrer", text) == Filter("referrer", operator, value)


@pytest.mark.parametrize("key, name", [
    ("browser", "browser"), ("browser12", "browser"), ("domain1", "domain"), ("screen", None), ("1", None),
    ("browserx", None), ("toString1", None), ("browser٣", None),
])
def test_digits_at_the_end_only_make_a_key_unique(key: str, name: str | None) -> None:
    assert dimension(key) == name


@pytest.mark.parametrize("entry, expected", [
    ({"name": "browser", "operator": "eq", "value": "a"}, Filter("browser", "eq", "a")),
    ({"name": "browser5", "operator": "neq", "value": ["a", "b"]}, Filter("browser", "neq", "a,b")),
    ({"name": "browser", "operator": "is", "value": "a"}, Filter("browser", "eq", "is.a")),
    ({"name": "screen", "operator": "gt", "value": "a"}, None), ({}, None), ("x", None), (None, None),
])
def test_a_stored_filter_is_read_as_far_as_it_can_be(entry: Any, expected: Filter | None) -> None:
    assert saved_filter(entry) == expected


def test_a_stored_filter_whose_operator_compares_nothing_is_refused() -> None:
    with pytest.raises(BadRequest):
        saved_filter({"name": "browser", "operator": "gt", "value": "5"})


def test_a_segment_replaces_filters_of_its_keys_and_decides_the_match() -> None:
    chosen = {"browser": Filter("browser", "eq", "x"), "browser5": Filter("browser", "eq", "y")}
    saved = {"match": "any", "filters": [
        {"name": "browser", "operator": "eq", "value": "a"}, {"name": "screen", "operator": "eq", "value": "b"},
        {"name": "browser", "operator": "c", "value": "c"},
    ]}
    assert with_segment(chosen, "all", saved) == ({
        "browser": Filter("browser", "eq", "a"), "browser5": Filter("browser", "eq", "y"),
        "browser1": Filter("browser", "c", "c"),
    }, "any")
    assert with_segment({}, "any", {"filters": []}) == ({}, "any")


@pytest.mark.parametrize("text, start, end", [
    ("range:0:5", "1970-01-01T00:00", "1970-01-01T00:00:00.005"),
    ("0hour", "2024-03-13T15:00", "2024-03-13T15:59:59.999"), ("2hour", "2024-03-13T13:00", "2024-03-13T15:59:59.999"),
    ("30day", "2024-02-12T00:00", "2024-03-13T23:59:59.999"), ("0week", "2024-03-10T00:00", "2024-03-16T23:59:59.999"),
    ("1week", "2024-03-03T00:00", "2024-03-16T23:59:59.999"), ("3month", "2023-12-01T00:00", "2024-03-31T23:59:59.999"),
    ("1year", "2023-01-01T00:00", "2024-12-31T23:59:59.999"), ("-1day", "2024-03-14T00:00", "2024-03-13T23:59:59.999"),
])
def test_the_dates_of_a_cohort_are_whole_units(text: str, start: str, end: str) -> None:
    now = datetime(2024, 3, 13, 15, 42, tzinfo=UTC)  # a Wednesday
    expected = tuple(datetime.fromisoformat(one).replace(tzinfo=UTC) for one in (start, end))
    assert cohort_period(text, now) == expected


def test_the_units_of_a_cohort_are_those_of_the_servers_clock() -> None:
    start, _ = cohort_period("0day", datetime(2024, 3, 13, 2, tzinfo=UTC), ZoneInfo("America/New_York"))
    assert start == datetime(2024, 3, 12, 4, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "day", "30days", "1.5day", "range:1", "999999year", None, 5, "٣day"])
def test_other_texts_are_no_dates_of_a_cohort(text: Any) -> None:
    with pytest.raises(ValueError):
        cohort_period(text, datetime(2024, 3, 13, tzinfo=UTC))


def test_filters_of_the_actions_own_dimension_stand_with_it() -> None:
    entry = {"operator": "eq", "value": "v"}
    saved = {"match": "any", "dateRange": "0day", "action": {"type": "path", "value": "/a"}, "filters": [
        {"name": "path", **entry}, {"name": "os", **entry}, {"name": "eventType", **entry}]}
    scope = cohort_scope("site", saved, datetime(2024, 3, 13, tzinfo=UTC), UTC)
    assert [one.name for one in scope.required] == ["path", "path"]
    assert [one.name for one in scope.alternatives] == ["os", "eventType"]


@pytest.mark.parametrize("query, expected", [
    ("excludeBounce=1", (4, 2, 2, 0, 370)), ("excludeBounce=false", (4, 2, 2, 0, 370)),
    ("excludeBounce=", (8, 4, 5, 2, 430)),
    ("path=c.blog", (2, 1, 1, 0, 300)), ("path=dnc.blog", (6, 3, 4, 2, 130)), ("path=c.%25", (8, 4, 5, 2, 430)),
    ("path=re.^/BLOG", (2, 1, 1, 0, 300)), ("path=nre.blog", (6, 3, 4, 2, 130)),
    ("browser=neq.chrome", (4, 2, 3, 2, 300)),  # the visitor without a browser is left out
    ("browser=chrome&path=/x&match=any", (4, 2, 2, 0, 130)), ("browser=chrome&browser1=firefox", (0, 0, 0, 0, 0)),
    ("browser=chrome&browser1=firefox&match=any", (4, 2, 3, 2, 70)),
    ("referrer=google.com,t.co", (2, 1, 2, 2, 0)), ("referrer=t.co", (1, 1, 1, 1, 0)),
    ("referrer=example.com", (0, 0, 0, 0, 0)), ("domain1=example.com", (1, 1, 1, 1, 0)),
    ("domain=x", (8, 4, 5, 2, 430)),
    ("eventType=3", (1, 1, 1, 1, 0)), ("eventType=2", (0, 0, 0, 0, 0)), ("eventType1=eq.1,3", (8, 4, 5, 2, 430)),
    ("eventType1=neq.3&match=any&path=/x", (1, 1, 1, 1, 0)),
    ("browser=", (0, 0, 0, 0, 0)), ("unknown=1&unknown1=2", (8, 4, 5, 2, 430)), ("distinctId=user1", (2, 1, 1, 0, 70)),
    ("browser=firefox&browser=chrome", (2, 1, 1, 0, 70)), ("utmSource=google&utmMedium=cpc", (1, 1, 1, 1, 0)),
])
async def test_filters_choose_events(march: Site, query: str, expected: tuple[int, ...]) -> None:
    answer = await march.ask("stats", query)
    assert tuple(answer[name] for name in NAMES) == expected
    series = await march.ask("pageviews", query)
    assert sum(row["y"] for row in series["pageviews"]) == expected[0]


async def test_a_session_filter_leaves_out_events_without_a_session(server: Server) -> None:
    site = await example_site(server)
    await server.sql("delete from session where browser = 'firefox'")
    assert (await server.get(f"/api/websites/{site}/stats?{MARCH}"))[1]["pageviews"] == 8
    assert (await server.get(f"/api/websites/{site}/stats?{MARCH}&referrer=neq.nobody"))[1]["pageviews"] == 4


@pytest.mark.parametrize("match, parameters, expected", [
    ("all", {"filters": [], "action": {"type": "event", "value": "signup"}}, (4, 2, 3, 2, 70)),
    ("all", {"filters": [{"name": "browser", "operator": "eq", "value": "chrome"}],
             "action": {"type": "event", "value": "signup"}}, (2, 1, 1, 0, 70)),
    ("any", {"match": "any", "filters": [{"name": "browser", "operator": "eq", "value": "safari"},
                                         {"name": "country", "operator": "eq", "value": "US"}],
             "action": {"type": "path", "value": "/,/blog"}}, (4, 2, 2, 0, 370)),
    ("all", {"filters": [], "action": {"type": "nothing", "value": "x"}}, (8, 4, 5, 2, 430)),
])
async def test_a_cohort_chooses_visitors(
    server: Server, match: str, parameters: dict[str, Any], expected: tuple[int, ...],
) -> None:
    site = await example_site(server)
    body = {"type": "cohort", "name": "c", "parameters": {
        **parameters, "dateRange": f"range:{START}:{START + 31 * 86_400_000}"}}
    cohort = await server.made(f"/api/websites/{site}/segments", body)
    _, answer = await server.get(f"/api/websites/{site}/stats?{MARCH}&cohort={cohort['id']}")
    assert tuple(answer[name] for name in NAMES) == expected


async def test_a_segment_chooses_events(server: Server) -> None:
    site = await example_site(server)
    filters = [{"name": "browser", "operator": "eq", "value": "chrome"}]
    body = {"type": "segment", "name": "s", "parameters": {"filters": filters}}
    segment = await server.made(f"/api/websites/{site}/segments", body)
    for query in ("", "&browser=firefox", "&path=/,/about"):
        _, answer = await server.get(f"/api/websites/{site}/stats?{MARCH}&segment={segment['id']}{query}")
        assert answer["pageviews"] == 2


async def test_a_segment_of_another_website_is_not_found(server: Server) -> None:
    site, other = await example_site(server), await server.website()
    segment = await server.made(f"/api/websites/{other}/segments", {"type": "segment", "name": "s", "parameters": {}})
    for name in ("segment", "cohort"):
        for segment_id in (segment["id"], some_id()):
            assert (await server.get(f"/api/websites/{site}/stats?{MARCH}&{name}={segment_id}"))[0] == 404
    for name in ("segment", "cohort"):
        assert (await server.get(f"/api/websites/{other}/stats?{MARCH}&{name}={segment['id']}"))[0] == 400


@pytest.mark.parametrize("query, answer", [
    ("eventType=0", invalid(eventType="Too small: expected number to be >0")),
    ("match=foo", invalid(match='Invalid option: expected one of "all"|"any"')),
    ("segment=foo", invalid(segment="Invalid UUID")), ("cohort=", invalid(cohort="Invalid UUID")),
])
async def test_a_wrong_filter_is_refused(server: Server, query: str, answer: Any) -> None:
    assert await server.get(f"/api/websites/{some_id()}/stats?{MARCH}&{query}") == (400, answer)


@pytest.mark.parametrize("query", [
    "path=re.(", "eventType=99999999999", "eventType1=x", "eventType1=c.1", "path1=a%00b", "path=a%00b",
])
async def test_what_postgresql_cannot_compare_is_refused(server: Server, query: str) -> None:
    status, answer = await server.get(f"/api/websites/{some_id()}/stats?{MARCH}&{query}")
    assert (status, answer["error"]["code"]) == (400, "bad-request")


@pytest.mark.parametrize("text", ["' or 1=1 --", "\"; drop table website; --", "%(x)s", ":x", "{}", "\\", "😀"])
async def test_values_are_bound_and_never_part_of_a_statement(server: Server, text: str) -> None:
    site = await example_site(server)
    for operator in ("eq", "neq", "c", "dnc"):
        query = f"path={operator}.{quote(text)}&browser1={operator}.{quote(text)}"
        assert (await server.get(f"/api/websites/{site}/stats?{MARCH}&{query}"))[0] == 200
    assert (await server.get(f"/api/websites/{site}/stats?{MARCH}"))[1]["pageviews"] == 8
