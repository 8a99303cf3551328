"""Accounts of 1.x (spec 07, sections 4.1 and 4.3)."""

from typing import Any

from app.errors import BadRequest, NotFound, Unauthorized
from app.legacy.call import ALL, Call, Refused
from app.legacy.rows import Rows
from app.legacy.v1.things import account_object, user_id

rows = Rows()

ADMIN, SAME_USER = "admin", "the user of the path, or admin"
_TAKEN = "Account already exists"


@rows.answers("GET", "/api/accounts", "v1.0 v1.40", rule=ADMIN, free=True)
async def accounts(call: Call) -> list[dict[str, Any]]:
    """All accounts: admins first, then by name."""
    found = (await call.get("/api/admin/users", {"pageSize": ALL}))["data"]
    found.sort(key=lambda row: (row["role"] != "admin", row["username"]))
    return [account_object(call, row) for row in found]


@rows.answers("GET", "/api/account/{id}", "v1.0 v1.38", rule=SAME_USER, free=True)
@rows.answers("GET", "/api/accounts/{id}", "v1.39 v1.40", rule=SAME_USER, free=True)
async def account(call: Call) -> dict[str, Any]:
    """An account."""
    found = await call.get(f"/api/users/{await user_id(call, call.params['id'])}")
    if found is None:
        raise NotFound
    return account_object(call, found)


@rows.answers("POST", "/api/account", "v1.0 v1.38", rule="admin; with user_id the user named, or admin", free=True)
async def save_account(call: Call) -> dict[str, Any]:
    """A new account, or with `user_id` a changed one."""
    body = await call.body()
    return await _change(call, body["user_id"]) if body.get("user_id") else await _create(call)


@rows.answers("POST", "/api/accounts", "v1.39 v1.40", rule=ADMIN, free=True)
async def create_account(call: Call) -> dict[str, Any]:
    """A new account."""
    return await _create(call)


@rows.answers("POST", "/api/accounts/{id}", "v1.39 v1.40", rule=SAME_USER, free=True)
async def change_account(call: Call) -> dict[str, Any]:
    """Changes an account's name or password."""
    return await _change(call, call.params["id"])


async def _create(call: Call) -> dict[str, Any]:
    body = await call.body()
    made = {"username": body.get("username"), "password": body.get("password"), "role": "user"}
    return account_object(call, await _saved(call, "/api/users", made))


async def _change(call: Call, who: Any) -> dict[str, Any]:
    body = await call.body()
    path = f"/api/users/{await user_id(call, who)}"
    changes = {name: body[name] for name in ("username", "password") if body.get(name)}
    return account_object(call, await _saved(call, path, changes))


async def _saved(call: Call, path: str, body: dict[str, Any]) -> Any:
    try:
        return await call.post(path, body)
    except Refused as refused:
        if refused.answer.json().get("error", {}).get("message") == "User already exists":
            raise BadRequest(_TAKEN) from None
        raise


@rows.answers("DELETE", "/api/account/{id}", "v1.0 v1.38", rule=ADMIN, free=True)
@rows.answers("DELETE", "/api/accounts/{id}", "v1.39 v1.40", rule=ADMIN, free=True)
async def delete_account(call: Call) -> dict[str, Any]:
    """Deletes an account and all that is its own."""
    who = await user_id(call, call.params["id"])
    if (await call.caller())["id"] == who:
        raise BadRequest("You cannot delete your own account.")
    await call.ask("DELETE", f"/api/users/{who}")
    return {}


@rows.answers("POST", "/api/account/password", "v1.0 v1.38", rule="signed in", free=True)
@rows.answers("POST", "/api/accounts/{id}/password", "v1.39 v1.40", rule="signed in", free=True)
async def change_password(call: Call) -> dict[str, Any]:
    """Changes one's own password. Errors: Unauthorized for somebody else's: admins change that with the account."""
    body, me = await call.body(), await call.caller()
    who = call.params.get("id", body.get("user_id"))
    if who and await user_id(call, who) != me["id"]:
        raise Unauthorized
    await call.post("/api/me/password", {
        "currentPassword": body.get("current_password"), "newPassword": body.get("new_password")})
    return {}
