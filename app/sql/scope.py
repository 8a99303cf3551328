"""The question of a statistic as one value: which events of which website."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, select

from app.db.tables import website_event


@dataclass(frozen=True)
class EventScope:
    """Which events a statistic counts: whose, and when. A variation is another scope, never a flag deeper down."""

    website_id: str
    start: datetime  # inclusive; never before the website's last reset
    end: datetime  # inclusive

    def over(self, start: datetime, end: datetime) -> Self:
        """The same question of another period."""
        return replace(self, start=start, end=end)

    def select(self, *columns: Any) -> Select[Any]:
        """`columns` of the events in scope."""
        return select(*columns).select_from(website_event).where(*self.conditions())

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """What an event must fulfil; website and period first."""
        yield website_event.c.website_id == self.website_id
        yield website_event.c.created_at.between(self.start, self.end)
