"""Statements about one's own account."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, Update, select, update

from app.db.tables import user
from app.web.shapes import USER


def password_of(user_id: str) -> Select[str]:
    """The hash of a user's password."""
    return select(user.c.password).where(user.c.user_id == user_id)


def set_password(user_id: str, hashed: str, at: datetime) -> Any:
    """Replaces the hash; gives the user's row."""
    change: Update = update(user).where(user.c.user_id == user_id).values(password=hashed, updated_at=at)
    return change.returning(*USER)
