"""The statement about what happens now (spec 04, section 7.8)."""

from typing import Any

from sqlalchemy import Select

from app.db.tables import session, website_event
from app.sql.rows import some_rows
from app.sql.scope import EventScope

_EVENT = website_event.c
_MOST_EVENTS = 100


def activity(scope: EventScope) -> Select[Any]:
    """The last hundred events of all types, newest first, with the client of their session."""
    rows = scope.keeping_bounces().select(
        _EVENT.session_id.label("sessionId"), _EVENT.event_name.label("eventName"),
        _EVENT.created_at.label("createdAt"), session.c.browser, session.c.os, session.c.device, session.c.country,
        _EVENT.url_path.label("urlPath"), _EVENT.referrer_domain.label("referrerDomain"), _EVENT.hostname,
        with_session=True,
    )
    return some_rows(rows.order_by(_EVENT.created_at.desc(), _EVENT.event_id.desc()), _MOST_EVENTS)
