"""uvicorn's HTTP protocol with the two limits it lacks: how long a request's headers may take, and how large they are.

Without them a client that sends a byte a second, or nothing at all, keeps its connection for ever, and one that sends
headers without end fills the memory.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_LIMIT_BYTES = 65_536
HEADER_LIMIT_SECONDS = 30
_SWEEP_SECONDS = 5

_TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"


class Protocol(HttpToolsProtocol):
    """One connection. Times are compared by a sweep over all connections: a timer each would cost every request."""

    _sweeping = False
    _waiting_since: float | None = None
    _header_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._waiting_since = self.loop.time()
        if not Protocol._sweeping:
            Protocol._sweeping = True
            self.loop.call_later(_SWEEP_SECONDS, _sweep, self.loop, self.connections)

    def data_received(self, data: bytes) -> None:
        if self._waiting_since is not None:
            self._header_bytes += len(data)
            # A body may come along with the headers, so a long first packet is not refused for itself.
            if self._header_bytes > HEADER_LIMIT_BYTES and b"\r\n\r\n" not in data:
                self.transport.write(_TOO_LARGE)
                self.transport.close()
                return
        super().data_received(data)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        if self._waiting_since is None:
            self._waiting_since = self.loop.time()

    def on_headers_complete(self) -> None:
        self._waiting_since, self._header_bytes = None, 0
        super().on_headers_complete()


def _sweep(loop: asyncio.AbstractEventLoop, connections: set[Any]) -> None:
    """Closes the connections whose request's headers have taken too long, and comes again as long as there are any."""
    too_old = loop.time() - HEADER_LIMIT_SECONDS
    for connection in list(connections):
        since = getattr(connection, "_waiting_since", None)
        if since is not None and since < too_old:
            connection.transport.close()
    if connections:
        loop.call_later(_SWEEP_SECONDS, _sweep, loop, connections)
    else:
        Protocol._sweeping = False
