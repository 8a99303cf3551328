"""What sites tell of their own about events and sessions, as answers show it (spec 04, section 10)."""

from typing import Any

from sqlalchemy import ColumnElement, Exists, Table, Text, case, exists, func, literal

from app.db.tables import event_data, website_event
from app.sql.scope import EventScope

# Types of a value: 1 text, 2 number, 3 boolean, 4 date, 5 array.
NUMBER, DATE = 2, 4

_HOUR: ColumnElement[str] = literal('YYYY-MM-DD"T"HH24:00:00"Z"', Text)


def without_zeros(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """A stored number without its four decimals where they are zeros."""
    return func.replace(text, ".0000", "")


def shown_value(table: Table) -> ColumnElement[Any]:
    """A value as lists show it: numbers without zero decimals, dates by their hour, all else as stored."""
    return case(
        (table.c.data_type == NUMBER, without_zeros(table.c.string_value)),
        (table.c.data_type == DATE, func.to_char(func.date_trunc("hour", table.c.date_value), _HOUR)),
        else_=table.c.string_value,
    )


def columns_of(table: Table) -> tuple[ColumnElement[Any], ...]:
    """A value as it is stored, in the words of the wire."""
    own = table.c
    return (
        own.data_key.label("dataKey"), own.string_value.label("stringValue"), own.number_value.label("numberValue"),
        own.date_value.label("dateValue"), own.data_type.label("dataType"), own.created_at.label("createdAt"),
    )


def data_of_event(scope: EventScope) -> ColumnElement[bool]:
    """A row of event data belongs to an event, and to the website and the period of the question."""
    return (
        (event_data.c.website_event_id == website_event.c.event_id)
        & (event_data.c.website_id == scope.website_id) & scope.in_period(event_data.c.created_at)
    )


def has_data(scope: EventScope) -> Exists:
    """The event came with data."""
    return exists().where(data_of_event(scope)).correlate(website_event)
