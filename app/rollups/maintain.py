"""Keeping cells: closing what is over, building what is older, taking in what came late.

Several processes may do it at once: each change is one transaction that holds the row of its site, and a site that
another holds is left to that one. Whatever is interrupted leaves the state from before.

A round holds one connection, closed at its end. Each step is a transaction of its own on it; where it breaks, the next
step has a new one, as SQLAlchemy connects again at the begin of a transaction. So nothing may depend on what was set in
the session before, but for what `engine_of` sets.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.db.engine import DatabaseUrl
from app.db.tables import session, website_event
from app.rollups import tables
from app.rollups.changes import FEW_ROWS, Told, change, compact, sum_up_months
from app.rollups.dimensions import ROLLED, Rolled, chosen
from app.rollups.slots import BEGIN, month_of, slot_at
from app.rollups.tables import block, cut, doubt, gone, late, lost, month, orphan, site, value
from app.rollups.weights import shapes

T = TypeVar("T")

log = logging.getLogger("dashi.rollups")

CHUNK_ROWS = 400_000  # how many rows a transaction takes in at most: a minute or so
_WAIT_SECONDS = 60.0  # for transactions that began before; then the round is given up
_PARTS = 60
_MERGE_AFTER = timedelta(minutes=10)
_MOST_UNTOLD = 20_000
_VALUES_A_ROW, _ROWS_TO_JUDGE = 0.2, 50_000


@dataclass(frozen=True)
class Site:
    """A row of `tables.site`."""

    site: int
    website_id: str
    built_from: datetime | None
    built_to: datetime | None
    is_whole: bool
    months_to: int
    missed: int
    shapes: dict[str, str]
    off: dict[str, str]
    closed_at: datetime | None
    events: int

    @property
    def is_ours(self) -> bool:
        """This release makes the same cells. Another that runs beside it may have made others."""
        return all(shapes().get(name) == shape for name, shape in self.shapes.items())

    @property
    def dimensions(self) -> tuple[Rolled, ...]:
        """What is kept, whoever has chosen it."""
        return tuple(rolled for name, rolled in ROLLED.items() if name in self.shapes and name not in self.off)


_FIELDS = [site.c[name] for name in Site.__dataclass_fields__]


def engine_of(url: str) -> sa.Engine:
    """An engine for maintenance: connections of its own, which no limit for statistics cuts."""
    target = DatabaseUrl.parse(url)

    def connect() -> psycopg.Connection[Any]:
        connection = target.connect_sync()
        # Prepared statements may get plans for any rows, and do not pass a pooler.
        connection.prepare_threshold = None
        connection.execute("set statement_timeout = 0")
        connection.execute("set jit = off")
        connection.execute("set work_mem = '128MB'")
        connection.commit()
        return connection

    return sa.create_engine("postgresql+psycopg://", creator=connect, poolclass=NullPool)


class Maintainer:
    """What keeps the cells of a database."""

    def __init__(
        self, engine: sa.Engine, dimensions: str = "", *, close_seconds: int = 120, advance_seconds: float = 60,
        merge_rows: int = 500, chunk_rows: int = CHUNK_ROWS, few_rows: int = FEW_ROWS,
        wait_seconds: float = _WAIT_SECONDS,
    ) -> None:
        self.engine = engine
        self.dimensions = chosen(dimensions)
        self.close_seconds, self.advance_seconds = close_seconds, advance_seconds
        self.merge_rows, self.chunk_rows, self.few_rows = merge_rows, chunk_rows, few_rows
        self.wait_seconds = wait_seconds

    def install(self) -> None:
        """Makes schema and triggers, where they are not as they should be."""
        tables.install(self.engine, self.close_seconds)

    def round(
        self, *, website_id: str | None = None, on_chunk: Callable[[Site], object] = lambda one: None,
    ) -> bool:
        """Closes what is over, for all sites or one, and builds a chunk of what is older of each; whether there is
        more to be built, which this process may build."""
        with self.engine.connect() as held:
            with held.begin():
                is_installed = tables.is_installed(held, self.close_seconds)
            if not is_installed:
                self.install()
            return self._round(held, website_id, on_chunk)

    def _round(self, held: sa.Connection, website_id: str | None, on_chunk: Callable[[Site], object]) -> bool:
        missed = self._missed(held)
        closed = self._close(held)
        if closed is None:
            return False
        at, until = closed
        self._doubt_clock(held, at)
        self._forget_doubted(held, missed)
        self._register(held, missed)
        more = False
        failed: list[Exception] = []
        for one in _sites(held, website_id):
            try:
                if self._is_due(held, one, at, until):
                    self._on(held, one.site, lambda conn, now: self._advance(conn, now, at, until))
                    built = self._on(held, one.site, self._build_older)
                    if built is not None:
                        on_chunk(built)
                        more = more or not built.is_whole
            except Exception as error:
                # What is wrong with one site must not keep the others from going on.
                failed.append(error)
        if failed:
            raise failed[0]
        return more

    def sites(self, website_id: str | None = None) -> list[Site]:
        """All sites that are kept, or one."""
        with self.engine.connect() as connection:
            return _sites(connection, website_id)

    # What is over

    def _missed(self, held: sa.Connection) -> int:
        with held.begin():
            return int(held.scalar(sa.text("select last_value from rollup.missed")) or 0)

    def _close(self, held: sa.Connection) -> tuple[datetime, datetime] | None:
        """The moment up to which all may be closed, and when that was found out; None if others write for too long.

        First the clock, then an id of a transaction of our own, and then we wait until all older ones have ended. A row
        that the snapshots after that do not see was written later than the clock was read, and so by a trigger that
        found it late. (`pg_snapshot_xmax` would not do: it is the latest that has *ended*.)
        """
        with held.begin():
            at: datetime = held.scalar(sa.text("select clock_timestamp()"))
            ours = int(held.scalar(sa.text("select txid_current()")) or 0)
        deadline = time.monotonic() + self.wait_seconds
        while True:
            with held.begin():
                oldest = int(held.scalar(sa.text("select txid_snapshot_xmin(txid_current_snapshot())")) or 0)
            if oldest > ours:
                return at, at - timedelta(seconds=self.close_seconds)
            if time.monotonic() >= deadline:
                log.info("a transaction writes for long; what is over is closed later")
                return None
            time.sleep(0.02)

    def _doubt_clock(self, held: sa.Connection, at: datetime) -> None:
        # A clock that was set back may have made rows look new that are old.
        with held.begin():
            later = sa.select(site.c.website_id).where(site.c.closed_at > at)
            for website_id in held.scalars(later).all():
                held.execute(doubt.insert().values(website_id=website_id, reason="the clock was set back"))

    def _register(self, held: sa.Connection, missed: int) -> None:
        """Takes up the websites, links and pixels that have events."""
        with held.begin():
            held.execute(_REGISTER, {"missed": missed})

    def _is_due(self, held: sa.Connection, one: Site, at: datetime, until: datetime) -> bool:
        if one.built_to is None or one.closed_at is None or not one.is_whole:
            return True
        if at - one.closed_at < timedelta(seconds=self.advance_seconds):
            return False
        with held.begin():
            events = website_event.c
            has_rows = sa.exists().where(
                events.website_id == one.website_id, events.created_at >= one.built_to, events.created_at < until)
            waits = [sa.exists().where(table.c.website_id == one.website_id) for table in (late, gone, lost, orphan)]
            return bool(held.scalar(sa.select(sa.or_(has_rows, *waits))))

    def _on(self, held: sa.Connection, number: int, act: Callable[[sa.Connection, Site], T]) -> T | None:
        """`act` with the site, in one snapshot; None where another process has it, or keeps it otherwise."""
        try:
            with _snapshot(held) as connection:
                row = connection.execute(sa.select(*_FIELDS).where(site.c.site == number).with_for_update(
                    skip_locked=True)).first()
                one = Site(*row) if row else None
                return act(connection, one) if one and one.is_ours else None
        except sa.exc.OperationalError as error:
            if _is_conflict(error):
                return None
            raise

    def _advance(self, connection: sa.Connection, one: Site, at: datetime, until: datetime) -> None:
        if one.built_to is not None and until <= one.built_to:
            return
        if self._has_lost(connection, one):
            self._doubt(connection, one, "a session was deleted or changed")
            return
        if one.built_to is None or one.built_from is None:
            begin(connection, one, self.dimensions, at, until)
            return
        waiting = self._waiting(connection, one)
        if waiting > _MOST_UNTOLD:
            self._doubt(connection, one, "many rows came late")
            return
        spell = _MERGE_AFTER.total_seconds()
        is_old = one.closed_at is None or at.timestamp() // spell != one.closed_at.timestamp() // spell
        until = self._within(connection, one, until)
        advance(connection, one, at, until, merge=waiting >= self.merge_rows or (waiting > 0 and is_old),
                few_rows=self.few_rows)
        self._compact(connection, one, until)

    def _doubt(self, connection: sa.Connection, one: Site, reason: str) -> None:
        connection.execute(doubt.insert().values(website_id=one.website_id, reason=reason))

    def _within(self, connection: sa.Connection, one: Site, until: datetime) -> datetime:
        """Not further than a transaction takes in: after a flood, or a day without maintenance."""
        moment = website_event.c.created_at
        beyond = connection.scalar(sa.select(moment).where(
            website_event.c.website_id == one.website_id, moment >= one.built_to, moment < until,
        ).order_by(moment).offset(self.chunk_rows).limit(1))
        return until if beyond is None or beyond <= one.built_to else beyond

    def _waiting(self, connection: sa.Connection, one: Site) -> int:
        """Rows that could be taken in now: those that came late, are gone, or have a session by now."""
        has_session = sa.exists().where(
            session.c.session_id == orphan.c.session_id, session.c.website_id == orphan.c.website_id)
        counts = [
            sa.select(sa.func.count()).select_from(table).where(
                table.c.website_id == one.website_id, table.c.created_at >= one.built_from,
                table.c.created_at < one.built_to, *where).scalar_subquery()
            for table, where in ((late, []), (gone, []), (orphan, [has_session]))]
        return int(connection.scalar(sa.select(counts[0] + counts[1] + counts[2])) or 0)

    def _has_lost(self, connection: sa.Connection, one: Site) -> bool:
        """A session was deleted or changed that cells tell of. Others are forgotten."""
        ours = lost.c.website_id == one.website_id
        if not connection.scalar(sa.select(sa.exists().where(ours))):
            return False
        if one.built_to is not None:
            told = sa.or_(*(sa.exists().where(
                table.c.website_id == one.website_id, table.c.session_id == lost.c.session_id,
                table.c.created_at < one.built_to) for table in (website_event, gone)))
            if connection.scalar(sa.select(sa.exists().where(ours, told))):
                return True
        connection.execute(lost.delete().where(ours))
        return False

    def _compact(self, connection: sa.Connection, one: Site, until: datetime) -> None:
        """Joins the parts of the last days once there are many, and of all days once a day."""
        today = slot_at(until, 1)
        is_new_day = one.built_to is not None and slot_at(one.built_to, 1) != today
        parts = connection.scalar(sa.select(sa.func.count()).where(
            block.c.site == one.site, block.c.dim == ROLLED["total"].number, block.c.qday >= today - 1)) or 0
        if is_new_day or parts > _PARTS:
            compact(connection, one.site, 0 if is_new_day else today - 1, today)

    # What is older

    def _build_older(self, connection: sa.Connection, one: Site) -> Site | None:
        if one.is_whole or one.built_from is None or one.built_to is None:
            return None
        moment = website_event.c.created_at
        older = sa.select(moment).where(website_event.c.website_id == one.website_id, moment < one.built_from)
        beyond = connection.scalar(older.order_by(moment.desc()).offset(self.chunk_rows).limit(1))
        begin_at = BEGIN if beyond is None else max(BEGIN, min(
            beyond.replace(minute=0, second=0, microsecond=0), one.built_from - timedelta(hours=1)))
        build(connection, one, begin_at)
        self._switch_off(connection, one.site)
        return read(connection, one.site)

    def _switch_off(self, connection: sa.Connection, number: int) -> None:
        """Leaves a dimension alone that has nearly as many values as rows: its cells would cost more than they save."""
        one = read(connection, number)
        if one.events < _ROWS_TO_JUDGE:
            return
        counted = sa.select(value.c.dim, sa.func.count().label("values")).where(value.c.site == number).group_by(
            value.c.dim)
        names = {rolled.number: rolled.name for rolled in ROLLED.values()}
        off = {names[row.dim]: f"{row.values:,} values in {one.events:,} rows"
               for row in connection.execute(counted) if row.values > _VALUES_A_ROW * one.events}
        for name in off:
            drop_dimension(connection, number, name)
            log.info("a dimension is kept no more: it has too many values", extra={"fields": {
                "site": one.website_id, "dimension": name}})
        if off:
            connection.execute(site.update().where(site.c.site == number).values(off={**one.off, **off}))

    # What is wrong

    def _forget_doubted(self, held: sa.Connection, missed: int) -> None:
        """Empties the sites whose cells are not to be believed, so that they are built anew."""
        try:
            with _snapshot(held) as connection:
                doubts = connection.execute(sa.select(doubt.c.website_id, doubt.c.reason)).all()
                for row in connection.execute(sa.select(*_FIELDS).with_for_update()).all():
                    one = Site(*row)
                    reasons = [reason for website_id, reason in doubts if website_id in (None, one.website_id)]
                    if one.missed != missed:
                        reasons.append("a trigger could not keep a change")
                    if one.built_to is not None:
                        reasons += self._outdated(connection, one)
                    if reasons:
                        log.warning("rollups are made anew", extra={"fields": {
                            "site": one.website_id, "reason": "; ".join(sorted(set(reasons)))}})
                        forget(connection, one.site, missed)
                        connection.execute(lost.delete().where(lost.c.website_id == one.website_id))
                connection.execute(doubt.delete())
        except sa.exc.OperationalError as error:
            if not _is_conflict(error):
                raise

    def _outdated(self, connection: sa.Connection, one: Site) -> list[str]:
        """Why cells of a site are not those that are wanted. Dimensions that are wanted no more are dropped."""
        wanted = {rolled.name for rolled in self.dimensions}
        if not one.is_ours:
            return ["another release has made them"]
        if not wanted <= one.shapes.keys():
            return ["more dimensions are kept"]
        for name in one.shapes.keys() - wanted:
            drop_dimension(connection, one.site, name)
        if one.shapes.keys() - wanted:
            connection.execute(site.update().where(site.c.site == one.site).values(
                shapes={name: shape for name, shape in one.shapes.items() if name in wanted}))
        return []


@contextmanager
def _snapshot(held: sa.Connection) -> Iterator[sa.Connection]:
    """A transaction that sees one state."""
    with held.begin():
        held.execute(_ONE_STATE)
        yield held


def _sites(connection: sa.Connection, website_id: str | None) -> list[Site]:
    query = sa.select(*_FIELDS).order_by(site.c.site)
    if website_id:
        query = query.where(site.c.website_id == website_id)
    with connection.begin():
        return [Site(*row) for row in connection.execute(query)]


def read(connection: sa.Connection, number: int) -> Site:
    """A site."""
    return Site(*connection.execute(sa.select(*_FIELDS).where(site.c.site == number)).one())


def begin(
    connection: sa.Connection, one: Site, dimensions: tuple[Rolled, ...], at: datetime, until: datetime,
) -> None:
    """Begins to keep a site: of no row yet, up to a moment that is closed. What came late or went until now is seen."""
    for table in (late, gone, orphan):
        connection.execute(table.delete().where(table.c.website_id == one.website_id))
    connection.execute(site.update().where(site.c.site == one.site).values(
        built_from=until, built_to=until, is_whole=False, months_to=month_of(slot_at(until, 1)), closed_at=at, events=0,
        shapes={rolled.name: shapes()[rolled.name] for rolled in dimensions}, off={}))


def advance(
    connection: sa.Connection, one: Site, at: datetime, until: datetime, *, merge: bool, few_rows: int = FEW_ROWS,
) -> None:
    """Goes on to a moment that is closed, and with `merge` takes in what came late or is gone."""
    told = _told(one)
    months_to = sum_up_months(connection, one.site, one.months_to, told.end)
    rows = change(connection, one.site, one.website_id, one.dimensions, told, Told(told.begin, until), months_to,
                  merge=merge, few_rows=few_rows)
    connection.execute(site.update().where(site.c.site == one.site).values(closed_at=at, events=site.c.events + rows))


def build(connection: sa.Connection, one: Site, begin_at: datetime) -> None:
    """Takes in what is older, from a moment on."""
    told = _told(one)
    rows = change(connection, one.site, one.website_id, one.dimensions, told, Told(begin_at, told.end), one.months_to,
                  merge=False)
    connection.execute(site.update().where(site.c.site == one.site).values(
        is_whole=begin_at == BEGIN, events=site.c.events + rows))


def _told(one: Site) -> Told:
    if one.built_from is None or one.built_to is None:
        raise ValueError("The site was not begun.")
    return Told(one.built_from, one.built_to)


def drop_dimension(connection: sa.Connection, number: int, name: str) -> None:
    """Deletes the cells of a dimension of a site."""
    for table in (block, month, value):
        connection.execute(table.delete().where(table.c.site == number, table.c.dim == ROLLED[name].number))


def forget(connection: sa.Connection, number: int, missed: int) -> None:
    """Empties a site."""
    for table in (block, month, value, cut):
        connection.execute(table.delete().where(table.c.site == number))
    connection.execute(site.update().where(site.c.site == number).values(
        built_from=None, built_to=None, is_whole=False, months_to=0, shapes={}, off={}, events=0, missed=missed,
        closed_at=None, verified_at=None, found=None))


# Said by a statement and not set on the connection, where it would be lost with one that breaks.
_ONE_STATE = sa.text("set transaction isolation level repeatable read")

# Only new ones are inserted: what is tried in vain takes a number of the sequence all the same.
_REGISTER = sa.text("""
    with recursive one as (
        (select website_id from website_event order by website_id limit 1)
        union all
        select (select website_id from website_event where website_id > one.website_id order by website_id limit 1)
        from one where one.website_id is not null
    )
    insert into rollup.site (website_id, missed)
    select website_id, :missed from one
    where website_id is not null and not exists (select from rollup.site s where s.website_id = one.website_id)
    on conflict do nothing
""")


def _is_conflict(error: sa.exc.OperationalError) -> bool:
    """Somebody else has changed what we were about to: the next round sees it."""
    return isinstance(error.orig, (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected))
