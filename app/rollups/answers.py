"""Statements that answer from cells what `app/stats` answers from events: the same columns, types and order.

Each is built once for each shape of question, with blanks for what is asked (`blanks.py`).
"""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Numeric,
    Select,
    Subquery,
    TextualSelect,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy import column as sql_column
from sqlalchemy.dialects.postgresql import TIMESTAMP

from app.db.tables import session
from app.rollups import cells as sums
from app.rollups.blanks import Blanks, Shape, Template, numbered, numbers_of, shape_of, stretch_of
from app.rollups.cells import WEIGHTS
from app.rollups.choose import Cells
from app.rollups.correction import Reach, difference, signed_rows
from app.rollups.rows import onto, valued, visits_of
from app.rollups.slots import BEGIN, begin_of
from app.rollups.tables import block, value
from app.sql.buckets import Buckets
from app.sql.dimensions import as_bytes
from app.sql.measures import over_visits, visitors, whole
from app.sql.rows import some_rows

_SECONDS = {"hour": 3600, "day": 86_400}
_CLOCK = BEGIN.replace(tzinfo=None)
_TEMPLATES = 100  # of a kind, some 60 kB each: dimensions, filtered or not, zones, pages of lists
_OF: Any = Blanks()


def totals(cells: Cells) -> TextualSelect:
    """The five measures of a period; as `stats/overview/queries.totals`."""
    return _totals(shape_of(cells)).filled(numbers_of(cells))


def top_values(cells: Cells, *, limit: int, offset: int) -> TextualSelect:
    """Values with their visitors, events with their number; as `stats/metrics/queries.top_values`."""
    return _top_values(shape_of(cells), limit, offset).filled(numbers_of(cells))


def expanded(cells: Cells, *, limit: int, offset: int) -> TextualSelect:
    """Values with all five measures; as `stats/metrics/queries.expanded`."""
    return _expanded(shape_of(cells), limit, offset).filled(numbers_of(cells))


def series(cells: Cells, buckets: Buckets) -> TextualSelect:
    """Page views and visitors of each bucket; as `sql/series.views_and_visitors`."""
    numbers = numbers_of(cells)
    if buckets.unit in _SECONDS:
        changes = _offsets(cells, buckets)
        slot_seconds = 86_400 // cells.period.slots_a_day
        for number, (at, offset) in enumerate(changes):
            numbers[numbered("change_slot", number)] = _slot(at, slot_seconds)
            numbers[numbered("change_offset", number)] = offset
        return _series(shape_of(cells, buckets, len(changes))).filled(numbers)
    of_each = calendar(cells, buckets)
    stretches = [stretch_of(cells, first, last) for _, first, last in of_each]
    numbers["moments"] = [moment for moment, _, _ in of_each]
    numbers |= {f"{name}s": [getattr(stretch, name) for stretch in stretches] for name in sums.FIELDS}
    return _series(shape_of(cells, buckets)).filled(numbers)


# Statements with blanks

@functools.lru_cache(_TEMPLATES)
def _totals(shape: Shape) -> Template:
    told = _summed(shape, "swnbt").subquery()
    now = select(*_all_measures(_visits(shape))).subquery()
    measures: list[Any] = [
        whole(func.coalesce(func.sum(told.c[weight]), 0) + func.min(now.c[name])).label(name)
        for name, weight in WEIGHTS.items()]
    return Template.of(select(*measures).select_from(now.outerjoin(told, true())))


@functools.lru_cache(_TEMPLATES)
def _top_values(shape: Shape, limit: int, offset: int) -> Template:
    rolled = shape.rolled
    weight = "w" if rolled.name == "event" else "s"
    rows = _valued(shape, "ends" if rolled.kind in ("entry", "exit") else "sessions")
    measure = onto(visitors, rows) if weight == "s" else func.count()
    inside = select(rows.c.x, rows.c.country, difference(measure, rows.c.side).label(weight)).where(
        rows.c.inside).group_by(rows.c.x, rows.c.country)
    both = union_all(_named(shape, weight), inside).subquery()
    x = _stored(shape, both.c.x)
    columns = [(x if weight == "w" else as_bytes(x)).label("x"), whole(func.sum(both.c[weight])).label("y")]
    keys = [both.c.x]
    if rolled.dimension.with_country:
        columns.append(_country(both).label("country"))
        keys.append(both.c.country)
    found = select(*columns).group_by(*keys).having(func.sum(both.c[weight]) > 0)
    order = [found.selected_columns.y.desc(), *(column for column in found.selected_columns if column.key != "y")]
    found = found.order_by(*order)
    return Template.of(found if rolled.kind == "channel" else some_rows(found, limit, offset))


@functools.lru_cache(_TEMPLATES)
def _expanded(shape: Shape, limit: int, offset: int) -> Template:
    visit = _visits(shape)
    now = select(visit.c.x, visit.c.country, *_all_measures(visit, by_weight=True)).group_by(visit.c.x, visit.c.country)
    both = union_all(_named(shape, "swnbt"), now).subquery()
    keys = [as_bytes(_stored(shape, both.c.x)).label("name")]
    grouped: list[ColumnElement[Any]] = [both.c.x]
    if shape.rolled.dimension.with_country:
        keys.append(_country(both).label("country"))
        grouped.append(both.c.country)
    # Sums are numeric where events are answered from, and so text on the wire (spec 04, section 0.1).
    kinds: dict[str, Any] = dict.fromkeys(WEIGHTS, BigInteger()) | dict.fromkeys(("pageviews", "totaltime"), Numeric())
    measures: dict[str, ColumnElement[Any]] = {
        name: cast(func.sum(both.c[weight]), kinds[name]).label(name) for name, weight in WEIGHTS.items()}
    found = select(*keys, *measures.values()).where(both.c.x != "").group_by(*grouped).having(
        func.sum(both.c.w) > 0).order_by(measures["visitors"].desc(), measures["visits"].desc(), *keys)
    is_channel = shape.rolled.kind == "channel"
    return Template.of(found.add_columns(null().label("y")) if is_channel else some_rows(found, limit, offset))


@functools.lru_cache(_TEMPLATES)
def _series(shape: Shape) -> Template:
    buckets = shape.buckets or Buckets("day")
    moment = buckets.moment()
    signed = signed_rows(shape.rolled, _OF, "sessions", differing=shape.differing)
    rows = valued(signed, shape.rolled, with_session=shape.with_session)
    rows = select(rows, onto(moment, rows).label("moment")).where(rows.c.inside, *_of_value(shape, rows)).subquery()
    now = select(
        rows.c.moment, difference(onto(visitors, rows), rows.c.side).label("s"),
        difference(func.count(), rows.c.side).label("w"),
    ).group_by(rows.c.moment)
    told = _by_slots(shape, buckets) if buckets.unit in _SECONDS else _by_calendar(shape, buckets)
    both = union_all(told, now).subquery()
    bucket = select(both.c.moment, whole(func.sum(both.c.w)).label("views"), whole(func.sum(both.c.s)).label("visitors")
                    ).group_by(both.c.moment).having(func.sum(both.c.w) > 0).subquery()
    label = buckets.label(bucket.c.moment).label("x")
    return Template.of(select(label, bucket.c.views, bucket.c.visitors).order_by(label))


# What cells tell

def _summed(shape: Shape, weights: str) -> Select[Any]:
    return sums.sums(shape.rolled, _OF, weights, single=shape.is_within_a_day, has_value=shape.has_value)


def _named(shape: Shape, weights: str) -> Select[Any]:
    """The sums by x and country."""
    told = _summed(shape, weights).subquery()
    return select(value.c.value.label("x"), value.c.country, *(told.c[name] for name in weights)).join(
        told, told.c.v == value.c.id)


def _by_slots(shape: Shape, buckets: Buckets) -> Select[Any]:
    """Hours and days: all cells of the days asked for whose two ends are in the same bucket."""
    seconds = _SECONDS[buckets.unit]
    p, q = sums.p_and_q(shape.rolled)
    bucket_of = _bucket_by_clock(shape, seconds)
    rows = sums.unpacked("sw", p.label("p"), q.label("q")).where(
        block.c.site == _OF.site, block.c.dim == shape.rolled.number,
        # A day by the clock touches two days of UTC, and three where it is a long one.
        block.c.qday >= _OF.first_day, block.c.qday <= _OF.last_day, block.c.pday >= block.c.qday - 2,
        block.c.pday >= _OF.first_day, p >= _OF.first, q < _OF.last).subquery()
    chosen = select(bucket_of(rows.c.q).label("bucket"), rows.c.s, rows.c.w).where(
        bucket_of(rows.c.p) == bucket_of(rows.c.q), *_of_values(shape, rows)).subquery()
    summed = select(chosen.c.bucket, func.sum(chosen.c.s).label("s"), func.sum(chosen.c.w).label("w")).group_by(
        chosen.c.bucket).subquery()
    step = literal(timedelta(seconds=seconds))
    return select((_clock(buckets, _CLOCK) + summed.c.bucket * step).label("moment"), summed.c.s, summed.c.w)


def _bucket_by_clock(shape: Shape, bucket_seconds: int) -> Callable[[ColumnElement[int]], ColumnElement[int]]:
    """The number of the bucket that a slot lies in, by the clock of the zone."""
    slot_seconds = 86_400 // shape.rolled.slots_a_day

    def of(slot: ColumnElement[int]) -> ColumnElement[int]:
        # An offset holds until the next change.
        later = [(slot < _OF.each("change_slot", number), _OF.each("change_offset", number - 1))
                 for number in range(1, shape.changes)]
        last = _OF.each("change_offset", shape.changes - 1)
        offset: Any = case(*later, else_=last) if later else last
        bucket: ColumnElement[int] = (cast(slot, BigInteger) * slot_seconds + offset) // bucket_seconds
        return bucket

    return of


def _by_calendar(shape: Shape, buckets: Buckets) -> Select[Any]:
    """Months and years: a sum for each."""
    names = ["moment", *sums.FIELDS]
    columns = [sql_column(name, DateTime if name == "moment" else Integer) for name in names]
    of: FromClause = func.unnest(*(getattr(_OF, f"{name}s") for name in names)).table_valued(*columns).render_derived(
        name="of")
    parts = [*sums.scans(shape.rolled, of.c, "sw", site=_OF.site),
             *sums.scans(shape.rolled, of.c, "sw", site=_OF.site, single=True)]
    one = union_all(*(part.correlate(of) for part in parts)).subquery("cell")
    summed = select(func.sum(one.c.s).label("s"), func.sum(one.c.w).label("w")).where(*_of_values(shape, one))
    lateral = summed.lateral("summed")
    moment = _clock(buckets, of.c.moment)
    return select(moment.label("moment"), func.coalesce(lateral.c.s, 0).label("s"),
                  func.coalesce(lateral.c.w, 0).label("w")).select_from(of.join(lateral, true()))


def calendar(cells: Cells, buckets: Buckets) -> list[tuple[datetime, int, int]]:
    """The months or years of a period by the clock: when each begins by it, and its slots [first, last)."""
    period, slots = cells.period, cells.period.slots_a_day
    slot_seconds = 86_400 // slots
    known = _offsets(cells, buckets)
    found: list[tuple[datetime, int, int]] = []
    for number, (at, offset) in enumerate(known):
        start = max(at, period.kept_from)
        end = min(known[number + 1][0], period.kept_to) if number + 1 < len(known) else period.kept_to
        ahead = timedelta(seconds=offset)
        while start < end:
            clock = (start + ahead).replace(tzinfo=None)
            begin = clock.replace(month=1 if buckets.unit == "year" else clock.month, day=1, hour=0, minute=0, second=0,
                                  microsecond=0)
            after = begin.replace(year=begin.year + 1) if buckets.unit == "year" or begin.month == 12 else (
                begin.replace(month=begin.month + 1))
            if buckets.unit != "year" and begin.month == 12:
                after = after.replace(month=1)
            until = min(end, after.replace(tzinfo=start.tzinfo) - ahead)
            pair = (_slot(start, slot_seconds), _slot(until, slot_seconds))
            if found and found[-1][0] == begin:  # the clock was set meanwhile
                found[-1] = (begin, found[-1][1], pair[1])
            else:
                found.append((begin, *pair))
            start = until
    return found


def _offsets(cells: Cells, buckets: Buckets) -> list[tuple[datetime, int]]:
    """From when on clocks are how many seconds ahead of UTC, over the period."""
    offsets = cells.kept.offsets
    begin = begin_of(cells.period.first, cells.period.slots_a_day)
    if buckets.is_utc or offsets is None:
        return [(begin, 0)]
    return [(at, offset) for at, offset, _ in offsets.between(begin, cells.period.kept_to)]


def _slot(moment: datetime, slot_seconds: int) -> int:
    return int((moment - BEGIN) / timedelta(seconds=slot_seconds))


def _clock(buckets: Buckets, moment: Any) -> ColumnElement[Any]:
    """A reading of the clock, of the type that buckets have."""
    bare = literal(moment, DateTime) if isinstance(moment, datetime) else moment
    # Connections are in UTC, and so is the clock of buckets without a zone.
    return cast(bare, TIMESTAMP(timezone=True)) if buckets.is_utc else bare


# What corrects it

def _valued(shape: Shape, reach: Reach) -> FromClause:
    rows: Any = valued(
        signed_rows(shape.rolled, _OF, reach, differing=shape.differing), shape.rolled,
        with_session=shape.with_session)
    if not shape.has_value:
        return rows  # type: ignore[no-any-return]
    return select(rows).where(*_of_value(shape, rows)).subquery()


def _of_value(shape: Shape, rows: FromClause) -> list[ColumnElement[bool]]:
    return [rows.c.x == _OF.value] if shape.has_value else []


def _of_values(shape: Shape, rows: FromClause) -> list[ColumnElement[bool]]:
    return [rows.c.v == func.any(_OF.values)] if shape.has_value else []


def _visits(shape: Shape) -> Subquery:
    return visits_of(_valued(shape, "visits"))


def _all_measures(visit: FromClause, *, by_weight: bool = False) -> list[ColumnElement[Any]]:
    """The five measures of what is touched, less what the cells had; bounces and seconds are there only of visits that
    lie inside as a whole."""
    of_whole = {"bounces": visit.c.whole, "totaltime": visit.c.whole}
    return [difference(measure, visit.c.side, told=of_whole.get(name)).label(WEIGHTS[name] if by_weight else name)
            for name, measure in sorted(over_visits(visit).items(), key=lambda item: "swnbt".index(WEIGHTS[item[0]]))]


def _stored(shape: Shape, x: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value as its column has it: with the blanks that a char(2) has at its end."""
    return cast(x, CHAR(2)) if shape.name == "country" else x


def _country(rows: FromClause) -> ColumnElement[Any]:
    return as_bytes(cast(rows.c.country, session.c.country.type))
