"""What is asked about revenue (spec 04, section 11.6)."""

from app.web.paging import Paging
from app.web.scope import RangeAndFilters
from app.web.validation import Text


class RevenueSessions(RangeAndFilters, Paging):
    """Which sessions with revenue in a currency, which page of them, and what their client or city contains."""

    currency: Text
    search: Text | None = None
