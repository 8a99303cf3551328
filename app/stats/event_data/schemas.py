"""What event data is asked with, and its answers (spec 04, sections 10.3 to 10.6)."""

from uuid import UUID

from pydantic import Field

from app.stats.schemas import DataType, DataValue
from app.web.answers import Answer, Numeral
from app.web.paging import Paging
from app.web.scope import WholeRangeAndFilters
from app.web.validation import Text


class EventData(WholeRangeAndFilters, Paging):
    """Which events, and which page of them."""


class EventDataValues(WholeRangeAndFilters):
    """The values of which key."""

    property_name: Text


class EventWithData(Answer):
    """An event and the data that came with it."""

    website_id: UUID
    event_id: UUID
    event_name: str | None
    event_properties: list[DataValue]


class EventDataRow(DataValue):
    """A value, and the event that it came with."""

    website_id: UUID
    event_id: UUID
    event_name: str | None


class EventKey(Answer):
    """How often events of a name came with a key."""

    event_name: str | None
    property_name: str
    data_type: DataType
    total: int


class EventKeyValue(EventKey):
    """With `event`: how often with which value, as it is stored."""

    property_value: str | None


class EventField(Answer):
    """How often events came with a key and value. Dates are cut to their hour."""

    property_name: str
    data_type: DataType
    value: str | None
    total: int


class EventProperty(Answer):
    """How often events of a name came with a key."""

    event_name: str | None
    property_name: str
    total: int


class EventValue(Answer):
    """How often events came with a value. Dates are cut to their hour."""

    value: str | None
    total: int


class EventDataStats(Answer):
    """How much data there is."""

    events: int
    properties: int = Field(description="Different keys.")
    records: Numeral | None = Field(description="Values, counted, as a text; null where there are none.")
