"""Signing in as 1.x did (spec 07, section 3)."""

import asyncio
from typing import Any
from urllib.parse import unquote

from app.collect.bodies import Headers
from app.errors import Unauthorized
from app.legacy.call import Call, Reply
from app.legacy.numbers import number_of
from app.legacy.release import release
from app.legacy.rows import Rows
from app.lib.tokens import unseal

rows = Rows()

_COOKIE = "umami.auth"
_OWN_PAGES = (b"same-origin", b"none")
_YEAR_SECONDS = 31_536_000
_B = release("v1.39")


def signed_in_by_cookie(headers: Headers) -> Headers:
    """The header that the cookie `umami.auth` stands for; none without it, or where a page of another origin asks.

    Strict as it is, a browser also sends it for pages of other hosts of the same site.
    """
    if any(name == b"sec-fetch-site" and value not in _OWN_PAGES for name, value in headers):
        return []
    for name, value in headers:
        if name == b"cookie":
            for pair in value.decode("latin-1").split(";"):
                key, _, token = pair.strip().partition("=")
                if key == _COOKIE and token:
                    return [(b"authorization", b"Bearer " + unquote(token).encode("latin-1", "replace"))]
    return []


def _cookie(call: Call, token: str, seconds: int) -> Headers:
    secure = "; Secure" if call.app.state.settings.force_ssl else ""
    text = f"{_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{secure}"
    return [(b"set-cookie", text.encode("latin-1", "replace"))]


def _user(call: Call, user: dict[str, Any]) -> dict[str, Any]:
    """The user as the token of 1.x told of it."""
    if call.release < _B:
        return {"user_id": number_of(user["id"]), "username": user["username"], "is_admin": user["isAdmin"]}
    return {"userId": number_of(user["id"]), "username": user["username"], "isAdmin": user["isAdmin"],
            "accountUuid": user["id"]}


@rows.answers("POST", "/api/auth/login", "v1.0 v1.40", rule="open")
async def login(call: Call) -> Reply:
    """The token, from 1.27 on with the user. Until 1.25 it came as a cookie; all of 1.x may have it as one."""
    found = await call.post("/api/auth/login", await call.body())
    told = {"token": found["token"]}
    if call.release >= release("v1.27"):
        told["user"] = _user(call, found["user"])
    return Reply(told, _cookie(call, found["token"], _YEAR_SECONDS))


@rows.answers("GET POST", "/api/auth/verify", "v1.0 v1.40", rule="signed in")
async def verify(call: Call) -> dict[str, Any]:
    """What the token says: the user, and when it was issued."""
    found = _user(call, await call.post("/api/auth/verify"))
    told = await call.get("/api/me")
    # Opening a token takes some milliseconds of computing.
    claims = await asyncio.to_thread(unseal, told.get("token", ""), call.app.state.secret) or {}
    found["iat"] = claims.get("iat")
    return found if call.release < _B else {**found, "shareToken": None}


@rows.answers("POST", "/api/auth/logout", "v1.0 v1.40", rule="signed in, or a share")
async def logout(call: Call) -> Reply:
    """Ends the login, and takes the cookie back."""
    await call.post("/api/auth/logout")
    return Reply({}, _cookie(call, "", 0))


@rows.answers("GET", "/api/share/{share_id}", "v1.0 v1.40", rule="open")
async def share(call: Call) -> dict[str, Any]:
    """The website that is shared, and a token to look at it. Errors: Unauthorized for what else 3.x can share."""
    found = await call.get(call.path)
    website_id = found.get("websiteId")
    if website_id is None:
        raise Unauthorized
    if call.release < _B:
        return {"websiteId": number_of(website_id), "token": found["token"]}
    return {"id": website_id, "websiteId": website_id, "token": found["token"]}
