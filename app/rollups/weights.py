"""From rows to the weights of cells: one statement a dimension (design, section 1).

A set-valued number of one visitor over slots [A, B) is a sum over pairs of slots: +1 at (q, q) for each slot that the
visitor was active in, -1 at (p, q) for each two of these that follow each other. What is added like views is at (q, q);
what belongs to a visit as a whole, as bounces and seconds, at its first and last slot.

The statement gives what rows of side +1 weigh, less those of side -1: so it makes cells, and changes them.
"""

import functools
import hashlib
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    func,
    literal,
    select,
    true,
    union_all,
    values,
)
from sqlalchemy.dialects.postgresql import psycopg

from app.rollups import tables
from app.rollups.dimensions import ROLLED, Rolled
from app.rollups.rows import valued, visits_of
from app.rollups.slots import slot_column
from app.sql.measures import over_visits

_WEIGHTS = "swnbt"
_DIALECT: Any = psycopg.dialect()  # type: ignore[no-untyped-call]


def weights(signed: FromClause, rolled: Rolled) -> Select[Any]:
    """x, country, qday, pday, pq and the five weights of all cells that are not nothing.

    `signed` has the columns of `EVENT_COLUMNS`, side and inside. pq is both slots of a day in one number.
    """
    rows = valued(signed, rolled)
    slots = rolled.slots_a_day
    slotted = select(rows, slot_column(rows.c.created_at, slots).label("q")).cte()
    parts = [_active(slotted, slotted.c.session_id, "s")]
    if rolled.kind not in ("entry", "exit"):
        q = slotted.c.q
        parts.append(_part(slotted, q, q, w=func.sum(slotted.c.side)).group_by(slotted.c.x, slotted.c.country, q))
    if rolled.kind in ("visits", "channel"):
        parts += [_active(slotted, slotted.c.visit_id, "n"), _of_visits(slotted, slots)]
    all_parts = union_all(*parts).subquery("part")
    p, q = all_parts.c.p, all_parts.c.q
    summed = {name: func.sum(all_parts.c[name]) for name in _WEIGHTS}
    anything = functools.reduce(lambda one, other: one | other, (weight != 0 for weight in summed.values()))
    return select(
        all_parts.c.x, all_parts.c.country, (q // slots).label("qday"), (p // slots).label("pday"),
        (p % slots * slots + q % slots).label("pq"), *(weight.label(name) for name, weight in summed.items()),
    ).group_by(all_parts.c.x, all_parts.c.country, p, q).having(anything)


def _part(rows: FromClause, p: ColumnElement[Any], q: ColumnElement[Any], **given: Any) -> Select[Any]:
    return select(rows.c.x, rows.c.country, p.label("p"), q.label("q"),
                  *(given.get(name, literal(0)).label(name) for name in _WEIGHTS)).select_from(rows)


def _active(rows: FromClause, who: ColumnElement[Any], weight: str) -> Select[Any]:
    """One at each slot in which somebody was active, less one at each pair of neighbouring slots."""
    keys = (rows.c.side, rows.c.x, rows.c.country)
    distinct = select(*keys, who.label("who"), rows.c.q).distinct().subquery()
    # Who comes first: ids are told apart by their first bytes, and sorting by anything else first takes many times as
    # long.
    of_one = (distinct.c.who, distinct.c.side, distinct.c.x, distinct.c.country)
    before = func.lag(distinct.c.q).over(partition_by=of_one, order_by=distinct.c.q)
    active = select(distinct, before.label("before")).subquery()
    counted = select(active.c.x, active.c.country, active.c.before, active.c.q, func.sum(active.c.side).label("side")
                     ).group_by(active.c.x, active.c.country, active.c.before, active.c.q).subquery()
    pair = values(Column("p", Integer), Column("sign", Integer), name="pair").data(
        [(counted.c.q, 1), (counted.c.before, -1)]).lateral()
    return select(
        counted.c.x, counted.c.country, pair.c.p, counted.c.q,
        *((counted.c.side * pair.c.sign if name == weight else literal(0)).label(name) for name in _WEIGHTS),
    ).select_from(counted.join(pair, true())).where(pair.c.p.is_not(None))


def _of_visits(rows: FromClause, slots: int) -> Select[Any]:
    """Bounces and seconds, at the first and last slot of a visit."""
    visit = visits_of(rows)
    measures = over_visits(visit)
    p, q = slot_column(visit.c.first_at, slots), slot_column(visit.c.last_at, slots)
    signed = select(
        visit.c.x, visit.c.country, p.label("p"), q.label("q"), visit.c.side,
        measures["bounces"].label("b"), measures["totaltime"].label("t"),
    ).group_by(visit.c.x, visit.c.country, p, q, visit.c.side).subquery()
    return _part(signed, signed.c.p, signed.c.q, b=signed.c.side * signed.c.b, t=signed.c.side * signed.c.t)


def signed(picked: FromClause) -> FromClause:
    """Rows before and after a change, as they are in `picked`, with a sign."""
    columns = [picked.c[name] for name in tables.EVENT_COLUMNS]
    return union_all(
        select(*columns, literal(1).label("side"), true().label("inside")).where(picked.c.after),
        select(*columns, literal(-1).label("side"), true().label("inside")).where(picked.c.before),
    ).subquery("signed")


@functools.cache
def shapes() -> dict[str, str]:
    """By dimension: a hash of the statement that makes its cells. Other cells than of this hash tell something else."""
    return {name: _shape(rolled) for name, rolled in ROLLED.items()}


def _shape(rolled: Rolled) -> str:
    rows = select(tables.gone, literal(1).label("side"), true().label("inside")).subquery("rows")
    compiled = weights(rows, rolled).compile(dialect=_DIALECT)
    return hashlib.sha256(f"{compiled}{sorted(compiled.params.items())}".encode()).hexdigest()[:16]
