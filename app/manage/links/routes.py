"""/api/links: short links (spec 03, section 4)."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.db.tables import link
from app.errors import BadRequest, NotFound
from app.lib.dates import now
from app.manage.links import queries
from app.manage.links.schemas import LinkChange, NewLink
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.known import Forgets
from app.web.paging import Page, Searching, page_of
from app.web.permissions import CAN_CREATE, DeleteLink, Id, SignedIn, UpdateLink, ViewLink, require
from app.web.route import asks, new_router
from app.web.rows import LinkRow, PageOf

router = new_router()

_SLUG_TAKEN = "That slug is already taken."


@router.get("/api/links", response_model=PageOf[LinkRow])
async def my_links(ask: Annotated[Searching, Query()], caller: SignedIn, conn: Conn) -> Page:
    """The caller's links."""
    return await page_of(conn, queries.own(caller.user_id, ask.search), ask, link.c.link_id)


@router.post("/api/links", response_model=LinkRow, **asks(CAN_CREATE))
async def create_link(body: NewLink, caller: SignedIn, conn: Conn, new_id: NewId, forget: Forgets) -> Any:
    """A new link of the caller or of a team."""
    require(await check.create_website(conn, caller, body.team_id))
    at, link_id = now(), body.id or new_id()
    if body.id and not await check.id_is_free(conn, body.id):
        raise BadRequest("That ID is already taken.")
    forget(link_id, f"link:{body.slug}")
    with refuse_taken(_SLUG_TAKEN):
        return (await conn.execute(queries.create(
            link_id=link_id, name=body.name, url=body.url, slug=body.slug, team_id=body.team_id,
            user_id=None if body.team_id else caller.user_id, created_at=at, updated_at=at,
        ))).one()


@router.get("/api/links/{link_id}", response_model=LinkRow | None)
async def link_by_id(link_id: Id, caller: ViewLink, conn: Conn) -> Any:
    """A link, or null."""
    return (await conn.execute(queries.by_id(link_id))).first()


@router.post("/api/links/{link_id}", response_model=LinkRow)
async def change_link(link_id: Id, body: LinkChange, caller: UpdateLink, conn: Conn, forget: Forgets) -> Any:
    """Changes a link; without a member it writes nothing."""
    changes = body.given()
    found = (await conn.execute(queries.by_id(link_id))).first()
    if found is None:
        raise NotFound
    forget(link_id, *(f"link:{slug}" for slug in {found.slug, changes.get("slug", found.slug)}))
    with refuse_taken(_SLUG_TAKEN):
        return (await conn.execute(queries.change(link_id, **changes, updated_at=now()))).one() if changes else found


@router.delete("/api/links/{link_id}", response_model=Ok)
async def delete_link(link_id: Id, caller: DeleteLink, conn: Conn, forget: Forgets) -> dict[str, bool]:
    """Deletes a link."""
    slug = await conn.scalar(queries.remove(link_id))
    if slug is None:
        raise NotFound
    forget(link_id, f"link:{slug}")
    return OK
