"""What the report of UTM parameters is asked with, and its answer (spec 05, section 10)."""

from typing import ClassVar

from pydantic import ConfigDict

from app.reports.schemas import Parameters
from app.web.answers import Answer


class UtmParameters(Parameters):
    """The period alone."""

    report: ClassVar[str] = "utm"
    sets_event_type: ClassVar[bool] = True


class UtmValue(Answer):
    """How many page views came with a value."""

    utm: str
    views: int


class UtmAnswer(Answer):
    """The most frequent values of each parameter."""

    model_config = ConfigDict(alias_generator=None)

    utm_source: list[UtmValue]
    utm_medium: list[UtmValue]
    utm_campaign: list[UtmValue]
    utm_term: list[UtmValue]
    utm_content: list[UtmValue]
