"""Several statements about teams that belong together."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.roles import TEAM_OWNER
from app.errors import NotFound
from app.lib.codes import random_code
from app.lib.dates import now
from app.manage.teams import queries
from app.sql.teams import delete_teams
from app.web.paging import Page, Paging, page_of
from app.web.shapes import nested


async def create_team(conn: AsyncConnection, name: str, owner_id: str, new_id: Callable[[], str]) -> list[Any]:
    """A team and its owner, as the array that Umami answers."""
    at, team_id = now(), new_id()
    made = await conn.execute(queries.create(
        team_id=team_id, name=name, access_code=f"team_{random_code()}", created_at=at, updated_at=at))
    owner = await conn.execute(queries.add_member(
        team_user_id=new_id(), team_id=team_id, user_id=owner_id, role=TEAM_OWNER, created_at=at, updated_at=at))
    return [made.one(), owner.one()]


async def delete_team(conn: AsyncConnection, team_id: str) -> None:
    """Deletes a team. Errors: NotFound."""
    gone = 0
    for statement in delete_teams([team_id]):
        gone = (await conn.execute(statement)).rowcount
    if not gone:
        raise NotFound("Team not found.", code="team-not-found")


async def page_with_members(
    conn: AsyncConnection, teams: Select[Any], ask: Paging, *order: ColumnElement[Any],
) -> Page:
    """A page of teams, each with its members."""
    page = await page_of(conn, teams, ask, *order)
    members: defaultdict[str, list[Any]] = defaultdict(list)
    found = await conn.execute(queries.members_of([team["id"] for team in page["data"]]))
    for member in found.mappings():
        members[member["teamId"]].append(nested(member))
    for team in page["data"]:
        counts = team.pop("_count")
        team |= {"members": members[team["id"]], "_count": counts}
    return page
