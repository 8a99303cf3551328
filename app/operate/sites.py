"""Websites as an operator names them."""

from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.db.tables import link, pixel, website
from app.lib.ids import UUID


class Site(NamedTuple):
    """A website, link or pixel."""

    id: str
    name: str


def named(text: str) -> Select[str, str]:
    """The websites, not deleted, of this id, or else of this domain or name."""
    found = select(website.c.website_id, website.c.name).where(website.c.deleted_at.is_(None))
    if UUID.fullmatch(text):
        return found.where(website.c.website_id == text.lower())
    return found.where(or_(website.c.domain == text, website.c.name == text))


def collecting(entity_id: str) -> list[Select[str, str]]:
    """The link or the pixel of this id: they collect as websites do."""
    return [
        select(key, table.c.name).where(key == entity_id)
        for table, key in ((link, link.c.link_id), (pixel, pixel.c.pixel_id))
    ]


async def find(conn: AsyncConnection, text: str, *, or_other: bool = False) -> Site:
    """The one website of this id, domain or name; with `or_other` also a link or pixel, by its id.

    Errors: ValueError where there is none, or more than one.
    """
    found = [Site(*row) for row in (await conn.execute(named(text))).all()]
    if not found and or_other and UUID.fullmatch(text):
        for statement in collecting(text.lower()):
            found += [Site(*row) for row in (await conn.execute(statement)).all()]
    if not found:
        raise ValueError(f"There is no website {text!r}.")
    if len(found) > 1:
        ids = ", ".join(site.id for site in found)
        raise ValueError(f"There are {len(found)} websites {text!r}; name one by its id: {ids}.")
    return found[0]
