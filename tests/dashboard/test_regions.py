"""Names of regions for the codes that a page shows."""

import pytest

from app.dashboard.regions import name_of
from tests.web.server import NOBODY, Server, server

__all__ = ["server"]


@pytest.mark.parametrize("code, name", [
    ("US-CA", "California"), ("DE-BE", "Berlin"), ("BR-SP", "São Paulo"), ("FR-IDF", "Île-de-France"),
    ("GB-ENG", "England"), ("AD-02", "Canillo"), ("ZW-MW", "Mashonaland West"),  # the first of the list and the last
    ("US-XX", None), ("US", None), ("us-ca", None), ("CA", None), ("", None), ("US-CA\t", None), ("-", None),
    ("é-CA", None), ("AA-0", None), ("ZZ-ZZZ", None),
])
def test_a_region_is_found_by_its_whole_code_and_by_nothing_else(code: str, name: str | None) -> None:
    assert name_of(code) == name


async def test_the_names_of_the_asked_codes_are_answered_and_kept_by_browsers(server: Server) -> None:
    token = await server.token("admin")
    answer = await server.http.get(
        "/api/dashi/regions", params={"codes": "US-CA,DE-BE,XX-1,,%"}, headers={"authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()) == (200, {"US-CA": "California", "DE-BE": "Berlin"})
    assert answer.headers["cache-control"] == "private, max-age=86400"


@pytest.mark.parametrize("query", ["", "?codes=" + "US-CA," * 1_000])
async def test_no_codes_and_endless_ones_are_refused(server: Server, query: str) -> None:
    status, answer = await server.get("/api/dashi/regions" + query)
    assert (status, answer["error"]["code"]) == (400, "bad-request")


async def test_nobody_is_told_names(server: Server) -> None:
    assert (await server.get("/api/dashi/regions?codes=US-CA", as_=NOBODY))[0] == 401
