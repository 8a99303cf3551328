"""What session data is asked with (spec 04, section 11.5)."""

from app.web.scope import WholeRangeAndFilters
from app.web.validation import Text


class SessionDataValues(WholeRangeAndFilters):
    """The values of which key; of none where it is not named."""

    property_name: Text | None = None
