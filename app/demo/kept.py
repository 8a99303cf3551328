"""What the demo's owner has made: websites, a team, links, a pixel, reports, a segment, a cohort, a board, a share."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.access.roles import TEAM_MEMBER, TEAM_OWNER
from app.db.tables import board, link, pixel, report, segment, share, team, team_user, user, website
from app.demo import ids
from app.demo.sites import SITES
from app.lib.passwords import hash_now
from app.manage.shares.rules import WEBSITE

Row = dict[str, Any]

_SHARED_PAGES = (
    "overview", "events", "sessions", "realtime", "performance", "compare", "breakdown", "goals", "funnels", "journeys",
    "retention", "utm", "revenue", "attribution",
)
_RECORDER = {"sampleRate": 0.25, "maskLevel": "moderate", "maxDuration": 300_000}


def statements(owner: str, now: datetime) -> Iterator[sa.Insert]:
    """Inserts it all, as made by `owner` some days before `now`."""
    made = now - timedelta(days=92)
    dates = {"created_at": made, "updated_at": made}
    websites = [(site.id, site.name, site.domain) for site in SITES]
    websites.append((ids.EMPTY_WEBSITE, "Summer campaign", "summer.example.com"))
    rows: list[tuple[sa.Table, list[Row]]] = [
        (user, [{"user_id": ids.EDITOR, "username": ids.EDITOR_NAME, "password": hash_now(ids.EDITOR_PASSWORD),
                 "role": "user"}]),
        (team, [{"team_id": ids.TEAM, "name": "Demo team", "access_code": "team_demo000000000000"}]),
        (team_user, [
            {"team_user_id": row_id, "team_id": ids.TEAM, "user_id": user_id, "role": role} for row_id, user_id, role
            in zip(ids.MEMBERS, (owner, ids.EDITOR), (TEAM_OWNER, TEAM_MEMBER), strict=True)
        ]),
        (website, [_website(owner, *each) for each in websites]),
        (link, [
            {"link_id": link_id, "slug": slug, "name": name, "url": url, "user_id": owner} for link_id, slug, name, url
            in zip(ids.LINKS, ids.LINK_SLUGS, ("Spring offer", "Read the docs"),
                   ("https://shop.example.com/pricing", "https://shop.example.com/docs"), strict=True)
        ]),
        (pixel, [{"pixel_id": ids.PIXEL, "slug": ids.PIXEL_SLUG, "name": "Newsletter opened", "user_id": owner}]),
        (report, [{"user_id": owner, "website_id": ids.WEBSITE, **each} for each in _reports()]),
        (segment, [{"website_id": ids.WEBSITE, **each} for each in _segments()]),
        (board, [{"board_id": ids.BOARD, "type": "mixed", "name": "Monday morning", "user_id": owner,
                  "description": "All websites at a glance", "parameters": _board()}]),
        (share, [{"share_id": ids.SHARE, "entity_id": ids.WEBSITE, "name": "For the board", "share_type": WEBSITE,
                  "slug": ids.SHARE_SLUG, "parameters": dict.fromkeys(_SHARED_PAGES, True)}]),
    ]
    for table, each in rows:
        yield sa.insert(table).values([{**row, **dates} for row in each])


def _website(owner: str, website_id: str, name: str, domain: str) -> Row:
    is_recorded, is_teams = website_id == ids.WEBSITE, website_id == ids.TEAM_WEBSITE
    return {
        "website_id": website_id, "name": name, "domain": domain, "created_by": owner,
        "user_id": None if is_teams else owner, "team_id": ids.TEAM if is_teams else None,
        "replay_enabled": is_recorded, "replay_config": _RECORDER if is_recorded else sa.null(),
    }


def _reports() -> Iterator[Row]:
    goals = (("Has bought", {"type": "path", "value": "/thanks"}), ("Signs up", {"type": "event", "value": "signup"}))
    for report_id, (name, goal) in zip(ids.GOALS, goals, strict=True):
        yield {"report_id": report_id, "type": "goal", "name": name, "description": "", "parameters": goal}
    steps = [{"type": "path", "value": path} for path in ("/", "/pricing", "/checkout", "/thanks")]
    yield {"report_id": ids.FUNNEL, "type": "funnel", "name": "Checkout", "description": "",
           "parameters": {"window": 60, "steps": steps}}


def _segments() -> Iterator[Row]:
    phones = {"name": "device", "operator": "eq", "value": "mobile,tablet"}
    yield {"segment_id": ids.SEGMENT, "type": "segment", "name": "On the move",
           "parameters": {"filters": [phones], "match": "all"}}
    yield {"segment_id": ids.COHORT, "type": "cohort", "name": "Signed up lately", "parameters": {
        "filters": [], "dateRange": "30day", "action": {"type": "event", "value": "signup"}}}


def _board() -> Row:
    """Three rows of components, in the shape that Umami's boards have (spec 05, section 15)."""
    table = "MetricsTable"
    rows: tuple[tuple[tuple[str, str, str, Row], ...], ...] = (
        (("TextBlock", "", "", {"text": "Numbers of the last days. Ask Ada if something looks odd."}),),
        (("WebsiteMetricsBar", ids.WEBSITE, "Shop", {}),),
        (("WebsiteChart", ids.WEBSITE, "Shop by day", {}), ("WebsiteChart", ids.BLOG, "Blog by day", {})),
        ((table, ids.WEBSITE, "Pages of the shop", {"type": "path", "limit": 10}),
         (table, ids.WEBSITE, "Sources of the shop", {"type": "referrer", "limit": 10}),
         (table, ids.DOCS, "Pages of the docs", {"type": "path", "limit": 5})),
        (("WorldMap", ids.WEBSITE, "Where customers are", {}), ("WeeklyTraffic", ids.BLOG, "When notes are read", {})),
        (("EventsChart", ids.WEBSITE, "Events of the shop", {}),),
    )
    return {"rows": [
        {"id": f"row-{number}", "size": 1, "columns": [
            {"id": f"column-{number}-{place}", "size": 1, "component": _component(*each)}
            for place, each in enumerate(row, 1)
        ]}
        for number, row in enumerate(rows, 1)
    ]}


def _component(kind: str, website_id: str, title: str, props: Row) -> Row:
    entity = {"entityType": "website", "entityId": website_id, "websiteId": website_id} if website_id else {}
    return {"type": kind, **entity, **({"title": title} if title else {}), "props": props}
