"""Statements about segments and cohorts."""

from typing import Any

from sqlalchemy import Delete, Select, delete, insert, select, update

from app.db.tables import segment
from app.web.paging import contains
from app.web.shapes import SEGMENT


def of_website(website_id: str, kind: str, search: str | None) -> Select[Any]:
    """The segments or the cohorts of a website."""
    return select(*SEGMENT).where(
        segment.c.website_id == website_id, segment.c.type == kind, contains(search, segment.c.name))


def by_id(website_id: str, segment_id: str) -> Select[Any]:
    """A segment of this website."""
    return select(*SEGMENT).where(segment.c.website_id == website_id, segment.c.segment_id == segment_id)


def create(**values: Any) -> Any:
    """A new segment; gives its row."""
    return insert(segment).values(**values).returning(*SEGMENT)


def change(website_id: str, segment_id: str, **values: Any) -> Any:
    """Changes a segment of this website; gives its row."""
    mine = (segment.c.website_id == website_id, segment.c.segment_id == segment_id)
    return update(segment).where(*mine).values(**values).returning(*SEGMENT)


def remove(website_id: str, segment_id: str) -> Delete:
    """Deletes a segment of this website."""
    return delete(segment).where(segment.c.website_id == website_id, segment.c.segment_id == segment_id)
