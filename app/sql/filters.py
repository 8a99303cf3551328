"""Filters of statistics: what they look at, how they compare, how they are written (spec 04, section 4).

Dimensions and operators are two dicts; a new one is a line there.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_

from app.db.tables import session, website_event
from app.errors import BadRequest

_EVENT = website_event.c

COLUMNS: dict[str, ColumnElement[Any]] = {
    "path": _EVENT.url_path, "entry": _EVENT.url_path, "exit": _EVENT.url_path, "title": _EVENT.page_title,
    "query": _EVENT.url_query, "referrer": _EVENT.referrer_domain, "domain": _EVENT.referrer_domain,
    "hostname": _EVENT.hostname, "event": _EVENT.event_name, "tag": _EVENT.tag, "eventType": _EVENT.event_type,
    "utmSource": _EVENT.utm_source, "utmMedium": _EVENT.utm_medium, "utmCampaign": _EVENT.utm_campaign,
    "utmContent": _EVENT.utm_content, "utmTerm": _EVENT.utm_term,
    "browser": session.c.browser, "os": session.c.os, "device": session.c.device, "language": session.c.language,
    "country": session.c.country, "region": session.c.region, "city": session.c.city,
    "distinctId": session.c.distinct_id,
}

# A referrer filter joins the session table too, though its column is not there: after a reset an old token can add
# events without a session row, and Umami's inner join leaves those out.
JOINS_SESSION = frozenset(
    {"referrer", *(name for name, column in COLUMNS.items() if getattr(column, "table", None) is session)})

# NULL matches none of them: neither `column <> 'x'` nor `column not ilike 'x'` is true of it.
OPERATORS: dict[str, Callable[[ColumnElement[Any], str], ColumnElement[bool]]] = {
    "eq": lambda column, value: column.in_(value.split(",")),
    "neq": lambda column, value: column.not_in(value.split(",")),
    "c": lambda column, value: column.ilike(f"%{value}%"),
    "dnc": lambda column, value: column.not_ilike(f"%{value}%"),
    "re": lambda column, value: column.regexp_match(value, flags="i"),
    "nre": lambda column, value: ~column.regexp_match(value, flags="i"),
}

# Umami reads these as operators as well, makes no predicate of them and fails (500).
WITHOUT_PREDICATE = frozenset({"s", "ns", "t", "f", "gt", "lt", "gte", "lte", "bf", "af"})

# In JavaScript a dot matches none of the four ends of a line.
_WRITTEN = re.compile(r"(eq|neq|c|dnc|re|nre)\.([^\n\r\u2028\u2029]*)")


@dataclass(frozen=True)
class Filter:
    """One comparison of one dimension."""

    name: str
    operator: str
    value: str

    @property
    def column(self) -> ColumnElement[Any]:
        return COLUMNS[self.name]

    def predicate(self) -> ColumnElement[bool]:
        """What an event must fulfil. Errors: BadRequest for an event type that is no number, or for a comparison of
        one that is not by equality."""
        if self.name != "eventType":
            return OPERATORS[self.operator](self.column, self.value)
        try:
            kinds = [int(kind) for kind in self.value.split(",")]
        except ValueError:
            raise BadRequest("An event type is a number.") from None
        if self.operator not in ("eq", "neq"):
            raise BadRequest("Event types are compared by eq and neq.")
        return self.column.in_(kinds) if self.operator == "eq" else self.column.not_in(kinds)


def dimension(key: str) -> str | None:
    """The dimension of a filter's key: its digits at the end only make it unique. None for any other key."""
    name = key.rstrip("0123456789")
    return name if name in COLUMNS else None


def read_filter(name: str, text: str) -> Filter:
    """The filter that a query string writes as `name=text`: an operator and a dot before its value, or equality.

    What is no operator with a predicate belongs to the value: `t.co` is the site of that name, where Umami fails.
    """
    written = _WRITTEN.fullmatch(text)
    return Filter(name, *written.groups()) if written else Filter(name, "eq", text)


def saved_filter(entry: Any) -> Filter | None:
    """The filter of a segment or cohort; None for an unknown dimension.

    An operator that is none matches nothing, as in Umami. Errors: BadRequest for one without predicate.
    """
    if not isinstance(entry, dict):
        return None
    name = dimension(str(entry.get("name", "")))
    if name is None:
        return None
    operator, value = str(entry.get("operator")), entry.get("value")
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    if operator in WITHOUT_PREDICATE:
        raise BadRequest(f"The operator {operator} cannot be used here.")
    return Filter(name, operator, text) if operator in OPERATORS else Filter(name, "eq", f"{operator}.{text}")


def own_domain(hostname: ColumnElement[Any] = _EVENT.hostname) -> ColumnElement[str]:
    """The domain of the page itself. Any character may follow www, as in Umami's `^www.` (spec 04, section 4.6), which
    written as a regular expression takes ten times as long."""
    return case((hostname.like("www_%"), func.substr(hostname, 5)), else_=hostname)


# The referrer is another site than the page's own; not so where one of them is unknown.
came_from_elsewhere: ColumnElement[bool] = _EVENT.referrer_domain != own_domain()


def is_external_referrer() -> ColumnElement[bool]:
    """The referrer is another site than the page's own, or there is none."""
    return or_(came_from_elsewhere, _EVENT.referrer_domain.is_(None))


def any_of(filters: Iterable[Filter]) -> ColumnElement[bool]:
    """One of the filters matches."""
    return or_(*(one.predicate() for one in filters))
