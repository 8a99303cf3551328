"""What a breakdown is asked with (spec 05, section 9)."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from app.reports.schemas import Parameters
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
