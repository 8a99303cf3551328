"""Signing in and out."""

import json
from urllib.parse import urlencode

import pytest

from app.demo import WEBSITE


async def sign_in(board, password="umami"):
    await board.page.fill("input[name=username]", "admin")
    await board.page.fill("input[name=password]", password)
    await board.page.click("button[type=submit]")


async def stored_token(board):
    return await board.page.evaluate("localStorage.getItem('umami.auth')")


async def test_who_signs_in_comes_to_the_page_that_was_asked_for(new_board):
    board = await new_board(signed_in=False)
    await board.page.goto(f"{board.origin}/websites/{WEBSITE}?date=7day")
    await board.arrive("**/login?next=**")
    await sign_in(board)
    await board.arrive(f"**/websites/{WEBSITE}?date=7day")
    await board.settle()
    assert json.loads(await stored_token(board)) == board.answers["/auth/login"]["token"]
    assert (await board.page.locator("h1").inner_text()).startswith("Demo shop")


async def test_a_wrong_password_is_said_in_words(new_board):
    board = await new_board(signed_in=False)
    await board.page.goto(board.origin + "/login")
    await sign_in(board, "guessed")
    await board.page.get_by_text("Wrong username or password.").wait_for()
    assert await stored_token(board) is None
    assert board.problems.pop().startswith("Failed to load resource")  # the browser's own word on a 401


@pytest.mark.parametrize("next_page", ["//evil.example/", "/\\evil.example/"])
async def test_an_address_elsewhere_is_not_followed_after_signing_in(new_board, next_page):
    board = await new_board(signed_in=False)
    await board.page.goto(f"{board.origin}/login?next={next_page}")
    await sign_in(board)
    await board.arrive(board.origin + "/websites")


async def test_signing_out_forgets_the_token_and_tells_the_server(new_board):
    board = await new_board(signed_in=False)  # with a session of its own: it ends for all who share its token
    await board.page.goto(board.origin + "/login")
    await sign_in(board)
    await board.arrive(board.origin + "/websites")
    await board.settle()
    await board.click("button[aria-label=admin]")
    await board.page.get_by_text("Sign out").click()
    await board.arrive(board.origin + "/login")
    assert await stored_token(board) is None
    assert "POST /auth/logout" in board.calls


async def test_a_token_that_the_server_refuses_leads_to_signing_in(new_board):
    board = await new_board(storage={"auth": "nonsense"})
    await board.page.goto(board.origin + "/websites?date=7day")
    await board.arrive(board.origin + "/login?next=/websites%3Fdate%3D7day")
    board.problems.clear()  # the browser's own words on 401


async def test_a_token_in_the_address_signs_in(new_board, token):
    board = await new_board(signed_in=False)
    await board.page.goto(board.origin + "/sso?" + urlencode({"token": token, "url": "/websites?date=7day"}))
    await board.arrive(board.origin + "/websites?date=7day")
    assert json.loads(await stored_token(board)) == token
