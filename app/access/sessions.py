"""Logins kept in Redis, where REDIS_URL names one, in Umami's form (spec 02, section 3).

A session is JSON at `auth:<32 hex characters>`; the login token names that key alone. A Node Umami on the same Redis
and APP_SECRET takes ours, and we take its.

A Redis that is away must not be mistaken for a session that has ended: then the dashboard would sign everybody out. A
session that this process has seen in the last minutes counts on meanwhile; one that it has not is a 503 with
Retry-After. Logout is told to all processes, so that none remembers a session that has ended.
"""

import re
import secrets
from typing import Any

import orjson

from app.db.changes import LOGIN, Changes
from app.db.redis import Away, Redis
from app.errors import Unavailable
from app.lib.memory import Memory

LOGIN_SECONDS, SSO_SECONDS = 3_600, 86_400

_KEY = re.compile(r"auth:[0-9A-Za-z]{16,64}")
_SEEN_SECONDS = 300.0  # how long a session counts on while Redis is away
_REMEMBERED = 4_096


class Sessions:
    """The sessions of one Redis."""

    def __init__(self, redis: Redis, changes: Changes) -> None:
        self._redis, self._changes = redis, changes
        self._seen: Memory[str, str] = Memory(_REMEMBERED)
        changes.on(LOGIN, self._seen.drop)

    async def begin(self, session: dict[str, Any], seconds: int) -> str:
        """Keeps a session for so long, whether it is used or not; gives its key. Errors: Away."""
        key, text = "auth:" + secrets.token_hex(16), orjson.dumps(session)
        await self._redis.ask(lambda redis: redis.set(key, text, ex=seconds))
        return key

    async def user_of(self, key: object) -> str | None:
        """Whose session that is; None for one that has ended, and for what is no key of a session.

        Errors: Unavailable while Redis is away, for a session that was not seen of late.
        """
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            return None
        try:
            text = await self._redis.ask(lambda redis: redis.get(key))
        except Away:
            seen = self._seen.get(key)
            if seen is None:
                raise Unavailable("The session store does not answer.") from None
            return seen[0]
        user_id = _user_in(text)
        if user_id is None:
            self._seen.drop(key)
        else:
            self._seen.put(key, user_id, _SEEN_SECONDS)
        return user_id

    async def end(self, key: str) -> None:
        """Ends a session at once, everywhere. Errors: Away, and then it has not ended."""
        if _KEY.fullmatch(key):
            await self._redis.ask(lambda redis: redis.delete(key))
            self._changes.tell(LOGIN, key)


def _user_in(text: bytes | None) -> str | None:
    try:
        session = orjson.loads(text or b"null")
    except orjson.JSONDecodeError:
        return None
    user_id = session.get("userId") if isinstance(session, dict) else None
    return user_id if isinstance(user_id, str) else None
