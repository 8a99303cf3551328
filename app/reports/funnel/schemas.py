"""What a funnel is asked with, and its answer (spec 05, section 5)."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field

from app.reports.schemas import Parameters
from app.web.answers import Answer
from app.web.validation import Maybe, Schema, Text, read_number, text_of


class PropertyFilter(Schema):
    """What an event must tell of itself."""

    property: Annotated[Text, text_of(least=1)]
    operator: Literal["eq", "neq", "c", "dnc"]
    value: Text


class Step(Schema):
    """A page or an event, and of an event what it must tell. Asterisks at the value's ends stand for any text."""

    type: Literal["path", "event"]
    value: Text
    filters: Maybe[list[PropertyFilter]] = None


class FunnelParameters(Parameters):
    """The steps, and how many minutes may lie between one and the next."""

    report: ClassVar[str] = "funnel"
    example: ClassVar[dict[str, Any]] = {
        "window": 60, "steps": [{"type": "path", "value": "/"}, {"type": "event", "value": "signup"}]}

    window: Annotated[float, BeforeValidator(read_number), Field(gt=0)]
    steps: Annotated[list[Step], Field(min_length=2, max_length=8)]


class StepAnswer(Answer):
    """A step as it was asked for, and how many came so far."""

    type: str
    value: str
    filters: Maybe[list[PropertyFilter]] = None
    visitors: int
    previous: int
    dropped: int
    dropoff: float | None
    remaining: float | None
