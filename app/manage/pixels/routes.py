"""/api/pixels: tracking pixels (spec 03, section 4)."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.db.tables import pixel
from app.errors import BadRequest, NotFound
from app.lib.dates import now
from app.manage.pixels import queries
from app.manage.pixels.schemas import NewPixel, PixelChange
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.known import Forgets
from app.web.paging import Page, Searching, page_of
from app.web.permissions import CAN_CREATE, DeletePixel, Id, SignedIn, UpdatePixel, ViewPixel, require
from app.web.route import asks, new_router
from app.web.rows import PageOf, PixelRow

router = new_router()

_SLUG_TAKEN = "That slug is already taken."


@router.get("/api/pixels", response_model=PageOf[PixelRow])
async def my_pixels(ask: Annotated[Searching, Query()], caller: SignedIn, conn: Conn) -> Page:
    """The caller's pixels."""
    return await page_of(conn, queries.own(caller.user_id, ask.search), ask, pixel.c.pixel_id)


@router.post("/api/pixels", response_model=PixelRow, **asks(CAN_CREATE))
async def create_pixel(body: NewPixel, caller: SignedIn, conn: Conn, new_id: NewId, forget: Forgets) -> Any:
    """A new pixel of the caller or of a team."""
    require(await check.create_website(conn, caller, body.team_id))
    at, pixel_id = now(), body.id or new_id()
    if body.id and not await check.id_is_free(conn, body.id):
        raise BadRequest("That ID is already taken.")
    forget(pixel_id, f"pixel:{body.slug}")
    with refuse_taken(_SLUG_TAKEN):
        return (await conn.execute(queries.create(
            pixel_id=pixel_id, name=body.name, slug=body.slug, team_id=body.team_id,
            user_id=None if body.team_id else caller.user_id, created_at=at, updated_at=at,
        ))).one()


@router.get("/api/pixels/{pixel_id}", response_model=PixelRow | None)
async def pixel_by_id(pixel_id: Id, caller: ViewPixel, conn: Conn) -> Any:
    """A pixel, or null."""
    return (await conn.execute(queries.by_id(pixel_id))).first()


@router.post("/api/pixels/{pixel_id}", response_model=PixelRow)
async def change_pixel(pixel_id: Id, body: PixelChange, caller: UpdatePixel, conn: Conn, forget: Forgets) -> Any:
    """Changes a pixel; without a member it writes nothing."""
    changes = body.given()
    found = (await conn.execute(queries.by_id(pixel_id))).first()
    if found is None:
        raise NotFound
    forget(pixel_id, *(f"pixel:{slug}" for slug in {found.slug, changes.get("slug", found.slug)}))
    with refuse_taken(_SLUG_TAKEN):
        return (await conn.execute(queries.change(pixel_id, **changes, updated_at=now()))).one() if changes else found


@router.delete("/api/pixels/{pixel_id}", response_model=Ok)
async def delete_pixel(pixel_id: Id, caller: DeletePixel, conn: Conn, forget: Forgets) -> dict[str, bool]:
    """Deletes a pixel."""
    slug = await conn.scalar(queries.remove(pixel_id))
    if slug is None:
        raise NotFound
    forget(pixel_id, f"pixel:{slug}")
    return OK
