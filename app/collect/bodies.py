"""Bodies of requests, read no further than a route allows, and answers to them, as bare ASGI."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import orjson

from app.errors import AppError, TooLarge, Unavailable

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


class ClientGone(Exception):
    """The client closed the connection before its body was complete."""


async def read_body(headers: dict[str, str], receive: Receive, *, limit: int) -> bytes:
    """The whole body. How long it may take is the protocol's business (`web/protocol.py`).

    Errors: TooLarge beyond `limit` bytes, by the announced length before anything is read; ClientGone.
    """
    announced = headers.get("content-length")
    # Longer numbers than this Python may refuse to read at all.
    if announced is not None and announced.isdecimal() and (len(announced) > 18 or int(announced) > limit):
        raise TooLarge
    message = await receive()
    parts: list[bytes] = [message.get("body", b"")]
    size = len(parts[0])
    while message.get("more_body") and size <= limit:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
    if message["type"] == "http.disconnect":
        raise ClientGone
    if size > limit:
        raise TooLarge
    return parts[0] if len(parts) == 1 else b"".join(parts)


def request_headers(scope: Scope) -> dict[str, str]:
    """The headers by lower-case name, as latin-1 text. Repeated ones are joined by a comma, as Node does."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


async def answer(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    """Sends an answer whole."""
    if status != 204:  # which has no body, and so may not name its length (RFC 9110, section 8.6)
        headers = [*headers, (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def refuse(send: Send, error: AppError, headers: Headers) -> None:
    """Answers a refusal in Umami's shape. Where the body was not read to its end the connection is closed."""
    extra: Headers = [(b"content-type", b"application/json")]
    if isinstance(error, Unavailable):
        extra.append((b"retry-after", str(error.retry_after).encode()))
    if isinstance(error, TooLarge):
        extra.append((b"connection", b"close"))
    await answer(send, error.status, [*headers, *extra], orjson.dumps(error.body()))
