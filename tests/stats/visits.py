"""The worked example of spec 04, section 16, as rows."""

import json
from typing import Any

from tests.web.server import Server, some_id

START, END = 1709251200000, 1711929599999  # March 2024, UTC
MARCH = f"startAt={START}&endAt={END}"

SESSIONS: dict[str, dict[str, str]] = {
    "S1": dict(browser="chrome", os="Windows 10", device="desktop", screen="1920x1080", language="en-US", country="US",
               region="US-CA", city="Los Angeles", distinct_id="user1"),
    "S2": dict(browser="firefox", os="Mac OS", device="laptop", screen="1440x900", language="en-GB", country="GB",
               region="GB-ENG", city="London"),
    "S3": dict(browser="safari", os="iOS", device="mobile", screen="390x844", language="fr-FR", country="FR",
               region="FR-IDF", city="Paris", distinct_id=""),
    "S4": {},
}

EVENTS: list[dict[str, Any]] = [
    dict(s="S1", v="V1", at="10 06:30:00.123", url_path="/", page_title="Home"),
    dict(s="S1", v="V1", at="10 06:31:10.900", url_path="/about", referrer_domain="example.com"),
    dict(s="S1", v="V1", at="10 06:32:00", url_path="/about", event_type=2, event_name="signup",
         referrer_domain="example.com"),
    dict(s="S2", v="V2", at="10 07:30:00", url_path="/", url_query="utm_source=google&gclid=1",
         referrer_domain="google.com", utm_medium="cpc", utm_source="google"),
    dict(s="S2", v="V3", at="10 12:30:00", url_path="/pricing", referrer_domain="t.co"),
    dict(s="S2", v="V3", at="10 12:31:00", url_path="/pricing", event_type=2, event_name="signup",
         referrer_domain="t.co"),
    dict(s="S2", v="V3", at="10 12:32:00", url_path="/pricing", event_type=2, event_name="buy", referrer_domain="t.co"),
    dict(s="S3", v="V4", at="11 10:00:00", url_path="/blog", url_query="a=1", referrer_domain="reddit.com",
         utm_medium="paid_social"),
    dict(s="S3", v="V4", at="11 10:05:00", url_path="/blog/2", referrer_domain="walmart.com", utm_medium="push"),
    dict(s="S3", v="V4", at="11 10:06:00", url_path="/blog/2", event_type=5, referrer_domain=None),
    dict(s="S4", v="V5", at="12 10:06:00", url_path="/x", referrer_domain=None, hostname=None),
    dict(s="S4", v="V5", at="12 10:07:00", url_path="/x", event_type=3, referrer_domain="other.org",
         hostname="www.example.com"),
]


async def insert(server: Server, table: str, row: dict[str, Any]) -> None:
    """One row, by names that this file alone gives."""
    await server.sql(
        f"insert into {table} select * from json_populate_record(null::{table}, %s)", json.dumps(row))  # noqa: S608


async def example_site(server: Server) -> str:
    """A website with the visits of the worked example; gives its id."""
    site = await server.website()
    ids = {name: some_id() for name in ("S1", "S2", "S3", "S4", "V1", "V2", "V3", "V4", "V5")}
    for name, session in SESSIONS.items():
        await insert(server, "session", {
            "session_id": ids[name], "website_id": site, "created_at": "2024-03-10", **session})
    for event in EVENTS:
        values = {"hostname": "example.com", "url_query": "", "referrer_domain": "", "event_type": 1, **event}
        visitor, visit, at = values.pop("s"), values.pop("v"), values.pop("at")
        await insert(server, "website_event", {
            "event_id": some_id(), "website_id": site, "session_id": ids[visitor], "visit_id": ids[visit],
            "created_at": f"2024-03-{at}Z", **values})
    return site
