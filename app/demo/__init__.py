"""Demo data for `dashi dev`: a small company with three months of visitors, made by the real hot path.

The same dice fall at every call: what is there depends on the moment of the call alone, apart from the ids of rows.
"""

import asyncio
import logging
import random
import time
from collections.abc import Iterable
from datetime import UTC, datetime

import orjson
import sqlalchemy as sa

from app.collect import record
from app.collect.known import Known
from app.collect.pipeline import Asker, Pipeline
from app.collect.writer import Writer
from app.db.engine import Database
from app.db.tables import session_replay_saved, user, website
from app.demo import ids, kept, replays
from app.demo.ids import WEBSITE
from app.demo.people import People
from app.demo.sites import SHOP, SITES, Site
from app.demo.visits import Request, requests, walk
from app.lib.tokens import secret_of
from app.settings import Settings

__all__ = ["WEBSITE", "fill", "ids"]

log = logging.getLogger("dashi")

_DAYS = 90
_DAY = 86_400
_BY_WEEKDAY = (1.1, 1.15, 1.15, 1.1, 0.95, 0.65, 0.7)
_LAUNCH = 38  # so many days ago the shop was talked about


def fill(settings: Settings, now: int | None = None) -> None:
    """Adds the demo's websites and their visitors up to `now` (in seconds), unless they are there already."""
    asyncio.run(_fill(settings, now or int(time.time())))


async def _fill(settings: Settings, now: int) -> None:
    database = Database(settings.database_url)
    try:
        async with database.transaction() as connection:
            owner = await connection.scalar(sa.select(user.c.user_id).order_by(user.c.created_at).limit(1))
            known = await connection.scalar(sa.select(website.c.website_id).where(website.c.website_id == WEBSITE))
            if known or owner is None:
                return
            log.info("adding demo websites with %d days of visitors", _DAYS)
            for statement in kept.statements(owner, datetime.fromtimestamp(now, UTC)):
                await connection.execute(statement)
        collection = _Collection(settings, database, now)
        try:
            await collection.fill()
        finally:
            await collection.close()
        async with database.transaction() as connection:
            # PostgreSQL would do so by itself within minutes; until then some reports take as long.
            await connection.execute(sa.text("analyze"))
    finally:
        await database.close()


class _Collection:
    """What a server does with hits, on a clock that runs from three months ago to now."""

    def __init__(self, settings: Settings, database: Database, now: int) -> None:
        self._database, self._now = database, now
        known = Known(database.engine)
        self._pipeline = Pipeline(settings, secret_of(settings.app_secret or settings.database_url), known)
        self._writer = Writer(
            database.url, known.sessions, group_ms=0, group_hits=500, queue_hits=100_000, wait_seconds=30)
        self._writer.start()
        self._waiting: list[asyncio.Future[None]] = []
        self._dice = random.Random(1)  # noqa: S311 - demo data

    async def close(self) -> None:
        await self._writer.close()

    async def fill(self) -> None:
        people = {site: People(self._dice, network) for network, site in enumerate(SITES, 2)}
        # Day by day: what the pipeline knows of an hour serves all websites.
        for day in range(_DAYS, -1, -1):
            for site in SITES:
                await self._day(site, people[site], day)
        await self._recordings(people[SHOP])
        await self._short_links()
        await asyncio.gather(*self._waiting)

    async def _day(self, site: Site, people: People, day: int) -> None:
        midnight = (self._now - self._now % _DAY) - day * _DAY
        growth = 0.6 + 0.4 * (_DAYS - day) / _DAYS
        talk = 1.9 if day == _LAUNCH and site is SHOP else 1
        weekday = _BY_WEEKDAY[time.gmtime(midnight).tm_wday]
        times = [midnight + int(self._dice.triangular(0, _DAY - 1, 54_000))
                 for _ in range(int(site.visits_a_day * growth * talk * weekday * self._dice.uniform(0.85, 1.15)))]
        if not day:  # somebody is always here
            times += [self._now - int(self._dice.uniform(0, 1_700)) for _ in range(site.visits_a_day // 3)]
        for at in times:
            person = people.one(site.loyalty)
            await self._collect(person.asker, requests(self._dice, site, person, at, walk(self._dice, site)))

    async def _collect(self, asker: Asker, sent: Iterable[Request]) -> str:
        """Stores what a visit sends; gives the last answer's token."""
        answer = b'{"cache":""}'
        for kind, payload in sent:
            if payload["timestamp"] <= self._now:
                hit, answer = await self._pipeline.read(kind, payload, asker)
                self._waiting.append(self._writer.submit(hit))
        await asyncio.sleep(0)  # the writer's turn: it commits what there is while the next visit is made
        return str(orjson.loads(answer)["cache"])

    async def _recordings(self, people: People) -> None:
        for ago, paths in replays.VISITS:
            person, at = people.one(SHOP.loyalty), self._now - ago
            token = await self._collect(person.asker, requests(self._dice, SHOP, person, at, paths))
            session_id, visit_id = self._pipeline.visit_of_token(token)
            async with self._database.transaction() as connection:
                for number, path in enumerate(paths):
                    second = at + number * 20
                    part = {"events": replays.chunk(SHOP, path, person.screen, second), "timestamp": second + 12}
                    statement = await record.chunk_row(SHOP.id, session_id, visit_id, part)
                    arrived = datetime.fromtimestamp(second + 12, UTC)
                    await connection.execute(statement.values(created_at=arrived))
        async with self._database.transaction() as connection:
            await connection.execute(sa.insert(session_replay_saved).values(
                saved_replay_id=ids.SAVED_REPLAY, website_id=SHOP.id, visit_id=visit_id, name="A whole purchase",
                updated_at=datetime.fromtimestamp(self._now, UTC)))

    async def _short_links(self) -> None:
        """Hits of the links and the pixel, as their routes collect them."""
        people = People(self._dice, len(SITES) + 2)
        things = [("link", thing_id, f"/q/{slug}") for thing_id, slug in zip(ids.LINKS, ids.LINK_SLUGS, strict=True)]
        things.append(("pixel", ids.PIXEL, f"/p/{ids.PIXEL_SLUG}"))
        for day in range(_DAYS, -1, -1):
            for kind, thing_id, path in things:
                for _ in range(self._dice.randrange(5)):
                    referrer = self._dice.choice(("", "https://mail.google.com/", "https://t.co/x"))
                    at = self._now - day * _DAY - self._dice.randrange(_DAY)
                    sent = {kind: thing_id, "url": f"http://localhost{path}", "referrer": referrer, "timestamp": at}
                    await self._collect(people.one(0.2).asker, [("event", sent)])
