"""A Redis whose every question ends in time (REDIS_URL; nothing here needs one).

Redis is a help, never a condition: whoever asks it says what to do without it. So a question takes no longer than
REDIS_TIMEOUT_SECONDS, and after one that failed nobody asks for a while: then one question tries, and the others go on
without Redis until that one has been answered. The package is imported only where REDIS_URL is set.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any, TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)

AWAY_SECONDS = 3.0  # how long nobody asks after a question that failed
_CONNECTIONS = 20
_LISTEN_SECONDS = 10.0  # between two looks at whether the connection of a listener still lives


class Away(Exception):
    """Redis did not answer in time, or refused: go on without it."""


class Redis:
    """One Redis. Connects at the first question. Errors: ValueError for a URL that cannot be read."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        import redis.asyncio
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        self._timeout = timeout_seconds
        once = {"retry": Retry(NoBackoff(), 0), "socket_connect_timeout": timeout_seconds}
        self._redis: Any = redis.asyncio.Redis.from_pool(redis.asyncio.BlockingConnectionPool.from_url(
            url, max_connections=_CONNECTIONS, timeout=timeout_seconds, socket_timeout=timeout_seconds, **once))
        # A listener waits for hours, so its connection has no timeout but looks whether it lives.
        self._listener: Any = redis.asyncio.Redis.from_pool(redis.asyncio.ConnectionPool.from_url(
            url, max_connections=1, socket_keepalive=True, health_check_interval=_LISTEN_SECONDS, **once))
        self._refusal = redis.ResponseError
        self._failures = (redis.RedisError, OSError, TimeoutError)
        self._skip_until = 0.0
        self._failed = False

    async def ask(self, question: Callable[[Any], Awaitable[T]]) -> T:
        """The answer to `question`, which is given the client. Errors: Away."""
        now = time.monotonic()
        if now < self._skip_until:
            raise Away
        if self._failed:
            self._skip_until = now + self._timeout  # this one tries, the others do not wait with it
        try:
            async with asyncio.timeout(self._timeout):
                answer = await question(self._redis)
        except self._refusal as refusal:
            # It answers, though it will not do this: its memory is full, it is a replica, a key holds something else.
            self._back()
            log.warning("Redis refuses: %s", type(refusal).__name__)
            raise Away from None
        except self._failures as error:
            if not self._failed:
                log.warning("Redis does not answer: %s. Going on without it.", type(error).__name__)
            self._failed, self._skip_until = True, time.monotonic() + AWAY_SECONDS
            raise Away from None
        self._back()
        return answer

    async def messages(self, channel: str) -> AsyncGenerator[str | None, None]:
        """What is published on a channel, for as long as the connection lasts; None once it listens. Errors: Away."""
        pubsub = self._listener.pubsub(ignore_subscribe_messages=True)
        try:
            async with asyncio.timeout(self._timeout):
                await pubsub.subscribe(channel)
            yield None
            while True:
                message = await pubsub.get_message(timeout=_LISTEN_SECONDS)
                if message is not None:
                    yield message["data"].decode("utf-8", "replace")
        except self._failures:
            raise Away from None
        finally:
            await self._close(pubsub)

    async def close(self) -> None:
        """Gives the connections back."""
        for client in (self._redis, self._listener):
            await self._close(client)

    async def _close(self, client: Any) -> None:
        try:
            await client.aclose()
        except self._failures:
            pass  # it was broken: that is why it is closed

    def _back(self) -> None:
        if self._failed:
            log.warning("Redis answers again.")
        self._failed, self._skip_until = False, 0.0
