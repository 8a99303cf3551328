"""/api/users and /api/admin/users: accounts (spec 03, section 3)."""

from typing import Annotated, Any

from fastapi import Query

from app.access.queries import end_other_logins
from app.db.tables import user
from app.errors import BadRequest, NotFound
from app.lib import passwords
from app.lib.dates import now
from app.manage.users import actions, queries
from app.manage.users.schemas import AnyUser, NewUser, NewUserAnswer, UserChange
from app.web.answers import OK, Ok
from app.web.caller import hash_of
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.known import Forgets
from app.web.paging import Page, Searching, page_of
from app.web.permissions import Admin, Id, SameUser
from app.web.route import new_router
from app.web.rows import PageOf, UserRow

router = new_router()

_TAKEN = "User already exists"


@router.post("/api/users", response_model=NewUserAnswer)
async def create_user(body: NewUser, caller: Admin, conn: Conn, new_id: NewId) -> Any:
    """A new account: id, username, role. A name is taken also by a deleted account."""
    if await conn.scalar(queries.id_of_name(body.username, also_deleted=True)):
        raise BadRequest(_TAKEN)
    hashed, at = await passwords.hashed(body.password), now()
    with refuse_taken(_TAKEN):
        return (await conn.execute(queries.create(
            user_id=body.id or new_id(), username=body.username, password=hashed, role=body.role, created_at=at,
            updated_at=at,
        ))).one()


@router.get("/api/users/{user_id}", response_model=UserRow | None)
async def user_by_id(user_id: Id, caller: SameUser, conn: Conn) -> Any:
    """An account, or null."""
    return (await conn.execute(queries.by_id(user_id))).first()


@router.post("/api/users/{user_id}", response_model=UserRow)
async def change_user(user_id: Id, body: UserChange, caller: SameUser, conn: Conn) -> Any:
    """Changes an account. Name and role are changed by admins only; others' wishes for these pass unheard.

    A new password ends the account's logins, but for the one that asks.
    """
    row = (await conn.execute(queries.by_id(user_id))).first()
    if row is None:
        raise NotFound
    changes: dict[str, Any] = {}
    if body.password is not None:
        changes["password"] = await passwords.hashed(body.password)
        own_token = hash_of(caller.token) if caller.token and caller.user_id == user_id else None
        await conn.execute(end_other_logins(user_id, now(), own_token))
    if caller.is_admin and body.role is not None:
        changes["role"] = body.role
    if caller.is_admin and body.username and body.username != row.username:
        if await conn.scalar(queries.id_of_name(body.username, also_deleted=False)):
            raise BadRequest(_TAKEN)
        changes["username"] = body.username
    if not changes:
        return row
    with refuse_taken(_TAKEN):
        return (await conn.execute(queries.change(user_id, **changes, updated_at=now()))).one()


@router.delete("/api/users/{user_id}", response_model=Ok)
async def delete_user(user_id: Id, caller: Admin, conn: Conn, forget: Forgets) -> dict[str, bool]:
    """Deletes an account and all that is its own."""
    if caller.user_id == user_id:
        raise BadRequest("You cannot delete yourself.")
    for gone in await actions.delete_user(conn, user_id):
        forget(*gone)
    return OK


@router.get("/api/admin/users", response_model=PageOf[AnyUser])
async def all_users(ask: Annotated[Searching, Query()], caller: Admin, conn: Conn) -> Page:
    """All accounts, newest first."""
    rows = queries.all_users(ask.search)
    return await page_of(conn, rows, ask, user.c.created_at.desc(), user.c.user_id.desc(), orderBy="createdAt")
