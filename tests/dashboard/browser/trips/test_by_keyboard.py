"""The five trips by keyboard."""

import pytest

from tests.dashboard.browser.trips.hands import Keyboard
from tests.dashboard.browser.trips.steps import TRIPS, Trips


@pytest.mark.parametrize("trip", [pytest.param(trip, id=trip.__name__) for trip in TRIPS])
async def test_a_trip_can_be_made(new_board, browser, trip):
    board = await new_board(signed_in=trip is not Trips.first_day, **Keyboard.options)
    await trip(Trips(Keyboard(board), new_board, browser))
