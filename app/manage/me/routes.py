"""/api/me: oneself (spec 02, section 3)."""

from typing import Any

from app.access.queries import end_other_logins
from app.errors import BadRequest
from app.lib import passwords
from app.lib.dates import now
from app.manage.me import queries
from app.manage.me.schemas import Me, PasswordChange
from app.web.caller import hash_of
from app.web.connection import Pools
from app.web.permissions import Anybody, SignedIn
from app.web.route import new_router
from app.web.rows import UserRow

router = new_router()


@router.get("/api/me", response_model=Me)
async def me(caller: Anybody) -> dict[str, Any]:
    """Token, key of the session in Redis, share and user, as far as there are any; the first two may be absent."""
    token = {"token": caller.token} if caller.token is not None else {}
    auth_key = {"authKey": caller.auth_key} if caller.auth_key is not None else {}
    return {**token, **auth_key, "shareToken": caller.share, "user": caller.user.on_wire() if caller.user else None}


@router.post("/api/me/password", response_model=UserRow)
async def change_password(body: PasswordChange, caller: SignedIn, pools: Pools) -> Any:
    """The user, with a new password from now on. All other logins of the user end; in Umami they stay valid."""
    async with pools.transaction() as conn:
        kept = await conn.scalar(queries.password_of(caller.user_id))
    if not await passwords.matches(body.current_password, kept):
        raise BadRequest("Current password is incorrect")
    hashed, at = await passwords.hashed(body.new_password), now()
    async with pools.transaction() as conn:
        await conn.execute(end_other_logins(caller.user_id, at, hash_of(caller.token) if caller.token else None))
        return (await conn.execute(queries.set_password(caller.user_id, hashed, at))).one()
