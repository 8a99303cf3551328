"""Putting rows into the cells of a site, and taking them out: the one way in which cells change.

Any change is: the weights of the touched visitors' rows after it, less those before. Building, going on, and taking in
what came late differ in which rows there are before and after, and in nothing else (design, section 5).
"""

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TIMESTAMP, distinct_on

from app.rollups.dimensions import Rolled
from app.rollups.rows import columns_of
from app.rollups.slots import first_day, month_column, month_of, slot_at
from app.rollups.tables import EVENT_COLUMNS, block, month, site
from app.rollups.weights import signed, weights
from app.rollups.written import written

_time = TIMESTAMP(timezone=True, precision=6)
_metadata = sa.MetaData()

# The rows of all that is touched: whether they were in the cells before, and are after.
picked = sa.Table(
    "rollup_picked", _metadata,
    *(sa.Column(name, sa.Uuid(as_uuid=False) if name.endswith("_id") else _time if name == "created_at" else
                sa.Integer if name == "event_type" else sa.String) for name in EVENT_COLUMNS),
    sa.Column("before", sa.Boolean), sa.Column("after", sa.Boolean), prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)

# Of these rows the ones that matter where all that is new comes after all that is known: see `_thin_out`.
few = sa.Table(
    "rollup_few", _metadata, *(sa.Column(column.name, column.type) for column in picked.c), prefixes=["TEMPORARY"],
    postgresql_on_commit="DROP",
)
_changed = sa.table("rollup_changed", sa.column("visit_id"))
FEW_ROWS = 5_000

# How cells change.
delta = sa.Table(
    "rollup_delta", _metadata,
    sa.Column("dim", sa.SmallInteger), sa.Column("x", sa.Text), sa.Column("country", sa.Text),
    sa.Column("qday", sa.Integer), sa.Column("pday", sa.Integer), sa.Column("pq", sa.SmallInteger),
    *(sa.Column(name, sa.BigInteger) for name in "swnbt"), prefixes=["TEMPORARY"], postgresql_on_commit="DROP",
)

# Cells that are to be packed into blocks.
loose = sa.Table(
    "rollup_loose", _metadata,
    sa.Column("dim", sa.SmallInteger), sa.Column("qday", sa.Integer), sa.Column("pday", sa.Integer),
    sa.Column("v", sa.Integer), sa.Column("pq", sa.SmallInteger), *(sa.Column(name, sa.BigInteger) for name in "swnbt"),
    prefixes=["TEMPORARY"], postgresql_on_commit="DROP",
)


@dataclass(frozen=True)
class Told:
    """Of which rows the cells of a site tell: those from the one moment on, before the other."""

    begin: datetime
    end: datetime


_COLUMNS = ", ".join(EVENT_COLUMNS)
_OF_EVENT = ", ".join(f"e.{name}" for name in EVENT_COLUMNS)

# What has changed, and by that who is touched: the sessions of the rows and of their visits; then all visits of these.
# The offsets keep PostgreSQL from joining the whole table where few are touched.
_PICK = tuple(sa.text(statement) for statement in (
    """
    create temporary table rollup_orphan on commit drop as
    select event_id from (
        select event_id, session_id from website_event
        where website_id = :website_id and created_at >= :new_begin and created_at < :begin
        union all
        select event_id, session_id from website_event
        where website_id = :website_id and created_at >= :end and created_at < :new_end
        union all
        select event_id, session_id from rollup.late where :merge and website_id = :website_id
        union all
        select event_id, e.session_id from rollup.orphan join website_event e using (event_id)
        where :merge and e.website_id = :website_id
    ) e
    where not exists (select from session s where s.session_id = e.session_id and s.website_id = :website_id)
    """,
    f"""
    insert into rollup_picked
    select {_COLUMNS}, false, event_id not in (select event_id from rollup_orphan) from website_event
    where website_id = :website_id and created_at >= :new_begin and created_at < :begin
    union all
    select {_COLUMNS}, false, event_id not in (select event_id from rollup_orphan) from website_event
    where website_id = :website_id and created_at >= :end and created_at < :new_end
    """,  # noqa: S608 - names of columns
    """
    create temporary table rollup_changed on commit drop as
    select session_id, visit_id from rollup_picked
    union
    select session_id, visit_id from rollup.late
    where :merge and website_id = :website_id and created_at >= :begin and created_at < :end
    union
    select session_id, visit_id from rollup.orphan
    where :merge and website_id = :website_id and created_at >= :begin and created_at < :end
    union
    select session_id, visit_id from rollup.gone
    where :merge and website_id = :website_id and created_at >= :begin and created_at < :end
    """,
    """
    create temporary table rollup_session on commit drop as
    select session_id from rollup_changed
    union
    select found.session_id from (select distinct visit_id from rollup_changed) v cross join lateral (
        select e.session_id from website_event e
        where e.website_id = :website_id and e.visit_id = v.visit_id and e.created_at >= :begin and e.created_at < :end
        offset 0) found
    union
    select session_id from rollup.gone where website_id = :website_id and created_at >= :begin and created_at < :end
        and visit_id in (select visit_id from rollup_changed)
    """,
    "analyze rollup_session",
    # Those that are left out come in when that is merged, those without a session not at all.
    f"""
    insert into rollup_picked
    select {_OF_EVENT}, l.event_id is null and o.event_id is null,
        (l.event_id is null and o.event_id is null)
            or (:merge and e.event_id not in (select event_id from rollup_orphan))
    from rollup_session s cross join lateral (
        select * from website_event e where e.website_id = :website_id and e.session_id = s.session_id
            and e.created_at >= :begin and e.created_at < :end offset 0) e
    left join rollup.late l on l.event_id = e.event_id
    left join rollup.orphan o on o.event_id = e.event_id
    """,  # noqa: S608
    f"""
    insert into rollup_picked
    select {_COLUMNS}, true, not :merge from rollup.gone
    where website_id = :website_id and created_at >= :begin and created_at < :end
    and event_id not in (select event_id from rollup.orphan)
    """,  # noqa: S608
    f"""
    insert into rollup_picked
    select {_OF_EVENT}, l.event_id is null and o.event_id is null,
        (l.event_id is null and o.event_id is null)
            or (:merge and e.event_id not in (select event_id from rollup_orphan))
    from (select distinct visit_id from rollup_picked) v cross join lateral (
        select * from website_event e where e.website_id = :website_id and e.visit_id = v.visit_id
            and e.created_at >= :begin and e.created_at < :end offset 0) e
    left join rollup.late l on l.event_id = e.event_id
    left join rollup.orphan o on o.event_id = e.event_id
    where e.session_id not in (select session_id from rollup_session)
    """,  # noqa: S608
    "analyze rollup_picked",
    # What is taken in now waits no more. What others keep meanwhile is not seen here, and so stays.
    """
    delete from rollup.late where website_id = :website_id and (
        (created_at >= :new_begin and created_at < :begin) or (created_at >= :end and created_at < :new_end)
        or (:merge and created_at >= :begin and created_at < :end))
    """,
    """
    delete from rollup.orphan where :merge and website_id = :website_id
        and event_id not in (select event_id from rollup_orphan)
    """,
    """
    delete from rollup.gone where website_id = :website_id and (
        (created_at >= :new_begin and created_at < :begin) or (created_at >= :end and created_at < :new_end)
        or (:merge and created_at >= :begin and created_at < :end))
    """,
    """
    insert into rollup.orphan
    select event_id, website_id, session_id, visit_id, created_at from rollup_picked
    where not before and not after and event_id in (select event_id from rollup_orphan)
    on conflict (event_id) do update set (session_id, visit_id, created_at)
        = (excluded.session_id, excluded.visit_id, excluded.created_at)
    """,
    """
    insert into rollup.cut
    select :site, visit_id, int8range(:site * 4294967296 + first + 1, :site * 4294967296 + last, '[]') from (
        select visit_id, min(hour) as first, max(hour) as last from (
            select visit_id, (floor(date_part('epoch', created_at))::bigint + 2208988800) / 3600 as hour
            from rollup_picked where after) as row
        group by visit_id having max(hour) > min(hour)) as visit
    on conflict (site, visit_id) do update set hours = range_merge(cut.hours, excluded.hours)
    """,
))

_NAME = sa.text("""
    insert into rollup.value (site, dim, value, country)
    select distinct :site, dim, x, country from rollup_delta on conflict do nothing
""")
# Both sides as the index of `rollup.value` has it.
_LOOSEN = sa.text("""
    insert into rollup_loose
    select d.dim, d.qday, d.pday, v.id, d.pq, d.s, d.w, d.n, d.b, d.t from rollup_delta d
    join rollup.value v on v.site = :site and v.dim = d.dim
        and (coalesce(length(v.country)::text || v.country, '-') || coalesce('=' || v.value, '')) collate "C"
            = (coalesce(length(d.country)::text || d.country, '-') || coalesce('=' || d.x, '')) collate "C"
""")


def _pack() -> sa.Insert:
    """The loose cells as blocks: an array of nothing but zeros is left out, and one of the same value has it once."""
    places = [loose.c.dim, loose.c.qday, loose.c.pday]
    by_value = sa.select(*places, loose.c.v, *(sa.func.sum(loose.c[name]).label(name) for name in "swnbt")).group_by(
        *places, loose.c.v).subquery("total")

    def packed(rows: Any, order: list[Any]) -> list[Any]:
        arrays = []
        for name in "swnbt":
            kind = sa.BigInteger if name == "t" else sa.Integer
            gathered = sa.func.array_agg(sa.dialects.postgresql.aggregate_order_by(
                sa.cast(rows.c[name], kind), *order))
            arrays.append(sa.case((sa.func.bool_and(rows.c[name] == 0), sa.null()), else_=gathered).label(name))
        return arrays

    def gathered(rows: Any, name: str, order: list[Any]) -> Any:
        return sa.func.array_agg(sa.dialects.postgresql.aggregate_order_by(rows.c[name], *order))

    keys = [by_value.c.dim, by_value.c.qday, by_value.c.pday]
    totals = sa.select(*keys, gathered(by_value, "v", [by_value.c.v]).label("v"), *packed(by_value, [by_value.c.v])
                       ).group_by(*keys).subquery("t")
    order = [loose.c.v, loose.c.pq]
    values = sa.case((sa.func.min(loose.c.v) == sa.func.max(loose.c.v), sa.dialects.postgresql.array(
        [sa.func.min(loose.c.v)])), else_=gathered(loose, "v", order))
    cells = sa.select(*places, values.label("v"), gathered(loose, "pq", order).label("pq"), *packed(loose, order)
                      ).group_by(*places).subquery("d")
    found = sa.select(
        sa.bindparam("site", type_=sa.Integer), totals.c.dim, totals.c.qday, totals.c.pday,
        *(totals.c[name] for name in "vswnbt"), cells.c.v, cells.c.pq, *(cells.c[name] for name in "swnbt"),
    ).join(cells, sa.and_(*(totals.c[key] == cells.c[key] for key in ("dim", "qday", "pday"))))
    names = ["site", "dim", "qday", "pday", *(f"t{name}" for name in "vswnbt"), "dv", "dpq",
             *(f"d{name}" for name in "swnbt")]
    return sa.insert(block).from_select(names, found)


def _add_months() -> Any:
    """The loose cells of months that are summed up, added to those sums."""
    qm, pm = month_column(loose.c.qday), month_column(loose.c.pday)
    rows = sa.select(
        sa.bindparam("site", type_=sa.Integer), loose.c.dim, qm.label("qm"), pm.label("pm"), loose.c.v,
        *(sa.func.sum(loose.c[name]).label(name) for name in "swnbt"),
    ).where(loose.c.qday < sa.bindparam("days_to", type_=sa.Integer)).group_by(
        loose.c.dim, sa.text("qm"), sa.text("pm"), loose.c.v)
    insert = sa.dialects.postgresql.insert(month).from_select(
        ["site", "dim", "qm", "pm", "v", *"swnbt"], rows)
    return insert.on_conflict_do_update(
        index_elements=["site", "dim", "qm", "pm", "v"],
        set_={name: month.c[name] + insert.excluded[name] for name in "swnbt"})


PACK, ADD_MONTHS = _pack(), _add_months()

# Cells of the days up to one, unpacked again where there are several parts of a block.
_UNPACK = sa.text("""
    with part as (
        delete from rollup.block b using (
            select dim, qday, pday from rollup.block where site = :site and qday >= :first and qday <= :last
            group by dim, qday, pday having count(*) > 1
        ) several
        where b.site = :site and b.dim = several.dim and b.qday = several.qday and b.pday = several.pday
        returning b.*
    )
    insert into rollup_loose
    select dim, qday, pday, coalesce(one.v, dv[1]), one.pq, coalesce(sum(one.s), 0), coalesce(sum(one.w), 0),
        coalesce(sum(one.n), 0), coalesce(sum(one.b), 0), coalesce(sum(one.t), 0)
    from part cross join lateral unnest(dv, dpq, ds, dw, dn, db, dt) as one (v, pq, s, w, n, b, t)
    group by 1, 2, 3, 4, 5
    having coalesce(sum(one.s), 0) <> 0 or coalesce(sum(one.w), 0) <> 0 or coalesce(sum(one.n), 0) <> 0
        or coalesce(sum(one.b), 0) <> 0 or coalesce(sum(one.t), 0) <> 0
""")

_SUM_UP = sa.text("""
    insert into rollup_loose
    select dim, qday, pday, one.v, 0, coalesce(one.s, 0), coalesce(one.w, 0), coalesce(one.n, 0), coalesce(one.b, 0),
        coalesce(one.t, 0)
    from rollup.block cross join lateral unnest(tv, ts, tw, tn, tb, tt) as one (v, s, w, n, b, t)
    where site = :site and qday >= :first and qday < :days_to
""")


@functools.cache
def _thin_out(dimensions: tuple[Rolled, ...]) -> sa.TextClause:
    """Of rows that all come before what is new, those that the weights of values of rows can depend on.

    A new row of a visitor pairs up with the last one before that has the same value, of whatever dimension; visits
    count whole, and only those that have changed count otherwise than before. So the last row of each combination of
    values will do, and all of the changed visits: a robot with 100,000 rows on seven pages is seven rows.
    """
    used = {name for rolled in dimensions for name in columns_of(rolled)} - {"event_id", "visit_id", "created_at"}
    keys = [picked.c[name] for name in sorted(used | {"session_id"}) if name != "website_id"]
    is_changed = picked.c.visit_id.in_(sa.select(_changed.c.visit_id))
    is_known = picked.c.before & picked.c.after & ~is_changed
    last = sa.select(picked).where(is_known).ext(distinct_on(*keys)).order_by(
        *keys, picked.c.created_at.desc()).subquery()
    return written(sa.insert(few).from_select(
        list(few.c.keys()), sa.union_all(sa.select(picked).where(~is_known), sa.select(last))))[0]


@functools.cache
def _weigh(rolled: Rolled, rows: sa.Table = picked) -> sa.TextClause:
    """How the cells of a dimension change."""
    made = weights(signed(rows), rolled).subquery()
    return written(sa.insert(delta).from_select(
        ["dim", "x", "country", "qday", "pday", "pq", *"swnbt"], sa.select(sa.literal(rolled.number), *made.c)))[0]


def change(
    connection: sa.Connection, number: int, website_id: str, dimensions: tuple[Rolled, ...], before: Told | None,
    after: Told, months_to: int, *, merge: bool, few_rows: int = FEW_ROWS,
) -> int:
    """Makes the cells of a site tell of the rows `after`; gives how many more these are.

    With `merge` they also tell of what came late and no more of what is gone. More than `few_rows` that were known of
    the touched visitors are thinned out where they can be. In one transaction, REPEATABLE READ, that holds the row of
    the site.
    """
    known = before or Told(after.end, after.end)
    bound = {"site": number, "website_id": website_id, "begin": known.begin, "end": known.end,
             "new_begin": after.begin, "new_end": after.end, "merge": merge}
    _make_room(connection)
    for statement in _PICK:
        connection.execute(statement, bound)
    looked_at, told, told_before = connection.execute(sa.select(
        sa.func.count(), sa.func.count().filter(picked.c.after), sa.func.count().filter(picked.c.before))).one()
    if looked_at:
        of_rows = tuple(rolled for rolled in dimensions if rolled.kind not in ("entry", "exit"))
        only_new = before is not None and after.begin == before.begin and not merge
        rows = few if only_new and told_before > few_rows else picked
        if rows is few:
            few.create(connection)
            connection.execute(_thin_out(of_rows))
            connection.execute(sa.text("analyze rollup_few"))
        for rolled in dimensions:
            connection.execute(_weigh(rolled, rows if rolled in of_rows else picked))
        connection.execute(sa.text("analyze rollup_delta"))
        connection.execute(_NAME, {"site": number})
        connection.execute(_LOOSEN, {"site": number})
        connection.execute(PACK, {"site": number})
        connection.execute(ADD_MONTHS, {"site": number, "days_to": first_day(months_to)})
    connection.execute(site.update().where(site.c.site == number).values(
        built_from=after.begin, built_to=after.end, months_to=months_to))
    return int(told - told_before)


def compact(connection: sa.Connection, number: int, first: int, last: int) -> None:
    """Joins the parts of blocks of these days (q), both included."""
    _make_room(connection)
    connection.execute(_UNPACK, {"site": number, "first": first, "last": last})
    connection.execute(PACK, {"site": number})


def sum_up_months(connection: sa.Connection, number: int, months_to: int, until: datetime) -> int:
    """Sums up the months that are over, and gives the first that is not."""
    now = month_of(slot_at(until, 1))
    if now <= months_to:
        return months_to
    _make_room(connection)
    bound = {"site": number, "days_to": first_day(now)}
    connection.execute(_SUM_UP, {**bound, "first": first_day(months_to)})
    connection.execute(ADD_MONTHS, bound)
    connection.execute(site.update().where(site.c.site == number).values(months_to=now))
    return now


def _make_room(connection: sa.Connection) -> None:
    """Empty temporary tables, for a transaction of which several steps may need them."""
    connection.execute(sa.text("drop table if exists rollup_picked, rollup_few, rollup_delta, rollup_loose, "
                               "rollup_orphan, rollup_changed, rollup_session"))
    for table in (picked, delta, loose):
        table.create(connection)
