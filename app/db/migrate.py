"""Brings a database to the schema that this release works with; safe to run from several processes at once.

Two advisory locks are held meanwhile: ours, so that workers and replicas take turns, and Prisma's, so that a Node Umami
that starts on the same database waits (it gives up after ten seconds; a fresh schema takes us less than one).

The database of an older Umami is taken over first (`app.db.takeover`), a step and a commit at a time. What is left
then, making our own tables or all of them, is one transaction.
"""

import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.pool import NullPool

from app.db import indexes
from app.db.adopt import VERSION_TABLE, MigrationRefused, examine
from app.db.engine import DatabaseUrl
from app.db.takeover.run import take_over

__all__ = ["DatabaseUnreachable", "MigrationRefused", "await_server", "is_up_to_date", "migrate"]

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

BASELINE = "0001"  # the revision that equals Umami 3.1.0
HEAD = "0002"  # the newest revision
MINIMUM_SERVER = 120014  # PostgreSQL 12.14
_LOCKS = (0x6461736869, 72707369)  # ours ("dashi"), then the one of `prisma migrate`

# Refusals of a server that is up and means it. Everything else may be a server, or its name, that is still to come.
_FINAL = (
    "password authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied",
    "is not permitted to log in", "permission denied for database", "does not support SSL", "certificate",
)


class DatabaseUnreachable(Exception):
    """No connection to the database. The message repeats the server's words, never the password."""


def migrate(url: str, *, wait_seconds: float = 30, allow_newer: bool = False) -> None:
    """Creates, takes over or updates the schema behind `url`; does nothing when it is up to date.

    A server that does not answer is tried again for `wait_seconds`. `allow_newer` is the setting ALLOW_NEWER_UMAMI.
    Blocks: run it before the event loop, or in a thread. Errors: ValueError for a URL that cannot be read;
    DatabaseUnreachable; MigrationRefused for a database that is not ours to change (see `app.db.adopt`), a step of a
    takeover that failed, or a server older than PostgreSQL 12.14.
    """
    target = DatabaseUrl.parse(url)
    await_server(target, wait_seconds)
    engine = sa.create_engine("postgresql+psycopg://", creator=target.connect_sync, poolclass=NullPool)
    with engine.connect() as connection:
        _check_version(connection)
        # A limit that the operator gave this user for statistics must not cut a migration, or the wait for one.
        connection.execute(sa.text("set statement_timeout = 0"))
        connection.execute(sa.text("set lock_timeout = 0"))
        for key in _LOCKS:
            _lock(connection, key)
        try:
            with connection.begin():
                missing = examine(connection, target.schema, allow_newer=allow_newer).missing
            if missing:
                take_over(connection, target.schema, missing)
            with connection.begin():
                _bring_up(connection, target.schema, allow_newer)
        except sa.exc.ProgrammingError as error:
            if not isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
                raise
            reason = error.orig.diag.message_primary
            raise MigrationRefused(
                f"The database's user lacks a permission ({reason}). It needs CREATE on the schema {target.schema}, "
                "or must own it."
            ) from None


def is_up_to_date(url: str, *, wait_seconds: float = 30, allow_newer: bool = False) -> bool:
    """Whether `migrate` would find nothing to do: the schema is at this release's revision, and still an Umami 3.1.0.

    A Node Umami that ran in between may have changed it: then this is False, and `migrate` says what is the matter.

    Errors: ValueError and DatabaseUnreachable, as `migrate`.
    """
    target = DatabaseUrl.parse(url)
    await_server(target, wait_seconds)
    engine = sa.create_engine("postgresql+psycopg://", creator=target.connect_sync, poolclass=NullPool)
    with engine.connect() as connection:
        if _revision(connection, target.schema) != HEAD:
            return False
        try:
            return not examine(connection, target.schema, allow_newer=allow_newer).missing
        except MigrationRefused:
            return False
        except sa.exc.ProgrammingError as error:
            # A user who may read and write what a server needs, but not look into Umami's history, is enough to serve.
            if isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
                return True
            raise


def _bring_up(connection: sa.Connection, schema: str, allow_newer: bool) -> None:
    found = examine(connection, schema, allow_newer=allow_newer)
    if found.empty:
        _create_schema(connection, schema)
    current = _revision(connection, schema)
    if current == HEAD:
        return
    # Imported late: a server that is up to date is spared 12 MB and a tenth of a second.
    from alembic import command
    from alembic.script import ScriptDirectory

    config = _config(connection, schema)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if current is not None and current not in known:
        raise MigrationRefused(
            f"The database was changed by a newer release of Dashi (revision {current}). Use that release, or "
            "restore the backup from before."
        )
    if not found.empty and current is None:
        log.info("Found the database of an Umami 3.1.0; it is used as it is.")
        command.stamp(config, BASELINE)
    command.upgrade(config, "head")
    if found.empty:
        # An adopted database keeps its own indexes until it is asked for otherwise: `dashi indexes`.
        indexes.start_lean(connection)


def _revision(connection: sa.Connection, schema: str) -> str | None:
    """The revision that the schema is at; None where we have never been."""
    if not sa.inspect(connection).has_table(VERSION_TABLE, schema=schema):
        return None
    revision: str | None = connection.scalar(sa.text("select version_num from dashi_alembic_version"))
    return revision


def _create_schema(connection: sa.Connection, schema: str) -> None:
    # Asked first: `create schema if not exists` wants a permission even where there is nothing to create.
    if not sa.inspect(connection).has_schema(schema):
        connection.execute(sa.schema.CreateSchema(schema))


def _config(connection: sa.Connection, schema: str) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_scripts()).replace("%", "%%"))
    config.attributes.update(connection=connection, schema=schema)
    return config


def _scripts() -> Path:
    """The folder of the migrations: inside the package where it is installed, at the top of a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_alembic"
    return installed if installed.is_dir() else package.parent / "alembic"


def _check_version(connection: sa.Connection) -> None:
    version = int(connection.scalar(sa.text("select current_setting('server_version_num')")) or 0)
    if version < MINIMUM_SERVER:
        raise MigrationRefused(
            f"This is PostgreSQL {version // 10_000}.{version % 10_000}; Dashi needs 12.14 or newer."
        )


def _lock(connection: sa.Connection, key: int) -> None:
    """Takes a lock of the connection's: it ends with the connection, so with a killed process too."""
    if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(key))):
        log.info("Another process migrates the database; waiting for it.")
        connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
    connection.commit()


def await_server(target: DatabaseUrl, wait_seconds: float) -> None:
    """Waits until the server takes connections. Errors: DatabaseUnreachable."""
    deadline = time.monotonic() + wait_seconds
    announced = False
    while True:
        try:
            connection: psycopg.Connection[Any] = target.connect_sync()
        except psycopg.OperationalError as error:
            said = str(error).strip()
            if time.monotonic() >= deadline or any(words in said for words in _FINAL):
                raise DatabaseUnreachable(f"The database cannot be reached: {said}") from None
            if not announced:
                log.warning("The database does not answer yet; trying for %d seconds: %s", wait_seconds, said)
                announced = True
            time.sleep(0.5)
        else:
            connection.close()
            return
