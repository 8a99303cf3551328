"""Whether the database answers: for load balancers, which ask often and from everywhere."""

import asyncio
import time

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from app.db.timing import named

_LIFE_SECONDS = 1.0  # a flood of questions costs the database one a second
_PATIENCE_SECONDS = 2.0


class Readiness:
    """The answer to `select 1`, remembered for a second."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._answered = False

    async def holds(self) -> bool:
        """Whether the database answered within two seconds; whoever asks meanwhile gets the same answer."""
        async with self._asking:
            if time.monotonic() - self._asked_at > _LIFE_SECONDS:
                self._answered = await self._ask()
                self._asked_at = time.monotonic()
        return self._answered

    async def _ask(self) -> bool:
        try:
            with named("ready"):
                async with asyncio.timeout(_PATIENCE_SECONDS), self._engine.connect() as connection:
                    await connection.execute(select(1))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True
