"""Umami 3.1.0's recorded answers against a running server: 2,000 requests in order, and the rows they leave.

All steps run, since later ones build on earlier ones; the groups listed here must be equal to the last answer.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.running import Running

HERE = Path(__file__).parent
GROUPS = [
    "collect", "collect-edges", "hostile", "rows", "auth", "users", "websites", "teams", "entities", "reset",
    "permissions", "reports", "stats", "metrics", "metrics/expanded", "values", "events", "sessions", "validation",
]


@pytest.fixture(scope="module")
def report(tmp_path_factory, module_database):
    folder = tmp_path_factory.mktemp("conformance")
    server = Running(
        folder, DATABASE_URL=module_database, APP_SECRET="conformance", IGNORE_IP="203.0.113.0/24,198.51.100.7",
        DISABLE_UPDATES="1", DISABLE_TELEMETRY="1", GEOLITE_DB_PATH=str(HERE / "GeoIP2-City-Test.mmdb"),
    )
    try:
        subprocess.run(
            [sys.executable, HERE / "conformance.py", "check", HERE / "scenario.jsonl", "--base", server.url,
             "--database-url", server.database_url, "--report", folder / "report.json", "--min", "0"],
            check=True, stdout=subprocess.DEVNULL,
        )
        return json.loads((folder / "report.json").read_text())
    finally:
        server.stop()


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_of_recorded_answers_is_equal(report, group):
    equal, different, skipped = report["tally"][group]
    reasons = [f"{step['id']}: {step['why']}" for step in report["failures"] if step["group"] == group]
    assert (different, skipped) == (0, 0), reasons
    assert equal > 0


def test_no_recorded_request_makes_the_server_fail(report):
    """Also where Umami crashed: a refusal is an answer, a crash is not."""
    crashed = [step["id"] for step in report["failures"] if step["got"] and step["got"]["status"] >= 500]
    assert crashed == []
