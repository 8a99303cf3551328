"""The schema `rollup`: cells, what has changed since they were made, and the triggers that notice it.

Context: Umami's tables are Umami's; a Node Umami may write into them beside us, and `dashi rollup drop` must leave them
as they were.
Choice: everything is in a schema of its own, made by whoever first keeps rollups and not by a migration, so that a
database without rollups has nothing of them. In Umami's schema there are the triggers alone.
Cost: a database whose tables are not in `public` has no rollups.

How changes are noticed (design, section 5). A row that is inserted, deleted or changed later than CLOSE seconds after
its own moment is kept by the trigger, in the same transaction. A period is closed no earlier than CLOSE seconds after
its end, and only when every transaction has ended that may have written before; so each row of it is either seen by
who closes it, or kept. A trigger never fails: what it cannot keep moves the sequence `missed`, and then everything is
made anew.
"""

import logging
import time
from collections.abc import Callable

import psycopg
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, INT8RANGE, JSONB, TIMESTAMP

from app.db.index_work import after_rollups, for_rollups

log = logging.getLogger("dashi.rollups")

SCHEMA = "rollup"
VERSION = 1  # of what is created below

metadata = sa.MetaData(schema=SCHEMA)

_id = sa.Uuid(as_uuid=False)
_time = TIMESTAMP(timezone=True, precision=6)
_integers, _smalls, _longs = ARRAY(sa.Integer), ARRAY(sa.SmallInteger), ARRAY(sa.BigInteger)

# What holds for all sites: with which CLOSE the triggers were made.
about = sa.Table(
    "about", metadata,
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("close_seconds", sa.Integer, nullable=False),
)

# A website, link or pixel, and which of its rows the cells tell of: those of [built_from, built_to) that are not in
# `late` or `orphan`, and those in `gone` that are not in `orphan`.
site = sa.Table(
    "site", metadata,
    sa.Column("site", sa.Integer, primary_key=True),
    sa.Column("website_id", _id, nullable=False, unique=True),
    sa.Column("built_from", _time),
    sa.Column("built_to", _time),
    sa.Column("is_whole", sa.Boolean, nullable=False, server_default=sa.false()),  # nothing is older than built_from
    sa.Column("months_to", sa.Integer, nullable=False, server_default="0"),  # `month` has the months before this one
    sa.Column("missed", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("shapes", JSONB, nullable=False, server_default="{}"),  # by dimension: the hash of what its cells tell
    sa.Column("off", JSONB, nullable=False, server_default="{}"),  # dimensions that do not pay, and why
    sa.Column("closed_at", _time),  # by PostgreSQL's clock: one that goes back must not close twice
    sa.Column("verified_at", _time),
    sa.Column("found", sa.Text),  # by the last verification; null for nothing
    sa.Column("events", sa.BigInteger, nullable=False, server_default="0"),  # rows that were put into cells
)

value = sa.Table(
    "value", metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("site", sa.Integer, nullable=False),
    sa.Column("dim", sa.SmallInteger, nullable=False),
    sa.Column("value", sa.Text),
    sa.Column("country", sa.Text),
)

# All cells with p in one day and q in another: by value the totals of the block (t), and the cells themselves (d).
block = sa.Table(
    "block", metadata,
    sa.Column("site", sa.Integer, nullable=False),
    sa.Column("dim", sa.SmallInteger, nullable=False),
    sa.Column("qday", sa.Integer, nullable=False),
    sa.Column("pday", sa.Integer, nullable=False),
    *(sa.Column(f"t{name}", _longs if name == "t" else _integers) for name in "vswnbt"),
    sa.Column("dv", _integers), sa.Column("dpq", _smalls),
    *(sa.Column(f"d{name}", _longs if name == "t" else _integers) for name in "swnbt"),
)

# The same sums by pairs of months, of the months that are over.
month = sa.Table(
    "month", metadata,
    sa.Column("site", sa.Integer, primary_key=True),
    sa.Column("dim", sa.SmallInteger, primary_key=True),
    sa.Column("qm", sa.Integer, primary_key=True),
    sa.Column("pm", sa.Integer, primary_key=True),
    sa.Column("v", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.BigInteger, nullable=False) for name in "swnbt"),
)

# Visits that have rows in several hours, from the first to the last, at site * 2^32 + hour. May tell too much.
cut = sa.Table(
    "cut", metadata,
    sa.Column("site", sa.Integer, primary_key=True),
    sa.Column("visit_id", _id, primary_key=True),
    sa.Column("hours", INT8RANGE, nullable=False),
)



def _rows_left_out(name: str) -> sa.Table:
    return sa.Table(
        name, metadata,
        sa.Column("event_id", _id, primary_key=True),
        sa.Column("website_id", _id, nullable=False),
        sa.Column("session_id", _id, nullable=False),
        sa.Column("visit_id", _id, nullable=False),
        sa.Column("created_at", _time, nullable=False),
    )


# Rows that came late: in website_event, and not in the cells.
late = _rows_left_out("late")

# Rows whose session has no row, as an old token may make them after a reset: not in the cells until it has one, as a
# join decides whether they count. Not in `late`: those are kept by who writes them, in one transaction, and these by
# the maintenance, while somebody may delete them. Such a row is then in `gone` as well, and being here tells that no
# cell ever had it; of a row in `late` that does not hold, as an update puts one in both.
orphan = _rows_left_out("orphan")

# The columns of website_event that cells are made of.
EVENT_COLUMNS = (
    "event_id", "website_id", "session_id", "visit_id", "created_at", "event_type", "event_name", "url_path",
    "url_query", "referrer_domain", "page_title", "tag", "hostname", "utm_source", "utm_medium", "utm_campaign",
    "utm_content", "utm_term",
)

# Rows that are gone: in the cells, and not in website_event, or not any more as they were.
gone = sa.Table(
    "gone", metadata,
    *(sa.Column(name, _id if name.endswith("_id") else _time if name == "created_at" else
                sa.Integer if name == "event_type" else sa.String) for name in EVENT_COLUMNS),
)

# Sessions that were deleted or changed: the maintenance looks whether cells tell of them.
lost = sa.Table("lost", metadata, sa.Column("session_id", _id), sa.Column("website_id", _id))

# Websites whose cells are no more to be believed, or all for null.
doubt = sa.Table(
    "doubt", metadata,
    sa.Column("website_id", _id), sa.Column("reason", sa.Text), sa.Column("at", _time, server_default=sa.func.now()),
)

_TABLES = (
    "create schema rollup",
    "create table rollup.about (version int not null, close_seconds int not null)",
    "create sequence rollup.missed",
    "select setval('rollup.missed', 1)",
    """
    create table rollup.site (
        site serial primary key, website_id uuid not null unique, built_from timestamptz, built_to timestamptz,
        is_whole boolean not null default false, months_to int not null default 0, missed bigint not null default 0,
        shapes jsonb not null default '{}', off jsonb not null default '{}', closed_at timestamptz,
        verified_at timestamptz, found text, events bigint not null default 0
    )
    """,
    "create table rollup.value (id serial primary key, site int not null, dim smallint not null, value text, "
    "country text)",
    # A length before the country tells every pair from every other, nulls too.
    """
    create unique index value_key on rollup.value (
        site, dim, ((coalesce(length(country)::text || country, '-') || coalesce('=' || value, '')) collate "C"))
    """,
    """
    create table rollup.block (
        site int not null, dim smallint not null, qday int not null, pday int not null,
        tv int[], ts int[], tw int[], tn int[], tb int[], tt bigint[],
        dv int[], dpq smallint[], ds int[], dw int[], dn int[], db int[], dt bigint[]
    )
    """,
    "create index block_q on rollup.block (site, dim, qday, pday)",
    "create index block_p on rollup.block (site, dim, pday, qday)",
    """
    create table rollup.month (
        site int, dim smallint, qm int, pm int, v int, s bigint not null, w bigint not null, n bigint not null,
        b bigint not null, t bigint not null, primary key (site, dim, qm, pm, v)
    )
    """,
    "create table rollup.cut (site int, visit_id uuid, hours int8range not null, primary key (site, visit_id))",
    "create index cut_hours on rollup.cut using gist (hours)",
    """
    create table rollup.late (
        event_id uuid primary key, website_id uuid not null, session_id uuid not null, visit_id uuid not null,
        created_at timestamptz not null
    )
    """,
    "create index late_website on rollup.late (website_id, created_at)",
    "create table rollup.orphan (like rollup.late including all)",
    """
    create table rollup.gone (
        event_id uuid, website_id uuid, session_id uuid, visit_id uuid, created_at timestamptz, event_type int,
        event_name varchar, url_path varchar, url_query varchar, referrer_domain varchar, page_title varchar,
        tag varchar, hostname varchar, utm_source varchar, utm_medium varchar, utm_campaign varchar,
        utm_content varchar, utm_term varchar
    )
    """,
    "create index gone_website on rollup.gone (website_id, created_at)",
    "create index gone_session on rollup.gone (session_id)",
    "create index gone_visit on rollup.gone (visit_id)",
    "create table rollup.lost (session_id uuid, website_id uuid)",
    "create table rollup.doubt (website_id uuid, reason text, at timestamptz not null default clock_timestamp())",
)


def _trigger(name: str, does: str, *, declare: str = "") -> str:
    """A function of a trigger: where what it does fails, that is noted, and the statement of Umami's goes on."""
    return f"""
    create function rollup.{name}() returns trigger language plpgsql security definer
    set search_path = pg_catalog as $$
    declare
        {declare}
    begin
        {does.strip()}
        return null;
    exception when others then
        perform rollup.miss();
        return null;
    end $$
    """


# A sequence keeps what it is set to even if the transaction is rolled back. Set to the clock: `nextval` jumps ahead in
# a crash, and is ahead on a replica.
_FUNCTIONS = (
    """
    create function rollup.miss() returns void language plpgsql security definer set search_path = pg_catalog as $$
    begin
        perform setval('rollup.missed', (extract(epoch from clock_timestamp()) * 1000000)::bigint);
    exception when others then null;
    end $$
    """,
    _trigger("keep_late", """
        insert into rollup.late values (new.event_id, new.website_id, new.session_id, new.visit_id, new.created_at);
    """),
    # First from `late` and `orphan`: what is found there was never in the cells. The other order would lose a row to a
    # merge.
    _trigger("keep_gone", """
        if (select count(*) from old_rows where created_at < close_at) > 10000 then
            insert into rollup.doubt (website_id, reason)
            select distinct website_id, 'many rows were deleted or changed at once' from old_rows;
        else
            with never as (
                delete from rollup.late where event_id in (select event_id from old_rows) returning event_id
            ), alone as (
                delete from rollup.orphan where event_id in (select event_id from old_rows) returning event_id
            )
            insert into rollup.gone
            select event_id, website_id, session_id, visit_id, created_at, event_type, event_name, url_path, url_query,
                referrer_domain, page_title, tag, hostname, utm_source, utm_medium, utm_campaign, utm_content, utm_term
            from old_rows where created_at < close_at and event_id not in (select event_id from never)
                and event_id not in (select event_id from alone);
        end if;
        if tg_op = 'UPDATE' then
            insert into rollup.late
            select event_id, website_id, session_id, visit_id, created_at from new_rows where created_at < close_at
            on conflict do nothing;
        end if;
    """, declare="close_at timestamptz := clock_timestamp() - tg_argv[0]::interval;"),
    _trigger("keep_lost", """
        insert into rollup.lost values (old.session_id, old.website_id);
    """),
    _trigger("doubt_all", """
        insert into rollup.doubt (reason) values ('a table was emptied');
    """),
)

# The clock and not the transaction's time: how long a transaction lasts, or waits, does not matter then.
_TRIGGERS = (
    """
    create trigger rollup_late after insert on public.website_event for each row
    when (new.created_at < clock_timestamp() - interval '{seconds} s') execute function rollup.keep_late()
    """,
    """
    create trigger rollup_deleted after delete on public.website_event referencing old table as old_rows
    for each statement execute function rollup.keep_gone('{seconds} s')
    """,
    """
    create trigger rollup_updated after update on public.website_event
    referencing old table as old_rows new table as new_rows
    for each statement execute function rollup.keep_gone('{seconds} s')
    """,
    """
    create trigger rollup_emptied after truncate on public.website_event
    for each statement execute function rollup.doubt_all()
    """,
    """
    create trigger rollup_lost after delete on public.session for each row execute function rollup.keep_lost()
    """,
    """
    create trigger rollup_changed after update on public.session for each row
    when ((old.website_id, old.browser, old.os, old.device, old.screen, old.language, old.country, old.region, old.city)
        is distinct from
        (new.website_id, new.browser, new.os, new.device, new.screen, new.language, new.country, new.region, new.city))
    execute function rollup.keep_lost()
    """,
    """
    create trigger rollup_emptied after truncate on public.session
    for each statement execute function rollup.doubt_all()
    """,
)
TRIGGERS = 7

_PRESENT = """
    select count(*) from pg_trigger
    where tgname in ('rollup_late', 'rollup_deleted', 'rollup_updated', 'rollup_emptied', 'rollup_lost',
        'rollup_changed')
    and tgenabled in ('O', 'A') and tgrelid in ('public.website_event'::regclass, 'public.session'::regclass)
"""
_IN_PUBLIC = """
    select to_regclass('website_event') = to_regclass('public.website_event')
        and to_regclass('public.session') is not null
"""
_RIGHTS = """
    select current_user, has_database_privilege(current_database(), 'create'),
        has_table_privilege('public.website_event', 'trigger') and has_table_privilege('public.session', 'trigger')
"""
_LOCK_SECONDS = 2
_TRIES = 60


class CannotKeep(ValueError):
    """There can be no rollups in this database, in words."""


def is_there(connection: sa.Connection) -> bool:
    """The schema is there."""
    return connection.scalar(sa.select(sa.func.to_regnamespace(SCHEMA))) is not None


def has_triggers(connection: sa.Connection) -> bool:
    """All triggers are there, and work."""
    return bool(connection.scalar(sa.text(_PRESENT)) == TRIGGERS)


def install(engine: sa.Engine, close_seconds: int) -> None:
    """Makes schema and triggers where they are missing, of an earlier release or with another CLOSE.

    What is not as it should be is made anew from nothing: rows may have been missed meanwhile. A lock that Umami's
    writers hold is waited for two seconds at a time, so that none of them waits for long.
    Errors: CannotKeep; OperationalError where no lock was to be had.
    """
    with engine.begin() as connection:
        if is_installed(connection, close_seconds):
            return
        _check_rights(connection)
    # A lean database has no index of visits. Made before, so that nothing ever looks for a visit without.
    try:
        for_rollups(engine, log.info)
    except ValueError as error:
        raise CannotKeep(str(error)) from error
    _patiently(engine, lambda connection: _install(connection, close_seconds))


def drop(engine: sa.Engine) -> None:
    """Removes all that rollups have made; Umami's tables are as they were."""
    _patiently(engine, lambda connection: connection.execute(sa.text("drop schema if exists rollup cascade")))
    after_rollups(engine, log.info)


def is_installed(connection: sa.Connection, close_seconds: int) -> bool:
    """Schema and triggers are as this release makes them, with this CLOSE."""
    if not connection.scalar(sa.text(_IN_PUBLIC)) or not is_there(connection) or not has_triggers(connection):
        return False
    found = connection.execute(sa.select(about.c.version, about.c.close_seconds)).first()
    return found is not None and tuple(found) == (VERSION, close_seconds)


def _check_rights(connection: sa.Connection) -> None:
    """Before anything is made: what the user may not do. Errors: CannotKeep."""
    if not connection.scalar(sa.text(_IN_PUBLIC)):
        raise CannotKeep("Rollups are kept of tables in the schema public only.")
    user, may_make_schema, may_make_triggers = connection.execute(sa.text(_RIGHTS)).one()
    if not may_make_schema:
        raise CannotKeep(f"The database's user {user} may make no schema in it (grant create on database).")
    if not may_make_triggers:
        raise CannotKeep(f"The database's user {user} may make no triggers on website_event and session.")


def _install(connection: sa.Connection, close_seconds: int) -> None:
    # Taken by all who install, so that of several that start at once one does it.
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(0x726F6C6C)))
    if is_installed(connection, close_seconds):
        return
    connection.execute(sa.text("drop schema if exists rollup cascade"))
    for statement in (*_TABLES, *_FUNCTIONS, *(trigger.replace("{seconds}", str(int(close_seconds)))
                                               for trigger in _TRIGGERS)):
        connection.exec_driver_sql(statement)
    connection.execute(about.insert().values(version=VERSION, close_seconds=close_seconds))


def _patiently(engine: sa.Engine, act: Callable[[sa.Connection], object]) -> None:
    for tried in range(_TRIES):
        try:
            with engine.begin() as connection:
                connection.execute(sa.select(sa.func.set_config("lock_timeout", f"{_LOCK_SECONDS}s", True)))
                act(connection)
                return
        except sa.exc.OperationalError as error:
            if not isinstance(error.orig, psycopg.errors.LockNotAvailable) or tried == _TRIES - 1:
                raise
        time.sleep(_LOCK_SECONDS)
