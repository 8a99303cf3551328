"""What lists of sessions are asked with (spec 04, section 11)."""

from app.web.paging import Paging
from app.web.scope import RangeAndFilters, WholeRangeAndFilters
from app.web.validation import Text, TimeZone


class Sessions(RangeAndFilters, Paging):
    """Which sessions, which page of them, and what their client or place contains."""

    search: Text | None = None


class Weekly(WholeRangeAndFilters):
    """Which visitors, on the clock of which zone."""

    timezone: TimeZone
