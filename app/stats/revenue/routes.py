"""Revenue: revenue/sessions (spec 04, section 11.6)."""

from typing import Annotated

from fastapi import Query
from sqlalchemy import and_

from app.db.tables import session
from app.sql.scope import EventScope
from app.stats.revenue.queries import has_revenue
from app.stats.revenue.schemas import RevenueSessions
from app.stats.schemas import SessionRow
from app.stats.session_page import page_of_sessions
from app.web.connection import ReadConn
from app.web.paging import Page, contains
from app.web.route import new_router
from app.web.rows import PageOf
from app.web.scope import scope_by

router = new_router()


@router.get("/api/websites/{website_id}/revenue/sessions", response_model=PageOf[SessionRow])
async def revenue_sessions(
    scope: Annotated[EventScope, scope_by(RevenueSessions)], ask: Annotated[RevenueSessions, Query()], conn: ReadConn,
) -> Page:
    """Sessions with revenue in a currency, the last active first."""
    found = contains(ask.search, session.c.browser, session.c.os, session.c.device, session.c.city)
    return await page_of_sessions(conn, scope, ask, and_(has_revenue(scope, ask.currency), found))
