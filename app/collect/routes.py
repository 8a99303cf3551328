"""The routes of collection, as bare ASGI: `/api/send`, `/api/batch`, `/api/record`, `/p/{slug}`, `/q/{slug}`.

They serve strangers' browsers on every page view and stand before FastAPI, whose own share of a request would be more
than all that is done here (measured: 160 us a hit through a FastAPI route, 70 this way). Anybody may call them; what
holds a flood is in `bodies` (size, time), `known` (invented ids) and `writer` (the queue).
Source of the behaviour: spec 01.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from typing import Any
from urllib.parse import quote, quote_plus, unquote_plus

import orjson
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from app.collect import record, schemas
from app.collect.bodies import ClientGone, Headers, Receive, Scope, Send, answer, read_body, refuse, request_headers
from app.collect.hits import Hit
from app.collect.known import Known, Link
from app.collect.pipeline import Asker, Crawler, Pipeline
from app.collect.writer import Writer
from app.db.engine import Database
from app.errors import AppError, BadRequest, NotFound, TooLarge, Unavailable
from app.lib import js, urls
from app.settings import Settings

log = logging.getLogger("dashi.collect")

BEEP = b'{"beep":"boop"}'
# One transparent point.
GIF = bytes.fromhex(
    "474946383961 0100 0100 800000 ffffff 000000 21f9040100000000 2c 00000000 0100 0100 00 0202440100 3b"
)
_NEVER_CACHED: Headers = [
    (b"content-type", b"image/gif"), (b"cache-control", b"no-cache, no-store, must-revalidate"),
    (b"pragma", b"no-cache"), (b"expires", b"0"),
]
_JSON = (b"content-type", b"application/json")
_NO_REDIRECT = ("javascript:", "data:", "vbscript:", "file:", "blob:", "about:", "filesystem:", "view-source:")
_LONGEST_QUERY = 16_384  # of a short link, in characters: Node, and so Umami, takes no longer request line
_BATCH_STEP = 100  # elements of a batch that wait for their commit together
_SHORTEST_ELEMENT = len('{"type":"event","payload":{"link":"00000000-0000-0000-0000-000000000000"}},')

_DATABASE_AWAY = (SQLAlchemyError, psycopg.Error, OSError, TimeoutError)

Handler = Callable[[Scope, Receive, Send], Awaitable[int]]  # gives the status of its answer


class Collector:
    """Answers the routes of collection, and `/api/send` also at `send_paths`. One a server process."""

    def __init__(
        self, settings: Settings, database: Database, known: Known, pipeline: Pipeline, writer: Writer, *,
        api_headers: Headers, page_headers: Headers, send_paths: Iterable[str] = (),
    ) -> None:
        self._settings, self._database, self._known = settings, database, known
        self._pipeline, self._writer = pipeline, writer
        self._api_headers, self._page_headers = api_headers, page_headers
        self._json_headers = [*api_headers, _JSON]
        host = "localhost" if settings.hostname in ("127.0.0.1", "::1") else settings.hostname
        self._host = f"[{host}]" if ":" in host else host
        # What left nothing, requests and elements of batches, by the code of the refusal. What is stored is counted by
        # the writer, a group at a time: so that hits are counted costs a hit nothing.
        self.outcomes: Counter[str] = Counter()
        self.chunks = 0  # of recordings, stored
        self.posts: dict[str, Handler] = {
            "/api/send": self.send, "/api/batch": self.batch, "/api/record": self.record,
        }
        self.posts.update(dict.fromkeys(send_paths, self.send))

    async def send(self, scope: Scope, receive: Receive, send: Send) -> int:
        """POST /api/send: one event, identification or performance report.

        200 `{cache, sessionId, visitId}` once it is committed, `{"beep":"boop"}` to a crawler; 400 with a tree of
        messages; 403 to a blocked address; 413; 503 where the queue is full or the database away.
        """
        return await self._answer(send, self._send(scope, receive))

    async def _send(self, scope: Scope, receive: Receive) -> bytes:
        self._refuse_when_full()
        headers = request_headers(scope)
        body = await read_body(headers, receive, limit=self._settings.send_limit_bytes)
        kind, payload = schemas.read_send(js.parse_json(body))
        return await self._collect(kind, payload, _asker(scope, headers))

    async def _answer(self, send: Send, collecting: Awaitable[bytes]) -> int:
        """Answers with what collecting gives, or with its refusal; whoever has gone is not answered. The status."""
        try:
            found = await collecting
        except Crawler:
            self.outcomes["crawler"] += 1
            found = BEEP
        except AppError as error:
            self.outcomes[error.code] += 1
            await refuse(send, error, self._api_headers)
            return error.status
        except ClientGone:
            self.outcomes["gone"] += 1
            return 499  # as nginx calls it; nobody hears it
        await answer(send, 200, self._json_headers, found)
        return 200

    def _refuse_when_full(self) -> None:
        if self._writer.is_full:
            raise Unavailable("Too many hits are waiting.")

    async def _read(self, kind: str, payload: dict[str, Any], asker: Asker) -> tuple[Hit, bytes]:
        try:
            return await self._pipeline.read(kind, payload, asker)
        except _DATABASE_AWAY as error:
            log.warning("websites cannot be looked up: %s", type(error).__name__)
            raise Unavailable("The database does not answer.") from None

    async def _collect(self, kind: str, payload: dict[str, Any], asker: Asker) -> bytes:
        """The answer to a validated request, once its hit is committed. Errors: also Crawler."""
        hit, found = await self._read(kind, payload, asker)
        if hit.has_rows:
            await self._writer.submit(hit)
        else:
            self.outcomes["nothing-new"] += 1
        return found

    async def batch(self, scope: Scope, receive: Receive, send: Send) -> int:
        """POST /api/batch: an array of bodies of /api/send, each collected by itself, in order.

        200 `{size, processed, errors, details, cache}`; 400 where it is no array of objects; 413, 503.
        """
        return await self._answer(send, self._batch(scope, receive))

    async def _batch(self, scope: Scope, receive: Receive) -> bytes:
        headers = request_headers(scope)
        body = await read_body(headers, receive, limit=self._settings.batch_limit_bytes)
        elements = schemas.read_batch(js.parse_json(body))
        # More than valid ones fit into a body: to tell each what it lacks takes a hundred times its bytes.
        if len(elements) * _SHORTEST_ELEMENT > self._settings.batch_limit_bytes:
            raise TooLarge
        if elements:
            self._refuse_when_full()
        return orjson.dumps(await self._collect_all(elements, _asker(scope, headers)))

    async def _collect_all(self, elements: list[dict[str, Any]], asker: Asker) -> dict[str, Any]:
        details: list[dict[str, Any]] = []
        caches: list[str | None] = []  # of each successful element; None of a crawler's
        for start in range(0, len(elements), _BATCH_STEP):
            await asyncio.sleep(0)  # elements that are refused wait for nothing: others must get their turn
            # All of a step are queued, in order, before the first is waited for: so they are committed together.
            step: list[tuple[int, Any]] = []
            for index, element in enumerate(elements[start : start + _BATCH_STEP], start):
                try:
                    kind, payload = schemas.read_send(element)
                    hit, found = await self._read(kind, payload, asker)
                    if not hit.has_rows:
                        self.outcomes["nothing-new"] += 1
                    step.append((index, (self._writer.submit(hit) if hit.has_rows else None, found)))
                except Crawler:
                    self.outcomes["crawler"] += 1
                    caches.append(None)
                except AppError as error:
                    step.append((index, error))
            for index, outcome in step:
                try:
                    if isinstance(outcome, AppError):
                        raise outcome
                    committed, found = outcome
                    if committed is not None:
                        await committed
                    caches.append(orjson.loads(found)["cache"])
                except AppError as error:
                    self.outcomes[error.code] += 1
                    details.append({"index": index, "response": error.body()})
        summary: dict[str, Any] = {
            "size": len(elements), "processed": len(elements) - len(details), "errors": len(details),
            "details": details,
        }
        cache = next((cache for cache in caches if cache), None)
        if cache or not caches:  # Umami leaves the key out where all that succeeded were crawlers
            summary["cache"] = cache
        return summary

    async def record(self, scope: Scope, receive: Receive, send: Send) -> int:
        """POST /api/record: a chunk of a session's recording, for a visitor whom the cache token names.

        200 `{"ok":true}` once it is stored; `{"ok":false,"reason":...}` with `replay_disabled`, or with `replay_limit`
        (ours) where as much of the visit is stored as the website records of one; or a crawler's answer.
        """
        return await self._answer(send, self._record(scope, receive))

    async def _record(self, scope: Scope, receive: Receive) -> bytes:
        headers = request_headers(scope)
        body = await read_body(headers, receive, limit=self._settings.record_limit_bytes)
        return await self._store_chunk(schemas.read_record(js.parse_json(body)), _asker(scope, headers))

    async def _store_chunk(self, payload: dict[str, Any], asker: Asker) -> bytes:
        if not payload["events"]:
            return b'{"ok":true}'
        session_id, visit_id = self._pipeline.visit_of_token(asker.headers.get("x-umami-cache"))
        website_id = payload["website"].lower()
        try:
            website = await self._known.websites.find(website_id)
            if website is None:
                raise BadRequest("Website not found.")
            if not website.replay_enabled:
                return b'{"ok":false,"reason":"replay_disabled"}'
            self._pipeline.refuse_unwelcome(payload, asker)
            statement = await record.chunk_row(website_id, session_id, visit_id, payload)
            async with self._database.transaction() as connection:
                chunks, seconds = (await connection.execute(record.recorded_so_far(website_id, visit_id))).one()
                # The recorder keeps to the website's limit by itself; whoever does not is no recorder of ours.
                if chunks >= self._settings.replay_limit_chunks or seconds >= website.replay_seconds:
                    return b'{"ok":false,"reason":"replay_limit"}'
                await connection.execute(statement)
            self.chunks += 1
        except _DATABASE_AWAY as error:
            log.warning("a recording cannot be stored: %s", type(error).__name__)
            raise Unavailable("The database does not answer.") from None
        return b'{"ok":true}'

    async def pixel(self, slug: str, scope: Scope, send: Send) -> int:
        """GET /p/{slug}: records a hit of the pixel, then answers one transparent point; 404 for an unknown slug."""
        try:
            found = await self._find(self._known.pixels.find, slug)
        except AppError as error:
            await refuse(send, error, self._page_headers)
            return error.status
        await self._collect_silently("pixel", found.id, f"/p/{quote(slug)}", scope)
        await answer(send, 200, [*self._page_headers, *_NEVER_CACHED], GIF)
        return 200

    async def link(self, slug: str, scope: Scope, send: Send) -> int:
        """GET /q/{slug}: records a hit of the link, then redirects; 404 for an unknown slug.

        An address that is not absolute (Umami: 500), or that a browser would run rather than open, is 404 too; the hit
        is recorded all the same.
        """
        try:
            found = await self._find(self._known.links.find, slug)
            await self._collect_silently("link", found.id, f"/q/{quote(slug)}", scope)
            target = urls.absolute(found.url)
            if target is None or target.startswith(_NO_REDIRECT):
                raise NotFound
        except AppError as error:
            await refuse(send, error, self._page_headers)
            return error.status
        location = (b"location", target.encode("ascii", "ignore"))
        await answer(send, 307, [*self._page_headers, location])
        return 307

    @staticmethod
    async def _find(find: Callable[[str], Awaitable[Link | None]], slug: str) -> Link:
        try:
            found = await find(slug)
        except _DATABASE_AWAY:
            raise Unavailable("The database does not answer.") from None
        if found is None:
            raise NotFound
        return found

    async def _collect_silently(self, kind: str, source: str, path: str, scope: Scope) -> None:
        """Collects a hit of a link or pixel; whatever comes of it, the visitor gets image or redirect."""
        headers = request_headers(scope)
        query = _form_encoded(scope["query_string"].decode("latin-1"))
        body = {kind: source, "url": f"http://{self._host}{path}{'?' if query else ''}{query}"}
        if (referrer := headers.get("referer")) is not None:
            body["referrer"] = referrer
        try:
            kind, payload = schemas.read_send({"type": "event", "payload": body})
            await self._collect(kind, payload, _asker(scope, headers))
        except Crawler:
            self.outcomes["crawler"] += 1
        except AppError as error:
            self.outcomes[error.code] += 1
            if isinstance(error, Unavailable):
                log.warning("a hit of a link or pixel was lost: %s", error.message)


def _asker(scope: Scope, headers: dict[str, str]) -> Asker:
    client = scope.get("client")
    return Asker(headers, client[0] if client else None)


def _form_encoded(query: str) -> str:
    """A query as URLSearchParams writes it anew: `b=%20+c&d` becomes `b=++c&d=`."""
    pairs = (pair.partition("=") for pair in query[:_LONGEST_QUERY].split("&") if pair)
    return "&".join(f"{_form_word(name)}={_form_word(value)}" for name, _, value in pairs)


def _form_word(text: str) -> str:
    return quote_plus(unquote_plus(text, errors="replace"), safe="*").replace("~", "%7E")
