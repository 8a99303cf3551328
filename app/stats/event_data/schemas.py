"""What event data is asked with (spec 04, sections 10.3 to 10.6)."""

from app.web.paging import Paging
from app.web.scope import WholeRangeAndFilters
from app.web.validation import Text


class EventData(WholeRangeAndFilters, Paging):
    """Which events, and which page of them."""


class EventDataValues(WholeRangeAndFilters):
    """The values of which key."""

    property_name: Text
