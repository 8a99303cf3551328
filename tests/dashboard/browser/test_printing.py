"""What is printed of a page that nobody has scrolled through. How paper looks is in test_every_page."""

import io

import pytest
from pypdf import PdfReader

from app.demo import ids
from tests.dashboard.browser.board import Board
from tests.dashboard.browser.pages import MONTH, SITE

# What is on the page when it is printed; browsers without windows print nothing.
LISTEN = """() => {
    const isThere = each => !each.matches('[aria-busy=true], .unreached') && !each.querySelector('.skeleton');
    window.printed = new Promise(done => window.print = () => done(
        [...document.querySelectorAll('section.panel, .unreached')].map(each => [each.ariaLabel, isThere(each)])));
}"""


async def words_on_paper(board: Board) -> str:
    sheets = PdfReader(io.BytesIO(await board.page.pdf())).pages
    return "".join("".join(sheet.extract_text().split()) for sheet in sheets)


@pytest.mark.parametrize("path", [SITE + MONTH, f"/boards/{ids.BOARD}{MONTH}"], ids=["overview", "board"])
async def test_the_key_prints_once_everything_on_the_page_has_its_answer(board, path):
    page = await board.open(path)
    assert await page.locator(".skeleton, .unreached").count() > 0
    await page.evaluate(LISTEN)
    await page.keyboard.press("Control+p")
    printed = await page.evaluate("window.printed")
    assert len(printed) > 6
    assert [title for title, is_there in printed if not is_there] == []


async def test_from_the_menu_paper_holds_what_is_there_and_the_next_one_all(board):
    page = await board.open(SITE + MONTH)
    days = page.locator(".chart svg text[text-anchor=middle]")
    on_screen = await days.all_text_contents()
    first = await words_on_paper(board)
    assert "Pages" in first and "Campaigns" not in first
    # The chart had been drawn for the screen, which is wider than paper. The last day stands in the head as well.
    assert "".join(on_screen[-2].split()) in first
    await board.settle()
    assert "Campaigns" in await words_on_paper(board)
    await board.settle()
    assert await days.all_text_contents() == on_screen
