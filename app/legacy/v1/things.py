"""Websites and accounts as 1.x wrote and named them (spec 07, section 4): their ids, their objects."""

from typing import Any

from app.db.tables import user, website
from app.legacy.call import Call
from app.legacy.numbers import by_number, is_number, number_of
from app.legacy.release import release
from app.web.permissions import path_id

B = release("v1.39")  # the first release with camelCase, and with UUIDs in paths


async def website_id(call: Call) -> str:
    """The website of the path, by its number or its UUID; an id that nothing has for any other."""
    return await _resolved(call, website.c.website_id, call.params["website_id"])


async def user_id(call: Call, text: Any) -> str:
    """The account that a number or a UUID names; an id that nothing has for anything else."""
    return await _resolved(call, user.c.user_id, str(text))


async def _resolved(call: Call, key: Any, text: str) -> str:
    if not is_number(text):
        return path_id(text)
    await call.get("/api/me")  # nobody who has not signed in makes the database look for numbers
    async with call.database() as conn:
        found: str | None = await conn.scalar(by_number(key, int(text)))
    return found or path_id("")


def website_object(call: Call, row: Any) -> dict[str, Any]:
    """A website."""
    owner = number_of(row["userId"]) if row["userId"] else None
    number = number_of(row["id"])
    if call.release < B:
        return {
            "website_id": number, "website_uuid": row["id"], "user_id": owner, "name": row["name"],
            "domain": row["domain"], "share_id": row["shareId"], "created_at": row["createdAt"],
        }
    return {
        "id": number, "websiteUuid": row["id"], "userId": owner, "name": row["name"], "domain": row["domain"],
        "shareId": row["shareId"], "createdAt": row["createdAt"],
    }


def account_object(call: Call, row: Any) -> dict[str, Any]:
    """An account. Umami showed the hash of the password too; we do not."""
    number, is_admin = number_of(row["id"]), row["role"] == "admin"
    updated = row.get("updatedAt") or row.get("createdAt")
    if call.release < B:
        return {"user_id": number, "username": row["username"], "is_admin": is_admin,
                "created_at": row.get("createdAt"), "updated_at": updated}
    return {"id": number, "username": row["username"], "isAdmin": is_admin, "createdAt": row.get("createdAt"),
            "updatedAt": updated, "accountUuid": row["id"]}
