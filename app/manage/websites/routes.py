"""/api/websites and /api/admin/websites: websites (spec 03, section 1)."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.db.tables import website
from app.errors import BadRequest
from app.lib.dates import now
from app.manage.websites import actions, queries
from app.manage.websites.schemas import (
    AnyWebsite,
    ListedWebsite,
    NewWebsite,
    OwnWebsites,
    SearchedWebsites,
    Transfer,
    WebsiteAnswer,
    WebsiteChange,
)
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.known import Forgets
from app.web.paging import Page, Searching, page_of
from app.web.permissions import (
    CAN_CREATE,
    Admin,
    DeleteWebsite,
    Id,
    SameUser,
    SignedIn,
    UpdateWebsite,
    ViewWebsite,
    require,
)
from app.web.route import asks, new_router
from app.web.rows import PageOf, WebsiteRow

router = new_router()


async def _page(conn: Conn, user_id: str, ask: OwnWebsites | SearchedWebsites) -> Page:
    search = ask.search if isinstance(ask, SearchedWebsites) else None
    chosen = queries.own_and_of_teams if ask.include_teams else queries.own
    return await page_of(conn, chosen(user_id, search), ask, website.c.website_id)


@router.get("/api/websites", response_model=PageOf[ListedWebsite])
async def my_websites(ask: Annotated[SearchedWebsites, Query()], caller: SignedIn, conn: Conn) -> Page:
    """The caller's websites, with `includeTeams` also those of teams the caller owns."""
    return await _page(conn, caller.user_id, ask)


@router.get("/api/me/websites", response_model=PageOf[ListedWebsite])
async def my_own_websites(ask: Annotated[OwnWebsites, Query()], caller: SignedIn, conn: Conn) -> Page:
    """The caller's websites; this list cannot be searched."""
    return await _page(conn, caller.user_id, ask)


@router.get("/api/users/{user_id}/websites", response_model=PageOf[ListedWebsite])
async def websites_of_user(
    user_id: Id, ask: Annotated[SearchedWebsites, Query()], caller: SameUser, conn: Conn,
) -> Page:
    """A user's websites."""
    return await _page(conn, user_id, ask)


@router.get("/api/admin/websites", response_model=PageOf[AnyWebsite])
async def all_websites(ask: Annotated[Searching, Query()], caller: Admin, conn: Conn) -> Page:
    """All websites, newest first."""
    return await actions.page_with_teams(conn, ask, website.c.created_at.desc(), website.c.website_id.desc())


@router.post("/api/websites", response_model=WebsiteAnswer, **asks(CAN_CREATE))
async def create_website(
    body: NewWebsite, caller: SignedIn, conn: Conn, new_id: NewId, forget: Forgets,
) -> dict[str, Any]:
    """A new website of the caller or of a team, and with `shareId` its share; both or neither."""
    require(await check.create_website(conn, caller, body.team_id))
    at, website_id = now(), body.id or new_id()
    if body.id and not await check.id_is_free(conn, body.id):
        raise BadRequest("That ID is already taken.")
    with refuse_taken("That ID is already taken."):
        made = await conn.execute(queries.create(
            website_id=website_id, name=body.name, domain=body.domain, team_id=body.team_id,
            user_id=None if body.team_id else caller.user_id, created_by=caller.user_id, created_at=at, updated_at=at,
        ))
    if body.share_id:
        await actions.publish(conn, website_id, body.name, body.share_id, new_id())
    forget(website_id)
    return {**made.mappings().one(), "shareId": body.share_id or None}


@router.get("/api/websites/{website_id}", response_model=WebsiteAnswer | None)
async def website_by_id(website_id: Id, caller: ViewWebsite, conn: Conn) -> Any:
    """A website, or null."""
    return (await conn.execute(queries.by_id(website_id))).first()


@router.post("/api/websites/{website_id}", response_model=WebsiteAnswer)
async def change_website(
    website_id: Id, body: WebsiteChange, caller: UpdateWebsite, conn: Conn, new_id: NewId, forget: Forgets,
) -> dict[str, Any]:
    """Changes a website, and publishes or unpublishes it."""
    site = await actions.change_website(conn, website_id, body, new_id())
    forget(website_id)
    return {**site, "shareId": body.share_id or site["shareId"]}


@router.delete("/api/websites/{website_id}", response_model=Ok)
async def delete_website(
    website_id: Id, caller: DeleteWebsite, conn: Conn, forget: Forgets,
) -> dict[str, bool]:
    """Deletes a website and all it owns."""
    await actions.delete_website(conn, website_id)
    forget(website_id)
    return OK


@router.post("/api/websites/{website_id}/reset", response_model=Ok)
async def reset_website(website_id: Id, caller: UpdateWebsite, conn: Conn, forget: Forgets) -> dict[str, bool]:
    """Deletes what was collected for a website."""
    await actions.reset_website(conn, website_id)
    forget(website_id)
    return OK


@router.post(
    "/api/websites/{website_id}/transfer", response_model=WebsiteRow,
    **asks("canTransferWebsiteToUser(websiteId, userId) or canTransferWebsiteToTeam(websiteId, teamId)"),
)
async def transfer_website(
    website_id: Id, body: Transfer, caller: SignedIn, conn: Conn, forget: Forgets,
) -> Any:
    """Gives a website to a team, or takes it from one for oneself. Errors: BadRequest where neither is said."""
    if body.user_id:
        require(await check.transfer_to_user(conn, caller, website_id, body.user_id))
        owner = {"user_id": body.user_id, "team_id": None}
    elif body.team_id:
        require(await check.transfer_to_team(conn, caller, website_id, body.team_id))
        owner = {"user_id": None, "team_id": body.team_id}
    else:
        raise BadRequest
    forget(website_id)
    return (await conn.execute(queries.change(website_id, **owner, updated_at=now()))).one()
