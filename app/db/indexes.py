"""Which indexes the four large tables have: all of Umami 3.1.0's, or the few that statements use.

Two thirds of an Umami's disk are indexes that none of its own statements, and none of ours, reads. They can go and
come back at any time: no column, type or constraint changes, so that a Node Umami works with either set. What
`dashi indexes` does with them is in `app.operate.indexes`.

Sessions by month: ids of sessions are random, so that in a large table each event changes some page of the index on
session_id that is not in memory, and enters it whole into the write-ahead log. With the month first all of them fall
into the month's part. Weighed: more memory (at 50 million events, all of the index in it, the rate still falls by more
than a third), the week first (115 searches for one session in a year, not 27), one partial index for this month and
one for the past (a statement across the boundary could use neither). It costs look-ups two searches a month of history
instead of one in all, and is asked for: PostgreSQL skips from month to month since 18 only.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

TABLES = ("website_event", "session", "event_data", "revenue")


@dataclass(frozen=True)
class Index:
    """An index as it should be, a B-tree of columns; an expression among them as PostgreSQL itself writes it."""

    table: str
    columns: tuple[str, ...]
    name: str
    where: str = ""

    @property
    def definition(self) -> str:
        """What follows the table's name in `create index`, as PostgreSQL itself writes it."""
        return f"USING btree ({', '.join(self.columns)})" + (f" WHERE ({self.where})" if self.where else "")


def _umamis(table: str, *indexes: str) -> tuple[Index, ...]:
    """Umami's names are the table's, the columns' and `idx`."""
    return tuple(
        Index(table, tuple(columns.split()), "_".join((table, *columns.split(), "idx"))) for columns in indexes)


# All of Umami's but the primary keys, which are constraints and stay (spec 06, section 2).
UMAMI = (
    *_umamis(
        "website_event", "created_at", "session_id", "visit_id", "website_id", "website_id created_at",
        "website_id created_at url_path", "website_id created_at url_query", "website_id created_at referrer_domain",
        "website_id created_at page_title", "website_id created_at event_name", "website_id created_at tag",
        "website_id created_at hostname", "website_id session_id created_at", "website_id visit_id created_at",
    ),
    *_umamis(
        "session", "created_at", "website_id", "website_id created_at", "website_id created_at browser",
        "website_id created_at os", "website_id created_at device", "website_id created_at screen",
        "website_id created_at language", "website_id created_at country", "website_id created_at region",
        "website_id created_at city",
    ),
    *_umamis(
        "event_data", "created_at", "website_id", "website_event_id", "website_id created_at",
        "website_id created_at data_key",
    ),
    *_umamis("revenue", "website_id", "session_id", "website_id created_at", "website_id session_id created_at"),
)

# Custom events are a small part of all, and asked for alone: by day, by name. Ours, so it does not bear Umami's name.
CUSTOM_EVENTS = Index(
    "website_event", ("website_id", "created_at", "event_name"), "dashi_website_event_custom_idx", "event_type = 2")

# Instead of that on session_id, where it was asked for.
SESSIONS_BY_MONTH = Index(
    "website_event", ("date_trunc('month'::text, (created_at AT TIME ZONE 'UTC'::text))", "session_id"),
    "dashi_website_event_session_idx")
SKIPS_SINCE = 180_000  # the server version that finds a session without being told the months

OURS = (CUSTOM_EVENTS, SESSIONS_BY_MONTH)

(SESSIONS,) = _umamis("website_event", "session_id")
EVENTS_BY_NAME = next(index for index in UMAMI if index.columns == CUSTOM_EVENTS.columns)

_LEAN = (
    *_umamis("website_event", "website_id created_at"), SESSIONS, CUSTOM_EVENTS,
    *_umamis("event_data", "website_event_id", "website_id created_at"),
    *_umamis("revenue", "website_id created_at"),
)

# Rollups put visits in order that several sessions share: they ask for the rows of a visit.
FOR_ROLLUPS = _umamis("website_event", "visit_id")


def lean(*, with_rollups: bool, by_month: bool = False) -> tuple[Index, ...]:
    """Those that statements use; what of them is Umami's bears Umami's name."""
    wanted = tuple(SESSIONS_BY_MONTH if by_month and index == SESSIONS else index for index in _LEAN)
    return (*wanted, *FOR_ROLLUPS) if with_rollups else wanted


@dataclass(frozen=True)
class FoundIndex:
    """An index that is there."""

    table: str
    name: str
    definition: str  # from USING on
    size: int  # bytes
    is_valid: bool
    is_key: bool  # of a constraint: a primary key, or unique

    @property
    def is_of_one_id(self) -> bool:
        """The primary keys of the four tables are: an id, and nothing else."""
        return "," not in self.definition and self.name == f"{self.table}_pkey"

    @property
    def is_leftover(self) -> bool:
        """Half of what a killed `reindex` was about, by the name that PostgreSQL gives to such."""
        return not self.is_valid and re.fullmatch(r".+_cc(new|old)\d*", self.name) is not None

    def is_like(self, wanted: Index) -> bool:
        """Of this name and definition, whether it works or was left half made."""
        return (self.table, self.name, self.definition, self.is_key) == (
            wanted.table, wanted.name, wanted.definition, False)


@dataclass(frozen=True)
class Found:
    """The indexes of the four tables, the largest tables first, and what follows from them."""

    indexes: tuple[FoundIndex, ...]
    with_rollups: bool = False
    heaps: dict[str, int] = field(default_factory=dict)  # bytes of the rows, by table

    def missing(self, wanted: Iterable[Index]) -> list[Index]:
        """Those that are not there, or not in working order."""
        return [one for one in wanted if not any(index.is_like(one) and index.is_valid for index in self.indexes)]

    def present(self, wanted: Iterable[Index]) -> list[FoundIndex]:
        """Those that are there, in working order or not."""
        wanted = list(wanted)
        return [index for index in self.indexes if any(index.is_like(one) for one in wanted)]

    @property
    def by_month(self) -> bool:
        """Whether sessions are found by month here, as somebody asked for."""
        return not self.missing([SESSIONS_BY_MONTH])

    @property
    def lean(self) -> tuple[Index, ...]:
        """What this database needs."""
        return lean(with_rollups=self.with_rollups, by_month=self.by_month)

    def beyond(self, wanted: tuple[Index, ...]) -> list[FoundIndex]:
        """Those that are not wanted. An index that somebody else made is not among them, whatever it is for."""
        return self.present(one for one in (*UMAMI, SESSIONS_BY_MONTH) if one not in wanted)

    @property
    def unneeded(self) -> list[FoundIndex]:
        """Those that no statement uses."""
        return self.beyond(self.lean)

    @property
    def leftovers(self) -> list[FoundIndex]:
        """Nobody's, and entered into all the same."""
        return [index for index in self.indexes if index.is_leftover]

    @property
    def saving(self) -> int:
        """The bytes that going lean frees."""
        return sum(index.size for index in self.unneeded)

    @property
    def is_lean(self) -> bool:
        return not self.unneeded and not self.leftovers and not self.missing(self.lean)

    @property
    def is_umamis(self) -> bool:
        return not self.missing(UMAMI) and not self.leftovers and not self.present(OURS)


_READ = sa.text("""
    select t.relname::text, i.relname::text, substring(pg_get_indexdef(i.oid) from ' (USING .*)$'),
        pg_relation_size(i.oid), x.indisvalid, x.indisunique
    from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
    where t.relnamespace = quote_ident(current_schema())::regnamespace and t.relname = any(:tables)
    order by array_position(:tables, t.relname::text), 4 desc, 2
""")
_HEAPS = sa.text("""
    select relname::text, pg_table_size(oid) from pg_class
    where relnamespace = quote_ident(current_schema())::regnamespace and relname = any(:tables) and relkind = 'r'
""")
# The name of the schema of `app.rollups`, which stands above this folder.
_ROLLUPS = sa.text("select to_regnamespace('rollup') is not null and current_schema() = 'public'")


def read(connection: sa.Connection) -> Found:
    """The indexes of the current schema's four tables."""
    tables = {"tables": list(TABLES)}
    found = tuple(FoundIndex(*row) for row in connection.execute(_READ, tables))
    heaps = {name: size for name, size in connection.execute(_HEAPS, tables)}
    return Found(found, bool(connection.scalar(_ROLLUPS)), heaps)


def start_lean(connection: sa.Connection) -> None:
    """Makes a schema that was created in this same transaction, and is empty, lean."""
    quote = connection.dialect.identifier_preparer.quote
    for index in read(connection).unneeded:
        connection.exec_driver_sql(f"drop index {quote(index.name)}")
    connection.exec_driver_sql(
        f"create index {quote(CUSTOM_EVENTS.name)} on {quote(CUSTOM_EVENTS.table)} {CUSTOM_EVENTS.definition}")
