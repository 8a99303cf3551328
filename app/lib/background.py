"""Threads for work that is heavy on the processor: PBKDF2 of tokens, bcrypt of passwords.

Such work may be asked for by anybody, in a flood. So its threads are few, stand back for the event loop (a niceness of
their own, where the system has one for threads), and only so much of it may wait.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.errors import Unavailable

T = TypeVar("T")

_NICENESS = 10


def _stand_back() -> None:
    # Linux keeps a niceness for each thread; elsewhere this would slow down the whole process.
    if sys.platform == "linux":
        try:
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)
        except OSError:  # a sandbox that forbids it
            pass


class Background:
    """Runs functions on threads of its own, `waiting` of them at most at a time."""

    def __init__(self, name: str, *, threads: int, waiting: int) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name, initializer=_stand_back)
        self._limit, self._waiting = waiting, 0

    async def run(self, work: Callable[..., T], *values: object) -> T:
        """The result of `work(*values)`. Errors: Unavailable where too much waits already."""
        if self._waiting >= self._limit:
            raise Unavailable
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *values)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        """Begins nothing more; what waits is dropped."""
        self._pool.shutdown(wait=False, cancel_futures=True)
