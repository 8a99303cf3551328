"""uvicorn's HTTP protocol with what it lacks: limits of time and size for a request, and one write for an answer.

Without the limits a client that sends a byte a second, or nothing at all, keeps its connection for ever, and one that
sends headers without end fills the memory.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_LIMIT_BYTES = 65_536
_SWEEP_SECONDS = 1
_LINGER_SECONDS, _LINGER_BYTES = 5, 10_000_000  # more than the longest body that a proxy lets pass (docs/proxy.md)

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class JoiningTransport:
    """Joins what is written within one turn of the event loop: uvicorn writes headers and body apart.

    Two writes are two system calls and two packets; joined, a hit costs 15 us less.
    """

    lingers = False  # all is said; what still arrives is dropped

    def __init__(
        self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, is_arriving: Callable[[], bool],
    ) -> None:
        self._transport, self._loop, self._is_arriving = transport, loop, is_arriving
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> None:
        """Writes at the end of this turn."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)

    def close(self) -> None:
        """Closes after what was written; a second call closes at once.

        Where a request was refused before it had arrived whole, the rest of it is dropped as it comes, for a moment.
        The system would answer it with a reset, at which clients throw away what they have not read: nginx made a 502
        of the 413 for a long body.
        """
        if self.lingers or not self._is_arriving() or self._transport.is_closing():
            self.end()
            return
        self._flush()
        self.lingers = True
        self._transport.write_eof()
        self._loop.call_later(_LINGER_SECONDS, self.end)

    def end(self) -> None:
        """Closes after what was written, whatever still arrives."""
        self._flush()
        self._transport.close()

    def forget(self) -> None:
        """The connection is gone: without the way back to its protocol, both are freed at once."""
        self._is_arriving = bool

    def _flush(self) -> None:
        if self._parts:
            data, self._parts = b"".join(self._parts), []
            self._transport.write(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


class Protocol(HttpToolsProtocol):
    """One connection. Times are compared by a sweep over all connections: a timer each would cost every request."""

    request_seconds: float = 30  # how long a request may take to arrive, headers and body
    _sweeping = False
    _arriving_since: float | None = None
    _in_headers = True
    _header_bytes = 0
    _dropped_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        joining = JoiningTransport(transport, self.loop, lambda: self._arriving_since is not None)
        super().connection_made(joining)  # type: ignore[arg-type]
        self._arriving_since = self.loop.time()
        if not Protocol._sweeping:
            Protocol._sweeping = True
            self.loop.call_later(_SWEEP_SECONDS, _sweep, self.loop, self.connections)

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self.transport.forget()  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if self.transport.lingers:  # type: ignore[attr-defined]
            self._dropped_bytes += len(data)
            if self._dropped_bytes > _LINGER_BYTES:
                self.transport.close()
            return
        if self._in_headers:
            self._header_bytes += len(data)
            # A body may come along with the headers, so a long first packet is not refused for itself.
            if self._header_bytes > HEADER_LIMIT_BYTES and b"\r\n\r\n" not in data:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_headers = True
        if self._arriving_since is None:
            self._arriving_since = self.loop.time()

    def on_headers_complete(self) -> None:
        self._in_headers, self._header_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._arriving_since, self._in_headers = None, True
        super().on_message_complete()


def _sweep(loop: asyncio.AbstractEventLoop, connections: set[Any]) -> None:
    """Closes connections whose request takes too long to arrive, and comes again as long as there are any."""
    too_old = loop.time() - Protocol.request_seconds
    for connection in list(connections):
        since = connection._arriving_since
        if since is not None and since < too_old:
            connection.transport.end()
    if connections:
        loop.call_later(_SWEEP_SECONDS, _sweep, loop, connections)
    else:
        Protocol._sweeping = False
