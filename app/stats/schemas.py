"""What answers of several statistics have in common (spec 04, sections 0, 10.3 and 11.1)."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.web.answers import Answer, BucketLabel, Numeral
from app.web.rows import Time

EventType = Annotated[int, Field(description="1 page view, 2 custom event, 3 link, 4 pixel, 5 performance.")]
DataType = Annotated[int, Field(description="1 text, 2 number, 3 boolean, 4 date, 5 array.")]

# What is known of a visitor's client and place; null where it is not.
Screen = Annotated[str | None, Field(description="Width and height in pixels, such as 1920x1080.")]
Language = Annotated[str | None, Field(description="As the browser tells it, such as en-US.")]
Country = Annotated[str | None, Field(description="Two letters of ISO 3166-1.")]
Region = Annotated[str | None, Field(description="ISO 3166-2, such as US-CA.")]


class Point(Answer):
    """How many there are in a bucket of time. Buckets without any are left out."""

    x: BucketLabel
    y: int


class SessionFacts(Answer):
    """What is known of a session's client and place, and of its events that were asked for."""

    browser: str | None
    os: str | None
    device: str | None
    screen: Screen
    language: Language
    country: Country
    region: Region
    city: str | None
    first_at: datetime
    last_at: datetime
    visits: int


class SessionRow(SessionFacts):
    """A session on one hostname, of its events that were asked for: of two hostnames are two rows with the same id."""

    id: UUID
    website_id: UUID
    hostname: str | None = Field(description="Null for events that tell none, as those of performance.")
    views: int = Field(description="Page views alone, without hits of links and pixels.")
    events: int = Field(description="Custom events.")
    created_at: datetime = Field(description="The same as `lastAt`.")


class DataValue(Answer):
    """A value that a site told of an event or of a session."""

    data_key: str
    string_value: str | None = Field(description="The value as a text, whatever its type; of a number with decimals.")
    number_value: Numeral | None
    date_value: Time
    data_type: DataType
    created_at: Time
