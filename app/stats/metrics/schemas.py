"""What lists of values are asked with, and their answers (spec 04, sections 8 and 13)."""

from typing import Annotated, Literal

from pydantic import Field, WithJsonSchema

from app.sql.filters import Filter, dimension
from app.stats.schemas import Country
from app.web.answers import Answer, Numeral
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


class MetricRow(Answer):
    """A value of a dimension, and how many visitors have it."""

    x: str | None = Field(description="Null only of the type `event`: events without a name.")
    y: int = Field(description="Visitors; of the type `event` events.")


class PlaceMetricRow(MetricRow):
    """A city or region in a country."""

    country: Country


class ExpandedRow(Answer):
    """A value of a dimension with its measures. Bounces and time are those of the value within a visit."""

    name: str
    pageviews: Numeral = Field(description="Page views as a text; of the type `event` events.")
    visitors: int
    visits: int
    bounces: int
    totaltime: Numeral = Field(description="Whole seconds as a text.")


class ExpandedPlaceRow(ExpandedRow):
    """A city or region in a country."""

    country: Country


class ExpandedChannelRow(ExpandedRow):
    """A channel. `y` says nothing: Umami has it here."""

    y: None


class SuggestedValue(Answer):
    """A value of a dimension, and how many events have it."""

    value: str | None
    count: int


class ExportAnswer(Answer):
    """A ZIP of CSV files."""

    zip: Annotated[str, WithJsonSchema({
        "type": "string", "contentEncoding": "base64", "contentMediaType": "application/zip"})]
