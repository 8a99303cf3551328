"""/api/share, and the shares of websites, links, pixels and boards (spec 03, section 5)."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.db.tables import share
from app.errors import BadRequest, NotFound
from app.lib.dates import now
from app.lib.tokens import sign
from app.manage.shares import actions, queries
from app.manage.shares.rules import BOARD, LINK, PIXEL, WEBSITE
from app.manage.shares.schemas import EntityShares, NewEntityShare, NewShare, NewWebsiteShare, ShareChange, SharedThing
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.known import ForgetsShare
from app.web.paging import Page, page_of
from app.web.permissions import (
    OPEN,
    Anybody,
    Id,
    UpdateBoard,
    UpdateLink,
    UpdatePixel,
    UpdateWebsite,
    ViewBoard,
    ViewLink,
    ViewPixel,
    ViewWebsite,
    require,
)
from app.web.route import App, asks, new_router
from app.web.rows import PageOf, ShareRow

router = new_router()


@router.post("/api/share", response_model=ShareRow, **asks("canUpdateEntity(entityId)"))
async def create_share(body: NewShare, caller: Anybody, conn: Conn, new_id: NewId) -> Any:
    """A new share of any of the four kinds."""
    require(await check.update_entity(conn, caller, body.entity_id))
    if not WEBSITE <= body.share_type <= BOARD:
        raise BadRequest("Unknown share type.")
    return await actions.share_entity(
        conn, body.share_type, body.entity_id, share_id=new_id(), name=body.name, parameters=body.parameters,
        slug=body.slug,
    )


@router.get("/api/share/{slug}", response_model=SharedThing, **asks(OPEN))
async def open_share(slug: str, conn: Conn, app: App) -> dict[str, Any]:
    """What a share shows, and the token that shows it. Open to everybody who knows the slug."""
    if "\0" in slug:
        raise NotFound
    shown = await actions.what_it_shows(conn, slug)
    at = int(now().timestamp())
    return {**shown, "token": sign({**shown, "iat": at}, app.state.secret.encode())}


@router.get("/api/share/id/{share_id}", response_model=ShareRow, **asks("canViewEntity of what is shared"))
async def share_by_id(share_id: Id, caller: Anybody, conn: Conn) -> Any:
    """A share."""
    found = (await conn.execute(queries.by_id(share_id))).first()
    if found is None:
        raise NotFound
    require(await check.view_entity(conn, caller, found.entityId))
    return found


@router.post("/api/share/id/{share_id}", response_model=ShareRow, **asks("canUpdateEntity of what is shared"))
async def change_share(
    share_id: Id, body: ShareChange, caller: Anybody, conn: Conn, forget: ForgetsShare,
) -> Any:
    """Changes name, slug and parameters; an empty slug leaves the old one."""
    found = (await conn.execute(queries.by_id(share_id))).first()
    if found is None:
        raise NotFound
    require(await check.update_entity(conn, caller, found.entityId))
    forget(share_id)
    with refuse_taken(actions.SLUG_TAKEN):
        return (await conn.execute(queries.change(
            share_id, name=body.name, slug=body.slug or found.slug, parameters=body.parameters, updated_at=now(),
        ))).one()


@router.delete("/api/share/id/{share_id}", response_model=Ok, **asks("canDeleteEntity of what is shared"))
async def delete_share(share_id: Id, caller: Anybody, conn: Conn, forget: ForgetsShare) -> dict[str, bool]:
    """Deletes a share; its tokens end with it."""
    found = (await conn.execute(queries.by_id(share_id))).first()
    if found is None:
        raise NotFound
    require(await check.delete_entity(conn, caller, found.entityId))
    await conn.execute(queries.remove(share_id))
    forget(share_id)
    return OK


async def _page(conn: Conn, entity_id: str, ask: EntityShares) -> Page:
    return await page_of(conn, queries.of_entity(entity_id), ask, share.c.created_at.desc(), share.c.share_id.desc())


@router.get("/api/websites/{website_id}/shares", response_model=PageOf[ShareRow])
async def website_shares(
    website_id: Id, ask: Annotated[EntityShares, Query()], caller: ViewWebsite, conn: Conn,
) -> Page:
    """The shares of a website, newest first."""
    return await _page(conn, website_id, ask)


@router.post("/api/websites/{website_id}/shares", response_model=ShareRow)
async def share_website(
    website_id: Id, body: NewWebsiteShare, caller: UpdateWebsite, conn: Conn, new_id: NewId,
) -> Any:
    """A new share of a website."""
    parameters = body.parameters or {}
    return await actions.share_entity(
        conn, WEBSITE, website_id, share_id=new_id(), name=body.name, parameters=parameters)


@router.get("/api/links/{link_id}/shares", response_model=PageOf[ShareRow])
async def link_shares(link_id: Id, ask: Annotated[EntityShares, Query()], caller: ViewLink, conn: Conn) -> Page:
    """The shares of a link, newest first."""
    return await _page(conn, link_id, ask)


@router.post("/api/links/{link_id}/shares", response_model=ShareRow)
async def share_link(link_id: Id, body: NewEntityShare, caller: UpdateLink, conn: Conn, new_id: NewId) -> Any:
    """A new share of a link."""
    return await actions.share_entity(conn, LINK, link_id, share_id=new_id(), name=body.name, parameters={})


@router.get("/api/pixels/{pixel_id}/shares", response_model=PageOf[ShareRow])
async def pixel_shares(pixel_id: Id, ask: Annotated[EntityShares, Query()], caller: ViewPixel, conn: Conn) -> Page:
    """The shares of a pixel, newest first."""
    return await _page(conn, pixel_id, ask)


@router.post("/api/pixels/{pixel_id}/shares", response_model=ShareRow)
async def share_pixel(pixel_id: Id, body: NewEntityShare, caller: UpdatePixel, conn: Conn, new_id: NewId) -> Any:
    """A new share of a pixel."""
    return await actions.share_entity(conn, PIXEL, pixel_id, share_id=new_id(), name=body.name, parameters={})


@router.get("/api/boards/{board_id}/shares", response_model=PageOf[ShareRow])
async def board_shares(board_id: Id, ask: Annotated[EntityShares, Query()], caller: ViewBoard, conn: Conn) -> Page:
    """The shares of a board, newest first."""
    return await _page(conn, board_id, ask)


@router.post("/api/boards/{board_id}/shares", response_model=ShareRow)
async def share_board(board_id: Id, body: NewEntityShare, caller: UpdateBoard, conn: Conn, new_id: NewId) -> Any:
    """A new share of a board."""
    return await actions.share_entity(conn, BOARD, board_id, share_id=new_id(), name=body.name, parameters={})
