"""Segments and cohorts by name, as 2.19 asked for them (spec 07, section 5.2)."""

from typing import Any

import pytest

from tests.legacy.test_statistics import CHROME, NEW, totals
from tests.stats.visits import Site, example
from tests.web.server import NOBODY, Server

SAVED: list[tuple[str, dict[str, Any]]] = [
    ("segment", {"filters": [{"name": "browser", "operator": "eq", "value": "chrome"}]}),
    ("cohort", {"dateRange": "range:1709251200000:1711929599999",
                "action": {"type": "path", "value": "/about"}, "filters": []}),
]


@pytest.fixture(scope="module")
async def saved(shared: Server) -> Site:
    """The website of the worked example, with a segment and a cohort of the same name."""
    site = await example(shared)
    for kind, parameters in SAVED:
        await shared.made(f"/api/websites/{site.id}/segments", {
            "type": kind, "name": "Readers & co", "parameters": parameters})
    return site


async def asked(saved: Site, release: str, query: str, **how: Any) -> tuple[int, Any]:
    path = f"/api/websites/{saved.id}/stats?{NEW}&{query}"
    return await saved.server.get(path, headers={"x-umami-compat": release}, **how)


@pytest.mark.parametrize("kind", ["segment", "cohort"])
async def test_2_19_names_what_other_releases_ask_for_by_id(saved: Site, kind: str) -> None:
    by_name = f"{kind}=Readers+%26+co"
    assert await asked(saved, "v2.19", by_name) == (200, totals("prev", **CHROME))
    for release in ("v2.18", "v2.20", "v3"):
        assert (await asked(saved, release, by_name))[0] == 400


async def test_2_19_may_name_both_and_other_filters_count_too(saved: Site) -> None:
    both = "segment=Readers+%26+co&cohort=Readers+%26+co"
    assert await asked(saved, "v2.19", both) == (200, totals("prev", **CHROME))
    _, found = await asked(saved, "v2.19", f"{both}&url=/about")
    assert found["pageviews"]["value"] == 1


async def test_a_name_that_nothing_has_is_refused(saved: Site) -> None:
    assert (await asked(saved, "v2.19", "segment=Nobody"))[0] == 400


async def test_a_name_tells_a_stranger_nothing(saved: Site) -> None:
    known, unknown = [await asked(saved, "v2.19", f"segment={name}", as_=NOBODY) for name in ("Readers+%26+co", "No")]
    assert known == unknown
    assert known[0] == 400
