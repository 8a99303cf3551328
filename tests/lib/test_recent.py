"""Answers of the last seconds."""

import asyncio

import pytest

from app.lib.recent import Recent


class Counting:
    """Finds 1, 2, 3; each once it may."""

    def __init__(self) -> None:
        self.found = 0
        self.may = asyncio.Event()
        self.may.set()

    async def find(self) -> int:
        self.found += 1
        found = self.found
        await self.may.wait()
        return found


async def test_who_asks_the_same_at_once_or_soon_gets_the_same() -> None:
    recent, counting = Recent[str, int](8, 60), Counting()
    counting.may.clear()
    asked = [asyncio.ensure_future(recent.answer("a", counting.find)) for _ in range(50)]
    await asyncio.sleep(0)
    counting.may.set()
    assert await asyncio.gather(*asked) == [1] * 50
    assert await recent.answer("a", counting.find) == 1
    assert await recent.answer("b", counting.find) == 2


async def test_an_answer_ages_from_its_beginning() -> None:
    recent, counting = Recent[str, int](8, 0.02), Counting()
    counting.may.clear()
    slow = asyncio.ensure_future(recent.answer("a", counting.find))
    await asyncio.sleep(0.03)
    later = asyncio.ensure_future(recent.answer("a", counting.find))
    await asyncio.sleep(0)
    counting.may.set()
    assert (await slow, await later) == (1, 2)


async def test_of_too_many_the_oldest_is_found_anew() -> None:
    recent, counting = Recent[str, int](2, 60), Counting()
    assert [await recent.answer(key, counting.find) for key in "abcab"] == [1, 2, 3, 4, 5]


async def test_a_failure_is_told_to_those_who_wait_and_not_kept() -> None:
    recent, counting = Recent[str, int](8, 60), Counting()
    begun = asyncio.Event()

    async def fail() -> int:
        await begun.wait()
        raise OSError("gone")

    asked = [asyncio.ensure_future(recent.answer("a", fail)) for _ in range(2)]
    await asyncio.sleep(0)
    begun.set()
    for each in asked:
        with pytest.raises(OSError, match="gone"):
            await each
    assert await recent.answer("a", counting.find) == 1


async def test_who_goes_away_leaves_the_answer_to_the_others() -> None:
    recent, counting = Recent[str, int](8, 60), Counting()
    counting.may.clear()
    first = asyncio.ensure_future(recent.answer("a", counting.find))
    second = asyncio.ensure_future(recent.answer("a", counting.find))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    counting.may.set()
    assert (await second, counting.found) == (1, 1)
