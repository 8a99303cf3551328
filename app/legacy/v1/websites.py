"""Websites of 1.x (spec 07, sections 4.1 and 4.3)."""

from typing import Any

from app.errors import BadRequest
from app.legacy.call import ALL, Call
from app.legacy.rows import Rows
from app.legacy.v1.things import user_id, website_id, website_object
from app.lib.codes import random_code

rows = Rows()

VIEW, UPDATE = "canViewWebsite(websiteId)", "canUpdateWebsite(websiteId)"
_SHARE_LENGTH = 8


@rows.answers("GET", "/api/websites", "v1.0 v1.40", rule="signed in")
async def websites(call: Call) -> list[dict[str, Any]]:
    """The caller's websites by name; for an admin those of `user_id`, or with `include_all` everybody's by user."""
    if call.query.get("include_all") in ("1", "true"):
        found = (await call.get("/api/admin/websites", {"pageSize": ALL}))["data"]
        told = [{**website_object(call, row), "account": (row["user"] or {}).get("username")} for row in found]
        return sorted(told, key=lambda row: (row["account"] or "", row["name"]))
    path = "/api/websites"
    if call.query.get("user_id"):
        path = f"/api/users/{await user_id(call, call.query['user_id'])}/websites"
    found = (await call.get(path, {"pageSize": ALL}))["data"]
    return sorted((website_object(call, row) for row in found), key=lambda row: row["name"])


@rows.answers("GET", "/api/website/{website_id}", "v1.0 v1.38", rule=VIEW, free=True)
@rows.answers("GET", "/api/websites/{website_id}", "v1.39 v1.40", rule=VIEW)
async def website(call: Call) -> Any:
    """A website."""
    found = await call.get(f"/api/websites/{await website_id(call)}")
    return website_object(call, found) if found else None


@rows.answers(
    "POST", "/api/website", "v1.0 v1.38", rule="canCreateWebsite; with website_id canUpdateWebsite", free=True)
async def save_website(call: Call) -> Any:
    """A new website, or with `website_id` a changed one."""
    body = await call.body()
    if not body.get("website_id"):
        return await _create(call, body, share=body.get("enable_share_url"))
    call.params["website_id"] = str(body["website_id"])
    return await _change(call, body, {"enable_share_url": body.get("enable_share_url")})


@rows.answers("POST", "/api/websites", "v1.39 v1.40", rule="canCreateWebsite")
async def create_website(call: Call) -> Any:
    """A new website."""
    body = await call.body()
    return await _create(call, body, share=body.get("enableShareUrl"))


@rows.answers("POST", "/api/websites/{website_id}", "v1.39 v1.40", rule=UPDATE)
async def change_website(call: Call) -> Any:
    """Changes a website; `shareId` counts where nothing is said about `enableShareUrl`."""
    body = await call.body()
    if "enableShareUrl" in body:
        return await _change(call, body, {"enable_share_url": body["enableShareUrl"]})
    return await _change(call, body, {"shareId": body["shareId"]} if "shareId" in body else {})


async def _create(call: Call, body: dict[str, Any], *, share: Any) -> dict[str, Any]:
    me = await call.caller()
    if body.get("owner") not in (None, "") and await user_id(call, body["owner"]) != me["id"]:
        raise BadRequest("A website can only be made for oneself.")
    made = {"name": body.get("name"), "domain": body.get("domain")}
    if share:
        made["shareId"] = random_code(_SHARE_LENGTH)
    return website_object(call, await call.post("/api/websites", made))


async def _change(call: Call, body: dict[str, Any], share: dict[str, Any]) -> dict[str, Any]:
    path = f"/api/websites/{await website_id(call)}"
    changes: dict[str, Any] = {name: body[name] for name in ("name", "domain") if name in body}
    if "shareId" in share:
        changes["shareId"] = share["shareId"] or None
    elif "enable_share_url" in share:
        known = await call.get(path)
        if not share["enable_share_url"]:
            changes["shareId"] = None
        elif known and not known["shareId"]:
            changes["shareId"] = random_code(_SHARE_LENGTH)
    await call.post(path, changes)
    return {}


@rows.answers("DELETE", "/api/website/{website_id}", "v1.0 v1.38", rule="canDeleteWebsite(websiteId)", free=True)
@rows.answers("DELETE", "/api/websites/{website_id}", "v1.39 v1.40", rule="canDeleteWebsite(websiteId)")
async def delete_website(call: Call) -> dict[str, Any]:
    """Deletes a website."""
    await call.ask("DELETE", f"/api/websites/{await website_id(call)}")
    return {}


@rows.answers("POST", "/api/website/{website_id}/reset", "v1.25 v1.38", rule=UPDATE, free=True)
@rows.answers("POST", "/api/websites/{website_id}/reset", "v1.39 v1.40", rule=UPDATE)
async def reset_website(call: Call) -> dict[str, Any]:
    """Deletes what was collected for a website."""
    await call.post(f"/api/websites/{await website_id(call)}/reset")
    return {}


