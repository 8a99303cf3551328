"""Statements about teams and their members."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, delete, func, insert, select, update

from app.db.tables import board as board_table
from app.db.tables import link, pixel, team, team_user, user, website
from app.web.paging import contains
from app.web.shapes import BOARD, LINK, PIXEL, SHARE_ID, TEAM, TEAM_USER, WEBSITE


def _with_counts() -> Select[Any]:
    websites = (
        select(func.count()).select_from(website)
        .where(website.c.team_id == team.c.team_id, website.c.deleted_at.is_(None)).scalar_subquery()
    )
    members = (
        select(func.count()).select_from(team_user.join(user, user.c.user_id == team_user.c.user_id))
        .where(team_user.c.team_id == team.c.team_id, user.c.deleted_at.is_(None)).scalar_subquery()
    )
    return select(*TEAM, websites.label("_count.websites"), members.label("_count.members"))


def teams_of(user_id: str) -> Select[Any]:
    """The teams (not deleted) of which the user is a member, with counts of websites and members."""
    mine = select(team_user.c.team_id).where(team_user.c.user_id == user_id)
    return _with_counts().where(team.c.team_id.in_(mine), team.c.deleted_at.is_(None))


def all_teams(search: str | None) -> Select[Any]:
    """All teams, deleted ones too, with counts."""
    return _with_counts().where(contains(search, team.c.name))


def members_of(team_ids: Sequence[str]) -> Select[Any]:
    """The members of these teams with their users (null where one is gone), by joining."""
    return (
        select(*TEAM_USER, user.c.user_id.label("user.id"), user.c.username.label("user.username"))
        .select_from(team_user.outerjoin(user, user.c.user_id == team_user.c.user_id))
        .where(team_user.c.team_id.in_(team_ids))
        .order_by(team_user.c.created_at, team_user.c.team_user_id)
    )


def member_rows(team_id: str) -> Select[Any]:
    """The members of a team, as rows of their own."""
    return (
        select(*TEAM_USER).where(team_user.c.team_id == team_id)
        .order_by(team_user.c.created_at, team_user.c.team_user_id)
    )


def active_members(team_id: str, search: str | None) -> Select[Any]:
    """The members of a team whose user is not deleted, with the user; searched by name."""
    return (
        select(*TEAM_USER, user.c.user_id.label("user.id"), user.c.username.label("user.username"))
        .select_from(team_user.join(user, user.c.user_id == team_user.c.user_id))
        .where(team_user.c.team_id == team_id, user.c.deleted_at.is_(None), contains(search, user.c.username))
    )


def by_id(team_id: str) -> Select[Any]:
    """A team."""
    return select(*TEAM).where(team.c.team_id == team_id)


def by_code(access_code: str) -> Select[Any]:
    """The team (not deleted) of an access code."""
    return select(*TEAM).where(team.c.access_code == access_code, team.c.deleted_at.is_(None))


def create(**values: Any) -> Any:
    """A new team; gives its row."""
    return insert(team).values(**values).returning(*TEAM)


def change(team_id: str, **values: Any) -> Any:
    """Changes a team; gives its row."""
    return update(team).where(team.c.team_id == team_id).values(**values).returning(*TEAM)


def member(team_id: str, user_id: str) -> Select[Any]:
    """A user's membership."""
    return (
        select(*TEAM_USER).where(team_user.c.team_id == team_id, team_user.c.user_id == user_id)
        .order_by(team_user.c.created_at).limit(1)
    )


def add_member(**values: Any) -> Any:
    """A new member; gives the row."""
    return insert(team_user).values(**values).returning(*TEAM_USER)


def change_member(team_user_id: str, **values: Any) -> Any:
    """Changes a membership; gives the row."""
    return update(team_user).where(team_user.c.team_user_id == team_user_id).values(**values).returning(*TEAM_USER)


def remove_member(team_id: str, user_id: str) -> Any:
    """Ends a membership."""
    return delete(team_user).where(team_user.c.team_id == team_id, team_user.c.user_id == user_id)


def user_exists(user_id: str) -> Select[str]:
    """The id of a user that is not deleted."""
    return select(user.c.user_id).where(user.c.user_id == user_id, user.c.deleted_at.is_(None))


def websites(team_id: str, search: str | None) -> Select[Any]:
    """The websites (not deleted) of a team, each with the user who made it."""
    return (
        select(*WEBSITE, user.c.user_id.label("createUser.id"), user.c.username.label("createUser.username"), SHARE_ID)
        .select_from(website.outerjoin(user, user.c.user_id == website.c.created_by))
        .where(website.c.team_id == team_id, website.c.deleted_at.is_(None),
               contains(search, website.c.name, website.c.domain))
    )


def links(team_id: str, search: str | None) -> Select[Any]:
    """The links of a team, deleted ones too."""
    return select(*LINK).where(link.c.team_id == team_id, contains(search, link.c.name, link.c.url, link.c.slug))


def pixels(team_id: str, search: str | None) -> Select[Any]:
    """The pixels of a team, deleted ones too."""
    return select(*PIXEL).where(pixel.c.team_id == team_id, contains(search, pixel.c.name, pixel.c.slug))


def boards(team_id: str, search: str | None) -> Select[Any]:
    """The boards of a team other than dashboards."""
    found = contains(search, board_table.c.name, board_table.c.description)
    return select(*BOARD).where(board_table.c.team_id == team_id, board_table.c.type != "dashboard", found)
