"""The five trips by mouse."""

import pytest

from tests.dashboard.browser.trips.hands import Mouse
from tests.dashboard.browser.trips.steps import TRIPS, Trips


@pytest.mark.parametrize("trip", [pytest.param(trip, id=trip.__name__) for trip in TRIPS])
async def test_a_trip_can_be_made(new_board, browser, trip):
    board = await new_board(signed_in=trip is not Trips.first_day, **Mouse.options)
    await trip(Trips(Mouse(board), new_board, browser))
