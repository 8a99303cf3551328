"""Reading what rollups know of a website, as the first thing of a statistic's transaction.

In that transaction, because cells and the moment up to which they tell belong together: read in another snapshot, a row
could be in neither or in both.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Select, Text, exists, func, literal, literal_column, or_, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import website_event
from app.lib.dates import now
from app.rollups.choose import filtered_dimension
from app.rollups.dimensions import ROLLED
from app.rollups.tables import doubt, gone, late, lost, orphan, site, value
from app.rollups.weights import shapes
from app.sql.kept import Kept, Offsets
from app.sql.scope import EventScope

# Beyond that many rows that cells do not tell of, all events are read as quickly.
MOST_ROWS = 20_000
_SOON = timedelta(minutes=10)

# Of a schema that its user may not use, PostgreSQL would tell nothing but an error.
_IS_THERE = text("""
    select case when has_schema_privilege(to_regnamespace('rollup'), 'usage') then to_regclass('rollup.site') end
""")
_MISSED: Any = literal_column("(select last_value from rollup.missed)", BigInteger).label("missed_now")
_OFFSETS_FROM = datetime(1973, 1, 1, tzinfo=UTC)
_OFFSETS_YEARS = 2


async def with_cells(conn: AsyncConnection, scope: EventScope, zone: str | None = None) -> EventScope:
    """The same question, with the cells that may answer it; a series is asked by the clock of `zone`.

    The snapshot of `conn` must be the one it is asked in.
    """
    if await conn.scalar(_IS_THERE) is None:
        return scope
    name = filtered_dimension(scope)
    found = (await conn.execute(_state(scope, name))).first()
    if found is None or found.is_in_doubt or found.missed != found.missed_now or found.untold > MOST_ROWS:
        return scope
    if found.built_to is None:
        return scope
    if scope.end >= found.built_to < now() - _SOON and await _has_long_tail(conn, scope, found.built_to):
        return scope
    ours = shapes()
    kept = Kept(
        found.site, scope.website_id, found.built_from, found.built_to, found.months_to,
        frozenset(one for one, shape in found.shapes.items() if ours.get(one) == shape and one not in found.off),
        tuple(found.values) if name else None,
        await _offsets(conn, zone) if zone and zone != "utc" else None,
    )
    return replace(scope, kept=kept)


def _state(scope: EventScope, filtered: str | None) -> Select[Any]:
    """The website's state: none where nothing is kept of it."""
    ours = website_event.c.website_id.type
    of_it = literal(scope.website_id, ours)
    doubted = or_(
        exists().where(or_(doubt.c.website_id.is_(None), doubt.c.website_id == of_it)),
        exists().where(lost.c.website_id == of_it))
    untold = sum((
        select(func.count()).select_from(
            select(table.c.created_at).where(table.c.website_id == of_it).limit(MOST_ROWS + 1).subquery()
        ).scalar_subquery() for table in (late, orphan, gone)), start=literal(0))
    ids = select(func.array_agg(value.c.id)).where(
        value.c.site == site.c.site, value.c.dim == ROLLED[filtered or "total"].number,
        value.c.value == literal(scope.required[0].value if filtered else "", Text)).scalar_subquery()
    return select(
        site.c.site, site.c.built_from, site.c.built_to, site.c.months_to, site.c.missed, site.c.shapes, site.c.off,
        _MISSED,
        doubted.label("is_in_doubt"), untold.label("untold"), func.coalesce(ids, text("'{}'")).label("values"),
    ).where(site.c.website_id == of_it)


async def _has_long_tail(conn: AsyncConnection, scope: EventScope, built_to: datetime) -> bool:
    """More rows than are worth reading came after what the cells tell of."""
    rows = select(website_event.c.created_at).where(
        website_event.c.website_id == scope.website_id, website_event.c.created_at >= built_to,
        website_event.c.created_at <= scope.end).limit(MOST_ROWS + 1)
    return (await conn.scalar(select(func.count()).select_from(rows.subquery())) or 0) > MOST_ROWS


# Zones

_known: dict[str, Offsets] = {}
_ZONES = 1_000

_CHANGES = text("""
    with day as (
        select d, o, lead(o) over (order by d) as after from (
            select d, extract(epoch from timezone(:zone, d) - timezone('UTC', d))::int as o
            from generate_series(cast(:begin as timestamptz), :until, interval '1 day') as d
        ) as one
    )
    select t + interval '15 min' as at, o, after, last = o as is_even from (
        select t, extract(epoch from timezone(:zone, t) - timezone('UTC', t))::int as o,
            extract(epoch from timezone(:zone, t + interval '15 min') - timezone('UTC', t + interval '15 min'))::int
                as after,
            extract(epoch from timezone(:zone, t + interval '899 s') - timezone('UTC', t + interval '899 s'))::int
                as last
        from day, generate_series(d, d + interval '1425 min', interval '15 min') as t where day.o <> day.after
    ) as slot where o <> after order by at
""")
_FIRST = text("select extract(epoch from timezone(:zone, cast(:begin as timestamptz)) "
              "- timezone('UTC', cast(:begin as timestamptz)))::int")


async def _offsets(conn: AsyncConnection, zone: str) -> Offsets:
    """What the clocks of a zone show, as PostgreSQL knows it: our own tables of zones may be others."""
    if (found := _known.get(zone)) is not None and found.until > now() + timedelta(days=300):
        return found
    until = now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=365 * _OFFSETS_YEARS)
    where = {"zone": zone, "begin": _OFFSETS_FROM, "until": until}
    first = await conn.scalar(_FIRST, {"zone": zone, "begin": _OFFSETS_FROM})
    changes = tuple((row.at, row.after, row.is_even) for row in await conn.execute(_CHANGES, where))
    if len(_known) >= _ZONES:
        _known.clear()
    _known[zone] = Offsets(first or 0, changes, until)
    return _known[zone]
