"""/api/me: oneself (spec 02, section 3)."""

from typing import Any

from app.errors import BadRequest
from app.lib import passwords
from app.lib.dates import now
from app.manage.me import queries
from app.manage.me.schemas import PasswordChange
from app.web.connection import Pools
from app.web.permissions import Anybody, SignedIn
from app.web.route import new_router

router = new_router()


@router.get("/api/me")
async def me(caller: Anybody) -> dict[str, Any]:
    """Token, share and user, as far as there are any; the token is left out where none was sent."""
    token = {"token": caller.token} if caller.token is not None else {}
    return {**token, "shareToken": caller.share, "user": caller.user.on_wire() if caller.user else None}


@router.post("/api/me/password")
async def change_password(body: PasswordChange, caller: SignedIn, pools: Pools) -> Any:
    """The user, with a new password from now on. Earlier tokens stay valid, as in Umami."""
    async with pools.transaction() as conn:
        kept = await conn.scalar(queries.password_of(caller.user_id))
    if not await passwords.matches(body.current_password, kept):
        raise BadRequest("Current password is incorrect")
    hashed = await passwords.hashed(body.new_password)
    async with pools.transaction() as conn:
        return (await conn.execute(queries.set_password(caller.user_id, hashed, now()))).one()
