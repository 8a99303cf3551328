"""What lists and series of events are asked with (spec 04, section 10)."""

from typing import Annotated, Any

from pydantic import BeforeValidator

from app.web.paging import Paging, row_count
from app.web.scope import RangeAndFilters, WholeRangeAndFilters
from app.web.validation import Text, TimeZone, read_number


class Events(RangeAndFilters, Paging):
    """Which events, which page of them, and a pattern of their name or path."""

    search: Text | None = None


def _most(value: Any) -> int | None:
    # 0 and nothing ask for all names; 0.4 is no name, as it is no row of a list.
    return row_count(value) if read_number(value) else None


class EventSeries(WholeRangeAndFilters):
    """Which events, on the clock of which zone; with a limit only those of the most frequent names."""

    timezone: TimeZone
    limit: Annotated[int | None, BeforeValidator(_most)] = None
