"""What the OpenAPI document says of answers, and whether answers are so."""

import re
from functools import cache
from typing import Any

from fastapi import FastAPI
from jsonschema_rs import Draft202012Validator

from app.lib.ids import UUID
from app.main import create_app
from app.settings import Settings
from app.web.openapi import document, operations

# A moment on the wire has milliseconds and is in UTC (spec 04, section 0.1).
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_FORMATS = {
    "uuid": lambda text: UUID.fullmatch(text) is not None,
    "date-time": lambda text: _MOMENT.fullmatch(text) is not None,
}


def described(**settings: Any) -> tuple[FastAPI, dict[str, Any]]:
    """An app and its document."""
    ready = Settings(_env_file=None, DATABASE_URL="postgresql://unused/", **settings)
    app = create_app(ready)._app
    return app, document(app, ready)


APP, DOCUMENT = described()
OPERATIONS = {(method, path): operation for path, method, operation in operations(DOCUMENT)}

# Whole words come before the names of ids: /event-data/stats is no event.
_PATHS = [(re.compile(re.sub(r"\{\w+\}", "[^/]+", path)), path)
          for path in sorted(DOCUMENT["paths"], key=lambda path: path.count("{"))]


def path_of(address: str) -> str | None:
    """The described path of an address with or without a query; None where there is none."""
    address = address.partition("?")[0]
    return next((path for pattern, path in _PATHS if pattern.fullmatch(address)), None)


@cache
def _validator(method: str, path: str) -> Draft202012Validator:
    content = OPERATIONS[method, path]["responses"]["200"]["content"]
    schema = {**content["application/json"]["schema"], "components": DOCUMENT["components"]}
    return Draft202012Validator(schema, validate_formats=True, formats=_FORMATS)


def problems(method: str, address: str, body: Any) -> list[str]:
    """What the document says otherwise about the body of a success."""
    path = path_of(address)
    if path is None:
        return [f"{address} is not described"]
    found = _validator(method.lower(), path).iter_errors(body)
    return [f"{'/'.join(map(str, error.instance_path))}: {error.message}"[:1000] for error in found]
