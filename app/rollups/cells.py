"""Sums of cells: answer[first, last) = the weights of all cells with p >= first and q < last.

Five scans and none of them long: whole months; whole days beside them; and of the two days at the ends their slots.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, Select, func, select, true, union_all
from sqlalchemy import column as sql_column

from app.rollups.dimensions import Rolled
from app.rollups.slots import first_day, month_of
from app.rollups.tables import block, month

# The measures of cells by the names of answers.
WEIGHTS = {"pageviews": "w", "visitors": "s", "visits": "n", "bounces": "b", "totaltime": "t"}


@dataclass(frozen=True)
class Stretch:
    """Slots [first, last), and how they are put together: whole days [day_from, day_to), in these whole months
    [month_from, month_to) that are summed up, which are the days [month_begin, month_end); and, where there are any,
    the days with slots of either end."""

    first: int
    last: int
    day_from: int
    day_to: int
    month_from: int
    month_to: int
    month_begin: int
    month_end: int
    left_day: int  # -1 for none, as are the next
    right_day: int
    single_day: int

    @classmethod
    def of(cls, first: int, last: int, slots_a_day: int, months_to: int) -> "Stretch":
        day_from, day_to = -(-first // slots_a_day), last // slots_a_day
        if day_from > day_to:  # within a day
            return cls(first, last, 0, 0, 0, 0, 0, 0, -1, -1, day_to)
        month_from = month_of(day_from)
        if first_day(month_from) < day_from:
            month_from += 1
        month_to = min(month_of(day_to), months_to)
        begin = end = day_from
        if month_from < month_to:
            begin, end = first_day(month_from), first_day(month_to)
        else:
            month_from = month_to = 0
        return cls(
            first, last, day_from, day_to, month_from, month_to, begin, end,
            day_from - 1 if first < day_from * slots_a_day else -1, day_to if last > day_to * slots_a_day else -1, -1)


FIELDS = tuple(Stretch.__dataclass_fields__)


def scans(rolled: Rolled, of: Any, weights: str, *, site: Any, single: bool = False) -> list[Select[Any]]:
    """Selects of v and these weights, of which all together are the cells of a stretch.

    `of` has the fields of a `Stretch`: blanks, or the columns of a table. `single`: it lies within one day.
    """
    b, m, slots = block.c, month.c, rolled.slots_a_day
    ours = (b.site == site, b.dim == rolled.number)
    p, q = p_and_q(rolled)
    if single:
        return [_cells(weights).where(
            *ours, b.qday == of.single_day, b.pday == of.single_day, p >= of.first, q < of.last)]
    columns = [m[name] for name in weights]
    return [
        select(m.v, *columns).where(
            m.site == site, m.dim == rolled.number, m.qm >= of.month_from, m.qm < of.month_to, m.pm >= of.month_from),
        _totals(weights).where(*ours, b.qday >= of.month_end, b.qday < of.day_to, b.pday >= of.day_from),
        _totals(weights).where(*ours, b.pday >= of.day_from, b.pday < of.month_begin, b.qday < of.month_end),
        _cells(weights).where(*ours, b.qday == of.right_day, b.pday * slots + slots > of.first, p >= of.first,
                              q < of.last),
        _cells(weights).where(*ours, b.pday == of.left_day, b.qday < of.day_to, p >= of.first),
    ]


def sums(rolled: Rolled, of: Any, weights: str, *, single: bool, has_value: bool) -> Select[Any]:
    """v and the sum of each weight, of all values or of those that are asked for."""
    parts = scans(rolled, of, weights, site=of.site, single=single)
    cells = union_all(*(part.correlate(None) for part in parts)).subquery()
    # An array of nothing but zeros is not stored.
    of_each = (func.coalesce(func.sum(cells.c[name]), 0).label(name) for name in weights)
    summed = select(cells.c.v, *of_each).group_by(cells.c.v)
    return summed.where(cells.c.v == func.any(of.values)) if has_value else summed


def p_and_q(rolled: Rolled) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """The slots of a cell, of those that `_cells` unpacks."""
    slots, pq = rolled.slots_a_day, sql_column("pq", Integer)
    return block.c.pday * slots + pq // slots, block.c.qday * slots + pq % slots


def unpacked(weights: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """v, these weights and `columns` of the cells of blocks."""
    names = ["v", "pq", *weights]
    one = _unnest([block.c.dv, block.c.dpq, *(block.c[f"d{name}"] for name in weights)], names)
    v = func.coalesce(one.c.v, block.c.dv[1]).label("v")
    return select(v, *(one.c[name] for name in weights), *columns).select_from(block.join(one, true()))


def _cells(weights: str) -> Select[Any]:
    return unpacked(weights)


def _totals(weights: str) -> Select[Any]:
    one = _unnest([block.c.tv, *(block.c[f"t{name}"] for name in weights)], ["v", *weights])
    return select(*one.c).select_from(block.join(one, true()))


def _unnest(arrays: list[Any], names: list[str]) -> FromClause:
    columns = [sql_column(name, array.type.item_type) for name, array in zip(names, arrays, strict=True)]
    return func.unnest(*arrays).table_valued(*columns).render_derived(name="one")
