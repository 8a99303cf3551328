"""`dashi rollup`: status, build, verify, run, drop."""

import argparse
import time
from typing import Any

from app.settings import Settings


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", provide: Any) -> None:
    """Adds the command and what it can do."""
    rollup = commands.add_parser("rollup", help="sums of hours that answer statistics at once (see docs/rollups.md)")
    parts = rollup.add_subparsers(required=True, metavar="COMMAND")

    status = parts.add_parser("status", help="how far they are, and how large")
    status.set_defaults(run=lambda settings, options: _status(provide, settings))

    build = parts.add_parser("build", help="make them, newest first, and end; a server may run meanwhile")
    build.add_argument("--website", help="only of this one: its id, domain or name; or the id of a link or pixel")
    build.set_defaults(run=lambda settings, options: _build(provide, settings, options))

    verify = parts.add_parser("verify", help="compare them with the events; ends with 1 if they differ")
    verify.add_argument("--website", help="only of this one: its id, domain or name; or the id of a link or pixel")
    verify.add_argument("--hours", type=int, default=24, metavar="N", help="so many hours by chance (24)")
    verify.add_argument("--full", action="store_true", help="all lists of all months: takes long")
    verify.set_defaults(run=lambda settings, options: _verify(provide, settings, options))

    run = parts.add_parser("run", help="keep them, without a server, until it is ended")
    run.set_defaults(run=lambda settings, options: _run(provide, settings))

    drop = parts.add_parser("drop", help="remove them; Umami's tables are as they were")
    drop.add_argument("--yes", action="store_true", help="do not ask whether that is meant")
    drop.set_defaults(run=lambda settings, options: _drop(provide, settings, options))


_SIZE = """
    select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint from pg_class c
    join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'rollup' and c.relkind = 'r'
"""
_STATUS = """
    select coalesce(w.name, s.website_id::text), s.website_id::text, s.built_from, s.built_to, s.is_whole, s.events,
        s.off, s.verified_at, s.found,
        (select count(*) from website_event e where e.website_id = s.website_id and e.created_at >= s.built_to),
        (select count(*) from rollup.late l where l.website_id = s.website_id),
        (select count(*) from rollup.gone g where g.website_id = s.website_id),
        (select count(*) from rollup.orphan o where o.website_id = s.website_id),
        exists (select from rollup.doubt d where d.website_id = s.website_id or d.website_id is null)
            or exists (select from rollup.lost l where l.website_id = s.website_id)
            or s.missed <> (select last_value from rollup.missed)
    from rollup.site s left join website w on w.website_id = s.website_id order by s.site
"""


def _status(provide: Any, settings: Settings) -> int:
    import sqlalchemy as sa

    from app.rollups import tables
    from app.rollups.maintain import engine_of

    with provide(settings) as ready, engine_of(ready.database_url).connect() as connection:
        if not tables.is_there(connection):
            print("There are no rollups. ROLLUPS=on, or `dashi rollup build`, makes them.")
            return 0
        triggers = "" if tables.has_triggers(connection) else "; TRIGGERS ARE MISSING: they will be made anew"
        print(f"{int(connection.scalar(sa.text(_SIZE)) or 0):,} bytes{triggers}")
        for row in connection.execute(sa.text(_STATUS)):
            name, website_id, built_from, built_to, is_whole, events, off, verified, found, *rest = row
            tail, late, gone, orphans, is_doubted = rest
            print(f"\n{name} ({website_id})")
            if built_to is None or is_doubted:
                print("  answered from events until they are built")
                continue
            begin = "the first event" if is_whole else f"{built_from:%Y-%m-%d %H:%M}"
            print(f"  from {begin} to {built_to:%Y-%m-%d %H:%M:%S} UTC, {events:,} rows put in")
            print(f"  read beside them: {tail:,} newer rows, {late:,} late, {gone:,} gone, "
                  f"{orphans:,} without a session")
            for dimension, why in sorted(off.items()):
                print(f"  not kept: {dimension} ({why})")
            if verified:
                print(f"  verified {verified:%Y-%m-%d %H:%M}: {found or 'all the same'}")
    return 0


def _site_id(settings: Settings, name: str | None) -> str | None:
    from app.operate import sites
    from app.operate.commands import in_transaction

    if name is None:
        return None
    return str(in_transaction(settings, lambda conn: sites.find(conn, name, or_other=True)).id)


def _build(provide: Any, settings: Settings, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from app.operate.rollups.keeper import maintainer_of
    from app.operate.rollups.progress import rows_of

    with provide(settings) as ready:
        maintainer = maintainer_of(ready)
        website_id = _site_id(ready, options.website)
        maintainer.install()
        with tqdm(total=rows_of(maintainer.engine, website_id), unit=" rows", disable=None) as bar:
            while True:
                more = maintainer.round(
                    website_id=website_id, on_chunk=lambda one: bar.update(max(0, one.events - bar.n)))
                left = [one for one in maintainer.sites(website_id) if not one.is_whole]
                if not more and not left:
                    break
                if not more:
                    time.sleep(1)  # somebody else builds it
    return _status(provide, settings)


def _verify(provide: Any, settings: Settings, options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from app.operate.rollups.keeper import maintainer_of
    from app.operate.rollups.verify import verify

    differing = 0
    with provide(settings) as ready:
        maintainer = maintainer_of(ready)
        maintainer.install()
        for one in maintainer.sites(_site_id(ready, options.website)):
            with tqdm(desc=one.website_id, unit=" periods", disable=None) as bar:
                found = verify(ready.database_url, maintainer, one, hours=options.hours, full=options.full,
                               on_period=bar.update)
            differing += len(found)
            print(f"{one.website_id}: {'; '.join(found) or 'all the same'}")
    return int(differing > 0)


def _run(provide: Any, settings: Settings) -> int:
    from app.operate.rollups.keeper import Keeper

    with provide(settings) as ready:
        keeper = Keeper(ready)
        keeper.start()
        try:
            while keeper.is_alive:
                time.sleep(1)
        finally:
            keeper.close()
    return 1


def _drop(provide: Any, settings: Settings, options: argparse.Namespace) -> int:
    from app.operate.commands import confirm
    from app.rollups import tables
    from app.rollups.maintain import engine_of

    confirm("Remove all rollups? Servers with ROLLUPS=on make them anew.", options)
    with provide(settings) as ready:
        tables.drop(engine_of(ready.database_url))
    print("The rollups are removed; Umami's tables are as they were.")
    return 0
