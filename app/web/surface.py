"""What is the same for every request: base path, slashes, headers, methods. The outermost layer of the server.

Collection is answered from here without FastAPI; all else goes on to it. Source of the behaviour: spec 01, section 1;
spec 01b, section 5; spec 02, section 8 (methods).
"""

import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

import orjson
from fastapi import FastAPI
from starlette.routing import BaseRoute, Route

from app.collect.bodies import Headers, Receive, Scope, Send, answer, refuse
from app.collect.routes import Collector, Handler
from app.errors import AppError, NotFound
from app.logs import OF_VISITOR
from app.settings import Settings
from app.web.requests import REASON, RequestLog

log = logging.getLogger("dashi")

_SLASHES = re.compile(r"/{2,}")
_MISREAD = re.compile(r"[\\\x00-\x20\x7f]")
_NOT_FOUND_PAGE = (
    b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="robots" content="noindex,nofollow">'
    b"<title>Not found</title></head><body><h1>404</h1><p>This page could not be found.</p></body></html>"
)
_NOT_FOUND = orjson.dumps(NotFound().body())
_JSON: Headers = [(b"content-type", b"application/json")]
_HTML: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"cache-control", b"private, no-cache, no-store, max-age=0, must-revalidate"),
]


def page_headers(settings: Settings) -> Headers:
    """The headers of every answer. Stricter than Umami's: scripts come from this server only, never inline."""
    frames = f" {settings.allowed_frame_urls}" if settings.allowed_frame_urls else " "
    policy = (
        "default-src 'self'; img-src 'self' https: data:; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        f"connect-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'{frames};"
    )
    headers = [
        (b"x-dns-prefetch-control", b"on"),
        (b"content-security-policy", policy.encode("latin-1", "ignore")),
        (b"x-content-type-options", b"nosniff"),
    ]
    if settings.force_ssl:
        headers.append((b"strict-transport-security", b"max-age=63072000; includeSubDomains; preload"))
    return headers


def api_headers(settings: Settings) -> Headers:
    """The headers of every answer below /api: any site may call, and no answer is cached."""
    return [
        *page_headers(settings),
        (b"access-control-allow-origin", b"*"),
        (b"access-control-allow-headers", b"*"),
        (b"access-control-allow-methods", b"GET, DELETE, POST, PUT"),
        (b"access-control-max-age", settings.cors_max_age.encode("latin-1", "ignore") or b"86400"),
        (b"cache-control", b"no-cache"),
    ]


Answering = Callable[[Scope, Receive, Send], Awaitable[None]]


class Surface:
    """The ASGI application that the server runs.

    `posts` are further paths of collection; `translating` puts a layer before what is answered below /api.
    """

    def __init__(
        self, app: FastAPI, collector: Collector, settings: Settings, requests: RequestLog, *,
        posts: Mapping[str, Handler] | None = None, translating: Callable[[Answering], Answering] | None = None,
    ) -> None:
        self._app, self._collector = app, collector
        self._base = settings.base
        self._page_headers, self._api_headers = page_headers(settings), api_headers(settings)
        self._posts = {**collector.posts, **(posts or {})}
        self._answer_api = translating(self._pass_on) if translating else self._pass_on
        self._paths = _Paths(_flat(app.routes))
        self._requests, self._slow_seconds = requests, settings.log_slow_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if self._base:
            if path != self._base and not path.startswith(self._base + "/"):
                await answer(send, 404, _HTML, _without_body(scope, _NOT_FOUND_PAGE))
                return
            path = path[len(self._base) :]
        handler = self._posts.get(path)
        if handler is not None:
            if scope["method"] == "POST":
                await self._collect(handler(scope, receive, send), path, scope, send)
            else:
                await _refuse_method(scope, send, {"POST"}, self._api_headers)
        elif self._base and not path:
            await self._pass_on({**scope, "path": "/", "root_path": ""}, receive, send)
        elif _has_idle_slash(scope):
            await self._redirect(scope, send)
        elif path.startswith(("/p/", "/q/")) and "/" not in path[3:]:
            await self._short(path, scope, send)
        elif path.startswith("/api/"):
            await self._answer_api({**scope, "path": path, "root_path": ""}, receive, send)
        else:
            await self._pass_on({**scope, "path": path, "root_path": ""}, receive, send)

    async def _short(self, path: str, scope: Scope, send: Send) -> None:
        if scope["method"] not in ("GET", "HEAD"):
            await _refuse_method(scope, send, {"GET"}, self._page_headers)
            return
        if scope["method"] == "HEAD":
            send = _dropping_body(send)
        find = self._collector.pixel if path.startswith("/p/") else self._collector.link
        await self._collect(find(path[3:], scope, send), path[:3] + "{slug}", scope, send)

    async def _collect(self, answering: Awaitable[int], route: str, scope: Scope, send: Send) -> None:
        """Lets collection answer; a fault of ours is logged, and told without details."""
        began = time.perf_counter()
        try:
            status = await answering
        except Exception:
            log.exception("a hit could not be answered", extra=OF_VISITOR)
            status = 500
            await refuse(send, AppError(), self._api_headers)
        took = time.perf_counter() - began
        if status >= 500 or took >= self._slow_seconds:
            self._requests.note(scope["method"], route, status, took)

    async def _redirect(self, scope: Scope, send: Send) -> None:
        """308 to the path without its last slash and without repeated ones; the query stays."""
        raw: bytes = scope.get("raw_path") or scope["path"].encode()
        target = _SLASHES.sub("/", raw.decode("latin-1")).removesuffix("/") or "/"
        # A browser takes a backslash for a slash and drops tabs: "/\evil.example" would lead to another site.
        target = _MISREAD.sub(lambda match: f"%{ord(match[0]):02X}", target)
        if scope["query_string"]:
            target += "?" + scope["query_string"].decode("latin-1")
        headers = self._api_headers if "/api/" in target else self._page_headers
        await answer(send, 308, [*headers, (b"location", target.encode("latin-1"))])

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets FastAPI answer, where it has the path and the method."""
        is_api = scope["path"].startswith("/api/")
        headers = self._api_headers if is_api else self._page_headers
        route, methods = self._paths.find(scope["path"])
        if methods is None:
            own, body = (_JSON, _NOT_FOUND) if is_api else (_HTML, _NOT_FOUND_PAGE)
            await answer(send, 404, [*headers, *own], _without_body(scope, body))
            return
        if scope["method"] == "HEAD" and "GET" in methods:
            scope["method"] = "GET"
            send = _dropping_body(send)
        elif scope["method"] not in methods:
            await _refuse_method(scope, send, methods, headers)
            return
        began, answered = time.perf_counter(), _Answered(send, headers)
        try:
            await self._app(scope, receive, answered)
        finally:
            took = time.perf_counter() - began
            self._requests.note(scope["method"], route, answered.status, took, scope.get(REASON))


class _Paths:
    """The methods of each path. Literal segments win over parameters, as in Umami.

    Put in order once: to ask each route anew cost a request 0.2 ms.
    """

    def __init__(self, routes: Iterable[Route]) -> None:
        by_path: dict[str, tuple[re.Pattern[str], set[str]]] = {}
        for route in routes:
            by_path.setdefault(route.path, (route.path_regex, set()))[1].update(route.methods or ())
        self._literal = {path: methods for path, (_, methods) in by_path.items() if "{" not in path}
        templates = sorted((path for path in by_path if "{" in path), key=lambda path: path.count("{"))
        self._templates = [(path, *by_path[path]) for path in templates]

    def find(self, path: str) -> tuple[str, set[str] | None]:
        """The path of the route, as `/api/websites/{website_id}`, and its methods; None for an unknown path."""
        if (methods := self._literal.get(path)) is not None:
            return path, methods
        matching = ((route, methods) for route, pattern, methods in self._templates if pattern.match(path))
        return next(matching, ("", None))


async def _refuse_method(scope: Scope, send: Send, methods: set[str], headers: Headers) -> None:
    """204 with the list of methods for OPTIONS, else 405; both without a body."""
    allowed = {"OPTIONS", *methods} | ({"HEAD"} if "GET" in methods else set())
    status = 204 if scope["method"] == "OPTIONS" else 405
    await answer(send, status, [*headers, (b"allow", ", ".join(sorted(allowed)).encode())])


class _Answered:
    """Adds headers to an answer where it has none of the same name, and takes note of its status."""

    def __init__(self, send: Send, headers: Headers) -> None:
        self._send, self._headers = send, headers
        self.status = 500  # of an answer that never began

    async def __call__(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            own = {name.lower() for name, _ in message["headers"]}
            kept = [header for header in self._headers if header[0] not in own]
            message = {**message, "headers": [*kept, *message["headers"]]}
        await self._send(message)


def _flat(routes: Iterable[BaseRoute]) -> Iterator[Route]:
    """The routes themselves: FastAPI keeps an included router as one entry (its `original_router`) among them."""
    for route in routes:
        if isinstance(route, Route):
            yield route
        else:
            yield from _flat(getattr(getattr(route, "original_router", None), "routes", ()))


def _has_idle_slash(scope: Scope) -> bool:
    """Whether the path ends with a slash or repeats one, as sent: an escaped one (`%2F`) is no separator."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return raw != b"/" and (raw.endswith(b"/") or b"//" in raw)


def _without_body(scope: Scope, body: bytes) -> bytes:
    return b"" if scope["method"] == "HEAD" else body


def _dropping_body(send: Send) -> Send:
    """For HEAD: the answer of GET, its length included, without its body."""

    async def sending(message: Any) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
