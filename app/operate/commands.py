"""The commands of operation: user, website, prune, doctor, health. What they do is in the modules beside this one."""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

from app.settings import Settings

T = TypeVar("T")

# Settings whose database is there for as long as it lasts: also beside a server that runs on the embedded one.
Provide = Callable[[Settings], AbstractContextManager[Settings]]


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", provide: Provide) -> None:
    """Adds the commands to those of `dashi`. Each gives its exit code, or None for 0."""
    user = commands.add_parser("user", help="accounts").add_subparsers(required=True, metavar="COMMAND")
    reset = user.add_parser("reset-password", help="give a user a new password: asked for, or read from stdin")
    reset.add_argument("name", metavar="NAME")
    reset.add_argument("--generate", action="store_true", help="make one up and print it")
    reset.set_defaults(run=lambda settings, options: _reset_password(provide, settings, options))

    website = commands.add_parser("website", help="websites").add_subparsers(required=True, metavar="COMMAND")
    empty = website.add_parser("reset", help="delete all that was collected for a website; its reports and shares stay")
    empty.add_argument("website", metavar="WEBSITE", help="its id, domain or name")
    _add_yes(empty)
    empty.set_defaults(run=lambda settings, options: _reset_website(provide, settings, options))

    prune = commands.add_parser("prune", help="delete visits that are older than an age")
    prune.add_argument("--older-than", required=True, metavar="AGE", help="such as 2y, 18months, 6w or 400d")
    prune.add_argument("--website", help="only of this one: its id, domain or name; or the id of a link or pixel")
    prune.add_argument("--dry-run", action="store_true", help="count what is that old, and end")
    _add_yes(prune)
    prune.set_defaults(run=lambda settings, options: _prune(provide, settings, options))

    from app.operate.indexes import commands as indexes
    from app.operate.rollups import commands as rollups

    indexes.add_to(commands, provide)
    rollups.add_to(commands, provide)

    doctor = commands.add_parser("doctor", help="look for what is wrong or weak; ends with 1 if something is")
    doctor.set_defaults(run=lambda settings, options: _doctor(provide, settings))

    health = commands.add_parser("health", help="ask the server on this machine whether it lives; ends with 1 if not")
    health.set_defaults(run=lambda settings, options: _health(settings))


def _add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--yes", action="store_true", help="do not ask whether that is meant")


def confirm(question: str, options: argparse.Namespace) -> None:
    """Asks, unless --yes was given. Errors: ValueError for any other answer than yes, and where nobody can be asked."""
    if options.yes:
        return
    if not sys.stdin.isatty():
        raise ValueError(f"{question} Give --yes if that is meant.")
    if input(f"{question} [y/N] ").strip().lower() not in ("y", "yes"):
        raise ValueError("Nothing was changed.")


def in_transaction(settings: Settings, act: Callable[[Any], Awaitable[T]]) -> T:
    """What `act` gives with a connection in a transaction. Errors: ValueError for a schema of another release."""
    from app.db.engine import Database
    from app.db.migrate import is_up_to_date

    async def run() -> T:
        database = Database(settings.database_url)
        try:
            async with database.transaction() as connection:
                return await act(connection)
        finally:
            await database.close()

    if not is_up_to_date(settings.database_url, wait_seconds=0, allow_newer=settings.allow_newer_umami):
        raise ValueError("The database is not at this release's schema: run `dashi migrate` first.")
    return asyncio.run(run())


def _reset_password(provide: Provide, settings: Settings, options: argparse.Namespace) -> None:
    from app.lib import passwords
    from app.operate import accounts

    password = accounts.made_password() if options.generate else accounts.ask_password()
    hashed = passwords.hash_now(password)
    with provide(settings) as ready:
        in_transaction(ready, lambda conn: accounts.reset_password(conn, options.name, hashed))
    shown = f": {password}" if options.generate else ""
    print(f"All logins of {options.name} have ended; there is a new password{shown}")


def _reset_website(provide: Provide, settings: Settings, options: argparse.Namespace) -> None:
    from app.manage.websites.actions import reset_website
    from app.operate import sites

    with provide(settings) as ready:
        site = in_transaction(ready, lambda conn: sites.find(conn, options.website))
        confirm(f"Delete everything that was collected for {site.name!r} ({site.id})?", options)
        in_transaction(ready, lambda conn: reset_website(conn, site.id))
    print(f"{site.name!r} is empty; its statistics begin now.")


def _prune(provide: Provide, settings: Settings, options: argparse.Namespace) -> None:
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool
    from tqdm import tqdm

    from app.db.engine import DatabaseUrl
    from app.lib import dates
    from app.operate import sites
    from app.operate.prune import actions
    from app.operate.prune.rules import moment_before

    before = moment_before(dates.now(), options.older_than)
    with provide(settings) as ready:
        website_id = None
        if options.website:
            website_id = in_transaction(ready, lambda conn: sites.find(conn, options.website, or_other=True)).id
        engine = sa.create_engine(
            "postgresql+psycopg://", creator=DatabaseUrl.parse(ready.database_url).connect_sync, poolclass=NullPool)
        counted = actions.count(engine, website_id, before)
        for step, websites in counted:
            print(f"{sum(websites.values()):>12,} {step.table.name}")
        if not counted:
            print(f"Nothing is older than {dates.wire(before)}.")
        if options.dry_run or not counted:
            return
        confirm(f"Delete what is older than {dates.wire(before)}? Sessions that still have events stay.", options)
        deleted: Counter[str] = Counter()
        try:
            for step, websites in counted:
                with tqdm(total=sum(websites.values()), desc=step.table.name, unit=" rows", disable=None) as bar:
                    actions.prune(engine, step, [*websites], before, deleted, bar.update)
        finally:
            # Also where it was interrupted: what was committed stays deleted.
            print("deleted: " + (", ".join(f"{name} {rows:,}" for name, rows in deleted.items() if rows) or "nothing"))


def _doctor(provide: Provide, settings: Settings) -> int:
    from app.operate import doctor

    is_embedded = not settings.database_url
    if is_embedded and not (Path(settings.data_dir) / "postgres").is_dir():
        findings = [*doctor.of_settings(settings), *doctor.of_files(settings),
                    doctor.note("database", f"there is none in {settings.data_dir} yet: `dashi serve` makes one")]
    else:
        with provide(settings) as ready:
            findings = [*doctor.examine(ready, embedded=is_embedded)]
    for finding in findings:
        print(f"{finding.level:<8} {finding.about:<9} {finding.words}")
    return int(any(finding.level == "problem" for finding in findings))


def _health(settings: Settings) -> int:
    from http.client import HTTPConnection, HTTPException

    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - told apart, not listened on
    connection = HTTPConnection(everywhere.get(settings.hostname, settings.hostname), settings.port, timeout=4)
    try:
        connection.request("GET", f"{settings.base}/api/heartbeat")
        status = connection.getresponse().status
    except (OSError, HTTPException) as error:
        print(f"dashi: the server does not answer: {error}", file=sys.stderr)
        return 1
    finally:
        connection.close()
    return int(status != 200)
