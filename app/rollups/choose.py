"""Whether cells can answer a question: every case in which they cannot is said here, and nowhere else.

What is unsure is answered from raw events (None): that is slower and never wrong.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rollups.correction import Period
from app.rollups.dimensions import FILTERS, LISTS, ROLLED, Rolled
from app.rollups.slots import MICROSECOND, begin_of, nearest_slot, next_slot
from app.sql.buckets import Buckets
from app.sql.filters import Filter
from app.sql.kept import Kept
from app.sql.measures import CUSTOM_EVENT
from app.sql.periods import Unit
from app.sql.scope import EventScope

_OF_EVENTS = Filter("eventType", "eq", str(CUSTOM_EVENT))
_LAST_YEAR = 9000


@dataclass(frozen=True)
class Cells:
    """Cells that answer a question: of which dimension and period, and of which value if only of one."""

    kept: Kept
    rolled: Rolled
    period: Period
    value: str | None = None
    with_session: bool = False  # a filter joins the session table, and so must what corrects them

    @property
    def values(self) -> tuple[int, ...] | None:
        """The ids of that value: none where no cell has it."""
        return None if self.value is None else self.kept.filter_values


def for_totals(scope: EventScope) -> Cells | None:
    """The cells of the overview."""
    return _noted(scope, _of_all(scope, ROLLED["total"]))


def for_list(scope: EventScope, kind: str, *, expanded: bool = False) -> Cells | None:
    """The cells of a list of values, or of the list with all measures."""
    if kind not in LISTS or (expanded and kind in ("entry", "exit", "domain")):
        return _noted(scope, None)
    rolled = ROLLED[LISTS[kind]]
    filters = scope.required
    if kind == "event":
        filters = tuple(one for one in filters if one != _OF_EVENTS)
    if not filters:
        return _noted(scope, _cells(scope, filters, rolled))
    if kind in ("entry", "exit", "event", "channel") or _filtered(filters) != rolled.name:
        return _noted(scope, None)  # pairs of dimensions are not kept
    return _noted(scope, _cells(scope, filters, rolled))


def for_series(scope: EventScope, buckets: Buckets) -> Cells | None:
    """The cells of page views and visitors by time."""
    if buckets.unit == "minute":
        return _noted(scope, None)
    cells = _of_all(scope, ROLLED["series"])
    return _noted(scope, cells if cells and _fits(cells, buckets) else None)


def filtered_dimension(scope: EventScope) -> str | None:
    """The dimension whose cells of one value may answer what is filtered so."""
    return _filtered(scope.required)


def _of_all(scope: EventScope, whole: Rolled) -> Cells | None:
    if not scope.required:
        return _cells(scope, (), whole)
    name = _filtered(scope.required)
    return _cells(scope, scope.required, ROLLED[name]) if name else None


def _noted(scope: EventScope, cells: Cells | None) -> Cells | None:
    if scope.kept is not None:
        scope.kept.used.add("raw" if cells is None else "rollup")
    return cells


def _filtered(filters: tuple[Filter, ...]) -> str | None:
    if len(filters) != 1:
        return None
    one = filters[0]
    # A list of values may have a visitor twice. No value is counted that is empty. A char(2) is compared without the
    # blanks at its end.
    if one.operator != "eq" or "," in one.value or not one.value or one.value != one.value.rstrip(" "):
        return None
    if one.name == "country" and len(one.value) != 2:
        return None
    return FILTERS.get(one.name)


def _cells(scope: EventScope, filters: tuple[Filter, ...], rolled: Rolled) -> Cells | None:
    kept = scope.kept
    if kept is None or scope.alternatives or scope.cohort or scope.exclude_bounces:
        return None
    if rolled.name not in kept.dimensions:
        return None
    # Places of the same name in two countries: a visit may be in both.
    if filters and (kept.filter_values is None or len(kept.filter_values) > 1):
        return None
    if scope.external_referrers and rolled.name != "referrer":
        return None
    period = _period(scope, kept, rolled)
    if period is None:
        return None
    value = filters[0].value if filters else None
    return Cells(kept, rolled, period, value, with_session=scope.needs_session)


def _period(scope: EventScope, kept: Kept, rolled: Rolled) -> Period | None:
    if scope.start < kept.built_from or scope.end < scope.start or scope.end.year > _LAST_YEAR:
        return None
    slots = rolled.slots_a_day
    first = nearest_slot(scope.start, slots)
    last = min(nearest_slot(scope.end + MICROSECOND, slots), next_slot(kept.built_to, slots))
    told_from = max(begin_of(first, slots), kept.built_from)
    told_to = min(begin_of(last, slots), kept.built_to)
    # What counts and what the cells tell must overlap: the correction is between their ends.
    if first >= last or max(told_from, scope.start) >= min(told_to, scope.end):
        return None
    return Period(scope.start, scope.end, first, last, slots)


def _fits(cells: Cells, buckets: Buckets) -> bool:
    """Each slot lies in one bucket, and each bucket is one stretch of time."""
    if buckets.is_utc:
        return True
    offsets, period = cells.kept.offsets, cells.period
    slot_seconds = 86_400 // period.slots_a_day
    around = timedelta(days=2)
    if offsets is None or period.end + around > offsets.until or period.start.year < 1973:
        return False
    known = offsets.between(period.start - around, period.end + around)
    before = known[0][1]
    for at, offset, is_even in known:
        if offset % slot_seconds or not is_even:
            return False
        is_set = at != known[0][0]
        if is_set and (int(at.timestamp()) % slot_seconds or not _in_order(at, before, offset, buckets.unit)):
            return False
        before = offset
    return True


def _in_order(at: datetime, before: int, after: int, unit: Unit) -> bool:
    """A clock that is set does not show a bucket again that was left."""
    last = at + timedelta(seconds=before) - MICROSECOND
    first = at + timedelta(seconds=after)
    return _bucket(first, unit) >= _bucket(last, unit)


def _bucket(clock: datetime, unit: Unit) -> tuple[int, ...]:
    parts = (clock.year, clock.month, clock.day, clock.hour)
    return parts[: {"year": 1, "month": 2, "day": 3}.get(unit, 4)]
