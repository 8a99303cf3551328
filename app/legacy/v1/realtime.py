"""What happens now in 1.x: `/api/realtime/init` and `/api/realtime/update` (spec 07, section 4.3)."""

from typing import Any

from app.errors import BadRequest, Unauthorized
from app.legacy.call import ALL, Call
from app.legacy.numbers import number_of
from app.legacy.recent import Row, address, referrer, rows_by_kind, since
from app.legacy.rows import Rows
from app.legacy.v1.things import B, website_object
from app.lib.dates import epoch_ms, now
from app.lib.tokens import sign, verify

rows = Rows()

_SESSION = ("hostname", "browser", "os", "device", "screen", "language", "country")
_HEADER = b"x-umami-share-token"


async def _websites(call: Call) -> list[Any]:
    found: list[Any] = (await call.get("/api/websites", {"pageSize": ALL}))["data"]
    return sorted(found, key=lambda row: row["name"])


@rows.answers("GET", "/api/realtime/init", "v1.0 v1.40", rule="signed in", free=True)
async def init(call: Call) -> dict[str, Any]:
    """The caller's websites, what happened there in the last half hour, and a token to ask for more."""
    found = await _websites(call)
    ids = [row["id"] for row in found]
    return {
        "websites": [website_object(call, row) for row in found],
        "token": sign({"websites": ids}, call.app.state.secret.encode()),
        "data": await _data(call, ids, None),
    }


@rows.answers("GET", "/api/realtime/update", "v1.0 v1.40", rule="signed in", free=True)
async def update(call: Call) -> dict[str, Any]:
    """What happened since `start_at`, at the websites that the token names and that are still the caller's."""
    mine = await _websites(call)
    token = next((value.decode("latin-1") for name, value in call.scope["headers"] if name == _HEADER), None)
    if not token:
        raise BadRequest
    claims = verify(token, call.app.state.secret.encode())
    named = claims.get("websites") if claims else None
    if not isinstance(named, list):
        raise Unauthorized
    ids = [row["id"] for row in mine if row["id"] in named]
    return await _data(call, ids, call.query.get("start_at"))


async def _data(call: Call, ids: list[str], start_at: Any) -> dict[str, Any]:
    found = await rows_by_kind(call, ids, since(start_at))
    by_session = {row["session_id"]: row for row in found["session"]}
    return {
        "pageviews": [_view(call, row) for row in found["pageview"]],
        "sessions": [_session(call, row) for row in by_session.values()],
        "events": [_event(call, row) for row in found["event"]],
        "timestamp": epoch_ms(now()),
    }


def _named(call: Call, kind: str, key: str, row: Row, more: Row) -> Row:
    """A row with its numbers, in the case of the release; `__id` tells rows of the three kinds apart."""
    number = number_of(row["session_id"] if kind == "s" else row["event_id"])
    told = {
        key: number, "website_id": number_of(row["website_id"]), "session_id": number_of(row["session_id"]),
        "created_at": row["created_at"], **more,
    }
    if call.release >= B:
        told = {_camel(name): value for name, value in told.items()}
    return {"__id": f"{kind}{number}", **told}


def _camel(name: str) -> str:
    first, *rest = {"view_id": "pageview_id"}.get(name, name).split("_")
    return first + "".join(part.capitalize() for part in rest)


def _view(call: Call, row: Row) -> Row:
    more = {"url": address(row["url_path"], row["url_query"]), "referrer": referrer(row)}
    return _named(call, "p", "view_id", row, more)


def _event(call: Call, row: Row) -> Row:
    more = {"url": address(row["url_path"], row["url_query"]), "event_name": row["event_name"]}
    if call.release < B:
        more |= {"event_type": "custom", "event_value": row["event_name"]}
    return _named(call, "e", "event_id", row, more)


def _session(call: Call, row: Row) -> Row:
    more = {"session_uuid": row["session_id"], **{name: row.get(name) for name in _SESSION}}
    return _named(call, "s", "session_id", row, more)
