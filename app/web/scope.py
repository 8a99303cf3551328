"""From the query string to an `EventScope`: dates, unit, zone and filters (spec 04, sections 1, 2 and 4 to 6).

A form is what a route takes in its query string; `scope_by(Form)` makes of it the events that are asked about:

    async def stats(scope: Annotated[EventScope, scope_by(RangeAndFilters)], conn: ReadConn) -> ...: ...
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from typing import Annotated, Any, Literal, Protocol, Self

from fastapi import Depends, Query
from pydantic import AfterValidator, BeforeValidator, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import check
from app.db.tables import segment, website
from app.errors import NotFound
from app.lib.dates import from_epoch_ms, now, zone_of
from app.rollups.ask import with_cells
from app.sql.buckets import Buckets
from app.sql.filters import Filter, dimension, read_filter
from app.sql.periods import UNITS, Unit, effective_unit
from app.sql.saved import cohort_scope, filtered, with_segment
from app.sql.scope import EventScope
from app.web.connection import reading
from app.web.permissions import Id, allowed
from app.web.route import Exchange, late, promise
from app.web.validation import (
    WHOLE_FORM,
    QueryDate,
    QueryInt,
    QueryNumber,
    QueryPositive,
    Schema,
    Text,
    TimeZone,
    Uuid,
    fail,
)

_NO_DATES = "Either startAt+endAt or startDate+endDate must be provided"
_DIGITS = "0123456789"


def _instant(ms: float) -> datetime:
    try:
        return from_epoch_ms(ms)
    except ValueError:
        raise fail("Invalid input: expected date, received Date") from None


def _unit(text: Any) -> Any:
    if text not in UNITS:
        raise fail("Invalid unit")
    return text


Instant = Annotated[QueryNumber, AfterValidator(_instant)]
WholeInstant = Annotated[QueryInt, AfterValidator(_instant)]
UnitName = Annotated[Unit, BeforeValidator(_unit)]


class Period(Schema):
    """A form with dates. Those below say how they are written."""

    timezone: TimeZone | None = None
    unit: UnitName | None = None

    @property
    def start(self) -> datetime:
        raise NotImplementedError

    @property
    def end(self) -> datetime:
        raise NotImplementedError

    def filters(self, query: Mapping[str, str]) -> dict[str, Filter]:
        """The filters of a request, by the keys that its query string gives them.

        Keys that end in a digit (`browser1`) act everywhere: Umami does not validate them, and they may name
        dimensions that no form has.
        """
        numbered = {key: dimension(key) for key in query if key[-1:] in _DIGITS}
        return {key: read_filter(name, query[key]) for key, name in numbered.items() if name}

    def replaced(self, chosen: dict[str, Filter]) -> dict[str, Filter]:
        """The filters of request and segment, with those that the form itself puts in the place of some."""
        return chosen


class DateRange(Period):
    """The period of a statistic, and how it is cut and compared.

    `startDate` and `endDate` count where `startAt` and `endAt` are not both given; Umami accepts them and then fails.
    """

    start_at: Instant | None = None
    end_at: Instant | None = None
    start_date: QueryDate = None
    end_date: QueryDate = None
    compare: Literal["prev", "yoy"] | None = None

    @model_validator(mode="wrap")
    @classmethod
    def _has_dates(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        given = {"startAt", "endAt"} <= data.keys() or {"startDate", "endDate"} <= data.keys()
        missing = PydanticCustomError(WHOLE_FORM, "{message}", {"message": _NO_DATES})
        try:
            value = handler(data)
        except ValidationError as failed:
            if given:
                raise
            # Whether the message is said depends on the other errors; `web/validation` knows how.
            raise ValidationError.from_exception_data(cls.__name__, [*_again(failed), {
                "type": missing, "loc": (), "input": None}]) from None
        if not given:
            raise missing
        return value

    @property
    def start(self) -> datetime:
        return self._chosen[0]

    @property
    def end(self) -> datetime:
        return self._chosen[1]

    @property
    def _chosen(self) -> tuple[datetime, datetime]:
        at: tuple[Any, Any] = (self.start_at, self.end_at)
        return (self.start_date, self.end_date) if None in at else at


class WholeRange(Period):
    """The period of a statistic that takes whole milliseconds only."""

    start_at: WholeInstant
    end_at: WholeInstant

    @property
    def start(self) -> datetime:
        start: Any = self.start_at
        return start  # type: ignore[no-any-return]

    @property
    def end(self) -> datetime:
        end: Any = self.end_at
        return end  # type: ignore[no-any-return]


def _again(failed: ValidationError) -> list[InitErrorDetails]:
    return [
        {"type": PydanticCustomError(error["type"], "{message}", {"message": error["msg"], **error.get("ctx", {})}),
         "loc": error["loc"], "input": error["input"]}
        for error in failed.errors()
    ]


class Filters(Period):
    """Which events of the period: filters by dimension, a segment, a cohort (spec 04, sections 1.3 and 4)."""

    path: Text | None = None
    referrer: Text | None = None
    title: Text | None = None
    query: Text | None = None
    os: Text | None = None
    browser: Text | None = None
    device: Text | None = None
    country: Text | None = None
    region: Text | None = None
    city: Text | None = None
    tag: Text | None = None
    hostname: Text | None = None
    distinct_id: Text | None = None
    language: Text | None = None
    event: Text | None = None
    utm_source: Text | None = None
    utm_medium: Text | None = None
    utm_campaign: Text | None = None
    utm_content: Text | None = None
    utm_term: Text | None = None
    segment: Uuid | None = None
    cohort: Uuid | None = None
    event_type: QueryPositive | None = None
    exclude_bounce: Text = ""
    match: Literal["all", "any"] | None = None

    def filters(self, query: Mapping[str, str]) -> dict[str, Filter]:
        """Those that are numbered, and those that are members of this form."""
        named = {key: read_filter(key, query[key]) for key in query if key in _MEMBERS and dimension(key)}
        if self.event_type is not None:
            named["eventType"] = Filter("eventType", "eq", str(self.event_type))
        return {**super().filters(query), **named}


_MEMBERS = frozenset(field.alias or "" for field in Filters.model_fields.values())


class RangeAndFilters(Filters, DateRange):
    """Dates and filters: what most statistics are asked with."""


class WholeRangeAndFilters(Filters, WholeRange):
    """Whole milliseconds and filters."""


async def server_zone(exchange: Exchange) -> tzinfo:
    """The zone of the server's clock, by TZ."""
    return zone_of(exchange.app.state.settings.tz)


class Asked(Protocol):
    """A period, and filters of it as `Period` describes them: what a scope is made of."""

    @property
    def start(self) -> datetime: ...

    @property
    def end(self) -> datetime: ...

    def filters(self, query: Mapping[str, str]) -> dict[str, Filter]: ...

    def replaced(self, chosen: dict[str, Filter]) -> dict[str, Filter]: ...


async def scope_of(
    exchange: Exchange, website_id: str, ask: Asked, *, match: str | None = None, segment_id: str | None = None,
    cohort_id: str | None = None, exclude_bounces: bool = False,
) -> EventScope:
    """The scope of what is asked about a website, not before its last reset (spec 04, sections 1.5, 4, 5 and 6).

    Errors: NotFound for a segment or cohort that the website does not have; BadRequest for one that cannot be read.
    Umami fails on both (500).
    """
    conn = await exchange.connection()
    living = (website.c.website_id == website_id, website.c.deleted_at.is_(None))
    reset_at = await conn.scalar(select(website.c.reset_at).where(*living))
    scope = EventScope(website_id, max(ask.start, reset_at) if reset_at else ask.start, ask.end)
    chosen = ask.filters(exchange.request.query_params)
    if segment_id:
        chosen, match = with_segment(chosen, match, await _saved(conn, website_id, segment_id))
    cohort = None
    if cohort_id:
        saved = await _saved(conn, website_id, cohort_id)
        cohort = cohort_scope(website_id, saved, now(), await server_zone(exchange))
    return replace(
        filtered(scope, ask.replaced(chosen).values(), match_any=match == "any"), cohort=cohort,
        exclude_bounces=exclude_bounces,
    )


async def _saved(conn: AsyncConnection, website_id: str, segment_id: str) -> dict[str, Any]:
    mine = (segment.c.website_id == website_id, segment.c.segment_id == segment_id)
    parameters = await conn.scalar(select(segment.c.parameters).where(*mine))
    if parameters is None:
        raise NotFound("Segment not found.")
    return parameters if isinstance(parameters, dict) else {}


def scope_by(form: type[Period]) -> Any:
    """The events that a caller asks about by this form, and may see."""

    async def asked(website_id: Id, ask: Annotated[form, Query()]) -> Any:  # type: ignore[valid-type]
        return promise(partial(_view, website_id, ask))

    return Depends(asked)


async def _view(website_id: str, ask: Period, exchange: Exchange) -> EventScope:
    await allowed(exchange, check.view_website, website_id)
    if not isinstance(ask, Filters):
        return await scope_of(exchange, website_id, ask)
    return await scope_of(
        exchange, website_id, ask, match=ask.match, segment_id=ask.segment, cohort_id=ask.cohort,
        exclude_bounces=bool(ask.exclude_bounce))


def kept_scope_by(form: type[Period], *, series: bool = False) -> Any:
    """The same, with what rollups know of it; read on the connection of `ReadConn`, in the same moment."""

    async def asked(website_id: Id, ask: Annotated[form, Query()]) -> Any:  # type: ignore[valid-type]
        return promise(partial(_kept_view, website_id, ask, series))

    return Depends(asked)


async def _kept_view(website_id: str, ask: Period, series: bool, exchange: Exchange) -> EventScope:
    scope = await _view(website_id, ask, exchange)
    if exchange.app.state.settings.rollups == "off":
        return scope
    scope = await with_cells(await reading(exchange), scope, ask.timezone if series else None)
    exchange.ways = scope.kept.used if scope.kept else {"raw"}
    return scope


def buckets_by(form: type[Period]) -> Any:
    """How the series of an answer is cut. The unit follows from the period asked for, before a reset cuts it."""

    async def asked(ask: Annotated[form, Query()]) -> Any:  # type: ignore[valid-type]
        return promise(partial(_cut, ask))

    return Depends(asked)


async def _cut(ask: Period, exchange: Exchange) -> Buckets:
    return Buckets(effective_unit(ask.start, ask.end, ask.unit, await server_zone(exchange)), ask.timezone)


ViewScope = Annotated[EventScope, scope_by(RangeAndFilters)]
KeptScope = Annotated[EventScope, kept_scope_by(RangeAndFilters)]
SeriesScope = Annotated[EventScope, kept_scope_by(RangeAndFilters, series=True)]
ViewBuckets = Annotated[Buckets, buckets_by(DateRange)]

ServerZone = Annotated[tzinfo, late(server_zone)]
