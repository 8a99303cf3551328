"""Answers of the last seconds, for what many ask at once: who asks the same meanwhile gets the same."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from app.lib.memory import Memory

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Finds an answer once in so many seconds, counted from when it was begun: nobody gets one that is older.

    At most `size` answers are kept; of more the oldest are found anew. What fails is not kept: those who wait for it
    hear of it, and who asks next tries again.
    """

    def __init__(self, size: int, seconds: float) -> None:
        self._kept: Memory[K, asyncio.Task[V]] = Memory(size)
        self._seconds = seconds

    async def answer(self, key: K, find: Callable[[], Awaitable[V]]) -> V:
        """The answer to `key`: the last one, or the one that is being found, or what `find` says."""
        known = self._kept.get(key)
        if known:
            task = known[0]
        else:
            # A task of its own: whoever has begun it may go away while others still wait for it.
            task = asyncio.ensure_future(self._find(key, find))
            self._kept.put(key, task, self._seconds)
        return await asyncio.shield(task)

    async def _find(self, key: K, find: Callable[[], Awaitable[V]]) -> V:
        try:
            return await find()
        except BaseException:
            known = self._kept.get(key)
            if known and known[0] is asyncio.current_task():
                self._kept.drop(key)
            raise
