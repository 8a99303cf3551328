"""Statements about accounts."""

from typing import Any

from sqlalchemy import Select, func, insert, select, update

from app.access.roles import TEAM_OWNER
from app.db.tables import team_user, user, website
from app.web.paging import contains
from app.web.shapes import USER, columns

_ADMIN_USER = columns(user, "user_id", "username", "role", "logo_url", "display_name", "created_at", "updated_at",
                      "deleted_at")


def by_id(user_id: str) -> Select[Any]:
    """A user that is not deleted: id, username, role, createdAt."""
    return select(*USER).where(user.c.user_id == user_id, user.c.deleted_at.is_(None))


def id_of_name(username: str, *, also_deleted: bool) -> Select[str]:
    """The id of the user of exactly this name."""
    found = select(user.c.user_id).where(user.c.username == username)
    return found if also_deleted else found.where(user.c.deleted_at.is_(None))


def create(**values: Any) -> Any:
    """A new user; gives id, username, role."""
    return insert(user).values(**values).returning(*USER[:3])


def change(user_id: str, **values: Any) -> Any:
    """Changes a user; gives the row."""
    return update(user).where(user.c.user_id == user_id).values(**values).returning(*USER)


def all_users(search: str | None) -> Select[Any]:
    """Every user that is not deleted, with the number of websites."""
    count = (
        select(func.count()).select_from(website)
        .where(website.c.user_id == user.c.user_id, website.c.deleted_at.is_(None)).scalar_subquery()
    )
    return (
        select(*_ADMIN_USER, count.label("_count.websites"))
        .where(user.c.deleted_at.is_(None), contains(search, user.c.username))
    )


def websites_of(user_id: str) -> Select[str]:
    """The ids of the user's own websites."""
    return select(website.c.website_id).where(website.c.user_id == user_id)


def teams_owned_by(user_id: str) -> Select[str]:
    """The ids of the teams that the user owns."""
    return select(team_user.c.team_id).where(team_user.c.user_id == user_id, team_user.c.role == TEAM_OWNER)

