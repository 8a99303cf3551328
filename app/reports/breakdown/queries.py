"""The statement of a breakdown (spec 05, section 9)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from app.db.tables import session, website_event
from app.sql.dimensions import as_bytes
from app.sql.filters import COLUMNS
from app.sql.measures import PAGE_VIEW, over_visits
from app.sql.scope import EventScope

_MOST = 500


def measures_by(scope: EventScope, names: Sequence[str]) -> Select[Any]:
    """Page views by the values of several dimensions together: views, visitors, visits, bounces, totaltime, and the
    values under the names of their dimensions. Most visitors first, then most views; the first 500.

    Bounces and time are those of a value within a visit: one that sees three pages once each bounces from each. NULL
    is a value like others, and a site's own domain a referrer like others. Errors: KeyError for an unknown name.
    """
    keys = {name: as_bytes(COLUMNS[name]).label(name) for name in names}
    of_session = [keys[name] for name in names if COLUMNS[name].table is session]
    of_event = [keys[name] for name in names if COLUMNS[name].table is website_event]
    visit = scope.visits(*of_event, where=website_event.c.event_type == PAGE_VIEW)
    if of_session:
        visit = scope.with_sessions(visit, *of_session)
    measures = over_visits(visit)
    measures = {"views": measures.pop("pageviews"), **measures}
    values = [visit.c[name] for name in names]
    return (
        select(*(measure.label(name) for name, measure in measures.items()), *values).group_by(*values)
        .order_by(measures["visitors"].desc(), measures["views"].desc(), *values).limit(_MOST)
    )
