"""/api/teams and /api/admin/teams: teams, their members and what belongs to them (spec 03, section 2)."""

from typing import Annotated, Any

from fastapi import Query

from app.access import check
from app.access.roles import TEAM_MEMBER
from app.db.tables import board, link, pixel, team, team_user, website
from app.errors import BadRequest, NotFound
from app.lib.dates import now
from app.manage.teams import actions, queries
from app.manage.teams.schemas import (
    Joining,
    ListedTeam,
    MemberAnswer,
    MemberChange,
    NewMember,
    NewTeam,
    TeamAnswer,
    TeamChange,
    TeamWebsite,
)
from app.web.answers import OK, Ok
from app.web.connection import Conn
from app.web.errors import refuse_taken
from app.web.ids import NewId
from app.web.paging import Page, Paging, Searching, page_of
from app.web.permissions import (
    Admin,
    DeleteTeam,
    DeleteTeamUser,
    Id,
    SameUser,
    SignedIn,
    UpdateTeam,
    ViewTeam,
    ViewTeamUsers,
    require,
)
from app.web.route import asks, new_router
from app.web.rows import BoardRow, LinkRow, PageOf, PixelRow, TeamRow, TeamUserRow

router = new_router()

_NOT_IN_TEAM = "The User does not exists on this team."


def _not_found() -> NotFound:
    return NotFound("Team not found.", code="team-not-found")


@router.get("/api/me/teams", response_model=PageOf[ListedTeam])
@router.get("/api/teams", response_model=PageOf[ListedTeam])
async def my_teams(ask: Annotated[Paging, Query()], caller: SignedIn, conn: Conn) -> Page:
    """The teams of the caller, with members and counts."""
    return await actions.page_with_members(conn, queries.teams_of(caller.user_id), ask, team.c.team_id)


@router.get("/api/users/{user_id}/teams", response_model=PageOf[ListedTeam])
async def teams_of_user(user_id: Id, ask: Annotated[Paging, Query()], caller: SameUser, conn: Conn) -> Page:
    """The teams of a user, with members and counts."""
    return await actions.page_with_members(conn, queries.teams_of(user_id), ask, team.c.team_id)


@router.get("/api/admin/teams", response_model=PageOf[ListedTeam])
async def all_teams(ask: Annotated[Searching, Query()], caller: Admin, conn: Conn) -> Page:
    """All teams, newest first, deleted ones too."""
    teams = queries.all_teams(ask.search)
    page = await actions.page_with_members(conn, teams, ask, team.c.created_at.desc(), team.c.team_id.desc())
    return page


@router.post(
    "/api/teams", response_model=list[TeamRow | TeamUserRow], **asks("canCreateTeam; for another ownerId admin"),
)
async def create_team(body: NewTeam, caller: SignedIn, conn: Conn, new_id: NewId) -> list[Any]:
    """The new team and its owner, as an array. Only an admin makes one for somebody else (Umami lets anybody)."""
    require(check.create_team(caller))
    owner_id = body.owner_id or caller.user_id
    if owner_id != caller.user_id:
        require(caller.is_admin)
        if not await conn.scalar(queries.user_exists(owner_id)):
            raise NotFound
    return await actions.create_team(conn, body.name, owner_id, new_id)


@router.post("/api/teams/join", response_model=TeamUserRow)
async def join_team(body: Joining, caller: SignedIn, conn: Conn, new_id: NewId) -> Any:
    """The caller's new membership in the team of an access code."""
    found = (await conn.execute(queries.by_code(body.access_code))).first()
    if found is None:
        raise _not_found()
    if (await conn.execute(queries.member(found.id, caller.user_id))).first():
        raise BadRequest("User is already a team member.")
    at = now()
    return (await conn.execute(queries.add_member(
        team_user_id=new_id(), team_id=found.id, user_id=caller.user_id, role=TEAM_MEMBER, created_at=at,
        updated_at=at,
    ))).one()


@router.get("/api/teams/{team_id}", response_model=TeamAnswer)
async def team_by_id(team_id: Id, caller: ViewTeam, conn: Conn) -> dict[str, Any]:
    """A team with its members."""
    found = (await conn.execute(queries.by_id(team_id))).mappings().first()
    if found is None:
        raise _not_found()
    return {**found, "members": (await conn.execute(queries.member_rows(team_id))).all()}


@router.post("/api/teams/{team_id}", response_model=TeamRow)
async def change_team(team_id: Id, body: TeamChange, caller: UpdateTeam, conn: Conn) -> Any:
    """Changes name or access code."""
    with refuse_taken("That access code is already taken."):
        changed = (await conn.execute(queries.change(team_id, **body.given(), updated_at=now()))).first()
    if changed is None:
        raise _not_found()
    return changed


@router.delete("/api/teams/{team_id}", response_model=Ok)
async def delete_team(team_id: Id, caller: DeleteTeam, conn: Conn) -> dict[str, bool]:
    """Deletes a team; its websites, links, pixels and boards stay, without an owner."""
    await actions.delete_team(conn, team_id)
    return OK


@router.get("/api/teams/{team_id}/users", response_model=PageOf[MemberAnswer])
async def members(
    team_id: Id, ask: Annotated[Searching, Query()], caller: ViewTeamUsers, conn: Conn,
) -> Page:
    """The members of a team, oldest first."""
    rows = queries.active_members(team_id, ask.search)
    return await page_of(conn, rows, ask, team_user.c.created_at, team_user.c.team_user_id)


@router.post("/api/teams/{team_id}/users", response_model=TeamUserRow)
async def add_member(team_id: Id, body: NewMember, caller: UpdateTeam, conn: Conn, new_id: NewId) -> Any:
    """A new member. Errors: NotFound for a team or user that does not exist, where Umami would store it."""
    if (await conn.execute(queries.member(team_id, body.user_id))).first():
        raise BadRequest("User is already a member of the Team.")
    if not (await conn.execute(queries.by_id(team_id))).first():
        raise _not_found()
    if not await conn.scalar(queries.user_exists(body.user_id)):
        raise NotFound
    at = now()
    return (await conn.execute(queries.add_member(
        team_user_id=new_id(), team_id=team_id, user_id=body.user_id, role=body.role, created_at=at, updated_at=at,
    ))).one()


@router.get("/api/teams/{team_id}/users/{user_id}", response_model=TeamUserRow | None)
async def member(team_id: Id, user_id: Id, caller: UpdateTeam, conn: Conn) -> Any:
    """A member, or null."""
    return (await conn.execute(queries.member(team_id, user_id))).first()


@router.post("/api/teams/{team_id}/users/{user_id}", response_model=TeamUserRow)
async def change_member(team_id: Id, user_id: Id, body: MemberChange, caller: UpdateTeam, conn: Conn) -> Any:
    """Gives a member another role."""
    found = (await conn.execute(queries.member(team_id, user_id))).first()
    if found is None:
        raise BadRequest(_NOT_IN_TEAM)
    return (await conn.execute(queries.change_member(found.id, role=body.role, updated_at=now()))).one()


@router.delete("/api/teams/{team_id}/users/{user_id}", response_model=Ok)
async def remove_member(team_id: Id, user_id: Id, caller: DeleteTeamUser, conn: Conn) -> dict[str, bool]:
    """Ends a membership: one's own, or another's as owner or manager."""
    if not (await conn.execute(queries.remove_member(team_id, user_id))).rowcount:
        raise BadRequest(_NOT_IN_TEAM)
    return OK


@router.get("/api/teams/{team_id}/websites", response_model=PageOf[TeamWebsite])
async def team_websites(team_id: Id, ask: Annotated[Searching, Query()], caller: ViewTeam, conn: Conn) -> Page:
    """The websites of a team."""
    return await page_of(conn, queries.websites(team_id, ask.search), ask, website.c.website_id)


@router.get("/api/teams/{team_id}/links", response_model=PageOf[LinkRow])
async def team_links(team_id: Id, ask: Annotated[Searching, Query()], caller: ViewTeam, conn: Conn) -> Page:
    """The links of a team."""
    return await page_of(conn, queries.links(team_id, ask.search), ask, link.c.link_id)


@router.get("/api/teams/{team_id}/pixels", response_model=PageOf[PixelRow])
async def team_pixels(team_id: Id, ask: Annotated[Searching, Query()], caller: ViewTeam, conn: Conn) -> Page:
    """The pixels of a team."""
    return await page_of(conn, queries.pixels(team_id, ask.search), ask, pixel.c.pixel_id)


@router.get("/api/teams/{team_id}/boards", response_model=PageOf[BoardRow])
async def team_boards(team_id: Id, ask: Annotated[Searching, Query()], caller: ViewTeam, conn: Conn) -> Page:
    """The boards of a team."""
    return await page_of(conn, queries.boards(team_id, ask.search), ask, board.c.board_id)
