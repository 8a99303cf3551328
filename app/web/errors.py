"""Every refusal as Umami's body `{"error": {message, code, status, ...}}`; nothing else makes error answers."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

import psycopg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.errors import AppError, BadRequest, NotFound, TooManyRequests, Unavailable
from app.web.answers import JSONResponse
from app.web.requests import REASON
from app.web.validation import error_tree

log = logging.getLogger(__name__)


def answer_for(error: AppError) -> Response:
    """The answer that a refusal of ours stands for."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Unavailable | TooManyRequests) else None
    return JSONResponse(error.body(), error.status, headers)


def refusal_of(error: DBAPIError) -> AppError | None:
    """What to tell the client of an error of the database that is the request's own; None where it is ours."""
    cause = error.orig
    if isinstance(cause, psycopg.errors.UniqueViolation):
        return BadRequest("Already exists.")
    if isinstance(cause, psycopg.errors.QueryCanceled):
        return Unavailable("The question took too long.")
    if isinstance(cause, psycopg.DataError):
        # Too long for its column, no valid regular expression, a NUL: PostgreSQL says which, without values.
        return BadRequest(cause.diag.message_primary or "A value cannot be stored.")
    if isinstance(cause, psycopg.OperationalError):
        return Unavailable()
    return None


@contextmanager
def refuse_taken(message: str) -> Iterator[None]:
    """Turns a uniqueness that PostgreSQL defends into a refusal: an id that exists, or whatever `message` says."""
    try:
        yield
    except IntegrityError as error:
        cause = error.orig
        if not isinstance(cause, psycopg.errors.UniqueViolation):
            raise
        same_id = (cause.diag.constraint_name or "").endswith("_pkey")
        raise BadRequest("That ID is already taken." if same_id else message) from None


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)  # noqa: S101 - the handler is registered for this kind alone
    return answer_for(error)


async def _invalid(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    return answer_for(BadRequest(**error_tree(error.errors())))


async def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code == HTTPStatus.NOT_FOUND:
        return answer_for(NotFound())
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return Response(status_code=405, headers=error.headers)
    body: dict[str, Any] = {"error": {"message": error.detail, "code": "bad-request", "status": error.status_code}}
    return JSONResponse(body, error.status_code, error.headers)


async def _database(request: Request, error: Exception) -> Response:
    refusal = refusal_of(error) if isinstance(error, DBAPIError) else Unavailable()
    if refusal is None:
        return await _unexpected(request, error)
    request.scope[REASON] = type(getattr(error, "orig", error)).__name__
    return answer_for(refusal)


async def _unexpected(request: Request, error: Exception) -> Response:
    # The traceback names the statement; its values, the query string and the body stay out of the log.
    if isinstance(error, DBAPIError):
        error.hide_parameters = True
    log.error("a request failed unexpectedly", exc_info=error)
    return answer_for(AppError())


def install(app: FastAPI) -> None:
    """Gives `app` its error answers."""
    app.add_exception_handler(AppError, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(Exception, _unexpected)
