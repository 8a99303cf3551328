"""/api/reports: reports as they are saved (spec 03, section 7). Running them is another matter."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.db.tables import report
from app.errors import NotFound
from app.lib.dates import now
from app.manage.reports import queries
from app.manage.reports.schemas import ReportList, ReportsOfWebsite, SavedReport
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.ids import NewId
from app.web.paging import Page, page_of
from app.web.permissions import Anybody, Id, SignedIn, ViewWebsite, require
from app.web.route import asks, new_router
from app.web.rows import PageOf, ReportRow

router = new_router()


@router.get("/api/reports", response_model=PageOf[ReportRow], **asks("canViewWebsite(websiteId)"))
async def reports(ask: Annotated[ReportList, Query()], caller: Anybody, conn: Conn) -> Page:
    """The saved reports of a website."""
    require(await check.view_website(conn, caller, ask.website_id))
    rows = queries.of_website(ask.website_id, ask.type, of_living_website=True)
    return await page_of(conn, rows, ask, report.c.report_id)


@router.get("/api/websites/{website_id}/reports", response_model=PageOf[ReportRow])
async def reports_of_website(
    website_id: Id, ask: Annotated[ReportsOfWebsite, Query()], caller: ViewWebsite, conn: Conn,
) -> Page:
    """The same by path, also of a website that is soft-deleted."""
    rows = queries.of_website(website_id, ask.type, of_living_website=False)
    return await page_of(conn, rows, ask, report.c.report_id)


@router.post("/api/reports", response_model=ReportRow, **asks("canUpdateWebsite(websiteId)"))
async def create_report(body: SavedReport, caller: SignedIn, conn: Conn, new_id: NewId) -> Any:
    """Saves a report of the caller's."""
    require(await check.update_website(conn, caller, body.website_id))
    if await conn.scalar(queries.website_exists(body.website_id)) is None:
        raise NotFound
    at = now()
    return (await conn.execute(queries.create(
        report_id=new_id(), user_id=caller.user_id, website_id=body.website_id, type=body.type, name=body.name,
        description=body.description or "", parameters=body.parameters, created_at=at, updated_at=at,
    ))).one()


@router.get("/api/reports/{report_id}", response_model=ReportRow | None, **asks("canViewReport(reportId)"))
async def report_by_id(report_id: Id, caller: Anybody, conn: Conn) -> Any:
    """A saved report; where it is missing null for admins, and not found for others."""
    found = (await conn.execute(queries.by_id(report_id))).first()
    if found is None:
        if caller.is_admin:
            return None
        raise NotFound
    require(await check.view_report(conn, caller, found.userId, found.websiteId))
    return found


@router.post(
    "/api/reports/{report_id}", response_model=ReportRow,
    **asks("canUpdateReport(reportId); to move it canUpdateWebsite(websiteId)"),
)
async def change_report(report_id: Id, body: SavedReport, caller: SignedIn, conn: Conn) -> Any:
    """Changes a saved report. It moves only to a website that the caller may update (Umami does not ask)."""
    found = (await conn.execute(queries.by_id(report_id))).first()
    if found is None:
        raise NotFound
    require(await check.update_report(conn, caller, found.userId, found.websiteId))
    if body.website_id != found.websiteId:
        require(await check.update_website(conn, caller, body.website_id))
        if await conn.scalar(queries.website_exists(body.website_id)) is None:
            raise NotFound
    return (await conn.execute(queries.change(report_id, **body.given(), updated_at=now()))).one()


@router.delete("/api/reports/{report_id}", response_model=Ok, **asks("canDeleteReport(reportId)"))
async def delete_report(report_id: Id, caller: SignedIn, conn: Conn) -> dict[str, bool]:
    """Deletes a saved report."""
    found = (await conn.execute(queries.by_id(report_id))).first()
    if found is None:
        raise NotFound
    require(await check.delete_report(conn, caller, found.userId, found.websiteId))
    await conn.execute(queries.remove(report_id))
    return OK
