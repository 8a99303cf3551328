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


def passed_on(query: dict[str, Any], then: Release, path: str) -> dict[str, Any]:
    """The same for a path that has no translation of its own. Pages of lists were of ten rows in 2.x."""
    found = translated(query, then, path)
    return {"pageSize": 10, **found} if then.major == 2 and is_list(path) else found


def is_list(path: str) -> bool:
    """Whether a path lists rows, which can be searched."""
    return path.endswith(_LISTS) and "/event-data/" not in path


def translated(query: dict[str, Any], then: Release, path: str) -> dict[str, Any]:
    """A query of `path` as it is written today: filters, dates, the search of lists, what a list is of."""
    searches = _SEARCHES if is_list(path) else ()
    search = next((query[name] for name in searches if query.get(name)), None)
    rest = {name: value for name, value in query.items() if name not in searches}
    kept = {name: value for name, value in rest.items() if name not in _RENAMED and name not in _FILTERS}
    filters = filters_of(rest, then)
    if search and not kept.get("search"):
        kept["search"] = search
    if kept.get("type") in _RENAMED:
        kept["type"] = _RENAMED[kept["type"]]
    if (kept.get("startAt"), kept.get("endAt")) == ("0", "1"):  # 2.16 to 2.20 meant all time by it
        kept["endAt"] = int(time.time() * 1000)
    return {**kept, **filters}
