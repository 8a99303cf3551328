"""What journeys are asked with, and their answer (spec 05, section 6)."""

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator, Field

from app.reports.schemas import Parameters
from app.sql.filters import Filter
from app.web.answers import Answer
from app.web.validation import WRONG_TYPE, Maybe, QueryPositive, Text, fail, read_number


def _whole(number: float) -> float:
    # Umami takes it, and fails (500).
    if not number.is_integer():
        raise fail("Invalid input: expected int, received number", WRONG_TYPE)
    return number


class JourneyParameters(Parameters):
    """How many steps, where journeys begin and end, and of events of which type they are."""

    report: ClassVar[str] = "journey"
    example: ClassVar[dict[str, Any]] = {"steps": 3}

    steps: Annotated[float, BeforeValidator(read_number), Field(ge=2, le=7), AfterValidator(_whole)]
    start_step: Maybe[Text] = None
    end_step: Maybe[Text] = None
    event_type: Maybe[QueryPositive] = None

    def filters(self) -> dict[str, Filter]:
        """A type of events here counts before one among the filters, and a segment's before both."""
        return {"eventType": Filter("eventType", "eq", str(self.event_type))} if self.event_type else {}


class JourneyAnswer(Answer):
    """How many visits went this way; null stands for what comes after its end."""

    items: list[str | None]
    count: int
