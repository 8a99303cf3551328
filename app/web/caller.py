"""Who asks: a login token, or a share (spec 02, sections 1, 2 and 6); and how a login begins and ends.

A login token costs 10,000 rounds of PBKDF2. Verified tokens are remembered for some minutes, refused ones for one, both
by hash and in a bounded memory; the user is looked up at each request, so that a deleted one is out at once.

A login ends for good with logout, also where there is no Redis: Umami's tokens never expire, so the hash of an ended
one is kept, and looked for in the statement that looks up the user. A new password ends all logins of that user but the
one that asked for it: those whose token was issued in an earlier second. That needs nothing in a token that a Node
Umami would not put there, so its tokens are treated alike; a password changed *by* a Node Umami ends nothing, as ever.
"""

import hashlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import queries
from app.access.rules import Caller, User
from app.access.sessions import LOGIN_SECONDS, SSO_SECONDS, Sessions
from app.db.redis import Away
from app.errors import BadRequest
from app.lib.background import Background
from app.lib.dates import EPOCH, from_epoch_ms
from app.lib.ids import UUID
from app.lib.memory import Memory
from app.lib.tokens import looks_sealed, seal, unseal, verify
from app.web.route import Exchange

Connect = Callable[[], Awaitable[AsyncConnection]]

_VERIFIED_SECONDS, _REFUSED_SECONDS, _SHARE_SECONDS = 300.0, 60.0, 3.0
_REMEMBERED = 4_096
_WAITING = 200  # token checks that may wait for a thread; a flood beyond that is told to come again

# Which member of a share's claims names its entity, by the share's type. A link's or pixel's is also its websiteId.
_ENTITY_MEMBER = {1: "websiteId", 2: "linkId", 3: "pixelId", 4: "boardId"}


def hash_of(token: str) -> bytes:
    """What stands for a token wherever it is remembered: tokens are kept nowhere in clear."""
    return hashlib.sha256(token.encode()).digest()


class Callers:
    """Tells who asks, begins logins and ends them. One for each server, so that its memory serves all requests."""

    def __init__(self, secret: str, sessions: Sessions | None = None) -> None:
        self._secret, self._sessions = secret, sessions
        self._tokens: Memory[bytes, dict[str, Any] | None] = Memory(_REMEMBERED)
        self._shares: Memory[str, tuple[str, int, Any] | None] = Memory(_REMEMBERED)
        # One thread: a flood of invented tokens takes one core, and leaves collection the others.
        self._background = Background("tokens", threads=1, waiting=_WAITING)

    async def read(self, request: Request, connect: Connect) -> Caller:
        """The caller of a request. Nobody is a `Caller` too: one without user and share.

        Connects to the database only for a token that is one of ours: a flood of invented ones, which wait for their
        turn, would else hold all connections.
        Errors: Unavailable where Redis keeps the session, does not answer, and the session was not seen of late.
        """
        words = request.headers.get("authorization", "").split(" ")
        token = words[1] if len(words) > 1 else None
        claims = await self._claims(token) if token else None
        user = await self._user(token, claims, connect) if token and claims else None
        share = await self._share(request.headers.get("x-umami-share-token"), connect)
        if user is None and not request.headers.get("x-umami-share-context"):
            share = None
        return Caller(user, token, share, _auth_key(claims) if user and claims else None)

    async def sign_in(self, user: User) -> str:
        """A token for a user who has shown the password.

        The role in it is for Umami's sake; ours is looked up at each request.
        """
        kept = {"userId": user.id, "role": user.role}
        if self._sessions is None:
            return await self._token(kept)
        return await self._token(await self._begun(self._sessions, kept, LOGIN_SECONDS))

    async def sign_on_elsewhere(self, user: User) -> str:
        """A token for another place of the same user. Errors: BadRequest without Redis, where Umami answers 500."""
        if self._sessions is None:
            raise BadRequest("Redis is disabled")
        return await self._token(await self._begun(self._sessions, {"userId": user.id}, SSO_SECONDS))

    async def sign_out(self, caller: Caller, conn: AsyncConnection) -> None:
        """Ends the login that the caller came with; a share has none. Umami leaves it valid."""
        if caller.user is None or caller.token is None:
            return
        if caller.auth_key is not None and self._sessions is not None:
            try:
                await self._sessions.end(caller.auth_key)
                return
            except Away:
                pass  # the token is ended instead: that is looked for at each request
        await conn.execute(queries.end_token(hash_of(caller.token), caller.user.id))

    def forget_share(self, share_id: str) -> None:
        """A deleted share ends at once here, and within seconds in other processes."""
        self._shares.drop(share_id)

    def close(self) -> None:
        """Lets go of threads."""
        self._background.close()

    @staticmethod
    async def _begun(sessions: Sessions, session: dict[str, Any], seconds: int) -> dict[str, Any]:
        """The claims of a login that Redis keeps; while it is away, of a token that holds itself for as long."""
        try:
            return {"authKey": await sessions.begin(session, seconds)}
        except Away:
            return {**session, "exp": int(time.time()) + seconds}

    async def _token(self, claims: dict[str, Any]) -> str:
        return await self._background.run(seal, {**claims, "iat": int(time.time())}, self._secret)

    async def _user(self, token: str, claims: dict[str, Any], connect: Connect) -> User | None:
        user_id = claims.get("userId")
        if user_id is None and self._sessions is not None:
            user_id = await self._sessions.user_of(_auth_key(claims))
        if not isinstance(user_id, str) or not UUID.fullmatch(user_id):
            return None
        conn = await connect()
        row = (await conn.execute(queries.user_signed_in(user_id, hash_of(token), _issued(claims)))).first()
        return User(row.user_id, row.username, row.role, row.created_at) if row else None

    async def _claims(self, token: str) -> dict[str, Any] | None:
        if not looks_sealed(token):
            return None
        key = hash_of(token)
        known = self._tokens.get(key)
        if known:
            return known[0]
        claims = await self._background.run(unseal, token, self._secret)
        self._tokens.put(key, claims, _good_for(claims) if claims else _REFUSED_SECONDS)
        return claims

    async def _share(self, token: str | None, connect: Connect) -> dict[str, Any] | None:
        # Collection tokens are signed with the same secret and name a website, but no share: they show nothing here.
        claims = verify(token, self._secret.encode()) if token else None
        share_id = claims.get("shareId") if claims else None
        if claims is None or not isinstance(share_id, str) or not UUID.fullmatch(share_id):
            return None
        known = self._shares.get(share_id)
        if known is None:
            conn = await connect()
            row = (await conn.execute(queries.share_by_id(share_id))).first()
            known = ((row.entity_id, row.share_type, row.parameters) if row else None,)
            self._shares.put(share_id, known[0], _SHARE_SECONDS)
        if known[0] is None:
            return None
        entity_id, share_type, parameters = known[0]
        if claims.get(_ENTITY_MEMBER.get(share_type, "")) != entity_id:
            return None
        # What the share shows now, not when its token was made.
        return {**claims, "parameters": parameters}


def _auth_key(claims: dict[str, Any]) -> str | None:
    key = claims.get("authKey")
    return key if isinstance(key, str) and "userId" not in claims else None


def _good_for(claims: dict[str, Any]) -> float:
    """How many seconds a verified token is remembered: not beyond its end, where it has one."""
    return min(_VERIFIED_SECONDS, float(claims["exp"]) - time.time()) if "exp" in claims else _VERIFIED_SECONDS


def _issued(claims: dict[str, Any]) -> datetime:
    """When a token was issued, to the second; long ago for one that does not say."""
    at = claims.get("iat")
    try:
        return from_epoch_ms(at * 1000) if isinstance(at, int | float) else EPOCH
    except (ValueError, OverflowError):
        return EPOCH


def callers_of(app: FastAPI) -> Callers:
    """The server's `Callers`."""
    callers: Callers = app.state.callers
    return callers


async def caller_of(exchange: Exchange) -> Caller:
    """Who sent this request; found out once."""
    if exchange.caller is None:
        exchange.caller = await callers_of(exchange.app).read(exchange.request, exchange.connection)
    return exchange.caller
