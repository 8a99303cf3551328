"""Eight views look as they did when somebody last looked at them, and the overview reads aloud as it did.

Where this Chromium is not the one of the pictures, letters are drawn a little otherwise: then only the places of all
parts are compared. `make pictures-of-tests` records both anew.
"""

import json

import pytest

from hatch_build import STATIC, install
from tests.dashboard.browser.seen import pictures
from tests.dashboard.browser.seen.views import (
    LAYOUT,
    PICTURES,
    SPOKEN,
    VIEWS,
    answering,
    boxes,
    open_view,
    recorded,
    spoken,
)

MOST_THAT_DIFFERS = 0.002
MOST_MOVED_PX = 2
MOST_BYTES = 60_000


@pytest.fixture(scope="module", autouse=True)
def pinned_font() -> None:
    install(STATIC, with_checks=True)


@pytest.mark.parametrize("name", VIEWS)
async def test_a_view_looks_as_it_did(new_board, browser, tmp_path, name):
    unknown: list[str] = []
    board = await open_view(new_board, VIEWS[name], answering(recorded(), unknown))
    assert unknown == []
    layout = json.loads(LAYOUT.read_text())
    before, now = layout["boxes"][name], await boxes(board.page)
    assert list(now) == list(before)
    moved = {part: (box, before[part]) for part, box in now.items()
             if any(abs(one - other) > MOST_MOVED_PX for one, other in zip(box, before[part], strict=True))}
    assert moved == {}
    if name == SPOKEN.stem:
        assert await spoken(board.page) == SPOKEN.read_text()
    if browser.version.partition(".")[0] == layout["chromium"]:
        seen = tmp_path / "seen.png"
        await board.page.screenshot(path=seen, animations="disabled")
        share = pictures.share_that_differs(pictures.read(seen), pictures.read(PICTURES / f"{name}.png"))
        assert share <= MOST_THAT_DIFFERS, f"{share:.2%} differ: {seen}"


def test_the_pictures_are_small_and_of_these_views():
    sizes = {path.stem: path.stat().st_size for path in PICTURES.glob("*.png")}
    assert set(sizes) == set(VIEWS)
    assert max(sizes.values()) < MOST_BYTES


def test_another_colour_and_another_size_differ():
    one = pictures.Image.new("RGB", (100, 100), "#ffffff")
    other = one.copy()
    other.paste("#c8c8c8", (0, 0, 10, 10))
    assert pictures.share_that_differs(one, other) == 0.01
    other.paste("#d0d0d0", (0, 0, 10, 10))
    assert pictures.share_that_differs(one, other) == 0
    assert pictures.share_that_differs(one, one.resize((100, 99))) == 1
