"""Refusals as old releases wrote them (spec 07, section 1)."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson

from app.legacy.release import Release, release

_TEXT = (b"content-type", b"text/plain; charset=utf-8")
_JSON = (b"content-type", b"application/json")

# What says no more than the status does.
_GENERAL = frozenset({"", "Bad request", "Unauthorized", "Forbidden", "Not found", "Server error"})
_WRONG_LOGIN = "incorrect-username-password"


def refusal_of(then: Release, status: int, body: Any) -> tuple[int, tuple[bytes, bytes], bytes]:
    """Status, type and body of a refusal, from the present one.

    Until 2.15 the body is text: the status in words, or the reason. From 2.16 it is `{"error": ...}` with the reason,
    or, after a failed validation, with a list of `field: message`.
    """
    error = body.get("error") if isinstance(body, dict) else None
    told: dict[str, Any] = error if isinstance(error, dict) else {}
    reason = _reason(then, told)
    messages = list(_messages(told))
    if then < release("v2.16"):
        if messages and then >= release("v2.6"):
            reason = messages[0]
        words = reason if reason not in _GENERAL else f"{status} {_phrase(status)}"
        return status, _TEXT, words.encode()
    words_or_list: Any = messages or reason or _phrase(status)
    return status, _JSON, orjson.dumps({"error": words_or_list})


def _reason(then: Release, told: dict[str, Any]) -> str:
    if told.get("code") == _WRONG_LOGIN and then.major == 2 and then != release("v2.16"):
        return f"message.{_WRONG_LOGIN}"
    return str(told.get("message", ""))


def _messages(tree: dict[str, Any], path: str = "") -> Iterator[str]:
    """The messages of a tree, each with the path of its place."""
    for message in tree.get("errors") or ():
        yield f"{path}: {message}" if path else str(message)
    for name, below in (tree.get("properties") or {}).items():
        yield from _messages(below, f"{path}.{name}" if path else str(name))
    for number, below in enumerate(tree.get("items") or ()):
        if below:
            yield from _messages(below, f"{path}.{number}" if path else str(number))


def _phrase(status: int) -> str:
    return HTTPStatus(status).phrase
