"""/metrics: what is counted, by one process and by several."""

import asyncio
import re
import shutil
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.db.engine import Database
from app.db.timing import named
from app.lib.histogram import Histogram
from app.main import create_app
from app.operate.metrics import _place, answering, ask, listening
from tests.collect.front import CHROME, GOOGLEBOT, LONDON, event, identify, lifespan, settings_for, visit
from tests.operate.conftest import Dashi
from tests.server.running import Running, free_port, hit, load
from tests.web.server import Server, some_id


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket's."""
    path = Path(tempfile.mkdtemp(prefix="dashi-t-", dir="/tmp"))
    yield path
    shutil.rmtree(path)


def test_a_histogram_counts_up_to_each_bound():
    histogram = Histogram((1, 2.5, 10))
    for value in (0, 1, 1.5, 2.5, 2.6, 10, 11, 1000):
        histogram.observe(value)
    assert histogram.cumulative() == [("1", 2), ("2.5", 4), ("10", 6), ("+Inf", 8)]
    assert histogram.total == 1028.6


async def readings(folder: Path) -> dict[str, dict[tuple[str, ...], Any]]:
    """What the only process answers: values by the values of their labels, by name."""
    families = await asyncio.to_thread(ask, folder / "1.sock")
    assert families is not None
    return {family["name"]: {tuple(labels.values()): value for labels, value in family["samples"]}
            for family in families}


async def test_the_page_names_every_metric_and_no_other(database_url, folder: Path):
    page = (Path(__file__).parents[2] / "docs" / "operation.md").read_text()
    table = "".join(line for line in page.splitlines() if line.startswith("| `dashi_"))
    named_there = {name.removesuffix("_total") for name in re.findall(r"dashi_[a-z_]+", table)}
    async with counting(database_url, folder):
        known = set(await readings(folder))
    assert named_there == (known | {"dashi_workers"}) - {"dashi_build_info"}


@asynccontextmanager
async def counting(database_url: str, folder: Path, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(settings_for(database_url, **settings), metrics_folder=folder)
    transport = httpx.ASGITransport(app)
    headers = {"user-agent": CHROME, "x-forwarded-for": LONDON}
    async with lifespan(app), httpx.AsyncClient(transport=transport, base_url="http://test", headers=headers) as http:
        yield http


async def test_hits_are_counted_by_what_became_of_them(server: Server, folder: Path):
    site = await server.website()

    def of_site(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "payload": {"website": site, **body["payload"]}}

    async with counting(server.url, folder, SEND_LIMIT_BYTES=2_000, DATA_LIMIT_LEAVES=2) as http:
        await http.post("/api/send", json=of_site(visit()))
        await http.post("/api/send", json=of_site(event("e", data={"a": 1, "b": 2, "c": 3, "d": 4})))
        await http.post("/api/send", json=of_site(identify(id="u")))
        await http.post("/api/send", json=of_site(identify(id="u")))
        await http.post("/api/send", json=of_site(visit()), headers={"user-agent": GOOGLEBOT})
        await http.post("/api/send", json=of_site(visit()), headers={"x-forwarded-for": "203.0.113.9"})
        await http.post("/api/send", json=of_site(visit(title="x" * 3_000)))
        await http.post("/api/send", json={})
        await http.post("/api/batch", json=[of_site(visit()), {}, of_site(visit())])
        found = await readings(folder)
    assert found["dashi_hits"] == {
        ("stored",): 5, ("nothing-new",): 1, ("crawler",): 1, ("forbidden",): 1, ("too-large",): 1, ("bad-request",): 2}
    assert found["dashi_cut_leaves"] == {(): 2}
    assert found["dashi_queue_hits"] == {(): 0}
    group = found["dashi_group_hits"][()]
    assert group["sum"] == 5 and group["buckets"][-1] == ["+Inf", 4]
    commit = found["dashi_commit_seconds"][()]
    assert commit["buckets"][-1] == ["+Inf", 4] and 0 < commit["sum"] < 10
    assert found["dashi_resident_memory_bytes"][()] == pytest.approx(psutil.Process().memory_info().rss, rel=0.2)
    assert found["dashi_requests_failed"] == {(): 0}


async def test_hits_that_are_lost_to_an_outage_are_counted(folder: Path):
    async with counting("postgresql://nobody@127.0.0.1:1/none", folder) as http:
        answer = await http.post("/api/send", json={"type": "event", "payload": {"website": some_id(), "url": "/"}})
        assert answer.status_code == 503
        found = await readings(folder)
    assert found["dashi_hits"] == {("stored",): 0, ("unavailable",): 1}
    assert found["dashi_requests_failed"] == {(): 1}


async def test_statements_are_timed_by_the_route_that_asked(server: Server, folder: Path):
    token = await server.token("admin")
    site = await server.website()
    async with counting(server.url, folder) as http:
        path = f"/api/websites/{site}/stats?startAt=0&endAt=1"
        assert (await http.get(path, headers={"authorization": f"Bearer {token}"})).status_code == 200
        found = await readings(folder)
    times = found["dashi_statement_seconds"]
    assert {("stats.overview.stats",), ("settings",)} <= set(times)
    assert times["settings",]["buckets"][-1] == ["+Inf", 1]
    assert found["dashi_pool_connections"] == {
        ("statistics", "in_use"): 0, ("statistics", "limit"): 10, ("others", "in_use"): 0, ("others", "limit"): 10}


async def test_a_statement_that_fails_is_timed_too(database_url):
    database = Database(database_url)
    try:
        with named("hopeless"), pytest.raises(Exception, match="division by zero"):
            async with database.transaction() as connection:
                await connection.exec_driver_sql("select 1 / 0")
        assert database.times.by_name["hopeless"].cumulative()[-1] == ("+Inf", 1)
    finally:
        await database.close()


async def test_without_a_folder_nothing_listens(database_url, monkeypatch):
    monkeypatch.setattr(asyncio, "start_unix_server", None)
    app = create_app(settings_for(database_url))
    async with lifespan(app), answering(None, list):
        pass


def test_a_process_takes_the_lowest_place_that_no_living_one_has(folder: Path):
    with _place(folder) as first:
        with _place(folder) as second:
            assert (first.name, second.name) == ("1.sock", "2.sock")
        with _place(folder) as again:
            assert again == second


async def test_a_process_that_is_dead_or_silent_is_left_out(folder: Path, monkeypatch):
    monkeypatch.setattr("app.operate.metrics._PATIENCE_SECONDS", 0.1)
    port = free_port()
    with listening("127.0.0.1", port) as shared, socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(shared / "7.sock"))
        silent = await asyncio.start_unix_server(lambda *_: asyncio.sleep(5), shared / "8.sock")
        async with silent, httpx.AsyncClient() as http:
            answer = await http.get(f"http://127.0.0.1:{port}/metrics")
    assert samples(answer.text) == {("dashi_workers", ""): 0}


def test_a_port_that_is_taken_is_said(dashi: Dashi, database_url, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert dashi("serve", DATABASE_URL=database_url, METRICS_PORT=port, PORT="0") == 1
    assert f"METRICS_PORT: 127.0.0.1:{port} cannot be listened on" in capsys.readouterr().err


def samples(text: str) -> dict[tuple[str, str], float]:
    """Values by name and process; those of further labels are added up."""
    found: dict[tuple[str, str], float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            key = sample.name, sample.labels.get("worker", "")
            found[key] = found.get(key, 0) + sample.value
    return found


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory, module_database: str) -> Iterator[Running]:
    """A server of two processes with /metrics."""
    folder, metrics = tmp_path_factory.mktemp("two"), str(free_port())
    running = Running(folder, DATABASE_URL=module_database, WORKERS="2", METRICS_PORT=metrics)
    running.add_website()
    yield running
    running.stop()


def scrape(server: Running) -> dict[tuple[str, str], float]:
    answer = httpx.get(f"http://127.0.0.1:{server._environment['METRICS_PORT']}/metrics")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("text/plain")
    return samples(answer.text)


def until(server: Running, workers: int) -> dict[tuple[str, str], float]:
    """The first scrape that so many processes answered."""
    deadline = time.monotonic() + 30
    while (found := scrape(server))["dashi_workers", ""] != workers:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


async def test_each_process_counts_for_itself_and_one_scrape_tells_of_all(two: Running):
    until(two, 2)
    done = await load(two, "b1600000-0000-4000-8000-000000000001", connections=32, seconds=1)
    assert len(done.answered) > 50
    found = scrape(two)
    stored = {worker: found["dashi_hits_total", worker] for worker in ("1", "2")}
    assert sum(stored.values()) == len(done.answered) == two.count()
    assert found["dashi_group_hits_sum", "1"] + found["dashi_group_hits_sum", "2"] == len(done.answered)
    # The main port tells nobody.
    assert httpx.get(two.url + "/metrics").status_code == 404


async def test_a_process_that_is_killed_is_replaced_in_its_place(two: Running):
    until(two, 2)
    workers = [child for child in psutil.Process(two.process.pid).children()
               if "spawn_main" in " ".join(child.cmdline())]
    assert len(workers) == 2
    workers[0].kill()
    psutil.wait_procs(workers[:1], timeout=10)
    deadline = time.monotonic() + 40
    while {child.pid for child in psutil.Process(two.process.pid).children()} == {workers[1].pid}:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    found = until(two, 2)
    assert {worker for name, worker in found if name == "dashi_queue_hits"} == {"1", "2"}


async def test_two_processes_that_are_told_to_end_commit_what_waits(two: Running):
    website = "b1600000-0000-4000-8000-000000000001"
    until(two, 2)
    before = two.count()
    loading = asyncio.create_task(load(two, website, connections=32, seconds=30))
    await asyncio.sleep(1)
    assert await asyncio.to_thread(two.stop) == 0
    answered = len((await loading).answered)
    two.start()
    assert answered > 50
    # A hit may be committed whose answer the end of its connection cut off; none that was answered is missing.
    assert answered <= two.count() - before <= answered + 32


def test_a_hit_sent_after_the_restart_is_counted_from_nothing(two: Running):
    until(two, 2)
    answer = httpx.post(two.url + "/api/send", content=hit("b1600000-0000-4000-8000-000000000001", "x"),
                        headers={"user-agent": CHROME})
    assert answer.status_code == 200
    found = scrape(two)
    assert found["dashi_hits_total", "1"] + found["dashi_hits_total", "2"] == 1
