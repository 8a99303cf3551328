"""Umami's recorded answers against our OpenAPI document: each success is as the document says of its route."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.stats.routes import SUBJECTS
from tests.web.described import OPERATIONS, path_of, problems
from tests.web.server import ADMIN

SCENARIO = Path(__file__).parent / "scenario.jsonl"

# Of these nothing is recorded; tests/stats asks them.
UNRECORDED = {
    ("get", "/api/realtime/{website_id}"), ("get", "/api/websites/{website_id}/export"),
    ("get", "/api/websites/{website_id}/replays"), ("get", "/api/websites/{website_id}/replays/{visit_id}"),
    ("get", "/api/websites/{website_id}/replays/saved"),
    ("get", "/api/websites/{website_id}/replays/saved/{visit_id}"),
    ("post", "/api/websites/{website_id}/replays/saved/{visit_id}"),
    ("get", "/api/websites/{website_id}/sessions/{session_id}/replays"),
}


def real(value: Any) -> Any:
    """A recorded value with something in the place of what differs from run to run (`canonical` in conformance.py)."""
    if isinstance(value, dict):
        return {name: real(member) for name, member in value.items()}
    if isinstance(value, list):
        return [real(member) for member in value]
    return {"<uuid>": ADMIN, "<now>": "2026-01-01T00:00:00.000Z"}.get(value, value) if isinstance(value, str) else value


def successes() -> Iterator[tuple[str, str, str, Any]]:
    """Id, method, address and body of each recorded success of the API."""
    with SCENARIO.open(encoding="utf-8") as lines:
        for step in map(json.loads, lines):
            answer = step.get("expect", {})
            if "method" in step and answer["status"] == 200 and "body" in answer and path_of(step["path"]):
                yield step["id"], step["method"].lower(), step["path"], real(answer["body"])


RECORDED = list(successes())


def test_every_recorded_success_is_as_described() -> None:
    wrong = {name: found for name, method, address, body in RECORDED if (found := problems(method, address, body))}
    assert wrong == {}


def test_every_statistic_has_a_described_answer_and_a_recorded_one() -> None:
    statistics = {(method.lower(), route.path) for subject in SUBJECTS for route in subject.router.routes
                  for method in route.methods}
    assert len(statistics) == 34
    for key in statistics:
        assert OPERATIONS[key]["responses"]["200"]["content"]["application/json"]["schema"], key
    recorded = {(method, path_of(address)) for _, method, address, _ in RECORDED}
    assert statistics - recorded == UNRECORDED


@pytest.mark.parametrize("address, body", [
    ("/api/websites/w/stats", {"pageviews": 1}),
    ("/api/websites/w/daterange", {"startDate": "2024-03-01T00:00:00Z", "endDate": None}),
    ("/api/websites/w/event-data/stats", {"events": 0, "properties": 0, "records": 3}),
    ("/api/websites/w/event-data/stats", {"events": 0, "properties": 0, "records": "3.0"}),
    ("/api/websites/w/metrics", [{"x": "/", "y": 1, "z": 1}]),
    ("/api/websites/w/pageviews", {"pageviews": [{"x": "2024-03-10", "y": 1}], "sessions": []}),
    ("/api/websites/w/sessions/s/properties", [{}]),
    ("/api/nothing", {}),
])
def test_an_answer_of_another_shape_is_noticed(address: str, body: Any) -> None:
    assert problems("get", address, body)
