"""What rollups know of a website at one moment, as a question takes it along: a plain value.

It is read in the same snapshot as the cells (`rollups/ask.py`), as cells and what is missing in them belong together.
"""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Offsets:
    """What a zone's clocks are ahead of UTC, in seconds: as PostgreSQL knows it, from 1973 on."""

    first: int
    changes: tuple[tuple[datetime, int, bool], ...]  # when, to what, and whether at a full quarter of an hour
    until: datetime  # not told beyond that

    def between(self, start: datetime, end: datetime) -> list[tuple[datetime, int, bool]]:
        """The offset at `start`, and the changes up to `end`."""
        found = [(start, self.first, True)]
        for at, offset, is_even in self.changes:
            if at <= start:
                found = [(start, offset, True)]
            elif at <= end:
                found.append((at, offset, is_even))
        return found


@dataclass(frozen=True)
class Kept:
    """The cells of a website: which, and of which rows."""

    site: int
    website_id: str
    built_from: datetime
    built_to: datetime
    months_to: int
    dimensions: frozenset[str]
    filter_values: tuple[int, ...] | None = None  # the ids of the value that is filtered by; None for no such filter
    offsets: Offsets | None = None  # of the zone of a series; None for UTC
    used: set[str] = field(default_factory=set, compare=False, hash=False, repr=False)  # which ways were taken
