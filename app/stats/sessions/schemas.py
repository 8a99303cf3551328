"""What lists of sessions are asked with, and what is answered of sessions (spec 04, sections 7.5, 7.7 and 11)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.stats.schemas import DataValue, EventType, SessionFacts
from app.web.answers import Answer, Numeral
from app.web.paging import Paging
from app.web.scope import RangeAndFilters, WholeRangeAndFilters
from app.web.validation import Text, TimeZone


class Sessions(RangeAndFilters, Paging):
    """Which sessions, which page of them, and what their client or place contains."""

    search: Text | None = None


class Weekly(WholeRangeAndFilters):
    """Which visitors, on the clock of which zone."""

    timezone: TimeZone


class Total(Answer):
    """A number."""

    value: int


class SessionStats(Answer):
    """Totals over events of all types."""

    pageviews: Total = Field(description="All events, not page views alone.")
    visitors: Total
    visits: Total
    countries: Total
    events: Total = Field(description="Custom events.")


# Seven days from Sunday on, of 24 hours each.
WeekAnswer = Annotated[
    list[Annotated[list[int], Field(min_length=24, max_length=24)]],
    Field(min_length=7, max_length=7, description="Visitors by day of the week, from Sunday on, and hour.")]


class OneSession(SessionFacts):
    """A session with all its events. Its sums are texts, where those of a list are numbers."""

    id: UUID
    distinct_id: str | None
    website_id: UUID
    views: Numeral = Field(description="Page views as a text.")
    events: Numeral = Field(description="Custom events as a text.")
    totaltime: Numeral = Field(description="Whole seconds as a text, those of each visit added.")


class NoSession(Answer):
    """An empty object: there is no such session, or it has no events."""


class SessionEvent(Answer):
    """An event of a session."""

    created_at: datetime
    url_path: str
    url_query: str | None
    referrer_domain: str | None
    event_id: UUID
    event_type: EventType
    event_name: str | None
    visit_id: UUID
    hostname: str | None
    has_data: bool = Field(description="Whether data came with it.")


class SessionProperty(DataValue):
    """A value that the site told of a session."""

    website_id: UUID
    session_id: UUID
