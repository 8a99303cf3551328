"""Parameters of 2.x in a query string as those of today (spec 07, section 5.2)."""

import time
from typing import Any

from app.legacy.release import Release, release

_RENAMED = {"url": "path", "host": "hostname", "pageTitle": "title"}
_FILTERS = frozenset({
    "path", "hostname", "referrer", "title", "query", "event", "os", "browser", "device", "country", "region", "city",
    "language", "tag",
})
# What stands before a filter's value from 2.11 on; the longer one first.
_OPERATORS = (("!~", "dnc"), ("~", "c"), ("!", "neq"))

# In lists these two are a text to search for, not a filter.
_SEARCHES = ("filter", "query")
_LISTS = ("/websites", "/teams", "/users", "/reports", "/events", "/sessions")


def filter_value(text: str, then: Release) -> str:
    """The value of a filter with its operator as it is written today."""
    if then >= release("v2.11"):
        for mark, operator in _OPERATORS:
            if text.startswith(mark):
                return f"{operator}.{text[len(mark):]}"
    return f"eq.{text}"


def filters_of(query: dict[str, Any], then: Release) -> dict[str, Any]:
    """The filters of a query, by their names and operators of today; empty ones filter nothing."""
    renamed = {_RENAMED.get(name, name): value for name, value in query.items()}
    renamed |= {name: query[name] for name in _RENAMED.values() if name in query}
    return {name: filter_value(str(value), then) for name, value in renamed.items() if name in _FILTERS and value}


def translated(query: dict[str, Any], then: Release, path: str) -> dict[str, Any]:
    """A query of `path` as it is written today: filters, dates, the search of lists, what a list is of."""
    is_list = path.endswith(_LISTS)
    search = next((query[name] for name in _SEARCHES if query.get(name)), None) if is_list else None
    kept = {
        name: value for name, value in query.items()
        if name not in _RENAMED and name not in _FILTERS and not (is_list and name in _SEARCHES)
    }
    filters = filters_of({name: value for name, value in query.items() if not is_list or name not in _SEARCHES}, then)
    if search and not kept.get("search"):
        kept["search"] = search
    if kept.get("type") in _RENAMED:
        kept["type"] = _RENAMED[kept["type"]]
    if (kept.get("startAt"), kept.get("endAt")) == ("0", "1"):  # 2.16 to 2.20 meant all time by it
        kept["endAt"] = int(time.time() * 1000)
    return {**kept, **filters}
