"""Answers as JSON: how the types of PostgreSQL look on the wire (spec 04, section 0.1)."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import orjson
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from sqlalchemy import Row, RowMapping
from starlette import responses

from app.lib.dates import wire
from app.lib.js import numbers_of_javascript

OK = {"ok": True}


def _on_wire(value: Any) -> Any:
    if isinstance(value, datetime):
        return wire(value)
    if isinstance(value, Decimal):
        # numeric is text in Umami's answers, without trailing zeros: 12.5000 is "12.5".
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(value, Row):
        return dict(value._mapping)
    if isinstance(value, RowMapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def to_json(value: Any) -> bytes:
    """JSON of dicts, lists, rows of the database, dates and decimals."""
    try:
        return orjson.dumps(value, _on_wire, orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS)
    except TypeError:
        plain = numbers_of_javascript(_plain(value))
        return orjson.dumps(plain, _on_wire, orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS)


def _plain(value: Any) -> Any:
    """Rows as dicts, all the way down."""
    if isinstance(value, Row):
        value = value._mapping
    if isinstance(value, Mapping):
        return {name: _plain(member) for name, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, list | tuple) else value


class JSONResponse(responses.JSONResponse):
    """`application/json` without a charset, as Umami sends it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return to_json(content)


# What answers look like, for the OpenAPI document. Answers themselves are rows of the database, as they come: to read
# them into these models and write them again would cost more than to find them.

class Answer(BaseModel):
    """The shape of an answer: camelCase on the wire, no member that is not named."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)


# PostgreSQL's numeric, which it also gives for sums of counts: so the same notion is a number in one answer and a text
# in another (spec 04, section 0.1).
Numeral = Annotated[str, Field(
    pattern=r"^-?\d+(\.\d*[1-9])?$", description="A number, written as a text without trailing zeros.")]

BucketLabel = Annotated[str, Field(
    pattern=r"^\d{4}-\d\d-\d\d( \d\d:\d\d:00|T\d\d:\d\d:00Z)$",
    description="When a bucket of time begins, by the clock of `timezone` and without an offset "
    "(`2024-03-09 22:00:00`); without one, or for `utc`, as `2024-03-10T06:00:00Z`.")]


class Ok(Answer):
    """Done."""

    ok: Literal[True]
