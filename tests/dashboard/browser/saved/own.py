"""What the tests of saved things share."""

from dataclasses import dataclass
from typing import Any

import httpx

from app.demo import WEBSITE
from tests.dashboard.browser.board import Board

MONTH = f"/websites/{WEBSITE}/{{}}?date=30day"
STEPS = "&step=path:/&step=path:/pricing&step=event:signup"


@dataclass
class Own:
    """A website of the test's own, and the API for what is stored of it."""

    id: str
    api: httpx.AsyncClient

    async def stored(self, kind: str) -> list[dict[str, Any]]:
        answer = await self.api.get("/api/reports", params={"websiteId": self.id, "type": kind})
        rows: list[dict[str, Any]] = answer.json()["data"]
        return rows

    async def store(self, kind: str, name: str, parameters: dict[str, Any]) -> str:
        answer = await self.api.post("/api/reports", json={
            "websiteId": self.id, "type": kind, "name": name, "description": "kept", "parameters": parameters})
        return str(answer.json()["id"])


async def delete(board: Board, name: str) -> None:
    """Presses a form's Delete and types the word."""
    await board.page.click(".drop.danger > button")
    submit = board.page.locator(".drop-box button[type=submit]")
    assert await submit.is_disabled()
    await board.page.fill(".drop-box input", "DELETE")
    await submit.click()
    await board.page.get_by_text(name, exact=True).first.wait_for(state="detached")
    await board.settle()
