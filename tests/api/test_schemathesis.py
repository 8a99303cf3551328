"""Schemathesis asks a running server what its OpenAPI document allows, and what it does not, as an admin and as nobody.

No answer may be a 5xx, and none may have a status, a type, headers or a body that the document does not describe.
"""

import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.running import Running

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory, module_database: str) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("schemathesis"), DATABASE_URL=module_database, DISABLE_BOT_CHECK="1")
    yield server
    server.stop()


def run(server: Running, folder: Path, *options: str) -> None:
    program = Path(sysconfig.get_path("scripts")) / "schemathesis"
    done = subprocess.run(
        [program, "run", f"{server.url}/openapi.json", "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing",
         "--seed", "1", "--continue-on-failure", "--no-color", "--warnings", "off", *options],
        cwd=folder, capture_output=True, text=True, timeout=120,
    )
    assert done.returncode == 0, done.stdout[-20_000:]


def test_an_admin_meets_no_crash_and_no_answer_that_is_not_described(running: Running, tmp_path: Path) -> None:
    signed_in = httpx.post(running.url + "/api/auth/login", json={"username": "admin", "password": "umami"})
    # Logging out would end the session that the others are asked in.
    run(running, tmp_path, "--max-time", "18", "--max-examples", "10", "--exclude-path", "/api/auth/logout",
        "--header", f"Authorization: Bearer {signed_in.json()['token']}")


def test_nobody_meets_no_crash_and_no_answer_that_is_not_described(running: Running, tmp_path: Path) -> None:
    run(running, tmp_path, "--max-time", "6", "--max-examples", "3")
