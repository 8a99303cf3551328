"""The layer before the API: finds the translation of an old request, and lets every other one through.

It stands where API_COMPAT and `x-umami-compat` are looked at, and nowhere else. A request of today's release passes
with a look at its headers and its path. One of an old release is translated by its row of the table; where there is
none, its path is one of today's too, and what differs is the same for all: the names of filters, refusals, and that a
share's token needs no second header.
"""

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fastapi import FastAPI
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.collect.bodies import ClientGone, Headers, Receive, Scope, Send, answer
from app.errors import AppError, BadRequest, Unavailable
from app.legacy.asking import ASGI, Answer, collected
from app.legacy.call import Call, Refused, Reply
from app.legacy.errors import refusal_of
from app.legacy.release import HEADER, V1, V3, Release, read_release, release
from app.legacy.rows import Row, Table
from app.legacy.v1.login import signed_in_by_cookie
from app.legacy.v2.parameters import passed_on
from app.legacy.v2.segments import named_segments
from app.logs import OF_VISITOR
from app.web.answers import OK, to_json
from app.web.errors import answer_for
from app.web.errors import refusal_of as refusal_of_database

log = logging.getLogger(__name__)

_SHARE, _CONTEXT = b"x-umami-share-token", b"x-umami-share-context"
_JSON = (b"content-type", b"application/json")

_LONG = 16_384  # of a query string, in bytes: Node takes no longer request line


class Front:
    """Answers below /api. `now` is what API_COMPAT says."""

    def __init__(self, inner: ASGI, app: FastAPI, table: Table, now: Release, headers: Headers) -> None:
        self._inner, self._app, self._table, self._now, self._headers = inner, app, table, now, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        wanted = next((value for name, value in scope["headers"] if name == HEADER), None)
        then = self._now if wanted is None else read_release(wanted.decode("latin-1"))
        if then is None:
            await self._refuse(send, V3, BadRequest("x-umami-compat names no release of Umami."))
            return
        asked = then
        if wanted is None and then.major > 1 and b"start_at=" in scope["query_string"]:
            then = V1  # no other generation has a parameter of that name
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        found = self._table.find(method, scope["path"], then)
        scope = await named_segments(self._inner, _understood(asked, scope), then)
        if found is None:
            await self._pass_on(then, scope, receive, send)
            return
        row, params = found
        scope = {**scope, "method": method}
        await self._translate(row, then.within(row.first, row.last), params, scope, receive, send)

    async def _pass_on(self, then: Release, scope: Scope, receive: Receive, send: Send) -> None:
        methods = self._table.methods(scope["path"], then)
        allow = (b"allow", ", ".join(sorted({"OPTIONS", *methods})).encode())
        if methods and scope["method"] == "OPTIONS":
            # Pages of other origins ask first.
            await answer(send, 204, [*self._headers, allow])
            return
        if then.major == 3:
            await self._inner(scope, receive, send)
            return
        query = scope["query_string"]
        if scope["method"] == "GET" and len(query) < _LONG:
            pairs = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
            query = urlencode(passed_on(pairs, then, scope["path"])).encode()
        found = await collected(self._inner, {**scope, "query_string": query}, receive)
        if found.status == 404 and self._table.is_free(scope["path"]):
            found = Answer(405, [allow])
        await self._send_old(then, found, send)

    async def _translate(
        self, row: Row, then: Release, params: dict[str, str], scope: Scope, receive: Receive, send: Send,
    ) -> None:
        query = dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))
        name = f"{row.answer.__module__.removeprefix('app.')}.{row.answer.__name__}"
        call = Call(self._app, self._inner, scope, receive, then, params, query, name)
        try:
            found = await row.answer(call)
        except Refused as refused:
            await self._send_old(then, refused.answer, send)
        except AppError as error:
            await self._refuse(send, then, error)
        except ClientGone:
            return
        except PoolTimeout:
            await self._refuse(send, then, Unavailable())
        except Exception as error:
            refusal = refusal_of_database(error) if isinstance(error, DBAPIError) else None
            if refusal is None:
                log.exception("%s %s failed", row.method, row.path, extra=OF_VISITOR)
            await self._refuse(send, then, refusal or AppError())
        else:
            reply = found if isinstance(found, Reply) else Reply(found)
            done = {} if reply.body == OK and then < release("v2.16") else reply.body
            await answer(send, 200, [*self._headers, _JSON, *reply.headers], to_json(done))

    async def _refuse(self, send: Send, then: Release, error: AppError) -> None:
        ours = answer_for(error)
        found = Answer(error.status, list(ours.raw_headers), bytes(ours.body))
        await self._send_old(then, found, send)

    async def _send_old(self, then: Release, found: Answer, send: Send) -> None:
        """Sends an answer of today: a refusal in the words of its release, anything else as it is."""
        if not found.status:
            return
        own = {name for name, _ in self._headers}
        headers = [*self._headers, *(pair for pair in found.headers if pair[0] not in own | {b"content-length"})]
        status, content = found.status, found.content
        if status >= 400 and then.major < 3 and (content or then < release("v2.16")):
            status, kind, content = refusal_of(then, status, found.json())
            headers = [*(pair for pair in headers if pair[0] != b"content-type"), kind]
        elif then < release("v2.16") and content == b'{"ok":true}':
            content = b"{}"
        await answer(send, status, headers, content)


def _understood(asked: Release, scope: Scope) -> Scope:
    """The request with the headers of today that stand for those of the release that was asked for."""
    if asked >= V3:
        return scope
    headers: Headers = [pair for pair in scope["headers"] if pair[0] != HEADER]
    names = {name for name, _ in headers}
    # 3.1 was the first to ask for it. What the share opens, and that it still exists, is looked at as ever.
    if _SHARE in names and _CONTEXT not in names:
        headers.append((_CONTEXT, b"1"))
    # Browsers send cookies by themselves, so they count only where the operator says so, or a header that no page of
    # another site can send with them: CORS allows that to no origin.
    if asked.major == 1 and b"authorization" not in names:
        headers += signed_in_by_cookie(headers)
    return {**scope, "headers": headers}


def translating(app: FastAPI, table: Table, now: Release, headers: Headers) -> Callable[[ASGI], Any]:
    """Puts the layer before what answers the API today."""
    return lambda inner: Front(inner, app, table, now, headers)
