"""/api/auth: signing in and out, and asking who one is (spec 02, section 3)."""

from collections.abc import Callable
from typing import Annotated, Any

from app.access.rules import User
from app.errors import Unauthorized
from app.lib import passwords
from app.lib.addresses import client_address
from app.manage.login import queries
from app.manage.login.buckets import Buckets, InPostgres, InRedis
from app.manage.login.guesses import Guesses
from app.manage.login.schemas import CallerWithTeams, LoginAnswer, LoginRequest, SsoAnswer
from app.web.answers import OK, Ok
from app.web.caller import Callers, callers_of
from app.web.connection import Conn, Pools
from app.web.permissions import OPEN, Anybody, SignedIn
from app.web.route import Exchange, asks, late, new_router

router = new_router()

Guessing = Callable[[str], Guesses]


async def _callers(exchange: Exchange) -> Callers:
    return callers_of(exchange.app)


async def _guessing(exchange: Exchange) -> Guessing:
    state, request = exchange.app.state, exchange.request
    peer = request.client.host if request.client else None
    address = client_address(request.headers, peer, state.settings.client_ip_header)
    buckets: Buckets = InPostgres(state.database)
    if state.redis is not None:
        buckets = InRedis(state.redis, buckets)
    return lambda username: Guesses(state.secret, username, address, buckets)


# Begins and ends logins.
Logins = Annotated[Callers, late(_callers)]


@router.post("/api/auth/login", response_model=LoginAnswer, **asks(OPEN))
async def login(
    body: LoginRequest, pools: Pools, guesses_of: Annotated[Guessing, late(_guessing)], logins: Logins,
) -> dict[str, Any]:
    """A token for name and password. An unknown name takes as long as a wrong password.

    Errors: Unauthorized with code `incorrect-username-password`; TooManyRequests after many wrong ones.
    """
    guesses = guesses_of(body.username)
    async with pools.transaction() as conn:
        known_place = await guesses.know_place(conn)
        account = (await conn.execute(queries.account_named(body.username))).first()
    await guesses.count(known_place=known_place)
    # No connection is held during the 50 ms of bcrypt: a flood of logins would take them all.
    if not await passwords.matches(body.password, account.password if account else None) or account is None:
        raise Unauthorized(code="incorrect-username-password")
    user = User(account.user_id, account.username, account.role, account.created_at)
    await guesses.give_back()
    async with pools.transaction() as conn:
        await guesses.remember_place(conn, user.id)
        teams = (await conn.execute(queries.teams_of(user.id))).all()
    return {"token": await logins.sign_in(user), "user": {**user.on_wire(), "teams": teams}}


@router.post("/api/auth/verify", response_model=CallerWithTeams)
async def verify(caller: SignedIn, conn: Conn) -> dict[str, Any]:
    """The user who asks, with teams."""
    teams = (await conn.execute(queries.teams_of(caller.user_id))).all()
    return {**caller.user.on_wire(), "teams": teams}


@router.post("/api/auth/logout", response_model=Ok)
async def logout(caller: Anybody, conn: Conn, logins: Logins) -> dict[str, bool]:
    """Ends the login that the request came with, at once and everywhere. Umami leaves it valid."""
    await logins.sign_out(caller, conn)
    return OK


@router.post("/api/auth/sso", response_model=SsoAnswer)
async def sso(caller: SignedIn, logins: Logins) -> dict[str, Any]:
    """A session of a day for another place; kept in Redis only. Errors: BadRequest without Redis."""
    return {"user": caller.user.on_wire(), "token": await logins.sign_on_elsewhere(caller.user)}
