"""What the first screen costs: bytes, calls, hosts (issue 9, "done when" 1), counted by the browser and the build."""

import gzip
import json

from app.dashboard.assets import static_folder
from app.demo import WEBSITE

OVERVIEW = f"/websites/{WEBSITE}"
FIRST_LOAD_BYTES = 60_000
NEXT_PAGE_BYTES = 12_000
CALLS = 9


def size(name: str) -> int:
    return len(gzip.compress((static_folder() / "dashboard" / name).read_bytes(), 9))


def manifest():
    return json.loads((static_folder() / "dashboard" / "manifest.json").read_text())


def files_of(page: str) -> set[str]:
    built = manifest()
    return {built["main"], built["early"], built["styles"], *built["pages"][page]["modules"]}


def test_the_overview_and_every_further_page_stay_in_their_budgets():
    built = manifest()
    words = max(size(name) for name in built["words"].values())
    assert words <= 6_000
    overview = files_of("overview")
    assert sum(map(size, overview)) + words + 1_000 <= FIRST_LOAD_BYTES  # the document
    further = {page: sum(map(size, files_of(page) - overview)) for page in built["pages"]}
    assert {page: bytes_ for page, bytes_ in further.items() if bytes_ > NEXT_PAGE_BYTES} == {}


async def test_the_overview_loads_from_one_host_within_its_bytes_and_asks_nothing_twice(board):
    loaded = []

    def keep(response):
        if "/api/" not in response.url:
            loaded.append(response.request)

    board.page.on("response", keep)
    await board.open(OVERVIEW)
    total = sum([(await request.sizes())["responseBodySize"] for request in loaded])
    assert 20_000 < total <= FIRST_LOAD_BYTES
    assert len(board.hosts) == 1
    assert len(board.calls) <= CALLS, board.calls
    assert len(set(board.calls)) == len(board.calls)


async def test_what_nobody_sees_asks_nothing(board):
    await board.page.clock.install()
    await board.open(OVERVIEW)
    assert not [call for call in board.calls if "weekly" in call or "event" in call]  # below the first screen
    await board.page.evaluate("""() => {
        Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    }""")
    board.calls.clear()
    await board.page.clock.fast_forward(300_000)
    await board.settle()
    assert board.calls == []
    await board.page.evaluate("""() => {
        Object.defineProperty(document, 'visibilityState', {value: 'visible', configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    }""")
    await board.settle()
    assert "GET /websites/W/stats" in board.calls  # five minutes old: refreshed on return
