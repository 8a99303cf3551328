"""The package umami-analytics of PyPI works unchanged: it signs in, sends, and asks."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.server.running import Running

# In a process of its own: the package keeps what it is told in its module.
SCRIPT = """
import datetime, json, sys
import umami

base, website = sys.argv[1:]
umami.set_url_base(base)
told = {"heartbeat": umami.heartbeat(), "user": umami.login("admin", "umami").user.username}
umami.set_website_id(website)
umami.set_hostname("example.com")
told["verified"] = umami.verify_token()
umami.new_page_view(page_title="Home", url="/home", ip_address="81.2.69.142")
umami.new_event(event_name="signup", title="Sign up", url="/signup", custom_data={"plan": "pro"})
umami.new_revenue_event(event_name="order", revenue=19.9, currency="EUR", url="/order", title="Order")
told["websites"] = [site.id for site in umami.websites()]
told["active"] = umami.active_users()
now = datetime.datetime.now()
hour = datetime.timedelta(hours=1)
told["stats"] = umami.website_stats(now - hour, now + hour).pageviews
print(json.dumps(told))
"""


@pytest.fixture
def running(tmp_path: Path, database_url: str) -> Iterator[Running]:
    server = Running(tmp_path, DATABASE_URL=database_url)
    yield server
    server.stop()


def made_by_admin(running: Running) -> str:
    signed_in = httpx.post(running.url + "/api/auth/login", json={"username": "admin", "password": "umami"}).json()
    return str(httpx.post(
        running.url + "/api/websites", json={"name": "Site", "domain": "example.com"},
        headers={"authorization": f"Bearer {signed_in['token']}"},
    ).json()["id"])


def test_umami_analytics_signs_in_sends_and_asks(running: Running) -> None:
    made = made_by_admin(running)
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, running.url, made], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["heartbeat"] is told["verified"] is True
    assert told["user"] == "admin"
    # The page view is that of the visitor at the address it names, the events are the program's own.
    assert (told["active"], told["stats"], told["websites"]) == (2, 1, [made])
    assert (running.count("website_event"), running.count("revenue")) == (3, 1)
