"""A website of a test: the worked example of spec 04, section 16, as rows, and visits that the hot path records."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.web.server import NOBODY, Server, some_id

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


async def example_site(server: Server) -> str:
    """A website with the visits of the worked example; gives its id."""
    return (await example(server)).id


async def example(server: Server) -> "Site":
    """The same website, and the ids of its sessions, visits and events (`1` to `12`) by their names."""
    site = Site(server, await server.website())
    site.ids.update({name: some_id() for name in ("V1", "V2", "V3", "V4", "V5", *SESSIONS)})
    sessions = [{"session_id": site.ids[name], "website_id": site.id, "created_at": "2024-03-10", **session}
                for name, session in SESSIONS.items()]
    rows = []
    for number, event in enumerate(EVENTS, start=1):
        values = {"hostname": "example.com", "url_query": "", "referrer_domain": "", "event_type": 1, **event}
        visitor, visit, at = values.pop("s"), values.pop("v"), values.pop("at")
        site.ids[str(number)] = some_id()
        rows.append({"event_id": site.ids[str(number)], "website_id": site.id, "session_id": site.ids[visitor],
                     "visit_id": site.ids[visit], "created_at": f"2024-03-{at}Z", **values})
    await insert(server, "session", *sessions)
    await insert(server, "website_event", *rows)
    return site


@dataclass
class Site:
    """A website and what is asked about it: `await site.ask("metrics", "type=path")`."""

    server: Server
    id: str
    ids: dict[str, str] = field(default_factory=dict)

    async def answer(self, path: str, query: str = "", dates: str = MARCH, **how: Any) -> tuple[int, Any]:
        """Status and body of an answer about March 2024."""
        return await self.server.get(f"/api/websites/{self.id}/{path}?{dates}&{query}", **how)

    async def ask(self, path: str, query: str = "", dates: str = MARCH) -> Any:
        """The body of an answer that must succeed."""
        status, body = await self.answer(path, query, dates)
        assert status == 200, body
        return body

    async def record(self, at: str, url: str = "/", *, who: str = "Chrome", kind: str = "event", **payload: Any) -> Any:
        """A hit at a moment of March 2024, such as `10 06:30`, that the hot path takes; `who` is a browser."""
        moment = datetime.fromisoformat(f"2024-03-{at}").replace(tzinfo=UTC)
        body = {"type": kind, "payload": {
            "website": self.id, "hostname": "example.com", "url": url, "timestamp": int(moment.timestamp()), **payload}}
        agent = {"user-agent": f"Mozilla/5.0 {who}/120"}
        return await self.server.made("/api/send", body, as_=NOBODY, headers=agent)


async def recorded_site(server: Server) -> Site:
    """A website without any visit yet."""
    return Site(server, await server.website())


async def insert(server: Server, table: str, *rows: dict[str, Any]) -> None:
    """Rows, by names that tests alone give."""
    await server.sql(
        f"insert into {table} select * from json_populate_recordset(null::{table}, %s)",  # noqa: S608
        json.dumps(rows))
