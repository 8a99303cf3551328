"""The OpenAPI document: what FastAPI knows of the routes, with what only we know of them.

FastAPI tells paths, parameters, bodies and answers. Added here: who may call (`x-permission`, and security schemes),
every refusal in the shape that it has, and the routes of collection, which do not pass through FastAPI.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.alias_generators import to_camel, to_pascal

from app.settings import Settings
from app.web.permissions import OPEN
from app.web.route import RULE

Document = dict[str, Any]

_DESCRIPTION = (
    "Website statistics without cookies. The API is that of Umami 3.1: paths, bodies and answers are the same.\n\n"
    "Whoever may not do something is answered 401, whether the thing exists or not. `x-permission` says of each "
    "operation who may call it; admins may call all of them but the transfer of websites."
)
_METHODS = ("get", "post", "put", "patch", "delete")


def _ref(name: str) -> Document:
    return {"$ref": f"#/components/schemas/{name}"}


def _json(schema: Document) -> Document:
    return {"application/json": {"schema": schema}}


def _of(properties: Document, *optional: str, **more: Any) -> Document:
    """An object of exactly these members."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False, **more}


_TEXT: Document = {"type": "string"}
_UUID: Document = {"type": "string", "format": "uuid"}
_NUMBER: Document = {"type": "number"}
_TREE: Document = {
    "errors": {"type": "array", "items": _TEXT},
    "properties": {"type": "object", "additionalProperties": _ref("ErrorTree")},
    "items": {"type": "array", "items": {"anyOf": [_ref("ErrorTree"), {"type": "null"}]}},
}

_SCHEMAS: Document = {
    "ErrorTree": _of(
        _TREE, "properties", "items", title="ErrorTree",
        description="Messages at this place, and below it by member and by index."),
    "Refusal": _of(
        {"error": _of(
            {"message": _TEXT, "code": _TEXT, "status": {"type": "integer"}, **_TREE}, *_TREE)},
        title="Refusal", description="Why a request was refused. After a failed validation with the tree of messages."),
}

_REFUSALS: dict[int, Document] = {
    status: {"description": description, "content": _json(_ref("Refusal"))}
    for status, description in {
        400: "The request is wrong: a failed validation, with its tree of messages, or the reason as its message.",
        401: "Not signed in, or not permitted.",
        403: "The address is blocked.",
        404: "There is no such thing.",
        413: "The body is too large.",
        429: "Too many failed logins: try again after the seconds of Retry-After.",
        503: "Too busy, or a part is away: try again after the seconds of Retry-After.",
    }.items()
}
for _status in (429, 503):
    _REFUSALS[_status]["headers"] = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer"}}}

_SECURITY: Document = {
    "login": {"type": "http", "scheme": "bearer", "description": "The token of POST /api/auth/login."},
    "share": {"type": "apiKey", "in": "header", "name": "x-umami-share-token",
              "description": "The token of GET /api/share/{slug}: it lets view what is shared."},
    "shareContext": {"type": "apiKey", "in": "header", "name": "x-umami-share-context",
                     "description": "Any text; without it a share token counts for nothing."},
}
_SHARE_ALONE: Document = {"share": [], "shareContext": []}


def document(app: FastAPI, settings: Settings) -> Document:
    """The document of all routes."""
    found = get_openapi(
        title=app.title, version=app.version, description=_DESCRIPTION, routes=app.routes,
        servers=[{"url": settings.base}] if settings.base else None,
    )
    found["paths"] = {**found["paths"], **_others(settings)}
    components = found.setdefault("components", {})
    components["schemas"] = {
        **{name: schema for name, schema in components.get("schemas", {}).items() if "ValidationError" not in name},
        **_SCHEMAS, **_COLLECTION_SCHEMAS,
    }
    components["securitySchemes"] = _SECURITY
    names: set[str] = set()
    for path, method, operation in operations(found):
        _complete(path, method, operation, names)
    return found


def operations(found: Document) -> Iterator[tuple[str, str, Document]]:
    """All operations of a document: path, method, description."""
    for path, methods in found["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield path, method, methods[method]


def _complete(path: str, method: str, operation: Document, names: set[str]) -> None:
    """Puts name, group, caller and refusals to what is known of an operation."""
    rule = operation.get(RULE)
    operation["operationId"] = _name(path, operation, names)
    operation["tags"] = [path.split("/")[2] if path.startswith("/api/") else "pages"]
    operation["security"] = []
    if rule is not None and rule != OPEN:
        operation["security"] = [{"login": []}, _SHARE_ALONE] if _opens_to_shares(method, rule) else [{"login": []}]
    operation["description"] = f"{operation.get('description', '')}\n\nWho may call: {rule}.".strip()
    responses = {str(status): response for status, response in operation["responses"].items() if str(status) != "422"}
    for status in _refusals(path, method, operation):
        responses.setdefault(str(status), _REFUSALS[status])
    operation["responses"] = dict(sorted(responses.items()))


# What the shape of an operation does not tell.
_ALSO: dict[tuple[str, str], set[int]] = {
    ("post", "/api/auth/login"): {401, 429},
    ("post", "/api/auth/sso"): {400},
    ("post", "/api/teams"): {404},
    ("post", "/api/teams/join"): {404},
    ("delete", "/api/teams/{team_id}/users/{user_id}"): {400},
    ("delete", "/api/users/{user_id}"): {400},
    ("post", "/api/share"): {404},
    ("post", "/api/reports"): {404},
    ("get", "/api/reports/{report_id}"): {404},
}


def _refusals(path: str, method: str, operation: Document) -> set[int]:
    statuses = set(_ALSO.get((method, path), ()))
    places = {parameter["in"] for parameter in operation.get("parameters", ())}
    if "requestBody" in operation:
        statuses |= {400, 413}
    if "query" in places:
        statuses.add(400)
    if operation["security"]:
        statuses.add(401)
    if "path" in places and not _may_be_null(operation):
        statuses.add(404)
    if method == "post" and str(operation.get(RULE)).startswith("canViewWebsite"):
        statuses.add(404)  # a segment or cohort that the body of a report names
    if operation["security"] or "requestBody" in operation or places:  # all else is answered from memory
        statuses.add(503)
    return statuses


def _may_be_null(operation: Document) -> bool:
    """Whether a thing that is missing is answered null (spec 03, section 0)."""
    content = operation["responses"].get("200", {}).get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return {"type": "null"} in schema.get("anyOf", ())


def _opens_to_shares(method: str, rule: str) -> bool:
    # What may be viewed is mostly asked by GET; a report is asked by POST.
    views = rule.startswith(("canViewWebsite", "canViewLink", "canViewPixel", "canViewBoard", "canViewReport"))
    return views or (method == "get" and "a share" in rule)


def _name(path: str, operation: Document, names: set[str]) -> str:
    """The name of the function, in camelCase; where another operation has that, with the words of the path."""
    name = to_camel(operation["operationId"].split("_api_")[0])
    if name in names:
        words = [part.replace("-", "_") for part in path.split("/")[2:] if "{" not in part]
        name += "At" + to_pascal("_".join(words))
    names.add(name)
    return name


# Collection (spec 01). It checks by hand what it takes (`collect/schemas`), so that its shapes stand here by hand too.

_PAYLOAD: Document = {
    **{name: {**_UUID, "description": f"The {name} that is visited; exactly one of website, link and pixel."}
       for name in ("website", "link", "pixel")},
    **{name: {**_TEXT, "maxLength": most} for name, most in {
        "hostname": 100, "language": 35, "screen": 11, "name": 50, "tag": 50}.items()},
    **dict.fromkeys(("referrer", "title", "url", "ip", "userAgent", "id", "browser", "os", "device"), _TEXT),
    "data": {"type": "object", "description": "What the event tells besides; of a revenue `revenue` and `currency`."},
    "timestamp": {"type": "integer", "description": "When it happened, in seconds since 1970; now, if absent."},
    **{name: {**_NUMBER, "minimum": 0, "maximum": most} for name, most in {
        "lcp": 60_000, "inp": 60_000, "cls": 100, "fcp": 60_000, "ttfb": 60_000}.items()},
}
_COLLECTION_SCHEMAS: Document = {
    "Hit": {
        "type": "object", "required": ["type", "payload"], "title": "Hit",
        "properties": {
            "type": {"enum": ["event", "identify", "performance"]},
            "payload": {"type": "object", "properties": _PAYLOAD},
        },
    },
    "HitAnswer": _of(
        {"cache": _TEXT, "sessionId": _UUID, "visitId": _UUID}, title="HitAnswer",
        description="`cache` goes along with the visitor's next hit as the header x-umami-cache."),
    "Crawler": _of({"beep": _TEXT}, title="Crawler", description="What crawlers are told: nothing was counted."),
    "BatchAnswer": _of(
        {"size": {"type": "integer"}, "processed": {"type": "integer"}, "errors": {"type": "integer"},
         "details": {"type": "array", "items": _of({"index": {"type": "integer"}, "response": _ref("Refusal")})},
         "cache": {"type": ["string", "null"]}}, "cache", title="BatchAnswer"),
    "Recording": {
        "type": "object", "required": ["type", "payload"], "title": "Recording",
        "properties": {
            "type": {"const": "record"},
            "payload": {
                "type": "object", "required": ["website", "events"],
                "properties": {
                    "website": _UUID, "events": {"type": "array", "maxItems": 200, "items": {}},
                    "timestamp": {"type": "integer"},
                },
            },
        },
    },
    "RecordAnswer": _of({"ok": {"type": "boolean"}, "reason": _TEXT}, "reason", title="RecordAnswer"),
    "Configuration": _of(
        {name: {"type": "boolean"} for name in (
            "cloudMode", "privateMode", "telemetryDisabled", "updatesDisabled", "currentVersion")}
        | dict.fromkeys(("faviconUrl", "linksUrl", "pixelsUrl", "trackerScriptName"), _TEXT),
        "faviconUrl", "linksUrl", "pixelsUrl", "trackerScriptName", title="Configuration"),
}
_CACHE = {"name": "x-umami-cache", "in": "header", "required": False, "schema": _TEXT,
          "description": "The `cache` of the visitor's last hit; what is no such token counts as none."}


def _collects(name: str, summary: str, body: Document, *answers: Document, description: str) -> Document:
    schema = answers[0] if len(answers) == 1 else {"anyOf": list(answers)}
    return {"post": {
        "operationId": name, "summary": summary, "description": description, RULE: OPEN, "parameters": [_CACHE],
        "requestBody": {"required": True, "content": _json(body)},
        "responses": {200: {"description": "Done.", "content": _json(schema)}, 403: _REFUSALS[403]},
    }}


def _short(name: str, summary: str, found: Document, status: int) -> Document:
    slug = {"name": "slug", "in": "path", "required": True, "schema": _TEXT}
    return {"get": {"operationId": name, "summary": summary, RULE: OPEN, "parameters": [slug],
                    "responses": {status: found}}}


def _others(settings: Settings) -> Document:
    hit = _collects(
        "send", "Send", _ref("Hit"), _ref("HitAnswer"), _ref("Crawler"),
        description="A page view, a custom event, properties of a visitor, or how fast a page was. Answered once it "
        "is stored.")
    paths = {
        "/api/send": hit,
        "/api/batch": _collects(
            "batch", "Batch", {"type": "array", "items": _ref("Hit")}, _ref("BatchAnswer"),
            description="Many hits, each as for /api/send; one that is refused keeps no other from being stored."),
        "/api/record": _collects(
            "record", "Record", _ref("Recording"), _ref("RecordAnswer"), _ref("Crawler"),
            description="A part of a recording of the visit that x-umami-cache names."),
        "/p/{slug}": _short("pixel", "Pixel", {
            "description": "One transparent point.", "content": {"image/gif": {"schema": {}}}}, 200),
        "/q/{slug}": _short("link", "Link", {
            "description": "Where the link leads to.", "headers": {"Location": {"schema": _TEXT}}}, 307),
        "/api/config": {"get": {
            "operationId": "config", "summary": "Config", RULE: OPEN,
            "description": "What a user interface may know without login; texts that are not set are absent.",
            "responses": {200: {"description": "Done.", "content": _json(_ref("Configuration"))}},
        }},
    }
    if settings.collect_api_endpoint:
        path = "/" + settings.collect_api_endpoint.lstrip("/")
        paths[path] = {"post": {**hit["post"], "operationId": "sendAgain"}}
    return paths
