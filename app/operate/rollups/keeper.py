"""The thread of a server process that keeps rollups.

Every process has one, and the first that comes takes a site: each change holds the row of its site, and the others find
nothing left to do. A thread, because psycopg waits in C without holding up the event loop; the work is PostgreSQL's.
"""

import logging
import random
import threading
import time
from dataclasses import dataclass

import psycopg
import sqlalchemy as sa

from app.db.timing import named
from app.lib.dates import now
from app.operate.rollups.verify import verify
from app.rollups.maintain import Maintainer, engine_of
from app.rollups.tables import CannotKeep
from app.settings import Settings

log = logging.getLogger("dashi.rollups")

_RETRY_SECONDS = 60.0
_VERIFY_HOURS, _VERIFY_AFTER_SECONDS, _NIGHT = 24, 43_200.0, range(2, 5)
_END_SECONDS = 5.0


@dataclass(frozen=True)
class Reading:
    """What is told of a site in /metrics."""

    website_id: str
    tail_seconds: float
    waiting_rows: int
    verified_seconds: float | None
    is_right: bool


_READINGS = sa.text("""
    select s.website_id::text, s.built_to, s.verified_at, s.found, (
        select count(*) from (select 1 from rollup.late l where l.website_id = s.website_id limit 20001) as one) + (
        select count(*) from (select 1 from rollup.gone g where g.website_id = s.website_id limit 20001) as one)
    from rollup.site s where s.built_to is not null order by s.site
""")


def maintainer_of(settings: Settings) -> Maintainer:
    """A maintainer as the settings want it. Errors: ValueError for a dimension that there is not."""
    return Maintainer(
        engine_of(settings.database_url), settings.rollup_dimensions, close_seconds=settings.rollup_close_seconds,
        advance_seconds=settings.rollup_advance_seconds, merge_rows=settings.rollup_merge_rows)


class Keeper:
    """Rounds of maintenance until it is closed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._maintainer = maintainer_of(settings)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="rollups", daemon=True)
        self._refused = ""
        self.readings: list[Reading] = []

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def close(self) -> None:
        """Ends with the round; one that lasts is left to the end of the process, and leaves nothing behind."""
        self._stop.set()
        self._thread.join(_END_SECONDS)

    @property
    def is_alive(self) -> bool:
        """It goes on."""
        return self._thread.is_alive()

    def _run(self) -> None:
        # Not all processes at the same second.
        pause = random.uniform(0, 2)  # noqa: S311 - no secret
        while not self._stop.wait(pause):
            began = time.monotonic()
            try:
                with named("rollups"):
                    more = self._maintainer.round()
                    self.readings = self.read()
                    self._verify()
            except Exception as error:
                # Nothing may end the thread: answers would only become slower, and nobody would know why.
                self._tell(error)
                pause = _RETRY_SECONDS
                continue
            self._refused = ""
            spent = time.monotonic() - began
            pause = 0.1 if more else max(1.0, self._settings.rollup_advance_seconds - spent)

    def _tell(self, error: Exception) -> None:
        """What this database refuses is told once: each round only looks whether it still does."""
        refused = _refusal(error)
        if not refused:
            log.exception("keeping rollups failed")
        elif refused != self._refused:
            log.warning("rollups cannot be kept, and statistics are answered from events", extra={"fields": {
                "reason": refused}})
        self._refused = refused

    def read(self) -> list[Reading]:
        """How far all sites are."""
        with self._maintainer.engine.connect() as connection:
            return [
                Reading(website_id, (now() - built_to).total_seconds(), waiting,
                        (now() - verified_at).total_seconds() if verified_at else None, found is None)
                for website_id, built_to, verified_at, found, waiting in connection.execute(_READINGS)]

    def _verify(self) -> None:
        """Once a night: each site that was not verified for most of a day, a site a round."""
        if now().hour not in _NIGHT:
            return
        recent = {reading.website_id for reading in self.readings
                  if reading.verified_seconds is not None and reading.verified_seconds < _VERIFY_AFTER_SECONDS}
        for one in self._maintainer.sites():
            if one.is_whole and not self._stop.is_set() and one.website_id not in recent:
                verify(self._settings.database_url, self._maintainer, one, hours=_VERIFY_HOURS)
                return


def _refusal(error: Exception) -> str:
    """Why there can be no rollups here, in words; nothing for what is a fault."""
    if isinstance(error, sa.exc.DBAPIError) and isinstance(error.orig, psycopg.errors.InsufficientPrivilege):
        return str(error.orig)
    return str(error) if isinstance(error, CannotKeep) else ""
