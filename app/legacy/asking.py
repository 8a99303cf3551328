"""Requests within the process: the present API, asked by a translation on behalf of whoever sent the old request."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import orjson

from app.collect.bodies import Headers, Receive, Scope, Send

ASGI = Callable[[Scope, Receive, Send], Awaitable[Any]]

# They are about the old request's body, or would make an answer other than whole.
_OF_BODY = frozenset({
    b"content-length", b"content-type", b"transfer-encoding", b"content-encoding", b"if-none-match",
    b"if-modified-since",
})


@dataclass
class Answer:
    """A whole answer; status 0 for one that never came."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    content: bytes = b""

    def json(self) -> Any:
        """The body, where it is JSON; else an empty object."""
        is_json = any(name == b"content-type" and value == b"application/json" for name, value in self.headers)
        return orjson.loads(self.content) if is_json and self.content else {}


async def ask_with_body(app: ASGI, scope: Scope, body: bytes) -> Answer:
    """The answer to the same request with another body."""
    headers = [pair for pair in scope["headers"] if pair[0] not in _OF_BODY]
    if body:
        headers += [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    return await collected(app, {**scope, "headers": headers}, _once(body))


async def ask(
    app: ASGI, scope: Scope, method: str, path: str, query: dict[str, Any] | None = None, body: Any = None,
) -> Answer:
    """The answer to another request of the same sender."""
    asked = {
        **scope, "method": method, "path": path, "raw_path": path.encode(), "root_path": "",
        "query_string": urlencode(query or {}).encode(),
    }
    return await ask_with_body(app, asked, b"" if body is None else orjson.dumps(body))


async def collected(app: ASGI, scope: Scope, receive: Receive) -> Answer:
    """A whole answer, which is not sent."""
    found = Answer()
    parts: list[bytes] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.status, found.headers = message["status"], list(message.get("headers", ()))
        else:
            parts.append(message.get("body", b""))

    try:
        await app(scope, receive, send)
    except Exception:
        # Starlette raises on what it has logged and answered by now; without an answer it is not for us to swallow.
        if not found.status:
            raise
    found.content = b"".join(parts)
    return found


def _once(body: bytes) -> Receive:
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return messages.pop() if messages else {"type": "http.disconnect"}

    return receive
