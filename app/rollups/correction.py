"""What cells do not tell of a period: a few rows, and all rows of the visitors that these touch (design, section 4).

    answer = cells of [A, B) + over touched sessions and visits ( what counts now - what the cells had )

Rows that count now are those of the period. Rows that the cells had are those they tell of (`tables.site`) in [A, B).
A session or visit of which every row is either both or neither adds nothing, so only those with other rows are read:
whole, as visitors are counted by session, visits by visit, and bounces and seconds by all rows of a visit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)

from app.db.tables import website_event
from app.rollups.dimensions import Rolled
from app.rollups.rows import columns_of, filtered
from app.rollups.slots import MICROSECOND, begin_of
from app.rollups.tables import cut, gone, late, orphan
from app.sql.kept import Kept

# What is counted, and so what must be read whole: sessions alone; visits too; or all visits of the sessions, for the
# pages at their ends.
Reach = Literal["sessions", "visits", "ends"]

_EVENT = website_event.c
_OFFSET: ColumnElement[Any] = literal_column("0")


@dataclass(frozen=True)
class Period:
    """A period of a question, and the slots [first, last) whose cells come nearest to it."""

    start: datetime
    end: datetime  # inclusive
    first: int
    last: int
    slots_a_day: int

    @property
    def kept_from(self) -> datetime:
        return begin_of(self.first, self.slots_a_day)

    @property
    def kept_to(self) -> datetime:
        return begin_of(self.last, self.slots_a_day)


def signed_rows(kept: Kept, rolled: Rolled, period: Period, reach: Reach) -> CTE:
    """The rows of all that is touched, by the columns it looks at: side (1 now, -1 in the cells), inside."""
    names = columns_of(rolled)
    ours = _touched(kept, period, reach, names)
    now = and_(ours.c.is_stored, ours.c.created_at.between(period.start, period.end))
    told = and_(ours.c.is_told, ours.c.created_at >= kept.built_from, ours.c.created_at < kept.built_to)
    inside = and_(ours.c.created_at >= period.kept_from, ours.c.created_at < period.kept_to)
    columns = [ours.c[name] for name in names]
    return union_all(
        select(*columns, literal(1).label("side"), true().label("inside")).where(now),
        select(*columns, literal(-1).label("side"), inside.label("inside")).where(told),
    ).cte()


def _touched(kept: Kept, period: Period, reach: Reach, names: Sequence[str]) -> CTE:
    changed = _changed(kept, period, reach)
    low, high = min(period.start, period.kept_from), max(period.end + MICROSECOND, period.kept_to)
    if reach == "sessions":
        sessions = select(changed.c.session_id).distinct().cte()
        return _rows(kept, names, [(sessions, "session_id", (low, high))])
    visits = select(changed.c.visit_id).distinct().cte()
    if reach == "visits":
        sessions = select(changed.c.session_id).where(changed.c.session_id.is_not(None)).distinct().cte()
        return _rows(kept, names, [(visits, "visit_id", None), (sessions, "session_id", (low, high))])
    # A page at an end of a visit is that of all its sessions, and a session counts once for all its visits.
    of_visits = _rows(kept, ("session_id",), [(visits, "visit_id", None)])
    sessions = select(of_visits.c.session_id).distinct().cte()
    of_sessions = _rows(kept, ("visit_id",), [(sessions, "session_id", (low, high))])
    others = select(of_sessions.c.visit_id).where(of_sessions.c.visit_id.not_in(select(visits.c.visit_id)))
    return _rows(kept, names, [(visits, "visit_id", None), (others.distinct().cte(), "visit_id", (low, high))])


def _changed(kept: Kept, period: Period, reach: Reach) -> CTE:
    """Session and visit of each row that counts now and is not in the cells, or the other way round; some more too."""
    who = (_EVENT.session_id, _EVENT.visit_id)
    ours = select(*who).where(_EVENT.website_id == kept.website_id)
    parts: list[Select[Any]] = [
        ours.where(_EVENT.created_at >= begin, _EVENT.created_at < end) for begin, end in _differing(kept, period)]
    hull = (min(period.start, period.kept_from), max(period.end + MICROSECOND, period.kept_to))
    for table in (late, orphan, gone):
        parts.append(select(table.c.session_id, table.c.visit_id).where(
            table.c.website_id == kept.website_id, table.c.created_at >= hull[0], table.c.created_at < hull[1]))
    if reach != "sessions":
        ends = [literal(kept.site * 2**32 + slot, BigInteger) for slot in (period.first, period.last)]
        parts.append(select(cast(null(), cut.c.visit_id.type), cut.c.visit_id).where(
            or_(*(cut.c.hours.op("@>", is_comparison=True)(end) for end in ends))))
    return union_all(*parts).cte()


def _differing(kept: Kept, period: Period) -> list[tuple[datetime, datetime]]:
    """The stretches of time whose rows either count now or were told by the cells; these two overlap."""
    now = (period.start, period.end + MICROSECOND)
    told = (max(period.kept_from, kept.built_from), min(period.kept_to, kept.built_to))
    ends = [(min(pair), max(pair)) for pair in zip(now, told, strict=True)]
    return [(begin, end) for begin, end in ends if begin < end]


def _rows(
    kept: Kept, names: Sequence[str], wanted: list[tuple[CTE, str, tuple[datetime, datetime] | None]],
) -> CTE:
    """The rows of the sessions or visits of each CTE, at any time or in a stretch of it; each row once.

    The offset of nothing keeps PostgreSQL from joining the whole table.
    """
    parts: list[Select[Any]] = []
    left_out, alone = (
        select(table.c.event_id).where(table.c.website_id == kept.website_id) for table in (late, orphan))
    told = _EVENT.event_id.not_in(left_out) & _EVENT.event_id.not_in(alone)
    for number, (of, key, between) in enumerate(wanted):
        not_yet = [(other, column) for other, column, _ in wanted[:number]]
        for table, flags in ((website_event, (true(), told)), (gone, (false(), gone.c.event_id.not_in(alone)))):
            rows = table.c
            where = [rows.website_id == kept.website_id, rows[key] == of.c[key]]
            if between:
                where += [rows.created_at >= between[0], rows.created_at < between[1]]
            found = select(*(rows[column] for column in names), flags[0].label("is_stored"),
                           flags[1].label("is_told")).where(*where)
            one: FromClause = found.correlate(of).offset(_OFFSET).lateral()
            parts.append(select(*one.c).select_from(of.join(one, true())).where(*(
                one.c[column].not_in(select(other.c[column])) for other, column in not_yet)))
    return union_all(*parts).cte()


def difference(
    measure: ColumnElement[Any], side: ColumnElement[Any], *, told: ColumnElement[bool] | None = None,
) -> Any:
    """A measure over the rows that count now, less the same over what the cells had, of these where `told` holds."""
    before = side == -1 if told is None else (side == -1) & told
    return func.coalesce(filtered(measure, side == 1), 0) - func.coalesce(filtered(measure, before), 0)
