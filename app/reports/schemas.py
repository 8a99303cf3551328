"""What every report is asked with (spec 05, section 1): whose events, which of them, and what the report adds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.lib.dates import from_epoch_ms, read_js_date
from app.sql.filters import Filter, dimension, read_filter
from app.sql.periods import UNITS, Unit
from app.web.validation import (
    WRONG_TYPE,
    Maybe,
    QueryPositive,
    Schema,
    Text,
    Uuid,
    fail,
    type_of,
)


def _date(value: Any) -> datetime:
    """`new Date(value)` of a JSON value: a text, or milliseconds after 1970, of which null and false are none."""
    try:
        if isinstance(value, str):
            return read_js_date(value)
        if value is None or isinstance(value, int | float):
            return from_epoch_ms(value or 0)
    except ValueError:
        pass
    raise fail("Invalid input: expected date, received Date", WRONG_TYPE)


def _unit(value: Any) -> Any:
    if not isinstance(value, str):
        raise fail(f"Invalid input: expected string, received {type_of(value)}", WRONG_TYPE)
    if value not in UNITS:
        raise fail("Invalid unit")
    return value


Date = Annotated[datetime, BeforeValidator(_date), WithJsonSchema({"anyOf": [
    {"type": "string", "format": "date-time"}, {"type": "integer", "description": "Milliseconds after 1970."}]})]
BodyUnit = Annotated[Unit, BeforeValidator(_unit)]


class ReportFilters(Schema):
    """Which events: filters by dimension, a segment, a cohort (section 1.2). Numbered filters are not known here."""

    path: Maybe[Text] = None
    referrer: Maybe[Text] = None
    title: Maybe[Text] = None
    query: Maybe[Text] = None
    os: Maybe[Text] = None
    browser: Maybe[Text] = None
    device: Maybe[Text] = None
    country: Maybe[Text] = None
    region: Maybe[Text] = None
    city: Maybe[Text] = None
    tag: Maybe[Text] = None
    hostname: Maybe[Text] = None
    distinct_id: Maybe[Text] = None
    language: Maybe[Text] = None
    event: Maybe[Text] = None
    utm_source: Maybe[Text] = None
    utm_medium: Maybe[Text] = None
    utm_campaign: Maybe[Text] = None
    utm_content: Maybe[Text] = None
    utm_term: Maybe[Text] = None
    segment: Maybe[Uuid] = None
    cohort: Maybe[Uuid] = None
    event_type: Maybe[QueryPositive] = None
    exclude_bounce: Maybe[Text] = Field(None, description="Without effect: no report leaves bounces out.")
    match: Maybe[Literal["all", "any"]] = None

    def chosen(self) -> dict[str, Filter]:
        """The filters by dimension, by their names on the wire."""
        given = {field.alias or name: getattr(self, name) for name, field in type(self).model_fields.items()}
        named = {key: read_filter(key, str(value)) for key, value in given.items()
                 if value is not None and dimension(key)}
        if self.event_type is not None:
            named["eventType"] = Filter("eventType", "eq", str(self.event_type))
        return named


# The parameters of each report by its name, put here as their classes are made.
PARAMETERS: dict[str, type["Parameters"]] = {}


class Parameters(Schema):
    """The period of a report. Each report adds what it is asked besides, and says here how it takes event types."""

    report: ClassVar[str] = ""
    # A report that is about events of one type takes no heed of a filter by another (section 2).
    sets_event_type: ClassVar[bool] = False
    # What the report may be asked besides its dates: shown in the API's document, and what tests ask.
    example: ClassVar[dict[str, Any]] = {}

    start_date: Date
    end_date: Date

    @classmethod
    def __pydantic_init_subclass__(cls, **_options: Any) -> None:
        PARAMETERS[cls.report] = cls

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        dates = {"startDate": "2026-10-01T00:00:00.000Z", "endDate": "2026-10-31T23:59:59.999Z"}
        return {**schema, "examples": [{**dates, **cls.example}]}

    def filters(self) -> dict[str, Filter]:
        """Filters that the parameters themselves stand for; they count before the request's."""
        return {}


P = TypeVar("P", bound=Parameters)


def _name(value: Any) -> Any:
    if not isinstance(value, str) or value not in PARAMETERS:
        raise fail("Invalid input", WRONG_TYPE)
    return value


class ReportRequest(Schema, Generic[P]):
    """A report's question. `type` names the report, as the path does."""

    website_id: Uuid
    filters: ReportFilters
    type: Annotated[str, BeforeValidator(_name)]
    parameters: P

    @field_validator("parameters", mode="wrap")
    @classmethod
    def _of_its_type(cls, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        # Umami checks parameters by the type that the body names, and hands those to the report that the path names.
        # Both agree in all that clients send.
        name = info.data.get("type")
        if name is None:
            return None  # The type is wrong, and that is all to be said.
        asked = PARAMETERS[name]
        if cls.model_fields["parameters"].annotation is not asked:
            asked.model_validate(value)
            known = {field.alias for field in asked.model_fields.values()}
            value = {key: member for key, member in value.items() if key in known}
        return handler(value)


@dataclass(frozen=True)
class Question:
    """A request as `scope_of` takes it: a period and filters of it."""

    request: ReportRequest[Any]

    @property
    def start(self) -> datetime:
        start: datetime = self.request.parameters.start_date
        return start

    @property
    def end(self) -> datetime:
        end: datetime = self.request.parameters.end_date
        return end

    def filters(self, _query: Mapping[str, str]) -> dict[str, Filter]:
        """Those of the body; a query string says nothing here."""
        return {**self.request.filters.chosen(), **self.request.parameters.filters()}

    def replaced(self, chosen: dict[str, Filter]) -> dict[str, Filter]:
        """Without a type of events where the report has its own."""
        if not self.request.parameters.sets_event_type:
            return chosen
        return {key: one for key, one in chosen.items() if key != "eventType"}
