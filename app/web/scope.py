"""From the query string to an `EventScope`: dates, unit and zone (spec 04, sections 1 and 2)."""

from datetime import datetime, tzinfo
from typing import Annotated, Any, Literal, Self

from fastapi import Depends, Query
from pydantic import AfterValidator, ModelWrapValidatorHandler, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError
from sqlalchemy import select

from app.access import check
from app.db.tables import website
from app.lib.dates import from_epoch_ms, zone_of
from app.sql.buckets import Buckets
from app.sql.periods import UNITS, Unit, effective_unit
from app.sql.scope import EventScope
from app.web.permissions import Id, allowed
from app.web.route import Exchange, late, promise
from app.web.validation import WHOLE_FORM, QueryDate, QueryNumber, Schema, TimeZone, fail

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


async def scope_of(exchange: Exchange, website_id: str, ask: DateRange) -> EventScope:
    """The scope of what is asked about a website, not before its last reset (spec 04, section 1.5)."""
    conn = await exchange.connection()
    living = (website.c.website_id == website_id, website.c.deleted_at.is_(None))
    reset_at = await conn.scalar(select(website.c.reset_at).where(*living))
    return EventScope(website_id, max(ask.start, reset_at) if reset_at else ask.start, ask.end)


async def _view_scope(website_id: Id, ask: Annotated[DateRange, Query()]) -> Any:
    async def keep(exchange: Exchange) -> EventScope:
        await allowed(exchange, check.view_website, website_id)
        return await scope_of(exchange, website_id, ask)

    return promise(keep)


async def server_zone(exchange: Exchange) -> tzinfo:
    """The zone of the server's clock, by TZ."""
    return zone_of(exchange.app.state.settings.tz)


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
