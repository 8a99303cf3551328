"""Statements about tracking pixels."""

from typing import Any

from sqlalchemy import Select, delete, insert, select, update

from app.db.tables import pixel
from app.web.paging import contains
from app.web.shapes import PIXEL


def own(user_id: str, search: str | None) -> Select[Any]:
    """The user's pixels; unlike links, deleted ones too."""
    return select(*PIXEL).where(pixel.c.user_id == user_id, contains(search, pixel.c.name, pixel.c.slug))


def by_id(pixel_id: str) -> Select[Any]:
    """A pixel."""
    return select(*PIXEL).where(pixel.c.pixel_id == pixel_id)


def create(**values: Any) -> Any:
    """A new pixel; gives its row."""
    return insert(pixel).values(**values).returning(*PIXEL)


def change(pixel_id: str, **values: Any) -> Any:
    """Changes a pixel; gives its row."""
    return update(pixel).where(pixel.c.pixel_id == pixel_id).values(**values).returning(*PIXEL)


def remove(pixel_id: str) -> Any:
    """Deletes a pixel and gives its slug; its events, sessions and shares stay, as in Umami."""
    return delete(pixel).where(pixel.c.pixel_id == pixel_id).returning(pixel.c.slug)
