"""What recordings are asked with, and what is answered of them (spec 04, section 12)."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from app.stats.schemas import Country
from app.web.answers import Answer
from app.web.paging import Paging, Searching
from app.web.rows import Time
from app.web.scope import DateRange, RangeAndFilters
from app.web.validation import Maybe, Schema, Text, text_of


class Replays(RangeAndFilters, Paging):
    """Of which visits, which page of them, and what their client or place contains."""

    search: Text | None = None


class ReplaysOfSession(DateRange, Paging):
    """Which page of a session's recordings."""

    search: Text | None = None


class SavedReplays(Searching):
    """Which page, and what the names contain."""


class Saving(Schema):
    """Whether a recording is kept, and under which name."""

    is_saved: bool
    name: Maybe[Annotated[Text, text_of(100)]] = None


class ReplayRow(Answer):
    """The recording of a visit."""

    id: UUID = Field(description="The visit's.")
    session_id: UUID
    website_id: UUID
    browser: str | None
    os: str | None
    device: str | None
    country: Country
    city: str | None
    event_count: int
    chunk_count: int
    started_at: datetime
    ended_at: datetime
    duration: int = Field(description="Milliseconds, those of each part added: gaps between them do not count.")
    created_at: datetime = Field(description="When its last part arrived.")


class SavedReplay(Answer):
    """Whether a recording is kept."""

    is_saved: bool


class Playback(Answer):
    """A recording with its events by their time; one that does not exist has none, and nulls."""

    session_id: UUID | None
    events: list[Any] = Field(description="As rrweb recorded them.")
    started_at: Time
    ended_at: Time
    event_count: int
    chunk_count: int
