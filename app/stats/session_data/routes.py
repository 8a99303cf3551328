"""What sites told of their sessions: session-data/properties, session-data/values (spec 04, section 11.5)."""

from typing import Annotated, Any

from fastapi import Query

from app.sql.scope import EventScope
from app.stats.session_data import queries
from app.stats.session_data.schemas import SessionDataValues, SessionKey, SessionValue
from app.web.connection import ReadConn
from app.web.route import new_router
from app.web.scope import WholeRangeAndFilters, scope_by

router = new_router()


@router.get("/api/websites/{website_id}/session-data/properties", response_model=list[SessionKey])
async def session_data_properties(
    scope: Annotated[EventScope, scope_by(WholeRangeAndFilters)], conn: ReadConn,
) -> Any:
    """Keys and how many sessions have them."""
    return (await conn.execute(queries.properties(scope))).all()


@router.get("/api/websites/{website_id}/session-data/values", response_model=list[SessionValue])
async def session_data_values(
    scope: Annotated[EventScope, scope_by(SessionDataValues)], ask: Annotated[SessionDataValues, Query()],
    conn: ReadConn,
) -> Any:
    """The values of one key and how many sessions have them."""
    if ask.property_name is None:
        return []
    return (await conn.execute(queries.values(scope, ask.property_name))).all()
