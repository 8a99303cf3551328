"""Group commit: whatever hits wait together are written by one statement, committed, and only then answered.

Context: a commit costs a round trip and a flush to disk, some 2 ms; a hit alone would be limited by it. While one group
is being committed the next one gathers, so groups grow with the load and a single hit waits for nobody.
Choice: one connection a process. A group that fails is written hit by hit, so that a bad one fails alone. When the
connection breaks, the group is tried again until its hits' time is over; what the broken connection may have committed
is recognised by its row ids, so that nothing is stored twice.
Cost: hits that wait are held in memory; `queue_limit_hits` bounds them, and beyond it a hit is refused with 503.
"""

import asyncio
import logging
import time
from collections import deque
from typing import Any

import orjson
import psycopg
from psycopg import errors as pg

from app.collect import queries
from app.collect.hits import Hit, Record
from app.collect.known import Sessions
from app.db.engine import DatabaseUrl
from app.errors import BadRequest, Unavailable
from app.lib.histogram import Histogram
from app.logs import OF_VISITOR

log = logging.getLogger("dashi.collect")

_PAUSE_SECONDS = 0.2  # between tries while the database does not answer

# The database is away, or will not write just now: also disk full, a deadlock, too many connections, a standby after a
# failover. Another try may succeed; and what was sent before the connection broke may be committed.
_AWAY = (psycopg.OperationalError, psycopg.InterfaceError, pg.ReadOnlySqlTransaction, OSError, TimeoutError)


class Writer:
    """The queue of hits and the task that commits them."""

    def __init__(
        self, url: DatabaseUrl, sessions: Sessions, *, group_ms: float, group_hits: int, queue_hits: int,
        wait_seconds: float,
    ) -> None:
        self._url, self._sessions = url, sessions
        self._group_seconds, self._group_hits = group_ms / 1000, group_hits
        self._queue_hits, self._wait_seconds = queue_hits, wait_seconds
        self._waiting: deque[Hit] = deque()
        self._wake = asyncio.Event()
        self._closing = False
        self._connection: psycopg.AsyncConnection[Any] | None = None
        self._task: asyncio.Task[None] | None = None
        self._complained_at = float("-inf")
        # For /metrics, a group at a time.
        self.stored = 0
        self.group_sizes = Histogram((1, 2, 5, 10, 20, 50, 100, 200, 500))
        self.commit_seconds = Histogram((0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10))

    def start(self) -> None:
        """Begins to write."""
        self._loop = asyncio.get_running_loop()
        self._task = self._loop.create_task(self._run())

    async def close(self) -> None:
        """Refuses new hits, commits the waiting ones, gives the connection back."""
        self._closing = True
        self._wake.set()
        if self._task:
            await self._task
        await self._disconnect()

    @property
    def waiting(self) -> int:
        """How many hits wait for their group."""
        return len(self._waiting)

    @property
    def is_full(self) -> bool:
        """Whether a hit would be refused now."""
        return len(self._waiting) >= self._queue_hits or self._closing

    def submit(self, hit: Hit) -> "asyncio.Future[None]":
        """Queues a hit. The future ends when its rows are committed.

        Errors: Unavailable, here where the queue is full, or by the future where the database did not answer in time;
        BadRequest by the future where the database refuses the hit itself.
        """
        if self.is_full:
            raise Unavailable("Too many hits are waiting.")
        hit.committed = self._loop.create_future()
        hit.give_up_at = self._loop.time() + self._wait_seconds
        self._waiting.append(hit)
        self._wake.set()
        return hit.committed

    async def _run(self) -> None:
        while not (self._closing and not self._waiting):
            await self._wake.wait()
            self._wake.clear()
            if self._group_seconds and not self._closing:
                await asyncio.sleep(self._group_seconds)
            while self._waiting:
                group = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._group_hits))]
                try:
                    await self._commit(group)
                except Exception:
                    # Nothing here may end the task: without it no hit would ever be stored again.
                    log.exception("a group of %d hits could not be committed", len(group), extra=OF_VISITOR)
                    _refuse(group, Unavailable())
                    await self._disconnect()

    async def _commit(self, group: list[Hit]) -> None:
        """Writes a group, again and again while the database is away, and answers each of its hits."""
        while group:
            began = time.perf_counter()
            try:
                await self._write(group)
            except _AWAY as error:
                self._complain(error, len(group))
                for hit in group:
                    hit.uncertain = True
                await self._disconnect()
                now = self._loop.time()
                late = [hit for hit in group if hit.give_up_at <= now or self._closing]
                group = [hit for hit in group if not (hit.give_up_at <= now or self._closing)]
                _refuse(late, Unavailable("The database does not answer."))
                self._refuse_late(now)
                if group:
                    await asyncio.sleep(_PAUSE_SECONDS)
            except Exception as error:
                # Of whatever kind: what one hit provokes must not be its neighbours' refusal.
                await self._abort()
                if len(group) == 1:
                    self._answer_failed(group[0], error)
                else:
                    for hit in group:
                        if hit.give_up_at <= self._loop.time():  # a neighbour met a database that had gone silent
                            _refuse([hit], Unavailable("The database does not answer."))
                        else:
                            await self._commit([hit])
                return
            else:
                self.commit_seconds.observe(time.perf_counter() - began)
                self.group_sizes.observe(len(group))
                self._answer(group)
                return

    async def _write(self, group: list[Hit]) -> None:
        connection = self._connection or await self._connect()
        sessions = {hit.session_id: hit.session for hit in reversed(group) if hit.session}
        events = [hit.event for hit in group if hit.event]
        data = [row for hit in group for row in hit.event_data]
        revenue = [hit.revenue for hit in group if hit.revenue]
        session_data = _last_of_each(group)
        async with asyncio.timeout(self._wait_seconds):
            if session_data:
                async with connection.transaction():
                    visitors = _json([row["session_id"] for row in session_data])
                    await connection.execute(queries.LOCK_SESSIONS, [visitors])
                    await self._insert(connection, sessions, events, data, revenue)
                    await connection.execute(queries.UPSERT_SESSION_DATA, [_json(session_data)])
            else:
                await self._insert(connection, sessions, events, data, revenue)

    @staticmethod
    async def _insert(
        connection: psycopg.AsyncConnection[Any], sessions: dict[str, Record], events: list[Record],
        data: list[Record], revenue: list[Record],
    ) -> None:
        rows = [_json(list(sessions.values())), _json(events)]
        if data or revenue:
            await connection.execute(queries.INSERT_HITS_WITH_DATA, [*rows, _json(data), _json(revenue)])
        else:
            await connection.execute(queries.INSERT_HITS, rows)

    async def _connect(self) -> psycopg.AsyncConnection[Any]:
        async with asyncio.timeout(self._wait_seconds):
            # Autocommit: a statement is a transaction by itself, without BEGIN and COMMIT around it.
            self._connection = await self._url.connect(autocommit=True)
        if not self._url.pooled:
            self._connection.prepare_threshold = 0
        return self._connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection:
            try:
                await connection.close()
            except (psycopg.Error, OSError):
                pass  # it was broken: that is why it is closed

    async def _abort(self) -> None:
        if self._connection and self._connection.info.transaction_status != psycopg.pq.TransactionStatus.IDLE:
            await self._disconnect()

    def _answer(self, group: list[Hit]) -> None:
        self.stored += len(group)
        for hit in group:
            if hit.session:
                self._sessions.add(hit.session_id)
            if hit.committed and not hit.committed.done():
                hit.committed.set_result(None)

    def _answer_failed(self, hit: Hit, error: Exception) -> None:
        if isinstance(error, pg.UniqueViolation) and hit.uncertain:
            self._answer([hit])  # the connection broke after the commit, not before it: the hit is stored
            return
        # The type only: messages can hold a row's values.
        log.error("a hit could not be stored: %s %s", type(error).__name__, getattr(error, "sqlstate", ""))
        is_data = isinstance(error, (psycopg.DataError, psycopg.IntegrityError))
        _refuse([hit], BadRequest() if is_data else Unavailable())

    def _refuse_late(self, now: float) -> None:
        late = []
        while self._waiting and (self._waiting[0].give_up_at <= now or self._closing):
            late.append(self._waiting.popleft())
        _refuse(late, Unavailable("The database does not answer."))

    def _complain(self, error: Exception, hits: int) -> None:
        # Once in five seconds: an outage must not fill the log. The type only: messages can hold a row's values.
        if time.monotonic() - self._complained_at > 5:
            self._complained_at = time.monotonic()
            state = getattr(error, "sqlstate", None)
            log.warning("the database does not take hits (%s %s); %d are waiting", type(error).__name__, state, hits)


def _refuse(hits: list[Hit], error: Exception) -> None:
    for hit in hits:
        if hit.committed and not hit.committed.done():
            hit.committed.set_exception(error)


def _json(rows: list[Any]) -> str:
    return orjson.dumps(rows).decode()


def _last_of_each(group: list[Hit]) -> list[Record]:
    """The visitors' data of a group as if its hits were written one after another: the last of each key counts."""
    last: dict[tuple[str, str], Record] = {}
    for hit in group:
        for row in hit.session_data:
            key = (row["session_id"], row["data_key"])
            before = last.pop(key, None)
            if before and row["distinct_id"] is None:
                last[key] = {**row, "distinct_id": before["distinct_id"]}
            else:
                last[key] = row
    return list(last.values())
