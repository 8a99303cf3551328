"""Pydantic's errors said in Umami's words (spec 02, section 7; spec 04, section 0.2).

Schemas are written once, in Pydantic, and raise its errors; here they become the tree that Umami's validator (zod)
answers with. `Schema` is the base of all that comes in; the types below are for its fields.
"""

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from app.lib.dates import read_js_date, zone_name
from app.lib.ids import UUID
from app.lib.js import UNDEFINED, numbers_of_javascript, to_number

# Kinds of our own errors. A type error stops the checks of the whole form; a failed check of a value does not.
WRONG_TYPE, FAILED_CHECK, WHOLE_FORM = "umami_type", "umami_check", "umami_form"
_CHECKS = {FAILED_CHECK, WHOLE_FORM, "string_too_long", "string_too_short", "greater_than", "greater_than_equal",
           "less_than", "less_than_equal", "too_short", "too_long"}


class Schema(BaseModel):
    """What comes in: camelCase on the wire, strict about types, silent about members it does not know."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _missing_is_undefined(cls, data: Any) -> Any:
        # A missing member then fails like any other wrong value, in the words of its own type.
        if not isinstance(data, Mapping):
            return data
        wanted = {field.alias or name for name, field in cls.model_fields.items() if field.is_required()}
        missing = wanted - data.keys()
        return {**data, **dict.fromkeys(missing, UNDEFINED)} if missing else data

    def given(self, *names: str) -> dict[str, Any]:
        """The members that the request named, by our names: those of `names`, or all."""
        return {name: getattr(self, name) for name in type(self).model_fields
                if name in self.model_fields_set and (not names or name in names)}


class _NotNull:
    """Makes `X | None` take an absent member, but not null."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        return schema["schema"] if schema["type"] == "nullable" else schema


T = TypeVar("T")

# A member that may be absent, and then is None. `X | None` alone may be null as well.
Maybe = Annotated[T | None, _NotNull()]


def fail(message: str, kind: str = FAILED_CHECK) -> PydanticCustomError:
    """An error that is answered with exactly this message."""
    return PydanticCustomError(kind, "{message}", {"message": message})


# Texts and ids

def _uuid(text: str) -> str:
    if not UUID.fullmatch(text):
        raise fail("Invalid UUID")
    return text.lower()


def _storable(text: str) -> str:
    # PostgreSQL has no NUL in a text. Umami fails on it (500); saying so is better.
    if "\0" in text:
        raise fail("Invalid input: NUL character")
    return text


Text = Annotated[str, AfterValidator(_storable)]
Uuid = Annotated[str, AfterValidator(_uuid), WithJsonSchema({"type": "string", "format": "uuid"})]


def text_of(most: int | None = None, least: int | None = None) -> Any:
    """Constraints of a `Text`: its length in characters."""
    return StringConstraints(min_length=least, max_length=most, strict=True)


def storable_json(value: dict[str, Any]) -> dict[str, Any]:
    """The object with the numbers that JavaScript would have read. Errors: one of validation for a NUL."""
    value = numbers_of_javascript(value)
    if b"\\u0000" in orjson.dumps(value):
        raise fail("Invalid input: NUL character")
    return value


# A free-form object of JSON, kept as it is; jsonb has no NUL in its texts either.
JsonObject = Annotated[dict[str, Any], AfterValidator(storable_json)]


# Numbers, as JavaScript reads them from a text

_SAFE = 2**53 - 1


def read_number(value: Any) -> float:
    number = to_number(value)
    if math.isnan(number):
        raise fail("Invalid input: expected number, received NaN", WRONG_TYPE)
    if math.isinf(number):
        raise fail("Invalid input: expected number, received number", WRONG_TYPE)
    return number


def _integer(value: Any) -> int:
    number = read_number(value)
    if not number.is_integer():
        raise fail("Invalid input: expected int, received number", WRONG_TYPE)
    if number > _SAFE:
        raise fail(f"Too big: expected int to be <={_SAFE}")
    if number < -_SAFE:
        raise fail(f"Too small: expected int to be >=-{_SAFE}")
    return int(number)


def _positive(number: int) -> int:
    if number <= 0:
        raise fail("Too small: expected number to be >0")
    return number


QueryNumber = Annotated[float, BeforeValidator(read_number)]
QueryInt = Annotated[int, BeforeValidator(_integer)]
QueryPositive = Annotated[
    int, BeforeValidator(_integer), AfterValidator(_positive), WithJsonSchema({"type": "integer", "minimum": 1})]


def _body_integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise fail(f"Invalid input: expected number, received {type_of(value)}", WRONG_TYPE)
    return _integer(value)


BodyInt = Annotated[int, BeforeValidator(_body_integer)]


# Dates and zones

def _date(value: Any) -> Any:
    try:
        return read_js_date(value)
    except ValueError:
        raise fail("Invalid input: expected date, received Date", WRONG_TYPE) from None


def _zone(text: str) -> str:
    # Exactly `utc` is kept: it asks for labels in ISO form (spec 04, section 2.2).
    name = text if text == "utc" else zone_name(text)
    if name is None:
        raise fail("Invalid timezone")
    return name


QueryDate = Annotated[Any, BeforeValidator(_date)]
TimeZone = Annotated[str, AfterValidator(_zone)]


# The tree

_TYPE_NAMES: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, "boolean"), (type(None), "null"), ((int, float), "number"), (str, "string"),
    ((list, tuple), "array"),
)


def type_of(value: Any) -> str:
    """What zod calls the type of a value from JSON."""
    if value is UNDEFINED:
        return "undefined"
    return next((name for kinds, name in _TYPE_NAMES if isinstance(value, kinds)), "object")


_EXPECTED = {
    "string_type": "string", "bool_type": "boolean", "dict_type": "record", "model_type": "object",
    "model_attributes_type": "object", "list_type": "array", "float_type": "number", "int_type": "number",
    "int_from_float": "int", "none_required": "null", "is_instance_of": "object",
}
_PHRASES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "too_long": lambda ctx: f"Too big: expected {_counted(ctx['max_length'], '<=', ctx['input'])}",
    "too_short": lambda ctx: f"Too small: expected {_counted(ctx['min_length'], '>=', ctx['input'])}",
    "greater_than": lambda ctx: f"Too small: expected number to be >{ctx['gt']:g}",
    "greater_than_equal": lambda ctx: f"Too small: expected number to be >={ctx['ge']:g}",
    "less_than": lambda ctx: f"Too big: expected number to be <{ctx['lt']:g}",
    "less_than_equal": lambda ctx: f"Too big: expected number to be <={ctx['le']:g}",
}


def _counted(limit: int, sign: str, value: Any) -> str:
    kind, what = ("string", "characters") if isinstance(value, str) else ("array", "items")
    return f"{kind} to have {sign}{limit} {what}"


def _messages(error: Mapping[str, Any]) -> list[str]:
    # A limit behind another check of a text (as in `text_of`) fails as `too_long`, one of its own as `string_too_long`.
    kind, ctx = error["type"].replace("string_too_", "too_"), {**(error.get("ctx") or {}), "input": error.get("input")}
    if kind in (WRONG_TYPE, FAILED_CHECK, WHOLE_FORM):
        return str(ctx["message"]).split("\n")
    if kind == "literal_error":
        return ["Invalid option: expected one of " + "|".join(f'"{one}"' for one in _options(ctx["expected"]))]
    if kind in _PHRASES:
        return [_PHRASES[kind](ctx)]
    if kind in ("missing", "json_invalid"):
        return ["Invalid input: expected object, received undefined"]
    expected = _EXPECTED.get(kind)
    return [f"Invalid input: expected {expected}, received {type_of(error.get('input'))}" if expected
            else "Invalid input"]


def _options(expected: str) -> list[str]:
    # Pydantic writes "'a', 'b' or 'c'". Our options are plain words, so that this can be read back.
    return re.findall(r"'([^']*)'", expected)


def error_tree(errors: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`{errors, properties?, items?}`: the messages of each level, each place below it as a subtree.

    `errors` are Pydantic's as FastAPI hands them over; the first word of a place (query, body) is left out.
    """
    errors = list(errors)
    stopped = any(error["type"] not in _CHECKS for error in errors)
    tree: dict[str, Any] = {"errors": []}
    for error in errors:
        if error["type"] == WHOLE_FORM and stopped:
            continue
        place = () if error["type"] in (WHOLE_FORM, "json_invalid") else tuple(error["loc"][1:])
        node = _node(tree, place)
        node["errors"] += [message for message in _messages(error) if message not in node["errors"]]
    return tree


def _node(tree: dict[str, Any], place: tuple[str | int, ...]) -> dict[str, Any]:
    for step in place:
        if isinstance(step, int):
            items = tree.setdefault("items", [])
            items += [None] * (step + 1 - len(items))
            items[step] = items[step] or {"errors": []}
            tree = items[step]
        else:
            tree = tree.setdefault("properties", {}).setdefault(step, {"errors": []})
    return tree


def one_of(*messages: str, options: Iterable[str]) -> Any:
    """A text among `options`, refused with several messages at once: what zod says of a union."""
    allowed = tuple(options)

    def check(value: Any) -> str:
        if isinstance(value, str) and value in allowed:
            return value
        raise fail("\n".join(messages), WRONG_TYPE)

    return _OneOf(check, allowed)


@dataclass(frozen=True)
class _OneOf:
    """A check, and what the OpenAPI document says of it."""

    check: Callable[[Any], str]
    options: tuple[str, ...]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.options)}
