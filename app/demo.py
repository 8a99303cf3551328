"""Demo data for `dashi dev`: a shop with three months of visitors, made by the real hot path."""

import asyncio
import logging
import random
import time
from typing import Any

import sqlalchemy as sa

from app.collect.known import Known
from app.collect.pipeline import Asker, Pipeline
from app.collect.writer import Writer
from app.db.engine import Database
from app.db.tables import user, website
from app.lib.tokens import secret_of
from app.settings import Settings

log = logging.getLogger("dashi")

WEBSITE = "0d0e0000-0000-4000-8000-000000000001"
_DAYS = 90
_VISITORS_A_DAY = 60
_PAGES = (
    ("/", "Home"), ("/pricing", "Pricing"), ("/docs", "Documentation"), ("/docs/install", "Install"),
    ("/blog", "Blog"), ("/blog/launch", "We have launched"), ("/about", "About us"), ("/checkout", "Checkout"),
)
_WEIGHTS = (30, 14, 12, 8, 10, 6, 4, 5)
_AGENTS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 "
    "Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
)
_PLACES = (
    ("US", "CA", "San Francisco"), ("US", "NY", "New York"), ("GB", "ENG", "London"), ("DE", "BE", "Berlin"),
    ("FR", "IDF", "Paris"), ("JP", "13", "Tokyo"), ("BR", "SP", "São Paulo"), ("IN", "KA", "Bengaluru"),
)
_REFERRERS = (
    "", "", "https://www.google.com/", "https://news.ycombinator.com/", "https://duckduckgo.com/", "https://t.co/x",
)
_SCREENS = ("2560x1440", "1920x1080", "1536x864", "390x844")
_QUERIES = ("", "", "", "", "?utm_source=newsletter&utm_medium=email", "?utm_source=google&utm_medium=cpc&gclid=abc")


def fill(settings: Settings) -> None:
    """Adds the demo website and its visitors, unless it is there already."""
    asyncio.run(_fill(settings))


async def _fill(settings: Settings) -> None:
    database = Database(settings.database_url)
    try:
        async with database.transaction() as connection:
            owner = await connection.scalar(sa.select(user.c.user_id).order_by(user.c.created_at).limit(1))
            known = await connection.scalar(sa.select(website.c.website_id).where(website.c.website_id == WEBSITE))
            if known:
                return
            log.info("adding a demo website with %d days of visitors", _DAYS)
            await connection.execute(sa.insert(website).values(
                website_id=WEBSITE, name="Demo shop", domain="shop.example.com", user_id=owner, created_by=owner,
            ))
        await _visit(settings, database)
    finally:
        await database.close()


async def _visit(settings: Settings, database: Database) -> None:
    known = Known(database.engine)
    secret = secret_of(settings.app_secret or settings.database_url)
    pipeline = Pipeline(settings, secret, known)
    writer = Writer(database.url, known.sessions, group_ms=0, group_hits=500, queue_hits=100_000, wait_seconds=30)
    writer.start()
    dice = random.Random(1)  # noqa: S311 - demo data
    try:
        now = int(time.time())
        for day in range(_DAYS, -1, -1):
            growth = 0.6 + 0.4 * (_DAYS - day) / _DAYS
            visits = [_a_visit(dice, now - day * 86_400) for _ in range(int(_VISITORS_A_DAY * growth))]
            waiting = []
            for asker, payloads in visits:
                for kind, payload in payloads:
                    if payload["timestamp"] <= now:
                        hit, _ = await pipeline.read(kind, payload, asker)
                        waiting.append(writer.submit(hit))
            await asyncio.gather(*waiting)
    finally:
        await writer.close()


def _a_visit(dice: random.Random, noon: int) -> tuple[Asker, list[tuple[str, dict[str, Any]]]]:
    country, region, city = dice.choice(_PLACES)
    asker = Asker({
        "user-agent": dice.choice(_AGENTS), "x-forwarded-for": f"81.2.{dice.randrange(64)}.{dice.randrange(1, 250)}",
        "cf-ipcountry": country, "cf-region-code": region, "cf-ipcity": city,
    }, None)
    at = noon - noon % 86_400 + int(dice.triangular(0, 86_399, 54_000))
    common = {"website": WEBSITE, "hostname": "shop.example.com", "screen": dice.choice(_SCREENS), "language": "en-US"}
    referrer, query = dice.choice(_REFERRERS), dice.choice(_QUERIES)
    payloads: list[tuple[str, dict[str, Any]]] = []
    for step in range(1 + int(dice.expovariate(0.5))):
        path, title = dice.choices(_PAGES, _WEIGHTS)[0]
        payloads.append(("event", {
            **common, "url": path + ("" if step else query), "title": title, "referrer": referrer, "timestamp": at,
        }))
        referrer = f"https://shop.example.com{path}"
        if path == "/pricing" and dice.random() < 0.3:
            plan = dice.choice(("free", "pro"))
            payloads.append(("event", {**common, "url": path, "name": "signup", "timestamp": at + 5,
                                       "data": {"plan": plan}}))
        if path == "/checkout" and dice.random() < 0.6:
            amount = round(dice.uniform(5, 120), 2)
            payloads.append(("event", {**common, "url": path, "name": "purchase", "timestamp": at + 9,
                                       "data": {"revenue": amount, "currency": "EUR"}}))
        at += 10 + int(dice.expovariate(1 / 45))
    return asker, payloads
