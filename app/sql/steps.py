"""Steps that visitors take, as goals and funnels name them: a page's path, or an event's name (spec 05, section 4)."""

from sqlalchemy import ColumnElement

from app.db.tables import website_event


def reached(kind: str, value: str) -> ColumnElement[bool]:
    """The event is on that path, or has that name for any other `kind`; events of all types count.

    A value that begins or ends with an asterisk is a LIKE pattern with `%` in its place, in which `%`, `_` and `\\` of
    the value are at work as well. Any other value must be equal.
    """
    column = website_event.c.url_path if kind == "path" else website_event.c.event_name
    if not value.startswith("*") and not value.endswith("*"):
        return column == value
    pattern = "%" + value[1:] if value.startswith("*") else value
    return column.like(pattern[:-1] + "%" if pattern.endswith("*") else pattern)
