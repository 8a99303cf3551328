"""A website of the test's own, for what changes things."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.dashboard.browser.saved.own import Own


@pytest.fixture
async def own(dashi: str, token: str) -> AsyncIterator[Own]:
    async with httpx.AsyncClient(base_url=dashi, headers={"authorization": f"Bearer {token}"}) as api:
        made = await api.post("/api/websites", json={"name": "Own", "domain": "own.example"})
        yield Own(made.json()["id"], api)
