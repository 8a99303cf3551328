"""Telling all server processes what has changed: a website, a share, a login that ended.

Context: each process remembers websites, links, pixels and shares for three seconds at most, and reads them again from
the database. That alone has a change seen everywhere within seconds: without Redis, behind pgbouncer (which carries no
LISTEN), and where a Node Umami or psql made the change.
Choice: with Redis a change is published besides, so that other processes forget in milliseconds what they remember.
What is remembered is *not* read from Redis: our memory answers in less than a microsecond, a Redis in 200; and a Node
Umami's entries there (`website:<id>`, `link:<slug>`, `pixel:<slug>`, spec 02, section 3) may be a day old. We only
delete those of what has changed: it serves a Node Umami on the same Redis, which never does so itself.
Cost: a message that is lost costs the three seconds. Entries that could not be deleted are when Redis is back.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Callable
from contextlib import aclosing
from typing import Any

from app.db.redis import Away, Redis

log = logging.getLogger(__name__)

CHANNEL = "dashi:changes"

WEBSITE, SHARE, LOGIN = "website", "share", "login"

_GATHER_SECONDS = 0.1  # a script that makes a thousand websites must not have tables read a thousand times
_AGAIN_SECONDS = 1.0  # between tries to listen
_CANCEL_SECONDS = 0.1
_REMEMBERED = 10_000  # messages and entries that wait for a Redis


class Changes:
    """What this process changes, and what it hears of others' changes."""

    def __init__(self, redis: Redis | None = None) -> None:
        self._redis = redis
        self._listeners: dict[str, Callable[[str], None]] = {}
        self._own = secrets.token_hex(4)
        self._words: deque[str] = deque(maxlen=_REMEMBERED)
        self._entries: set[str] = set()
        self._heard: set[str] = set()
        self._sending: asyncio.Task[None] | None = None
        self._listening: asyncio.Task[None] | None = None

    def on(self, kind: str, listener: Callable[[str], None]) -> None:
        """Has `listener` called with the name of each thing of this kind that has changed, here or elsewhere."""
        self._listeners[kind] = listener

    def tell(self, kind: str, name: str, *entries: str) -> None:
        """Something has changed, and is committed: this process knows at once, the others soon.

        `entries` are the keys at which a Node Umami keeps it in Redis. Never waits.
        """
        self._listeners[kind](name)
        if self._redis is not None:
            self._words.append(f"{kind}:{name}")
            self._entries.update(entries)
            while len(self._entries) > _REMEMBERED:
                self._entries.pop()
            self._send()

    def start(self) -> None:
        """Begins to listen."""
        if self._redis is not None:
            self._listening = asyncio.create_task(self._listen(self._redis))

    async def close(self) -> None:
        """Tells what is left to tell, and listens no more."""
        while self._listening is not None and not self._listening.done():
            # Again and again: redis-py may swallow a cancellation that comes while it connects.
            self._listening.cancel()
            await asyncio.wait([self._listening], timeout=_CANCEL_SECONDS)
        if self._sending is not None:
            await self._sending

    def _send(self) -> None:
        if self._redis is not None and (self._sending is None or self._sending.done()):
            self._sending = asyncio.create_task(self._send_now(self._redis))

    async def _send_now(self, redis: Redis) -> None:
        while self._words or self._entries:
            words, entries = list(self._words), list(self._entries)
            self._words.clear()

            async def say(client: Any, words: list[str] = words, entries: list[str] = entries) -> None:
                async with client.pipeline(transaction=False) as pipeline:
                    if entries:
                        pipeline.unlink(*entries)
                    for word in words:
                        pipeline.publish(CHANNEL, f"{self._own} {word}")
                    await pipeline.execute()

            try:
                await redis.ask(say)
            except Away:
                return  # others see the change when their memory has aged; the entries wait for `_listen`
            self._entries.difference_update(entries)

    async def _listen(self, redis: Redis) -> None:
        while True:
            try:
                async with aclosing(redis.messages(CHANNEL)) as messages:
                    async for message in messages:
                        if message is None:
                            self._send()
                        else:
                            self._hear(message)
            except Away:
                pass
            except Exception:
                # Nothing here may end the task: others' changes would be seen late for good.
                log.exception("listening for changes failed")
            await asyncio.sleep(_AGAIN_SECONDS)

    def _hear(self, message: str) -> None:
        sender, _, word = message.partition(" ")
        if sender == self._own or word.partition(":")[0] not in self._listeners:
            return
        if not self._heard:
            asyncio.get_running_loop().call_later(_GATHER_SECONDS, self._pass_on)
        self._heard.add(word)

    def _pass_on(self) -> None:
        heard, self._heard = self._heard, set()
        for word in heard:
            kind, _, name = word.partition(":")
            self._listeners[kind](name)
