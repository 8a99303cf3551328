"""Statements about the account that signs in."""

from typing import Any

from sqlalchemy import Select, select

from app.db.tables import team, team_user, user


def account_named(username: str) -> Select[Any]:
    """The account of exactly this name that is not deleted, with the hash of its password."""
    return (
        select(user.c.user_id, user.c.username, user.c.role, user.c.created_at, user.c.password)
        .where(user.c.username == username, user.c.deleted_at.is_(None))
    )


def teams_of(user_id: str) -> Select[Any]:
    """The user's teams that are not deleted, as login shows them: id, name, logoUrl."""
    return (
        select(team.c.team_id.label("id"), team.c.name, team.c.logo_url.label("logoUrl"))
        .join(team_user, team_user.c.team_id == team.c.team_id)
        .where(team_user.c.user_id == user_id, team.c.deleted_at.is_(None))
        .order_by(team.c.created_at, team.c.team_id)
    )
