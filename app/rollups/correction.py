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
from app.rollups.slots import begin_of
from app.rollups.tables import cut, gone, late, orphan

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


def signed_rows(rolled: Rolled, of: Any, reach: Reach, *, differing: int) -> CTE:
    """The rows of all that is touched, by the columns it looks at: side (1 now, -1 in the cells), inside.

    `of` has what is asked, as blanks (`blanks.py`), with so many stretches of time that differ.
    """
    names = columns_of(rolled)
    ours = _touched(of, reach, names, differing)
    now = and_(ours.c.is_stored, ours.c.created_at.between(of.start, of.end))
    told = and_(ours.c.is_told, ours.c.created_at >= of.built_from, ours.c.created_at < of.built_to)
    inside = and_(ours.c.created_at >= of.kept_from, ours.c.created_at < of.kept_to)
    columns = [ours.c[name] for name in names]
    return union_all(
        select(*columns, literal(1).label("side"), true().label("inside")).where(now),
        select(*columns, literal(-1).label("side"), inside.label("inside")).where(told),
    ).cte()


def _touched(of: Any, reach: Reach, names: Sequence[str], differing: int) -> CTE:
    changed = _changed(of, reach, differing)
    hull = (of.low, of.high)
    if reach == "sessions":
        sessions = select(changed.c.session_id).distinct().cte()
        return _rows(of, names, [(sessions, "session_id", hull)])
    visits = select(changed.c.visit_id).distinct().cte()
    if reach == "visits":
        sessions = select(changed.c.session_id).where(changed.c.session_id.is_not(None)).distinct().cte()
        return _rows(of, names, [(visits, "visit_id", None), (sessions, "session_id", hull)])
    # A page at an end of a visit is that of all its sessions, and a session counts once for all its visits.
    of_visits = _rows(of, ("session_id",), [(visits, "visit_id", None)])
    sessions = select(of_visits.c.session_id).distinct().cte()
    of_sessions = _rows(of, ("visit_id",), [(sessions, "session_id", hull)])
    others = select(of_sessions.c.visit_id).where(of_sessions.c.visit_id.not_in(select(visits.c.visit_id)))
    return _rows(of, names, [(visits, "visit_id", None), (others.distinct().cte(), "visit_id", hull)])


def _changed(of: Any, reach: Reach, differing: int) -> CTE:
    """Session and visit of each row that counts now and is not in the cells, or the other way round; some more too."""
    who = (_EVENT.session_id, _EVENT.visit_id)
    ours = select(*who).where(_EVENT.website_id == of.website_id)
    parts: list[Select[Any]] = [
        ours.where(_EVENT.created_at >= of.each("differs_from", number),
                   _EVENT.created_at < of.each("differs_to", number)) for number in range(differing)]
    for table in (late, orphan, gone):
        parts.append(select(table.c.session_id, table.c.visit_id).where(
            table.c.website_id == of.website_id, table.c.created_at >= of.low, table.c.created_at < of.high))
    if reach != "sessions":
        parts.append(select(cast(null(), cut.c.visit_id.type), cut.c.visit_id).where(
            or_(*(cut.c.hours.op("@>", is_comparison=True)(end) for end in (of.cut_first, of.cut_last)))))
    return union_all(*parts).cte()


def _rows(of: Any, names: Sequence[str], wanted: list[tuple[CTE, str, tuple[Any, Any] | None]]) -> CTE:
    """The rows of the sessions or visits of each CTE, at any time or in a stretch of it; each row once.

    The offset of nothing keeps PostgreSQL from joining the whole table.
    """
    parts: list[Select[Any]] = []
    left_out, alone = (
        select(table.c.event_id).where(table.c.website_id == of.website_id) for table in (late, orphan))
    told = _EVENT.event_id.not_in(left_out) & _EVENT.event_id.not_in(alone)
    for number, (who, key, between) in enumerate(wanted):
        not_yet = [(other, column) for other, column, _ in wanted[:number]]
        for table, flags in ((website_event, (true(), told)), (gone, (false(), gone.c.event_id.not_in(alone)))):
            rows = table.c
            where = [rows.website_id == of.website_id, rows[key] == who.c[key]]
            if between:
                where += [rows.created_at >= between[0], rows.created_at < between[1]]
            found = select(*(rows[column] for column in names), flags[0].label("is_stored"),
                           flags[1].label("is_told")).where(*where)
            one: FromClause = found.correlate(who).offset(_OFFSET).lateral()
            parts.append(select(*one.c).select_from(who.join(one, true())).where(*(
                one.c[column].not_in(select(other.c[column])) for other, column in not_yet)))
    return union_all(*parts).cte()


def difference(
    measure: ColumnElement[Any], side: ColumnElement[Any], *, told: ColumnElement[bool] | None = None,
) -> Any:
    """A measure over the rows that count now, less the same over what the cells had, of these where `told` holds."""
    before = side == -1 if told is None else (side == -1) & told
    return func.coalesce(filtered(measure, side == 1), 0) - func.coalesce(filtered(measure, before), 0)
