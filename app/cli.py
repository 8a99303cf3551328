"""The command `dashi`: serve, dev, migrate, takeover, geo download, and the commands of `operate/commands.py`.

A few lines each over the code below.
"""

import argparse
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from pydantic import ValidationError

from app import __version__
from app.logs import start_logging
from app.operate.commands import add_to
from app.settings import Settings

log = logging.getLogger("dashi")


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; the exit code is 0, or 1 with a sentence on standard error."""
    options = _parser().parse_args(arguments)
    start_logging()
    # uvicorn ends gracefully and then raises the signal again: as an exception it lets the embedded database end too.
    signal.signal(signal.SIGTERM, _end)
    from app.db.embedded import EmbeddedError
    from app.db.migrate import DatabaseUnreachable, MigrationRefused
    from app.lib.geo_download import DownloadError

    try:
        settings = _settings(options)
        start_logging(settings.log_format)
        return options.run(settings, options) or 0
    except (EmbeddedError, DatabaseUnreachable, MigrationRefused, DownloadError, ValidationError, ValueError) as error:
        print(f"dashi: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _end(_signal: int, _frame: object) -> None:
    sys.exit(0)


def _give_up(number: int, _frame: object) -> None:
    """For what is not done when it is told to end: whoever waits for it must not take that for success."""
    sys.exit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dashi", description="Self-hosted web analytics that takes over from Umami.")
    parser.add_argument("--version", action="version", version=f"dashi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    serve = commands.add_parser("serve", help="run the server (without DATABASE_URL on a database in ./data)")
    _add_address(serve)
    serve.add_argument("--workers", type=int, help="server processes (WORKERS, 1)")
    serve.set_defaults(run=_serve)

    dev = commands.add_parser("dev", help="run the server with demo data, and again at every change of the source")
    _add_address(dev)
    dev.set_defaults(run=_dev, workers=None)

    migrate = commands.add_parser("migrate", help="bring the database to this release's schema, and end")
    migrate.set_defaults(run=_migrate)

    takeover = commands.add_parser("takeover", help="take over the database of an Umami 2.10 to 3.1.0, or look at it")
    takeover.add_argument("--check", action="store_true", help="say what was found and would be done; change nothing")
    takeover.add_argument("url", metavar="DATABASE_URL", nargs="?", help="the database (DATABASE_URL)")
    takeover.set_defaults(run=_takeover)

    geo = commands.add_parser("geo", help="the location database")
    download = geo.add_subparsers(required=True, metavar="COMMAND").add_parser(
        "download", help="fetch it (GEO_DATABASE_URL or MAXMIND_LICENSE_KEY) to GEOLITE_DB_PATH"
    )
    download.set_defaults(run=_geo_download)

    add_to(commands, _database_for_tools)
    return parser


def _add_address(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", help="address to listen on (HOSTNAME, 0.0.0.0)")
    parser.add_argument("--port", type=int, help="port to listen on (PORT, 3000)")


def _settings(options: argparse.Namespace) -> Settings:
    """The settings of the environment, with what the command line overrides."""
    given = {"HOSTNAME": "host", "PORT": "port", "WORKERS": "workers"}
    for variable, option in given.items():
        value = getattr(options, option, None)
        if value is not None:
            os.environ[variable] = str(value)
    settings = Settings()
    if settings.tz and os.environ.get("TZ") != settings.tz:
        os.environ["TZ"] = settings.tz  # named in .env: the C library reads the environment only
        time.tzset()
    return settings


@contextmanager
def _database(settings: Settings, *, beside_server: bool = False) -> Iterator[Settings]:
    """Settings with a database that is there: the given one, or the embedded one for as long as this lasts.

    `beside_server`: where a server runs on the embedded one already, that is used.
    """
    if settings.database_url:
        yield settings
        return
    from app.db import embedded

    folder = Path(settings.data_dir)
    if beside_server and (url := embedded.running(folder)):
        secret = settings.app_secret or embedded.app_secret(folder)
        yield settings.model_copy(update={"database_url": url, "app_secret": secret})
        return
    with embedded.start(folder) as server:
        server.keep_running()
        secret = settings.app_secret or embedded.app_secret(folder)
        # Worker processes read their settings anew.
        os.environ["DATABASE_URL"], os.environ["APP_SECRET"] = server.url, secret
        log.info("the embedded PostgreSQL runs in %s", folder.resolve())
        yield settings.model_copy(update={"database_url": server.url, "app_secret": secret})


def _database_for_tools(settings: Settings) -> AbstractContextManager[Settings]:
    """The database for a command that ends by itself, also beside a server."""
    signal.signal(signal.SIGTERM, _give_up)
    return _database(settings, beside_server=True)


def _bring_up(settings: Settings) -> None:
    """Brings the schema up to date, unless the settings say not to."""
    if settings.skip_db_check or settings.skip_db_migration:
        return
    from app.db.migrate import is_up_to_date

    if not is_up_to_date(settings.database_url, allow_newer=settings.allow_newer_umami):
        # In a process of its own: what a migration loads, 12 MB, would stay in the server's for good.
        # -P: a folder called app in the working directory is not ours.
        ours = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH")]))
        environment = {**os.environ, "DATABASE_URL": settings.database_url, "PYTHONPATH": ours}
        done = subprocess.run([sys.executable, "-P", "-m", "app.cli", "migrate"], env=environment, check=False)
        if done.returncode:
            sys.exit(done.returncode)


def _serve(settings: Settings, _options: argparse.Namespace) -> None:
    with _database(settings) as ready:
        _bring_up(ready)
        from app import server

        server.run(ready)


def _dev(settings: Settings, _options: argparse.Namespace) -> None:
    with _database(settings) as ready:
        _bring_up(ready)
        from app import demo, server

        demo.fill(ready)
        server.run(ready, reload=True)


def _migrate(settings: Settings, _options: argparse.Namespace) -> None:
    signal.signal(signal.SIGTERM, _give_up)
    with _database(settings) as ready:
        from app.db.migrate import migrate

        migrate(ready.database_url, allow_newer=settings.allow_newer_umami)
        log.info("the database is ready")


def _takeover(settings: Settings, options: argparse.Namespace) -> None:
    url = options.url or settings.database_url
    if not url:
        raise ValueError("Name the database, or set DATABASE_URL.")
    if options.check:
        from app.db.takeover.check import check

        for line in check(url, allow_newer=settings.allow_newer_umami):
            print(line, flush=True)
        return
    from app.db.migrate import migrate

    signal.signal(signal.SIGTERM, _give_up)
    migrate(url, allow_newer=settings.allow_newer_umami)
    log.info("the database is ready")


def _geo_download(settings: Settings, _options: argparse.Namespace) -> None:
    from app.lib.geo_download import download

    download(settings.geo_database_url, Path(settings.geolite_db_path), settings.maxmind_license_key)


if __name__ == "__main__":
    sys.exit(main())
