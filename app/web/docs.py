"""/openapi.json and /docs: the API as a document for programs, and as a page for people.

The page is made here, from the document: one file without script, that asks no other host (the usual viewers are
1.4 MB of script, and want inline script or a CDN). DISABLE_DOCS turns both off.
"""

import asyncio
from html import escape
from itertools import groupby
from typing import Any

import orjson
from fastapi import FastAPI, Response

from app.settings import Settings
from app.web.openapi import Document, document, operations
from app.web.permissions import OPEN
from app.web.route import asks, new_router

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #222; }
summary { cursor: pointer; padding: .3rem 0; } summary b { display: inline-block; width: 4.5rem; }
details { border-bottom: 1px solid #ddd; } pre { background: #f5f5f5; padding: .6rem; overflow: auto; }
table { border-collapse: collapse; } td { padding: .1rem 1rem .1rem 0; vertical-align: top; } code { color: #036; }
@media (prefers-color-scheme: dark) {
  body { background: #181818; color: #ddd; } pre { background: #242424; } code { color: #8cf; }
  details { border-color: #444; } a { color: #8cf; }
}
"""


def install(app: FastAPI, settings: Settings) -> None:
    """Gives `app` the two routes."""
    if settings.disable_docs:
        return
    made: dict[str, bytes] = {}
    making = asyncio.Lock()

    async def text_of(name: str) -> bytes:
        # Made when first asked for: it takes a quarter of a second, which would make each start longer.
        async with making:
            if not made:
                made.update(await asyncio.to_thread(_make, app, settings))
        return made[name]

    router = new_router()

    @router.get("/openapi.json", include_in_schema=False, **asks(OPEN))
    async def openapi_json() -> Response:
        """The OpenAPI document."""
        return Response(await text_of("json"), media_type="application/json")

    @router.get("/docs", include_in_schema=False, **asks(OPEN))
    async def docs() -> Response:
        """The same for people."""
        return Response(await text_of("page"), media_type="text/html")

    app.include_router(router)


def _make(app: FastAPI, settings: Settings) -> dict[str, bytes]:
    found = document(app, settings)
    return {"json": orjson.dumps(found), "page": page(found).encode()}


def page(found: Document) -> str:
    """The document as HTML."""
    by_tag = sorted(operations(found), key=lambda entry: entry[2]["tags"][0])
    parts = []
    for tag, entries in groupby(by_tag, key=lambda entry: entry[2]["tags"][0]):
        parts.append(f"<h2>{escape(tag)}</h2>")
        parts += [_operation(found, path, method, operation) for path, method, operation in entries]
    about = escape(found["info"].get("description", "")).replace("\n\n", "</p><p>")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Dashi API</title>'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex,nofollow">'
        f"<style>{_STYLE}</style></head><body><h1>Dashi API {escape(found['info']['version'])}</h1><p>{about}</p>"
        f'<p><a href="openapi.json">openapi.json</a></p>{"".join(parts)}</body></html>'
    )


def _operation(found: Document, path: str, method: str, operation: Document) -> str:
    about = escape(operation["description"]).replace("\n\n", "</p><p>")
    parts = [f"<p>{about}</p>"]
    if parameters := operation.get("parameters"):
        rows = "".join(
            f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
            f"<td>{escape(shape(found, one.get('schema', {})))}{'' if one.get('required') else ', optional'}</td></tr>"
            for one in parameters
        )
        parts.append(f"<h4>Parameters</h4><table>{rows}</table>")
    if body := operation.get("requestBody"):
        parts.append(f"<h4>Body</h4>{_content(found, body)}")
    for status, response in operation["responses"].items():
        parts.append(f"<h4>{status}</h4><p>{escape(response.get('description', ''))}</p>")
        if status.startswith("2"):
            parts.append(_content(found, response))
    return (
        f"<details><summary><b>{method.upper()}</b> <code>{escape(path)}</code></summary>{''.join(parts)}</details>"
    )


def _content(found: Document, holder: Document) -> str:
    return "".join(
        f"<pre>{escape(shape(found, media['schema']))}</pre>" if media.get("schema") else f"<p>{escape(kind)}</p>"
        for kind, media in holder.get("content", {}).items()
    )


def shape(found: Document, schema: Any, depth: int = 0) -> str:
    """A schema in the manner of TypeScript; what is nested deeper than three is named only."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name if depth > 3 else shape(found, found["components"]["schemas"][name], depth)
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(shape(found, one, depth) for one in schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " | ".join(orjson.dumps(one).decode() for one in schema.get("enum", [schema.get("const")]))
    if "prefixItems" in schema:
        return "[" + ", ".join(shape(found, one, depth + 1) for one in schema["prefixItems"]) + "]"
    kind = schema.get("type", "any")
    if kind == "array":
        return f"{shape(found, schema.get('items', {}), depth)}[]"
    if kind != "object" or "properties" not in schema:
        return str(schema.get("format", kind)) if isinstance(kind, str) else " | ".join(kind)
    if depth > 3:
        return "{...}"
    indent, required = "  " * (depth + 1), schema.get("required", ())
    members = "".join(
        f"{indent}{name}{'' if name in required else '?'}: {shape(found, member, depth + 1)}\n"
        for name, member in schema["properties"].items()
    )
    return f"{{\n{members}{'  ' * depth}}}"
