"""Logins kept in Redis, where REDIS_URL names one, in Umami's form (spec 02, section 3).

A session is JSON at `auth:<32 hex characters>`; the login token names that key alone. A Node Umami on the same Redis
and APP_SECRET takes ours, and we take its. The package is imported only by who has a Redis.

A Redis that is away must cost a request no more than a short while, and must not be mistaken for a session that has
ended: then the dashboard would sign everybody out. So it is a 503 with Retry-After, at once while it is known to be
away, and every other question of the server (collection among them) is answered without it.
"""

import asyncio
import logging
import re
import secrets
import time
from collections.abc import Awaitable
from typing import Any, TypeVar

import orjson

from app.errors import Unavailable

T = TypeVar("T")

log = logging.getLogger(__name__)

LOGIN_SECONDS, SSO_SECONDS = 3_600, 86_400

_KEY = re.compile(r"auth:[0-9A-Za-z]{16,64}")
_CONNECTIONS = 20
_AWAY_SECONDS = 1.0


class Sessions:
    """The sessions of one Redis. Errors of all methods: Unavailable where it does not answer in time."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        """Connects at the first question. Errors: ValueError for a URL that cannot be read."""
        import redis.asyncio
        from redis.asyncio.retry import Retry
        from redis.backoff import NoBackoff

        self._timeout = timeout_seconds
        self._redis: Any = redis.asyncio.Redis.from_pool(redis.asyncio.BlockingConnectionPool.from_url(
            url, max_connections=_CONNECTIONS, timeout=timeout_seconds, socket_timeout=timeout_seconds,
            socket_connect_timeout=timeout_seconds, retry=Retry(NoBackoff(), 0),
        ))
        self._failures = (redis.RedisError, OSError, TimeoutError)
        self._away_until = 0.0

    async def begin(self, session: dict[str, Any], seconds: int) -> str:
        """Keeps a session for so long, whether it is used or not; gives its key."""
        key = "auth:" + secrets.token_hex(16)
        await self._ask(self._redis.set(key, orjson.dumps(session), ex=seconds))
        return key

    async def user_of(self, key: object) -> str | None:
        """Whose session that is; None for one that has ended, and for what is no key of a session."""
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            return None
        text = await self._ask(self._redis.get(key))
        try:
            session = orjson.loads(text or b"null")
        except orjson.JSONDecodeError:
            return None
        user_id = session.get("userId") if isinstance(session, dict) else None
        return user_id if isinstance(user_id, str) else None

    async def end(self, key: str) -> None:
        """Ends a session at once, everywhere."""
        if _KEY.fullmatch(key):
            await self._ask(self._redis.delete(key))

    async def close(self) -> None:
        """Gives the connections back."""
        try:
            await self._redis.aclose()
        except self._failures:
            pass

    async def _ask(self, question: Awaitable[T]) -> T:
        if time.monotonic() < self._away_until:
            # The question was not begun, and is told so: a coroutine that nobody awaits is warned of.
            question.close()  # type: ignore[attr-defined]
            raise Unavailable("The session store does not answer.")
        try:
            async with asyncio.timeout(self._timeout):
                return await question
        except self._failures as error:
            self._away_until = time.monotonic() + _AWAY_SECONDS
            log.warning("Redis does not answer: %s", type(error).__name__)
            raise Unavailable("The session store does not answer.") from None
