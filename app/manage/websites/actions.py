"""Several statements about a website that belong to one transaction."""

from typing import Any

from sqlalchemy import null
from sqlalchemy.ext.asyncio import AsyncConnection

from app.errors import NotFound
from app.lib.dates import now
from app.manage.websites import queries
from app.manage.websites.schemas import WebsiteChange
from app.sql.removal import delete_collected, delete_shares, delete_websites
from app.web.errors import refuse_taken
from app.web.paging import Page, Searching, page_of

_SHARE_TAKEN = "That share ID is already taken."


async def publish(conn: AsyncConnection, website_id: str, name: str, slug: str, share_row_id: str) -> None:
    """Makes the share that a website's `shareId` asks for. Errors: BadRequest for a slug that is taken."""
    at = now()
    with refuse_taken(_SHARE_TAKEN):
        await conn.execute(queries.publish(
            share_id=share_row_id, entity_id=website_id, name=name, slug=slug, created_at=at, updated_at=at))


async def change_website(
    conn: AsyncConnection, website_id: str, body: WebsiteChange, share_row_id: str,
) -> dict[str, Any]:
    """Changes the members given; `shareId` null deletes all shares, a text makes another one, "" does nothing.

    Errors: NotFound; BadRequest for a taken slug, and then nothing has changed (in Umami name and domain have).
    """
    changes = body.given("name", "domain", "replay_enabled", "replay_config")
    if "replay_config" in changes:
        config = body.replay_config
        # `null()` is SQL's NULL; None would be stored as the JSON value null.
        changes["replay_config"] = config.model_dump(by_alias=True, exclude_unset=True) if config else null()
    if changes:
        await conn.execute(queries.change(website_id, **changes, updated_at=now()))
    site = (await conn.execute(queries.by_id(website_id))).first()
    if site is None:
        raise NotFound
    if body.share_id:
        await publish(conn, website_id, site.name, body.share_id, share_row_id)
    elif "share_id" in body.model_fields_set and body.share_id is None:
        await conn.execute(delete_shares([website_id]))
    return dict((await conn.execute(queries.by_id(website_id))).mappings().one())


async def delete_website(conn: AsyncConnection, website_id: str) -> None:
    """Deletes a website and all it owns. Errors: NotFound."""
    gone = 0
    for statement in delete_websites([website_id]):
        gone = (await conn.execute(statement)).rowcount
    if not gone:
        raise NotFound


async def reset_website(conn: AsyncConnection, website_id: str) -> None:
    """Deletes what was collected and starts statistics anew; reports, segments and shares stay. Errors: NotFound."""
    at = now()
    if (await conn.execute(queries.change(website_id, reset_at=at, updated_at=at))).first() is None:
        raise NotFound
    for statement in delete_collected([website_id]):
        await conn.execute(statement)


async def page_with_teams(conn: AsyncConnection, ask: Searching, *order: Any) -> Page:
    """A page of all websites, each with its user and its team, and in the team its owners."""
    page = await page_of(conn, queries.all_websites(ask.search), ask, *order)
    teams = [site["team"] for site in page["data"] if site["team"]]
    owners = (await conn.execute(queries.team_owners([team["id"] for team in teams]))).mappings().all()
    for team in teams:
        team["members"] = [dict(owner) for owner in owners if owner["teamId"] == team["id"]]
    return page
