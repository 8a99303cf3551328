"""Segments and cohorts by their names, as 2.19 asked for them; later releases ask by id (spec 07, section 5.2)."""

import re
from urllib.parse import parse_qsl, urlencode

from app.collect.bodies import Scope
from app.legacy.asking import ASGI, ask
from app.legacy.call import ALL
from app.legacy.release import Release, release

_BY_NAME = release("v2.19")
_KINDS = ("segment", "cohort")
_OF_WEBSITE = re.compile(r"/api/websites/([^/]+)/")


async def named_segments(inner: ASGI, scope: Scope, then: Release) -> Scope:
    """The request with ids in place of names. A name that nothing has stays, and is refused as an id would be that is
    none; so does each name for whoever may not see the website's segments."""
    if then != _BY_NAME:
        return scope
    place = _OF_WEBSITE.match(scope["path"])
    pairs = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    asked = [kind for kind, name in pairs if kind in _KINDS and name]
    if place is None or not asked:
        return scope
    ids: dict[tuple[str, str], str] = {}
    for kind in asked:
        query = {"type": kind, "pageSize": ALL}
        found = await ask(inner, scope, "GET", f"/api/websites/{place[1]}/segments", query)
        ids |= {(kind, row["name"]): row["id"] for row in found.json().get("data", ())}
    named = [(kind, ids.get((kind, name), name)) for kind, name in pairs]
    return {**scope, "query_string": urlencode(named).encode()}
