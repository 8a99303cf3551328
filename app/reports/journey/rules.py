"""How a journey is shown (spec 05, section 6)."""

from collections.abc import Sequence
from itertools import groupby

_SLOTS = 7


def shown(path: Sequence[str], steps: int) -> list[str | None]:
    """The steps of a journey with repeated ones as one, and null for what it lacks.

    There are seven slots to fill. Those that the journey could have had are told from those that were not asked for:
    of each kind that stays empty there is one null.
    """
    lacking = [*[("short", None)] * (steps - len(path)), *[("unasked", None)] * (_SLOTS - steps)]
    slots = [*(("step", step) for step in path), *lacking]
    return [step for (_, step), _ in groupby(slots)]
