"""Statements about saved reports."""

from typing import Any

from sqlalchemy import Delete, Select, delete, exists, insert, select, update

from app.db.tables import report, website
from app.web.shapes import REPORT


def of_website(website_id: str, kind: str | None, *, of_living_website: bool) -> Select[Any]:
    """The reports of a website; `of_living_website` hides them where it is soft-deleted."""
    found = select(*REPORT).where(report.c.website_id == website_id)
    if kind is not None:
        found = found.where(report.c.type == kind)
    if of_living_website:
        living = exists().where(website.c.website_id == report.c.website_id, website.c.deleted_at.is_(None))
        found = found.where(living)
    return found


def by_id(report_id: str) -> Select[Any]:
    """A saved report."""
    return select(*REPORT).where(report.c.report_id == report_id)


def website_exists(website_id: str) -> Select[str]:
    """The id of a website, if there is one."""
    return select(website.c.website_id).where(website.c.website_id == website_id)


def create(**values: Any) -> Any:
    """A new report; gives its row."""
    return insert(report).values(**values).returning(*REPORT)


def change(report_id: str, **values: Any) -> Any:
    """Changes a report; gives its row."""
    return update(report).where(report.c.report_id == report_id).values(**values).returning(*REPORT)


def remove(report_id: str) -> Delete:
    """Deletes a report."""
    return delete(report).where(report.c.report_id == report_id)
