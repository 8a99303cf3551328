"""The routes of reports: a body in, a scope of it, and refusals in the words that Umami has for reports (spec 05,
section 1)."""

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError

from app.access import check
from app.errors import BadRequest
from app.reports.schemas import Parameters, Question, ReportRequest
from app.sql.scope import EventScope
from app.web.permissions import allowed
from app.web.route import Exchange, Route, promise
from app.web.scope import scope_of
from app.web.validation import error_tree


class _ReportRoute(Route):
    """A route whose body is two schemas at once to Umami: what is no object is refused by both, and told twice."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_report(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as failed:
                whole = [error for error in failed.errors() if error["loc"] == ("body",) or _is_no_json(error)]
                if not whole:
                    raise
                raise BadRequest(errors=error_tree(whole)["errors"] * 2) from None

        return handle_report


def _is_no_json(error: Any) -> bool:
    return bool(error["type"] == "json_invalid")


def new_report_router() -> APIRouter:
    """A router of such routes."""
    return APIRouter(route_class=_ReportRoute)


def report_scope(parameters: type[Parameters]) -> Any:
    """The events that the body asks about, which its sender must be allowed to see.

    The body's name in the route must be `ask` too, so that FastAPI knows that they are the same.
    """

    async def asked(ask: ReportRequest[parameters]) -> Any:  # type: ignore[valid-type]
        return promise(partial(_view, ask))

    return Depends(asked)


async def _view(ask: ReportRequest[Any], exchange: Exchange) -> EventScope:
    await allowed(exchange, check.view_website, ask.website_id)
    filters = ask.filters
    return await scope_of(
        exchange, ask.website_id, Question(ask), match=filters.match, segment_id=filters.segment,
        cohort_id=filters.cohort)
