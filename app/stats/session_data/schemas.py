"""What session data is asked with, and its answers (spec 04, section 11.5)."""

from app.web.answers import Answer
from app.web.scope import WholeRangeAndFilters
from app.web.validation import Text


class SessionDataValues(WholeRangeAndFilters):
    """The values of which key; of none where it is not named."""

    property_name: Text | None = None


class SessionKey(Answer):
    """How many sessions have a key."""

    property_name: str
    total: int


class SessionValue(Answer):
    """How many sessions have a value. Dates are cut to their hour."""

    value: str | None
    total: int
