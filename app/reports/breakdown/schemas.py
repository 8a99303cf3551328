"""What a breakdown is asked with, and its answer (spec 05, section 9)."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from app.reports.schemas import Parameters
from app.web.answers import Answer, Numeral
from app.web.validation import fail

DimensionName = Literal[
    "path", "referrer", "title", "query", "os", "browser", "device", "country", "region", "city", "tag", "hostname",
    "distinctId", "language", "event", "utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm",
]


def _once(fields: list[DimensionName]) -> list[DimensionName]:
    # Umami fails on it (500).
    if len(set(fields)) < len(fields):
        raise fail("Invalid input: each field once")
    return fields


class BreakdownParameters(Parameters):
    """By which dimensions, in the order of the answer."""

    report: ClassVar[str] = "breakdown"
    sets_event_type: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"fields": ["path"]}

    fields: Annotated[list[DimensionName], Field(min_length=1), AfterValidator(_once)]


class BreakdownRow(Answer):
    """The measures of values that came together, and the value of each dimension that was asked for; null is a value.

    Bounces and time are those of the values within a visit.
    """

    views: Numeral = Field(description="Page views as a text.")
    visitors: int
    visits: int
    bounces: int
    totaltime: Numeral = Field(description="Whole seconds as a text.")
    path: str | None = None
    referrer: str | None = None
    title: str | None = None
    query: str | None = None
    os: str | None = None
    browser: str | None = None
    device: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None
    tag: str | None = None
    hostname: str | None = None
    distinct_id: str | None = None
    language: str | None = None
    event: str | None = None
    utm_source: str | None = None
    utm_medium: str | None = None
    utm_campaign: str | None = None
    utm_content: str | None = None
    utm_term: str | None = None
