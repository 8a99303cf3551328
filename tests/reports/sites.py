"""The worked examples of spec 05 as rows, and reports asked about them."""

from collections.abc import Iterable
from typing import Any

from tests.stats.visits import insert
from tests.web.server import Server, some_id

Row = dict[str, Any]

MARCH = {"startDate": "2024-03-01T00:00:00.000Z", "endDate": "2024-03-07T23:59:59.999Z"}  # period P of section 3

_SIGNUP: Row = dict(type=2, event_name="signup")
# Section 3, data set A: visitor, visit, day and time of March 2024, path, and what else the row holds.
SESSIONS_A: dict[str, Row] = {
    "S1": dict(browser="chrome", os="Windows 10", device="desktop", country="US"),
    "S2": dict(browser="firefox", os="Mac OS", device="laptop", country="GB"),
    "S3": dict(browser="safari", os="iOS", device="mobile", country="FR"),
    "S4": dict(browser="chrome", os="Android OS", device="mobile", country="US"),
}
EVENTS_A: list[tuple[str, str, str, str, Row]] = [
    ("S1", "V1", "01 10:00:00", "/", dict(
        referrer_domain="google.com", utm_source="google", utm_medium="cpc", utm_campaign="spring", gclid="g1")),
    ("S1", "V1", "01 10:02:00", "/pricing", dict(referrer_domain="example.com")),
    ("S1", "V1", "01 10:03:00", "/pricing", dict(
        referrer_domain="example.com", **_SIGNUP, data={"plan": "pro", "seats": 3})),
    ("S1", "V2", "02 09:00:00", "/", {}),
    ("S1", "V2", "02 09:01:00", "/docs", dict(referrer_domain="example.com")),
    ("S2", "V3", "01 11:00:00", "/", dict(
        referrer_domain="t.co", utm_source="twitter", utm_medium="social", fbclid="f1")),
    ("S2", "V3", "01 11:45:00", "/pricing", dict(referrer_domain="example.com")),
    ("S2", "V3", "01 11:50:00", "/pricing", dict(
        referrer_domain="example.com", **_SIGNUP, data={"plan": "free", "seats": 12.5})),
    ("S3", "V4", "02 23:30:00", "/blog/a", dict(referrer_domain="example.com")),
    ("S3", "V4", "02 23:31:00", "/pricing", dict(referrer_domain="example.com")),
    ("S3", "V5", "04 08:00:00", "/", dict(referrer_domain="reddit.com")),
    ("S3", "V5", "04 08:00:30", "/", dict(type=5, lcp=1200.5, ttfb=100, hostname=None)),
    ("S4", "V6", "03 12:00:00", "/blog/b", dict(referrer_domain="bing.com", **_SIGNUP, utm_source="google")),
    ("S4", "V6", "03 12:05:00", "/blog/b", dict(referrer_domain="bing.com")),
]


async def site_of(
    server: Server, sessions: dict[str, Row], events: Iterable[tuple[str, str, str, str, Row]], month: str,
    hostname: str = "example.com",
) -> str:
    """A website with these rows; gives its id."""
    site = await server.website()
    ids: dict[str, str] = {}
    for name, session in sessions.items():
        ids[name] = some_id()
        await insert(server, "session", {
            "session_id": ids[name], "website_id": site, "created_at": f"{month}-01", **session})
    for visitor, visit, at, path, more in events:
        row = {"hostname": hostname, "url_query": "", "event_type": more.get("type", 1), **more}
        whose = {"event_id": some_id(), "website_id": site, "session_id": ids[visitor],
                 "created_at": f"{month}-{at}Z"}
        await insert(server, "website_event", {
            **row, **whose, "url_path": path, "visit_id": ids.setdefault(visit, some_id())})
        for key, value in more.get("data", {}).items():
            number = None if isinstance(value, str) else f"{value:.4f}"
            await insert(server, "event_data", {
                "event_data_id": some_id(), "website_id": site, "website_event_id": whose["event_id"], "data_key": key,
                "string_value": number or value, "number_value": number, "data_type": 2 if number else 1,
                "created_at": whose["created_at"]})
        if "paid" in more:
            currency, amount = more["paid"]
            await insert(server, "revenue", {
                **whose, "revenue_id": some_id(), "event_name": more["event_name"], "currency": currency,
                "revenue": amount})
    return site


async def site_a(server: Server) -> str:
    """Data set A."""
    return await site_of(server, SESSIONS_A, EVENTS_A, "2024-03")


async def ask(server: Server, site: str, report: str, filters: Row | None = None, /, **parameters: Any) -> Any:
    """The answer of a report, of data set A's period unless the parameters have dates."""
    return await server.made(f"/api/reports/{report}", {
        "websiteId": site, "type": report, "filters": filters or {}, "parameters": {**MARCH, **parameters}})


async def refused(server: Server, site: str, report: str, **parameters: Any) -> Any:
    """The tree of messages about the parameters of a report that is refused."""
    status, answer = await server.post(f"/api/reports/{report}", {
        "websiteId": site, "type": report, "filters": {}, "parameters": {**MARCH, **parameters}})
    assert status == 400, answer
    return answer["error"]["properties"]["parameters"]["properties"]


async def segment(server: Server, site: str, **parameters: Any) -> str:
    """A new segment; gives its id."""
    body = {"type": "segment", "name": "s", "parameters": parameters}
    return str((await server.made(f"/api/websites/{site}/segments", body))["id"])


def tied(rows: list[Row], *keys: str) -> list[Row]:
    """Rows in an order of their own among those that have the same `keys`, for answers whose order is open there."""
    return sorted(rows, key=lambda row: ([-row[key] for key in keys], str(row)))




# Section 8: same-instant and repeated conversions.
_BUY: Row = dict(type=2, event_name="buy")
EVENTS_K: list[tuple[str, str, str, str, Row]] = [
    ("K1", "V1", "02 10:00:00", "/", dict(referrer_domain="a.com", utm_source="s1", gclid="1")),
    ("K1", "V1", "02 10:00:00", "/", dict(
        type=2, event_name="x", referrer_domain="b.com", utm_source="s2", gclid="9", fbclid="2")),
    ("K1", "V1", "02 10:01:00", "/", _BUY),
    ("K2", "V2", "02 10:00:00", "/", dict(referrer_domain="c.com")),
    ("K2", "V2", "02 10:00:00", "/", dict(referrer_domain="k.com", **_BUY)),
    ("K3", "V3", "02 10:00:00", "/", dict(referrer_domain="d.com", **_BUY)),
    ("K3", "V3", "02 11:00:00", "/", dict(referrer_domain="e.com", **_BUY)),
]


async def site_k(server: Server) -> str:
    """The conversions of section 8."""
    return await site_of(server, {"K1": {}, "K2": {}, "K3": {}}, EVENTS_K, "2024-03", "www.k.com")


# Section 11.1, worked example R.
MAY = {"startDate": "2024-05-02T00:00:00.000Z", "endDate": "2024-05-04T23:59:59.999Z"}
SESSIONS_R: dict[str, Row] = {
    "S1": dict(browser="chrome", country="US", region="US-CA"), "S2": dict(browser="firefox", country="US",
                                                                          region="US-NY"),
    "S3": dict(browser="safari", country="FR"), "S4": dict(browser="chrome"),
}
EVENTS_R: list[tuple[str, str, str, str, Row]] = [
    ("S1", "V1", "02 10:00:00", "/", dict(
        referrer_domain="google.com", url_query="utm_medium=cpc", utm_medium="cpc")),
    ("S1", "V1", "02 10:05:00", "/cart", dict(paid=("USD", "19.9900"), **_BUY)),
    ("S1", "V2", "03 09:00:00", "/cart", dict(paid=("usd", "5.0100"), **_BUY)),
    ("S2", "V3", "03 11:00:00", "/", dict(referrer_domain="x.com")),
    ("S2", "V3", "03 11:01:00", "/cart", dict(type=2, event_name="upgrade", paid=("USD", "100"))),
    ("S3", "V4", "03 12:00:00", "/cart", dict(paid=("EUR", "7.5"), **_BUY)),
    ("S3", "V4", "03 12:05:00", "/cart", dict(paid=("USD", "1"), **_BUY)),
    ("S4", "V5", "04 12:00:00", "/", {}),
    ("S4", "V5", "04 12:00:00", "/", dict(referrer_domain="")),
    ("S4", "V5", "04 12:10:00", "/cart", dict(paid=("USD", "0.3333"), **_BUY)),
    ("S2", "V6", "01 08:00:00", "/cart", dict(paid=("USD", "50"), **_BUY)),
]


async def site_r(server: Server) -> str:
    """Worked example R."""
    return await site_of(server, SESSIONS_R, EVENTS_R, "2024-05", "shop.com")


# Section 12: measurements of pages.
JUNE = {"startDate": "2024-06-01T00:00:00.000Z", "endDate": "2024-06-03T23:59:59.999Z"}
SESSIONS_P: dict[str, Row] = {
    "S1": dict(browser="chrome", device="desktop"), "S2": dict(browser="firefox", device="mobile"),
    "S3": dict(browser="safari"),
}


def _measured(visitor: str, at: str, path: str, title: str | None, *values: float | None) -> Any:
    metrics = dict(zip(("lcp", "inp", "cls", "fcp", "ttfb"), values, strict=True))
    return visitor, f"V{visitor}", at, path, dict(type=5, page_title=title, hostname=None, **metrics)


EVENTS_P = [
    _measured("S1", "01 10:00:00", "/", "Home", 1000, 100, 0.1, 900, 300),
    _measured("S1", "01 10:05:00", "/a", "A", 2000, None, 0.0512, 1200, 200),
    _measured("S2", "01 23:00:00", "/", "Home", 3000, 200, 0.25, 1800, 800),
    _measured("S2", "02 08:00:00", "/", "Home", 4500.5, 350, 0, 2500, 900),
    _measured("S3", "02 09:00:00", "/b", None, None, 50, None, 700, 100),
    _measured("S3", "03 09:00:00", "/b", None, None, None, None, None, 150),
]


async def site_p(server: Server) -> str:
    """The measurements of section 12."""
    return await site_of(server, SESSIONS_P, EVENTS_P, "2024-06")
