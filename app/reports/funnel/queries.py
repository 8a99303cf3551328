"""The statement of a funnel (spec 05, section 5)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, and_, case, exists, func, select

from app.db.tables import event_data, website_event
from app.reports.funnel.schemas import PropertyFilter, Step
from app.sql.own_data import NUMBER, data_of_event, without_zeros
from app.sql.scope import EventScope
from app.sql.steps import reached

_WHO_AND_WHEN = (website_event.c.session_id, website_event.c.created_at)

# All ask for a value that there is: neither `neq` nor `dnc` is true of an event without the property.
_OPERATORS: dict[str, Callable[[ColumnElement[Any], str], ColumnElement[bool]]] = {
    "eq": lambda told, value: told == value,
    "neq": lambda told, value: told != value,
    "c": lambda told, value: told.ilike(f"%{value}%"),
    "dnc": lambda told, value: told.not_ilike(f"%{value}%"),
}


def visitors_by_step(scope: EventScope, steps: Sequence[Step], window: float) -> Select[Any]:
    """One row: how many visitors came to each step, in the order of the steps.

    The next step counts within `window` minutes of the event that was the one before, both ends included, so that one
    event may be two steps. Filters are about the first step only; what follows may be any event of the same visitor,
    whatever its type, until the period ends.
    """
    levels = [scope.select(*_WHO_AND_WHEN).where(*_is(steps[0], scope)).distinct().cte("step1")]
    for number, step in enumerate(steps[1:], start=2):
        levels.append(_after(levels[-1], scope, step, _span(scope, window)).cte(f"step{number}"))
    return select(*(
        select(func.count(level.c.session_id.distinct())).scalar_subquery().label(level.name) for level in levels))


def _after(before: CTE, scope: EventScope, step: Step, window: timedelta) -> Select[Any]:
    moment = website_event.c.created_at
    # The period says nothing new of the beginning, but lets PostgreSQL find the events by their moment.
    return (
        select(*_WHO_AND_WHEN).join(before, before.c.session_id == website_event.c.session_id)
        .where(*scope.unfiltered().conditions(), *_is(step, scope),
               moment.between(before.c.created_at, before.c.created_at + window))
        .distinct()
    )


def _span(scope: EventScope, minutes: float) -> timedelta:
    # A window as long as the period lets everything pass, and a longer one no more: so that none is too long.
    period = max(scope.end - scope.start, timedelta())
    return period if minutes >= period / timedelta(minutes=1) else timedelta(minutes=minutes)


def _is(step: Step, scope: EventScope) -> Iterator[ColumnElement[bool]]:
    yield reached(step.type, step.value)
    if step.type == "event":
        yield from (_tells(one, scope) for one in step.filters or ())


def _tells(one: PropertyFilter, scope: EventScope) -> ColumnElement[bool]:
    """The event tells this of itself; of several values of a property one is enough."""
    text = event_data.c.string_value
    told = case((event_data.c.data_type == NUMBER, without_zeros(text)), else_=text)
    return exists().where(and_(
        data_of_event(scope), event_data.c.data_key == one.property, _OPERATORS[one.operator](told, one.value),
    )).correlate(website_event)
