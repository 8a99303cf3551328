"""Permission as part of a route's signature: `caller: UpdateWebsite` (spec 02, section 5).

Rules that depend on the body (whose team, which entity) are asked in the route, with `app.access.check`.
"""

import secrets
from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, WithJsonSchema
from pydantic.alias_generators import to_camel
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import check
from app.access.rules import Caller, Kind, SignedInCaller, share_withholds
from app.errors import Unauthorized
from app.web.caller import caller_of
from app.web.route import Exchange, late

Rule = Callable[[AsyncConnection, Caller, str], Awaitable[bool]]

OPEN, ANYBODY, SIGNED_IN = "open", "signed in, or a share", "signed in"
CAN_CREATE = "canCreateWebsite, with teamId also canCreateTeamWebsite(teamId)"
OWNER_OR_MANAGER = "You must be the owner/manager of this team."


def path_id(text: str) -> str:
    """An id of a path as PostgreSQL reads it: in any case, in braces, without dashes.

    What is no UUID becomes one that nothing has, and so is not found (spec 03, section 0).
    """
    try:
        return str(UUID(text))
    except ValueError:
        return str(UUID(int=secrets.randbits(128), version=4))


Id = Annotated[str, AfterValidator(path_id), WithJsonSchema({"type": "string", "format": "uuid"})]


def require(passes: bool, message: str | None = None) -> None:
    """Errors: Unauthorized where the rule does not pass."""
    if not passes:
        raise Unauthorized(message)


async def _anybody(exchange: Exchange) -> Caller:
    caller = await caller_of(exchange)
    require(caller.user is not None or caller.share is not None)
    return caller


async def _signed_in(exchange: Exchange) -> SignedInCaller:
    caller = await caller_of(exchange)
    if caller.user is None:
        raise Unauthorized
    return SignedInCaller(caller.user, caller.token, caller.share, caller.auth_key)


async def _admin(exchange: Exchange) -> SignedInCaller:
    caller = await _signed_in(exchange)
    require(caller.is_admin)
    return caller


async def _same_user(exchange: Exchange) -> SignedInCaller:
    caller = await _signed_in(exchange)
    require(caller.is_admin or caller.user_id == path_id(exchange.request.path_params["user_id"]))
    return caller


async def allowed(exchange: Exchange, rule: Rule, entity_id: str, message: str | None = None) -> Caller:
    """The caller, if `rule` passes. Errors: Unauthorized, with `message` for one who is known but may not."""
    caller = await _anybody(exchange)
    require(not share_withholds(caller, exchange.request.url.path))
    require(await rule(await exchange.connection(), caller, entity_id), message)
    return caller


def _path_rule(name: str, parameter: str, rule: Rule, message: str | None = None) -> Any:
    async def keep(exchange: Exchange) -> Caller:
        return await allowed(exchange, rule, path_id(exchange.request.path_params[parameter]), message)

    return late(keep, rule=f"{name}({to_camel(parameter)})")


def _kind_rule(
    name: str, kind: Kind, parameter: str, rule: Callable[[AsyncConnection, Caller, Kind, str], Awaitable[bool]],
) -> Any:
    async def passes(conn: AsyncConnection, caller: Caller, entity_id: str) -> bool:
        return await rule(conn, caller, kind, entity_id)

    return _path_rule(name, parameter, passes)


async def _delete_team_user(exchange: Exchange) -> Caller:
    caller, params = await _anybody(exchange), exchange.request.path_params
    team_id, user_id = path_id(params["team_id"]), path_id(params["user_id"])
    passes = await check.delete_team_user(await exchange.connection(), caller, team_id, user_id)
    require(passes, OWNER_OR_MANAGER)
    return caller


# A user, or a share alone.
Anybody = Annotated[Caller, late(_anybody, rule=ANYBODY)]
# A user.
SignedIn = Annotated[SignedInCaller, late(_signed_in, rule=SIGNED_IN)]
Admin = Annotated[SignedInCaller, late(_admin, rule="admin")]
# The user of the path, or an admin.
SameUser = Annotated[SignedInCaller, late(_same_user, rule="the user of the path, or admin")]

ViewWebsite = Annotated[Caller, _path_rule("canViewWebsite", "website_id", check.view_website)]
UpdateWebsite = Annotated[Caller, _path_rule("canUpdateWebsite", "website_id", check.update_website)]
DeleteWebsite = Annotated[Caller, _path_rule("canDeleteWebsite", "website_id", check.delete_website)]

ViewLink = Annotated[Caller, _kind_rule("canViewLink", "link", "link_id", check.view_kind)]
UpdateLink = Annotated[Caller, _kind_rule("canUpdateLink", "link", "link_id", check.update_kind)]
DeleteLink = Annotated[Caller, _kind_rule("canDeleteLink", "link", "link_id", check.delete_kind)]

ViewPixel = Annotated[Caller, _kind_rule("canViewPixel", "pixel", "pixel_id", check.view_kind)]
UpdatePixel = Annotated[Caller, _kind_rule("canUpdatePixel", "pixel", "pixel_id", check.update_kind)]
DeletePixel = Annotated[Caller, _kind_rule("canDeletePixel", "pixel", "pixel_id", check.delete_kind)]

ViewBoard = Annotated[Caller, _kind_rule("canViewBoard", "board", "board_id", check.view_kind)]
UpdateBoard = Annotated[Caller, _kind_rule("canUpdateBoard", "board", "board_id", check.update_kind)]
DeleteBoard = Annotated[Caller, _kind_rule("canDeleteBoard", "board", "board_id", check.delete_kind)]

ViewTeam = Annotated[Caller, _path_rule("canViewTeam", "team_id", check.view_team)]
ViewTeamUsers = Annotated[
    Caller, _path_rule("canViewTeam", "team_id", check.view_team, "You must be a member of this team.")]
UpdateTeam = Annotated[Caller, _path_rule("canUpdateTeam", "team_id", check.update_team, OWNER_OR_MANAGER)]
DeleteTeam = Annotated[Caller, _path_rule("canDeleteTeam", "team_id", check.delete_team, OWNER_OR_MANAGER)]
DeleteTeamUser = Annotated[Caller, late(_delete_team_user, rule="canDeleteTeamUser(teamId, userId)")]
