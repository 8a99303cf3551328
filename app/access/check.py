"""The rules of spec 02, section 5, asked of the database. Each is a claim about a caller and an id.

An admin passes first, also for ids that do not exist, except in the two rules of transfer.
"""

from collections.abc import Collection

from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import queries
from app.access.roles import Permission, account_may, team_may
from app.access.rules import (
    KINDS,
    Caller,
    Kind,
    Owned,
    may_create,
    may_transfer_to_team,
    may_transfer_to_user,
    owns_any,
    share_opens,
)


async def owners_of(
    conn: AsyncConnection, caller: Caller, entity_id: str, kinds: Collection[str] = KINDS,
) -> list[Owned]:
    """Whose the things of this id are; empty for an id that nothing has."""
    rows = await conn.execute(queries.owners(entity_id, caller.user_id, kinds))
    return [Owned(row.kind, row.user_id, row.team_id, row.team_role) for row in rows]


async def id_is_free(conn: AsyncConnection, entity_id: str) -> bool:
    """Whether no website, link, pixel or board has this id.

    All four share their ids where views are concerned: who could make a link with the id of another's website would
    be let in to its statistics. Umami lets them.
    """
    return not (await conn.execute(queries.owners(entity_id, None, KINDS))).first()


async def team_role(conn: AsyncConnection, caller: Caller, team_id: str) -> str | None:
    """The caller's role in the team."""
    if caller.user_id is None:
        return None
    role: str | None = await conn.scalar(queries.role_in_team(team_id, caller.user_id))
    return role


async def _passes(
    conn: AsyncConnection, caller: Caller, entity_id: str, kinds: Collection[str], permission: Permission | None = None,
) -> bool:
    if caller.is_admin:
        return True
    if caller.user is None:
        return False
    return owns_any(caller, await owners_of(conn, caller, entity_id, kinds), permission)


async def view_website(conn: AsyncConnection, caller: Caller, website_id: str) -> bool:
    """canViewWebsite: the id may be a website's, link's, pixel's or board's."""
    return share_opens(caller, "website", website_id) or await _passes(conn, caller, website_id, KINDS)


async def update_website(conn: AsyncConnection, caller: Caller, website_id: str) -> bool:
    """canUpdateWebsite: of a website row only."""
    return await _passes(conn, caller, website_id, ["website"], "website:update")


async def delete_website(conn: AsyncConnection, caller: Caller, website_id: str) -> bool:
    """canDeleteWebsite: of a website row only."""
    return await _passes(conn, caller, website_id, ["website"], "website:delete")


async def create_website(conn: AsyncConnection, caller: Caller, team_id: str | None) -> bool:
    """canCreateWebsite, and in a team canCreateTeamWebsite as well. Links, pixels and boards are made by it too."""
    role = await team_role(conn, caller, team_id) if team_id and not caller.is_admin else None
    return may_create(caller, role, in_team=bool(team_id))


async def transfer_to_user(conn: AsyncConnection, caller: Caller, website_id: str, user_id: str) -> bool:
    """canTransferWebsiteToUser."""
    sites = await owners_of(conn, caller, website_id, ["website"])
    return may_transfer_to_user(caller, sites[0] if sites else None, user_id)


async def transfer_to_team(conn: AsyncConnection, caller: Caller, website_id: str, team_id: str) -> bool:
    """canTransferWebsiteToTeam."""
    sites = await owners_of(conn, caller, website_id, ["website"])
    return may_transfer_to_team(caller, sites[0] if sites else None, await team_role(conn, caller, team_id))


async def view_entity(conn: AsyncConnection, caller: Caller, entity_id: str) -> bool:
    """canViewEntity: shares do not count."""
    return await _passes(conn, caller, entity_id, KINDS)


async def update_entity(conn: AsyncConnection, caller: Caller, entity_id: str) -> bool:
    """canUpdateEntity."""
    return await _passes(conn, caller, entity_id, KINDS, "website:update")


async def delete_entity(conn: AsyncConnection, caller: Caller, entity_id: str) -> bool:
    """canDeleteEntity."""
    return await _passes(conn, caller, entity_id, KINDS, "website:delete")


async def view_kind(conn: AsyncConnection, caller: Caller, kind: Kind, entity_id: str) -> bool:
    """canViewLink, canViewPixel, canViewBoard."""
    return share_opens(caller, kind, entity_id) or await _passes(conn, caller, entity_id, [kind])


async def update_kind(conn: AsyncConnection, caller: Caller, kind: Kind, entity_id: str) -> bool:
    """canUpdateLink, canUpdatePixel, canUpdateBoard."""
    return await _passes(conn, caller, entity_id, [kind], "website:update")


async def delete_kind(conn: AsyncConnection, caller: Caller, kind: Kind, entity_id: str) -> bool:
    """canDeleteLink, canDeletePixel, canDeleteBoard."""
    return await _passes(conn, caller, entity_id, [kind], "website:delete")


def create_team(caller: Caller) -> bool:
    """canCreateTeam."""
    return caller.user is not None and account_may(caller.user.role, "team:create")


async def view_team(conn: AsyncConnection, caller: Caller, team_id: str) -> bool:
    """canViewTeam: a member, whatever the role."""
    return caller.is_admin or await team_role(conn, caller, team_id) is not None


async def update_team(conn: AsyncConnection, caller: Caller, team_id: str) -> bool:
    """canUpdateTeam."""
    return caller.is_admin or team_may(await team_role(conn, caller, team_id), "team:update")


async def delete_team(conn: AsyncConnection, caller: Caller, team_id: str) -> bool:
    """canDeleteTeam."""
    return caller.is_admin or team_may(await team_role(conn, caller, team_id), "team:delete")


async def delete_team_user(conn: AsyncConnection, caller: Caller, team_id: str, user_id: str) -> bool:
    """canDeleteTeamUser: oneself (to leave), or somebody else as owner or manager."""
    return caller.user_id == user_id or await update_team(conn, caller, team_id)


async def view_report(conn: AsyncConnection, caller: Caller, user_id: str, website_id: str) -> bool:
    """canViewReport, for a report of this creator and website."""
    return caller.user_id == user_id or await view_website(conn, caller, website_id)


async def update_report(conn: AsyncConnection, caller: Caller, user_id: str, website_id: str) -> bool:
    """canUpdateReport, for a report of this creator and website."""
    return caller.user_id == user_id or await update_website(conn, caller, website_id)


async def delete_report(conn: AsyncConnection, caller: Caller, user_id: str, website_id: str) -> bool:
    """canDeleteReport, for a report of this creator and website."""
    return caller.user_id == user_id or await delete_website(conn, caller, website_id)
