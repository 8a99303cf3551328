"""Statements about websites."""

from typing import Any

from sqlalchemy import ColumnElement, Insert, Select, and_, insert, or_, select, update

from app.access.roles import TEAM_OWNER
from app.db.tables import share, team, team_user, user, website
from app.web.paging import contains
from app.web.shapes import SHARE_ID, TEAM, TEAM_USER, WEBSITE

_USER = (user.c.username.label("user.username"), user.c.user_id.label("user.id"))


def _matches(search: str | None) -> ColumnElement[bool]:
    return contains(search, website.c.name, website.c.domain)


def by_id(website_id: str) -> Select[Any]:
    """A website with its newest share's slug."""
    return select(*WEBSITE, SHARE_ID).where(website.c.website_id == website_id)


def own(user_id: str, search: str | None = None) -> Select[Any]:
    """The user's own websites (not deleted), each with the user."""
    return (
        select(*WEBSITE, *_USER, SHARE_ID)
        .select_from(website.join(user, user.c.user_id == website.c.user_id))
        .where(website.c.user_id == user_id, website.c.deleted_at.is_(None), _matches(search))
    )


def own_and_of_teams(user_id: str, search: str | None = None) -> Select[Any]:
    """The user's own websites and those of the teams (not deleted) that the user owns."""
    teams = (
        select(team_user.c.team_id).join(team, team.c.team_id == team_user.c.team_id)
        .where(team_user.c.user_id == user_id, team_user.c.role == TEAM_OWNER, team.c.deleted_at.is_(None))
    )
    mine = or_(website.c.user_id == user_id, website.c.team_id.in_(teams))
    return select(*WEBSITE, SHARE_ID).where(mine, website.c.deleted_at.is_(None), _matches(search))


def all_websites(search: str | None) -> Select[Any]:
    """All websites (not deleted), each with its user and its team."""
    joined = (
        website.outerjoin(user, user.c.user_id == website.c.user_id)
        .outerjoin(team, team.c.team_id == website.c.team_id)
    )
    in_team = [column.element.label(f"team.{column.name}") for column in TEAM]
    return (
        select(*WEBSITE, *_USER, *in_team, SHARE_ID).select_from(joined)
        .where(website.c.deleted_at.is_(None), _matches(search))
    )


def team_owners(team_ids: list[str]) -> Select[Any]:
    """The members of these teams that own them."""
    return (
        select(*TEAM_USER).where(and_(team_user.c.team_id.in_(team_ids), team_user.c.role == TEAM_OWNER))
        .order_by(team_user.c.created_at, team_user.c.team_user_id)
    )


def create(**values: Any) -> Any:
    """A new website; gives its row."""
    return insert(website).values(**values).returning(*WEBSITE)


def change(website_id: str, **values: Any) -> Any:
    """Changes a website; gives its row."""
    return update(website).where(website.c.website_id == website_id).values(**values).returning(*WEBSITE)


def publish(**values: Any) -> Insert:
    """The share that a website's `shareId` stands for: type 1, showing overview and events."""
    return insert(share).values(**values, share_type=1, parameters={"overview": True, "events": True})
