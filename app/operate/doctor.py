"""`dashi doctor`: what an operator should know before visitors find out. Changes nothing."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import maxminddb
import psycopg
from psycopg import sql

from app.db import indexes, own_tables, tables
from app.db.engine import DatabaseUrl
from app.lib.addresses import BlockedAddresses
from app.lib.passwords import matches_now
from app.lib.sizes import in_words
from app.settings import Settings

_PLACEHOLDERS = ("replace-me", "changeme", "change-me", "secret", "password", "umami", "dashi", "example")
_SHORTEST_SECRET = 16  # characters
_LARGEST_SKEW = 2.0  # seconds
_LEAST_FREE = 1_000_000_000  # bytes
_OLD_GEO_DAYS = 90
_LARGE_SAVING = 100_000_000  # bytes of indexes that nothing uses


@dataclass(frozen=True)
class Finding:
    """What one look found: fine, worth knowing, or to be mended."""

    level: Literal["ok", "note", "problem"]
    about: str
    words: str


def ok(about: str, words: str) -> Finding:
    return Finding("ok", about, words)


def note(about: str, words: str) -> Finding:
    return Finding("note", about, words)


def problem(about: str, words: str) -> Finding:
    return Finding("problem", about, words)


def examine(settings: Settings, *, embedded: bool) -> Iterator[Finding]:
    """Everything, in the order in which it matters. `embedded`: DATABASE_URL of `settings` is our own PostgreSQL."""
    yield from of_settings(settings)
    yield from of_secret(settings.app_secret, settings.database_url)
    yield from of_files(settings)
    if embedded:
        yield of_disk(Path(settings.data_dir))
    yield from of_database(settings.database_url)
    if settings.database_replica_url:
        yield from of_replica(settings.database_replica_url)
    if settings.redis_url:
        yield of_redis(settings.redis_url, settings.redis_timeout_seconds)


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Settings that are read without complaint, but not as they were meant."""
    bad = BlockedAddresses(settings.ignore_ip).bad
    if bad:
        yield problem("settings", f"IGNORE_IP: no address and no range: {', '.join(bad)}")
    if settings.salt_rotation not in ("day", "week", "month"):
        yield problem("settings", f"SALT_ROTATION: {settings.salt_rotation!r} is read as month")
    if settings.base_path and (not settings.base_path.startswith("/") or settings.base_path.endswith("/")):
        yield problem("settings", f"BASE_PATH: {settings.base_path!r} should begin with / and not end with it")
    if settings.workers > (cores := os.cpu_count() or 1):
        yield note("settings", f"WORKERS: {settings.workers} processes on {cores} cores are no faster")
    if not settings.client_ip_header:
        yield note("settings", "CLIENT_IP_HEADER is not set: visitors may choose their address (see docs/proxy.md)")
    if not bad:
        yield ok("settings", "they can be read")


def of_secret(secret: str, database_url: str) -> Iterator[Finding]:
    """APP_SECRET: whoever knows it signs in as anybody."""
    different = len(set(secret))
    if not secret:
        yield problem(
            "secret", "APP_SECRET is not set, so DATABASE_URL serves: a new password of the database would end all "
            "logins and make known visitors new ones. Set APP_SECRET to the present DATABASE_URL to keep both, or to "
            "64 random characters to begin anew.")
    elif len(secret) < _SHORTEST_SECRET or different < 6:
        yield problem("secret", f"APP_SECRET can be guessed: {len(secret)} characters, {different} different ones")
    elif secret != database_url and any(word in secret.lower() for word in _PLACEHOLDERS):
        yield problem("secret", "APP_SECRET looks like a placeholder")
    else:
        yield ok("secret", f"APP_SECRET has {len(secret)} characters")


def of_files(settings: Settings) -> Iterator[Finding]:
    """The built files, and the location database."""
    from app.dashboard.assets import static_folder

    try:
        yield ok("files", f"the tracker is in {static_folder()}")
    except RuntimeError as error:
        yield problem("files", str(error))
    path = Path(settings.geolite_db_path)
    try:
        with maxminddb.open_database(os.fspath(path)) as reader:
            days = (time.time() - reader.metadata().build_epoch) / 86_400
            kind = reader.metadata().database_type
    except FileNotFoundError:
        yield note("places", f"there is no {path}: visitors are counted without a place (`dashi geo download`)")
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        yield problem("places", f"{path} cannot be read: {error}")
    else:
        finding = note if days > _OLD_GEO_DAYS else ok
        yield finding("places", f"{path} is a {kind}, {days:.0f} days old")


def of_disk(folder: Path) -> Finding:
    """Room for the embedded PostgreSQL, which stops where there is none."""
    free = shutil.disk_usage(folder).free
    words = f"{free / 1e9:.1f} GB are free in {folder}"
    return ok("disk", words) if free >= _LEAST_FREE else problem("disk", words)


def of_database(url: str) -> Iterator[Finding]:
    """Whether it can be reached, is new enough, holds what Dashi needs, and has the right time."""
    try:
        connection = DatabaseUrl.parse(url).connect_sync()
    except (ValueError, psycopg.Error) as error:
        yield problem("database", f"it cannot be reached: {str(error).strip()}")
        return
    with closing(connection):
        for look in _LOOKS:
            try:
                yield look(connection)
            except psycopg.Error as error:
                connection.rollback()
                reason = error.diag.message_primary or type(error).__name__
                yield problem("database", f"it refuses a question: {reason}")


def of_replica(url: str) -> Iterator[Finding]:
    """The replica: that it answers, and how far behind it is."""
    try:
        parsed = DatabaseUrl.parse(url, variable="DATABASE_REPLICA_URL")
        with closing(parsed.connect_sync()) as connection:
            seconds = connection.execute(
                "select extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp())::float").fetchone()
    except (ValueError, psycopg.Error) as error:
        yield problem("replica", f"it cannot be reached: {str(error).strip()}")
        return
    behind = seconds[0] if seconds and seconds[0] is not None else None
    yield ok("replica", "it answers" if behind is None else f"its last change is {behind:.0f} seconds old")


def of_redis(url: str, timeout: float) -> Finding:
    """Redis, where logins are kept in one."""
    import redis

    try:
        with redis.Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout) as client:
            client.ping()
    except (redis.RedisError, OSError, ValueError) as error:
        return problem("redis", f"it does not answer: {type(error).__name__}")
    return ok("redis", "it answers")


Connection = psycopg.Connection[Any]


def _one(connection: Connection, query: Any, *values: Any) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None


def _version(connection: Connection) -> Finding:
    from app.db.migrate import MINIMUM_SERVER

    number = int(_one(connection, "select current_setting('server_version_num')"))
    words = f"it is PostgreSQL {number // 10_000}.{number % 10_000}"
    return ok("database", words) if number >= MINIMUM_SERVER else problem("database", f"{words}; 12.14 is the oldest")


def _revision(connection: Connection) -> Finding:
    from app.db.adopt import VERSION_TABLE
    from app.db.migrate import HEAD

    if _one(connection, "select to_regclass(%s)", VERSION_TABLE) is None:
        return problem("schema", "Dashi has not been here yet: `dashi migrate` (or `dashi serve`) brings it up to date")
    query = sql.SQL("select version_num from {}").format(sql.Identifier(VERSION_TABLE))
    revision = _one(connection, query)
    if revision != HEAD:
        return problem("schema", f"it is at revision {revision}, this release works with {HEAD}: `dashi migrate`")
    return ok("schema", f"it is at revision {revision}")


def _columns(connection: Connection) -> Finding:
    wanted = {
        (table.name, column.name) for metadata in (tables.metadata, own_tables.metadata)
        for table in metadata.sorted_tables for column in table.columns
    }
    found = set(connection.execute(
        "select table_name, column_name from information_schema.columns where table_schema = current_schema()"))
    missing = sorted(f"{table}.{column}" for table, column in wanted - found)
    if missing:
        return problem("schema", f"{len(missing)} columns are missing: {_some(missing)}")
    return ok("schema", f"all {len(wanted)} columns are there")


def _indexes(connection: Connection) -> Finding:
    rows = connection.execute(
        "select c.relname, i.indisvalid, pg_relation_size(c.oid) from pg_index i"
        " join pg_class c on c.oid = i.indexrelid"
        " where c.relnamespace = quote_ident(current_schema())::regnamespace").fetchall()
    found = {name: is_valid for name, is_valid, _ in rows}
    with_rollups = bool(_one(connection, "select to_regnamespace('rollup') is not null"))
    spare = {index.name for index in indexes.UMAMI} - {index.name for index in indexes.lean(with_rollups=with_rollups)}
    wanted = expected_indexes() - spare
    if not found.keys() & {indexes.CUSTOM_EVENTS.name, indexes.EVENTS_BY_NAME.name}:
        wanted.add(indexes.CUSTOM_EVENTS.name)
    if indexes.SESSIONS_BY_MONTH.name in found:
        wanted.discard(indexes.SESSIONS.name)
    if missing := sorted(wanted - found.keys()):
        return problem("indexes", f"{len(missing)} are missing, statistics will be slow: {_some(missing)}. "
                                  "`dashi indexes lean` or `umami` makes them")
    if broken := sorted(name for name, is_valid in found.items() if not is_valid):
        return problem("indexes", f"{len(broken)} are invalid: `reindex index` {_some(broken)}")
    saving = sum(size for name, _, size in rows if name in spare)
    if saving > _LARGE_SAVING:
        return note("indexes", f"all that are needed are there, and {in_words(saving)} that are not: "
                               "`dashi indexes lean`")
    return ok("indexes", "all that are needed are there")


def expected_indexes() -> set[str]:
    """The names of all indexes of Umami 3.1.0 but the primary keys', as the first migration makes them."""
    from alembic.script import ScriptDirectory

    from app.db.migrate import BASELINE, _scripts

    made = ScriptDirectory(str(_scripts())).get_revision(BASELINE).module
    plain = {"_".join((table, *columns.split(), "idx")) for table, all_ in made.INDEXES.items() for columns in all_}
    return plain | {"_".join((table, column, "key")) for table, column in made.UNIQUE}


def _password(connection: Connection) -> Finding:
    kept = _one(connection, 'select password from "user" where username = %s and deleted_at is null', "admin")
    if kept is not None and matches_now("umami", kept):
        return problem("accounts", "admin still has the password umami: `dashi user reset-password admin`")
    return ok("accounts", "admin does not have the first password")


def _clock(connection: Connection) -> Finding:
    asked = time.time()
    theirs = float(_one(connection, "select extract(epoch from clock_timestamp())"))
    answered = time.time()
    # The database looked at its clock somewhere between our two looks.
    skew = max(asked - theirs, theirs - answered, 0.0)
    words = f"the database's differs from this machine's by {skew:.1f} seconds"
    return ok("clock", words) if skew <= _LARGEST_SKEW else problem("clock", words)


_LOOKS: tuple[Callable[[Connection], Finding], ...] = (_version, _revision, _columns, _indexes, _password, _clock)


def _some(names: list[str]) -> str:
    return ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
