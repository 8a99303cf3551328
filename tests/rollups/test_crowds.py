"""Nothing is lost where several write at once and maintenance goes on, or is killed."""

from random import Random

from tests.rollups.crowds import Crowd, keep_and_kill


async def test_late_commits_rollbacks_and_deletes_beside_maintenance_change_no_answer(database_url: str) -> None:
    crowd = Crowd(database_url, 7, longest_seconds=1.5)
    await crowd.compare(6)
    await crowd.end()
    assert crowd.rounds > 0 and crowd.committed > 0 and crowd.history.compared > 0


async def test_maintenance_that_is_killed_leaves_what_was_there(database_url: str) -> None:
    crowd, random = Crowd(database_url, 8), Random(8)
    await crowd.build()
    for _ in range(3):
        keep_and_kill(database_url, 0.5 + random.random())
        assert await crowd.history.differences(2) == []
    await crowd.end()
    assert crowd.history.compared > 0
