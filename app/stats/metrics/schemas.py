"""What lists of values are asked with (spec 04, sections 8.1, 8.5 and 13)."""

from typing import Literal

from app.sql.filters import Filter, dimension
from app.web.paging import RowCount
from app.web.scope import DateRange, RangeAndFilters
from app.web.validation import Text


class Metrics(RangeAndFilters):
    """Which dimension, which rows of the list, and what its values contain."""

    type: Text
    limit: RowCount = 500
    offset: RowCount = 0
    search: Text | None = None

    def replaced(self, chosen: dict[str, Filter]) -> dict[str, Filter]:
        """A search is a filter of the dimension's own name; a list of events is of events, whatever else is asked."""
        own = {}
        if self.search and dimension(self.type) == self.type:
            own[self.type] = Filter(self.type, "c", self.search)
        if self.type == "event":
            own["eventType"] = Filter("eventType", "eq", "2")
        return {**chosen, **own}


class Values(DateRange):
    """Which dimension values are suggested for."""

    type: Literal[
        "path", "referrer", "title", "query", "os", "browser", "device", "country", "region", "city", "tag", "hostname",
        "distinctId", "language", "event", "utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm",
    ]
    search: Text | None = None


class Export(DateRange):
    """Which period. `raw` leaves texts as they are, for programs; empty is off."""

    raw: Text = ""
