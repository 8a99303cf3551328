"""What retention is asked with, and its answer (spec 05, section 7)."""

from typing import ClassVar

from app.reports.schemas import Parameters
from app.web.answers import Answer
from app.web.validation import Maybe, TimeZone


class RetentionParameters(Parameters):
    """On the clock of which zone days are counted; UTC, unless one is given."""

    report: ClassVar[str] = "retention"

    timezone: Maybe[TimeZone] = None


class RetentionAnswer(Answer):
    """Of the visitors first seen on a date, how many were there so many days later."""

    date: str
    day: int
    visitors: int
    return_visitors: int
    percentage: float
