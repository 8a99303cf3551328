"""From the query string to an `EventScope`: dates, unit and zone (spec 04, sections 1 and 2)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Annotated, Any, Literal, Self

from fastapi import Depends, Query
from pydantic import AfterValidator, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.access import check
from app.db.tables import segment, website
from app.errors import NotFound
from app.lib.dates import from_epoch_ms, now, zone_of
from app.sql.buckets import Buckets
from app.sql.filters import Filter, dimension, read_filter
from app.sql.periods import UNITS, Unit, effective_unit
from app.sql.saved import cohort_scope, filtered, with_segment
from app.sql.scope import EventScope
from app.web.permissions import Id, allowed
from app.web.route import Exchange, late, promise
from app.web.validation import (
    WHOLE_FORM,
    QueryDate,
    QueryNumber,
    QueryPositive,
    Schema,
    Text,
    TimeZone,
    Uuid,
    fail,
)

_NO_DATES = "Either startAt+endAt or startDate+endDate must be provided"


def _instant(ms: float) -> datetime:
    try:
        return from_epoch_ms(ms)
    except ValueError:
        raise fail("Invalid input: expected date, received Date") from None


def _unit(text: str) -> str:
    if text not in UNITS:
        raise fail("Invalid unit")
    return text


Instant = Annotated[QueryNumber, AfterValidator(_instant)]


class DateRange(Schema):
    """The period of a statistic, and how it is cut and compared.

    `startDate` and `endDate` count where `startAt` and `endAt` are not both given; Umami accepts them and then fails.
    """

    start_at: Instant | None = None
    end_at: Instant | None = None
    start_date: QueryDate = None
    end_date: QueryDate = None
    timezone: TimeZone | None = None
    unit: Annotated[str, AfterValidator(_unit)] | None = None
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


def _again(failed: ValidationError) -> list[InitErrorDetails]:
    return [
        {"type": PydanticCustomError(error["type"], "{message}", {"message": error["msg"], **error.get("ctx", {})}),
         "loc": error["loc"], "input": error["input"]}
        for error in failed.errors()
    ]


class Filters(Schema):
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

    def by_key(self, query: Mapping[str, str]) -> dict[str, Filter]:
        """The filters, by the keys that `query` gives them.

        Keys that end in a digit (`browser1`) were not validated, and may name dimensions that no member does.
        """
        found = {}
        for key, text in query.items():
            name = dimension(key)
            if name is not None and (key[-1] in "0123456789" or key in _MEMBERS):
                found[key] = Filter(name, "eq", str(self.event_type)) if key == "eventType" else read_filter(name, text)
        return found


_MEMBERS = frozenset(field.alias for field in Filters.model_fields.values())


class RangeAndFilters(DateRange, Filters):
    """Dates and filters: what most statistics are asked with."""


async def server_zone(exchange: Exchange) -> tzinfo:
    """The zone of the server's clock, by TZ."""
    return zone_of(exchange.app.state.settings.tz)


async def scope_of(
    exchange: Exchange, website_id: str, ask: DateRange, filters: Filters | None = None,
) -> EventScope:
    """The scope of what is asked about a website, not before its last reset (spec 04, sections 1.5, 4, 5 and 6).

    Errors: NotFound for a segment or cohort that the website does not have; BadRequest for one that cannot be read.
    Umami fails on both (500).
    """
    conn = await exchange.connection()
    living = (website.c.website_id == website_id, website.c.deleted_at.is_(None))
    reset_at = await conn.scalar(select(website.c.reset_at).where(*living))
    scope = EventScope(website_id, max(ask.start, reset_at) if reset_at else ask.start, ask.end)
    filters = filters or Filters()
    chosen = filters.by_key(exchange.request.query_params)
    match: str | None = filters.match
    if filters.segment:
        saved = await _saved(conn, website_id, filters.segment)
        chosen, match = with_segment(chosen, match, saved)
    cohort = None
    if filters.cohort:
        saved = await _saved(conn, website_id, filters.cohort)
        cohort = cohort_scope(website_id, saved, now(), await server_zone(exchange))
    return replace(
        filtered(scope, chosen.values(), match_any=match == "any"), cohort=cohort,
        exclude_bounces=bool(filters.exclude_bounce),
    )


async def _saved(conn: AsyncConnection, website_id: str, segment_id: str) -> dict[str, Any]:
    mine = (segment.c.website_id == website_id, segment.c.segment_id == segment_id)
    parameters = await conn.scalar(select(segment.c.parameters).where(*mine))
    if parameters is None:
        raise NotFound("Segment not found.")
    return parameters if isinstance(parameters, dict) else {}


async def _view_scope(website_id: Id, ask: Annotated[RangeAndFilters, Query()]) -> Any:
    async def keep(exchange: Exchange) -> EventScope:
        await allowed(exchange, check.view_website, website_id)
        return await scope_of(exchange, website_id, ask, ask)

    return promise(keep)


async def _buckets(ask: Annotated[DateRange, Query()]) -> Any:
    async def keep(exchange: Exchange) -> Buckets:
        # The unit follows from the period that was asked for, before the reset cuts it.
        asked: Unit | None = ask.unit  # type: ignore[assignment]
        return Buckets(effective_unit(ask.start, ask.end, asked, await server_zone(exchange)), ask.timezone)

    return promise(keep)


# The events a caller asks about and may see.
ViewScope = Annotated[EventScope, Depends(_view_scope)]

# How the series of an answer is cut.
ViewBuckets = Annotated[Buckets, Depends(_buckets)]

ServerZone = Annotated[tzinfo, late(server_zone)]
