"""The documents and files of the dashboard. What they do in a browser has its tests in browser/."""

import json
import re

import pytest

from app.dashboard.assets import static_folder

UMAMIS = [
    "/", "/login", "/logout", "/sso", "/dashboard", "/dashboard/edit", "/websites", "/websites/W",
    "/websites/W/events", "/websites/W/sessions", "/websites/W/sessions/S", "/websites/W/realtime",
    "/websites/W/performance", "/websites/W/compare", "/websites/W/breakdown", "/websites/W/goals",
    "/websites/W/funnels", "/websites/W/journeys", "/websites/W/retention", "/websites/W/utm",
    "/websites/W/revenue", "/websites/W/attribution", "/websites/W/segments", "/websites/W/cohorts",
    "/websites/W/replays", "/websites/W/settings", "/boards", "/boards/create", "/boards/B", "/boards/B/edit",
    "/boards/B/design", "/links", "/links/L", "/links/L/edit", "/pixels", "/pixels/P", "/pixels/P/edit",
    "/settings/preferences", "/settings/profile", "/settings/teams", "/settings/teams/T", "/admin/users",
    "/admin/users/U", "/admin/websites", "/admin/websites/W", "/admin/teams", "/admin/teams/T", "/console/W",
    "/share/S", "/share/S/events",
]


def manifest():
    return json.loads((static_folder() / "dashboard" / "manifest.json").read_text())


async def test_every_address_of_umamis_interface_answers_with_a_page_also_below_a_team(serve):
    client = serve()
    for path in UMAMIS:
        for address in (path, "/teams/T" + path if path != "/" else "/teams/T/websites"):
            answer = await client.get(address)
            if address in ("/teams/T/dashboard", "/teams/T/dashboard/edit"):
                assert answer.status_code == 307
                continue
            assert answer.status_code == 200, address
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert answer.headers["cache-control"] == "private, no-cache, no-store, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", [
    "/nothing", "/websites/W/nothing", "/teams/T/nothing", "/teams/T/api/heartbeat", "/assets/x.js",
])
async def test_an_unknown_address_is_not_found(serve, path):
    assert (await serve().get(path)).status_code == 404


@pytest.mark.parametrize("path, target", [
    ("/settings", "/settings/preferences"), ("/admin", "/admin/users"), ("/teams/T", "/teams/T/websites"),
    ("/teams/T/settings", "/teams/T/settings/preferences"), ("/teams/T/dashboard?a=1&b=%20", "/dashboard?a=1&b=%20"),
    ("/teams/T/dashboard/edit", "/dashboard/edit"),
])
async def test_umamis_redirects_keep_the_query_and_the_base(serve, path, target):
    answer = await serve(BASE_PATH="/stats").get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, "/stats" + target)


async def test_a_page_names_all_that_it_needs_below_the_base_and_nothing_of_another_host(serve):
    client = serve(BASE_PATH="/stats/")
    text = (await client.get("/websites/W")).text
    assert '<html lang="en" data-base="/stats" data-words="' in text
    names = re.findall(r'/stats/assets/([^" ]+)', text)
    built = manifest()
    modules = built["pages"]["overview"]["modules"]
    assert set(names) == {built["main"], built["early"], built["styles"], *modules, *built["words"].values()}
    assert "://" not in text and not re.search(r"<script[^>]*>[^<]", text) and "style=" not in text
    for name in names:
        answer = await client.get("/assets/" + name)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        assert answer.content == (static_folder() / "dashboard" / name).read_bytes()


async def test_a_page_says_if_nobody_may_sign_in_here(serve):
    assert 'data-login="off"' not in (await serve().get("/login")).text
    assert 'data-login="off"' in (await serve(DISABLE_LOGIN="1").get("/login")).text


async def test_a_page_says_if_the_test_console_is_on(serve):
    assert "data-console" not in (await serve().get("/console/W")).text
    assert 'data-console="on"' in (await serve(ENABLE_TEST_CONSOLE="1").get("/teams/T/console/W")).text


async def test_a_base_path_cannot_leave_its_attribute(serve):
    assert "<b>" not in (await serve(BASE_PATH='/"><b>').get("/login")).text
