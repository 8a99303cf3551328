"""What a share shows, as its token says it (spec 02, section 6; spec 03, section 5)."""

from collections.abc import Callable, Iterator
from typing import Any

WEBSITE, LINK, PIXEL, BOARD = 1, 2, 3, 4

_LISTS = {"website": "websiteIds", "pixel": "pixelIds", "link": "linkIds"}


def _named(parameters: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The things that a board names: kind and id, its own first, then those of its components row by row."""
    for kind in _LISTS:
        yield kind, parameters.get(f"{kind}Id")
    for row in _list(parameters.get("rows")):
        for column in _list(_dict(row).get("columns")):
            component = _dict(_dict(column).get("component"))
            if component.get("entityType") and component.get("entityId"):
                yield component["entityType"], component["entityId"]
            else:
                yield "website", component.get("websiteId")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def ids_of_board(parameters: dict[str, Any], seen: Callable[[str], bool] = lambda _: True) -> dict[str, list[str]]:
    """`{websiteIds, pixelIds, linkIds}` that a board names, each once, in their order; only those that are `seen`."""
    lists: dict[str, list[str]] = {name: [] for name in _LISTS.values()}
    for kind, entity_id in _named(parameters):
        ids = lists.get(_LISTS.get(kind, "")) if isinstance(kind, str) else None
        if ids is not None and isinstance(entity_id, str) and entity_id and entity_id not in ids and seen(entity_id):
            ids.append(entity_id)
    return lists


def entity_members(share_type: int, entity_id: str) -> dict[str, Any]:
    """The member that names the entity. A link or pixel is collected like a website, and named as one too."""
    if share_type == WEBSITE:
        return {"websiteId": entity_id}
    if share_type == LINK:
        return {"websiteId": entity_id, "linkId": entity_id}
    if share_type == PIXEL:
        return {"websiteId": entity_id, "pixelId": entity_id}
    return {"boardId": entity_id}
