"""What lists and series of events are asked with, and their answers (spec 04, sections 7.6, 10.1 and 10.2)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BeforeValidator, Field

from app.stats.schemas import Country, EventType
from app.web.answers import Answer, BucketLabel
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


class EventRow(Answer):
    """An event of any type, with the client of its session."""

    id: UUID
    website_id: UUID
    session_id: UUID
    created_at: datetime
    hostname: str | None
    url_path: str
    url_query: str | None
    referrer_path: str | None
    referrer_query: str | None
    referrer_domain: str | None
    country: Country
    city: str | None
    device: str | None
    os: str | None
    browser: str | None
    page_title: str | None
    event_type: EventType
    event_name: str | None
    has_data: bool = Field(description="Whether data came with it.")


class EventPoint(Answer):
    """How many custom events of a name there are in a bucket of time."""

    x: str | None
    t: BucketLabel
    y: int


class EventTotals(Answer):
    """Custom events of a period: how many, of how many visitors, visits and names."""

    events: int
    visitors: int
    visits: int
    unique_events: int


class ComparedEventTotals(EventTotals):
    """Those, and those of the period it is compared with."""

    comparison: EventTotals


class EventStats(Answer):
    """Totals of custom events."""

    data: ComparedEventTotals
