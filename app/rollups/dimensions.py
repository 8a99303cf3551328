"""What cells are kept of: names of expressions that live in `app/sql`, and what their cells count.

Nothing here says what a page view is, or which channel a visitor came by; a change of those is a change of cells too,
and their hash (`shape`, in `weights.py`) has them made anew.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Text, literal

from app.db.tables import session
from app.rollups.slots import HOURS_A_DAY, QUARTERS_A_DAY
from app.sql.dimensions import DIMENSIONS, Dimension
from app.sql.measures import is_page

# visits: all five measures. series: visitors and views alone. channel: as visits, of a source's visits. ends: visitors
# by the first or last page of their visits.
Kind = Literal["visits", "series", "channel", "entry", "exit"]

_WHOLE = Dimension(literal("", Text))


@dataclass(frozen=True)
class Rolled:
    """A dimension that cells are kept of."""

    number: int  # in the cells; never used for another
    name: str
    dimension: Dimension
    kind: Kind = "visits"
    slots_a_day: int = HOURS_A_DAY
    with_nulls: bool = False  # rows without a value count as well

    @property
    def is_one(self) -> bool:
        """All rows have the same value."""
        return self.dimension is _WHOLE

    def counted(self) -> ColumnElement[bool]:
        """Which events have a value here."""
        if self.is_one or self.with_nulls or self.kind in ("channel", "entry", "exit"):
            return self.dimension.counted
        return self.dimension.counted & (self.dimension.value != literal(""))


_PLACES: dict[str, Any] = {"region": True, "city": True}

_ROLLED = (
    Rolled(0, "total", _WHOLE),
    Rolled(1, "series", _WHOLE, "series", QUARTERS_A_DAY),
    *(Rolled(number, name, DIMENSIONS[name]) for number, name in enumerate((
        "browser", "os", "device", "screen", "language", "country", "region", "city", "path", "title", "referrer",
        "hostname", "tag", "utmSource", "utmMedium", "utmCampaign", "utmContent", "utmTerm"), start=2)),
    # What a filter by language compares: en-GB, where the list says en.
    Rolled(20, "locale", Dimension(session.c.language, of_session=True)),
    Rolled(21, "channel", Dimension(literal("", Text), is_page), "channel"),
    Rolled(22, "entry", DIMENSIONS["path"], "entry"),
    Rolled(23, "exit", DIMENSIONS["path"], "exit"),
    # A name or none: the list of events has those without a name too.
    Rolled(24, "event", DIMENSIONS["event"], with_nulls=True),
)

ROLLED: dict[str, Rolled] = {one.name: one for one in _ROLLED}

# Kept whatever the operator chooses: the overview and the chart.
ALWAYS = ("total", "series")

# The dimension that a filter by one value is answered from.
FILTERS: dict[str, str] = {
    **{name: name for name in (
        "path", "title", "referrer", "hostname", "tag", "utmSource", "utmMedium", "utmCampaign", "utmContent",
        "utmTerm", "browser", "os", "device", "country", "region", "city")},
    "language": "locale",
}

# The dimension that a list is answered from.
LISTS: dict[str, str] = {
    **{name: name for name in ROLLED if name not in (*ALWAYS, "locale")}, "domain": "referrer",
}


def chosen(names: str) -> tuple[Rolled, ...]:
    """The dimensions that ROLLUP_DIMENSIONS names, all for an empty text. Errors: ValueError for an unknown one."""
    asked = {name.strip() for name in names.split(",")} - {""}
    if unknown := asked - ROLLED.keys():
        raise ValueError(f"ROLLUP_DIMENSIONS: there is no {', '.join(sorted(unknown))}. There are: "
                         f"{', '.join(ROLLED)}.")
    return tuple(one for one in _ROLLED if not asked or one.name in asked or one.name in ALWAYS)
