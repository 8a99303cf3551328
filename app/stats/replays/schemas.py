"""What recordings are asked with (spec 04, section 12)."""

from typing import Annotated

from app.web.paging import Paging, Searching
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
