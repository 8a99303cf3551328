"""Recordings of visits, as the recorder sends them: rrweb's events, made by hand for a small page of the shop."""

import itertools
from collections.abc import Iterator
from typing import Any

from app.demo.sites import Site

Event = dict[str, Any]

# The visits that are recorded: how many seconds ago they began, and their pages.
VISITS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2 * 86_400 + 5_000, ("/blog/launch", "/docs/install")),
    (86_400 + 9_000, ("/", "/features", "/pricing")),
    (2_700, ("/", "/pricing", "/checkout", "/thanks")),
)

# rrweb's numbers for kinds of events, of nodes and of what changes on a page.
_LOADED, _SNAPSHOT, _CHANGE, _META = 1, 2, 3, 4
_DOCUMENT, _DOCTYPE, _ELEMENT, _TEXT = 0, 1, 2, 3
_MOUSE_MOVE, _MOUSE, _SCROLL, _INPUT = 1, 2, 3, 5
_CLICK, _FOCUS = 2, 5

_STYLE = (
    "body{margin:0;font:16px/1.5 sans-serif;color:#222;background:#fafafa}"
    "header{display:flex;gap:24px;padding:16px 32px;background:#0072b2;color:#fff}"
    "header a{color:#fff;text-decoration:none}main{max-width:640px;margin:32px auto;padding:0 16px}"
    "input{display:block;margin:16px 0;padding:8px;width:280px;font:inherit}"
    "button{padding:10px 24px;border:0;border-radius:6px;background:#0072b2;color:#fff;font:inherit}"
)
_WORDS = "A small shop for small teams. Everything in one place, nothing that gets in the way. "
_HEIGHT = 768


class _Page:
    """Nodes with the ids that rrweb gives them, and the three that are touched."""

    def __init__(self, title: str) -> None:
        self._ids = itertools.count(1)
        self.root = next(self._ids)
        texts = [self._element("p", {}, self._text(_WORDS * 4)) for _ in range(8)]
        self.input = self._element("input", {"type": "email", "placeholder": "name@example.com", "value": ""})
        self.button = self._element("button", {"type": "button"}, self._text("Continue"))
        links = [self._element("a", {"href": "#"}, self._text(word)) for word in ("Home", "Pricing", "Docs")]
        head = self._element("head", {}, self._element("style", {}, {**self._text(_STYLE), "isStyle": True}))
        body = self._element(
            "body", {}, self._element("header", {}, *links),
            self._element("main", {}, self._element("h1", {}, self._text(title)), texts[0], self.input, self.button,
                          *texts[1:]),
        )
        doctype = {"type": _DOCTYPE, "name": "html", "publicId": "", "systemId": "", "id": next(self._ids)}
        self.document = {
            "type": _DOCUMENT, "childNodes": [doctype, self._element("html", {"lang": "en"}, head, body)],
            "id": self.root,
        }

    def _element(self, name: str, attributes: dict[str, str], *inside: Event) -> Event:
        return {"type": _ELEMENT, "tagName": name, "attributes": attributes, "childNodes": list(inside),
                "id": next(self._ids)}

    def _text(self, text: str) -> Event:
        return {"type": _TEXT, "textContent": text, "id": next(self._ids)}


def chunk(site: Site, path: str, screen: str, at: int) -> list[Event]:
    """What is recorded of a page that is opened `at`, in seconds, in the twelve seconds after."""
    width = min(int(screen.partition("x")[0]), 1_280)
    page, start = _Page(site.pages[path].title), at * 1000
    opened = [
        {"type": _META, "data": {"href": f"https://{site.domain}{path}", "width": width, "height": _HEIGHT}},
        {"type": _SNAPSHOT, "data": {"node": page.document, "initialOffset": {"left": 0, "top": 0}}},
        {"type": _LOADED, "data": {}},
    ]
    events = [{**event, "timestamp": start + number * 20} for number, event in enumerate(opened)]
    changes = sorted(_changes(page, width), key=lambda change: change[0])
    return events + [{"type": _CHANGE, "data": data, "timestamp": start + ms} for ms, data in changes]


def _changes(page: _Page, width: int) -> Iterator[tuple[int, Event]]:
    """What the visitor does, each with its moment in ms after the page was opened."""
    left = max(0, (width - 640) // 2) + 40
    button, field = page.button["id"], page.input["id"]
    for part in range(4):  # to the field, in four sweeps of half a second
        positions = [
            {"x": left + 400 - part * 100 - step * 10, "y": 80 + part * 45 + step * 4, "id": page.root,
             "timeOffset": step * 50 - 500}
            for step in range(10)
        ]
        yield 1_000 + part * 500, {"source": _MOUSE_MOVE, "positions": positions}
    yield 3_000, {"source": _MOUSE, "type": _FOCUS, "id": field}
    yield 3_000, {"source": _MOUSE, "type": _CLICK, "id": field, "x": left + 10, "y": 260}
    for letters in range(1, 9):  # masked, as the recorder does
        yield 3_200 + letters * 180, {"source": _INPUT, "text": "*" * letters, "isChecked": False, "id": field}
    for step in range(1, 11):
        yield 6_000 + step * 120, {"source": _SCROLL, "id": page.root, "x": 0, "y": step * 24}
    for step in range(1, 11):
        yield 8_000 + step * 120, {"source": _SCROLL, "id": page.root, "x": 0, "y": 240 - step * 24}
    yield 10_500, {"source": _MOUSE_MOVE, "positions": [
        {"x": left + step * 6, "y": 265 + step * 5, "id": button, "timeOffset": step * 50 - 500} for step in range(10)
    ]}
    yield 11_000, {"source": _MOUSE, "type": _CLICK, "id": button, "x": left + 54, "y": 312}
