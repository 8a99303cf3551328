"""The order of every request: what comes in is checked, then who asks, then the work is done (spec 02, section 7).

FastAPI runs dependencies before it says what is wrong with a body or a query, so a dependency that refuses would
answer 401 where Umami answers 400. Permission is still part of each signature: a `late` dependency is a promise, which
the route keeps after everything else in the signature has been validated, in the order of the signature:

    async def reset(website_id: Id, caller: UpdateWebsite, conn: Conn) -> dict[str, bool]: ...

What a late dependency opens (a transaction) is closed, and so committed, before the answer leaves. We weighed reading
bodies and queries in dependencies of our own, where the signature's order alone would do; but FastAPI would then know
nothing of them, and neither would the OpenAPI document.
"""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import wraps
from json import JSONDecodeError
from typing import Annotated, Any, TypeVar, get_args, get_origin

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.datastructures import DefaultPlaceholder
from fastapi.routing import APIRoute
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access.rules import Caller
from app.db.engine import Database
from app.db.timing import name_statements
from app.errors import TooLarge
from app.lib.js import UNDEFINED, parse_json
from app.sql.scope import EventScope
from app.web.answers import JSONResponse

T = TypeVar("T")

# Where the OpenAPI document says who may call an operation.
RULE = "x-permission"

# Management bodies are small; the largest, a board, has some kilobytes. Collection has limits of its own.
_BODY_LIMIT_BYTES = 1_048_576


class Exchange:
    """One request on its way through a route: its transaction, and what is to happen once that is committed."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.caller: Caller | None = None
        self.reader: AsyncConnection | None = None
        self.ways: set[str] | None = None  # how statistics were answered: of cells (rollup) or of events (raw)
        self._stack = AsyncExitStack()
        self._connection: AsyncConnection | None = None
        self._afterwards: list[Callable[[], None]] = []

    @property
    def app(self) -> FastAPI:
        app: FastAPI = self.request.app
        return app

    @property
    def database(self) -> Database:
        database: Database = self.app.state.database
        return database

    async def connection(self) -> AsyncConnection:
        """The request's transaction, begun when it is first needed."""
        if self._connection is None:
            self._connection = await self._stack.enter_async_context(self.database.transaction())
        return self._connection

    async def release(self) -> None:
        """Commits what was done and gives the connection back before the end: a long read needs it no more."""
        await self._stack.aclose()
        self._connection = self.reader = None

    async def enter(self, context: Any) -> Any:
        """Opens what is closed with the request."""
        return await self._stack.enter_async_context(context)

    def afterwards(self, act: Callable[[], None]) -> None:
        """Has `act` called once the transaction is committed, and not at all if it is not."""
        self._afterwards.append(act)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        async with self._stack:
            yield
        for act in self._afterwards:
            act()


class _Promise:
    """What a late dependency gives FastAPI: a value to be had later."""

    def __init__(self, keep: Callable[[Exchange], Awaitable[Any]]) -> None:
        self.keep = keep


def promise(keep: Callable[[Exchange], Awaitable[Any]]) -> Any:
    """The value of a dependency function whose real value comes late; it may first take what was parsed."""
    return _Promise(keep)


def late(keep: Callable[[Exchange], Awaitable[Any]], *, rule: str | None = None) -> Any:
    """A dependency that is resolved after validation. Use it as `Annotated[Caller, late(...)]`.

    `rule` says whom it lets pass, by the name that the rule has in spec 02, section 5.
    """

    async def promised() -> Any:
        return _Promise(keep)

    promised.rule = rule  # type: ignore[attr-defined]
    return Depends(promised)


async def _app(exchange: Exchange) -> FastAPI:
    return exchange.app


# The application, whose `state` holds what lives as long as the process.
App = Annotated[FastAPI, late(_app)]


def asks(rule: str) -> dict[str, Any]:
    """The option of a route that says who may call it, where its signature alone does not: `**asks("open")`."""
    return {"openapi_extra": {RULE: rule}}


def _rule_of(endpoint: Callable[..., Any]) -> str | None:
    """Who may call a route, by its signature; None where that says nothing."""
    for parameter in inspect.signature(endpoint).parameters.values():
        if get_origin(parameter.annotation) is not Annotated:
            continue
        kind, *metadata = get_args(parameter.annotation)
        if kind is EventScope or EventScope in get_args(kind):
            # What a caller asks about is always what the caller may see (`web/scope`).
            return "canViewWebsite(websiteId)"
        for dependency in metadata:
            rule = getattr(getattr(dependency, "dependency", None), "rule", None)
            if rule is not None:
                return str(rule)
    return None


def _in_order(endpoint: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Response]]:
    """`endpoint` with its late values put in, and its result made an answer."""
    names = list(inspect.signature(endpoint).parameters)
    subject = endpoint.__module__.removeprefix("app.").removesuffix(".routes")

    @wraps(endpoint)
    async def answer(request_of_route: Request, **values: Any) -> Response:
        name_statements(f"{subject}.{endpoint.__name__}")
        exchange = Exchange(request_of_route)
        async with exchange.running():
            for name in names:
                if isinstance(values[name], _Promise):
                    values[name] = await values[name].keep(exchange)
            result = await endpoint(**values)
        response = result if isinstance(result, Response) else JSONResponse(result)
        if exchange.ways:
            response.headers["Server-Timing"] = ", ".join(sorted(exchange.ways))
        return response

    signature = inspect.signature(endpoint)
    request = inspect.Parameter("request_of_route", inspect.Parameter.KEYWORD_ONLY, annotation=Request)
    own = [value.replace(kind=inspect.Parameter.KEYWORD_ONLY) for value in signature.parameters.values()]
    answer.__signature__ = signature.replace(parameters=[request, *own])  # type: ignore[attr-defined]
    answer.is_in_order = True  # type: ignore[attr-defined]
    return answer


class _Body(Request):
    """A request whose body is JSON whatever its content type says, and no longer than management needs."""

    async def read(self) -> None:
        """Reads the body. Errors: TooLarge. FastAPI would hide it: so this comes before FastAPI's own reading."""
        parts, size = [], 0
        async for part in self.stream():
            size += len(part)
            if size > _BODY_LIMIT_BYTES:
                raise TooLarge
            parts.append(part)
        self._body = b"".join(parts)

    async def json(self) -> Any:
        value = parse_json(self._body)
        if value is UNDEFINED:
            raise JSONDecodeError("not JSON", "", 0)  # the one error that FastAPI makes a validation error of
        return value


class Route(APIRoute):
    """A route that checks what comes in before it asks who sent it."""

    def __init__(self, path: str, endpoint: Callable[..., Any], *, response_model: Any = None, **options: Any) -> None:
        if not hasattr(endpoint, "is_in_order"):  # a router that is included builds its routes once more
            rule = _rule_of(endpoint)
            options["openapi_extra"] = {**({RULE: rule} if rule else {}), **(options.get("openapi_extra") or {})}
            # For the document only: rows of the database are answered as they come (see `web/answers`).
            if not isinstance(response_model, DefaultPlaceholder) and response_model is not None:
                described = {"model": response_model, "description": "Done."}
                options["responses"] = {200: described, **(options.get("responses") or {})}
            endpoint = _in_order(endpoint)
        super().__init__(path, endpoint, **{**options, "response_model": None, "response_class": JSONResponse})

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        if self.body_field is None:
            return handle

        async def handle_json(request: Request) -> Response:
            headers = [pair for pair in request.scope["headers"] if pair[0] != b"content-type"]
            headers.append((b"content-type", b"application/json"))
            body = _Body({**request.scope, "headers": headers}, request.receive)
            await body.read()
            return await handle(body)

        return handle_json


def new_router() -> APIRouter:
    """A router of such routes."""
    return APIRouter(route_class=Route)
