"""Statements about short links."""

from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from app.db.tables import link
from app.web.paging import contains
from app.web.shapes import LINK


def own(user_id: str, search: str | None) -> Select[Any]:
    """The user's links that are not deleted."""
    found = contains(search, link.c.name, link.c.url, link.c.slug)
    return select(*LINK).where(link.c.user_id == user_id, link.c.deleted_at.is_(None), found)


def by_id(link_id: str) -> Select[Any]:
    """A link."""
    return select(*LINK).where(link.c.link_id == link_id)


def create(**values: Any) -> Any:
    """A new link; gives its row."""
    return insert(link).values(**values).returning(*LINK)


def change(link_id: str, **values: Any) -> Any:
    """Changes a link; gives its row."""
    return update(link).where(link.c.link_id == link_id).values(**values).returning(*LINK)


def remove(link_id: str) -> Any:
    """Deletes a link and gives its slug; its events, sessions and shares stay, as in Umami."""
    return delete(link).where(link.c.link_id == link_id).returning(link.c.slug)
