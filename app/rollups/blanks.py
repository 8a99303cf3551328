"""Statements with blanks: built once for each shape of question, and filled in with the numbers of each.

To put a statement together of expressions took Python 10 ms for each question, where PostgreSQL answers in 3.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    DateTime,
    Integer,
    Select,
    Text,
    TextClause,
    TextualSelect,
    bindparam,
)
from sqlalchemy import column as sql_column

from app.db.tables import website_event
from app.rollups.cells import FIELDS, Stretch
from app.rollups.choose import Cells
from app.rollups.dimensions import ROLLED, Rolled
from app.rollups.slots import MICROSECOND
from app.rollups.written import written
from app.sql.buckets import Buckets

_time = website_event.c.created_at.type

_TYPES: dict[str, Any] = {
    "site": Integer(), "website_id": website_event.c.website_id.type,
    **dict.fromkeys(("built_from", "built_to", "start", "end", "low", "high", "kept_from", "kept_to"), _time),
    "differs_from": _time, "differs_to": _time,
    "cut_first": BigInteger(), "cut_last": BigInteger(),
    "values": ARRAY(Integer), "value": Text(),
    **{name: Integer() for name in FIELDS}, "first_day": Integer(), "last_day": Integer(),
    "change_slot": Integer(), "change_offset": Integer(),
    "moments": ARRAY(DateTime), **{f"{name}s": ARRAY(Integer) for name in FIELDS},
}


@dataclass(frozen=True)
class Shape:
    """What is the same in all questions that one statement with blanks asks."""

    name: str  # of the dimension
    with_session: bool
    has_value: bool
    is_within_a_day: bool
    differing: int  # how many stretches of time count now and are not in the cells, or the other way round
    buckets: Buckets | None = None
    changes: int = 0  # how often the clocks of the zone are set meanwhile

    @property
    def rolled(self) -> Rolled:
        return ROLLED[self.name]


class Blanks:
    """The blanks by their names: `of.site` is where the site will stand."""

    def __getattr__(self, name: str) -> BindParameter[Any]:
        return bindparam(name, None, type_=_type_of(name))

    def each(self, name: str, number: int) -> BindParameter[Any]:
        """One of several of a name."""
        return bindparam(numbered(name, number), None, type_=_type_of(name))


def numbered(name: str, number: int) -> str:
    """The name of one of several blanks."""
    return f"{name}_at_{number}"


def _type_of(name: str) -> Any:
    return _TYPES.get(re.sub(r"_at_\d+$", "", name))


@dataclass(frozen=True)
class Template:
    """A statement with blanks, written out."""

    clause: TextClause
    columns: tuple[Any, ...]
    names: frozenset[str]

    @classmethod
    def of(cls, statement: Select[Any]) -> "Template":
        clause, names = written(statement, lambda name: _type_of(name) is not None)
        columns = tuple(sql_column(str(column.key), column.type) for column in statement.selected_columns)
        return cls(clause, columns, names)

    def filled(self, numbers: dict[str, Any]) -> TextualSelect:
        """The statement with the numbers of a question; it may stand beside another of the same."""
        given = (bindparam(name, numbers[name], type_=_type_of(name), unique=True) for name in self.names)
        return self.clause.bindparams(*given).columns(*self.columns)


def numbers_of(cells: Cells) -> dict[str, Any]:
    """What a question fills in, by the names of the blanks."""
    kept, period = cells.kept, cells.period
    stretch = stretch_of(cells, period.first, period.last)
    cut = kept.site * 2**32
    numbers = {
        "site": kept.site, "website_id": kept.website_id, "built_from": kept.built_from, "built_to": kept.built_to,
        "start": period.start, "end": period.end, "kept_from": period.kept_from, "kept_to": period.kept_to,
        "low": min(period.start, period.kept_from), "high": max(period.end + MICROSECOND, period.kept_to),
        "cut_first": cut + period.first, "cut_last": cut + period.last,
        "values": list(cells.values or ()), "value": cells.value,
        "first_day": period.first // period.slots_a_day, "last_day": (period.last - 1) // period.slots_a_day,
        **{name: getattr(stretch, name) for name in FIELDS},
    }
    for number, (begin, end) in enumerate(differing(cells)):
        numbers[numbered("differs_from", number)], numbers[numbered("differs_to", number)] = begin, end
    return numbers


def shape_of(cells: Cells, buckets: Buckets | None = None, changes: int = 0) -> Shape:
    """The shape of a question."""
    is_within_a_day = stretch_of(cells, cells.period.first, cells.period.last).single_day >= 0
    return Shape(cells.rolled.name, cells.with_session, cells.value is not None, is_within_a_day,
                 len(differing(cells)), buckets, changes)


def stretch_of(cells: Cells, first: int, last: int) -> Stretch:
    """How slots [first, last) are put together."""
    return Stretch.of(first, last, cells.period.slots_a_day, cells.kept.months_to)


def differing(cells: Cells) -> list[tuple[datetime, datetime]]:
    """The stretches of time whose rows either count now or were told by the cells; these two overlap."""
    kept, period = cells.kept, cells.period
    now = (period.start, period.end + MICROSECOND)
    told = (max(period.kept_from, kept.built_from), min(period.kept_to, kept.built_to))
    ends = [(min(pair), max(pair)) for pair in zip(now, told, strict=True)]
    return [(begin, end) for begin, end in ends if begin < end]
