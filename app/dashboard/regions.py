"""Names of regions for the codes that a page shows: a route of our own, under a name that Umami does not use.

Umami's pages load all 5,000 names. Ours ask for the few that they show. The list is made with the other files for
browsers, from ISO 3166-2 as the npm package iso-3166 has it (static/regions.mjs); we weighed PyPI's pycountry, which
brings 21 MB. It is read at the first question and kept as it lies in the file: 87 kB, where a dict would take 720.
"""

import re
from bisect import bisect_left
from functools import cache
from typing import Annotated

from fastapi import Query
from pydantic import Field

from app.dashboard.assets import static_folder
from app.web.answers import JSONResponse
from app.web.permissions import Anybody
from app.web.route import new_router
from app.web.validation import Schema

_CODE = re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}")
# Names change every few years. Who may see them does not matter, but shared caches have no use for them.
_HEADERS = {"Cache-Control": "private, max-age=86400"}

router = new_router()


class Regions(Schema):
    """Which regions: codes with commas between, `US-CA,DE-BE`; the longest list of the API has 500 of them."""

    codes: Annotated[str, Field(max_length=4_000)]


@cache
def _names() -> bytes:
    """A line each, `US-CA<tab>California`, by code."""
    return (static_folder() / "names" / "regions.tsv").read_bytes()


def name_of(code: str) -> str | None:
    """The name of a region in its own country's writing, in Latin letters; None for what is no code of ISO 3166-2.

    Halves the list until the line is found: 30 us, where to search it from its start took up to 360.
    """
    if not _CODE.fullmatch(code):
        return None
    names = _names()

    def code_at(place: int) -> bytes:
        start = names.rfind(b"\n", 0, place) + 1
        return names[start : names.index(b"\t", start)]

    start = bisect_left(range(len(names)), code.encode(), key=code_at)
    found, _, name = names[start : names.find(b"\n", start)].partition(b"\t")
    return name.decode() if found == code.encode() else None


@router.get("/api/dashi/regions", response_model=dict[str, str])
async def regions(_caller: Anybody, ask: Annotated[Regions, Query()]) -> JSONResponse:
    """The names of regions by their codes; codes that ISO 3166-2 does not have are left out."""
    found = {code: name for code in ask.codes.split(",") if (name := name_of(code))}
    return JSONResponse(found, headers=_HEADERS)
