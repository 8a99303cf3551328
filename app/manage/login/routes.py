"""/api/auth: signing in, and asking who one is (spec 02, section 3)."""

import asyncio
import time
from typing import Annotated, Any

from app.access.rules import User
from app.errors import BadRequest, Unauthorized
from app.lib import passwords
from app.lib.tokens import seal
from app.manage.login import queries
from app.manage.login.rules import Guesses
from app.manage.login.schemas import LoginRequest
from app.web.answers import OK
from app.web.connection import Conn, Pools
from app.web.permissions import Anybody, SignedIn
from app.web.route import Exchange, late, new_router

router = new_router()


async def _guesses(exchange: Exchange) -> Guesses:
    state = exchange.app.state
    if not hasattr(state, "guesses"):
        state.guesses = Guesses()
    guesses: Guesses = state.guesses
    return guesses


async def _secret(exchange: Exchange) -> str:
    secret: str = exchange.app.state.secret
    return secret


@router.post("/api/auth/login")
async def login(
    body: LoginRequest,
    pools: Pools,
    guesses: Annotated[Guesses, late(_guesses)],
    secret: Annotated[str, late(_secret)],
) -> dict[str, Any]:
    """A token for name and password. An unknown name takes as long as a wrong password.

    Errors: Unauthorized with code `incorrect-username-password`.
    """
    await asyncio.sleep(guesses.delay(body.username))
    async with pools.transaction() as conn:
        account = (await conn.execute(queries.account_named(body.username))).first()
    # No connection is held during the 50 ms of bcrypt: a flood of logins would take them all.
    if not await passwords.matches(body.password, account.password if account else None) or account is None:
        guesses.failed(body.username)
        raise Unauthorized(code="incorrect-username-password")
    guesses.succeeded(body.username)
    user = User(account.user_id, account.username, account.role, account.created_at)
    async with pools.transaction() as conn:
        teams = (await conn.execute(queries.teams_of(user.id))).all()
    token = await asyncio.to_thread(seal, claims_of(user), secret)
    return {"token": token, "user": {**user.on_wire(), "teams": teams}}


def claims_of(user: User) -> dict[str, Any]:
    """What a login token says. The role in it is for Umami's sake; ours is looked up at each request."""
    return {"userId": user.id, "role": user.role, "iat": int(time.time())}


@router.post("/api/auth/verify")
async def verify(caller: SignedIn, conn: Conn) -> dict[str, Any]:
    """The user who asks, with teams."""
    teams = (await conn.execute(queries.teams_of(caller.user_id))).all()
    return {**caller.user.on_wire(), "teams": teams}


@router.post("/api/auth/logout")
async def logout(caller: Anybody) -> dict[str, bool]:
    """Ok. Without Redis a login is its token alone: the browser drops it, and nothing here is left to end."""
    return OK


@router.post("/api/auth/sso")
async def sso(caller: SignedIn) -> dict[str, Any]:
    """A session for another place; kept in Redis only.

    Errors: BadRequest without Redis, where Umami answers 500.
    """
    raise BadRequest("Redis is disabled")
