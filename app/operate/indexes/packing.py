"""How much smaller an index would be if it were made anew.

Random ids are entered anywhere in an index, and its pages split: after a while they are two thirds full. Packed anew
they are nine tenths full. The share that is full cannot be asked for without an extension, so the packed size is
reckoned - where that can be done: an index on one column of ids of which is known how many different there are.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from app.db.indexes import Found, FoundIndex

# What is saved must be worth the work of making it anew.
WORTH_BYTES, WORTH_SHARE = 1_000_000, 0.15

# An id with what PostgreSQL puts around it. From version 13 on the rows of an id are a list: so much an id, rather too
# much, and so much a row. And how much of the pages is used; the rest is left for more, and for what leads to them.
_ID, _ID_OF_LIST, _ROW_OF_LIST, _LISTS_FROM, _USED = 8 + 16 + 4, 8 + 16 + 4 + 4, 6, 130_000, 0.9 * 0.985


@dataclass(frozen=True)
class Loose:
    """An index that is worth packing."""

    index: FoundIndex
    packed: int  # bytes, about

    @property
    def saving(self) -> int:
        return self.index.size - self.packed


def loose(connection: sa.Connection, found: Found) -> list[Loose]:
    """Those of a lean database that are worth packing, the largest saving first."""
    rows = {name: count for name, count in connection.execute(_ROWS)}
    version = int(connection.scalar(sa.text("select current_setting('server_version_num')")) or 0)
    judged = []
    for index in found.indexes:
        ids = _different(index, rows)
        if ids is not None and index.is_valid:
            of_table = rows[index.table]
            is_listed = ids < of_table and version >= _LISTS_FROM
            size = _ID_OF_LIST * ids + _ROW_OF_LIST * of_table if is_listed else _ID * of_table
            judged.append(Loose(index, int(size / _USED)))
    worth = [one for one in judged if one.saving >= max(WORTH_BYTES, WORTH_SHARE * one.index.size)]
    return sorted(worth, key=lambda one: -one.saving)


def needed_to_pack(those: list[Loose]) -> int:
    """The disk that it takes: the largest beside the old one, with a copy to sort and one in the log."""
    return 3 * max((one.packed for one in those), default=0)


def _different(index: FoundIndex, rows: dict[str, int]) -> int | None:
    """How many different ids an index has; None where that is unknown."""
    if index.is_key and index.is_of_one_id:
        return rows.get(index.table)
    if (index.table, index.definition) == ("website_event", "USING btree (session_id)") and "website_event" in rows:
        ids = rows.get("session")
        return None if ids is None else min(ids, rows["website_event"])
    return None


# As the planner does it: the rows a page that were found last, and the pages that there are now.
_ROWS = sa.text("""
    select relname::text, (reltuples / relpages * (pg_relation_size(oid) / current_setting('block_size')::int))::bigint
    from pg_class
    where relnamespace = quote_ident(current_schema())::regnamespace and relname = any(
        array['website_event', 'session', 'event_data', 'revenue']) and relkind = 'r' and reltuples > 0 and relpages > 0
""")
