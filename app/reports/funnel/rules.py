"""What a funnel tells of its steps (spec 05, section 5)."""

from collections.abc import Sequence
from typing import Any

from app.reports.funnel.schemas import Step
from app.reports.numbers import plain


def drop_offs(steps: Sequence[Step], visitors: Sequence[int]) -> list[dict[str, Any]]:
    """Each step as it was asked for, with who came, who was lost, and which part of the first is left.

    A part of nobody is None, as is what the first step lost.
    """
    answer = []
    for step, came, before in zip(steps, visitors, (0, *visitors), strict=False):
        answer.append({
            **step.model_dump(by_alias=True, exclude_unset=True), "visitors": came, "previous": before,
            "dropped": before - came if before else 0,
            "dropoff": plain(1 - came / before) if before else None,
            "remaining": plain(came / visitors[0]) if visitors[0] else None,
        })
    return answer
