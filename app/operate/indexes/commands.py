"""`dashi indexes`: status, lean, umami."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.settings import Settings

if TYPE_CHECKING:
    import sqlalchemy as sa

    from app.db.indexes import Found, FoundIndex, Index
    from app.operate.indexes.packing import Loose


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]", provide: Any) -> None:
    """Adds the command and what it can do."""
    parser = commands.add_parser("indexes", help="two thirds of an Umami's disk are indexes that nothing uses")
    parts = parser.add_subparsers(required=True, metavar="COMMAND")

    status = parts.add_parser("status", help="which there are, how large, and what could go")
    status.set_defaults(run=lambda settings, options: _status(provide, settings))

    lean = parts.add_parser(
        "lean", help="drop those that no statement uses, and pack what is half full; a server may run meanwhile")
    lean.add_argument(
        "--by-month", action=argparse.BooleanOptionalAction, default=None,
        help="find sessions by an index with the month first: large tables are written faster, sessions read slower")
    lean.set_defaults(run=lambda settings, options: _lean(provide, settings, options))

    umami = parts.add_parser("umami", help="make all of Umami's again; a server may run meanwhile")
    umami.set_defaults(run=lambda settings, options: _umami(provide, settings, options))
    for part in (lean, umami):
        part.add_argument("--yes", action="store_true", help="do not ask whether that is meant")


def _check(settings: Settings) -> None:
    from app.db.migrate import is_up_to_date

    if not is_up_to_date(settings.database_url, wait_seconds=0, allow_newer=settings.allow_newer_umami):
        raise ValueError("The database is not at this release's schema: run `dashi migrate` first.")


def _engine(settings: Settings) -> "sa.Engine":
    import sqlalchemy as sa
    from sqlalchemy.pool import NullPool

    from app.db.engine import DatabaseUrl

    return sa.create_engine(
        "postgresql+psycopg://", creator=DatabaseUrl.parse(settings.database_url).connect_sync, poolclass=NullPool)


def _status(provide: Any, settings: Settings) -> None:
    from app.db import indexes
    from app.lib.sizes import in_words
    from app.operate.indexes.actions import bytes_needed
    from app.operate.indexes.packing import loose

    with provide(settings) as ready:
        _check(ready)
        with _engine(ready).connect() as connection:
            found = indexes.read(connection)
            missing = found.missing(indexes.UMAMI)
            needed = bytes_needed(connection, missing)
            half_full = loose(connection, found) if not found.is_umamis else []
    for table in indexes.TABLES:
        its = [index for index in found.indexes if index.table == table]
        size = sum(index.size for index in its)
        print(f"{table}: rows {in_words(found.heaps.get(table, 0))}, {len(its)} indexes {in_words(size)}")
        for index in its:
            print(f"{index.size:>16,}  {index.name}{_remark(found, index)}")
    print(f"\n{set_in_words(found)}")
    if found.unneeded:
        print(f"`dashi indexes lean` would free {in_words(found.saving)}: {len(found.unneeded)} indexes that no "
              "statement uses.")
    if half_full:
        print(f"Packing {len(half_full)} that random ids have left half full would free about "
              f"{in_words(sum(one.saving for one in half_full))}; `dashi indexes lean` does it.")
    if missing:
        print(f"`dashi indexes umami` would make {len(missing)}, which takes about {in_words(needed)} of free disk.")


def _remark(found: "Found", index: "FoundIndex") -> str:
    from app.db.indexes import OURS, UMAMI

    remarks = []
    if index in found.unneeded:
        remarks.append("not needed")
    elif not index.is_key and not found.present([*UMAMI, *OURS]).count(index):
        remarks.append("neither Umami's nor Dashi's")
    if not index.is_valid:
        remarks.append("half made or half dropped")
    return "  (" + ", ".join(remarks) + ")" if remarks else ""


def set_in_words(found: "Found") -> str:
    """Which set the indexes are."""
    from app.db.indexes import UMAMI

    if found.is_umamis:
        return "These are Umami's indexes."
    if found.is_lean:
        return f"The indexes are lean{', sessions by month' if found.by_month else ''}."
    missing = [index.name for index in found.missing(found.lean)]
    between = f"{len(found.missing(UMAMI))} of Umami's {len(UMAMI)} are missing, {len(found.unneeded)} are not needed"
    lacking = f"; statistics will be slow without {', '.join(missing)}" if missing else ""
    return f"The indexes are between lean and Umami's: {between}{lacking}."


def _lean(provide: Any, settings: Settings, options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from app.db.index_work import at_work
    from app.operate.commands import confirm
    from app.operate.indexes import actions
    from app.operate.indexes.packing import loose, needed_to_pack

    freed = 0
    with provide(settings) as ready:
        _check(ready)
        with at_work(_engine(ready), tqdm.write) as work:
            found = work.found()
            unneeded, missing = actions.changes(found, by_month=options.by_month)
            half_full = [one for one in loose(work.connection, found) if one.index not in unneeded]
            if not (unneeded or missing or half_full or found.leftovers):
                print("The indexes are lean already.")
                return
            folder, disk = None if settings.database_url else Path(settings.data_dir), ""
            saving, needed = sum(index.size for index in unneeded), 0
            if options.by_month is not None:
                # The other one on sessions goes last, and those that go first are none of this size: it needs room.
                needed = actions.bytes_needed(work.connection, missing)
                disk = check_disk(folder, needed)
            if options.by_month:
                actions.check_skips(work.connection)
            if half_full:
                try:
                    # What is dropped goes first, and so makes room.
                    disk = check_disk(folder, needed + needed_to_pack(half_full) - saving)
                except ValueError as error:
                    tqdm.write(f"Half full indexes stay as they are. {error}")
                    half_full = []
            does = _what_lean_does(unneeded, missing, needed, half_full)
            confirm(f"{does}{disk}? `dashi indexes umami` makes Umami's again.", options)
            total = saving + sum(one.saving for one in half_full)
            with tqdm(total=total, unit="B", unit_scale=True, disable=None) as bar:
                def gone(name: str, size: int) -> None:
                    nonlocal freed
                    freed += size
                    bar.update(size)

                try:
                    actions.go_lean(work, gone, _on(bar, {}), by_month=options.by_month)
                    actions.pack(work, [one.index for one in half_full], gone, _on(bar, {}))
                finally:
                    # Also where it was interrupted: what was dropped stays dropped.
                    tqdm.write(f"freed: {freed:,} bytes")


def _what_lean_does(
    unneeded: "list[FoundIndex]", missing: "list[Index]", needed: int, half_full: "list[Loose]",
) -> str:
    from app.lib.sizes import in_words
    from app.operate.indexes.packing import needed_to_pack

    does = []
    if unneeded:
        saving = sum(index.size for index in unneeded)
        does.append(f"drop {len(unneeded)} indexes that no statement uses then, {in_words(saving)}")
    if missing:
        room = f", which takes about {in_words(needed)} of free disk" if needed else ""
        does.append(f"make {', '.join(index.name for index in missing)}{room}")
    if half_full:
        saving, needed = sum(one.saving for one in half_full), needed_to_pack(half_full)
        does.append(f"pack {', '.join(one.index.name for one in half_full)}, which frees about {in_words(saving)} and "
                    f"takes about {in_words(needed)} meanwhile")
    if not does:
        does.append("drop what a run that was killed has left")
    words = "; ".join(does)
    return words[0].upper() + words[1:]


def _umami(provide: Any, settings: Settings, options: argparse.Namespace) -> None:
    from tqdm import tqdm

    from app.db.index_work import at_work
    from app.db.indexes import UMAMI
    from app.lib.sizes import in_words
    from app.operate.commands import confirm
    from app.operate.indexes import actions

    with provide(settings) as ready:
        _check(ready)
        with at_work(_engine(ready), tqdm.write) as work:
            found = work.found()
            if found.is_umamis:
                print("These are Umami's indexes already.")
                return
            missing = found.missing(UMAMI)
            needed = actions.bytes_needed(work.connection, missing)
            folder = None if settings.database_url else Path(settings.data_dir)
            disk = check_disk(folder, needed)
            confirm(f"Make {len(missing)} indexes? That takes about {in_words(needed)} of free disk{disk}.", options)
            with tqdm(total=len(missing), unit=" indexes", disable=None,
                      bar_format="{desc}{percentage:3.0f}%|{bar}| [{elapsed}<{remaining}]{postfix}") as bar:
                actions.go_umami(work, _on(bar, {index.name: number for number, index in enumerate(missing)}))
    print(f"made: {len(missing)} indexes; these are Umami's now")


def check_disk(folder: Path | None, needed: int) -> str:
    """What is known of the database's disk, in words. Errors: ValueError where that is too little."""
    import shutil

    from app.lib.sizes import in_words

    if folder is None:
        return " on the database's server, which cannot be asked how much it has"
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise ValueError(f"That takes about {in_words(needed)} of free disk, and {folder} has {in_words(free)}.")
    return f", of {in_words(free)} in {folder}"


def _on(bar: Any, places: dict[str, int]) -> Any:
    """Shows on the bar how far the making of an index is; those of `places` are what the bar counts."""
    def tell(name: str, share: float, phase: str) -> None:
        # Only where the bar does not count these: how far the one is stands beside it.
        much = "" if name in places else f" {share:.0%}"
        bar.set_postfix_str(f"{name} {phase}".rstrip() + much, refresh=False)
        if name in places:
            bar.n = max(bar.n, places[name] + share)
        bar.refresh()

    return tell
