"""What a goal is asked with, and its answer (spec 05, section 4)."""

from typing import Any, ClassVar

from app.reports.schemas import Parameters
from app.web.answers import Answer
from app.web.validation import Text


class GoalParameters(Parameters):
    """The goal: a path for the type `path`, an event's name for any other. Asterisks at its ends stand for any text."""

    report: ClassVar[str] = "goal"
    sets_event_type: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"type": "path", "value": "/"}

    type: Text
    value: Text


class GoalAnswer(Answer):
    """How many visitors reached the goal, of how many."""

    num: int
    total: int
