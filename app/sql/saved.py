"""Segments and cohorts as they are stored, put into a scope (spec 04, sections 4.4, 5 and 6)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from app.errors import BadRequest
from app.sql.filters import Filter, dimension, saved_filter
from app.sql.periods import cohort_period
from app.sql.scope import EventScope


def filtered(scope: EventScope, filters: Iterable[Filter], *, match_any: bool) -> EventScope:
    """`scope` with a request's filters: all must match, or any; an event type must in either case.

    Whoever filters by referrer wants none of the site's own pages, also where any filter may match.
    """
    filters = tuple(filters)
    required = tuple(one for one in filters if not match_any or one.name == "eventType")
    return replace(
        scope, required=required, alternatives=tuple(one for one in filters if one not in required),
        external_referrers=any(one.name == "referrer" for one in filters),
    )


def with_segment(
    chosen: Mapping[str, Filter], match: str | None, saved: Mapping[str, Any],
) -> tuple[dict[str, Filter], str | None]:
    """A request's filters and match with a segment's over them: the same key means the segment's.

    Its first filter of a name has the name as key, the next ones `name1`, `name2`. Its match holds for all of them.
    Errors: BadRequest for a segment without a list of filters.
    """
    merged, seen = dict(chosen), Counter[str]()
    for entry in _entries(saved):
        one = saved_filter(entry)
        name = str(entry["name"]) if one else ""
        if one:
            merged[f"{name}{seen[name] or ''}"] = one
            seen[name] += 1
    return merged, str(saved["match"]) if saved.get("match") else match


def cohort_scope(website_id: str, saved: Mapping[str, Any], moment: datetime, zone: tzinfo) -> EventScope:
    """The events whose visitors are the cohort: those of its dates that match its filters and its action.

    All hold of the same event. With match `any` one of the filters must match, and the action; filters of the action's
    own dimension stand with the action. An action of unknown dimension vanishes.
    Errors: BadRequest for a cohort without dates, action or filters.
    """
    action = saved.get("action")
    if not isinstance(action, dict):
        raise BadRequest("The cohort has no action.")
    try:
        start, end = cohort_period(saved.get("dateRange"), moment, zone)
    except ValueError:
        raise BadRequest("The cohort has no dates.") from None
    filters = [one for entry in _entries(saved) if (one := saved_filter(entry))]
    acted = dimension(str(action.get("type")))
    required = [Filter(acted, "eq", str(action.get("value", "")))] if acted else []
    if saved.get("match") != "any":
        return EventScope(website_id, start, end, required=(*filters, *required))
    required += [one for one in filters if one.name == acted]
    return EventScope(website_id, start, end, required=tuple(required),
                      alternatives=tuple(one for one in filters if one.name != acted))


def _entries(saved: Mapping[str, Any]) -> list[Any]:
    entries = saved.get("filters")
    if not isinstance(entries, list):
        raise BadRequest("The segment has no filters.")
    return entries
