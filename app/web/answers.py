"""Answers as JSON: how the types of PostgreSQL look on the wire (spec 04, section 0.1)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from sqlalchemy import Row, RowMapping
from starlette.responses import Response

from app.lib.dates import wire

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
    return orjson.dumps(value, _on_wire, orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_NON_STR_KEYS)


class JSONResponse(Response):
    """`application/json` without a charset, as Umami sends it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return to_json(content)
