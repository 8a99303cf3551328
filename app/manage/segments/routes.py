"""/api/websites/:id/segments: segments and cohorts (spec 03, section 6)."""

from typing import Annotated, Any

from fastapi import Query

from app.db.tables import segment
from app.errors import NotFound
from app.lib.dates import now
from app.manage.segments import queries
from app.manage.segments.schemas import NewSegment, SegmentChange, SegmentList
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.ids import NewId
from app.web.paging import Page, page_of
from app.web.permissions import DeleteWebsite, Id, UpdateWebsite, ViewWebsite
from app.web.route import new_router
from app.web.rows import PageOf, SegmentRow

router = new_router()


@router.get("/api/websites/{website_id}/segments", response_model=PageOf[SegmentRow])
async def segments(
    website_id: Id, ask: Annotated[SegmentList, Query()], caller: ViewWebsite, conn: Conn,
) -> Page:
    """The segments, or the cohorts, of a website."""
    return await page_of(conn, queries.of_website(website_id, ask.type, ask.search), ask, segment.c.segment_id)


@router.post("/api/websites/{website_id}/segments", response_model=SegmentRow)
async def create_segment(
    website_id: Id, body: NewSegment, caller: UpdateWebsite, conn: Conn, new_id: NewId,
) -> Any:
    """A new segment or cohort."""
    at = now()
    return (await conn.execute(queries.create(
        segment_id=new_id(), website_id=website_id, type=body.type, name=body.name,
        parameters=body.parameters.model_dump(by_alias=True, exclude_unset=True), created_at=at, updated_at=at,
    ))).one()


@router.get("/api/websites/{website_id}/segments/{segment_id}", response_model=SegmentRow)
async def segment_by_id(website_id: Id, segment_id: Id, caller: ViewWebsite, conn: Conn) -> Any:
    """A segment of this website."""
    found = (await conn.execute(queries.by_id(website_id, segment_id))).first()
    if found is None:
        raise NotFound
    return found


@router.post("/api/websites/{website_id}/segments/{segment_id}", response_model=SegmentRow)
async def change_segment(
    website_id: Id, segment_id: Id, body: SegmentChange, caller: UpdateWebsite, conn: Conn,
) -> Any:
    """Changes a segment of this website; parameters are any object here."""
    found = (await conn.execute(queries.change(
        website_id, segment_id, type=body.type, name=body.name, parameters=body.parameters, updated_at=now(),
    ))).first()
    if found is None:
        raise NotFound
    return found


@router.delete("/api/websites/{website_id}/segments/{segment_id}", response_model=Ok)
async def delete_segment(website_id: Id, segment_id: Id, caller: DeleteWebsite, conn: Conn) -> dict[str, bool]:
    """Deletes a segment of this website."""
    if not (await conn.execute(queries.remove(website_id, segment_id))).rowcount:
        raise NotFound
    return OK
