"""What collection takes, and the tree of messages it answers when a body is something else.

Written by hand, not in Pydantic: it runs on every hit, and a plain walk over the fields costs 4 us, a Pydantic model
with the same messages 20. Messages and their places are those of spec 01, section 2.1.
"""

import math
from typing import Any, Final

from app.errors import BadRequest
from app.lib import js, urls
from app.lib.ids import UUID

Tree = dict[str, Any]

_LIMITS: Final = {"hostname": 100, "language": 35, "screen": 11, "name": 50, "tag": 50}
_METRICS: Final = {"lcp": 60_000, "inp": 60_000, "cls": 100, "fcp": 60_000, "ttfb": 60_000}
_TEXTS: Final = frozenset({
    "website", "link", "pixel", "hostname", "language", "referrer", "screen", "title", "url", "name", "tag", "ip",
    "userAgent", "id", "browser", "os", "device",
})
_TYPES: Final = frozenset({"event", "identify", "performance"})
_SAFE_INTEGER: Final = 2**53 - 1
# The instants that a timestamptz holds and a JavaScript Date knows, in seconds: 4713 BC and the year 275760.
_FIRST_SECOND: Final = -210_866_803_200
_LAST_SECOND: Final = 8_640_000_000_000


def type_of(value: object) -> str:
    """The name that a message gives to the type of a JSON value."""
    if value is js.UNDEFINED:
        return "undefined"
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, str):
        return "string"
    if isinstance(value, (int, float)):
        return "number"
    return "array" if isinstance(value, list) else "object"


def expected(what: str, value: object) -> str:
    """The message for a value of the wrong type."""
    return f"Invalid input: expected {what}, received {type_of(value)}"


def leaf(*messages: str) -> Tree:
    """A subtree that holds messages of its own only."""
    return {"errors": list(messages)}


def read_send(body: object) -> tuple[str, dict[str, Any]]:
    """Type and payload of a body of /api/send; `timestamp` is an int afterwards.

    Errors: BadRequest with the tree of messages.
    """
    if not isinstance(body, dict):
        raise BadRequest(errors=[expected("object", body)])
    kind, payload = body.get("type", js.UNDEFINED), body.get("payload", js.UNDEFINED)
    properties: Tree = {}
    if not isinstance(kind, str) or kind not in _TYPES:
        properties["type"] = leaf('Invalid option: expected one of "event"|"identify"|"performance"')
    if not isinstance(payload, dict):
        properties["payload"] = leaf(expected("object", payload))
    else:
        wrong = _wrong_fields(payload)
        if wrong:
            properties["payload"] = {"errors": [], "properties": wrong}
    if properties:
        raise BadRequest(errors=[], properties=properties)
    return kind, payload


def _wrong_fields(payload: dict[str, Any]) -> Tree:
    """The fields that fail, in the order sent, each with its message."""
    wrong: Tree = {}
    stopped = False  # a field of the wrong type keeps the rule about the three ids from being looked at
    for name, value in payload.items():
        if name in _TEXTS:
            if not isinstance(value, str):
                wrong[name], stopped = leaf(expected("string", value)), True
            elif message := _wrong_text(name, value):
                wrong[name] = leaf(message)
        elif name in _METRICS:
            message, stops = _wrong_metric(_METRICS[name], value)
            if message:
                wrong[name], stopped = leaf(message), stopped or stops
        elif name == "timestamp":
            message, stops = read_timestamp(payload)
            if message:
                wrong[name], stopped = leaf(message), stopped or stops
        elif name == "data" and not isinstance(value, dict):
            wrong[name], stopped = leaf(expected("record", value)), True
    if not stopped and bool(payload.get("website")) + bool(payload.get("link")) + bool(payload.get("pixel")) != 1:
        wrong.setdefault("website", leaf())["errors"].append("Exactly one of website, link, or pixel must be provided")
    return wrong


def _wrong_text(name: str, value: str) -> str | None:
    limit = _LIMITS.get(name)
    if limit is not None:
        # A text is at most twice as long in UTF-16 units: most need no counting.
        if len(value) * 2 > limit and js.utf16_length(value) > limit:
            return f"Too big: expected string to have <={limit} characters"
    elif name in ("website", "link", "pixel"):
        return None if UUID.fullmatch(value) else "Invalid UUID"
    elif name == "url" or (name == "referrer" and value):
        return None if urls.can_parse(value) else "Invalid URL."
    return None


def _wrong_metric(limit: int, value: object) -> tuple[str | None, bool]:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return expected("number", value), True
    if not math.isfinite(js.to_float(value)):
        return expected("number", value), True
    if value < 0:
        return "Too small: expected number to be >=0", False
    return (f"Too big: expected number to be <={limit}", False) if value > limit else (None, False)


def read_timestamp(payload: dict[str, Any]) -> tuple[str | None, bool]:
    """Coerces `timestamp` to an int in place; else the message, and whether it stops further rules.

    Seconds outside of what PostgreSQL and JavaScript can both hold are refused: Umami answers 500 there.
    """
    number = js.to_number(payload["timestamp"])
    if math.isnan(number):
        return "Invalid input: expected number, received NaN", True
    if math.isinf(number):
        return "Invalid input: expected number, received number", True
    if number != int(number):
        return "Invalid input: expected int, received number", True
    payload["timestamp"] = seconds = int(number)
    for limit, kind in ((_SAFE_INTEGER, "int"), (_LAST_SECOND, "number")):
        if seconds > limit:
            return f"Too big: expected {kind} to be <={limit}", False
    for limit, kind in ((-_SAFE_INTEGER, "int"), (_FIRST_SECOND, "number")):
        if seconds < limit:
            return f"Too small: expected {kind} to be >={limit}", False
    return None, False


def read_batch(body: object) -> list[dict[str, Any]]:
    """The elements of a batch. One that is no object refuses the whole batch."""
    if not isinstance(body, list):
        raise BadRequest(errors=[expected("array", body)])
    items = [None if isinstance(item, dict) else leaf(expected("record", item)) for item in body]
    while items and items[-1] is None:
        items.pop()
    if items:
        raise BadRequest(errors=[], items=items)
    return body


def read_record(body: object) -> dict[str, Any]:
    """The payload of a body of /api/record (spec 01, section 4)."""
    if not isinstance(body, dict):
        raise BadRequest(errors=[expected("object", body)])
    properties: Tree = {}
    if body.get("type") != "record":
        properties["type"] = leaf('Invalid input: expected "record"')
    payload: Any = body.get("payload", js.UNDEFINED)
    if not isinstance(payload, dict):
        properties["payload"] = leaf(expected("object", payload))
    else:
        wrong: Tree = {}
        website, events = payload.get("website", js.UNDEFINED), payload.get("events", js.UNDEFINED)
        if not isinstance(website, str):
            wrong["website"] = leaf(expected("string", website))
        elif not UUID.fullmatch(website):
            wrong["website"] = leaf("Invalid UUID")
        if not isinstance(events, list):
            wrong["events"] = leaf(expected("array", events))
        elif len(events) > 200:
            wrong["events"] = leaf("Too big: expected array to have <=200 items")
        if "timestamp" in payload:
            message, _ = read_timestamp(payload)
            if message:
                wrong["timestamp"] = leaf(message)
        if wrong:
            properties["payload"] = {"errors": [], "properties": wrong}
    if properties:
        raise BadRequest(errors=[], properties=properties)
    # Only what the route knows: a userAgent or ip in the body is neither checked nor meant for it.
    return {name: payload[name] for name in ("website", "events", "timestamp") if name in payload}
