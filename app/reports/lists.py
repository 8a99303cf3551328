"""Several lists of values by one statement, over the same named rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Integer, Select, literal, select, union_all


def top_of_each(lists: Mapping[str, Select[Any]], most: int) -> Select[Any]:
    """number (of the list), name, value: of each list of (name, value) its first `most` rows, largest value first.

    Values that are equal come by name.
    """
    parts = []
    for number, rows in enumerate(lists.values()):
        found = rows.subquery()
        # In a sub-select of its own, as each list is cut by itself.
        cut = select(literal(number, Integer).label("number"), found.c.name, found.c.value).order_by(
            found.c.value.desc(), found.c.name).limit(most).subquery()
        parts.append(select(cut))
    every = union_all(*parts).subquery("every")
    return select(every).order_by(every.c.number, every.c.value.desc(), every.c.name)


def by_list(names: Iterable[str], rows: Iterable[Any], name: str, value: str) -> dict[str, list[dict[str, Any]]]:
    """The rows of `top_of_each` put in their lists, each with the members `name` and `value`."""
    lists: dict[str, list[dict[str, Any]]] = {each: [] for each in names}
    found = list(lists.values())
    for row in rows:
        found[row.number].append({name: row.name, value: row.value})
    return lists
