"""Each statistic in the shape of each release that had one of its own (spec 07, sections 4.2, 4.3, 5.2 to 5.4 and
5.6), asked about the worked example of spec 04."""

from typing import Any

import pytest

from tests.stats.visits import END, START, Site
from tests.web.server import Server

NEW, OLD = f"startAt={START}&endAt={END}", f"start_at={START}&end_at={END}"
SITE, A = "/api/websites/SITE", "/api/website/SITE"
DATES = {"startDate": "2024-03-01T00:00:00Z", "endDate": "2024-03-31T23:59:59.999Z"}
FLAT = {"websiteId": "SITE", "dateRange": DATES}


def xy(*pairs: tuple[Any, int], key: str = "x") -> list[dict[str, Any]]:
    return [{key: x, "y": y} for x, y in pairs]


def totals(word: str, **values: int) -> dict[str, Any]:
    """What is compared had no visits: so the change is the value itself."""
    return {name: {"value": value, word: 0 if word == "prev" else value} for name, value in values.items()}


ALL = dict(pageviews=8, visitors=4, visits=5, bounces=2, totaltime=430)
UNIQUES = dict(pageviews=8, uniques=4, bounces=2, totaltime=430)
PRICING = dict(pageviews=1, visitors=1, visits=1, bounces=1, totaltime=0)
NOT_CHROME = dict(pageviews=4, visitors=2, visits=3, bounces=2, totaltime=300)
OF_HOST = dict(pageviews=6, visitors=3, visits=4, bounces=2, totaltime=370)
CHROME = dict(pageviews=2, visitors=1, visits=1, bounces=0, totaltime=70)

DAYS = [("2024-03-10", 4), ("2024-03-11", 2), ("2024-03-12", 2)]
VISITOR_DAYS = [("2024-03-10", 2), ("2024-03-11", 1), ("2024-03-12", 1)]
HOURS = [("2024-03-10 06:00:00", 2), ("2024-03-10 07:00:00", 1), ("2024-03-10 12:00:00", 1),
         ("2024-03-11 10:00:00", 2), ("2024-03-12 10:00:00", 2)]
PAGES = [("/", 2), ("/x", 2), ("/about", 1), ("/blog", 1), ("/blog/2", 1), ("/pricing", 1)]
REFERRERS = ["google.com", "other.org", "reddit.com", "t.co", "walmart.com"]
EVENT_DAYS = [{"x": "buy", "t": "2024-03-10", "y": 1}, {"x": "signup", "t": "2024-03-10", "y": 2}]
EVENT_CLOCKS = [{**point, "t": "2024-03-10 00:00:00"} for point in EVENT_DAYS]


def timed(days: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(f"{day} 00:00:00", count) for day, count in days]


# Release, path, query, answer. Without a release none is named: the path or its parameters say enough.
GETS: list[tuple[str, str, str, Any]] = [
    # stats (4.3, 5.3)
    ("v1.20", f"{A}/stats", OLD, UNIQUES),
    ("v1.22", f"{A}/stats", OLD, totals("change", **UNIQUES)),
    ("", f"{A}/stats", OLD, totals("change", **UNIQUES)),
    ("v1", f"{SITE}/stats", OLD, totals("change", **UNIQUES)),
    ("", f"{SITE}/stats", OLD, totals("change", **UNIQUES)),
    ("v2.0", f"{SITE}/stats", NEW, totals("change", **UNIQUES)),
    ("v2.10", f"{SITE}/stats", NEW, totals("change", **UNIQUES)),
    ("v2.11", f"{SITE}/stats", NEW, totals("change", **ALL)),
    ("v2.12", f"{SITE}/stats", NEW, totals("prev", **ALL)),
    ("v2", f"{SITE}/stats", NEW, totals("prev", **ALL)),
    ("v2", f"{SITE}/stats", f"{NEW}&compare=yoy", totals("prev", **ALL)),
    # filters (4.2, 5.2)
    ("v1", f"{SITE}/stats", f"{OLD}&url=%252Fblog%253Fa%253D1", totals(
        "change", pageviews=1, uniques=1, bounces=1, totaltime=0)),
    ("v1", f"{SITE}/stats", f"{OLD}&url=/blog", totals("change", pageviews=0, uniques=0, bounces=0, totaltime=0)),
    ("v1", f"{SITE}/stats", f"{OLD}&referrer=https://google.com/x", totals(
        "change", pageviews=1, uniques=1, bounces=1, totaltime=0)),
    ("v1", f"{SITE}/stats", f"{OLD}&os=iOS&browser=safari&device=mobile&country=FR", totals(
        "change", pageviews=2, uniques=1, bounces=0, totaltime=300)),
    ("v2", f"{SITE}/stats", f"{NEW}&url=/pricing", totals("prev", **PRICING)),
    ("v2", f"{SITE}/stats", f"{NEW}&path=/pricing&url=/x", totals("prev", **PRICING)),
    ("v2", f"{SITE}/stats", f"{NEW}&host=example.com", totals("prev", **OF_HOST)),
    ("v2", f"{SITE}/stats", f"{NEW}&browser=!chrome", totals("prev", **NOT_CHROME)),
    ("v2", f"{SITE}/stats", f"{NEW}&browser=~hrom", totals("prev", **CHROME)),
    ("v2", f"{SITE}/stats", f"{NEW}&browser=!~hrom", totals("prev", **NOT_CHROME)),
    ("v2.10", f"{SITE}/stats", f"{NEW}&browser=!chrome", totals(
        "change", pageviews=0, uniques=0, bounces=0, totaltime=0)),
    ("v2", f"{SITE}/stats", f"{NEW}&query=a=1", totals(
        "prev", pageviews=1, visitors=1, visits=1, bounces=1, totaltime=0)),
    ("v2", f"{SITE}/stats", f"{NEW}&event=buy", totals(
        "prev", pageviews=0, visitors=0, visits=0, bounces=0, totaltime=0)),
    ("v2.2", f"{SITE}/stats", f"{NEW}&pageTitle=Home", totals(
        "change", pageviews=1, uniques=1, bounces=1, totaltime=0)),
    ("v2", f"{SITE}/stats", "startAt=0&endAt=1", totals("prev", **ALL)),
    # active (4.3, 5.4)
    ("", f"{A}/active", "", [{"x": 0}]),
    ("v1", f"{SITE}/active", "", [{"x": 0}]),
    ("v2.15", f"{SITE}/active", "", {"visitors": 0, "x": 0}),
    ("v2", f"{SITE}/active", "", {"visitors": 0, "x": 0}),
    ("v3", f"{SITE}/active", "", {"visitors": 0}),
    # pageviews (4.3, 5.4)
    ("", f"{A}/pageviews", f"{OLD}&unit=day&tz=UTC", {
        "pageviews": xy(*DAYS, key="t"), "sessions": xy(*VISITOR_DAYS, key="t")}),
    ("v1", f"{SITE}/pageviews", f"{OLD}&unit=hour&tz=Etc/UTC&referrer=google.com", {
        "pageviews": xy(HOURS[1], key="t"), "sessions": xy(*((t, 1) for t, _ in HOURS), key="t")}),
    ("v1", f"{SITE}/pageviews", f"{OLD}&unit=month&tz=Europe/Berlin", {
        "pageviews": xy(("2024-03-01", 8), key="t"), "sessions": xy(("2024-03-01", 4), key="t")}),
    ("v1", f"{SITE}/pageviews", f"{OLD}&unit=year&tz=UTC", {
        "pageviews": xy(("2024-01-01", 8), key="t"), "sessions": xy(("2024-01-01", 4), key="t")}),
    ("v2.12", f"{SITE}/pageviews", f"{NEW}&unit=day&timezone=UTC", {
        "pageviews": xy(*DAYS), "sessions": xy(*VISITOR_DAYS)}),
    ("v2.12", f"{SITE}/pageviews", f"{NEW}&unit=month&timezone=UTC", {
        "pageviews": xy(("2024-03-01", 8)), "sessions": xy(("2024-03-01", 4))}),
    ("v2.13", f"{SITE}/pageviews", f"{NEW}&unit=day&timezone=utc", {
        "pageviews": xy(*timed(DAYS)), "sessions": xy(*timed(VISITOR_DAYS))}),
    ("v2", f"{SITE}/pageviews", f"{NEW}&unit=day&timezone=UTC&compare=prev", {
        "pageviews": xy(*timed(DAYS)), "sessions": xy(*timed(VISITOR_DAYS)),
        "startDate": "2024-03-01T00:00:00.000Z", "endDate": "2024-03-31T23:59:59.999Z",
        "compare": {"pageviews": [], "sessions": [], "startDate": "2024-01-30T00:01:00.000Z",
                    "endDate": "2024-03-01T00:00:59.999Z"}}),
    # events (4.3, 5.4)
    ("", f"{A}/events", f"{OLD}&unit=day&tz=UTC", EVENT_DAYS),
    ("v1", f"{SITE}/events", f"{OLD}&unit=day&tz=UTC&event_name=buy", EVENT_DAYS[:1]),
    ("v1", f"{SITE}/events", f"{OLD}&unit=day&tz=UTC&url=/about", [{**EVENT_DAYS[1], "y": 1}]),
    ("v2.0", f"{SITE}/events", f"{NEW}&unit=day&timezone=UTC", EVENT_DAYS),
    ("v2.12", f"{SITE}/events", f"{NEW}&unit=day&timezone=UTC&eventName=buy", EVENT_DAYS[:1]),
    ("v2.13", f"{SITE}/events/series", f"{NEW}&unit=day&timezone=UTC", EVENT_CLOCKS),
    # metrics (4.3, 5.4)
    ("", f"{A}/metrics", f"{OLD}&type=url", xy(
        ("/", 1), ("/?utm_source=google&gclid=1", 1), ("/about", 1), ("/blog/2", 1), ("/blog?a=1", 1), ("/pricing", 1),
        ("/x", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=query", xy(("/?utm_source=google&gclid=1", 1), ("/blog?a=1", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=referrer", xy(*((f"https://{name}", 1) for name in REFERRERS))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=event", xy(("signup", 2), ("buy", 1))),
    ("v1.36", f"{A}/metrics", f"{OLD}&type=event", xy(("custom\tsignup", 2), ("custom\tbuy", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=language", xy(("en", 2), ("fr", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=browser", xy(("chrome", 1), ("firefox", 1), ("safari", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=os", xy(("Mac OS", 1), ("Windows 10", 1), ("iOS", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=device", xy(("desktop", 1), ("laptop", 1), ("mobile", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=country", xy(("FR", 1), ("GB", 1), ("US", 1))),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=screen", xy(("1440x900", 1), ("1920x1080", 1), ("390x844", 1))),
    ("v2.0", f"{SITE}/metrics", f"{NEW}&type=url", xy(*PAGES)),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=url", xy(*PAGES)),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=url&limit=2&offset=1", xy(*PAGES[1:3])),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=host", xy(("example.com", 6), ("www.example.com", 1))),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=title", xy(("Home", 1))),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=query", xy(("a=1", 1), ("utm_source=google&gclid=1", 1))),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=event", xy(("signup", 2), ("buy", 1))),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=tag", []),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=referrer", xy(*((name, 1) for name in REFERRERS))),
    ("v2.15", f"{SITE}/metrics", f"{NEW}&type=referrer", xy(*((name, 1) for name in REFERRERS))),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=browser&url=/pricing", xy(("firefox", 1))),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=city&limit=1", [{"x": "London", "y": 1, "country": "GB"}]),
    # values, daterange (5.4)
    ("v2.5", f"{SITE}/values", f"{NEW}&type=url", sorted(page for page, _ in PAGES)),
    ("v2.15", f"{SITE}/values", f"{NEW}&type=browser", ["chrome", "firefox", "safari"]),
    ("v2.16", f"{SITE}/values", f"{NEW}&type=url&search=blog/", [{"value": "/blog/2", "count": 2}]),
    ("v2", f"{SITE}/daterange", "", {"mindate": "2024-03-10T06:30:00.123Z", "maxdate": "2024-03-12T10:07:00.000Z"}),
]


def named(test: Any) -> str:
    return f"{test}" if isinstance(test, str) else ""


async def asked(shared: Server, march: Site, release: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    text = path.replace("SITE", march.id)
    if body is not None:
        body = {**body, **({"websiteId": march.id} if "websiteId" in body else {})}
    return await shared.ask(method, text, body, headers={"x-umami-compat": release} if release else {})


@pytest.mark.parametrize(("release", "path", "query", "answer"), GETS, ids=named)
async def test_a_statistic_has_the_shape_of_the_release(
    shared: Server, march: Site, release: str, path: str, query: str, answer: Any,
) -> None:
    status, found = await asked(shared, march, release, "GET", f"{path}?{query}")
    assert (status, found) == (200, answer)
    if isinstance(answer, dict):
        assert list(found) == list(answer)  # the order of members was the documents' too


WRONG = [
    ("v1", f"{SITE}/stats", "", 400), ("v1", f"{SITE}/pageviews", f"{OLD}&unit=day", 400),
    ("v1", f"{SITE}/pageviews", f"{OLD}&unit=week&tz=UTC", 400),
    ("v1", f"{SITE}/events", f"{OLD}&unit=day&tz=Mars", 400),
    ("v1", f"{SITE}/metrics", f"{OLD}&type=nonsense", 405), ("v1.36", f"{A}/metrics", f"{OLD}&type=query", 405),
    ("v2", f"{SITE}/pageviews", NEW, 400), ("v2", f"{SITE}/pageviews", f"{NEW}&unit=day", 400),
    ("v2", f"{SITE}/metrics", f"{NEW}&type=nonsense", 400), ("v2.12", f"{SITE}/events", NEW, 400),
    ("v2", f"{SITE}/events/series", f"{NEW}&unit=day", 400), ("v2.11", f"{SITE}/stats", "startAt=x&endAt=y", 400),
    ("", f"{SITE}/metrics", f"{NEW}&type=url", 400), ("v3", f"{SITE}/stats", OLD, 400),
    ("", "/api/event-data/stats", NEW, 400), ("", f"{A[:-4]}123456/stats", OLD, 200),
]


@pytest.mark.parametrize(("release", "path", "query", "status"), WRONG)
async def test_what_is_missing_or_wrong_is_refused_as_then(
    shared: Server, march: Site, release: str, path: str, query: str, status: int,
) -> None:
    assert (await asked(shared, march, release, "GET", f"{path}?{query}"))[0] == status


async def test_todays_release_takes_no_notice_of_old_filters(shared: Server, march: Site) -> None:
    _, found = await asked(shared, march, "", "GET", f"{SITE}/stats?{NEW}&url=/pricing&host=nowhere")
    assert {name: found[name] for name in ALL} == ALL


STEPS = [{"type": "url", "value": "/"}, {"type": "event", "value": "signup"}]
GOALS = [{"type": "event", "value": "signup", "goal": 5}, {"type": "url", "value": "/", "goal": 10},
         {"type": "event-data", "value": "buy", "property": "price", "operator": "sum", "goal": 1}]
RETAINED = [("2024-03-10", 2), ("2024-03-11", 1), ("2024-03-12", 1)]


def retained(clock: str) -> list[dict[str, Any]]:
    return [{"date": date + clock, "day": 0, "visitors": count, "returnVisitors": count, "percentage": 100}
            for date, count in RETAINED]


# Release, path, body, answer (5.6).
POSTS: list[tuple[str, str, dict[str, Any], Any]] = [
    ("v2.3", "/api/reports/funnel", {**FLAT, "window": 60, "urls": ["/", "/about"]}, [
        {"x": "/", "y": 2, "z": 0}, {"x": "/about", "y": 1, "z": 50}]),
    ("v2.10", "/api/reports/funnel", {**FLAT, "window": 60, "urls": ["/", "/about"]}, [
        {"type": "url", "value": "/", "visitors": 2, "previous": 0, "dropped": 0, "dropoff": None, "remaining": 1},
        {"type": "url", "value": "/about", "visitors": 1, "previous": 2, "dropped": 1, "dropoff": .5,
         "remaining": .5}]),
    ("v2", "/api/reports/funnel", {**FLAT, "window": 60, "steps": STEPS}, [
        {"type": "url", "value": "/", "visitors": 2, "previous": 0, "dropped": 0, "dropoff": None, "remaining": 1},
        {"type": "event", "value": "signup", "visitors": 1, "previous": 2, "dropped": 1, "dropoff": .5,
         "remaining": .5}]),
    ("v2.4", "/api/reports/insights", {**FLAT, "fields": [{"name": "url", "type": "string", "label": "URL"}],
                                       "filters": [{"name": "browser", "filter": "eq", "value": "chrome"}]}, [
        {"views": 1, "visitors": 1, "url": "/"}, {"views": 1, "visitors": 1, "url": "/about"}]),
    ("", "/api/reports/insights", {**FLAT, "fields": [{"name": "url"}, {"name": "browser"}],
                                   "filters": [{"name": "url", "operator": "c", "value": "blog/"}]}, [
        {"views": 1, "visitors": 1, "visits": 1, "bounces": 1, "totaltime": 0, "url": "/blog/2", "browser": "safari"}]),
    ("v2.9", "/api/reports/retention", {**FLAT, "dateRange": {**DATES, "timezone": "UTC"}}, retained("")),
    ("v2", "/api/reports/retention", {**FLAT, "timezone": "UTC"}, retained(" 00:00:00")),
    ("v2", "/api/reports/utm", FLAT, {
        "utm_source": {"google": 1}, "utm_medium": {"cpc": 1, "paid_social": 1, "push": 1}}),
    ("", "/api/reports/goals", {**FLAT, "goals": GOALS}, [
        {**GOALS[1], "result": 2}, {**GOALS[0], "result": 2}, {**GOALS[2], "result": 0}]),
    ("v2", "/api/reports/journey", {**FLAT, "steps": 3, "startStep": "/blog", "endStep": ""}, [
        {"items": ["/blog", "/blog/2", None], "count": 1}]),
    ("v2", "/api/reports/attribution", {
        **FLAT, "model": "lastClick", "steps": [{"type": "url", "value": "/pricing"}]}, {
        "referrer": [{"name": "google.com", "value": 1}], "paidAds": [],
        "utm_source": [{"name": "google", "value": 1}], "utm_medium": [{"name": "cpc", "value": 1}],
        "utm_campaign": [], "utm_content": [], "utm_term": [], "total": {"pageviews": 1, "visitors": 1, "visits": 1}}),
    # today's bodies are understood under the switch as well
    ("v2", "/api/reports/utm", {
        "websiteId": "SITE", "type": "utm", "filters": {}, "parameters": {**DATES}}, {
        "utm_source": [{"utm": "google", "views": 1}], "utm_campaign": [], "utm_content": [], "utm_term": [],
        "utm_medium": [{"utm": "cpc", "views": 1}, {"utm": "paid_social", "views": 1}, {"utm": "push", "views": 1}]}),
]


@pytest.mark.parametrize(("release", "path", "body", "answer"), POSTS, ids=named)
async def test_a_report_has_the_shape_of_the_release(
    shared: Server, march: Site, release: str, path: str, body: dict[str, Any], answer: Any,
) -> None:
    assert await asked(shared, march, release, "POST", path, body) == (200, answer)


@pytest.mark.parametrize("path", ["funnel", "retention", "utm", "journey", "revenue", "attribution"])
async def test_todays_release_refuses_flat_bodies(shared: Server, march: Site, path: str) -> None:
    assert (await asked(shared, march, "", "POST", f"/api/reports/{path}", FLAT))[0] == 400


@pytest.mark.parametrize(("path", "more"), [
    ("funnel", {}), ("funnel", {"steps": ["x", "y"], "window": 1}), ("insights", {}), ("goals", {}),
    ("goals", {"goals": [{"type": "x"}]}), ("goals", {"goals": ["x"]}), ("attribution", {"model": "firstClick"}),
    ("goals", {"goals": [{"type": "event-data", "value": "x", "operator": "sleep"}]}), ("journey", {"steps": 90}),
])
async def test_incomplete_reports_are_refused(shared: Server, march: Site, path: str, more: dict[str, Any]) -> None:
    assert (await asked(shared, march, "v2", "POST", f"/api/reports/{path}", {**FLAT, **more}))[0] == 400
