"""Collection as Umami 1 and 2 knew it: what goes to `/api/collect`, and how old releases answered `/api/send`.

Both stand before the collector as bare ASGI and hand it a request of today, so that its own path is as short as ever.
Source of the behaviour: spec 07, sections 2.1 and 2.3.
"""

from collections.abc import Callable
from typing import Any

import orjson

from app.collect.bodies import ClientGone, Headers, Receive, Scope, Send, answer, read_body, request_headers
from app.collect.routes import BEEP, Collector, Handler
from app.errors import TooLarge
from app.legacy.asking import Answer, ask_with_body
from app.legacy.errors import refusal_of
from app.legacy.release import HEADER, V1, V3, Release, read_release, release
from app.lib import js

_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_JSON = (b"content-type", b"application/json")

# The tracker of 1.x had no limits of its own: its server cut what was longer.
_CUT = {"hostname": 100, "screen": 11, "language": 35}
_NAME, _EVENT_DATA = 50, 500

FIRST_V2 = release("v2.0")

# What a shape is made of: the release, the answer of today, and the body that was sent.
Shape = Callable[[Release, Answer, Any], tuple[int, tuple[bytes, bytes], bytes]]

# How a body becomes one of today, where it must, and how today's answer becomes an old one.
Protocol = tuple[Callable[[Any], Any] | None, Shape]


class OldCollection:
    """`/api/collect`, and where API_COMPAT asks for an old release also how `/api/send` answers."""

    def __init__(self, collector: Collector, now: Release, *, limit: int, headers: Headers) -> None:
        self._collector, self._now, self._limit, self._headers = collector, now, limit, headers

    @property
    def posts(self) -> dict[str, Handler]:
        """The handlers by path. `/api/send` is the collector's own unless the release answered otherwise."""
        found: dict[str, Handler] = {"/api/collect": self.collect}
        send = [path for path, handler in self._collector.posts.items() if handler == self._collector.send]
        if self._now.major == 2:
            found.update(dict.fromkeys(send, self.send))
        if self._now.major == 1:
            # An operator's own path was one of /api/collect then, and today's tracker may post there too.
            found.update(dict.fromkeys((path for path in send if path != "/api/send"), self.either))
        return found

    async def collect(self, scope: Scope, receive: Receive, send: Send) -> int:
        """POST /api/collect: a page view or an event, as the tracker of 1.x sends it."""
        return await self._answer(self._of_v1(scope), _v1, scope, receive, send)

    async def send(self, scope: Scope, receive: Receive, send: Send) -> int:
        """POST /api/send, answered as a release of 2.x did."""
        return await self._answer(self._then(scope).within(FIRST_V2, V3), _v2, scope, receive, send)

    async def either(self, scope: Scope, receive: Receive, send: Send) -> int:
        """POST to the path that COLLECT_API_ENDPOINT names, of 1.x or of today."""
        return await self._answer(self._of_v1(scope), _either, scope, receive, send)

    def _of_v1(self, scope: Scope) -> Release:
        then = self._then(scope)
        return then if then.major == 1 else V1

    def _then(self, scope: Scope) -> Release:
        wanted = next((value for name, value in scope["headers"] if name == HEADER), None)
        return (read_release(wanted.decode("latin-1")) if wanted else None) or self._now

    async def _answer(
        self, then: Release, protocol_of: Callable[[Any], Protocol], scope: Scope, receive: Receive, send: Send,
    ) -> int:
        try:
            sent = await read_body(request_headers(scope), receive, limit=self._limit)
        except ClientGone:
            return 499  # as the collector calls it
        except TooLarge as error:
            status, kind, content = refusal_of(then, error.status, error.body())
            await answer(send, status, [*self._headers, kind, (b"connection", b"close")], content)
            return status
        body = js.parse_json(sent)
        translate, shape = protocol_of(body)
        if translate is not None:
            scope = {**scope, "headers": [*scope["headers"], *token_of_v1(body)]}
            sent = orjson.dumps(translate(body))
        found = await ask_with_body(self._collector.send, scope, sent)
        status, kind, content = shape(then, found, body)
        kept = [pair for pair in found.headers if pair[0] == b"retry-after"]
        await answer(send, status, [*self._headers, *kept, kind], content)
        return status


def token_of_v1(body: Any) -> Headers:
    """The token of an earlier answer as a header: trackers until 1.28 send it in their payload."""
    payload = body.get("payload") if isinstance(body, dict) else None
    token = payload.get("cache") if isinstance(payload, dict) else None
    return [(b"x-umami-cache", token.encode("latin-1", "replace"))] if isinstance(token, str) and token else []


def translated_v1(body: Any) -> Any:
    """A body of `/api/collect` as one of `/api/send`; what is none stays so, and is refused there.

    Of `event_type` and `event_value` (until 1.36) the value is the event's name, as `event_name` is later; a type that
    is not `custom` is kept as data. `event_data` is data where it is an object.
    """
    if not isinstance(body, dict) or body.get("type") not in ("pageview", "event"):
        return {"type": None}
    given = body.get("payload")
    if not isinstance(given, dict):
        return {"type": "event"}
    payload = {name: given[name] for name in ("website", "url", "referrer") if isinstance(given.get(name), str)}
    for name, limit in _CUT.items():
        if isinstance(given.get(name), str):
            payload[name] = js.cut(given[name], limit)
    if body["type"] == "event":
        called, kind = given.get("event_name", given.get("event_value")), given.get("event_type")
        payload["name"] = js.cut(str(called if called is not None else kind or "event"), _NAME)
        data = given.get("event_data")
        if isinstance(data, dict):
            payload["data"] = data
        elif isinstance(kind, str) and kind and kind != "custom":
            payload["data"] = {"event_type": js.cut(kind, _EVENT_DATA)}
    return {"type": "event", "payload": payload}


def _token_of(content: bytes) -> str | None:
    found = orjson.loads(content)
    return found.get("cache") if isinstance(found, dict) else None


def _shape_v1(then: Release, found: Answer, _body: Any) -> tuple[int, tuple[bytes, bytes], bytes]:
    """The token alone, until 1.27 in double quotes; nothing to a crawler, which 1.38 refused."""
    if found.status == 200:
        if found.content == BEEP:
            return refusal_of(then, 401, {}) if then == release("v1.38") else (200, _JSON, b"{}")
        token = _token_of(found.content) or ""
        return (200, _JSON, orjson.dumps(token)) if then < release("v1.28") else (200, _TEXT, token.encode())
    if found.status == 403 and then < release("v1.33"):
        return 200, _JSON, b"{}"
    return refusal_of(then, found.status, found.json())


def _shape_v2(then: Release, found: Answer, sent: Any) -> tuple[int, tuple[bytes, bytes], bytes]:
    """Until 2.15 the token alone, in 2.16 an object with nothing else; 2.12 was the first to beep."""
    if found.status == 200:
        if found.content == BEEP:
            return 200, _JSON, b"{}" if then < release("v2.12") else BEEP
        if then < release("v2.16"):
            return 200, _TEXT, (_token_of(found.content) or "").encode()
        if then < release("v2.17"):
            return 200, _JSON, orjson.dumps({"cache": _token_of(found.content)})
        return 200, _JSON, found.content
    refusal = found.json()
    if found.status == 400 and then < release("v2.16") and refusal["error"]["message"] == "Website not found.":
        dot = "." if then >= release("v2.6") else ""
        refusal["error"]["message"] = f"Website not found: {sent['payload']['website']}{dot}"
        return refusal_of(then, _status_of_unknown_website(then), refusal)
    return refusal_of(then, found.status, refusal)


def _status_of_unknown_website(then: Release) -> int:
    # Until 2.2 Umami failed (500); we say what is wrong.
    if then < release("v2.9"):
        return 400
    return 403 if then < release("v2.11") else 404


def _v1(_body: Any) -> Protocol:
    return translated_v1, _shape_v1


def _v2(_body: Any) -> Protocol:
    return None, _shape_v2


def _either(body: Any) -> Protocol:
    return _v1(body) if is_of_v1(body) else (None, _as_it_is)


def is_of_v1(body: Any) -> bool:
    """Whether only 1.x sends such a body."""
    if not isinstance(body, dict):
        return False
    payload = body.get("payload")
    return body.get("type") == "pageview" or (
        isinstance(payload, dict) and not {"event_name", "event_value", "event_type"}.isdisjoint(payload))


def _as_it_is(_then: Release, found: Answer, _body: Any) -> tuple[int, tuple[bytes, bytes], bytes]:
    return found.status, _JSON, found.content
