"""What attribution is asked with, and its answer (spec 05, section 8)."""

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field

from app.reports.schemas import Parameters
from app.web.answers import Answer
from app.web.validation import Maybe, Text


class AttributionParameters(Parameters):
    """The page or event that is a conversion, and which touch before it is the one that counts."""

    report: ClassVar[str] = "attribution"
    sets_event_type: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"model": "first-click", "type": "path", "step": "/"}

    model: Literal["first-click", "last-click"]
    type: Literal["path", "event"]
    step: Text
    currency: Maybe[Text] = Field(None, description="Without effect: visitors are counted.")


class AttributionValue(Answer):
    """How many visitors a name brought."""

    name: str
    value: int


class AttributionTotal(Answer):
    """How many conversions there were, of how many visitors, on how many visits."""

    pageviews: int
    visitors: int
    visits: int


class AttributionAnswer(Answer):
    """What brought the visitors who converted."""

    model_config = ConfigDict(alias_generator=None)

    referrer: list[AttributionValue]
    paid_ads: list[AttributionValue] = Field(alias="paidAds")
    utm_source: list[AttributionValue]
    utm_medium: list[AttributionValue]
    utm_campaign: list[AttributionValue]
    utm_content: list[AttributionValue]
    utm_term: list[AttributionValue]
    total: AttributionTotal
