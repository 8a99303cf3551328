"""From Umami's indexes to the lean ones and back, an index at a time: `app.db.index_work` does each."""

from collections.abc import Callable, Iterable

import sqlalchemy as sa

from app.db.index_work import Tell, Worker, drop, drop_leftovers, make, repack
from app.db.indexes import CUSTOM_EVENTS, EVENTS_BY_NAME, TABLES, UMAMI, FoundIndex, Index


def go_lean(work: Worker, dropped: Callable[[str, int], object], made: Tell) -> None:
    """Drops what no statement uses; `dropped` hears of each name with its bytes.

    The index of all events by name goes last, and that of custom events is made before, so that no question is without
    one. All others go first: a disk may be full.
    """
    drop_leftovers(work)
    found = work.found()
    _check_names(work, found.missing(found.lean))
    for index in found.unneeded:
        if index.name != EVENTS_BY_NAME.name:
            drop(work, index.name)
            dropped(index.name, index.size)
    for missing in found.missing(found.lean):
        make(work, missing, made)
    for index in found.present([EVENTS_BY_NAME]):
        drop(work, index.name)
        dropped(index.name, index.size)


def go_umami(work: Worker, made: Tell) -> None:
    """Makes all that Umami has, by its names, and then drops what is ours."""
    drop_leftovers(work)
    missing = work.found().missing(UMAMI)
    _check_names(work, missing)
    for index in missing:
        make(work, index, made)
    for ours in work.found().present([CUSTOM_EVENTS]):
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
