"""From Umami's indexes to the lean ones and back, an index at a time: `app.db.index_work` does each."""

from collections.abc import Callable, Iterable

import sqlalchemy as sa

from app.db.index_work import Tell, Worker, drop, drop_leftovers, make, repack
from app.db.indexes import (
    EVENTS_BY_NAME,
    OURS,
    SESSIONS,
    SESSIONS_BY_MONTH,
    SKIPS_SINCE,
    TABLES,
    UMAMI,
    Found,
    FoundIndex,
    Index,
    lean,
)


def changes(found: Found, *, by_month: bool | None = None) -> tuple[list[FoundIndex], list[Index]]:
    """What is to be dropped and what to be made for a lean database.

    `by_month` says how sessions are to be found; None leaves it as it is.
    """
    wanted = lean(with_rollups=found.with_rollups, by_month=found.by_month if by_month is None else by_month)
    return found.beyond(wanted), found.missing(wanted)


def check_skips(connection: sa.Connection) -> None:
    """Errors: ValueError where the server would read the whole of an index for one session in it."""
    if int(str(connection.scalar(sa.text("show server_version_num")))) < SKIPS_SINCE:
        raise ValueError(
            "Sessions are found by month since PostgreSQL 18 only, which skips from one month to the next.")


def go_lean(
    work: Worker, dropped: Callable[[str, int], object], made: Tell, *, by_month: bool | None = None,
) -> None:
    """Drops what no statement uses; `dropped` hears of each name with its bytes. `by_month` as for `changes`.

    What takes the place of another index is made before that one goes, so that no question is without one. All others
    go first: a disk may be full.
    """
    drop_leftovers(work)
    unneeded, missing = changes(work.found(), by_month=by_month)
    _check_names(work, missing)
    last = {EVENTS_BY_NAME.name, SESSIONS.name, SESSIONS_BY_MONTH.name}
    for spare in unneeded:
        if spare.name not in last:
            drop(work, spare.name)
            dropped(spare.name, spare.size)
    for index in missing:
        make(work, index, made)
        if index == SESSIONS_BY_MONTH:
            # How many months there are is known by looking only; until then no plan skips from one to the next.
            work.run(f"analyze {index.table}")
    for spare in unneeded:
        if spare.name in last:
            drop(work, spare.name)
            dropped(spare.name, spare.size)


def go_umami(work: Worker, made: Tell) -> None:
    """Makes all that Umami has, by its names, and then drops what is ours."""
    drop_leftovers(work)
    missing = work.found().missing(UMAMI)
    _check_names(work, missing)
    for index in missing:
        make(work, index, made)
    for ours in work.found().present(OURS):
        drop(work, ours.name)


def pack(work: Worker, indexes: Iterable[FoundIndex], packed: Callable[[str, int], object], made: Tell) -> None:
    """Makes these anew, one by one; `packed` hears of each name with the bytes that it has less."""
    for index in indexes:
        repack(work, index, made)
        now = {found.name: found.size for found in work.found().indexes}
        packed(index.name, index.size - now.get(index.name, index.size))


def bytes_needed(connection: sa.Connection, missing: Iterable[Index]) -> int:
    """The disk that these indexes need: their size, and while the largest is made a copy to sort and one in the log.

    Rather too much: values that repeat are stored once, which is left out here.
    """
    rows = {name: rows for name, rows in connection.execute(_ROWS, {"tables": list(TABLES)})}
    widths = {(table, column): width for table, column, width in connection.execute(_WIDTHS, {"tables": list(TABLES)})}

    def size(index: Index) -> int:
        width = sum(widths.get((index.table, column), _GUESSED_WIDTH) for column in index.columns)
        entry = (_ENTRY_BYTES + width + 7) / _FULL
        share = _CUSTOM_SHARE if index.where else 1
        return int(entry * rows.get(index.table, 0) * share)

    sizes = [size(index) for index in missing]
    return sum(sizes) + 2 * max(sizes, default=0)


_ENTRY_BYTES, _FULL, _GUESSED_WIDTH, _CUSTOM_SHARE = 12, 0.9, 16, 0.2
_ROWS = sa.text("""
    select relname::text, case when reltuples > 0 then reltuples else pg_relation_size(oid) / 200 end::bigint
    from pg_class where relnamespace = quote_ident(current_schema())::regnamespace and relname = any(:tables)
""")
_WIDTHS = sa.text("""
    select tablename::text, attname::text, ceil(avg_width * (1 - null_frac))::int from pg_stats
    where schemaname = current_schema() and tablename = any(:tables)
""")


def _check_names(work: Worker, wanted: Iterable[Index]) -> None:
    """Errors: ValueError where something else has the name of an index that is to be made."""
    wanted = list(wanted)
    ours = {index.name for index in work.found().present(wanted)}
    for index in wanted:
        if index.name not in ours and work.connection.scalar(_TAKEN, {"name": index.name}):
            raise ValueError(f"There is something else by the name of {index.name}. Rename it, or drop it.")


_TAKEN = sa.text("""
    select exists (select from pg_class
        where relnamespace = quote_ident(current_schema())::regnamespace and relname = :name)
""")
