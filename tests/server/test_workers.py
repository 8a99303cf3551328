"""Two worker processes of one server: what changes through one is seen by the other, with and without Redis."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import psutil
import psycopg
import pytest

from app.db.embedded import EmbeddedServer
from tests.manage.redis import redis, url_of
from tests.server.running import CHROME, Running, hit

__all__ = ["redis"]

Seen = Callable[[], bool]  # whether the other worker has seen a change

SECONDS = 5  # in which a change must be seen


@dataclass
class Pair:
    """A server of two workers, and a connection to each."""

    server: Running
    one: httpx.Client
    other: httpx.Client
    admin: dict[str, str]

    def made(self, path: str, body: object, client: httpx.Client | None = None) -> dict:
        answer = (client or self.one).post(path, json=body, headers=self.admin)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def website(self) -> str:
        """A website that both workers know and take hits for."""
        site = self.made("/api/websites", {"name": "Site", "domain": "example.com"})["id"]
        for client in (self.one, self.other):
            within(lambda client=client: self.send(client, site) == 200)
        return site

    def send(self, client: httpx.Client, site: str, visitor: str = "v") -> int:
        return client.post("/api/send", content=hit(site, visitor), headers={"user-agent": CHROME}).status_code

    def delete(self, path: str) -> None:
        assert self.one.delete(path, headers=self.admin).status_code == 200

    def login(self, client: httpx.Client, username: str, password: str) -> dict[str, str]:
        answer = client.post("/api/auth/login", json={"username": username, "password": password})
        return {"authorization": f"Bearer {answer.json()['token']}"}


def within(reached: Callable[[], bool], seconds: float = SECONDS) -> float:
    """Waits until something is so; gives how long that took. Errors: AssertionError after so many seconds."""
    began = time.monotonic()
    while not reached():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
    return time.monotonic() - began


def connections_to_each(server: Running) -> list[httpx.Client]:
    """A client for each of the workers, whose connection stays open: it is known by its local port."""
    found: dict[int, httpx.Client] = {}
    for _ in range(500):
        client = httpx.Client(base_url=server.url, timeout=20, limits=httpx.Limits(max_connections=1))
        answer = client.get("/api/heartbeat")
        port = answer.extensions["network_stream"].get_extra_info("client_addr")[1]
        owner = next(
            worker.pid for worker in server.workers() for connection in worker.net_connections("tcp")
            if connection.raddr and connection.raddr.port == port)
        if owner in found:
            client.close()
        else:
            found[owner] = client
        if len(found) == 2:
            return list(found.values())
    raise AssertionError("one worker takes all connections")


@pytest.fixture(scope="module", params=["Redis", "no Redis"])
def pair(request, tmp_path_factory, postgres: EmbeddedServer, redis) -> Iterator[Pair]:
    name = "workers_" + request.param.replace(" ", "_").lower()
    with psycopg.connect(postgres.database_url("postgres"), autocommit=True) as admin:
        admin.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
    more = {"REDIS_URL": url_of(redis)} if request.param == "Redis" else {}
    server = Running(
        tmp_path_factory.mktemp("workers"), DATABASE_URL=postgres.database_url(name), WORKERS="2",
        KEEP_ALIVE_TIMEOUT="60000", **more)
    try:
        one, other = connections_to_each(server)
        pair = Pair(server, one, other, {})
        pair.admin = pair.login(one, "admin", "umami")
        yield pair
        one.close()
        other.close()
    finally:
        server.stop()


def website_deleted(pair: Pair) -> Seen:
    site = pair.website()
    pair.delete(f"/api/websites/{site}")
    assert pair.send(pair.one, site) == 400
    return lambda: pair.send(pair.other, site) == 400


def website_made(pair: Pair) -> Seen:
    site = pair.made("/api/websites", {"name": "Site", "domain": "example.com"})["id"]
    assert pair.send(pair.one, site) == 200
    return lambda: pair.send(pair.other, site) == 200


def website_reset(pair: Pair) -> Seen:
    """The other worker remembers a session whose row is gone: it must write it again."""
    site = pair.website()
    assert pair.send(pair.other, site, "known") == 200
    assert pair.made(f"/api/websites/{site}/reset", None) == {"ok": True}

    def seen() -> bool:
        assert pair.send(pair.other, site, "known") == 200
        with psycopg.connect(pair.server.database_url) as connection:
            return connection.execute("select 1 from session where website_id = %s", [site]).fetchone() is not None

    return seen


def link_changed(pair: Pair) -> Seen:
    link, target = a_link(pair)
    pair.made(f"/api/links/{link}", {"url": "https://new.example/"})
    return lambda: target() == "https://new.example/"


def link_deleted(pair: Pair) -> Seen:
    link, target = a_link(pair)
    pair.delete(f"/api/links/{link}")
    return lambda: target() is None


def a_link(pair: Pair) -> tuple[str, Callable[[], str | None]]:
    """A link that both know, and where the other worker leads with it."""
    slug = f"slug-{os.urandom(4).hex()}"
    link = pair.made("/api/links", {"name": "Link", "url": "https://old.example/", "slug": slug})["id"]

    def target() -> str | None:
        return pair.other.get(f"/q/{slug}", headers={"user-agent": CHROME}).headers.get("location")

    within(lambda: target() == "https://old.example/")
    return link, target


def share_deleted(pair: Pair) -> Seen:
    site = pair.website()
    share = pair.made(f"/api/websites/{site}/shares", {"name": "Share", "parameters": {"overview": True}})
    token = pair.other.get(f"/api/share/{share['slug']}").json()["token"]
    headers = {"x-umami-share-token": token, "x-umami-share-context": "1"}

    def status() -> int:
        return pair.other.get(f"/api/websites/{site}", headers=headers).status_code

    assert status() == 200
    pair.delete(f"/api/share/id/{share['id']}")
    return lambda: status() == 401


CHANGES = (website_deleted, website_made, website_reset, link_changed, link_deleted, share_deleted)


@pytest.fixture(scope="module")
def seen_after(pair: Pair) -> dict[str, float]:
    """The seconds after which the other worker has seen each of the changes; those it has not are missing."""
    waiting, took = {}, {}
    for change in CHANGES:
        seen, began = change(pair), time.monotonic()
        waiting[change.__name__] = (seen, began)
    while waiting and min(began for _, began in waiting.values()) > time.monotonic() - 2 * SECONDS:
        for name, (seen, began) in list(waiting.items()):
            if seen():
                took[name] = time.monotonic() - began
                del waiting[name]
        time.sleep(0.02)
    return took


@pytest.mark.parametrize("change", CHANGES)
def test_what_changes_through_one_worker_is_seen_by_the_other(pair: Pair, seen_after, change) -> None:
    assert seen_after[change.__name__] < SECONDS


@pytest.mark.parametrize("pair", ["Redis"], indirect=True)
def test_with_redis_a_change_is_told_and_not_only_read_again(pair: Pair) -> None:
    for _ in range(3):  # what is read again anyway, every three seconds, would not be in time for all of them
        assert within(website_deleted(pair)) < 1


def test_a_user_is_out_at_once_everywhere_and_a_role_counts_at_once(pair: Pair) -> None:
    name = f"user-{os.urandom(4).hex()}"
    user = pair.made("/api/users", {"username": name, "password": "password-1", "role": "user"})["id"]
    headers = pair.login(pair.other, name, "password-1")
    body = {"name": "Site", "domain": "example.com"}
    assert pair.other.post("/api/websites", json=body, headers=headers).status_code == 200
    pair.made(f"/api/users/{user}", {"role": "view-only"})
    assert pair.other.post("/api/websites", json=body, headers=headers).status_code == 401
    assert pair.other.get("/api/me", headers=headers).status_code == 200
    pair.delete(f"/api/users/{user}")
    assert pair.other.get("/api/me", headers=headers).status_code == 401


def test_a_login_begun_at_one_worker_is_good_at_the_other_and_ends_at_once_everywhere(pair: Pair) -> None:
    headers = pair.login(pair.one, "admin", "umami")
    assert pair.other.get("/api/me", headers=headers).status_code == 200
    assert pair.one.post("/api/auth/logout", headers=headers).status_code == 200
    assert pair.other.get("/api/me", headers=headers).status_code == 401


def test_guesses_are_counted_together(pair: Pair) -> None:
    def guess(client: httpx.Client) -> int:
        body = {"username": "admin", "password": "wrong"}
        return client.post("/api/auth/login", json=body, headers={"x-real-ip": "192.0.2.77"}).status_code

    assert [guess(client) for client in (pair.one, pair.other) * 5] == [401] * 10
    assert [guess(pair.one), guess(pair.other)] == [429, 429]


@pytest.mark.parametrize("pair", ["no Redis"], indirect=True)
def test_workers_end_with_a_parent_that_is_killed(pair: Pair) -> None:
    """The last of these tests: their server is gone."""
    workers = pair.server.workers()
    assert len(workers) == 2
    pair.server.kill()
    _gone, alive = psutil.wait_procs(workers, timeout=10)
    for worker in alive:
        worker.kill()
    assert not alive
