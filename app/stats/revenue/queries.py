"""Statements about revenue (spec 04, section 11.6)."""

from sqlalchemy import ColumnElement, func, select

from app.db.tables import revenue, session
from app.sql.scope import EventScope


def has_revenue(scope: EventScope, currency: str) -> ColumnElement[bool]:
    """The session brought revenue in the period. Stored currencies count in capitals, the one asked for as sent, so
    that `usd` finds none, as in Umami."""
    paid = select(revenue.c.session_id).where(
        revenue.c.website_id == scope.website_id, scope.in_period(revenue.c.created_at),
        func.upper(revenue.c.currency) == currency,
    )
    return session.c.session_id.in_(paid)
