"""Who asks: a login token, or a share (spec 02, sections 1, 2 and 6).

A login token costs 10,000 rounds of PBKDF2. Verified tokens are remembered for some minutes, refused ones for one, both
by hash and in a bounded memory; the user is looked up at each request, so that a deleted one is out at once.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import queries
from app.access.rules import Caller, User
from app.errors import Unavailable
from app.lib.ids import UUID
from app.lib.tokens import looks_sealed, unseal, verify
from app.web.route import Exchange

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_VERIFIED_SECONDS, _REFUSED_SECONDS, _SHARE_SECONDS = 300.0, 60.0, 3.0
_REMEMBERED = 4_096
_WAITING = 200  # token checks that may wait for a thread; a flood beyond that is told to come again

# Which member of a share's claims names its entity, by the share's type. A link's or pixel's is also its websiteId.
_ENTITY_MEMBER = {1: "websiteId", 2: "linkId", 3: "pixelId", 4: "boardId"}


class Memory(Generic[K, V]):
    """Values that are good for a while; of too many the oldest are dropped."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> tuple[V] | None:
        """The value in a tuple of one, so that a remembered None is told from nothing."""
        found = self._kept.get(key)
        if found is None:
            return None
        if found[0] < time.monotonic():
            del self._kept[key]
            return None
        return (found[1],)

    def put(self, key: K, value: V, seconds: float) -> None:
        self._kept[key] = (time.monotonic() + seconds, value)
        self._kept.move_to_end(key)
        while len(self._kept) > self._size:
            self._kept.popitem(last=False)

    def drop(self, key: K) -> None:
        self._kept.pop(key, None)


class Callers:
    """Tells who asks. One for each server, so that its memory serves all requests."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._tokens: Memory[bytes, dict[str, Any] | None] = Memory(_REMEMBERED)
        self._shares: Memory[str, tuple[str, int] | None] = Memory(_REMEMBERED)
        # One thread: a flood of invented tokens takes one core, and leaves collection the others.
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tokens")
        self._waiting = 0

    async def read(self, request: Request, conn: AsyncConnection) -> Caller:
        """The caller of a request. Nobody is a `Caller` too: one without user and share."""
        words = request.headers.get("authorization", "").split(" ")
        token = words[1] if len(words) > 1 else None
        user = await self._user(token, conn) if token else None
        share = await self._share(request.headers.get("x-umami-share-token"), conn)
        if user is None and not request.headers.get("x-umami-share-context"):
            share = None
        return Caller(user, token, share)

    def forget_share(self, share_id: str) -> None:
        """A deleted share ends at once here, and within seconds in other processes."""
        self._shares.drop(share_id)

    async def _user(self, token: str, conn: AsyncConnection) -> User | None:
        claims = await self._claims(token)
        user_id = claims.get("userId") if claims else None
        if not isinstance(user_id, str) or not UUID.fullmatch(user_id):
            return None
        row = (await conn.execute(queries.user_by_id(user_id))).first()
        return User(row.user_id, row.username, row.role, row.created_at) if row else None

    async def _claims(self, token: str) -> dict[str, Any] | None:
        if not looks_sealed(token):
            return None
        key = hashlib.sha256(token.encode()).digest()
        known = self._tokens.get(key)
        if known:
            return known[0]
        if self._waiting >= _WAITING:
            raise Unavailable
        self._waiting += 1
        try:
            claims = await asyncio.get_running_loop().run_in_executor(self._threads, unseal, token, self._secret)
        finally:
            self._waiting -= 1
        self._tokens.put(key, claims, _VERIFIED_SECONDS if claims else _REFUSED_SECONDS)
        return claims

    async def _share(self, token: str | None, conn: AsyncConnection) -> dict[str, Any] | None:
        # Collection tokens are signed with the same secret and name a website, but no share: they show nothing here.
        claims = verify(token, self._secret.encode()) if token else None
        share_id = claims.get("shareId") if claims else None
        if claims is None or not isinstance(share_id, str) or not UUID.fullmatch(share_id):
            return None
        known = self._shares.get(share_id)
        if known is None:
            row = (await conn.execute(queries.share_by_id(share_id))).first()
            known = ((row.entity_id, row.share_type) if row else None,)
            self._shares.put(share_id, known[0], _SHARE_SECONDS)
        if known[0] is None:
            return None
        entity_id, share_type = known[0]
        return claims if claims.get(_ENTITY_MEMBER.get(share_type, "")) == entity_id else None


def callers_of(app: FastAPI) -> Callers:
    """The server's `Callers`, made at first use."""
    found: Callers | None = getattr(app.state, "callers", None)
    if found is None:
        found = app.state.callers = Callers(app.state.secret)
    return found


async def caller_of(exchange: Exchange) -> Caller:
    """Who sent this request; found out once."""
    if exchange.caller is None:
        exchange.caller = await callers_of(exchange.app).read(exchange.request, await exchange.connection())
    return exchange.caller
