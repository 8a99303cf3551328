"""Statements about shares, what they share, and who may see that."""

from typing import Any

from sqlalchemy import Delete, Select, Subquery, delete, insert, or_, select, union_all, update

from app.access.roles import ADMIN
from app.access.rules import KINDS
from app.db.tables import board, link, pixel, share, team_user, user, website
from app.web.shapes import SHARE

_KEYS = {"website": website.c.website_id, "link": link.c.link_id, "pixel": pixel.c.pixel_id, "board": board.c.board_id}
_TYPES = dict(enumerate(KINDS, start=1))


def create(**values: Any) -> Any:
    """A new share; gives its row."""
    return insert(share).values(**values).returning(*SHARE)


def change(share_id: str, **values: Any) -> Any:
    """Changes a share; gives its row."""
    return update(share).where(share.c.share_id == share_id).values(**values).returning(*SHARE)


def remove(share_id: str) -> Delete:
    """Deletes a share."""
    return delete(share).where(share.c.share_id == share_id)


def by_id(share_id: str) -> Select[Any]:
    """A share."""
    return select(*SHARE).where(share.c.share_id == share_id)


def by_slug(slug: str) -> Select[Any]:
    """A share, by what is in its address."""
    return select(*SHARE).where(share.c.slug == slug)


def of_entity(entity_id: str) -> Select[Any]:
    """The shares of a website, link, pixel or board."""
    return select(*SHARE).where(share.c.entity_id == entity_id)


def entity(share_type: int, entity_id: str) -> Select[str] | None:
    """The id of the thing that a share of this type shares, if it exists; None for a type that is none."""
    kind = _TYPES.get(share_type)
    return select(_KEYS[kind]).where(_KEYS[kind] == entity_id) if kind else None


def board_by_id(board_id: str) -> Select[Any]:
    """What a board shows and whose it is: parameters, user_id, team_id."""
    return select(board.c.parameters, board.c.user_id, board.c.team_id).where(board.c.board_id == board_id)


def people_of(user_id: str | None, team_id: str | None) -> Subquery:
    """Those whom a board belongs to: its user, or else the members of its team. Column user_id."""
    if user_id is not None:
        return select(user.c.user_id).where(user.c.user_id == user_id).subquery()
    return select(team_user.c.user_id).where(team_user.c.team_id == team_id).subquery()


def an_admin_of(people: Subquery) -> Select[str]:
    """An admin among people, who may see everything."""
    return select(user.c.user_id).where(user.c.user_id.in_(select(people)), user.c.role == ADMIN).limit(1)


def seen_by(people: Subquery, ids: list[str]) -> Any:
    """Those of `ids` that one of the people may see: websites, links and pixels, of their own or of their teams."""
    teams = select(team_user.c.team_id).where(team_user.c.user_id.in_(select(people)))
    return union_all(*(
        select(key).where(key.in_(ids), or_(
            table.c.user_id.in_(select(people)), table.c.user_id.is_(None) & table.c.team_id.in_(teams)))
        for table, key in ((website, website.c.website_id), (link, link.c.link_id), (pixel, pixel.c.pixel_id))
    ))
